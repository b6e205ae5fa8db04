"""What is done with the goods of an order on its own page: shipping at once, making shipments to be picked, noting the receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.domains.catalog.queries import goods_among, product_terms
from guike.domains.fulfilment import errors
from guike.domains.fulfilment.errors import ShipmentRefused
from guike.domains.fulfilment.models import Shipment
from guike.domains.fulfilment.queries import held_of, shipments_by_id, shipments_of, waiting_of
from guike.domains.fulfilment.reserving import factor_of
from guike.domains.fulfilment.rules import Going, Held, spread
from guike.domains.fulfilment.shipping import parsed_lines, shipment_confirm, shipment_receive
from guike.domains.inventory.queries import is_managed
from guike.domains.orders.queries import open_qty, order_lines
from guike.kernel.errors import Refusal
from guike.platform.access.context import Context
from guike.platform.records.shapes import Values
from guike.platform.records.writing import record_create

#: warehouse (None where no stock is kept) → lines with what is shipped of them
Parts = Mapping[int | None, Sequence[tuple[int, Any]]]


def order_ship(ctx: Context, rows: Sequence[Any], params: Values) -> list[Refusal | Mapping[str, Any] | None]:
    """Ship at once: shipments are made and confirmed, one for each warehouse that the goods come from."""
    answers: list[Refusal | Mapping[str, Any] | None] = []
    for row in rows:
        made = _made(ctx, row, params)
        if isinstance(made, Refusal):
            answers.append(made)
            continue
        for refused in shipment_confirm(ctx, made, {}):
            if refused is not None:
                raise refused
        answers.append(None)
    return answers


def order_prepare(
    ctx: Context, rows: Sequence[Any], params: Values
) -> list[Refusal | Mapping[str, Any] | None]:
    """Make the shipments and leave them to be picked and confirmed. Answers the first: {"object", "id"}."""
    answers: list[Refusal | Mapping[str, Any] | None] = []
    for row in rows:
        made = _made(ctx, row, params)
        answers.append(made if isinstance(made, Refusal) else {"object": "shipment", "id": made[0].pk})
    return answers


def _made(ctx: Context, row: Any, params: Values) -> Sequence[Shipment] | Refusal:
    parts = _parts(row, params)
    if isinstance(parts, Refusal):
        return parts
    said = {name: params[name] for name in ("carrier", "tracking_no") if params.get(name)}
    if params.get("expected_delivery_on"):
        said["expected_delivery_on"] = params["expected_delivery_on"].isoformat()
    values = [
        {
            "order": row.pk,
            **({} if warehouse is None else {"warehouse": warehouse}),
            **said,
            "lines": [{"order_line": line, "quantity": quantity} for line, quantity in lines],
        }
        for warehouse, lines in parts.items()
    ]
    outcomes = record_create(ctx, "shipment", values, system=True, atomic=True)
    return list(shipments_by_id([one.id for one in outcomes if one.id is not None]).values())


def _parts(row: Any, params: Values) -> Parts | Refusal:
    """What is shipped from where: as is said, else all that is open, from where it is held."""
    lines = order_lines([row.pk]).get(row.pk, [])
    goods = goods_among({line.product_id for line in lines})
    waiting = waiting_of([row.pk])
    left = {line.pk: open_qty(line) - waiting.get(line.pk, 0) for line in lines if line.product_id in goods}
    left = {pk: quantity for pk, quantity in left.items() if quantity > 0}
    if not left:
        return ShipmentRefused("shipment.nothing_open", order=row.number)
    asked = None
    if params.get("lines") is not None:
        found = parsed_lines("lines", params["lines"], left, errors.BEYOND_OPEN)
        if isinstance(found, Refusal):
            return found
        asked = found
    if not is_managed():
        return {None: list((asked or left).items())}
    if params.get("warehouse") is not None:
        return {params["warehouse"]: list((asked or left).items())}
    terms = product_terms(goods)
    held = held_of(left)
    going = [
        Going(
            line.pk,
            None if asked is None else asked[line.pk],
            factor_of(terms, line),
            left[line.pk],
            [Held(one.pk, one.warehouse_id, one.quantity) for one in held.get(line.pk, ())],
        )
        for line in lines
        if line.pk in (left if asked is None else asked)
    ]
    spread_parts = spread(going)
    return dict(spread_parts.items()) if spread_parts else errors.wrong("warehouse", errors.NEEDS_WAREHOUSE)


def received(_ctx: Context, rows: Sequence[Any]) -> set[int]:
    """Of these orders those of which everything was received."""
    return {row.pk for row in rows if row.status == "received"}


def order_receive(ctx: Context, rows: Sequence[Any], params: Values) -> list[Refusal | None]:
    """The customer has everything that was shipped of these orders."""
    answers: list[Refusal | None] = []
    for row in rows:
        going = shipments_of([row.pk], "shipped")
        if not going:
            answers.append(ShipmentRefused("shipment.nothing_shipped", order=row.number))
            continue
        refused = [one for one in shipment_receive(ctx, going, params) if one is not None]
        if refused:
            raise refused[0]
        answers.append(None)
    return answers
