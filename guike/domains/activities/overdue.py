"""Whether an activity is overdue: computed when it is read, since it changes with the clock alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, Expression, Q, Value, When

from guike.domains.activities.rules import is_overdue
from guike.platform.filters.computed import computed

OVERDUE = "activity.overdue"


def _expression(now: datetime, _tz: str) -> Expression:
    late = Q(status__in=("planned", "in_progress"), planned_end_at__lt=now) | Q(
        status="planned", planned_end_at=None, planned_start_at__lt=now
    )
    return Case(When(late, then=Value(True)), default=Value(False), output_field=BooleanField())


def _of_row(row: Any, now: datetime, _tz: str) -> bool:
    return is_overdue(row.status, row.planned_start_at, row.planned_end_at, now)


def declare_overdue() -> None:
    """Register the computed value of `is_overdue`."""
    computed(OVERDUE, _expression, _of_row)
