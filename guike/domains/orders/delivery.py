"""Whether lines of orders were delivered as promised: computed when it is read, since it changes with the day alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Case, Expression, F, Q, Value, When

from guike.domains.orders.rules import is_on_time
from guike.platform.filters.computed import computed

DUE, ON_TIME = "sales_order_line.delivery_due", "sales_order_line.on_time"
_COMPLETE = Q(received_qty__gte=F("quantity") - F("closed_qty"), received_qty__gt=0)


def _yes(condition: Q) -> Expression:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _due(now: datetime, tz: str) -> Expression:
    return _yes(Q(promised_on__lte=now.astimezone(ZoneInfo(tz)).date()))


def _row_is_due(row: Any, now: datetime, tz: str) -> bool:
    return row.promised_on is not None and row.promised_on <= now.astimezone(ZoneInfo(tz)).date()


def _on_time(_now: datetime, _tz: str) -> Expression:
    return _yes(_COMPLETE & Q(delivered_on__lte=F("promised_on")))


def _row_is_on_time(row: Any, _now: datetime, _tz: str) -> bool:
    return is_on_time(row.promised_on, row.delivered_on, row.quantity - row.closed_qty, row.received_qty)


def declare() -> None:
    """Register both computed values."""
    computed(DUE, _due, _row_is_due)
    computed(ON_TIME, _on_time, _row_is_on_time, follows_clock=False)
