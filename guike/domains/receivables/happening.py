"""What has happened with orders as far as it makes money owed and due: taking effect, shipping, leaving the stock, receipt."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from guike.domains.catalog.queries import goods_among
from guike.domains.fulfilment.queries import Gone, gone_of
from guike.domains.orders.queries import SalesOrder, net, order_lines
from guike.domains.orders.services import part_amount
from guike.domains.receivables.planning import ISSUE, ORDER, RECEIPT, in_turn, without_returned
from guike.kernel import clock
from guike.kernel.due_dates import AFTER_ORDER, AFTER_RECEIPT, AFTER_SHIPMENT
from guike.platform.access.context import Context

#: states of an order in which all of it was shipped, or received
_WHOLLY = {AFTER_SHIPMENT: ("shipped", "received", "completed"), AFTER_RECEIPT: ("received", "completed")}


@dataclass(frozen=True)
class Happened:
    """With one order. `steps`: as `planning.owed` takes them. `days`: (what due dates count from, shipment or None: the whole order) → the day
    on which it came; absent while it has not."""

    steps: Sequence[tuple[int | None, Decimal]]
    days: Mapping[tuple[str, int | None], date] = field(default_factory=dict)

    def day_of(self, event: str, shipment: int | None) -> date | None:
        """Of the shipment, or of the order as a whole."""
        return self.days.get((event, None if event == AFTER_ORDER else shipment))


def with_orders(
    ctx: Context,
    orders: Sequence[SalesOrder],
    points: Mapping[int, str],
    planned: Collection[int],
    known: Mapping[int, Mapping[int | None, int]],
    minor_units: Mapping[str, int],
) -> dict[int, Happened]:
    """`points`: where each order's goods are owed. `planned`: orders whose plans ask for days of their goods. `known`: order → shipment → its
    first receivable."""
    moved = [row.pk for row in orders if row.pk in planned or points[row.pk] != ORDER]
    gone = gone_of(moved)
    by_goods = [row.pk for row in orders if points[row.pk] != ORDER]
    lines = order_lines(by_goods) if by_goods else {}
    goods = goods_among({line.product_id for found in lines.values() for line in found}) if lines else set()
    found = {}
    for row in orders:
        shipments = gone.get(row.pk, [])
        days = _days(ctx, row, shipments)
        if points[row.pk] == ORDER:
            found[row.pk] = Happened(
                [(None, net(row.total_amount, row.closed_amount, row.returned_amount))], days
            )
            continue
        of_order = lines.get(row.pk, [])
        left = {
            line.pk: line.quantity - line.closed_qty if line.product_id in goods else Decimal(0)
            for line in of_order
        }
        places = minor_units[row.currency]
        whole = row.total_amount - row.closed_amount
        steps: list[tuple[int | None, Decimal]] = [(None, whole - part_amount(row, of_order, left, places))]
        by_id = {one.id: one for one in shipments}
        for pk in in_turn(list(by_id), known.get(row.pk, {})):
            for line, quantity in _counted(by_id[pk], points[row.pk]).items():
                left[line] = left.get(line, Decimal(0)) - quantity
            steps.append((pk, whole - part_amount(row, of_order, left, places)))
        found[row.pk] = Happened(without_returned(steps, row.returned_amount), days)
    return found


def _counted(gone: Gone, point: str) -> dict[int, Decimal]:
    """Line of the order → how much of the shipment is owed."""
    if point == ISSUE and not gone.issued:
        return {}
    return {
        line: received if point == RECEIPT else shipped
        for line, (shipped, received) in gone.quantities.items()
    }


def _days(ctx: Context, row: SalesOrder, gone: Sequence[Gone]) -> dict[tuple[str, int | None], date]:
    def day(at: datetime) -> date:
        return at.astimezone(ZoneInfo(ctx.timezone)).date()

    days: dict[tuple[str, int | None], date] = {
        (AFTER_ORDER, None): day(row.approved_at) if row.approved_at else clock.today(ctx.timezone)
    }
    for one in gone:
        if one.shipped_at is not None:
            days[AFTER_SHIPMENT, one.id] = day(one.shipped_at)
        if one.received_on is not None:
            days[AFTER_RECEIPT, one.id] = one.received_on
    for event, states in _WHOLLY.items():
        known = [days[event, one.id] for one in gone if (event, one.id) in days]
        if known and row.status in states:
            days[event, None] = max(known)
    return days
