"""Takes due runs for a worker, and holds back rules that run too much."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Min

from guike.kernel import clock
from guike.kernel.limits import AUTOMATION_BATCH, AUTOMATION_DEPTH, AUTOMATION_PER_MINUTE
from guike.platform.automation.models import AutomationRule, AutomationRun
from guike.platform.automation.pausing import pause
from guike.platform.automation.waking import end_of_rules

WHY = "the worker takes up what rules have to do, whoever caused it"
#: how long a worker has a run to itself after each step; then another takes it to be dead
LEASE = timedelta(seconds=float(os.environ.get("GUIKE_AUTOMATION_LEASE", "60")))
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Taken:
    """Runs of one version of one rule at one step, which this worker has to itself."""

    rule_id: int
    revision: int
    depth: int
    sends: bool
    token: str
    ids: tuple[int, ...]


def runs() -> Any:
    """All runs, for the worker."""
    return AutomationRun.objects.system(reason=WHY)


def take(after_rule: int = 0) -> Taken | None:
    """Up to 500 due runs, of the rule that comes after this one among those that have some: every rule gets its turn. A rule
    that does too much is paused. None when nothing is due."""
    now = clock.now()
    for rule_id in _rules_with_work(now, after_rule):
        rule = AutomationRule.objects.system(reason=WHY).get(pk=rule_id)
        if not rule.is_active or rule.deleted_at is not None:
            end_of_rules([rule_id], "rule_stopped")
            continue
        with transaction.atomic():
            found = _next_of(rule, now)
            if isinstance(found, list) and found:
                return _taken(found, now)
        if isinstance(found, str):
            pause(rule, found)
    return None


def _rules_with_work(now: datetime, after_rule: int) -> list[int]:
    due = runs().filter(due_at__lte=now, rule__paused_for="")
    rules = [row["rule"] for row in due.values("rule").annotate(first=Min("due_at")).order_by("rule")]
    return [one for one in rules if one > after_rule] + [one for one in rules if one <= after_rule]


def _next_of(rule: Any, now: datetime) -> list[Any] | str:
    """The rows of one rule to take now, none when others have them; or why the rule is to be paused."""
    rows = list(
        runs()
        .filter(rule=rule, due_at__lte=now)
        .order_by("due_at", "id")
        .select_for_update(no_key=True, skip_locked=True, of=("self",))[: int(AUTOMATION_BATCH)]
    )
    over = [row.pk for row in rows if rule.stopped_at is not None and row.created_at <= rule.stopped_at]
    if over:
        _end(over, now)
        rows = [row for row in rows if row.pk not in set(over)]
    if not rows:
        return []
    if rows[0].depth > int(AUTOMATION_DEPTH):
        return "depth"
    return _within_rate(rule, _alike(rows), now) or "rate"


def _end(ids: Sequence[int], now: datetime) -> None:
    runs().filter(pk__in=ids).update(
        status="cancelled", error="rule_stopped", due_at=None, token="", awaits=None, finished_at=now
    )


def _alike(rows: Sequence[Any]) -> list[Any]:
    """Those that can be handled together with the first; one that failed before is handled by itself."""
    first = rows[0]
    if first.attempts:
        return [first]
    return [
        row
        for row in rows
        if (row.revision, row.position, row.depth, row.repeats_outer, row.replays is None, row.attempts)
        == (
            first.revision,
            first.position,
            first.depth,
            first.repeats_outer,
            first.replays is None,
            0,
        )
    ]


def _within_rate(rule: Any, rows: list[Any], now: datetime) -> list[Any]:
    """As many as the rule may begin within this minute; none when it has begun too many. All that one operation
    causes counts once."""
    beginning = [row for row in rows if row.started_at is None]
    if not beginning:
        return rows
    lately = runs().filter(rule=rule, started_at__gt=now - _MINUTE)
    known = set(lately.values_list("operation", flat=True).distinct())
    allowed = []
    for row in rows:
        if row.started_at is None and row.operation not in known:
            if len(known) >= int(AUTOMATION_PER_MINUTE):
                continue
            known.add(row.operation)
        allowed.append(row)
    return allowed


def _taken(rows: Sequence[Any], now: datetime) -> Taken:
    token = uuid4().hex
    ids = [row.pk for row in rows]
    runs().filter(pk__in=ids).update(
        status="running", token=token, due_at=now + LEASE, attempts=F("attempts") + 1
    )
    runs().filter(pk__in=ids, started_at=None).update(started_at=now)
    first = rows[0]
    return Taken(
        first.rule_id,
        first.revision,
        first.depth,
        first.replays is None or first.repeats_outer,
        token,
        tuple(sorted(ids)),
    )
