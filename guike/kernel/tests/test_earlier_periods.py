"""Earlier periods: whole ones stay whole, an unfinished one is compared with the same days, nothing is invented."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.kernel.comparisons import (
    Progress,
    earlier_values,
    preceding,
    progress,
    shifted_back,
    stretches,
    until_today,
)
from guike.kernel.periods import UNITS, Range, add_months, bucket, buckets, resolve

DAY = timedelta(days=1)
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
units = st.sampled_from(UNITS)
months = st.integers(1, 12)
comparisons = st.sampled_from(["previous", "last_year"])


def _range(text: str) -> Range:
    """``2026-11-01/2026-11-30`` with both days inside."""
    first, last = text.split("/")
    return date.fromisoformat(first), date.fromisoformat(last) + DAY


def _series(text: str) -> list[tuple[date, Decimal | None]]:
    """``2026-11-01=5 2026-12-01=`` as days and figures."""
    pairs = (one.split("=") for one in text.split())
    return [(date.fromisoformat(day), Decimal(value) if value else None) for day, value in pairs]


@pytest.mark.parametrize(
    ("unit", "comparison", "series", "wanted"),
    [
        ("month", "previous", "2025-12-01=7 2026-01-01=8 2026-03-01=9", [None, 7, None]),
        ("month", "last_year", "2025-03-01=7 2026-03-01=8 2026-04-01=9", [None, 7, None]),
        ("month", "previous", "2026-02-01= 2026-03-01=8", [None, None]),
        ("month", "previous", "2026-03-01=8 2026-02-01=7", [7, None]),
        ("day", "previous", "2024-02-28=1 2024-02-29=2 2024-03-01=3", [None, 1, 2]),
        ("day", "last_year", "2023-02-28=1 2024-02-28=2 2024-02-29=3 2025-02-28=4", [None, 1, 1, 2]),
        ("week", "previous", "2026-11-16=1 2026-11-23=2", [None, 1]),
        ("week", "last_year", "2025-12-29=1 2026-12-28=2", [None, 1]),
        # 2020 has 53 weeks: the first week of 2021 meets the second of 2020
        ("week", "last_year", "2019-12-30=1 2020-01-06=2 2021-01-04=3", [None, None, 2]),
        ("quarter", "previous", "2025-10-01=1 2026-01-01=2", [None, 1]),
        ("quarter", "last_year", "2025-10-01=1 2026-10-01=2", [None, 1]),
        ("year", "previous", "2025-01-01=1 2026-01-01=2", [None, 1]),
        ("year", "last_year", "2025-01-01=1 2026-01-01=2", [None, 1]),
        # the ends of the calendar, which stand in data for "never"
        ("month", "last_year", "0001-01-01=1 0001-12-01=2 9998-12-01=3 9999-12-01=4", [None, None, None, 3]),
        ("day", "previous", "0001-01-01=1 0001-01-02=2 9999-12-31=3", [None, 1, None]),
        ("day", "previous", "", []),
    ],
)
def test_the_value_before(unit: str, comparison: str, series: str, wanted: list[int | None]) -> None:
    assert earlier_values(_series(series), unit, comparison) == wanted


def test_quarters_and_years_follow_the_fiscal_year() -> None:
    assert earlier_values(_series("2025-11-01=1 2026-02-01=2"), "quarter", "previous", 2) == [None, 1]
    assert earlier_values(_series("2025-04-01=1 2026-04-01=2"), "year", "previous", 4) == [None, 1]


@given(days, units, months, comparisons, st.data())
def test_a_series_is_compared_with_itself(
    first: date, unit: str, fiscal: int, comparison: str, data: st.DataObject
) -> None:
    covering = buckets(first, first + timedelta(days=800), unit, fiscal)
    series = [(start, Decimal(place)) for place, (start, _) in enumerate(covering)]
    steps = 1 if comparison == "previous" else {"week": 52, "month": 12, "quarter": 4, "year": 1}.get(unit)
    found = earlier_values(series, unit, comparison, fiscal)
    if steps is not None:
        assert found == [None] * min(steps, len(series)) + [value for _, value in series[:-steps]]
    else:
        assert [series[int(one)][0] for one in found if one is not None] == [
            add_months(start, -12) for start, _ in series if add_months(start, -12) >= first
        ]
    # what is left out is not guessed, and the order of the series does not matter
    some = data.draw(st.permutations(series).map(lambda all_: all_[: len(all_) // 2]))
    fewer = dict(
        zip((start for start, _ in some), earlier_values(some, unit, comparison, fiscal), strict=True)
    )
    whole = dict(zip((start for start, _ in series), found, strict=True))
    kept = {value for _, value in some}
    assert fewer == {start: whole[start] if whole[start] in kept else None for start in fewer}


@pytest.mark.parametrize(
    ("unit", "comparison", "series", "message"),
    [
        ("month", "previous", "2026-11-02=1", "no month starts on 2026-11-02"),
        ("week", "previous", "2026-11-24=1", "no week starts on 2026-11-24"),
        ("quarter", "previous", "2026-11-01=1", "no quarter starts"),
        ("year", "previous", "2026-04-01=1", "no year starts"),
        ("day", "previous", "2026-11-01=1 2026-11-01=1", "twice"),
        ("decade", "previous", "2020-01-01=1", "unknown unit"),
        ("month", "next", "2026-11-01=1", "comparison"),
    ],
)
def test_a_wrong_series_is_a_programming_error(unit: str, comparison: str, series: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        earlier_values(_series(series), unit, comparison)


@pytest.mark.parametrize(
    ("today", "passed", "is_complete", "begun"),
    [
        ("2026-10-31", 0, False, None),
        ("2026-11-01", 1, False, "2026-11-01/2026-11-01"),
        ("2026-11-30", 30, False, "2026-11-01/2026-11-30"),
        ("2026-12-01", 30, True, "2026-11-01/2026-11-30"),
        ("2027-06-01", 30, True, "2026-11-01/2026-11-30"),
    ],
)
def test_a_period_is_complete_when_its_last_day_is_over(
    today: str, passed: int, is_complete: bool, begun: str | None
) -> None:
    november = _range("2026-11-01/2026-11-30")
    assert progress(november, date.fromisoformat(today)) == Progress(30, passed, is_complete)
    assert until_today(november, date.fromisoformat(today)) == (
        _range(begun) if begun else (november[0], november[0])
    )


@pytest.mark.parametrize(
    ("today", "period", "unit", "comparison", "this", "earlier"),
    [
        # month to date against the same days of last month, of last year
        ("2026-11-30", "this_month", "month", "previous", "2026-11-01/2026-11-30", "2026-10-01/2026-10-30"),
        ("2026-11-12", "this_month", "month", "last_year", "2026-11-01/2026-11-12", "2025-11-01/2025-11-12"),
        # a day that the earlier month does not have ends with that month
        ("2026-10-31", "this_month", "month", "previous", "2026-10-01/2026-10-31", "2026-09-01/2026-09-30"),
        ("2026-03-29", "this_month", "month", "previous", "2026-03-01/2026-03-29", "2026-02-01/2026-02-28"),
        ("2024-02-29", "this_month", "month", "last_year", "2024-02-01/2024-02-29", "2023-02-01/2023-02-28"),
        ("2025-02-28", "this_month", "month", "last_year", "2025-02-01/2025-02-28", "2024-02-01/2024-02-28"),
        # a month that is over against the whole month
        ("2026-12-01", "last_month", "month", "previous", "2026-11-01/2026-11-30", "2026-10-01/2026-10-31"),
        ("2025-03-01", "last_month", "month", "last_year", "2025-02-01/2025-02-28", "2024-02-01/2024-02-29"),
        (
            "2026-11-30",
            "this_quarter",
            "quarter",
            "previous",
            "2026-10-01/2026-11-30",
            "2026-07-01/2026-08-30",
        ),
        (
            "2026-05-30",
            "this_quarter",
            "quarter",
            "previous",
            "2026-04-01/2026-05-30",
            "2026-01-01/2026-02-28",
        ),
        (
            "2026-11-30",
            "this_quarter",
            "quarter",
            "last_year",
            "2026-10-01/2026-11-30",
            "2025-10-01/2025-11-30",
        ),
        ("2026-11-30", "this_year", "year", "previous", "2026-01-01/2026-11-30", "2025-01-01/2025-11-30"),
        ("2026-11-25", "this_week", "week", "previous", "2026-11-23/2026-11-25", "2026-11-16/2026-11-18"),
        ("2026-11-25", "this_week", "week", "last_year", "2026-11-23/2026-11-25", "2025-11-24/2025-11-26"),
        ("2026-11-25", "today", "day", "previous", "2026-11-25/2026-11-25", "2026-11-24/2026-11-24"),
    ],
)
def test_the_same_stretch_of_the_earlier_period(
    today: str, period: str, unit: str, comparison: str, this: str, earlier: str
) -> None:
    day = date.fromisoformat(today)
    assert stretches(resolve(period, day), day, unit, comparison) == (_range(this), _range(earlier))


@given(days, st.integers(-3, 3), units, months, comparisons)
def test_a_stretch_stays_in_its_period(
    today: date, away: int, unit: str, fiscal: int, comparison: str
) -> None:
    period = bucket(today + timedelta(days=40 * away), unit, fiscal)
    this, earlier = stretches(period, today, unit, comparison)
    before = shifted_back(period, unit, comparison)
    state = progress(period, today)
    assert this == until_today(period, today)
    assert (this[1] - this[0]).days == state.days_passed <= state.days == (period[1] - period[0]).days
    assert before[0] == earlier[0] <= earlier[1] <= before[1]
    if state.is_complete:
        assert (this, earlier) == (period, before)
    elif state.days_passed == 0:
        assert this[0] == this[1]
        assert earlier[0] == earlier[1]
    else:
        assert this[1] == today + DAY
        last = earlier[1] - DAY
        if unit == "week":
            assert last.weekday() == today.weekday()
        elif (unit, comparison) != ("day", "previous"):
            assert last.day == today.day or (last.day < today.day and earlier[1].day == 1)


@pytest.mark.parametrize(
    ("period", "unit", "comparison", "wanted"),
    [
        ("2024-02-01/2024-02-29", "month", "last_year", "2023-02-01/2023-02-28"),
        ("2023-02-01/2023-02-28", "month", "last_year", "2022-02-01/2022-02-28"),
        ("2025-02-01/2025-02-28", "month", "last_year", "2024-02-01/2024-02-29"),
        ("2025-02-01/2025-02-28", "day", "last_year", "2024-02-01/2024-02-29"),
        ("2026-10-01/2026-12-31", "quarter", "previous", "2026-07-01/2026-09-30"),
        ("2026-10-01/2026-12-31", "quarter", "last_year", "2025-10-01/2025-12-31"),
        ("2024-01-01/2024-12-31", "year", "previous", "2023-01-01/2023-12-31"),
        # a year by month, with the month before each month
        ("2026-01-01/2026-12-31", "month", "previous", "2025-12-01/2026-11-30"),
        ("2026-01-01/2026-12-31", "day", "previous", "2025-12-31/2026-12-30"),
        ("2026-11-23/2026-11-29", "week", "last_year", "2025-11-24/2025-11-30"),
        # ranges that are no whole months
        ("2026-11-05/2026-11-20", "month", "previous", "2026-10-05/2026-10-20"),
        ("2024-02-01/2024-02-28", "day", "last_year", "2023-02-01/2023-02-28"),
        ("2026-03-29/2026-03-30", "month", "previous", "2026-02-28/2026-02-28"),
        ("2026-11-10/2026-11-30", "month", "previous", "2026-10-10/2026-10-31"),
        # before the calendar begins there is nothing
        ("0001-01-01/2026-11-20", "month", "previous", "0001-01-01/2026-10-20"),
    ],
)
def test_a_range_one_step_back(period: str, unit: str, comparison: str, wanted: str) -> None:
    assert shifted_back(_range(period), unit, comparison) == _range(wanted)


@given(days, units, months)
def test_one_period_forth_and_back(day: date, unit: str, fiscal: int) -> None:
    period = bucket(day, unit, fiscal)
    following = bucket(period[1], unit, fiscal)
    assert shifted_back(following, unit, "previous") == preceding(following) == period


@given(days, st.sampled_from(["month", "quarter", "year"]), months)
def test_one_year_forth_and_back(day: date, unit: str, fiscal: int) -> None:
    period = bucket(day, unit, fiscal)
    later = bucket(add_months(period[0], 12), unit, fiscal)
    assert shifted_back(later, unit, "last_year") == period


@given(days)
def test_a_week_meets_the_week_52_weeks_before(day: date) -> None:
    start, end = bucket(day, "week")
    assert shifted_back((start, end), "week", "last_year") == (
        start - timedelta(days=364),
        end - timedelta(days=364),
    )


@given(days, st.integers(0, 900), units, comparisons)
def test_a_range_goes_back_whole(start: date, length: int, unit: str, comparison: str) -> None:
    period = start, start + timedelta(days=length)
    first, end = shifted_back(period, unit, comparison)
    assert first < start
    assert (first < end) == (length > 0)
    assert abs((end - first).days - length) <= 3


@pytest.mark.parametrize(
    ("period", "wanted"),
    [
        ("2026-11-01/2026-11-30", "2026-10-01/2026-10-31"),
        ("2024-03-01/2024-03-31", "2024-02-01/2024-02-29"),
        ("2026-01-01/2026-03-31", "2025-10-01/2025-12-31"),
        ("2026-01-01/2026-11-30", "2025-02-01/2025-12-31"),
        ("2026-11-24/2026-11-30", "2026-11-17/2026-11-23"),
        ("2026-11-01/2026-11-20", "2026-10-12/2026-10-31"),
    ],
)
def test_the_range_before(period: str, wanted: str) -> None:
    assert preceding(_range(period)) == _range(wanted)


@given(days, st.integers(0, 900))
def test_the_range_before_adjoins_and_is_as_long(start: date, length: int) -> None:
    first, end = preceding((start, start + timedelta(days=length)))
    assert end == start
    assert (end - first).days == length or (
        first.day == start.day == 1 and abs((end - first).days - length) <= 3
    )


def test_nothing_precedes_the_calendar() -> None:
    first_month = date.min, add_months(date.min, 1)
    first_day = date.min, date.min + DAY
    nothing = date.min, date.min
    assert preceding(first_month) == preceding(first_day) == nothing
    assert shifted_back(first_month, "month", "previous") == nothing
    assert shifted_back(first_day, "day", "previous") == nothing
    assert preceding((date(1, 1, 2), date(1, 1, 9))) == first_day
