"""Earlier periods for comparison: the figures before those that a report's filter admits, and, for a period that has not
ended, those of the same days of the earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from guike.kernel import comparisons, filters, periods
from guike.kernel.comparisons import Comparison
from guike.kernel.filters import All, Leaf
from guike.kernel.filters import Node as Condition
from guike.kernel.periods import Range
from guike.platform.access.context import Context
from guike.platform.filters.sql import compile_filter
from guike.platform.measures.figures import Figures, figures_of
from guike.platform.measures.pace import Pace
from guike.platform.measures.questions import Key, Measure, Part, Question
from guike.platform.reports.specs import Report

_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Wanted:
    """What a comparison asks besides the report's own figures. `before`: of earlier periods; `to_date`: of the same days of the
    earlier period as those that have gone by of the one that has not ended (`current`); that earlier one begins at `start`."""

    before: Question | None = None
    to_date: Question | None = None
    current: date | None = None
    start: date | None = None

    @property
    def questions(self) -> list[Question]:
        return [one for one in (self.before, self.to_date) if one is not None]


@dataclass(frozen=True)
class Earlier:
    """The figures of a `Wanted`, by the same names."""

    before: Figures | None = None
    to_date: Figures | None = None
    current: date | None = None
    start: date | None = None


def wanted_of(ctx: Context, report: Report, rows: Any, today: date) -> Mapping[str, Wanted]:
    """For each comparison that the report shows. `rows`: the records of the object in sight, without the report's filter."""
    axis = report.time_key
    shows = sorted({one.show for one in report.derived if one.show in ("previous", "last_year")})
    if axis is None or not shows:
        return {}
    key = report.question.keys[axis]
    rest, admitted = _without_period(report.question.where, key, today)
    question = replace(report.question, where=rest, rows=_filtered(ctx, report.question, rest, rows))
    current = periods.bucket(today, key.bucket, report.question.fiscal_start)
    found: dict[str, Wanted] = {}
    for show in shows:
        comparison: Comparison = "previous" if show == "previous" else "last_year"
        one = Wanted()
        if admitted is not None:
            before = comparisons.shifted_back(admitted, key.bucket, comparison)
            one = replace(one, before=_within(ctx, question, key, before))
        begun, same = comparisons.stretches(current, today, key.bucket, comparison)
        if begun[1] < current[1] and same[0] < same[1]:
            start = periods.bucket_start(same[0], key.bucket, report.question.fiscal_start)
            one = replace(one, to_date=_within(ctx, question, key, same), current=current[0], start=start)
        found[show] = one
    return found


def earlier_of(
    ctx: Context, wanted: Mapping[str, Wanted], counted: frozenset[str], pace: Pace
) -> Mapping[str, Earlier]:
    """The figures of what the comparisons ask."""

    def figures(question: Question | None) -> Figures | None:
        if question is None:
            return None
        return figures_of(ctx.walking(), question, counted=counted, pace=pace)

    return {
        show: Earlier(figures(one.before), figures(one.to_date), one.current, one.start)
        for show, one in wanted.items()
    }


def _within(ctx: Context, question: Question, key: Key, period: Range) -> Question:
    """The question about those records whose time lies in these days."""
    inside = Part(key.place, days_of(key, period, ctx.timezone))
    return replace(question, measures=tuple(_restricted(one, inside) for one in question.measures))


def _restricted(measure: Measure, part: Part) -> Measure:
    """The measure over those records alone, where the time is a field on its way; else as it is."""
    return replace(measure, parts=(*measure.parts, part)) if part.place in measure.place.chain else measure


def days_of(key: Key, period: Range, tz: str) -> Leaf:
    """The condition that the time of a key lies in these days."""
    start, end = period
    if key.item.value_type == "date":
        return Leaf(key.item.name, "between", (start.isoformat(), (end - _DAY).isoformat()))
    since, until = periods.instants(start, end, tz)
    return Leaf(key.item.name, "between", (since.isoformat(), (until - _TICK).isoformat()))


def _filtered(ctx: Context, question: Question, where: Condition, rows: Any) -> Any:
    return rows if where == filters.EVERYTHING else rows.filter(compile_filter(ctx, question.spec, where))


def _without_period(where: Condition, key: Key, today: date) -> tuple[Condition, Range | None]:
    """The filter without its conditions on the time of the key, and the days that these admit; None without an end on both
    sides."""
    items = where.items if isinstance(where, All) else (where,)
    kept, days = list[Condition](), None
    for one in items:
        found = _days(one, today) if isinstance(one, Leaf) and one.field == key.path else None
        if found is None:
            kept.append(one)
        else:
            days = found if days is None else (max(days[0], found[0]), min(days[1], found[1]))
    return (where, None) if days is None else (filters.all_of(*kept), days)


def _days(leaf: Leaf, today: date) -> Range | None:
    """The days that a condition admits: `within` a period, or `between` two days."""
    if leaf.op == "within" and isinstance(leaf.value, str):
        return periods.resolve(leaf.value, today)
    if leaf.op == "between" and isinstance(leaf.value, tuple):
        try:
            first, last = (date.fromisoformat(str(one)) for one in leaf.value)
        except ValueError:
            return None
        return first, last + _DAY
    return None
