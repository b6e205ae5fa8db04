"""Salespeople and customers are told what becomes of the goods of orders: prepared, shipped, received."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from guike.domains.accounts.queries import contacts_to_tell
from guike.domains.fulfilment.models import Shipment
from guike.domains.fulfilment.public import RECEIPT
from guike.domains.fulfilment.queries import shipments_by_id
from guike.domains.orders.queries import order_team, orders_by_id
from guike.kernel.text import T, Text
from guike.platform.events.registry import Happened
from guike.platform.messaging.registry import Letter, message_kind
from guike.platform.messaging.services import tell_customers
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import Notice, notify_many

PREPARED = "shipment.prepared"
#: state of a shipment → the kind of reminder, and of message to the customer
KINDS = {"shipped": "shipment.shipped", "received": "shipment.received"}
#: the states in which a message about something that happened still holds
_HOLDS = {
    PREPARED: ("draft", "shipped", "received"),
    KINDS["shipped"]: ("shipped", "received"),
    KINDS["received"]: ("received",),
}
_UNKNOWN = T("待定", "not known yet")
_NONE = T("无", "none")
_PLACES = {
    "order": T("订单编号", "the number of the order"),
    "shipment": T("发货单号", "the number of the shipment"),
    "carrier": T("承运商", "the carrier"),
    "tracking_no": T("运单号", "the tracking number"),
    "delivery_on": T("预计送达日期", "the expected delivery"),
}


def declare_kinds() -> None:
    """What colleagues and customers are told about shipments."""
    notification_kind(
        PREPARED,
        Text("订单已备货", "Goods of orders prepared"),
        Text(
            "订单“{order}”的货已备好，等待发出",
            "The goods of the order {order} are prepared and wait to go out",
        ),
    )
    notification_kind(
        KINDS["shipped"],
        Text("订单已发货", "Orders shipped"),
        Text(
            "订单“{order}”已发货 {carrier} {tracking_no}",
            "The order {order} was shipped {carrier} {tracking_no}",
        ),
    )
    notification_kind(
        KINDS["received"],
        Text("订单已签收", "Orders received"),
        Text("订单“{order}”的货已签收", "The goods of the order {order} were received"),
    )
    _declare_messages()


def _declare_messages() -> None:
    message_kind(
        PREPARED,
        T("备货完成", "Goods prepared"),
        "shipment",
        _letters(PREPARED),
        subject=T("订单 {order} 已备货", "The goods of your order {order} are prepared"),
        text=T(
            "{name}，您好：\n贵司订单 {order} 的货已备好，即将发出，预计送达 {delivery_on}。\n{company}",
            "Dear {name},\nthe goods of your order {order} are prepared and go out soon. Expected delivery: {delivery_on}."
            "\n{company}",
        ),
        sms=T("您的订单 {order} 已备货，即将发出。", "The goods of your order {order} are prepared."),
        places=_PLACES,
    )
    message_kind(
        KINDS["shipped"],
        T("已发货", "Shipped"),
        "shipment",
        _letters(KINDS["shipped"]),
        subject=T("订单 {order} 已发货", "Your order {order} was shipped"),
        text=T(
            "{name}，您好：\n贵司订单 {order} 的货已发出（发货单 {shipment}）。\n承运商：{carrier}\n运单号：{tracking_no}\n"
            "预计送达：{delivery_on}\n收货后请在此确认：{link}\n{company}",
            "Dear {name},\ngoods of your order {order} were shipped (delivery note {shipment}).\nCarrier: {carrier}\n"
            "Tracking number: {tracking_no}\nExpected delivery: {delivery_on}\nPlease confirm the receipt here: {link}\n{company}",
        ),
        sms=T(
            "您的订单 {order} 已发货，{carrier} {tracking_no}，预计送达 {delivery_on}。收货后请确认：{link}",
            "Your order {order} was shipped, {carrier} {tracking_no}, expected delivery: {delivery_on}. Confirm the receipt: {link}",
        ),
        places=_PLACES,
        link=RECEIPT,
    )
    message_kind(
        KINDS["received"],
        T("已签收", "Received"),
        "shipment",
        _letters(KINDS["received"]),
        subject=T("订单 {order} 已签收", "The goods of your order {order} were received"),
        text=T(
            "{name}，您好：\n贵司订单 {order} 的货（发货单 {shipment}）已签收。如有问题，请与我们联系。\n{company}",
            "Dear {name},\nthe goods of your order {order} (delivery note {shipment}) were received. Please tell us if"
            " anything is wrong.\n{company}",
        ),
        sms=T(
            "您的订单 {order} 已签收，如有问题请与我们联系。",
            "The goods of your order {order} were received. Please tell us if anything is wrong.",
        ),
        places=_PLACES,
    )


def tell_of_state(happened: Happened) -> None:
    """The team of the order, but not who did it, and the customer: each once for each shipment and event."""
    if happened.object_name != "shipment":
        return
    entered = {int(one["id"]): str(one["new"]) for one in happened.payload["changes"] if one["new"] in KINDS}
    if entered:
        _tell({pk: KINDS[state] for pk, state in entered.items()}, entered, happened.actor_id)


def tell_of_preparing(happened: Happened) -> None:
    """The same of goods that wait to go out: `prepared_at` is set once."""
    if happened.object_name != "shipment":
        return
    changes: Mapping[str, Mapping[str, list[object]]] = happened.payload.get("changes") or {}
    fresh = [int(pk) for pk, one in changes.items() if "prepared_at" in one and one["prepared_at"][1]]
    if fresh:
        _tell(dict.fromkeys(fresh, PREPARED), dict.fromkeys(fresh, "prepared"), happened.actor_id)


def _tell(kinds: Mapping[int, str], steps: Mapping[int, str], actor: int | None) -> None:
    rows = shipments_by_id(list(kinds))
    orders = orders_by_id({row.order_id for row in rows.values()})
    teams = order_team(list(orders.values()), actor)
    notices = []
    for pk, row in rows.items():
        order = orders.get(row.order_id)
        if order is not None and teams[order.pk]:
            said = {"order": order.number, "carrier": row.carrier, "tracking_no": row.tracking_no}
            notices.append(
                Notice(kinds[pk], sorted(teams[order.pk]), "shipment", pk, f"shipment-{pk}-{steps[pk]}", said)
            )
    notify_many(notices)
    for kind in sorted(set(kinds.values())):
        tell_customers(kind, [pk for pk in rows if kinds[pk] == kind])


def _letters(kind: str) -> Callable[[Collection[int]], Mapping[int, Letter]]:
    def letters(ids: Collection[int]) -> Mapping[int, Letter]:
        rows = {pk: row for pk, row in shipments_by_id(ids).items() if row.status in _HOLDS[kind]}
        orders = orders_by_id({row.order_id for row in rows.values()})
        people = contacts_to_tell({row.account_id for row in rows.values() if row.account_id is not None})
        return {
            pk: Letter(people.get(row.account_id or 0, ()), _said(row, orders[row.order_id].number))
            for pk, row in rows.items()
            if row.order_id in orders
        }

    return letters


def _said(row: Shipment, order: str) -> dict[str, str | Text]:
    on = row.expected_delivery_on
    return {
        "order": order,
        "shipment": row.number,
        "carrier": row.carrier or _NONE,
        "tracking_no": row.tracking_no or _NONE,
        "delivery_on": on.isoformat() if on else _UNKNOWN,
    }
