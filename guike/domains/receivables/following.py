"""Receivables follow their order in its own transaction: they arise when it takes effect, move with its revisions and go with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from guike.domains.orders.queries import SalesOrder
from guike.domains.receivables.allocating import allocate_of_orders, follow_states, release, take_back
from guike.domains.receivables.errors import MoneyRefused
from guike.domains.receivables.models import Receivable
from guike.domains.receivables.queries import (
    payments_counted,
    receivables_by_id,
    receivables_of_orders,
    standing,
    unconfirmed_of_orders,
)
from guike.domains.receivables.rules import fitted
from guike.domains.receivables.services import complete_collected
from guike.domains.receivables.settings import AUTO_ALLOCATE, DUE_DAYS
from guike.kernel import clock
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft, single
from guike.platform.records.writing import record_change, record_create
from guike.platform.settings import queries as settings

#: the source of what is owed since an order took effect
ORDER = "order"
FOLLOWS = "what is owed for an order follows the order, whatever state it is in"
_REVISED = T("订单变更", "The order was revised")
_CANCELLED = T("订单取消", "The order was cancelled")


def order_approved(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """[OR-14] What becomes a receivable at once."""
    follow_orders(ctx, [draft.row for draft in drafts])


def order_changed(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """After a revision, or when it was closed short, as much is owed as the order says now."""
    follow_orders(ctx, [draft.row for draft in drafts])


def order_handed_over(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """Who takes an order over takes over what is owed for it, and the payments that finance has not confirmed."""
    owners = {draft.row.pk: draft.row.owner_id for draft in drafts}
    rows = [row for group in receivables_of_orders(owners).values() for row in group]
    paid = unconfirmed_of_orders(owners)
    lock({"receivable": [row.pk for row in rows], "payment": [row.pk for row in paid]})
    for name, found in (("receivable", rows), ("payment", paid)):
        changes = [(row, {"owner": owners[row.order_id]}) for row in found if row.order_id is not None]
        if changes:
            record_change(ctx, name, changes)


def order_received(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """The last thing that an order waited for may have been that its goods arrived."""
    complete_collected(ctx, [draft.row.pk for draft in drafts])


def order_cancelled(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """Nothing is owed any more. Money that was paid for it has to go somewhere else first."""
    orders = [draft.row.pk for draft in drafts]
    for count in payments_counted(orders).values():
        raise MoneyRefused("order.has_payments", count=count)
    rows = [row for group in receivables_of_orders(orders).values() for row in group]
    if not rows:
        return
    lock({"receivable": [row.pk for row in rows]})
    take_back(ctx, standing(receivable_id__in=[row.pk for row in rows]), _CANCELLED.get(ctx.locale))
    fresh = receivables_by_id(row.pk for row in rows).values()
    # one that fell to nothing by a revision is settled, and stays so
    record_change(ctx, "receivable", [(row, {}) for row in fresh if row.status == "open"], step="cancel")


def follow_orders(ctx: Context, orders: Sequence[SalesOrder]) -> None:
    """Bring the receivables of these locked orders in step with what the orders say now, to the cent."""
    wanted = {row.pk: row.total_amount - row.closed_amount - row.returned_amount for row in orders}
    standing_ = receivables_of_orders(wanted)
    new: list[dict[str, Any]] = []
    moved: list[int] = []
    for order in orders:
        mine = [row for row in standing_.get(order.pk, ()) if row.source == ORDER]
        if mine:
            _adjust(ctx, mine, wanted[order.pk])
            moved.append(order.pk)
        elif wanted[order.pk] > 0:
            new.append(_made(ctx, order, wanted[order.pk]))
    for outcome in (
        record_create(ctx, "receivable", [{} for _one in new], added=new, system=True) if new else ()
    ):
        single([outcome])
    if settings.get(AUTO_ALLOCATE):
        allocate_of_orders(ctx, moved)  # nothing was paid for an order before it took effect


def _made(ctx: Context, order: SalesOrder, amount: Decimal) -> dict[str, Any]:
    today = clock.today(ctx.timezone)
    return {
        "account": order.account_id,
        "order": order.pk,
        "owner": order.owner_id,
        "department": order.department_id,
        "source": ORDER,
        "currency": order.currency,
        "incurred_on": today,
        "due_on": today + timedelta(days=settings.get(DUE_DAYS)),
        "amount": amount,
    }


def _adjust(ctx: Context, rows: Sequence[Receivable], wanted: Decimal) -> None:
    """The last ones take the difference; what is allocated beyond them goes back to its payments."""
    lock({"receivable": [row.pk for row in rows]})
    fresh = list(receivables_by_id(row.pk for row in rows).values())
    amounts = fitted([row.amount for row in fresh], wanted)
    for row, amount in zip(fresh, amounts, strict=True):
        if amount == row.amount:
            continue
        release(ctx, row, amount, _REVISED.get(ctx.locale))
        (held,) = receivables_by_id([row.pk]).values()
        record_change(ctx, "receivable", [(held, {"amount": amount})], bypass=FOLLOWS)
    follow_states(ctx, [row.pk for row in fresh])
