"""What a rule would have done in the last days: how often, to which records, what it would have changed and sent, and
which other rules it would have met. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.platform.access.context import Context
from guike.platform.automation import compiled
from guike.platform.automation.checking import node_of
from guike.platform.automation.circles import may_trigger
from guike.platform.automation.definition import TIMED, Definition, of_rule
from guike.platform.automation.due import matching, reached, starts
from guike.platform.automation.errors import AutomationRefused
from guike.platform.automation.matching import Watcher
from guike.platform.automation.moments import last_start
from guike.platform.automation.past import PastChange, retold
from guike.platform.automation.showing import shown_step
from guike.platform.automation.steps.registry import Item, Work, kind_named
from guike.platform.filters.caller import UnknownField
from guike.platform.filters.memory import scoped_loader
from guike.platform.metadata.types import format_instant
from guike.platform.records.reading import labels, visible_of

MOST_DAYS = 365
SHOWN = 50
#: of so many firings it is worked out what each step would do
PLANNED = 2_000


@dataclass(frozen=True)
class _Firing:
    row: Any
    at: datetime
    by: int | None


def backtest(ctx: Context, does: Definition, days: int) -> dict[str, Any]:
    """{"days", "events", "is_all", "times", "records", "by_day", "samples", "effects", "meets"}. Records that the caller
    does not see are counted, not shown."""
    watcher = compiled.ready(does)
    if watcher is None:
        raise AutomationRefused("automation.no_record")
    ctx.require(does.object, "view")
    since = clock.now() - timedelta(days=days)
    changes: list[PastChange] = []
    more = False
    if does.trigger in TIMED:
        firings = _timed(watcher, since)
    else:
        changes, more = retold(watcher.ctx, watcher.spec, since, f"automation_rule.{does.rule_id}")
        firings = [_Firing(one.row, one.at, one.by) for one in _fired(watcher, changes)]
    zone = ZoneInfo(ctx.timezone)
    by_day = Counter(firing.at.astimezone(zone).date().isoformat() for firing in firings)
    return {
        "days": days,
        "events": len(changes) or len(firings),
        "is_all": not more,
        "times": len(firings),
        "records": len({firing.row.pk for firing in firings}),
        "by_day": dict(sorted(by_day.items())),
        "effects": _effects(watcher, firings),
        "samples": _samples(ctx, watcher, firings),
        "meets": _meets(watcher, changes),
    }


def _fired(watcher: Watcher, changes: Iterable[PastChange]) -> list[PastChange]:
    load = scoped_loader(watcher.ctx)
    found, known = [], set()
    for change in changes:
        if watcher.does.once == "per_record" and change.row.pk in known:
            continue
        if watcher.fires(change, load):
            known.add(change.row.pk)
            found.append(change)
    return found


def _timed(watcher: Watcher, since: datetime) -> list[_Firing]:
    """Dates as they stand now, and schedules over the records that meet the condition now."""
    does, spec, ctx, now = watcher.does, watcher.spec, watcher.ctx, clock.now()
    if does.trigger == "date_reached":
        return [_Firing(row, due, None) for row, due in reached(does, spec, ctx, since, now)]
    rows = list(matching(does, spec, ctx).order_by("pk")[:PLANNED])
    moments = []
    at = last_start(does, now, ctx.timezone)
    while at > since:
        if starts(does, at, ctx.timezone):
            moments.append(at)
        at = last_start(does, at - timedelta(minutes=1), ctx.timezone)
    return [_Firing(row, at, None) for at in reversed(moments) for row in rows]


def _plan(watcher: Watcher, firing: _Firing) -> list[dict[str, Any]]:
    """What each step would have done to the record as it stood."""
    found = []
    for position, step in enumerate(watcher.does.steps):
        item = Item(0, firing.row, {"by": firing.by, "changes": {}})
        load = scoped_loader(watcher.ctx)
        kind = kind_named(str(step["do"]))
        if kind is None:
            continue
        try:
            kind.plan(Work(watcher.ctx, watcher.spec, watcher.does, step, position, [item], load))
        except (Refusal, UnknownField):
            continue
        found.append({"n": position, "do": step["do"], **item.did})
    return found


def _effects(watcher: Watcher, firings: Sequence[_Firing]) -> dict[str, Any]:
    """{"changes": {field: records}, "creates": {object: number}, "tells": messages, "sends": number, "is_all"}"""
    changes: Counter[str] = Counter()
    creates: Counter[str] = Counter()
    tells = sends = 0
    for firing in firings[:PLANNED]:
        for entry in _plan(watcher, firing):
            kind = kind_named(entry["do"])
            changes.update(
                f"{entry['object']}.{name}"
                for name, (old, new) in entry.get("values", {}).items()
                if old != new
            )
            if "creates" in entry:
                creates[entry["creates"]["object"]] += 1
            tells += len(entry.get("users", ())) if entry["do"] == "notify" else 0
            sends += kind is not None and kind.outer
    return {
        "changes": dict(changes),
        "creates": dict(creates),
        "tells": tells,
        "sends": sends,
        "is_all": len(firings) <= PLANNED,
    }


def _samples(ctx: Context, watcher: Watcher, firings: Sequence[_Firing]) -> list[dict[str, Any]]:
    """The newest of those that the caller sees, with what would have been done."""
    chosen = list(reversed(firings))[: SHOWN * 4]
    seen = visible_of(ctx, watcher.spec, [firing.row.pk for firing in chosen])
    shown = [firing for firing in chosen if firing.row.pk in seen][:SHOWN]
    names = labels(ctx, watcher.spec.name, [firing.row.pk for firing in shown])
    return [
        {
            "at": format_instant(firing.at),
            "record": {
                "object": watcher.spec.name,
                "id": firing.row.pk,
                "name": names.get(firing.row.pk, ""),
            },
            "steps": [shown_step(ctx, watcher.spec, entry) for entry in _plan(watcher, firing)],
        }
        for firing in shown
    ]


def _meets(watcher: Watcher, changes: Sequence[PastChange]) -> list[dict[str, Any]]:
    """Other active rules: how many of the same events fire them, too, which fields both write, and which of the two would
    trigger the other."""
    mine = node_of(watcher.does)
    own = _fired(watcher, changes)
    found = []
    for row in compiled.active_rules():
        if row.pk == watcher.does.rule_id:
            continue
        does = of_rule(row)
        theirs = node_of(does)
        same = _same_events(does, watcher, own)
        shared = _shared(mine.writes, theirs.writes)
        triggers, triggered = may_trigger(mine, theirs), may_trigger(theirs, mine)
        if same or shared or triggers or triggered:
            found.append(
                {
                    "rule": {"id": row.pk, "name": row.name},
                    "same_events": same,
                    "same_fields": shared,
                    "triggers_it": triggers,
                    "triggered_by_it": triggered,
                }
            )
    return found


def _same_events(does: Definition, watcher: Watcher, own: Sequence[PastChange]) -> int:
    if does.object != watcher.does.object or does.trigger in TIMED:
        return 0
    try:
        other = compiled.ready(does)
    except Refusal:
        return 0
    if other is None:
        return 0
    load = scoped_loader(other.ctx)
    return sum(other.fires(change, load) for change in own)


def _shared(mine: Sequence[Any], theirs: Sequence[Any]) -> list[str]:
    def written(writes: Sequence[Any]) -> set[str]:
        return {f"{one.object}.{name}" for one in writes for name in one.fields or ()}

    return sorted(written(mine) & written(theirs))
