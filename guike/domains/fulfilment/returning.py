"""Returns: what they must say, what is worth how much, and what their receipt brings about, in one transaction with the order and the
stock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guike.domains.catalog.queries import goods_among, product_terms
from guike.domains.fulfilment import errors
from guike.domains.fulfilment.errors import ReturnRefused
from guike.domains.fulfilment.models import SalesReturn, SalesReturnLine
from guike.domains.fulfilment.queries import issued_from, return_lines, under_way_of
from guike.domains.fulfilment.return_rules import EXCHANGE, RESTOCK, RETURNABLE, base_of, left_of
from guike.domains.inventory.queries import is_managed
from guike.domains.inventory.services import document_made, document_post
from guike.domains.orders.queries import order_lines, orders_by_id
from guike.domains.orders.services import below_returned, returned_worth
from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.money import plain
from guike.platform.access.context import Context
from guike.platform.approvals.matching import approvals_wanted
from guike.platform.approvals.services import begin
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import record_change, record_change_each

OBJECT = "sales_return"
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Left:
    """Of a line of an order: the line, what came back of it, what stands on other open returns, and what else may come back."""

    line: Any
    returned: Decimal
    under_way: Decimal
    left: Decimal


def left_to_return(orders: Collection[int], without: Collection[int] = ()) -> dict[int, Left]:
    """By line of goods of these orders. `without`: returns that do not count."""
    standing = order_lines(orders)
    goods = goods_among({line.product_id for found in standing.values() for line in found})
    going = under_way_of(orders, without)
    found: dict[int, Left] = {}
    for lines in standing.values():
        is_signed = any(line.received_qty > 0 for line in lines)
        for line in lines:
            if line.product_id in goods:
                base = base_of(line.shipped_qty, line.received_qty, is_signed)
                waiting = going.get(line.pk, _ZERO)
                found[line.pk] = Left(
                    line, line.returned_qty, waiting, left_of(base, line.returned_qty, waiting)
                )
    return found


def return_prepare(_ctx: Context, drafts: Sequence[Draft[SalesReturn]]) -> None:
    """Goods of the order, no more than may still come back, and what they are worth. The order is locked, so that two returns of its
    last pieces come one after the other."""
    lock({"sales_order": {draft.get("order") for draft in drafts if draft.lines.get("lines")} - {None}})
    orders = orders_by_id({draft.get("order") for draft in drafts} - {None})
    sent_from = issued_from({draft.get("order") for draft in drafts if draft.changed("order")} - {None})
    for draft in drafts:
        order = orders.get(draft.get("order"))
        if order is None:
            continue  # refused as missing or unknown
        _check_head(draft, order)
        if draft.changed("order") and draft.get("warehouse") is None and "warehouse" not in draft.sent:
            draft.set("warehouse", sent_from.get(order.pk))
    for draft in drafts:
        if draft.lines.get("lines") and draft.get("order") in orders:
            _check_lines(draft, orders[draft.get("order")])


def _check_head(draft: Draft[SalesReturn], order: Any) -> None:
    if draft.changed("order"):
        draft.set("account", order.account_id)
        if "currency" in draft.sent and draft.get("currency") != order.currency:
            draft.error("currency", errors.OTHER_CURRENCY, currency=order.currency)
        draft.set("currency", order.currency)
        draft.set("exchange_rate", order.exchange_rate)
        if order.status not in RETURNABLE:
            choice = catalogue().get("sales_order").by_name["status"].choice(order.status)
            draft.error("order", errors.ORDER_STATE, state=choice.label if choice else order.status)
    elif draft.changed("currency"):
        draft.error("currency", errors.OTHER_CURRENCY, currency=order.currency)
    other = draft.get("exchange_order")
    if other is not None and (draft.get("kind") != EXCHANGE or other == order.pk):
        draft.error("exchange_order", errors.NOT_ITS_OWN)


def _check_lines(draft: Draft[SalesReturn], order: Any) -> None:
    known = left_to_return([order.pk], () if draft.is_new else (draft.row.pk,))
    every = {line.pk: line for line in order_lines([order.pk]).get(order.pk, ())}
    seen: set[tuple[int, str]] = set()
    asked: dict[int, Decimal] = defaultdict(Decimal)
    for line in draft.lines["lines"]:
        pk, quantity = line.get("order_line"), line.get("quantity")
        if pk is None or quantity is None:
            continue  # refused as missing
        one = known.get(pk)
        if one is None:
            _no_goods(line, every.get(pk))
            continue
        line.set("product", one.line.product_id)
        line.set("unit", one.line.unit_id)
        key = (pk, line.get("condition") or RESTOCK)
        left = one.left - asked[pk]
        if key in seen:
            line.error("order_line", errors.RETURNED_TWICE)
        elif not 0 < quantity <= left:
            said = {"left": left, "returned": one.returned, "waiting": one.under_way}
            line.error("quantity", errors.BEYOND_RETURNABLE, **{name: plain(q) for name, q in said.items()})
        seen.add(key)
        asked[pk] += quantity
    if all(line.ok and line.get("order_line") and line.get("quantity") for line in draft.lines["lines"]):
        parts = [(line.get("order_line"), line.get("quantity")) for line in draft.lines["lines"]]
        worth = worths(order, {pk: one.line for pk, one in known.items()}, parts)
        for line, amount in zip(draft.lines["lines"], worth, strict=True):
            line.set("net_amount", amount)
        draft.set("total_amount", sum(worth, _ZERO))


def _no_goods(line: Draft[SalesReturnLine], of_order: Any) -> None:
    if of_order is None:
        line.error("order_line", errors.NO_LINE)
        return
    name = product_terms([of_order.product_id])[of_order.product_id].name
    line.error("order_line", errors.NOT_GOODS, product=name)


def worths(order: Any, lines: Mapping[int, Any], parts: Sequence[tuple[int, Decimal]]) -> list[Decimal]:
    """What each of these (line of the order, quantity) is worth, one after the other, so that they sum to what all are worth."""
    standing = {pk: copy(line) for pk, line in lines.items()}
    found = []
    for pk, quantity in parts:
        line = standing[pk]
        amount = returned_worth(order, line, quantity)
        found.append(amount)
        line.returned_qty += quantity
        line.returned_amount += amount
    return found


def returned_stays(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """A revision leaves of a line at least what came back of it."""
    rows = {draft.row.pk: draft.row for draft in drafts if draft.row.returned_amount > 0}
    for pk, lines in order_lines(rows).items() if rows else ():
        for line in below_returned(rows[pk], lines):
            name = product_terms([line.product_id])[line.product_id].name
            raise ReturnRefused("order.below_returned", product=name, amount=plain(line.returned_amount))


# -- approval


def return_submit(ctx: Context, rows: Sequence[SalesReturn], _params: Values) -> list[Refusal | None]:
    """To those who approve; straight to approved when nobody has to."""
    refusals = _checked(rows)
    fitting = [row for row in rows if refusals.get(row.pk) is None]
    waiting = approvals_wanted(ctx, OBJECT, fitting)
    entering = [(row, "pending_approval" if row.pk in waiting else "approved") for row in fitting]
    refusals |= _enter(ctx, "submit", entering)
    begin(ctx, OBJECT, [row for row in fitting if refusals[row.pk] is None and row.pk in waiting])
    return [refusals[row.pk] for row in rows]


def return_ready(_ctx: Context, rows: Sequence[SalesReturn]) -> Sequence[SalesReturn]:
    """The new returns that may be submitted as they are."""
    refusals = _checked(rows)
    return [row for row in rows if refusals[row.pk] is None]


def _checked(rows: Sequence[SalesReturn]) -> dict[int, Refusal | None]:
    """What stands against taking these goods back. The orders are locked."""
    lines = return_lines([row.pk for row in rows])
    return {row.pk: _refusal_of(row, lines.get(row.pk, ())) for row in rows}


def _refusal_of(row: SalesReturn, lines: Sequence[SalesReturnLine]) -> Refusal | None:
    if not lines:
        return ReturnRefused("return.no_lines")
    known = left_to_return([row.order_id], (row.pk,))
    wanted: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        wanted[line.order_line_id] += line.quantity
    for pk, quantity in wanted.items():
        one = known.get(pk)
        left = one.left if one is not None else _ZERO
        if quantity > left:
            product = one.line.product_id if one is not None else None
            name = product_terms([product])[product].name if product is not None else ""
            return ReturnRefused("return.more_than_left", product=name, left=plain(left))
    return None


def return_follow(step: str, state: str) -> Callable[[Context, Sequence[SalesReturn]], None]:
    """What the end of an approval brings: the returns take a declared step into a state."""

    def follow(ctx: Context, rows: Sequence[SalesReturn]) -> None:
        for refusal in _enter(ctx, step, [(row, state) for row in rows]).values():
            if refusal is not None:
                raise refusal

    return follow


def _enter(ctx: Context, step: str, entering: Sequence[tuple[SalesReturn, str]]) -> dict[int, Refusal | None]:
    now = clock.now()
    changes: list[tuple[SalesReturn, dict[str, Any]]] = []
    for row, state in entering:
        values: dict[str, Any] = {"status": state}
        if step == "submit":
            values["submitted_at"] = now
        if state == "approved":
            values["approved_at"] = now
        changes.append((row, values))
    outcomes = record_change_each(ctx, OBJECT, changes, step=step) if changes else []
    return {row.pk: outcome for (row, _values), outcome in zip(changes, outcomes, strict=True)}


def return_cancel(ctx: Context, rows: Sequence[SalesReturn], params: Values) -> list[Refusal | None]:
    """Nothing comes back."""
    changes = [(row, {"cancel_reason": params["reason"]}) for row in rows]
    return record_change_each(ctx, OBJECT, changes, step="cancel")


# -- the goods are back


def return_receive(ctx: Context, rows: Sequence[SalesReturn], params: Values) -> list[Refusal | None]:
    """The goods are here: what can be sold again comes into the stock, and the order is worth less."""
    lines = return_lines([row.pk for row in rows])
    return [_receive(ctx, row, lines.get(row.pk, ()), params) for row in rows]


def _receive(
    ctx: Context, row: SalesReturn, lines: Sequence[SalesReturnLine], params: Values
) -> Refusal | None:
    refusal = _refusal_of(row, lines)
    if refusal is not None:
        return refusal
    warehouse = params.get("warehouse") or row.warehouse_id
    restocked = [line for line in lines if line.condition == RESTOCK]
    receipt = None
    if is_managed() and restocked:
        if warehouse is None:
            return errors.wrong("warehouse", errors.NEEDS_PLACE)
        receipt = _restock(ctx, row, restocked, warehouse)
    (order,) = orders_by_id([row.order_id]).values()
    known = {line.pk: line for line in order_lines([row.order_id]).get(row.order_id, ())}
    worth = worths(order, known, [(line.order_line_id, line.quantity) for line in lines])
    said: dict[str, Any] = {
        "warehouse": warehouse,
        "total_amount": sum(worth, _ZERO),
        "received_on": params.get("received_on") or clock.today(ctx.timezone),
        "received_at": clock.now(),
        "received_by": ctx.user_id,
        "receipt": receipt,
    }
    changes = [(line, {"net_amount": amount}) for line, amount in zip(lines, worth, strict=True)]
    record_change(
        ctx,
        "sales_return_line",
        [(line, new) for line, new in changes if line.net_amount != new["net_amount"]],
    )
    record_change(ctx, OBJECT, [(row, said)], step="receive")
    return None


def _restock(ctx: Context, row: SalesReturn, lines: Sequence[SalesReturnLine], warehouse: int) -> int:
    """The document by which they come into the stock, posted."""
    wanted = [{"product": line.product_id, "unit": line.unit_id, "quantity": line.quantity} for line in lines]
    values = {"kind": "receipt", "warehouse": warehouse, "account": row.account_id, "sales_return": row.pk}
    document = document_made(ctx, {**values, "lines": wanted})
    (refusal,) = document_post(ctx, [document], {})
    if refusal is not None:
        raise refusal
    return int(document.pk)
