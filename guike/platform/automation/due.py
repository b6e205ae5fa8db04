"""Looks through dates and schedules: writes a run for every record whose moment has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from guike.kernel import clock, filters
from guike.kernel.errors import Refusal
from guike.kernel.limits import AUTOMATION_SCHEDULED, CHUNK_ROWS
from guike.platform.access.context import Context
from guike.platform.automation import compiled
from guike.platform.automation.definition import TIMED, Definition, of_rule
from guike.platform.automation.fitness import faults_at
from guike.platform.automation.models import AutomationRule, AutomationRun
from guike.platform.automation.moments import (
    days_of_years,
    dues_of,
    is_by_day,
    is_yearly,
    last_start,
    last_time,
)
from guike.platform.automation.settings import ENABLED
from guike.platform.automation.watching import Fired, date_key, put_runs
from guike.platform.calendar.queries import is_workday
from guike.platform.filters.columns import field_expression, not_empty
from guike.platform.filters.expressions import Const, test
from guike.platform.filters.memory import stored_value
from guike.platform.filters.sql import compile_filter
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import format_instant
from guike.platform.org.queries import begin_versions
from guike.platform.records.reading import visible
from guike.platform.settings import queries as settings

WHY = "rules on dates and schedules look through what their identity sees"
#: what was due while no worker ran for longer is left: nobody expects a reminder of last month's date
LATEST = timedelta(days=7)


def put_due() -> int:
    """Write the runs that have come due since the last look; how many."""
    begin_versions()
    if not settings.get(ENABLED):
        return 0
    rules = AutomationRule.objects.system(reason=WHY)
    ids = rules.filter(is_active=True, deleted_at=None, trigger__in=TIMED).order_by("pk")
    return sum(_look(rule_id) for rule_id in ids.values_list("pk", flat=True))


def _look(rule_id: int) -> int:
    """Look through one rule under its lock; two workers never look at once."""
    with transaction.atomic():
        rules = AutomationRule.objects.system(reason=WHY).filter(pk=rule_id, is_active=True)
        rule = rules.select_for_update(no_key=True, skip_locked=True, of=("self",)).first()
        if rule is None:
            return 0
        does = of_rule(rule)
        if faults_at(does, 0):
            return 0  # what comes due meanwhile is found once the rule is mended
        now = clock.now()
        since = max(rule.looked_at or now, now - LATEST)
        rules.update(looked_at=now)
        spec = catalogue().objects.get(does.object)
        ctx = compiled.identity(does.run_as)
        if spec is None or ctx is None or not spec.has_workflow:
            return 0
        try:
            fired = _reached(does, spec, ctx, since, now)
        except Refusal:
            return 0
        put_in_chunks(fired)
    return len(fired)


def put_in_chunks(fired: list[Fired]) -> None:
    """Write many runs."""
    step = int(CHUNK_ROWS)
    for start in range(0, len(fired), step):
        put_runs(fired[start : start + step], depth=1)


def _reached(does: Definition, spec: ObjectSpec, ctx: Context, since: datetime, now: datetime) -> list[Fired]:
    if does.trigger == "schedule":
        start = last_start(does, now, ctx.timezone)
        if start <= since or not starts(does, start, ctx.timezone):
            return []
        rows = matching(does, spec, ctx)[: int(AUTOMATION_SCHEDULED)]
        return [
            Fired(does, pk, date_key(start), {"moment": "schedule"})
            for pk in rows.values_list("pk", flat=True)
        ]
    most = int(AUTOMATION_SCHEDULED)
    return [
        Fired(does, row.pk, date_key(due), {"moment": "date"})
        for row, due in reached(does, spec, ctx, since, now, most)
    ]


def reached(
    does: Definition, spec: ObjectSpec, ctx: Context, since: datetime, now: datetime, most: int | None = None
) -> Iterator[tuple[Any, datetime]]:
    """The records whose date was reached after `since` and up to `now`, each with the instant; of a date that comes again
    every year, once for each time. `most`: so many records are looked at."""
    item = spec.by_name[does.date_field]
    is_day = is_by_day(does, item.value_type)
    if is_day and last_time(does, now, ctx.timezone) <= since:
        return  # the time of day has not come: nothing is due, and nothing is read
    rows = matching(does, spec, ctx).filter(_near(does, spec, item, ctx, since, now))
    for row in rows.order_by("pk")[:most]:
        for due in dues_of(does, stored_value(item, row, ctx.timezone), since, now, ctx.timezone):
            yield row, due


def starts(does: Definition, start: datetime, timezone: str) -> bool:
    """Whether the schedule starts on this day: one for workdays rests on free days."""
    return does.every != "workday" or is_workday(start.astimezone(ZoneInfo(timezone)).date())


def matching(does: Definition, spec: ObjectSpec, ctx: Context) -> Any:
    """The records that meet the rule's condition, as its identity sees them."""
    rows = visible(ctx, spec)
    return rows if does.filter is None else rows.filter(compile_filter(ctx, spec, filters.parse(does.filter)))


def _near(
    does: Definition, spec: ObjectSpec, item: FieldSpec, ctx: Context, since: datetime, now: datetime
) -> Q:
    """A condition for records whose date may have come due; the exact instant is worked out row by row."""
    shift, day, zone = timedelta(days=does.offset_days), timedelta(days=1), ZoneInfo(ctx.timezone)
    ends = (since - shift - day, now - shift + day)
    first, last = (end.astimezone(zone).date() for end in ends)
    is_day = item.value_type == "date"
    if not is_yearly(does):
        values = (
            [first.isoformat(), last.isoformat()] if is_day else [str(format_instant(end)) for end in ends]
        )
        between = {"field": item.name, "op": "between", "value": values}
        return compile_filter(ctx, spec, filters.parse(between))
    days = days_of_years(first, last)
    if days is None:
        return not_empty(spec, item, ctx.timezone)
    value = field_expression(spec, item, ctx.timezone)
    pattern, more = ("{}", ()) if is_day else ("{} AT TIME ZONE {}", (Const(ctx.timezone),))
    return test(f"(to_char({pattern}, 'MMDD') = ANY({{}}))", value, *more, Const(days, "text[]"))


def purge(before: datetime, most: int) -> int:
    """Remove runs that ended before this, `most` of them; how many."""
    runs = AutomationRun.objects.system(reason="old runs are forgotten")
    old: Iterable[int] = (
        runs.filter(finished_at__lt=before).order_by("pk").values_list("pk", flat=True)[:most]
    )
    gone = runs.filter(pk__in=list(old))
    return int(gone._raw_delete(gone.db) or 0)
