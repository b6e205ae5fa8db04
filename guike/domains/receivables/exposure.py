"""What receivables and payments have to do with the credit of accounts: how much of it they use, and what is overdue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Min, Sum

from guike.domains.credit.queries import Overdue
from guike.domains.orders.queries import BASE_PLACES, open_rates
from guike.domains.receivables.models import Payment, Receivable
from guike.domains.receivables.rules import OWED
from guike.kernel import clock
from guike.kernel.money import to_base
from guike.platform.access.context import system_context

_WHY = "credit is judged by all that is owed and paid, whoever looks"


def of_receivables(accounts: Collection[int], without: Collection[int]) -> Mapping[int, Decimal]:
    """What accounts owe, in the base currency, but for these orders."""
    rows = _owed(accounts).exclude(order_id__in=without)
    sums = rows.values("account_id").annotate(total=Sum("base_balance_amount")).order_by()
    return dict(sums.values_list("account_id", "total"))


def of_orders_receivable(accounts: Collection[int], without: Collection[int]) -> Mapping[int, Decimal]:
    """Negative: the part of orders that has become a receivable, paid or not. It counts there, so not as a part of its order, either."""
    rows = Receivable.objects.system(reason=_WHY).filter(deleted_at=None, account_id__in=accounts)
    rows = rows.exclude(status="cancelled").exclude(order_id__in=without).exclude(source="external")
    sums = rows.values("account_id", "order_id").annotate(total=Sum("amount")).order_by()
    due = list(sums.values_list("account_id", "order_id", "total"))
    rates = open_rates(order for _account, order, _total in due)
    found: dict[int, Decimal] = defaultdict(Decimal)
    for account, order, total in due:
        if order in rates:
            found[account] -= to_base(total, rates[order], BASE_PLACES)
    return found


def of_payments(accounts: Collection[int], _without: Collection[int]) -> Mapping[int, Decimal]:
    """Negative: what was paid and settles nothing yet."""
    rows = Payment.objects.system(reason=_WHY).filter(
        deleted_at=None, account_id__in=accounts, status="confirmed", unallocated_amount__gt=0
    )
    sums = rows.values("account_id").annotate(total=Sum("base_unallocated_amount")).order_by()
    return {account: -total for account, total in sums.values_list("account_id", "total")}


def overdue(accounts: Collection[int]) -> Mapping[int, Overdue]:
    """Of accounts that should have paid before today: how much, and for how many days the oldest of it."""
    today = clock.today(system_context().timezone)
    rows = _owed(accounts).filter(due_on__lt=today).values("account_id")
    sums = rows.annotate(total=Sum("base_balance_amount"), first=Min("due_on")).order_by()
    return {
        account: Overdue(total, (today - first).days)
        for account, total, first in sums.values_list("account_id", "total", "first")
    }


def _owed(accounts: Collection[int]) -> Any:
    rows = Receivable.objects.system(reason=_WHY)
    return rows.filter(deleted_at=None, account_id__in=accounts, status__in=OWED)
