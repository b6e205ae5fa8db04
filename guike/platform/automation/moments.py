"""Instants of rules that the clock fires: pure arithmetic over days of the company."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guike.platform.automation.definition import Definition

MORNING = time(9, 0)
#: how a rule on a date says that the date comes again
YEAR = "year"
_YEAR_DAYS = 366


def time_of(text: str) -> time:
    """`09:30`; nine in the morning when empty."""
    return time.fromisoformat(text) if text else MORNING


def dues_of(
    does: Definition, value: date | datetime | None, since: datetime, now: datetime, timezone: str
) -> list[datetime]:
    """When a rule on a date fires for this value of its field, after `since` and up to `now`; empty without a value. A day
    fires at the rule's time of day; an instant at the instant itself, unless the rule says a time of day. A rule for every
    year fires on the day of each year from the date's own on; 29 February is the 28th where a year has none."""
    if value is None:
        return []
    shift = timedelta(days=does.offset_days)
    zone = ZoneInfo(timezone)
    if isinstance(value, datetime):
        if not is_by_day(does, "instant"):
            return [value + shift] if since < value + shift <= now else []
        value = value.astimezone(zone).date()
    days = _each_year(value, since - shift, now - shift) if is_yearly(does) else [value]
    dues = [datetime.combine(day + shift, time_of(does.at_time), zone) for day in days]
    return [due for due in dues if since < due <= now]


def is_yearly(does: Definition) -> bool:
    """Whether the rule's date comes again every year."""
    return does.trigger == "date_reached" and does.every == YEAR


def is_by_day(does: Definition, value_type: str) -> bool:
    """Whether the rule's date counts as a day, which is reached at the rule's time of day."""
    return value_type == "date" or bool(does.at_time) or is_yearly(does)


def _each_year(day: date, since: datetime, now: datetime) -> list[date]:
    """The day in each year that may fall between two instants, and in none before its own."""
    years = range(max(day.year, since.year - 1), now.year + 2)
    return [_in_month(date(year, day.month, 1), day.day) for year in years]


def days_of_years(first: date, last: date) -> list[str] | None:
    """The days of any year from the first day to the last, as `MMDD`; None when they are a whole year. With
    28 February stands the 29th, which a common year keeps on the 28th."""
    count = (last - first).days + 1
    if count >= _YEAR_DAYS:
        return None
    found = {f"{first + timedelta(days=n):%m%d}" for n in range(count)}
    return sorted(found | ({"0229"} if "0228" in found else set()))


def last_start(does: Definition, now: datetime, timezone: str) -> datetime:
    """The latest start of a schedule up to now. A day of the month that a month does not have is its last one."""
    last = last_time(does, now, timezone)
    return datetime.combine(_day_of(does, last.date()), last.time(), last.tzinfo)


def last_time(does: Definition, now: datetime, timezone: str) -> datetime:
    """The latest instant up to now at which the rule's time of day was reached."""
    zone = ZoneInfo(timezone)
    at = time_of(does.at_time)
    local = now.astimezone(zone)
    today = local.date() if local.time() >= at else local.date() - timedelta(days=1)
    return datetime.combine(today, at, zone)


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
