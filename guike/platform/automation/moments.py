"""Instants of rules that the clock fires: pure arithmetic over days of the company."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guike.platform.automation.definition import Definition

MORNING = time(9, 0)


def time_of(text: str) -> time:
    """`09:30`; nine in the morning when empty."""
    return time.fromisoformat(text) if text else MORNING


def due_of(does: Definition, value: date | datetime | None, timezone: str) -> datetime | None:
    """When a rule on a date fires for this value of its field; None without a value. A day fires at the rule's time of
    day; an instant at the instant itself, unless the rule says a time of day."""
    if value is None:
        return None
    shift = timedelta(days=does.offset_days)
    zone = ZoneInfo(timezone)
    if isinstance(value, datetime):
        if not does.at_time:
            return value + shift
        value = value.astimezone(zone).date()
    return datetime.combine(value + shift, time_of(does.at_time), zone)


def last_start(does: Definition, now: datetime, timezone: str) -> datetime:
    """The latest start of a schedule up to now. A day of the month that a month does not have is its last one."""
    zone = ZoneInfo(timezone)
    at = time_of(does.at_time)
    local = now.astimezone(zone)
    today = local.date() if local.time() >= at else local.date() - timedelta(days=1)
    return datetime.combine(_day_of(does, today), at, zone)


def _day_of(does: Definition, today: date) -> date:
    if does.every == "week":
        return today - timedelta(days=(today.isoweekday() - (does.on_day or 1)) % 7)
    if does.every == "month":
        wanted = does.on_day or 1
        this = _in_month(today, wanted)
        return this if this <= today else _in_month(today.replace(day=1) - timedelta(days=1), wanted)
    return today


def _in_month(some_day: date, wanted: int) -> date:
    first_of_next = (some_day.replace(day=28) + timedelta(days=4)).replace(day=1)
    last = (first_of_next - timedelta(days=1)).day
    return some_day.replace(day=min(wanted, last))
