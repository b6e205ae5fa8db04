"""How an order in effect ends: what is not shipped any more is closed, and what is done is completed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guike.domains.catalog.queries import goods_among
from guike.domains.orders.errors import OrderRefused
from guike.domains.orders.models import SalesOrder, SalesOrderLine
from guike.domains.orders.queries import open_qty, order_lines
from guike.domains.orders.queries import payable_of as payable_of
from guike.domains.orders.rules import STATES, closed_part, closed_rest
from guike.domains.orders.settings import COMPLETE_WHEN
from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.currency.queries import minor_units_of
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import record_change, record_change_each
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import add_choice

Lines = Mapping[int, Sequence[SalesOrderLine]]


@dataclass(frozen=True)
class Moment:
    """When orders complete themselves. `reached`: of these orders, those for which it has come."""

    label: Text
    reached: Callable[[Context, Sequence[SalesOrder]], Collection[int]]


_moments: dict[str, Moment] = {}


def completes(code: str, moment: Moment) -> None:
    """Offer a moment in the setting; called at start by the package that knows it. Whenever it may have come for orders, that package
    calls `complete_reached`."""
    add_choice(COMPLETE_WHEN, code, moment.label)
    _moments[code] = moment


def open_lines(ids: Iterable[int]) -> tuple[Lines, Lines]:
    """By order, all its lines and those with goods that are still to be shipped. Services and the like are not shipped."""
    standing = order_lines(ids)
    goods = goods_among({line.product_id for found in standing.values() for line in found})
    return standing, {
        pk: [line for line in found if line.product_id in goods and open_qty(line) > 0]
        for pk, found in standing.items()
    }


def order_close_short(ctx: Context, rows: Sequence[SalesOrder], params: Values) -> list[Refusal | None]:
    """Nothing more of it is shipped. Quantities and amounts stay as they were approved; beside them stands what was closed."""
    standing, unshipped = open_lines([row.pk for row in rows])
    places = minor_units_of({row.currency for row in rows})
    refused: dict[int, Refusal | None] = {}
    closing: list[tuple[SalesOrder, dict[str, Any]]] = []
    for row in rows:
        lines, left = standing.get(row.pk, ()), unshipped.get(row.pk, ())
        if not left:
            refused[row.pk] = OrderRefused("order.nothing_open")
        elif len(left) == len(lines) and all(open_qty(line) == line.quantity for line in left):
            refused[row.pk] = OrderRefused("order.nothing_shipped")
        else:
            closed = {line.pk: line.closed_qty + open_qty(line) for line in left}
            amount = _closed_amount(row, lines, closed, places[row.currency])
            closing.append((row, {"close_reason": params["reason"], "closed_amount": amount}))
    outcomes = record_change_each(ctx, "sales_order", closing, step="close_short") if closing else []
    refused |= {row.pk: outcome for (row, _values), outcome in zip(closing, outcomes, strict=True)}
    ended = [line for row, _values in closing if refused[row.pk] is None for line in unshipped[row.pk]]
    if ended:
        changes = [(line, {"closed_qty": line.closed_qty + open_qty(line)}) for line in ended]
        record_change(ctx, "sales_order_line", changes)
    return [refused[row.pk] for row in rows]


def _closed_amount(
    row: SalesOrder, lines: Sequence[SalesOrderLine], closed: Mapping[int, Decimal], minor_units: int
) -> Decimal:
    """What falls away of an order. `closed`: by line, where another quantity is closed than stands there."""
    return sum(
        (
            closed_rest(
                payable_of(row, line),
                line.quantity,
                closed.get(line.pk, line.closed_qty),
                line.returned_amount,
                minor_units,
            )
            for line in lines
        ),
        Decimal(0),
    )


def part_amount(
    row: SalesOrder, lines: Sequence[SalesOrderLine], quantities: Mapping[int, Decimal], minor_units: int
) -> Decimal:
    """What these quantities of lines are worth to the customer, net of every discount and with added tax."""
    return sum(
        (
            closed_part(payable_of(row, line), line.quantity, quantities[line.pk], minor_units)
            for line in lines
        ),
        Decimal(0),
    )


def keep_closed(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """After a revision what was closed is worth what its lines say now."""
    rows = [draft.row for draft in drafts if draft.row.closed_amount]
    standing = order_lines([row.pk for row in rows])
    places = minor_units_of({row.currency for row in rows})
    changes = [
        (row, {"closed_amount": _closed_amount(row, standing.get(row.pk, ()), {}, places[row.currency])})
        for row in rows
    ]
    if changes:
        record_change(ctx, "sales_order", changes, step="revise")


def order_complete(ctx: Context, rows: Sequence[SalesOrder], _params: Values) -> list[Refusal | None]:
    """By hand, where the company completes its orders so; and one without goods, of which nothing is ever received."""
    moment = _moments.get(settings.get(COMPLETE_WHEN))
    if moment is None:
        return _complete(ctx, rows)
    with_goods = _with_goods([row.pk for row in rows])
    free = [row for row in rows if row.pk not in with_goods]
    outcomes = {row.pk: no for row, no in zip(free, _complete(ctx, free), strict=True)}
    return [outcomes.get(row.pk, OrderRefused("order.completes_itself", moment=moment.label)) for row in rows]


def _with_goods(ids: Sequence[int]) -> set[int]:
    standing = order_lines(ids)
    goods = goods_among({line.product_id for found in standing.values() for line in found})
    return {pk for pk, found in standing.items() if any(line.product_id in goods for line in found)}


def complete_reached(ctx: Context, rows: Sequence[SalesOrder]) -> None:
    """Complete those of these locked orders whose moment has come by the setting. For domain code; checks no permission."""
    moment = _moments.get(settings.get(COMPLETE_WHEN))
    ready = [row for row in rows if row.status in STATES.sources("complete")]
    if moment is not None and ready:
        reached = moment.reached(ctx, ready)
        _complete(ctx, [row for row in ready if row.pk in reached])


def _complete(ctx: Context, rows: Sequence[SalesOrder]) -> list[Refusal | None]:
    _standing, unshipped = open_lines([row.pk for row in rows])
    done = [(row, {"completed_at": clock.now()}) for row in rows if not unshipped.get(row.pk)]
    outcomes = record_change_each(ctx, "sales_order", done, step="complete") if done else []
    refused = {row.pk: outcome for (row, _values), outcome in zip(done, outcomes, strict=True)}
    return [
        OrderRefused("order.still_open", count=len(unshipped[row.pk]))
        if unshipped.get(row.pk)
        else refused[row.pk]
        for row in rows
    ]
