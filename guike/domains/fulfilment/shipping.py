"""Shipments: what they must say, and what confirming, receiving and cancelling them brings about, in one transaction with the order,
its reservations and the stock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from guike.domains.catalog.queries import goods_among, product_terms
from guike.domains.fulfilment import errors
from guike.domains.fulfilment.errors import ReturnRefused, ShipmentRefused
from guike.domains.fulfilment.models import Shipment, ShipmentLine
from guike.domains.fulfilment.queries import (
    held_of,
    shipment_lines,
    shipments_by_id,
    shipments_issued_by,
    shipments_of,
    under_way_of,
)
from guike.domains.fulfilment.reserving import end_parts, follow_orders, in_base
from guike.domains.fulfilment.rules import Held, use_held
from guike.domains.fulfilment.settings import ISSUES
from guike.domains.inventory.queries import is_managed, unposted
from guike.domains.inventory.services import document_made, document_post, document_taken_back
from guike.domains.orders.queries import SHIPPABLE, open_qty, order_lines, orders_by_id
from guike.domains.orders.services import follow_goods, note_delivered
from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.money import plain
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import spec_field
from guike.platform.metadata.types import TYPES, ValueRefused
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import record_change
from guike.platform.settings import queries as settings

_ZERO = Decimal(0)
_QUANTITY = spec_field("decimal", "quantity", "数量", "Quantity")
Followed = Callable[[Context, Sequence[Any]], None]
_following: list[Followed] = []


def when_goods_moved(act: Followed) -> None:
    """Let `act(ctx, orders)` run whenever goods of locked orders have left, arrived or come back, in the same transaction; called at
    start by packages above."""
    _following.append(act)


def shipment_prepare(ctx: Context, drafts: Sequence[Draft[Shipment]]) -> None:
    """Lines are goods of the order, each once and no more than is open; account and address are those of the order."""
    orders = orders_by_id({draft.get("order") for draft in drafts} - {None})
    for draft in drafts:
        order = orders.get(draft.get("order"))
        if order is not None and draft.changed("order"):
            draft.set("account", order.account_id)
            for name in ("shipping_address", "expected_delivery_on"):
                if draft.get(name) is None and name not in draft.sent:
                    draft.set(
                        name, getattr(order, "shipping_address_id" if name == "shipping_address" else name)
                    )
        if is_managed() and draft.get("warehouse") is None:
            draft.error("warehouse", errors.NEEDS_WAREHOUSE)
        if draft.sent.get("is_shipped") and not ctx.can("shipment", "confirm"):
            draft.error("is_shipped", errors.MAY_NOT_CONFIRM)
    _check_lines(drafts)


def shipment_written(ctx: Context, drafts: Sequence[Draft[Shipment]]) -> None:
    """What another system says it has shipped is confirmed at once; sent again it stands as it is."""
    gone = [draft.row.pk for draft in drafts if draft.sent.get("is_shipped")]
    if not gone:
        return
    lock({"shipment": gone, "sales_order": {draft.row.order_id for draft in drafts}})
    for refused in shipment_confirm(ctx, list(shipments_by_id(gone).values()), {}):
        if refused is not None:
            raise refused


def _check_lines(drafts: Sequence[Draft[Shipment]]) -> None:
    touched = [draft for draft in drafts if draft.lines.get("lines")]
    standing = order_lines({draft.get("order") for draft in touched} - {None})
    known = {line.pk: line for found in standing.values() for line in found}
    goods = goods_among({line.product_id for line in known.values()})
    names = product_terms({line.product_id for line in known.values()})
    for draft in touched:
        seen = set()
        for line in draft.lines["lines"]:
            of_order = known.get(line.get("order_line"))
            if line.get("order_line") is None or line.get("quantity") is None:
                continue  # refused as missing
            if of_order is None or of_order.order_id != draft.get("order"):
                line.error("order_line", errors.NO_LINE)
                continue
            line.set("product", of_order.product_id)
            line.set("unit", of_order.unit_id)
            left = open_qty(of_order)
            if of_order.product_id not in goods:
                line.error("order_line", errors.NOT_GOODS, product=names[of_order.product_id].name)
            elif of_order.pk in seen:
                line.error("order_line", errors.TWICE)
            elif line.get("quantity") <= 0 or line.get("quantity") > left:
                line.error("quantity", errors.BEYOND_OPEN, left=plain(left))
            seen.add(of_order.pk)


def shipment_prepared(ctx: Context, rows: Sequence[Shipment], _params: Values) -> list[Refusal | None]:
    """The warehouse has the goods ready. Again: no effect, and nobody is told twice."""
    said = {"prepared_at": clock.now(), "prepared_by": ctx.user_id}
    record_change(ctx, "shipment", [(row, said) for row in rows if row.prepared_at is None])
    return [None for _row in rows]


def shipment_confirm(ctx: Context, rows: Sequence[Shipment], _params: Values) -> list[Refusal | None]:
    """The goods leave. What was shipped already is answered as it is: a second click changes nothing."""
    orders = orders_by_id({row.order_id for row in rows})
    lines = shipment_lines([row.pk for row in rows])
    refused: list[Refusal | None] = []
    for row in rows:
        if row.status != "draft":
            refused.append(None)
            continue
        refused.append(_confirm(ctx, row, orders[row.order_id], lines.get(row.pk, ())))
    return refused


def _confirm(ctx: Context, row: Shipment, order: Any, lines: Sequence[ShipmentLine]) -> Refusal | None:
    refusal = _not_shippable(row, order, lines)
    if refusal is not None:
        return refusal
    values: dict[str, Any] = {"shipped_at": clock.now(), "shipped_by": ctx.user_id}
    document = None
    if is_managed():
        document = _issue(ctx, row, lines)
        values["issue"] = document.pk
    record_change(ctx, "shipment", [(row, values)], step="confirm")
    if document is not None and settings.get(ISSUES) == "with_confirm":
        (refusal,) = document_post(ctx, [document], {})
        if refusal is not None:
            raise refusal
    _follow(ctx, row.order_id)
    return None


def _not_shippable(row: Shipment, order: Any, lines: Sequence[ShipmentLine]) -> Refusal | None:
    if order.status not in SHIPPABLE:
        choice = catalogue().get("sales_order").by_name["status"].choice(order.status)
        return ShipmentRefused(
            "shipment.order_not_open", order=order.number, state=choice.label if choice else order.status
        )
    if not lines:
        return ShipmentRefused("shipment.no_lines")
    known = {line.pk: line for line in order_lines([row.order_id]).get(row.order_id, ())}
    names = product_terms({line.product_id for line in known.values()})
    for line in lines:
        of_order = known.get(line.order_line_id)
        left = open_qty(of_order) if of_order is not None else _ZERO
        if line.quantity > left:
            name = names[of_order.product_id].name if of_order is not None else ""
            return ShipmentRefused("shipment.more_than_open", product=name, left=plain(left))
    return None


def _issue(ctx: Context, row: Shipment, lines: Sequence[ShipmentLine]) -> Any:
    """The document that takes the goods out, not yet posted."""
    of_order = {line.pk: line for line in order_lines([row.order_id]).get(row.order_id, ())}
    wanted = [
        {"product": line.product_id, "unit": line.unit_id, "quantity": line.quantity}
        for line in lines
        if line.order_line_id in of_order
    ]
    values = {"kind": "issue", "warehouse": row.warehouse_id, "account": row.account_id, "shipment": row.pk}
    return document_made(ctx, {**values, "lines": wanted})


def use_reservations(ctx: Context, documents: Sequence[Any]) -> None:
    """Before the goods of shipments leave the stock: what was held for their lines is used, so that it may leave."""
    shipped = shipments_issued_by([row.pk for row in documents if row.shipment_id is not None])
    lock({"sales_order": [row.order_id for row in shipped.values()]})
    lines = shipment_lines([row.pk for row in shipped.values()])
    for shipment in shipped.values():
        _use(ctx, shipment, lines.get(shipment.pk, ()))


def _use(ctx: Context, shipment: Shipment, lines: Sequence[ShipmentLine]) -> None:
    of_order = {line.pk: line for line in order_lines([shipment.order_id]).get(shipment.order_id, ())}
    terms = product_terms({line.product_id for line in of_order.values()})
    held = held_of([line.order_line_id for line in lines])
    parts: list[tuple[int, Decimal]] = []
    for line in lines:
        one = of_order[line.order_line_id]
        standing = [Held(row.pk, row.warehouse_id, row.quantity) for row in held.get(one.pk, ())]
        used, _more = use_held(standing, shipment.warehouse_id or 0, in_base(terms, one, line.quantity))
        parts += used
    end_parts(ctx, parts, "consumed")


def _follow(ctx: Context, order: int) -> None:
    """The order and what it holds, after its lines changed."""
    (row,) = orders_by_id([order]).values()
    row_status = row.status
    follow_goods(ctx, [row])
    (followed,) = orders_by_id([order]).values()
    if followed.status == row_status:
        follow_orders(ctx, [followed])  # else it was followed when it entered its state
    _tell_moved(ctx, [followed])


def _tell_moved(ctx: Context, orders: Sequence[Any]) -> None:
    for act in _following:
        act(ctx, orders)


def goods_issued(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Goods of shipments have left the stock, with their confirmation or by a document that was posted later."""
    shipped = shipments_issued_by([draft.row.pk for draft in drafts if draft.row.shipment_id is not None])
    if shipped:
        _tell_moved(ctx, list(orders_by_id({row.order_id for row in shipped.values()}).values()))


def shipment_receive(ctx: Context, rows: Sequence[Shipment], params: Values) -> list[Refusal | None]:
    """The customer has the goods: all of them, or so much of each line as is said; then the rest stays open."""
    lines = shipment_lines([row.pk for row in rows])
    return [_receive(ctx, row, lines.get(row.pk, ()), params) for row in rows]


def _receive(ctx: Context, row: Shipment, lines: Sequence[ShipmentLine], params: Values) -> Refusal | None:
    if row.status == "received":
        return None
    if row.issue_id is not None and unposted([row.issue_id]):
        return ShipmentRefused("shipment.not_issued")
    got = _received(lines, params.get("lines"))
    if isinstance(got, Refusal):
        return got
    changes = [(line, {"received_qty": line.received_qty + got[line.pk]}) for line in lines if got[line.pk]]
    record_change(ctx, "shipment_line", changes)
    on = params.get("received_on") or clock.today(ctx.timezone)
    if all(line.received_qty >= line.quantity for line in lines):
        said = {
            "received_on": on,
            "received_at": clock.now(),
            "received_by": ctx.user_id,
            "signed_by": params.get("signed_by") or "",
        }
        record_change(ctx, "shipment", [(row, said)], step="receive")
    note_delivered(ctx, row.order_id, on, {line.order_line_id for line, _new in changes})
    _follow(ctx, row.order_id)
    return None


def _received(lines: Sequence[ShipmentLine], given: Any) -> Mapping[int, Decimal] | Refusal:
    """By line, how much was received now. `given`: [{"line": id, "quantity": n}]; all that is open without it."""
    left = {line.pk: Decimal(line.quantity - line.received_qty) for line in lines}
    if given is None:
        return left
    found = parsed_lines("lines", given, left, errors.BEYOND_SHIPPED)
    return found if isinstance(found, Refusal) else {pk: found.get(pk, _ZERO) for pk in left}


def parsed_lines(
    name: str, given: Any, left: Mapping[int, Decimal], beyond: str
) -> dict[int, Decimal] | Refusal:
    """What a parameter `[{"line": id, "quantity": n}]` says, by line. Invalid for what is no such list, names another line or one twice,
    or wants more than is left."""
    if not isinstance(given, list) or not given:
        return errors.wrong(name, "type.list")
    found: dict[int, Decimal] = {}
    for place, one in enumerate(given):
        line = one.get("line") if isinstance(one, Mapping) else None
        if not isinstance(line, int) or line not in left or line in found:
            return errors.wrong(f"{name}[{place}].line", errors.NO_LINE)
        quantity = quantity_of(one.get("quantity"), f"{name}[{place}].quantity")
        if not 0 < quantity <= left[line]:
            return errors.wrong(f"{name}[{place}].quantity", beyond, left=plain(left[line]))
        found[line] = quantity
    return found


def quantity_of(said: Any, field: str) -> Decimal:
    """A quantity that somebody says for a line, as every other number is read. Invalid names the field."""
    try:
        found: Decimal = TYPES["decimal"].parse(_QUANTITY, said)
    except ValueRefused as refused:
        raise errors.wrong(field, refused.code, **refused.params) from None
    return found


def shipment_cancel(ctx: Context, rows: Sequence[Shipment], params: Values) -> list[Refusal | None]:
    """The goods come back into the stock, the order is open again, and holds them again."""
    lines = shipment_lines([row.pk for row in rows])
    return [_cancel(ctx, row, lines.get(row.pk, ()), params["reason"]) for row in rows]


def _cancel(ctx: Context, row: Shipment, lines: Sequence[ShipmentLine], reason: str) -> Refusal | None:
    if any(line.received_qty for line in lines):
        return ShipmentRefused("shipment.partly_received")
    refusal = _returned(row, lines) if row.status == "shipped" else None
    if refusal is not None:
        return refusal
    was_shipped = row.status == "shipped"
    record_change(ctx, "shipment", [(row, {"cancel_reason": reason})], step="cancel")
    if not was_shipped:
        return None
    if row.issue_id is not None:
        document_taken_back(ctx, row.issue_id, reason)
    _follow(ctx, row.order_id)
    return None


def _returned(row: Shipment, lines: Sequence[ShipmentLine]) -> Refusal | None:
    """What came back, or is on its way back, was shipped and stays so."""
    known = {line.pk: line for line in order_lines([row.order_id]).get(row.order_id, ())}
    waiting = under_way_of([row.order_id])
    for line in lines:
        one = known[line.order_line_id]
        if one.shipped_qty - line.quantity < one.returned_qty + waiting.get(one.pk, _ZERO):
            name = product_terms([one.product_id])[one.product_id].name
            return ReturnRefused("shipment.has_returns", product=name)
    return None


def drafts_cancelled(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Of an order that was cancelled nothing is shipped any more."""
    waiting = shipments_of([draft.row.pk for draft in drafts], "draft")
    if waiting:
        lock({"shipment": [row.pk for row in waiting]})
        reason = f"{drafts[0].spec.label.get(ctx.locale)}：{drafts[0].row.cancel_reason}"[:500]
        record_change(ctx, "shipment", [(row, {"cancel_reason": reason}) for row in waiting], step="cancel")
