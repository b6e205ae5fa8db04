"""When money is due, by the ways in which it is agreed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.kernel.due_dates import EARLIER, EVENTS, KEEP, LATER, DueRule, add_months, due_date


def _weekday(day: date) -> bool:
    return day.weekday() < 5


def _due(since: str, **rule: object) -> str:
    return due_date(DueRule("after_order", **rule), date.fromisoformat(since), _weekday).isoformat()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("since", "rule", "due"),
    [
        ("2026-01-31", {}, "2026-01-31"),
        ("2026-01-15", {"days": 30}, "2026-02-14"),
        ("2026-01-15", {"is_month_end": True}, "2026-01-31"),  # 月结
        ("2026-01-15", {"is_month_end": True, "days": 30}, "2026-03-02"),  # 月结 30 天
        ("2026-02-28", {"is_month_end": True, "days": 30}, "2026-03-30"),
        ("2026-01-15", {"day_of_month": 25}, "2026-01-25"),
        ("2026-01-25", {"day_of_month": 25}, "2026-01-25"),
        ("2026-01-26", {"day_of_month": 25}, "2026-02-25"),
        ("2026-01-31", {"day_of_month": 31, "days": 1}, "2026-02-28"),
        ("2026-12-26", {"day_of_month": 25}, "2027-01-25"),
        ("2026-01-15", {"is_month_end": True, "months": 1, "day_of_month": 10}, "2026-03-10"),
        ("2026-02-10", {"months": 12}, "2027-02-10"),  # 质保金
        ("2028-02-29", {"months": 12}, "2029-02-28"),
        ("2026-01-31", {"free_days": LATER}, "2026-02-02"),  # a Saturday
        ("2026-01-31", {"free_days": EARLIER}, "2026-01-30"),
        ("2026-01-31", {"free_days": KEEP}, "2026-01-31"),
    ],
)
def test_a_day_is_due_as_agreed(since: str, rule: dict[str, object], due: str) -> None:
    assert _due(since, **rule) == due


def test_a_calendar_without_workdays_leaves_the_day() -> None:
    assert due_date(DueRule("after_order", free_days=LATER), date(2026, 1, 31), lambda _day: False) == date(
        2026, 1, 31
    )


def test_beyond_the_calendar_is_said() -> None:
    with pytest.raises(OverflowError):
        add_months(date(9999, 1, 1), 12)


@given(
    since=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    days=st.integers(0, 400),
    months=st.integers(0, 60),
    is_month_end=st.booleans(),
    day_of_month=st.none() | st.integers(1, 31),
)
def test_a_due_day_is_never_before_what_it_counts_from_and_never_comes_earlier_for_something_later(
    since: date, days: int, months: int, is_month_end: bool, day_of_month: int | None
) -> None:
    rule = DueRule(EVENTS[1], days, months, is_month_end, day_of_month)
    first, second = (
        due_date(rule, one, _weekday) for one in (since, date.fromordinal(since.toordinal() + 1))
    )
    assert since <= first <= second
