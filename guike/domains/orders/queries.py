"""Reads of orders and their lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Round

from guike.domains.orders.models import SalesOrder as SalesOrder
from guike.domains.orders.models import SalesOrderLine
from guike.domains.orders.rules import SHIPPABLE as SHIPPABLE
from guike.domains.orders.rules import SOLD as SOLD
from guike.domains.orders.rules import STATES, closed_part, closed_rest, outstanding, to_invoice
from guike.domains.orders.rules import net as net
from guike.domains.orders.settings import REFUND_REOPENS
from guike.kernel.money import ZERO, to_base
from guike.kernel.text import Text
from guike.platform.records.reading import Lookup, team_members
from guike.platform.settings import queries as settings

#: the purpose of the link by which a customer follows his order; what it shows is declared by the package that ships
TRACKING = "order.tracking"
#: as the database rounds totals in the base currency
BASE_PLACES = 2
_OPEN_TOTAL = Round(
    (F("total_amount") - F("closed_amount") - F("returned_amount")) * F("exchange_rate"), BASE_PLACES
)
_TOTALS = "what accounts have ordered counts for their credit, whoever looks"
_LATE = "orders that wait to be shipped are told to those who ship"
_WHY = "lines of orders that were fetched in scope"


def order_lines(ids: Iterable[int]) -> dict[int, list[SalesOrderLine]]:
    """Order → its living lines in order of position; orders without lines are absent. One query."""
    found: dict[int, list[SalesOrderLine]] = defaultdict(list)
    for row in _LINES.instances(ids):
        found[row.order_id].append(row)
    return dict(found)


def order_of(pk: int) -> SalesOrder | None:
    """A living order that its reader may see."""
    return SalesOrder.objects.system(reason=_WHY).filter(pk=pk, deleted_at=None).first()


def orders_by_id(ids: Iterable[int]) -> dict[int, SalesOrder]:
    """Living orders that their reader has locked or may see; one query."""
    rows = SalesOrder.objects.system(reason=_WHY).filter(pk__in=list(ids), deleted_at=None)
    return {row.pk: row for row in rows.order_by("pk")}


def order_team(rows: Collection[SalesOrder], but: int | None) -> dict[int, set[int]]:
    """Order → its owner and its team, without the person who did what they are told of. One query."""
    teams = team_members("sales_order", [row.pk for row in rows])
    found = {}
    for row in rows:
        people = {*teams.get(row.pk, ()), *([row.owner_id] if row.owner_id is not None else [])}
        found[row.pk] = people - {but}
    return found


@dataclass(frozen=True)
class OrderMoney:
    """What a payment needs to know of its order. `state`: its label."""

    account: int
    owner: int | None
    department: int | None
    currency: str
    state: Text
    takes_payments: bool
    enterable_amount: Decimal


def order_money(ids: Iterable[int | None]) -> dict[int, OrderMoney]:
    """By id, whoever may see the orders; one query, none for no ids."""
    wanted = {pk for pk in ids if pk is not None}
    rows = orders_by_id(wanted) if wanted else {}
    labels = {state.code: state.label for state in STATES.states}
    return {
        pk: OrderMoney(
            row.account_id,
            row.owner_id,
            row.department_id,
            row.currency,
            labels[row.status],
            row.status in SOLD,
            outstanding_of(row) - row.unconfirmed_payment_amount,
        )
        for pk, row in rows.items()
    }


def counts_refunds() -> bool:
    """Whether refunded money is asked for again, by the company's choice."""
    return bool(settings.get(REFUND_REOPENS))


def outstanding_of(row: Any) -> Decimal:
    """What is outstanding of an order."""
    refunded = row.refunded_amount if counts_refunds() else ZERO
    return Decimal(
        outstanding(row.total_amount, row.closed_amount, row.returned_amount, row.collected_amount, refunded)
    )


@dataclass(frozen=True)
class OpenOrder:
    """An order of which something may still be paid. `on`: its day."""

    id: int
    account: int
    number: str
    amount: Decimal
    on: date | None


def open_orders(accounts: Collection[int], currency: str) -> list[OpenOrder]:
    """Orders in effect of these accounts of which payments may still be entered, the first ordered first; one query."""
    rows = SalesOrder.objects.system(reason=_TOTALS).filter(
        deleted_at=None, account_id__in=accounts, currency=currency, status__in=SOLD
    )
    found = []
    for row in rows.order_by("ordered_on", "pk"):
        amount = outstanding_of(row) - row.unconfirmed_payment_amount
        if amount > 0:
            found.append(OpenOrder(row.pk, row.account_id, row.number, amount, row.ordered_on))
    return found


def accounts_of_numbers(numbers: Collection[str]) -> list[int]:
    """The accounts of the living orders with these numbers; one query."""
    rows = SalesOrder.objects.system(reason=_WHY).filter(deleted_at=None, number__in=numbers)
    return list(rows.values_list("account_id", flat=True))


def backordered(products: Collection[int]) -> list[int]:
    """Orders that miss some of these products, the one that took effect first, first."""
    lines = SalesOrderLine.objects.system(reason=_WHY).filter(
        deleted_at=None, product_id__in=products, backordered_qty__gt=0
    )
    rows = SalesOrder.objects.system(reason=_WHY).filter(
        pk__in=list(lines.values_list("order_id", flat=True).distinct()),
        deleted_at=None,
        status__in=SHIPPABLE,
    )
    return list(rows.order_by("approved_at", "pk").values_list("pk", flat=True))


def orders_to_ship(before: datetime, most: int) -> list[SalesOrder]:
    """Those that took effect before an instant and are not wholly shipped, the oldest first."""
    rows = SalesOrder.objects.system(reason=_LATE).filter(
        deleted_at=None, status__in=SHIPPABLE, approved_at__lt=before
    )
    return list(rows.order_by("approved_at", "pk")[:most])


def open_qty(line: SalesOrderLine) -> Decimal:
    """What of a line of goods is still to be shipped, in the line's unit."""
    return Decimal(line.quantity - line.shipped_qty - line.closed_qty)


def payable_of(row: SalesOrder, line: SalesOrderLine) -> Decimal:
    """What a line of this order is worth to the customer, net of every discount and with its tax."""
    return Decimal(line.net_amount if row.is_tax_included else line.net_amount + line.tax_amount)


@dataclass(frozen=True)
class LineWorth:
    """What is left of a line without what was closed or returned; `amount` contains `tax`. `list_amount`: what that would be without
    discounts, with tax."""

    amount: Decimal
    tax: Decimal
    quantity: Decimal
    list_amount: Decimal


def line_worth(row: SalesOrder, line: SalesOrderLine, minor_units: int) -> LineWorth:
    """What of a line an invoice may be for."""
    payable = payable_of(row, line)
    gone = line.closed_qty + line.returned_qty
    closed = closed_rest(payable, line.quantity, line.closed_qty, line.returned_amount, minor_units)
    amount = payable - line.returned_amount - closed
    tax = line.tax_amount - closed_part(line.tax_amount, line.quantity, gone, minor_units)
    listed = line.quantity * line.unit_price * (1 if row.is_tax_included else 1 + line.tax_rate)
    left = closed_part(listed, line.quantity, line.quantity - gone, minor_units)
    return LineWorth(amount, tax, Decimal(line.quantity - gone), left)


@dataclass(frozen=True)
class OrderBill:
    """What an invoice needs to know of its order. `left`: what is in no invoice; `invoiced`, `waiting`: what is, and what is asked for;
    `collected`: what was paid and not paid back."""

    account: int
    owner: int | None
    department: int | None
    currency: str
    billing_address: int | None
    state: Text
    takes_invoices: bool
    left: Decimal
    invoiced: Decimal
    waiting: Decimal
    collected: Decimal


def order_bills(ids: Iterable[int | None]) -> dict[int, OrderBill]:
    """By id, whoever may see the orders; one query, none for no ids."""
    wanted = {pk for pk in ids if pk is not None}
    labels = {state.code: state.label for state in STATES.states}
    return {
        pk: OrderBill(
            row.account_id,
            row.owner_id,
            row.department_id,
            row.currency,
            row.billing_address_id,
            labels[row.status],
            row.status in SOLD,
            to_invoice(row.total_amount, row.closed_amount, row.returned_amount, row.invoiced_amount),
            row.invoiced_amount,
            row.unconfirmed_invoice_amount,
            row.collected_amount - row.refunded_amount,
        )
        for pk, row in (orders_by_id(wanted) if wanted else {}).items()
    }


def open_total(row: Any) -> Decimal:
    """What of an order is neither closed nor came back, in the base currency; also of one that is not stored as it stands."""
    total = net(row.total_amount, row.closed_amount, row.returned_amount)
    return to_base(total, row.exchange_rate, BASE_PLACES)


def open_totals(
    accounts: Collection[int], without: Collection[int], *, with_pending: bool = False
) -> dict[int, Decimal]:
    """Account → the sum of `open_total` of its orders in effect that are not completed; one query. `with_pending`: also of those that
    wait for approval."""
    states = {"pending_approval", *SOLD} if with_pending else set(SOLD)
    rows = SalesOrder.objects.system(reason=_TOTALS).filter(
        deleted_at=None, account_id__in=accounts, status__in=states - set(STATES.closed)
    )
    sums = rows.exclude(pk__in=without).values("account_id").annotate(total=Sum(_OPEN_TOTAL))
    return dict(sums.values_list("account_id", "total").order_by())


def open_rates(ids: Iterable[int | None]) -> dict[int, Decimal]:
    """Of these orders those in effect that are not completed → their exchange rate; one query, none for no ids."""
    wanted = {pk for pk in ids if pk is not None}
    if not wanted:
        return {}
    rows = SalesOrder.objects.system(reason=_TOTALS).filter(
        deleted_at=None, pk__in=wanted, status__in=set(SOLD) - set(STATES.closed)
    )
    return dict(rows.values_list("pk", "exchange_rate"))


def _lines() -> QuerySet[Any]:
    rows = SalesOrderLine.objects.system(reason=_WHY).filter(deleted_at=None)
    return rows.order_by("order_id", "position", "pk")


_LINES = Lookup(_lines, "order_id")
