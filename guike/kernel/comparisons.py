"""Comparing finished figures: with earlier periods, with each other and with a target.

Everything here works on rows that are already counted, in the order in which they are given. A figure is a Decimal;
None is an empty one, which is not the same as zero. Rates and shares are in per cent: 25.0 is a quarter. An answer is
None wherever it would have no meaning. Which rows belong together is the caller's business: a running total or
a share within each department is asked for department by department. Only figures that may be added (counts and
sums, not averages, rates or counts of different records) have shares, running totals and classes by value.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from itertools import pairwise
from math import ceil
from typing import Literal

from guike.kernel.money import EXACT, ZERO, round_amount, split
from guike.kernel.periods import Range, add_months, bucket_start

Figure = Decimal | None
Comparison = Literal["previous", "last_year"]

#: classes A, B and C: the members that make up 80 % of the value, those of the next 15 %, and the rest
ABC_CUTS = (Decimal("0.8"), Decimal("0.95"))

_HUNDRED = Decimal(100)
_DAY = timedelta(days=1)

# How far back the compared period stands: months and days. A year of weeks has 52, so that Monday meets Monday.
_STEPS: dict[tuple[str, Comparison], tuple[int, int]] = {
    ("day", "previous"): (0, 1),
    ("day", "last_year"): (12, 0),
    ("week", "previous"): (0, 7),
    ("week", "last_year"): (0, 52 * 7),
    ("month", "previous"): (1, 0),
    ("month", "last_year"): (12, 0),
    ("quarter", "previous"): (3, 0),
    ("quarter", "last_year"): (12, 0),
    ("year", "previous"): (12, 0),
    ("year", "last_year"): (12, 0),
}


def percentage(part: Figure, whole: Figure, digits: int = 1) -> Figure:
    """``part`` in per cent of ``whole``, rounded half away from zero. None when one is empty or ``whole`` is 0."""
    if part is None or not whole:
        return None
    with localcontext(EXACT):
        return round_amount(part * _HUNDRED / whole, digits)


def shares(values: Sequence[Figure], digits: int = 1) -> list[Figure]:
    """Each value's share of their sum in per cent, adding up to exactly 100 by the largest remainder.

    A larger value never gets the smaller share; of equal values the earlier may get one unit of the last digit more.
    An empty value has no share. No value has one when their sum is 0 or when one of them is negative, because then
    they are not parts of a whole. When the rows are cut off after some number, the rest must stand among the values.
    """
    known = [value for value in values if value is not None]
    if not any(known) or any(value < 0 for value in known):
        return [None] * len(values)
    parts = iter(split(_HUNDRED, known, digits))
    return [None if value is None else next(parts) for value in values]


def running_totals(values: Sequence[Figure]) -> list[Figure]:
    """The sum of all values up to each one. An empty value adds nothing; before the first value there is no total."""
    totals: list[Figure] = []
    total: Figure = None
    with localcontext(EXACT):
        for value in values:
            if value is not None:
                total = value if total is None else total + value
            totals.append(total)
    return totals


def ranks(values: Sequence[Figure], *, ascending: bool = False) -> list[int | None]:
    """The rank of each value, the largest first unless ``ascending``. Equal values share a rank and the next ranks are
    left out: 1, 1, 3. An empty value has none."""
    known = [value for value in values if value is not None]
    rank_of: dict[Decimal, int] = {}
    for rank, value in enumerate(sorted(known, reverse=not ascending), 1):
        rank_of.setdefault(value, rank)
    return [None if value is None else rank_of[value] for value in values]


def value_bands(values: Sequence[Figure], cuts: Sequence[Decimal]) -> list[int | None]:
    """The band of each member when the members, the largest value first, are cut at shares of their *number*.

    With the cuts 0.01, 0.05, 0.2 band 0 holds the top 1 %, band 1 the others of the top 5 %, band 2 the others of the
    top 20 %, band 3 the rest. A cut is rounded up to whole members, so the best one is always in band 0. Of
    equal values the earlier counts as larger. An empty value is no member. ValueError unless the cuts ascend between 0 and 1.
    """
    _check_cuts(cuts)
    order = _largest_first(values)
    with localcontext(EXACT):
        bounds = [ceil(cut * len(order)) for cut in cuts]
    bands: list[int | None] = [None] * len(values)
    for place, (index, _) in enumerate(order):
        bands[index] = bisect_right(bounds, place)
    return bands


def abc_classes(values: Sequence[Figure], cuts: Sequence[Decimal] = ABC_CUTS) -> list[int | None]:
    """The class of each member when the members, the largest value first, are cut at shares of their *value*: 0 is A.

    A member belongs to the class in which its value begins: the one that reaches 80 % is still an A, so the best member
    always is. Of equal values the earlier counts as larger. A value of 0 or below adds nothing to the whole
    and is in the last class; an empty one is in none; without any value above 0 there are no classes. ValueError unless the
    cuts ascend between 0 and 1.
    """
    _check_cuts(cuts)
    order = _largest_first(values)
    classes: list[int | None] = [None] * len(values)
    with localcontext(EXACT):
        whole = sum((value for _, value in order if value > 0), ZERO)
        if not whole:
            return classes
        bounds = [cut * whole for cut in cuts]
        before = ZERO
        for index, value in order:
            # Beyond the last value above 0 the whole is reached, and with it the last class.
            classes[index] = bisect_right(bounds, before)
            before += max(value, ZERO)
    return classes


@dataclass(frozen=True)
class BandTotal:
    """How many members a band or class has, and what they amount to."""

    members: int
    amount: Decimal


def band_totals(values: Sequence[Figure], bands: Sequence[int | None], count: int) -> list[BandTotal]:
    """Number and sum of each of ``count`` bands, as ``value_bands`` or ``abc_classes`` gave them. Together they are all
    members and their whole sum."""
    members = [0] * count
    amounts = [ZERO] * count
    with localcontext(EXACT):
        for value, band in zip(values, bands, strict=True):
            if value is not None and band is not None:
                members[band] += 1
                amounts[band] += value
    return [BandTotal(number, amount) for number, amount in zip(members, amounts, strict=True)]


def _largest_first(values: Sequence[Figure]) -> list[tuple[int, Decimal]]:
    """Index and value of all that are not empty; sorted() is stable, so of equal values the earlier comes first."""
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    return sorted(known, key=lambda one: one[1], reverse=True)


def _check_cuts(cuts: Sequence[Decimal]) -> None:
    bounds = (ZERO, *cuts, Decimal(1))
    if any(lower >= upper for lower, upper in pairwise(bounds)):
        raise ValueError(f"cuts ascend between 0 and 1, not {', '.join(map(str, cuts))}")


@dataclass(frozen=True)
class Attainment:
    """What of a target is done. ``rate`` in per cent with one digit; ``gap`` and ``surplus`` are never below 0 and never
    both above it."""

    target: Figure
    done: Decimal
    rate: Figure
    gap: Figure
    surplus: Figure


def attainment(target: Figure, done: Figure) -> Attainment:
    """How far a target is reached. Nothing done is 0.

    Without a target there is neither rate nor gap nor surplus; a target of 0 has no rate. What is done may be below zero
    (more came back than went out); the rate then is negative and the gap larger than the target. ValueError for a target
    below zero.
    """
    reached = done or ZERO
    if target is None:
        return Attainment(target, reached, rate=None, gap=None, surplus=None)
    if target < 0:
        raise ValueError("a target is not below zero")
    with localcontext(EXACT):
        return Attainment(
            target,
            reached,
            rate=percentage(reached, target),
            gap=max(target - reached, ZERO),
            surplus=max(reached - target, ZERO),
        )


def change(value: Figure, earlier: Figure) -> Figure:
    """By how much ``value`` lies above the earlier one. None when one is empty."""
    if value is None or earlier is None:
        return None
    with localcontext(EXACT):
        return value - earlier


def change_rate(value: Figure, earlier: Figure, digits: int = 1) -> Figure:
    """The change in per cent of the earlier value. None when one is empty or the earlier is 0. It has the sign of
    the change also when the earlier value is negative: from -100 to -50 is 50.0."""
    return percentage(change(value, earlier), earlier and earlier.copy_abs(), digits)


def earlier_values(
    series: Sequence[tuple[date, Figure]], unit: str, comparison: Comparison, fiscal_start_month: int = 1
) -> list[Figure]:
    """For each (first day of a period, value) the value one period or one year before, None where the series does not
    know that period.

    A week is compared with the Monday week 52 weeks before, 29 February with 28 February a year before. The series need not be in
    order nor without gaps. ValueError when a period comes twice or does not start where its ``unit`` does.
    """
    known = dict(series)
    if len(known) != len(series):
        raise ValueError("a period comes twice in a series")
    for start in known:
        if start != bucket_start(start, unit, fiscal_start_month):
            raise ValueError(f"no {unit} starts on {start}")
    places = (_back(start, unit, comparison) for start, _ in series)
    return [None if place is None else known.get(place) for place in places]


@dataclass(frozen=True)
class Progress:
    """How far a period has come: its days, and how many of them have begun, today among them. It is complete when it has
    ended."""

    days: int
    days_passed: int
    is_complete: bool


def progress(period: Range, today: date) -> Progress:
    """How far a period has come today; one that lies ahead has no day passed."""
    start, end = period
    begun = until_today(period, today)[1]
    return Progress((end - start).days, (begun - start).days, is_complete=end <= today)


def until_today(period: Range, today: date) -> Range:
    """The days of the period that have begun, today among them. Empty when it lies ahead."""
    start, end = period
    return start, end if end <= today else max(start, today + _DAY)


def stretches(period: Range, today: date, unit: str, comparison: Comparison) -> tuple[Range, Range]:
    """The days of a period until today, and the same days of the period one ``unit`` or one year before.

    A period that has ended is compared with the whole earlier one. Else the same days count: on 30 November the 1st to the
    30th of both November and October, on 30 May April and May up to that day and January and February. A day that the earlier
    month does not have is its last day. Both ranges are empty when the period lies ahead.
    """
    if period[1] <= today:
        return period, shifted_back(period, unit, comparison)
    begun = until_today(period, today)
    return begun, _same_days_back(begun, unit, comparison)


def shifted_back(period: Range, unit: str, comparison: Comparison) -> Range:
    """The range of days one ``unit`` or one year before, as a report by ``unit`` needs it for its earlier values.

    A range that ends with a month still does: February 2024 and February 2023 are each other's whole month. What would lie
    before the calendar begins is left out.
    """
    start, end = period
    if end.day == 1:
        return _back(start, unit, comparison) or date.min, _back(end, unit, comparison) or date.min
    return _same_days_back(period, unit, comparison)


def _same_days_back(period: Range, unit: str, comparison: Comparison) -> Range:
    start, end = period
    first = _back(start, unit, comparison) or date.min
    last = _back(end - _DAY, unit, comparison) if start < end else None
    return first, first if last is None else last + _DAY


def preceding(period: Range) -> Range:
    """The range of the same length that ends where this one begins: whole months before whole months, else days."""
    start, end = period
    if start.day == end.day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month
        return _months_back(start, months) or date.min, start
    return start - min(end - start, start - date.min), start


def _back(day: date, unit: str, comparison: Comparison) -> date | None:
    """The day one ``unit`` or one year before, in a shorter month its last day. None before the calendar begins."""
    if (unit, comparison) not in _STEPS:
        raise ValueError(f"unknown unit of time or comparison: {unit!r}, {comparison!r}")
    months, days = _STEPS[unit, comparison]
    if months:
        return _months_back(day, months)
    return day - days * _DAY if (day - date.min).days >= days else None


def _months_back(day: date, months: int) -> date | None:
    return add_months(day, -months) if (day.year - date.min.year) * 12 + day.month > months else None
