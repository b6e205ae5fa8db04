"""Work lists of goods, and orders that get what came in."""

from __future__ import annotations

from guike.domains.fulfilment.backorders import goods_are_free
from guike.domains.fulfilment.telling import declare_kinds, tell_of_preparing, tell_of_state
from guike.domains.fulfilment.tracing import declare_tracing
from guike.domains.fulfilment.waiting import KIND, remind_of_waiting
from guike.kernel.text import Text
from guike.platform.events.registry import subscribe
from guike.platform.jobs.registry import periodic
from guike.platform.notify.registry import notification_kind, work_list


def declare() -> None:
    """Register what waits to be shipped and received, and what happens when goods come in."""
    work_list(
        "sales_order.to_ship",
        Text("待发货的订单", "Orders to ship"),
        object="sales_order",
        view="to_ship",
        watches=("shipment",),
        position=30,
    )
    work_list(
        "shipment.to_receive",
        Text("待收货的发货单", "Shipments to be received"),
        object="shipment",
        view="to_receive",
        position=35,
    )
    work_list(
        "sales_return.to_receive",
        Text("待收货的退货单", "Returns to be received"),
        object="sales_return",
        view="to_receive",
        position=36,
        operation="receive",
    )
    subscribe("record.state_changed", "fulfilment.goods_are_free", goods_are_free)
    subscribe("record.state_changed", "fulfilment.tell_seller", tell_of_state)
    subscribe("record.updated", "fulfilment.tell_of_preparing", tell_of_preparing)
    declare_kinds()
    notification_kind(
        KIND,
        Text("订单待发货超时", "Orders that wait to be shipped"),
        Text(
            "订单“{order}”已超过 {days} 个工作日没有发完",
            "The order {order} has not been wholly shipped for more than {days} workdays",
        ),
    )
    declare_tracing()
    periodic("fulfilment.remind", "10 8 * * *", remind_of_waiting)
