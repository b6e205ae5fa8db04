"""Whether rules still fit the definitions, people and roles that they speak of.

A rule that does not is marked with every fault in words and paused as a whole, so no run takes a part of its steps; what
it has to do waits. It goes on by itself when it is mended or when what was gone is back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from guike.kernel.caches import VERSIONS, process_cache
from guike.kernel.errors import FieldError
from guike.kernel.text import LOCALES, T, Text
from guike.platform.automation import compiled
from guike.platform.automation.checking import errors_of
from guike.platform.automation.definition import Definition, of_rule, of_version
from guike.platform.automation.models import AutomationRule, AutomationRun, AutomationVersion
from guike.platform.automation.pausing import INVALID, UNFIT, let_go_on, pause, tell
from guike.platform.automation.steps.registry import kind_named
from guike.platform.automation.waking import hold_back
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.notify.registry import notification_kind
from guike.platform.org.queries import begin_versions, versions

WHY = "rules are checked against what they speak of"
KIND = "automation.invalid"
VALID = "valid"
_STEP = re.compile(r"steps\[(\d+)\]")
_NAME = re.compile(r"\w+")
_PARTS = {
    "object": T("对象", "Object"),
    "run_as": T("执行身份", "Acts as"),
    "filter": T("条件", "Condition"),
}
_WHEN = T("触发时机", "When it fires")
_STEPS = T("第 {n} 个动作（{kind}）", "Step {n} ({kind})")
_AND_MORE = T("{part}：{message}（另有 {n} 处）", "{part}: {message} (and {n} more)")
_ONE = T("{part}：{message}", "{part}: {message}")
notification_kind(
    KIND,
    T("自动化规则已失效", "Automation rule invalid"),
    T(
        "规则“{rule}”已失效，暂停执行：{reason}。修改规则后会继续执行暂缓的事件",
        "The rule “{rule}” does not fit any more and is paused: {reason}. What it has to do waits until the rule is mended",
    ),
)


def faults_of(does: Definition) -> list[FieldError]:
    """Everything for which this version cannot run as a whole now, each at its place."""
    spec = catalogue().objects.get(does.object)
    if spec is None:
        return [FieldError("object", "automation.object_gone")]
    ctx = compiled.identity(does.run_as)
    if ctx is None:
        return [FieldError("run_as", "automation.identity")]
    return [_named(spec, error) for error in errors_of(does, ctx)]


def _named(spec: ObjectSpec, error: FieldError) -> FieldError:
    """A field that is gone: by its label as long as that is known."""
    if error.code != "unknown_field":
        return error
    name = str(error.params.get("name", ""))
    item = spec.by_name.get(name)
    return FieldError(error.field, "automation.field_gone", {"name": item.label if item else name})


def faults_at(does: Definition, position: int) -> Sequence[FieldError]:
    """What keeps a run of this stored version from taking its steps from this position on."""
    now = versions()
    return [
        error
        for error in _stored_faults(now.metadata, now.permission, does.rule_id, does.revision)
        if position == 0 or error.field in ("object", "run_as") or _step_of(error) >= position
    ]


@process_cache(key="the versions of definitions and rights; a rule's version", stale=VERSIONS, limit=1_000)
def _stored_faults(_metadata: int, _permission: int, rule_id: int, revision: int) -> tuple[FieldError, ...]:
    stored = AutomationVersion.objects.filter(rule_id=rule_id, revision=revision).first()
    return tuple(faults_of(of_version(stored.definition))) if stored is not None else ()


def _step_of(error: FieldError) -> int:
    found = _STEP.match(error.field)
    return int(found[1]) if found else -1


def in_words(does: Definition, errors: Sequence[FieldError]) -> list[dict[str, Any]]:
    """The faults as a rule keeps them: [{"field", "part": {locale: text}, "message": {locale: text}}]"""
    return [
        {
            "field": error.field,
            "part": {locale: _part(does, error, locale) for locale in LOCALES},
            "message": {locale: error.message(locale) for locale in LOCALES},
        }
        for error in errors
    ]


def _part(does: Definition, error: FieldError, locale: str) -> str:
    number = _step_of(error)
    if number < 0:
        head = _NAME.match(error.field)
        return _PARTS.get(head[0] if head else "", _WHEN).get(locale)
    kind = kind_named(str(does.steps[number].get("do"))) if number < len(does.steps) else None
    label: Text | str = kind.label if kind is not None else "?"
    return _STEPS.format(locale, n=number + 1, kind=label)


def _summary(faults: Sequence[dict[str, Any]]) -> dict[str, str]:
    """The first fault in every language, and how many there are besides."""
    first, more = faults[0], len(faults) - 1
    text = _AND_MORE if more else _ONE
    return {
        locale: text.format(locale, part=first["part"][locale], message=first["message"][locale], n=more)
        for locale in LOCALES
    }


def mark_rules() -> int:
    """Check every rule; how many became invalid or valid, or are invalid for something else now."""
    begin_versions()
    rules = AutomationRule.objects.system(reason=WHY).filter(deleted_at=None).order_by("pk")
    return sum(mark(rule) for rule in rules)


def mark(rule: Any) -> bool:
    """Note whether the rule fits; whether that changed. An active rule that does not is paused, and the administrators and
    its identity are told, once."""
    does = of_rule(rule)
    faults = in_words(does, faults_of(does))
    if faults == rule.faults and (rule.validity == INVALID) == bool(faults):
        return False
    rows = AutomationRule.objects.system(reason=WHY).filter(pk=rule.pk, revision=rule.revision)
    with transaction.atomic():
        if not faults:
            rows.update(validity=VALID, faults=[])
            goes_on = bool(rows.filter(paused_for__in=UNFIT).update(paused_for=""))
            if goes_on:
                let_go_on([rule.pk])
            return True
        is_first = bool(rows.filter(validity=VALID).update(validity=INVALID))
        rows.update(faults=faults)
        if rule.is_active and is_first:
            _hold(rule, faults)
    return True


def _hold(rule: Any, faults: Sequence[dict[str, Any]]) -> None:
    if any(fault["field"] == "run_as" for fault in faults):
        pause(rule, "identity")
        return
    rules = AutomationRule.objects.system(reason=WHY).filter(pk=rule.pk, paused_for="")
    rules.update(paused_for=INVALID)
    hold_back(rule.pk)
    tell(KIND, rule, INVALID, _summary(faults))


def mended(rule: Any, former: str) -> None:
    """A rule was saved and fits again: what waited for that and has not begun goes on, under the version that it has now.
    `former`: for what it was paused."""
    if former not in UNFIT:
        return
    runs = AutomationRun.objects.system(reason=WHY).filter(
        rule=rule.pk, status__in=("queued", "throttled"), position=0, replays=None
    )
    runs.update(revision=rule.revision)
    let_go_on([rule.pk])
