"""How a return begins on the page of its order, and the order by which other goods go out for an exchange."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.domains.fulfilment import errors
from guike.domains.fulfilment.errors import ReturnRefused
from guike.domains.fulfilment.models import SalesReturn
from guike.domains.fulfilment.queries import return_lines
from guike.domains.fulfilment.return_rules import EXCHANGE
from guike.domains.fulfilment.returning import OBJECT, left_to_return
from guike.domains.fulfilment.shipping import parsed_lines
from guike.domains.orders.queries import orders_by_id
from guike.kernel.errors import Refusal
from guike.platform.access.context import Context
from guike.platform.records.shapes import Values
from guike.platform.records.writing import record_change, record_create

#: what a caller may say of a line of the order that goes out
_SAYS = frozenset({"product", "quantity", "unit", "unit_price", "discount_rate", "description"})
_HEAD = ("sales_type", "channel", "is_tax_included", "currency")
_PLACES = ("shipping_address", "billing_address")


def order_return(ctx: Context, rows: Sequence[Any], params: Values) -> list[Refusal | Mapping[str, Any]]:
    """A draft with the goods that are named, or with all that may come back; its owner changes quantities and submits it."""
    return [_begin(ctx, row, params) for row in rows]


def _begin(ctx: Context, row: Any, params: Values) -> Refusal | Mapping[str, Any]:
    left = {pk: one.left for pk, one in left_to_return([row.pk]).items() if one.left > 0}
    if not left:
        return ReturnRefused("return.nothing_left", order=row.number)
    wanted = left
    if params.get("lines") is not None:
        found = parsed_lines("lines", params["lines"], left, errors.BEYOND_LEFT)
        if isinstance(found, Refusal):
            return found
        wanted = found
    values = {
        "order": row.pk,
        "kind": params["kind"],
        "reason": params["reason"],
        "lines": [{"order_line": pk, "quantity": quantity} for pk, quantity in wanted.items()],
    }
    (outcome,) = record_create(ctx, OBJECT, [values], system=True)
    return outcome.refusal or {"object": OBJECT, "id": outcome.id}


def return_exchange(
    ctx: Context, rows: Sequence[SalesReturn], params: Values
) -> list[Refusal | Mapping[str, Any]]:
    """A draft of the order that goes out instead, at today's prices where none is given. Without lines it has what comes back, to be
    changed into what the customer wants."""
    lines = return_lines([row.pk for row in rows])
    orders = orders_by_id(
        {pk for row in rows for pk in (row.order_id, row.exchange_order_id) if pk is not None}
    )
    return [_exchange(ctx, row, orders, lines.get(row.pk, ()), params) for row in rows]


def _exchange(
    ctx: Context, row: SalesReturn, orders: Mapping[Any, Any], lines: Sequence[Any], params: Values
) -> Refusal | Mapping[str, Any]:
    if row.kind != EXCHANGE:
        return ReturnRefused("return.not_an_exchange")
    standing = orders.get(row.exchange_order_id)
    if standing is not None and standing.status != "cancelled":
        return ReturnRefused("return.has_exchange_order", order=standing.number)
    wanted = [{"product": line.product_id, "quantity": line.quantity, "unit": line.unit_id} for line in lines]
    if params.get("lines") is not None:
        given = params["lines"]
        if not isinstance(given, list) or not all(
            isinstance(one, Mapping) and {*one} <= _SAYS for one in given
        ):
            return errors.wrong("lines", "type.list")
        wanted = [dict(one) for one in given]
    order = orders[row.order_id]
    values = {name: getattr(order, name) for name in _HEAD}
    values |= {name: getattr(order, f"{name}_id") for name in _PLACES}
    values = {name: value for name, value in values.items() if value not in (None, "")}
    (outcome,) = record_create(
        ctx,
        "sales_order",
        [{**values, "account": row.account_id, "lines": wanted}],
        added=[{"owner": order.owner_id}],
    )
    if outcome.refusal is not None:
        return outcome.refusal
    record_change(ctx, OBJECT, [(row, {"exchange_order": outcome.id})])
    return {"object": "sales_order", "id": outcome.id}
