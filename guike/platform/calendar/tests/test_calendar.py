"""Workdays with China's make-up days."""

from datetime import date, timedelta
from typing import Any

import chinese_calendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guike.kernel.clock import now
from guike.platform.calendar import queries
from guike.platform.calendar.models import CalendarDay
from guike.platform.calendar.queries import MOST_DAYS, add_workdays, is_workday, workdays_between
from guike.platform.calendar.services import seed_calendar

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
    with django_assert_max_num_queries(2):
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
