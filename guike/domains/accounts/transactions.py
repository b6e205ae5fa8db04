"""When something was last bought: the latest day of what the company counts as a transaction. Nothing is stored: each source keeps
its own day on the account."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import DateField, Expression, ExpressionWrapper, F
from django.db.models.functions import Greatest

from guike.domains.accounts.settings import LAST_TRANSACTION
from guike.kernel.text import T, Text
from guike.platform.filters.computed import computed
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import add_choice, spec_of

COMPUTED = "account.last_transaction_on"
LATEST = "latest"
#: option of the setting → the column of the account with the day
_columns = {"order": "last_order_on"}


def transaction_source(code: str, label: Text, column: str) -> None:
    """Offer a further kind of transaction, whose latest day an account has in this column; called at start by the package that
    keeps it. With the second kind the latest of all is offered, too."""
    add_choice(LAST_TRANSACTION, code, label)
    _columns[code] = column
    if LATEST not in dict(spec_of(LAST_TRANSACTION).choices):
        add_choice(LAST_TRANSACTION, LATEST, T("取最近的", "The latest of all"))


def _asked() -> list[str]:
    chosen = settings.get(LAST_TRANSACTION)
    return list(_columns.values()) if chosen == LATEST else [_columns[chosen]]


def _expression(_now: datetime, _timezone: str) -> Expression:
    columns = _asked()
    # the database leaves out what is empty
    found = F(columns[0]) if len(columns) == 1 else Greatest(*columns)
    return ExpressionWrapper(found, DateField())


def _of_row(row: Any, _now: datetime, _timezone: str) -> date | None:
    return max((day for name in _asked() if (day := getattr(row, name)) is not None), default=None)


def declare() -> None:
    """It is composed anew each time, as what follows the clock is, because the setting may change."""
    computed(COMPUTED, _expression, _of_row)
