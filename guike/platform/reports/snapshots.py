"""Takes snapshots: the figures of a report, kept as rows of a ledger when a week or month has ended."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from guike.kernel import clock, limits
from guike.platform.access.context import system_context
from guike.platform.database.granted import at_one_instant
from guike.platform.database.ledger import append
from guike.platform.measures.figures import figures_of
from guike.platform.measures.pace import Pace
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.metadata.snapshots import SnapshotSpec
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.reading import table
from guike.platform.reports.deriving import values_of
from guike.platform.reports.specs import read_report

WHY = "a snapshot counts all records, whoever may see them"
_log = structlog.get_logger(__name__)


class SnapshotTooLarge(Exception):
    """A snapshot has more groups than are kept. Nothing was kept of it."""


def take_due() -> int:
    """Take the snapshots of the week or month that ended with yesterday; the number of rows kept.

    One that is no longer taken in time is left out: a figure of Tuesday must not pass for that of Sunday. Raises the first
    failure after all were tried.
    """
    ctx = system_context()
    today = clock.today(ctx.timezone)
    if clock.now() - _midnight(today, ctx.timezone) > timedelta(hours=int(limits.SNAPSHOT_HOURS)):
        return 0
    kept, failures = 0, []
    for spec in registry.snapshots.values():
        if ends(spec.every, today - timedelta(days=1)):
            try:
                kept += take(spec, today - timedelta(days=1))
            except Exception as failure:
                _log.exception("snapshot failed", snapshot=spec.code)
                failures.append(failure)
    if failures:
        raise failures[0]
    return kept


def ends(every: str, day: date) -> bool:
    """Whether a week (it begins on Monday) or month ends with this day."""
    return day.isoweekday() == 7 if every == "week" else (day + timedelta(days=1)).day == 1


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def take(spec: SnapshotSpec, day: date) -> int:
    """Keep the present figures as those of this day; the number of rows. 0 where the day has its rows already."""
    into = catalogue().get(spec.into)
    if table(into).system(reason=WHY).filter(**{spec.on: day}).exists():
        return 0
    rows = [_row(into, {spec.on: day, **values}) for values in figures_now(spec)]
    return len(append(rows))


def figures_now(spec: SnapshotSpec) -> list[dict[str, Any]]:
    """The present figures: for each group its keys and figures by name. SnapshotTooLarge."""
    ctx = system_context()
    with at_one_instant():
        report = read_report(ctx, spec.spec)
        finest = tuple(range(len(report.question.keys)))
        figures = figures_of(
            ctx.walking(),
            report.question,
            levels=[finest],
            limit=int(limits.SNAPSHOT_ROWS),
            pace=Pace(None),
        )
    if figures.truncated:
        raise SnapshotTooLarge(spec.code)
    names = [key.name for key in report.question.keys]
    groups = values_of(report, figures, {}, clock.today(ctx.timezone))[finest]
    return [{**dict(zip(names, group, strict=True)), **values} for group, values in groups.items()]


def _row(into: ObjectSpec, values: dict[str, Any]) -> Any:
    columns = {into.by_name[name].attname: value for name, value in values.items() if value is not None}
    return into.model(created_at=clock.now(), **columns)
