"""What shipments and reservations are refused for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import FieldError, Invalid, Refusal, register
from guike.kernel.text import T, Text

NOT_GOODS, BEYOND_OPEN, TWICE, NEEDS_WAREHOUSE, BEYOND_SHIPPED, NO_LINE = (
    "shipment.not_goods",
    "shipment.beyond_open",
    "shipment.line_twice",
    "shipment.needs_warehouse",
    "shipment.beyond_shipped",
    "shipment.no_such_line",
)

register(
    {
        NOT_GOODS: T("“{product}”不是实物产品，不用发货", "“{product}” is not goods and is not shipped"),
        BEYOND_OPEN: T("最多还可发 {left}", "At most {left} can still be shipped"),
        TWICE: T("同一订单明细只填一行", "A line of the order stands once in a shipment"),
        NEEDS_WAREHOUSE: T("请选择发货仓库", "Say from which warehouse it is shipped"),
        BEYOND_SHIPPED: T("最多可收 {left}", "At most {left} can be received"),
        NO_LINE: T("没有这一行明细，请重新选择", "There is no such line; choose again"),
    }
)


def wrong(field: str, code: str, **params: object) -> Invalid:
    """A parameter of an action is wrong."""
    return Invalid([FieldError(field, code, params)])


class ShipmentRefused(Refusal):
    """Goods cannot be shipped, held or received so."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "shipment.order_not_open": T(
            "订单“{order}”当前是“{state}”，不能发货", "The order {order} is “{state}” and is not shipped"
        ),
        "shipment.nothing_open": T(
            "订单“{order}”没有要发的货", "Nothing of the order {order} is left to be shipped"
        ),
        "shipment.nothing_shipped": T(
            "订单“{order}”没有在途的货", "Nothing of the order {order} is on its way"
        ),
        "shipment.no_lines": T("没有发货明细，请先添加", "There are no lines; add what is shipped"),
        "shipment.more_than_open": T(
            "“{product}”最多还可发 {left}，请减少数量",
            "Of “{product}” at most {left} can still be shipped; ship less",
        ),
        "shipment.short": T(
            "“{product}”可用库存 {available}，还差 {missing}；请减少数量、补货，或按缺货订单处理",
            "Of “{product}” {available} are available and {missing} are missing; order less, or get more in first",
        ),
        "shipment.not_issued": T(
            "货还没有出库，不能确认收货；请先过账出库单",
            "The goods have not left the stock; post the issue before the receipt",
        ),
        "shipment.partly_received": T(
            "已有签收的货，不能取消发货；请办理退货",
            "Some of it was received; it is not cancelled but returned",
        ),
        "order.stock_not_managed": T(
            "没有开启库存管理，不用预留", "Stock is not managed here, so nothing is held"
        ),
    }
