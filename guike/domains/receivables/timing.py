"""Whether a receivable is overdue, and for how many days: computed when it is read, since it changes with the day alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Case, DateField, Expression, F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Cast

from guike.domains.receivables.rules import OWED, overdue_days
from guike.platform.filters.computed import computed

OVERDUE = "receivable.overdue"
OVERDUE_DAYS = "receivable.overdue_days"


def _today(now: datetime, tz: str) -> Any:
    return now.astimezone(ZoneInfo(tz)).date()


def _late(now: datetime, tz: str) -> Q:
    return Q(status__in=OWED, due_on__lt=_today(now, tz))


def _is_overdue(now: datetime, tz: str) -> Expression:
    return Case(When(_late(now, tz), then=Value(True)), default=Value(False), output_field=BooleanField())


def _days(now: datetime, tz: str) -> Expression:
    # Django takes the difference of two dates for an interval; in PostgreSQL it is a number of days
    passed = Func(
        Cast(Value(_today(now, tz)), DateField()),
        F("due_on"),
        template="(%(expressions)s)",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )
    return Case(When(_late(now, tz), then=passed), default=Value(0), output_field=IntegerField())


def _days_of_row(row: Any, now: datetime, tz: str) -> int:
    return overdue_days(row.status, row.due_on, _today(now, tz))


def _row_is_overdue(row: Any, now: datetime, tz: str) -> bool:
    return _days_of_row(row, now, tz) > 0


def declare_overdue() -> None:
    """Register both computed values."""
    computed(OVERDUE, _is_overdue, _row_is_overdue)
    computed(OVERDUE_DAYS, _days, _days_of_row)
