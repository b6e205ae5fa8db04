"""What goods that come back do to what is owed: their order is owed less, and what was paid for goods that were exchanged settles the
order by which others go out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from guike.domains.fulfilment.queries import SalesReturn, exchanges_into
from guike.domains.orders.queries import SOLD, SalesOrder, orders_by_id
from guike.domains.receivables.allocating import Part, enter
from guike.domains.receivables.following import follow_orders
from guike.domains.receivables.queries import (
    payments_by_id,
    receivables_by_id,
    receivables_of_orders,
    standing,
    unallocated_of_orders,
)
from guike.domains.receivables.rules import OWED, spread
from guike.domains.receivables.services import complete_collected
from guike.domains.receivables.settings import AUTO_ALLOCATE
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft
from guike.platform.settings import queries as settings

_EXCHANGED = T("换货", "Exchanged goods")
_ZERO = Decimal(0)


def goods_returned(ctx: Context, drafts: Sequence[Draft[SalesReturn]]) -> None:
    """Less is owed for the order of what came back; what was allocated beyond that is free again."""
    orders = orders_by_id({draft.row.order_id for draft in drafts})
    follow_orders(ctx, list(orders.values()))
    settle_exchanges(ctx, [draft.row for draft in drafts if draft.row.exchange_order_id is not None])
    complete_collected(ctx, list(orders))


def exchange_approved(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """Where the goods of an exchange came back before the order that goes out took effect."""
    settle_exchanges(ctx, exchanges_into([draft.row.pk for draft in drafts]))


def exchange_named(ctx: Context, drafts: Sequence[Draft[SalesReturn]]) -> None:
    """Where somebody says after their receipt for which order goods were exchanged."""
    named = [draft.row for draft in drafts if draft.changed("exchange_order")]
    settle_exchanges(ctx, [row for row in named if row.status == "received"])


def settle_exchanges(ctx: Context, returns: Sequence[SalesReturn]) -> None:
    """What is left of the payments for the goods that came back settles the order that goes out instead, up to what they were worth.
    Done again it does nothing more."""
    pairs = _pairs(returns)
    if not pairs or not settings.get(AUTO_ALLOCATE):
        return
    payments = unallocated_of_orders({order for order, _other in pairs})
    owed = receivables_of_orders({other for _order, other in pairs})
    ids = [one.pk for group in owed.values() for one in group]
    lock({"receivable": ids, "payment": [one.pk for group in payments.values() for one in group]})
    for (order, other), worth in pairs.items():
        paying = [one.pk for one in payments.get(order, ())]
        _settle(ctx, paying, [one.pk for one in owed.get(other, ())], worth - _settled(order, owed[other]))


def _pairs(returns: Iterable[SalesReturn]) -> dict[tuple[int, int], Decimal]:
    """(order, order that goes out) in effect → what came back of the one for the other."""
    found: dict[tuple[int, int], Decimal] = defaultdict(lambda: _ZERO)
    into = orders_by_id({one.exchange_order_id for one in returns if one.exchange_order_id is not None})
    sold = {pk for pk, row in into.items() if row.status in SOLD}
    for one in exchanges_into(sold) if sold else ():
        if one.exchange_order_id is not None:
            found[one.order_id, one.exchange_order_id] += one.total_amount
    return found


def _settled(order: int, receivables: Sequence[Any]) -> Decimal:
    """What payments of the order have settled of these receivables."""
    entries = standing(receivable_id__in=[one.pk for one in receivables], payment__order_id=order)
    return sum((one.amount for one in entries), _ZERO)


def _settle(ctx: Context, paying: Sequence[int], receivables: Sequence[int], most: Decimal) -> None:
    owed = receivables_by_id(receivables)
    left = {pk: row.amount - row.allocated_amount for pk, row in owed.items() if row.status in OWED}
    plans: dict[int, list[Part]] = {}
    for pk, payment in payments_by_id(paying).items():
        fitting = [one for one in left if owed[one].currency == payment.currency]
        free = min(payment.amount - payment.allocated_amount, most)
        plans[pk] = spread(free, ((one, left[one]) for one in fitting))
        for one, amount in plans[pk]:
            left[one] -= amount
            most -= amount
    enter(ctx, plans, _EXCHANGED.get(ctx.locale))
