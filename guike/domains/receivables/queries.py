"""Reads of receivables, payments and what was allocated, for their writes and for packages above."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max, QuerySet, Sum

from guike.domains.orders.queries import SalesOrder, outstanding_of
from guike.domains.receivables.ageing import receivables_ageing as receivables_ageing
from guike.domains.receivables.models import Allocation, Payment, Refund, WriteOff, WriteOffLimit
from guike.domains.receivables.models import Receivable as Receivable
from guike.domains.receivables.rules import OWED
from guike.domains.receivables.statement import account_statement as account_statement
from guike.platform.access.context import Context

_WHY = "what is owed and paid is worked out over all of it, whoever may see it"


def _receivables() -> QuerySet[Receivable]:
    return Receivable.objects.system(reason=_WHY).filter(deleted_at=None)


def receivables_by_id(ids: Iterable[int]) -> dict[int, Receivable]:
    """Living ones; one query."""
    return {row.pk: row for row in _receivables().filter(pk__in=list(ids)).order_by("pk")}


def receivables_of_orders(orders: Collection[int]) -> dict[int, list[Receivable]]:
    """Order → its living receivables that were not cancelled, those due first before others; one query."""
    found: dict[int, list[Receivable]] = defaultdict(list)
    rows = _receivables().filter(order_id__in=orders).exclude(status="cancelled")
    for row in rows.order_by("due_on", "pk"):
        if row.order_id is not None:
            found[row.order_id].append(row)
    return found


def owed_by(
    accounts: Collection[int], currencies: Collection[str]
) -> dict[tuple[int, str], list[Receivable]]:
    """(account, currency) → what it owes, due first before others; one query."""
    found: dict[tuple[int, str], list[Receivable]] = defaultdict(list)
    rows = _receivables().filter(account_id__in=accounts, currency__in=currencies, status__in=OWED)
    for row in rows.order_by("due_on", "pk"):
        found[row.account_id, row.currency].append(row)
    return found


def payments_by_id(ids: Iterable[int]) -> dict[int, Payment]:
    """Living ones; one query."""
    rows = Payment.objects.system(reason=_WHY).filter(deleted_at=None, pk__in=list(ids))
    return {row.pk: row for row in rows.order_by("pk")}


def unallocated_of_orders(orders: Collection[int]) -> dict[int, list[Payment]]:
    """Order → its confirmed payments of which something is left, the earliest first; one query."""
    found: dict[int, list[Payment]] = defaultdict(list)
    rows = Payment.objects.system(reason=_WHY).filter(
        deleted_at=None, order_id__in=orders, status="confirmed", unallocated_amount__gt=0
    )
    for row in rows.order_by("received_on", "pk"):
        if row.order_id is not None:
            found[row.order_id].append(row)
    return found


def unconfirmed_of_orders(orders: Collection[int]) -> list[Payment]:
    """The payments of orders that finance has not confirmed; one query."""
    rows = Payment.objects.system(reason=_WHY).filter(deleted_at=None, order_id__in=orders)
    return list(rows.exclude(status="confirmed").order_by("pk"))


def payments_counted(orders: Collection[int]) -> Counter[int]:
    """Order → how many payments it has that were not rejected; one query."""
    rows = Payment.objects.system(reason=_WHY).filter(deleted_at=None, order_id__in=orders)
    return Counter(row for row in rows.exclude(status="rejected").values_list("order_id", flat=True) if row)


@dataclass(frozen=True)
class Standing:
    """An entry that was not taken back."""

    id: int
    receivable: int
    payment: int | None
    amount: Decimal
    kind: str
    write_off: int | None
    refund: int | None

    @property
    def origin(self) -> dict[str, Any]:
        """Where it came from, as another entry is posted."""
        return {
            "kind": self.kind,
            "payment": self.payment,
            "write_off": self.write_off,
            "refund": self.refund,
        }


_STANDING = ("pk", "receivable_id", "payment_id", "amount", "kind", "write_off_id", "refund_id")


def standing(**where: Any) -> list[Standing]:
    """Entries that were not taken back and take nothing back, in their order; two queries."""
    rows = Allocation.objects.system(reason=_WHY).filter(**where, reverses=None).order_by("pk")
    found = [Standing(*row) for row in rows.values_list(*_STANDING)]
    gone = Allocation.objects.system(reason=_WHY).filter(reverses_id__in=[one.id for one in found])
    reversed_ = set(gone.values_list("reverses_id", flat=True))
    return [one for one in found if one.id not in reversed_]


def fully_collected(_ctx: Context, orders: Sequence[SalesOrder]) -> set[int]:
    """Of these orders those that the customer has received, where there was anything to receive, and paid."""
    return {row.pk for row in orders if row.status in ("received", "approved") and not _outstanding(row)}


def _outstanding(row: SalesOrder) -> bool:
    return outstanding_of(row) > 0


def with_bad_debt(ids: Iterable[int]) -> set[int]:
    """Of these receivables those of which a part was given up as a bad debt; no query for none."""
    wanted = list(ids)
    return (
        {one.receivable for one in standing(receivable_id__in=wanted, kind="bad_debt")} if wanted else set()
    )


def write_offs(ids: Collection[int]) -> list[WriteOff]:
    """These write-offs."""
    return list(WriteOff.objects.system(reason=_WHY).filter(pk__in=ids).order_by("pk")) if ids else []


#: a refund that somebody still decides about, or that was paid
COUNTED = ("draft", "pending_approval", "approved", "paid")


def refunds_counted(payments: Collection[int], without: Collection[int] = ()) -> dict[int, Decimal]:
    """Payment → the sum of its refunds that were not rejected, but for these; one query."""
    rows = Refund.objects.system(reason=_WHY).filter(
        deleted_at=None, payment_id__in=payments, status__in=COUNTED
    )
    sums = rows.exclude(pk__in=without).values("payment_id").annotate(total=Sum("amount")).order_by()
    return dict(sums.values_list("payment_id", "total"))


def confirmed_of_orders(orders: Collection[int]) -> dict[int, list[Payment]]:
    """Order → its confirmed payments, the earliest first; one query."""
    found: dict[int, list[Payment]] = defaultdict(list)
    rows = Payment.objects.system(reason=_WHY).filter(
        deleted_at=None, order_id__in=orders, status="confirmed"
    )
    for row in rows.order_by("received_on", "pk"):
        if row.order_id is not None:
            found[row.order_id].append(row)
    return found


def write_off_limit(roles: Collection[int]) -> Decimal:
    """The widest limit of these roles, 0 without one; one query."""
    rows = WriteOffLimit.objects.system(reason=_WHY).filter(
        deleted_at=None, is_active=True, role_id__in=roles
    )
    return rows.aggregate(widest=Max("max_amount"))["widest"] or Decimal(0)


#: how many receivables of the same amount are looked at: more of them tell nothing
_ALIKE = 2_000


def accounts_owing(amounts: Collection[Decimal], currency: str) -> set[int]:
    """The accounts of which exactly one of these amounts is open somewhere; one query."""
    rows = _receivables().filter(status__in=OWED, currency=currency, balance_amount__in=amounts)
    return set(rows.order_by("pk").values_list("account_id", flat=True)[:_ALIKE])


def loose_receivables(accounts: Collection[int], currency: str) -> list[Receivable]:
    """What accounts owe that belongs to no order, due first before others; one query."""
    rows = _receivables().filter(account_id__in=accounts, currency=currency, status__in=OWED, order=None)
    return list(rows.order_by("due_on", "pk"))


def pending_payments(accounts: Collection[int], currency: str) -> list[Payment]:
    """Payments of accounts that finance has not confirmed; one query."""
    rows = Payment.objects.system(reason=_WHY).filter(
        deleted_at=None, account_id__in=accounts, currency=currency, status="pending"
    )
    return list(rows.order_by("received_on", "pk"))
