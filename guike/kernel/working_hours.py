"""Working hours: the company's week with its lunch, and arithmetic over it with holidays and make-up workdays.

Days and times of day are the company's own; instants are aware. Whoever calls gives holidays and make-up workdays as data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from guike.kernel.errors import FieldError, field_error, register
from guike.kernel.text import T

#: `holiday`: a day of the week that is not worked; `workday`: a free day that is worked (调休)
DayKind = Literal["holiday", "workday"]
#: start and end in minutes after midnight, the end not included
Interval = tuple[int, int]
Span = tuple[datetime, datetime]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_DAYS = 3_660
MOST_HOURS = 10_000
_DAY = timedelta(days=1)
_MINUTES = 24 * 60
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
_HOUR = Decimal(3600)

register(
    {
        "work_hours.shape": T(
            "请按天填写，例如 {example}",
            "Give the times of each weekday, such as {example}",
        ),
        "work_hours.time": T(
            "“{value}”不是时间，请填写如 09:00", "“{value}” is not a time of day; write one such as 09:00"
        ),
        "work_hours.order": T(
            "{start} 不早于 {end}，请调整", "{start} is not before {end}; change one of them"
        ),
        "work_hours.lunch_only": T(
            "上班时间全部在午休之内，请调整", "All of the working time is lunch; change one of them"
        ),
        "work_hours.none": T(
            "请至少为一个工作日填写上班时间", "Give the working hours of one weekday at least"
        ),
    }
)
EXAMPLE = '{"monday": {"start": "09:00", "end": "18:00"}, "lunch": {"start": "12:00", "end": "13:00"}}'


class WrongHours(ValueError):
    """A week that cannot be; `error` names the part (`monday.start`)."""

    def __init__(self, error: FieldError) -> None:
        super().__init__(error.code)
        self.error = error


@dataclass(frozen=True)
class WorkingWeek:
    """The hours of each weekday from Monday, None for a free one; `lunch` is taken out of each day. `make_up` are the hours
    of a make-up workday, None for those of Monday."""

    days: tuple[Interval | None, ...]
    lunch: Interval | None = None
    make_up: Interval | None = None

    def intervals(self, on: date, kind: DayKind | None = None) -> tuple[Interval, ...]:
        """What is worked on a day, in order; `kind` where the calendar differs from the week."""
        if kind == "holiday":
            return ()
        hours = self._of_make_up() if kind == "workday" else self.days[on.weekday()]
        return () if hours is None else _without(hours, self.lunch)

    def _of_make_up(self) -> Interval | None:
        return self.make_up or next((hours for hours in self.days if hours is not None), None)

    @classmethod
    def parse(cls, value: object) -> WorkingWeek:
        """The week of a JSON value; a weekday that is null or missing is free. WrongHours with the part at fault."""
        if not isinstance(value, dict) or set(value) - {*WEEKDAYS, "lunch", "make_up"}:
            raise WrongHours(field_error("", "work_hours.shape", example=EXAMPLE))
        lunch = _interval("lunch", value.get("lunch"))
        days = tuple(_worked(day, value.get(day), lunch) for day in WEEKDAYS)
        if not any(days):
            raise WrongHours(field_error("", "work_hours.none"))
        return cls(days, lunch, _worked("make_up", value.get("make_up"), lunch))

    def to_json(self) -> dict[str, Any]:
        """The JSON value, with every weekday."""
        parts = (*zip(WEEKDAYS, self.days, strict=True), ("lunch", self.lunch), ("make_up", self.make_up))
        return {
            name: None if hours is None else {"start": _told(hours[0]), "end": _told(hours[1])}
            for name, hours in parts
        }


def _worked(name: str, value: object, lunch: Interval | None) -> Interval | None:
    hours = _interval(name, value)
    if hours is not None and not _without(hours, lunch):
        raise WrongHours(field_error(name, "work_hours.lunch_only"))
    return hours


def _interval(name: str, value: object) -> Interval | None:
    if value is None:
        return None
    if not isinstance(value, dict) or set(value) != {"start", "end"}:
        raise WrongHours(field_error(name, "work_hours.shape", example=EXAMPLE))
    start, end = (_minute(f"{name}.{part}", value[part]) for part in ("start", "end"))
    if start >= end:
        raise WrongHours(field_error(name, "work_hours.order", start=value["start"], end=value["end"]))
    return start, end


def _minute(name: str, value: object) -> int:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise WrongHours(field_error(name, "work_hours.time", value=value))
    hours, minutes = value.split(":")
    return int(hours) * 60 + int(minutes)


def _told(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _without(hours: Interval, lunch: Interval | None) -> tuple[Interval, ...]:
    """The hours before and after lunch."""
    if lunch is None:
        return (hours,)
    parts = (hours[0], min(hours[1], lunch[0])), (max(hours[0], lunch[1]), hours[1])
    return tuple(part for part in parts if part[0] < part[1])


#: Monday to Friday from 9 to 18 o'clock, lunch from 12 to 13
USUAL = WorkingWeek(((9 * 60, 18 * 60),) * 5 + (None, None), (12 * 60, 13 * 60))


@dataclass(frozen=True)
class WorkingHours:
    """A week in a time zone, with the days on which the calendar differs from it."""

    week: WorkingWeek
    zone: tzinfo
    exceptions: Mapping[date, DayKind] = field(default_factory=dict)

    def is_workday(self, on: date) -> bool:
        """Whether anything is worked on this day."""
        return bool(self.week.intervals(on, self.exceptions.get(on)))

    def spans(self, on: date) -> list[Span]:
        """The instants between which a day is worked, in UTC and in order.

        Where the clocks are changed within the hours, what does not exist is not worked.
        """
        found: list[Span] = []
        for first, last in self.week.intervals(on, self.exceptions.get(on)):
            start, end = self._instant(on, first), self._instant(on, last)
            if found:
                start = max(start, found[-1][1])
            if start < end:
                found.append((start, end))
        return found

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """The working time from one instant to another; negative when the second is earlier. ValueError over more
        than ten years."""
        if end < start:
            return -self.worked(end, start)
        first, last = (at.astimezone(self.zone).date() for at in (start, end))
        if (last - first).days > MOST_DAYS:
            raise ValueError(f"at most {MOST_DAYS} days")
        total = timedelta()
        for number in range((last - first).days + 1):
            for opened, closed in self.spans(first + _DAY * number):
                total += max(min(closed, end) - max(opened, start), timedelta())
        return total

    def add(self, instant: datetime, time_worked: timedelta) -> datetime:
        """The earliest instant, in UTC, by which so much was worked since `instant`; with a negative time the latest
        one since which so much was worked until `instant`; with none, `instant`. ValueError beyond ten years."""
        left = abs(time_worked)
        if not left:
            return instant.astimezone(UTC)
        walk = self._after(instant) if time_worked > timedelta() else self._before(instant)
        for opened, closed in walk:
            if left <= closed - opened:
                return opened + left if time_worked > timedelta() else closed - left
            left -= closed - opened
        raise ValueError("not so much is worked within ten years")

    def hours_between(self, start: datetime, end: datetime) -> Decimal:
        """The working hours between two instants, to two decimals, as `worked` counts them."""
        hours = Decimal(self.worked(start, end) // timedelta(microseconds=1)) / (_HOUR * 1_000_000)
        return hours.quantize(Decimal("0.01"), ROUND_HALF_UP)

    def add_hours(self, instant: datetime, hours: Decimal | int) -> datetime:
        """The instant, in UTC, so many working hours after `instant` (before, when negative), as `add` counts them.
        ValueError for more than 10,000 hours."""
        exact = Decimal(hours)
        if abs(exact) > MOST_HOURS:
            raise ValueError(f"at most {MOST_HOURS} hours")
        return self.add(instant, timedelta(microseconds=int(exact * _HOUR * 1_000_000)))

    def _after(self, instant: datetime) -> Iterator[Span]:
        """What is worked after an instant, in order."""
        first = instant.astimezone(self.zone).date()
        for number in range(MOST_DAYS):
            for opened, closed in self.spans(first + _DAY * number):
                if closed > instant:
                    yield max(opened, instant.astimezone(UTC)), closed

    def _before(self, instant: datetime) -> Iterator[Span]:
        """What is worked before an instant, from the latest."""
        last = instant.astimezone(self.zone).date()
        for number in range(MOST_DAYS):
            for opened, closed in reversed(self.spans(last - _DAY * number)):
                if opened < instant:
                    yield opened, min(closed, instant.astimezone(UTC))

    def _instant(self, on: date, minute: int) -> datetime:
        day, minute = on + _DAY * (minute // _MINUTES), minute % _MINUTES
        return datetime.combine(day, time(minute // 60, minute % 60), self.zone).astimezone(UTC)
