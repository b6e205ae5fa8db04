"""Workdays and working hours of the company's calendar. Days are days of the company's time zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from guike.kernel.working_hours import MOST_DAYS, DayKind, WorkingHours
from guike.platform.calendar.metadata import WORK_HOURS
from guike.platform.calendar.models import CalendarDay
from guike.platform.settings import queries as settings

_DAY = timedelta(days=1)
_WINDOW = 60  # days that are read at once beyond those that normal weeks would need


def is_workday(on: date) -> bool:
    """Whether the company works on this day."""
    return calendar_of(on, on).is_workday(on)


def workdays_between(first: date, last: date) -> int:
    """The number of workdays from `first` to `last`, both included; 0 when `last` is earlier.

    ValueError over more than ten years.
    """
    length = (last - first).days + 1
    if length > MOST_DAYS:
        raise ValueError(f"at most {MOST_DAYS} days")
    calendar = calendar_of(first, last)
    return sum(calendar.is_workday(first + _DAY * number) for number in range(max(length, 0)))


def add_workdays(on: date, number: int) -> date:
    """The day `number` workdays after `on` (before, when negative); `on` itself is not counted.

    With 0: `on`, or the next workday when `on` is free. ValueError beyond ten years.
    """
    if abs(number) > MOST_DAYS // 2:
        raise ValueError(f"at most {MOST_DAYS // 2} workdays")
    if number == 0:
        return on if is_workday(on) else add_workdays(on, 1)
    left = abs(number)
    for day, works in _walk(on, 1 if number > 0 else -1, left * 7 // 5 + _WINDOW):
        left -= works
        if left == 0:
            return day
    raise ValueError("no workday within ten years")


def working_hours_between(start: datetime, end: datetime) -> Decimal:
    """The company's working hours between two instants, to two decimals; negative when the second is earlier.
    ValueError over more than ten years.

    Who counts for many records takes `calendar_of` once and calls its `hours_between`.
    """
    days = sorted((_local(start), _local(end)))
    return calendar_of(days[0], days[1]).hours_between(start, end)


def add_working_hours(instant: datetime, hours: Decimal | int) -> datetime:
    """The instant, in UTC, so many working hours after `instant` (before, when negative); with 0 `instant` itself.
    ValueError for more than 10,000 hours or beyond ten years."""
    on = _local(instant)
    ten_years = _DAY * MOST_DAYS
    first, last = (on, on + ten_years) if hours > 0 else (on - ten_years, on)
    return calendar_of(first, last).add_hours(instant, hours)


def calendar_of(first: date, last: date) -> WorkingHours:
    """The company's working hours with the calendar from one day to another; outside of these days holidays are not
    known."""
    return WorkingHours(settings.get(WORK_HOURS), _zone(), _exceptions(first, last))


def _local(instant: datetime) -> date:
    return instant.astimezone(_zone()).date()


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.get("company.timezone"))


def _walk(on: date, step: int, window: int) -> Iterator[tuple[date, bool]]:
    """The days after (before) `on`, each with whether it is worked, reading the table window by window."""
    for start in range(0, MOST_DAYS, window):
        days = [on + _DAY * step * (start + number) for number in range(1, window + 1)]
        calendar = calendar_of(min(days), max(days))
        yield from ((day, calendar.is_workday(day)) for day in days)


def _exceptions(first: date, last: date) -> dict[date, DayKind]:
    rows = CalendarDay.objects.system(reason="the working calendar is the same for everyone")
    return dict(rows.filter(on__range=(first, last), deleted_at=None).values_list("on", "kind"))
