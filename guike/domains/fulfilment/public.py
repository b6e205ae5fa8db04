"""What a customer sees of his order and signs for, by a link that he was sent: steps, carriers and quantities, never a price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from guike.domains.catalog.queries import product_terms
from guike.domains.fulfilment import errors
from guike.domains.fulfilment.models import Shipment, ShipmentLine
from guike.domains.fulfilment.progress import steps_of
from guike.domains.fulfilment.queries import shipment_lines, shipments_by_id, shipments_of
from guike.domains.fulfilment.shipping import quantity_of
from guike.domains.orders.queries import TRACKING, order_of, order_team, orders_by_id
from guike.kernel import clock
from guike.kernel.money import plain
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.links.registry import Button, Column, Line, Page, Purpose, Said, public_link
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import notify
from guike.platform.records.actions import record_action
from guike.platform.records.locking import lock
from guike.platform.records.shapes import single
from guike.platform.records.writing import record_change

RECEIPT = "shipment.receipt"
ALL, PART = "received_all", "received_part"
PART_RECEIVED = "shipment.partly_received"
_DAYS = 60
_WORDS = {
    "receipt": T("收货确认", "Confirmation of receipt"),
    "tracking": T("订单进度", "Progress of your order"),
    "order": T("订单编号", "Order no."),
    "shipment": T("发货单号", "Delivery no."),
    "carrier": T("承运商", "Carrier"),
    "tracking_no": T("运单号", "Tracking no."),
    "shipped_at": T("发货时间", "Shipped"),
    "expected": T("预计送达", "Expected delivery"),
    "received_on": T("签收日期", "Received"),
    "product": T("产品", "Product"),
    "quantity": T("发货数量", "Shipped"),
    "received": T("已签收", "Received"),
    "all": T("全部收到", "Everything was received"),
    "part": T("只收到一部分", "Only a part was received"),
    "ask": T(
        "请核对实物。只收到一部分时，请在每行填写实际收到的数量，没有收到的行不填。",
        "Please check the goods. If only a part has come, write the quantity that you received beside each line, and nothing where"
        " nothing came.",
    ),
    "got": T("实际收到的数量", "Quantity received"),
    "thanks": T("已签收，感谢您的确认。", "The receipt is confirmed. Thank you."),
}


def receipt_page(ctx: Context, record_id: int) -> Page | None:
    """The goods of a shipment that is on its way or was received; None before and for one that was cancelled."""
    row = shipments_by_id([record_id]).get(record_id)
    order = order_of(row.order_id) if row is not None else None
    if row is None or order is None or row.status not in ("shipped", "received"):
        return None
    lines = shipment_lines([row.pk]).get(row.pk, [])
    is_open = row.status == "shipped"
    return Page(
        _said(ctx, "receipt"),
        (
            (_said(ctx, "order"), order.number),
            (_said(ctx, "shipment"), row.number),
            *_way(ctx, row),
            *(((_said(ctx, "received_on"), str(row.received_on)),) if row.received_on else ()),
        ),
        _columns(ctx),
        tuple(_line(one, _names(lines)) for one in lines),
        _buttons(ctx) if is_open else (),
        _said(ctx, "ask" if is_open else "thanks"),
    )


def _buttons(ctx: Context) -> tuple[Button, ...]:
    return (
        Button(ALL, _said(ctx, "all"), remark="optional"),
        Button(PART, _said(ctx, "part"), remark="optional", about_lines=True, line_label=_said(ctx, "got")),
    )


def _columns(ctx: Context) -> tuple[Column, ...]:
    return (
        Column("product", _said(ctx, "product")),
        Column("quantity", _said(ctx, "quantity"), is_number=True),
        Column("received", _said(ctx, "received"), is_number=True),
    )


def _names(lines: list[ShipmentLine]) -> Mapping[int, str]:
    terms = product_terms({one.product_id for one in lines if one.product_id is not None})
    return {pk: one.name for pk, one in terms.items()}


def _line(one: ShipmentLine, names: Mapping[int, str]) -> Line:
    cells = {
        "product": names.get(one.product_id or 0, "—"),
        "quantity": plain(one.quantity),
        "received": plain(one.received_qty),
    }
    return Line(one.pk, cells)


def _way(ctx: Context, row: Shipment) -> tuple[tuple[str, str], ...]:
    """By whom it comes and until when, as far as that is known."""
    facts = (
        ("carrier", row.carrier),
        ("tracking_no", row.tracking_no),
        ("shipped_at", _day(row.shipped_at, ctx)),
        ("expected", str(row.expected_delivery_on or "")),
    )
    return tuple((_said(ctx, name), value) for name, value in facts if value)


def _day(at: Any, ctx: Context) -> str:
    return f"{at.astimezone(ZoneInfo(ctx.timezone)):%Y-%m-%d %H:%M}" if at else ""


def _said(ctx: Context, name: str) -> str:
    return _WORDS[name].get(ctx.locale)


def received_all(ctx: Context, record_id: int, said: Said) -> None:
    """The customer has everything that was still open."""
    _receive(ctx, record_id, said, None)


def received_part(ctx: Context, record_id: int, said: Said) -> None:
    """The customer has so much of each line; the rest stays open."""
    got = {pk: quantity_of(remark, f"lines.{pk}") for pk, remark in said.lines.items()}
    wanted = [{"line": pk, "quantity": plain(quantity)} for pk, quantity in got.items() if quantity]
    if not wanted:
        raise errors.wrong("lines", "required")
    _receive(ctx, record_id, said, wanted)


def _receive(ctx: Context, record_id: int, said: Said, lines: Sequence[Mapping[str, Any]] | None) -> None:
    params: dict[str, Any] = {
        "received_on": clock.today(ctx.timezone).isoformat(),
        "signed_by": said.name[:60],
    }
    if lines is not None:
        params["lines"] = list(lines)
    single(record_action(ctx, "shipment", "receive", [record_id], params))
    lock({"shipment": [record_id]})
    row = shipments_by_id([record_id])[record_id]
    signed = {
        "customer_signed_by": said.name[:60],
        "customer_signed_at": clock.now(),
        "customer_remark": said.remark[:500],
    }
    record_change(ctx, "shipment", [(row, signed)])
    if row.status == "shipped":
        _tell_part(row, said.name)


def _tell_part(row: Shipment, name: str) -> None:
    """The team of the order; of a whole receipt it hears as of every other."""
    orders = orders_by_id([row.order_id])
    people = order_team(list(orders.values()), None)
    said = {"name": name, "order": orders[row.order_id].number}
    occasion = f"part-{row.pk}-{clock.now().isoformat()}"
    notify(PART_RECEIVED, sorted(people[row.order_id]), "shipment", row.pk, occasion, **said)


def tracking_page(ctx: Context, record_id: int) -> Page | None:
    """The steps of an order in effect with their times, and what is on its way."""
    order = order_of(record_id)
    if order is None or order.status in ("draft", "pending_approval", "rejected"):
        return None
    rows = shipments_of([record_id], "draft", "shipped", "received")
    on = order.expected_delivery_on
    steps = tuple(
        (one.label.get(ctx.locale) + (" ●" if one.is_current else ""), _day(one.at, ctx) or "—")
        for one in steps_of(order, rows)
    )
    names = ("carrier", "tracking_no", "shipped_at", "expected", "received_on")
    gone = [row for row in rows if row.status != "draft"]
    return Page(
        _said(ctx, "tracking"),
        (
            (_said(ctx, "order"), order.number),
            *(((_said(ctx, "expected"), str(on)),) if on else ()),
            *steps,
        ),
        tuple(Column(name, _said(ctx, name)) for name in names) if gone else (),
        tuple(
            Line(
                row.pk,
                {
                    "carrier": row.carrier,
                    "tracking_no": row.tracking_no,
                    "shipped_at": _day(row.shipped_at, ctx),
                    "expected": str(row.expected_delivery_on or ""),
                    "received_on": str(row.received_on or ""),
                },
            )
            for row in gone
        ),
    )


def declare() -> None:
    """Register what links show, and what the customer may answer."""
    notification_kind(
        PART_RECEIVED,
        T("客户只收到一部分", "Customers received a part"),
        T(
            "{name} 确认收到订单“{order}”的一部分货，其余还没有收到",
            "{name} received a part of the goods of the order {order}; the rest has not come",
        ),
    )
    public_link(
        Purpose(
            RECEIPT,
            "shipment",
            T("客户确认收货", "Receipt confirmed by the customer"),
            show=receipt_page,
            answers={ALL: received_all, PART: received_part},
            operation="receive",
            days=_DAYS,
        )
    )
    public_link(
        Purpose(
            TRACKING,
            "sales_order",
            T("客户查看订单进度", "Progress shown to the customer"),
            show=tracking_page,
            operation="view",
            days=_DAYS,
        )
    )
