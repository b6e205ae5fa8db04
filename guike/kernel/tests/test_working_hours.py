"""Arithmetic of working hours."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guike.kernel.working_hours import USUAL, WEEKDAYS, Interval, WorkingHours, WorkingWeek, WrongHours

CHINA = ZoneInfo("Asia/Shanghai")
# National Day of 2026: free from 1 to 7 October, worked on Sunday 20 September and on Saturday 10 October.
NATIONAL_DAY: dict[date, Any] = {
    **{date(2026, 10, day): "holiday" for day in range(1, 8)},
    date(2026, 9, 20): "workday",
    date(2026, 10, 10): "workday",
}
OFFICE = WorkingHours(USUAL, CHINA, NATIONAL_DAY)


def at(text: str) -> datetime:
    """An instant of the year 2026 by China's clocks: `09-30 17:00`."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=CHINA)


@pytest.mark.req("SE-07")
@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("11-20 17:00", 4, "11-23 12:00"),  # asked on Friday afternoon, due on Monday at noon
        ("11-20 17:00", 5, "11-23 14:00"),  # lunch does not count
        ("11-20 12:30", 1, "11-20 14:00"),
        ("11-21 10:00", 1, "11-23 10:00"),  # a Saturday
        ("11-20 19:00", "0.5", "11-23 09:30"),
        ("11-20 08:00", 8, "11-20 18:00"),
        ("11-20 10:15", 0, "11-20 10:15"),
        ("11-23 12:00", -4, "11-20 17:00"),
        ("11-23 09:00", -1, "11-20 17:00"),
        # 16 hours are two working days
        ("09-30 17:00", 16, "10-09 17:00"),
        ("10-03 11:00", 16, "10-09 18:00"),
        ("10-09 10:00", 16, "10-12 10:00"),  # through Saturday, which is worked
        ("09-18 18:00", 16, "09-21 18:00"),  # through Sunday, which is worked
        ("10-12 10:00", -16, "10-09 10:00"),
        ("10-08 09:00", -16, "09-29 09:00"),
    ],
)
def test_hours_are_added(start: str, hours: Any, end: str) -> None:
    assert OFFICE.add_hours(at(start), Decimal(hours)) == at(end)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("11-20 17:00", "11-23 12:00", "4.00"),
        ("11-23 12:00", "11-20 17:00", "-4.00"),
        ("09-30 17:00", "10-08 10:00", "2.00"),
        ("09-28 00:00", "10-12 00:00", "48.00"),  # three days before, 8, 9 and 10 October
        ("10-01 00:00", "10-08 09:00", "0.00"),
        ("11-20 11:50", "11-20 13:20", "0.50"),
        ("11-20 09:00", "11-20 09:20", "0.33"),
    ],
)
def test_hours_are_counted(start: str, end: str, hours: str) -> None:
    assert str(OFFICE.hours_between(at(start), at(end))) == hours


def test_answers_are_instants_in_utc() -> None:
    found = OFFICE.add_hours(at("11-20 17:00"), 4)
    assert (found, found.tzinfo) == (datetime(2026, 11, 23, 4, tzinfo=UTC), UTC)
    assert OFFICE.spans(date(2026, 11, 20)) == [
        (at("11-20 09:00"), at("11-20 12:00")),
        (at("11-20 13:00"), at("11-20 18:00")),
    ]
    assert [OFFICE.is_workday(date(2026, 10, day)) for day in (7, 8, 10, 11)] == [False, True, True, False]


def week(**changes: Any) -> WorkingWeek:
    return WorkingWeek.parse({**USUAL.to_json(), **changes})


def hours(start: str, end: str) -> dict[str, str]:
    return {"start": start, "end": end}


def test_a_make_up_workday_has_monday_s_hours_or_its_own() -> None:
    saturday = date(2026, 10, 10)
    assert week(monday=hours("08:30", "17:30")).intervals(saturday, "workday") == ((510, 720), (780, 1050))
    assert week(make_up=hours("10:00", "16:00")).intervals(saturday, "workday") == ((600, 720), (780, 960))
    # A company that is closed on Mondays works like on the first day of its week.
    assert week(monday=None, tuesday=hours("10:00", "12:00")).intervals(saturday, "workday") == ((600, 720),)
    assert week(saturday=hours("09:00", "12:00")).intervals(date(2026, 10, 17)) == ((540, 720),)


def test_a_week_is_read_and_told_in_json() -> None:
    told = USUAL.to_json()
    assert told["friday"] == {"start": "09:00", "end": "18:00"}
    assert (told["saturday"], told["make_up"], told["lunch"]) == (
        None,
        None,
        {"start": "12:00", "end": "13:00"},
    )
    assert WorkingWeek.parse(told) == USUAL
    night = WorkingWeek.parse({"sunday": hours("00:00", "24:00")})
    assert night.intervals(date(2026, 11, 22)) == ((0, 1440),)
    assert WorkingHours(night, CHINA).add_hours(at("11-22 23:00"), 2) == at("11-29 01:00")


@pytest.mark.parametrize(
    ("value", "field", "code"),
    [
        ("9-18", "", "work_hours.shape"),
        ({"mon": hours("09:00", "18:00")}, "", "work_hours.shape"),
        ({"monday": ["09:00", "18:00"]}, "monday", "work_hours.shape"),
        ({"monday": {"start": "09:00"}}, "monday", "work_hours.shape"),
        ({"monday": hours("9:00", "18:00")}, "monday.start", "work_hours.time"),
        ({"monday": hours("09:00", "24:01")}, "monday.end", "work_hours.time"),
        ({"monday": {"start": 9, "end": "18:00"}}, "monday.start", "work_hours.time"),
        ({"monday": hours("18:00", "09:00")}, "monday", "work_hours.order"),
        (
            {"monday": hours("12:00", "13:00"), "lunch": hours("12:00", "13:00")},
            "monday",
            "work_hours.lunch_only",
        ),
        (dict.fromkeys(WEEKDAYS), "", "work_hours.none"),
    ],
)
def test_a_week_that_cannot_be_is_refused(value: Any, field: str, code: str) -> None:
    with pytest.raises(WrongHours) as refused:
        WorkingWeek.parse(value)
    assert (refused.value.error.field, refused.value.error.code) == (field, code)


def test_what_never_comes_is_refused() -> None:
    never = WorkingHours(
        USUAL, CHINA, {date(2026, 1, 1) + timedelta(days=n): "holiday" for n in range(3_700)}
    )
    with pytest.raises(ValueError, match="within ten years"):
        never.add_hours(at("01-01 09:00"), 1)
    with pytest.raises(ValueError, match="at most 10000 hours"):
        OFFICE.add_hours(at("01-01 09:00"), 10_001)
    with pytest.raises(ValueError, match="at most 3660 days"):
        OFFICE.hours_between(at("01-01 09:00"), at("01-01 09:00") + timedelta(days=3_661))


minutes = st.integers(0, 24 * 60)
intervals: st.SearchStrategy[Interval] = (
    st.tuples(minutes, minutes)
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: (min(pair), max(pair)))
)


@st.composite
def offices(draw: st.DrawFn) -> WorkingHours:
    """Any company that works on one day of the week at least; New York changes its clocks on 8 March."""
    days: list[Interval | None] = draw(st.lists(st.none() | intervals, min_size=6, max_size=6))
    week = WorkingWeek(
        ((540, 1080), *days), draw(st.none() | st.just((720, 780))), draw(st.none() | intervals)
    )
    exceptions = draw(
        st.dictionaries(
            st.dates(date(2026, 2, 20), date(2026, 3, 20)),
            st.sampled_from(("holiday", "workday")),
            max_size=9,
        )
    )
    zone = ZoneInfo(draw(st.sampled_from(("Asia/Shanghai", "America/New_York"))))
    return WorkingHours(week, zone, exceptions)


FIRST = datetime(2026, 2, 25, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(), timedelta(days=18)).map(lambda since: FIRST + since)


@settings(max_examples=100, deadline=None)
@given(office=offices(), start=INSTANTS, middle=INSTANTS, end=INSTANTS)
def test_working_time_adds_up(office: Any, start: Any, middle: Any, end: Any) -> None:
    assert office.worked(start, middle) + office.worked(middle, end) == office.worked(start, end)
    assert timedelta() <= office.worked(*sorted((start, end))) <= abs(end - start)


@settings(max_examples=100, deadline=None)
@given(
    office=offices(),
    start=INSTANTS,
    worked=st.timedeltas(timedelta(minutes=-3_000), timedelta(minutes=3_000)),
)
def test_adding_is_the_inverse_of_counting(office: Any, start: Any, worked: Any) -> None:
    end = office.add(start, worked)
    assert office.worked(start, end) == worked
    # It is the nearest such instant: one moment before, less has been worked.
    if worked:
        short = end - timedelta(microseconds=1) * (1 if worked > timedelta() else -1)
        assert abs(office.worked(start, short)) < abs(worked)
