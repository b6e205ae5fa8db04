"""Whether a receivable or an installment is overdue, and for how many days: computed when it is read, since it changes with the day alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Case, DateField, Expression, F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Cast

from guike.domains.receivables.rules import OWED, overdue_days
from guike.platform.filters.computed import computed

OVERDUE = "receivable.overdue"
OVERDUE_DAYS = "receivable.overdue_days"
INSTALLMENT_OVERDUE = "installment.is_overdue"
INSTALLMENT_DAYS = "installment.overdue_days"


def _today(now: datetime, tz: str) -> Any:
    return now.astimezone(ZoneInfo(tz)).date()


@dataclass(frozen=True)
class _Due:
    """Something that is due on `due_on`. `owed`: while anything is owed of it, as a condition and of a row."""

    owed: Q
    is_owed: Callable[[Any], bool]

    def late(self, now: datetime, tz: str) -> Q:
        return self.owed & Q(due_on__lt=_today(now, tz))

    def is_late(self, now: datetime, tz: str) -> Expression:
        return Case(
            When(self.late(now, tz), then=Value(True)), default=Value(False), output_field=BooleanField()
        )

    def days(self, now: datetime, tz: str) -> Expression:
        # Django takes the difference of two dates for an interval; in PostgreSQL it is a number of days
        passed = Func(
            Cast(Value(_today(now, tz)), DateField()),
            F("due_on"),
            template="(%(expressions)s)",
            arg_joiner=" - ",
            output_field=IntegerField(),
        )
        return Case(When(self.late(now, tz), then=passed), default=Value(0), output_field=IntegerField())

    def days_of_row(self, row: Any, now: datetime, tz: str) -> int:
        return overdue_days(self.is_owed(row), row.due_on, _today(now, tz))

    def row_is_late(self, row: Any, now: datetime, tz: str) -> bool:
        return self.days_of_row(row, now, tz) > 0


_RECEIVABLE = _Due(Q(status__in=OWED), lambda row: row.status in OWED)
_INSTALLMENT = _Due(Q(open_amount__gt=0), lambda row: row.amount > row.paid_amount)


def declare_overdue() -> None:
    """Register the computed values of both."""
    for due, is_late, days in (
        (_RECEIVABLE, OVERDUE, OVERDUE_DAYS),
        (_INSTALLMENT, INSTALLMENT_OVERDUE, INSTALLMENT_DAYS),
    ):
        computed(is_late, due.is_late, due.row_is_late)
        computed(days, due.days, due.days_of_row)
