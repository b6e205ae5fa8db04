"""Time: a clock that tests hold, and periods that neither overlap nor leave a gap."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.geo import distance_km
from guike.kernel.periods import (
    NAMES,
    UNITS,
    add_months,
    bucket,
    buckets,
    check,
    fiscal_year,
    instants,
    label,
    local_date,
    resolve,
)

SATURDAY = date(2026, 11, 21)
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
months = st.integers(1, 12)
zones = st.sampled_from(
    ["Asia/Shanghai", "America/New_York", "America/Sao_Paulo", "Europe/London", "Asia/Kolkata", "UTC"]
)


def test_a_held_clock_stands_still_until_advanced() -> None:
    with clock.frozen("2026-11-21T16:30:00+08:00") as start:
        assert start == clock.now() == datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
        assert clock.now().tzinfo is UTC
        clock.advance(timedelta(hours=8))
        assert clock.now() == datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
        assert clock.today("Asia/Shanghai") == date(2026, 11, 22)
        assert clock.today("America/New_York") == date(2026, 11, 21)
        with clock.frozen(datetime(2030, 1, 1, tzinfo=UTC)):
            assert clock.now().year == 2030
        assert clock.now().year == 2026
    with pytest.raises(RuntimeError):
        clock.advance(timedelta(1))
    with pytest.raises(ValueError, match="time zone"), clock.frozen("2026-11-21T16:30:00"):
        pass


def test_the_free_clock_runs_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("today", "2026-11-21", "2026-11-22"),
        ("yesterday", "2026-11-20", "2026-11-21"),
        ("this_week", "2026-11-16", "2026-11-23"),
        ("last_week", "2026-11-09", "2026-11-16"),
        ("next_week", "2026-11-23", "2026-11-30"),
        ("this_month", "2026-11-01", "2026-12-01"),
        ("last_month", "2026-10-01", "2026-11-01"),
        ("this_quarter", "2026-10-01", "2027-01-01"),
        ("last_quarter", "2026-07-01", "2026-10-01"),
        ("this_year", "2026-01-01", "2027-01-01"),
        ("last_year", "2025-01-01", "2026-01-01"),
        ("last_7_days", "2026-11-15", "2026-11-22"),
        ("last_1_days", "2026-11-21", "2026-11-22"),
        ("next_7_days", "2026-11-22", "2026-11-29"),
        ("today-3", "2026-11-18", "2026-11-19"),
        ("today+10", "2026-12-01", "2026-12-02"),
        ("today+0", "2026-11-21", "2026-11-22"),
        ("tomorrow", "2026-11-22", "2026-11-23"),
        ("next_month", "2026-12-01", "2027-01-01"),
        ("next_quarter", "2027-01-01", "2027-04-01"),
        ("next_year", "2027-01-01", "2028-01-01"),
    ],
)
def test_relative_periods(name: str, start: str, end: str) -> None:
    assert resolve(name, SATURDAY) == (date.fromisoformat(start), date.fromisoformat(end))


def test_a_fiscal_year_may_start_in_april() -> None:
    february = date(2026, 2, 10)
    assert resolve("this_year", february, 4) == (date(2025, 4, 1), date(2026, 4, 1))
    assert resolve("last_quarter", february, 4) == (date(2025, 10, 1), date(2026, 1, 1))
    assert resolve("this_quarter", february, 2) == (date(2026, 2, 1), date(2026, 5, 1))
    assert (fiscal_year(february, 4), fiscal_year(february)) == (2025, 2026)


@pytest.mark.parametrize(
    "name", ["", "soon", "last_0_days", "last_-1_days", "today+", "TODAY", "last_week ", "last_７_days"]
)
def test_unknown_periods_are_refused(name: str) -> None:
    for use in (check, lambda period: resolve(period, SATURDAY), lambda period: label(period, "en")):
        with pytest.raises(Refusal) as refused:
            use(name)
        assert refused.value.code == "period.unknown"


def test_a_period_stays_within_ten_years() -> None:
    check("last_3660_days")
    with pytest.raises(Refusal) as refused:
        check("today-3661")
    assert refused.value.code == "period.too_long"


def test_periods_have_names_for_people() -> None:
    assert [
        label(name, "zh-CN") for name in ("this_week", "last_7_days", "today-3", "today+0", "next_30_days")
    ] == [
        "本周",
        "最近 7 天",
        "3 天前",
        "今天",
        "未来 30 天",
    ]
    assert all(label(name, "en") and label(name, "zh-CN") for name in NAMES)


@given(days, st.sampled_from(UNITS), months)
def test_buckets_partition_time(day: date, unit: str, fiscal_start: int) -> None:
    start, end = bucket(day, unit, fiscal_start)
    assert start <= day < end
    assert bucket(start, unit, fiscal_start) == (start, end)
    assert bucket(end - timedelta(1), unit, fiscal_start) == (start, end)
    assert bucket(end, unit, fiscal_start)[0] == end


@given(days, st.integers(0, 500), st.sampled_from(UNITS), months)
def test_a_range_is_covered_by_adjoining_buckets(
    start: date, length: int, unit: str, fiscal_start: int
) -> None:
    end = start + timedelta(length)
    covering = buckets(start, end, unit, fiscal_start)
    assert all(first[1] == second[0] for first, second in pairwise(covering))
    if length:
        assert covering[0][0] <= start < covering[0][1]
        assert covering[-1][0] < end <= covering[-1][1]
    else:
        assert covering == []


@given(days, months)
def test_last_this_and_next_adjoin(today: date, fiscal_start: int) -> None:
    for unit in ("week", "month", "quarter", "year"):
        last, this, following = (
            resolve(f"{word}_{unit}", today, fiscal_start) for word in ("last", "this", "next")
        )
        assert last[1] == this[0]
        assert this[1] == following[0]
        assert this[0] <= today < this[1]
    assert resolve("last_9_days", today)[1] == resolve("next_9_days", today)[0]


def test_unknown_units_are_a_programming_error() -> None:
    with pytest.raises(ValueError, match="unit"):
        bucket(SATURDAY, "decade")
    with pytest.raises(ValueError, match="month 13"):
        bucket(SATURDAY, "year", 13)


@given(days, st.integers(-200, 200))
def test_adding_months_keeps_the_day_where_it_can(day: date, count: int) -> None:
    moved = add_months(day, count)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == count
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(1)).day == 1)


@given(days, st.integers(1, 40), zones)
def test_an_instant_lies_in_a_period_exactly_when_its_local_day_does(
    start: date, length: int, tz: str
) -> None:
    first, last = instants(start, start + timedelta(length), tz)
    assert first.tzinfo is UTC
    assert local_date(first, tz) == start
    assert local_date(first - timedelta(microseconds=1), tz) == start - timedelta(1)
    assert local_date(last - timedelta(microseconds=1), tz) == start + timedelta(length - 1)
    assert local_date(last, tz) == start + timedelta(length)


def test_days_of_23_and_25_hours() -> None:
    spring = instants(date(2026, 3, 8), date(2026, 3, 9), "America/New_York")
    autumn = instants(date(2026, 11, 1), date(2026, 11, 2), "America/New_York")
    assert (spring[1] - spring[0], autumn[1] - autumn[0]) == (timedelta(hours=23), timedelta(hours=25))
    no_midnight = instants(date(2018, 11, 4), date(2018, 11, 5), "America/Sao_Paulo")
    assert no_midnight[0] == datetime(2018, 11, 4, 3, tzinfo=UTC)
    shanghai = instants(SATURDAY, SATURDAY + timedelta(1), "Asia/Shanghai")
    assert shanghai[0] == datetime(2026, 11, 20, 16, tzinfo=UTC)


def test_distances() -> None:
    assert distance_km(31.2304, 121.4737, 31.2304, 121.4737) == 0
    assert round(distance_km(39.9042, 116.4074, 31.2304, 121.4737)) == 1067
    assert round(distance_km(0, 0, 0, 180)) == 20015
