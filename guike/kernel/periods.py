"""Calendar periods: relative ones for filters, buckets for reports. Every range excludes its end.

A period is a range of calendar days; ``instants`` turns it into instants of one time zone. Weeks start
on Monday. The fiscal year may start in another month than January; quarters then follow it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T, Text

Range = tuple[date, date]

UNITS: tuple[str, ...] = ("day", "week", "month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
MAX_DAYS = 3660
_DAY = timedelta(days=1)

register(
    {
        "period.unknown": T(
            "没有时间范围“{name}”，请使用如 this_month、last_7_days、today-3",
            "There is no period “{name}”; use one such as this_month, last_7_days, today-3",
        ),
        "period.too_long": T("天数应在 1 到 {max} 之间", "The number of days must be from 1 to {max}"),
    }
)

# name → unit and how many units from the present one
_UNITS: dict[str, tuple[str, int]] = {
    "today": ("day", 0),
    "yesterday": ("day", -1),
    "tomorrow": ("day", 1),
    **{
        f"{word}_{unit}": (unit, step)
        for unit in UNITS[1:]
        for word, step in (("this", 0), ("last", -1), ("next", 1))
    },
}
NAMES: tuple[str, ...] = tuple(_UNITS)

_LABELS: dict[str, Text] = {
    "today": T("今天", "today"),
    "yesterday": T("昨天", "yesterday"),
    "tomorrow": T("明天", "tomorrow"),
    "this_week": T("本周", "this week"),
    "last_week": T("上周", "last week"),
    "next_week": T("下周", "next week"),
    "this_month": T("本月", "this month"),
    "last_month": T("上月", "last month"),
    "next_month": T("下月", "next month"),
    "this_quarter": T("本季度", "this quarter"),
    "last_quarter": T("上季度", "last quarter"),
    "next_quarter": T("下季度", "next quarter"),
    "this_year": T("今年", "this year"),
    "last_year": T("去年", "last year"),
    "next_year": T("明年", "next year"),
}
_COUNTED: dict[str, Text] = {
    "last": T("最近 {n} 天", "the last {n} days"),
    "next": T("未来 {n} 天", "the next {n} days"),
    "-": T("{n} 天前", "{n} days ago"),
    "+": T("{n} 天后", "{n} days from today"),
}
_N_DAYS = re.compile(r"(last|next)_([1-9]\d{0,4})_days", re.ASCII)
_TODAY_OFFSET = re.compile(r"today([+-])(\d{1,5})", re.ASCII)


def _counted(name: str) -> tuple[str, int]:
    """``last_7_days`` → ("last", 7), ``today-3`` → ("-", 3); Refusal when neither or too far away."""
    found = _N_DAYS.fullmatch(name) or _TODAY_OFFSET.fullmatch(name)
    if found is None:
        raise Refusal("period.unknown", name=name)
    days = int(found[2])
    if days > MAX_DAYS:
        raise Refusal("period.too_long", max=MAX_DAYS)
    return found[1], days


def check(name: str) -> None:
    """Refusal ``period.unknown`` or ``period.too_long`` unless ``name`` is a relative period."""
    if name not in _UNITS:
        _counted(name)


def label(name: str, locale: str) -> str:
    """The period in words: ``last_7_days`` → 最近 7 天."""
    if name in _LABELS:
        return _LABELS[name].get(locale)
    kind, days = _counted(name)
    return _COUNTED[kind].format(locale, n=days) if days else _LABELS["today"].get(locale)


def resolve(name: str, today: date, fiscal_start_month: int = 1) -> Range:
    """The days of a relative period: (first day, day after the last). Refusal for an unknown name.

    ``last_N_days`` ends with today, ``next_N_days`` starts tomorrow, ``today±N`` is one day.
    """
    if name in _UNITS:
        unit, step = _UNITS[name]
        start, end = bucket(today, unit, fiscal_start_month)
        for _ in range(abs(step)):
            start, end = bucket(end if step > 0 else start - _DAY, unit, fiscal_start_month)
        return start, end
    kind, days = _counted(name)
    if kind == "last":
        return today - timedelta(days=days - 1), today + _DAY
    if kind == "next":
        return today + _DAY, today + timedelta(days=days + 1)
    day = today + timedelta(days=days if kind == "+" else -days)
    return day, day + _DAY


def bucket(day: date, unit: str, fiscal_start_month: int = 1) -> Range:
    """The day, week, month, quarter or year that holds ``day``. ValueError for another unit or month."""
    start = bucket_start(day, unit, fiscal_start_month)
    if unit in _MONTHS:
        return start, add_months(start, _MONTHS[unit])
    return start, start + (7 if unit == "week" else 1) * _DAY


def bucket_start(day: date, unit: str, fiscal_start_month: int = 1) -> date:
    """The first day of the bucket that holds ``day``; it exists also for the last days of the calendar."""
    if not 1 <= fiscal_start_month <= 12:
        raise ValueError(f"a fiscal year cannot start in month {fiscal_start_month}")
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit not in _MONTHS:
        raise ValueError(f"unknown unit of time {unit!r}")
    return add_months(day.replace(day=1), -((day.month - fiscal_start_month) % 12 % _MONTHS[unit]))


def buckets(start: date, end: date, unit: str, fiscal_start_month: int = 1) -> list[Range]:
    """The buckets that cover [start, end) in order; the outer ones may reach beyond it."""
    found: list[Range] = []
    while start < end:
        found.append(bucket(start, unit, fiscal_start_month))
        start = found[-1][1]
    return found


def fiscal_year(day: date, fiscal_start_month: int = 1) -> int:
    """The fiscal year's name: the calendar year in which it starts."""
    return bucket(day, "year", fiscal_start_month)[0].year


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day when it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def instants(start: date, end: date, tz: str) -> tuple[datetime, datetime]:
    """The UTC instants [first, last) of the days [start, end) in the time zone ``tz``.

    A day without a midnight (daylight saving begins) starts with its first instant that exists; of two
    midnights the earlier one counts.
    """
    zone = ZoneInfo(tz)
    first, last = (datetime.combine(day, time.min, zone).astimezone(UTC) for day in (start, end))
    return first, last


def local_date(instant: datetime, tz: str) -> date:
    """The calendar day of an instant in the time zone ``tz``."""
    return instant.astimezone(ZoneInfo(tz)).date()
