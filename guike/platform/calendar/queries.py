"""Workdays of the company's calendar. Days are days of the company's time zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from guike.platform.calendar.models import CalendarDay

_DAY = timedelta(days=1)
_WEEKEND = 5  # Saturday, counted from Monday = 0
_WINDOW = 60  # days that are read at once beyond those that normal weeks would need
MOST_DAYS = 3_660


def is_workday(on: date) -> bool:
    """Whether the company works on this day."""
    return _works(on, _exceptions(on, on))


def workdays_between(first: date, last: date) -> int:
    """The number of workdays from `first` to `last`, both included; 0 when `last` is earlier.

    ValueError over more than ten years.
    """
    length = (last - first).days + 1
    if length > MOST_DAYS:
        raise ValueError(f"at most {MOST_DAYS} days")
    exceptions = _exceptions(first, last)
    return sum(_works(first + _DAY * number, exceptions) for number in range(max(length, 0)))


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


def _walk(on: date, step: int, window: int) -> Iterator[tuple[date, bool]]:
    """The days after (before) `on`, each with whether it is worked, reading the table window by window."""
    for start in range(0, MOST_DAYS, window):
        days = [on + _DAY * step * (start + number) for number in range(1, window + 1)]
        exceptions = _exceptions(min(days), max(days))
        yield from ((day, _works(day, exceptions)) for day in days)


def _works(on: date, exceptions: dict[date, str]) -> bool:
    kind = exceptions.get(on)
    return kind == "workday" if kind else on.weekday() < _WEEKEND


def _exceptions(first: date, last: date) -> dict[date, str]:
    rows = CalendarDay.objects.system(reason="the working calendar is the same for everyone")
    return dict(rows.filter(on__range=(first, last), deleted_at=None).values_list("on", "kind"))
