"""Pauses rules that do too much, tells the administrators, and lets rules go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from guike.kernel import clock
from guike.kernel.text import T
from guike.platform.automation.models import AutomationRule, AutomationRun
from guike.platform.automation.waking import hold_back
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import notify
from guike.platform.org.queries import administrators

WHY = "a rule that does too much is held back, and its administrators are told"
KIND = "automation.paused"
INVALID = "invalid"
#: pauses that end by themselves once the rule fits again, see `fitness`
UNFIT = (INVALID, "identity")
#: why a rule is paused, as people read it
REASONS = {
    "by_hand": T("手动暂停", "paused by hand"),
    "rate": T("一分钟内触发次数过多", "it fired too often within a minute"),
    "depth": T("规则互相触发的层数过多", "rules triggered one another too deeply"),
    "identity": T("执行身份已停用或离职", "the person it acts as has left"),
    INVALID: T("规则已失效", "it does not fit any more"),
}
notification_kind(
    KIND,
    T("自动化规则已暂停", "Automation rule paused"),
    T(
        "规则“{rule}”已自动暂停：{reason}。未执行的事件都保留着，处理后可继续执行",
        "The rule “{rule}” was paused: {reason}. What it has to do waits and can go on",
    ),
)


def pause(rule: Any, reason: str) -> None:
    """Hold a rule back, in a transaction of its own: what it has to do waits. The administrators and the rule's identity are
    told."""
    with transaction.atomic():
        rules = AutomationRule.objects.system(reason=WHY).filter(pk=rule.pk, paused_for="")
        is_first = bool(rules.update(paused_for=reason))
        hold_back(rule.pk)
        if is_first:
            tell(KIND, rule, reason, REASONS[reason].as_map())


def tell(kind: str, rule: Any, occasion: str, reason: Mapping[str, str]) -> None:
    """Tell the administrators and the rule's identity what became of it. `reason`: in every language."""
    told = dict.fromkeys([*sorted(administrators()), rule.run_as_id])
    at = clock.now().isoformat()
    notify(kind, list(told), "automation_rule", rule.pk, f"{occasion} {at}", rule=rule.name, reason=reason)


def let_go_on(rule_ids: list[int]) -> None:
    """Queue again everything that was held back of these rules. An administrator has decided, so chains begin anew."""
    runs = AutomationRun.objects.system(reason=WHY).filter(rule_id__in=rule_ids, status="throttled")
    runs.update(status="queued", due_at=clock.now(), depth=1)
