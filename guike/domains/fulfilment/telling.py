"""Salespeople are told what becomes of the goods of their orders."""

from __future__ import annotations

from guike.domains.fulfilment.queries import shipments_by_id
from guike.domains.orders.queries import orders_by_id
from guike.kernel.text import Text
from guike.platform.events.registry import Happened
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import Notice, notify_many

#: state of a shipment → the kind of reminder
KINDS = {"shipped": "shipment.shipped", "received": "shipment.received"}


def declare_kinds() -> None:
    """What people are told about shipments."""
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


def tell_seller(happened: Happened) -> None:
    """The owner of the order, once for each shipment and event, but not for what he did himself."""
    if happened.object_name != "shipment":
        return
    entered = {int(one["id"]): str(one["new"]) for one in happened.payload["changes"] if one["new"] in KINDS}
    rows = shipments_by_id(entered)
    orders = orders_by_id({row.order_id for row in rows.values()})
    notices = []
    for pk, row in rows.items():
        order = orders.get(row.order_id)
        if order is not None and order.owner_id not in (None, happened.actor_id):
            said = {"order": order.number, "carrier": row.carrier, "tracking_no": row.tracking_no}
            occasion = f"shipment-{pk}-{entered[pk]}"
            notices.append(Notice(KINDS[entered[pk]], [order.owner_id], "shipment", pk, occasion, said))
    notify_many(notices)
