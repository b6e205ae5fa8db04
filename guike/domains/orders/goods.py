"""Orders follow their goods: packages that ship, cancel and receive keep the quantities of lines, and the order's state and the
amount of what was shipped are worked out from these."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from guike.domains.catalog.queries import goods_among
from guike.domains.orders.closing import complete_reached, part_amount, payable_of
from guike.domains.orders.models import SalesOrder, SalesOrderLine
from guike.domains.orders.queries import open_qty, order_lines
from guike.domains.orders.rules import goods_state, returned_part
from guike.platform.access.context import Context
from guike.platform.currency.queries import minor_units_of
from guike.platform.records.shapes import Values
from guike.platform.records.writing import record_change

#: the states in order, from all of it to be shipped to all of it received
_ORDER = ("approved", "partly_shipped", "shipped", "received")


def follow_goods(ctx: Context, rows: Sequence[SalesOrder]) -> None:
    """Bring locked orders, whose lines have just changed, into the state that their lines say. For domain code; checks no permission."""
    standing = order_lines([row.pk for row in rows])
    goods = goods_among({line.product_id for found in standing.values() for line in found})
    places = minor_units_of({row.currency for row in rows})
    by_step: dict[str, list[tuple[SalesOrder, Values]]] = {"": [], "unship": [], "ship": [], "receive": []}
    for row in rows:
        lines = [line for line in standing.get(row.pk, ()) if line.product_id in goods]
        shipped = {line.pk: line.shipped_qty for line in lines}
        values: dict[str, Any] = {"shipped_amount": part_amount(row, lines, shipped, places[row.currency])}
        for step, state in _way(row.status, lines):
            by_step[step].append((row, {**values, **state}))
    for step, changes in by_step.items():
        if changes:
            record_change(ctx, "sales_order", changes, step=step)
    complete_reached(ctx, rows)


def _way(state: str, lines: Sequence[SalesOrderLine]) -> list[tuple[str, dict[str, str]]]:
    """The steps from a state to that of the lines, through every state on the way, since what each brings belongs to it; without a
    step where it stays."""
    parts = [(line.shipped_qty, line.received_qty, max(open_qty(line), Decimal(0))) for line in lines]
    target = goods_state(parts)
    if state not in _ORDER or target == state:
        return [("", {})]
    if _ORDER.index(target) < _ORDER.index(state):
        return [("unship", {"status": target})]
    way: list[tuple[str, dict[str, str]]] = []
    if state in ("approved", "partly_shipped"):
        way.append(("ship", {"status": "shipped" if target == "received" else target}))
    return [*way, ("receive", {})] if target == "received" else way


def note_delivered(ctx: Context, order: int, on: date, lines: Collection[int]) -> None:
    """Which of these lines of a locked order the customer has wholly since this day. For domain code; checks no permission."""
    standing = [line for line in order_lines([order]).get(order, ()) if line.pk in lines]
    done = [line for line in standing if 0 < line.received_qty >= line.quantity - line.closed_qty]
    record_change(ctx, "sales_order_line", [(line, {"delivered_on": on}) for line in done])


def returned_worth(row: SalesOrder, line: SalesOrderLine, back: Decimal) -> Decimal:
    """What so much more of a line is worth that comes back, net of every discount and with added tax. `line` says what came back of it
    before; a caller that works out several returns of one line changes that on his copy."""
    return returned_part(
        payable_of(row, line),
        line.quantity,
        (line.closed_qty, line.returned_qty),
        back,
        line.returned_amount,
        minor_units_of([row.currency])[row.currency],
    )


def below_returned(row: SalesOrder, lines: Sequence[SalesOrderLine]) -> list[SalesOrderLine]:
    """The lines that cost less than what came back of them was worth."""
    return [line for line in lines if payable_of(row, line) < line.returned_amount]
