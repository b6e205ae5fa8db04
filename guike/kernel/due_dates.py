"""When money is due: so long after something happened, at the end of a month, on a fixed day, moved off free days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

#: what a due date counts from; ON_DATE: a day that is named
ON_DATE, AFTER_ORDER, AFTER_SHIPMENT, AFTER_RECEIPT = (
    "on_date",
    "after_order",
    "after_shipment",
    "after_receipt",
)
EVENTS = (ON_DATE, AFTER_ORDER, AFTER_SHIPMENT, AFTER_RECEIPT)
#: what happens to a day on which nobody works
KEEP, LATER, EARLIER = "keep", "later", "earlier"
_DAY = timedelta(days=1)
#: after so many free days in a row the day stays as it is, whatever the calendar says
_MOST_FREE_DAYS = 60


@dataclass(frozen=True)
class DueRule:
    """`event`: one of EVENTS. Counted in this order: so many months on, the end of that month (月结), so many days on, the next such day of a
    month (in a shorter month its last day), and off a free day. `free_days`: KEEP, LATER or EARLIER."""

    event: str
    days: int = 0
    months: int = 0
    is_month_end: bool = False
    day_of_month: int | None = None
    free_days: str = KEEP


def due_date(rule: DueRule, since: date, is_workday: Callable[[date], bool]) -> date:
    """The day on which something is due that counts from the day `since`. OverflowError beyond the calendar's last year."""
    day = add_months(since, rule.months)
    if rule.is_month_end:
        day = day.replace(day=monthrange(day.year, day.month)[1])
    day += timedelta(days=rule.days)
    if rule.day_of_month is not None:
        day = _next_such_day(day, rule.day_of_month)
    return _off_free_days(day, rule.free_days, is_workday)


def add_months(day: date, months: int) -> date:
    """The same day so many months on; in a shorter month its last day. OverflowError beyond the calendar's last year."""
    years, month = divmod(day.month - 1 + months, 12)
    if not date.min.year <= day.year + years <= date.max.year:
        raise OverflowError(f"{day} and {months} months")
    return _in_month(day.year + years, month + 1, day.day)


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _next_such_day(day: date, wanted: int) -> date:
    found = _in_month(day.year, day.month, wanted)
    if found >= day:
        return found
    following = add_months(day.replace(day=1), 1)
    return _in_month(following.year, following.month, wanted)


def _off_free_days(day: date, free_days: str, is_workday: Callable[[date], bool]) -> date:
    if free_days == KEEP:
        return day
    step = _DAY if free_days == LATER else -_DAY
    moved = day
    for _number in range(_MOST_FREE_DAYS):
        if is_workday(moved):
            return moved
        moved += step
    return day
