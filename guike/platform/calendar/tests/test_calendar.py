"""Workdays with China's make-up days."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import chinese_calendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guike.kernel.clock import now
from guike.kernel.errors import Invalid
from guike.platform.calendar import queries
from guike.platform.calendar.models import CalendarDay
from guike.platform.calendar.queries import (
    MOST_DAYS,
    add_workdays,
    add_working_hours,
    calendar_of,
    is_workday,
    workdays_between,
    working_hours_between,
)
from guike.platform.calendar.services import seed_calendar
from guike.platform.settings.services import set_many

DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 30))


def table() -> Any:
    return CalendarDay.objects.system(reason="test")


@pytest.fixture
def seeded(db: Any) -> None:
    seed_calendar()


@pytest.mark.parametrize(
    ("on", "worked"),
    [
        (date(2026, 10, 1), False),  # National Day, a Thursday
        (date(2026, 9, 20), True),  # a Sunday worked for it
        (date(2026, 10, 10), True),  # a Saturday worked for it
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 11, 20), True),
        (date(2030, 1, 5), False),  # a Saturday of a year that nobody has announced
        (date(2030, 1, 7), True),
    ],
)
def test_the_known_days(seeded: Any, on: Any, worked: Any) -> None:
    assert is_workday(on) is worked


def test_a_day_carries_the_holiday_s_name(seeded: Any) -> None:
    names = dict(table().filter(on__in=[date(2026, 10, 1), date(2026, 10, 10)]).values_list("on", "name"))
    assert names == {date(2026, 10, 1): "国庆节", date(2026, 10, 10): "国庆节调休上班"}


def test_people_change_it_and_a_migration_respects_that(seeded: Any) -> None:
    before = table().count()
    table().filter(on=date(2026, 10, 10)).update(kind="holiday", name="公司放假")
    table().filter(on=date(2026, 10, 1)).update(deleted_at=now())
    seed_calendar()
    assert table().count() == before
    assert [is_workday(date(2026, 10, day)) for day in (1, 10)] == [True, False]


def test_a_whole_year_agrees_with_the_source(seeded: Any) -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    known = list(map(chinese_calendar.is_workday, days))
    assert [is_workday(day) for day in days] == known
    assert workdays_between(days[0], days[-1]) == sum(known)


def test_counting(seeded: Any) -> None:
    assert workdays_between(date(2026, 9, 28), date(2026, 10, 11)) == 6
    assert workdays_between(date(2026, 10, 1), date(2026, 10, 7)) == 0
    assert workdays_between(date(2026, 10, 9), date(2026, 10, 8)) == 0
    assert add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert add_workdays(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert add_workdays(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert add_workdays(date(2026, 10, 3), 0) == date(2026, 10, 8)
    assert add_workdays(date(2026, 10, 8), 0) == date(2026, 10, 8)


@pytest.mark.req("SE-07")
def test_a_friday_s_next_workday_is_monday(seeded: Any) -> None:
    assert add_workdays(date(2026, 11, 20), 1) == date(2026, 11, 23)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(on=DAYS, number=st.integers(1, 300))
def test_adding_and_counting_agree(seeded: Any, on: Any, number: Any) -> None:
    end = add_workdays(on, number)
    assert is_workday(end)
    assert workdays_between(on + timedelta(days=1), end) == number
    start = add_workdays(end, -number)
    assert workdays_between(start, end - timedelta(days=1)) == number


def test_long_spans_take_few_queries(seeded: Any, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        end = add_workdays(date(2026, 1, 1), 500)
    assert workdays_between(date(2026, 1, 2), end) == 500
    with pytest.raises(ValueError, match="at most"):
        add_workdays(date(2026, 1, 1), MOST_DAYS)
    with pytest.raises(ValueError, match="at most"):
        workdays_between(date(2000, 1, 1), date(2026, 1, 1))


def test_a_company_that_never_works_is_told_so(db: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(queries, "MOST_DAYS", 200)
    first = date(2040, 1, 1)
    table().bulk_create(
        [CalendarDay(on=first + timedelta(days=n), kind="holiday", name="停业") for n in range(400)]
    )
    with pytest.raises(ValueError, match="no workday"):
        add_workdays(first, 1)


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of 2026, given by China's clocks, in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.req("SE-07")
def test_two_working_days_around_national_day(seeded: Any) -> None:
    # The calendar has 1 to 7 October free and 10 October, a Saturday, worked.
    assert add_workdays(date(2026, 9, 30), 2) == date(2026, 10, 9)
    assert add_workdays(date(2026, 10, 8), 2) == date(2026, 10, 10)
    assert add_workdays(date(2026, 10, 9), 2) == date(2026, 10, 12)
    assert add_working_hours(utc(9, 30, 17), 16) == utc(10, 9, 17)
    assert add_working_hours(utc(10, 8, 17), 16) == utc(10, 10, 17)
    assert add_working_hours(utc(10, 9, 17), 16) == utc(10, 12, 17)
    assert add_working_hours(utc(10, 12, 17), -16) == utc(10, 9, 17)
    assert working_hours_between(utc(9, 30, 17), utc(10, 9, 17)) == Decimal("16.00")
    assert working_hours_between(utc(10, 9, 17), utc(9, 30, 17)) == Decimal("-16.00")
    assert [is_workday(date(2026, 10, day)) for day in (7, 8, 10, 11)] == [False, True, True, False]


@pytest.mark.req("SE-07")
def test_four_hours_from_friday_afternoon(seeded: Any) -> None:
    assert add_working_hours(utc(11, 20, 17), 4) == utc(11, 23, 12)


def test_the_company_s_own_week_is_followed(seeded: Any) -> None:
    usual = {"start": "08:30", "end": "17:30"}
    week = {
        **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), usual),
        "saturday": {"start": "09:00", "end": "12:00"},
        "lunch": {"start": "12:00", "end": "13:00"},
        "make_up": {"start": "10:00", "end": "16:00"},
    }
    set_many({"work.hours": week}, None)
    assert [is_workday(date(2026, 11, day)) for day in (20, 21, 22)] == [True, True, False]
    assert workdays_between(date(2026, 11, 16), date(2026, 11, 22)) == 6
    assert add_workdays(date(2026, 11, 20), 1) == date(2026, 11, 21)
    assert add_working_hours(utc(11, 20, 16, 30), 3) == utc(11, 21, 11)
    assert add_working_hours(utc(10, 10, 8), 1) == utc(10, 10, 11)
    set_many({"company.timezone": "Asia/Tokyo"}, None)
    assert calendar_of(date(2026, 11, 20), date(2026, 11, 20)).spans(date(2026, 11, 20))[0][0] == utc(
        11, 20, 7, 30
    )
    set_many({"work.hours": None, "company.timezone": None}, None)
    assert add_working_hours(utc(11, 20, 17), 4) == utc(11, 23, 12)


def test_hours_that_cannot_be_are_refused_by_day(seeded: Any) -> None:
    with pytest.raises(Invalid) as refused:
        set_many({"work.hours": {"monday": {"start": "18:00", "end": "09:00"}}}, None)
    assert [(one.field, one.code) for one in refused.value.errors] == [
        ("work.hours.monday", "work_hours.order")
    ]
    assert is_workday(date(2026, 11, 20)) is True
