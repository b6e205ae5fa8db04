"""What shipments and reservations are refused for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import FieldError, Invalid, Refusal, register
from guike.kernel.text import T, Text

NOT_GOODS, BEYOND_OPEN, TWICE, NEEDS_WAREHOUSE, BEYOND_SHIPPED, NO_LINE, MAY_NOT_CONFIRM = (
    "shipment.not_goods",
    "shipment.beyond_open",
    "shipment.line_twice",
    "shipment.needs_warehouse",
    "shipment.beyond_shipped",
    "shipment.no_such_line",
    "shipment.may_not_confirm",
)

IN_FUTURE = "trace.future"

register(
    {
        IN_FUTURE: T("时间不能晚于现在", "The time cannot be after now"),
        "trace.carriers": T(
            "“{part}”无法识别，请写成“承运商=代码”，用逗号隔开",
            "“{part}” cannot be read; write “carrier=code”, with commas between",
        ),
        NOT_GOODS: T("“{product}”不是实物产品，不用发货", "“{product}” is not goods and is not shipped"),
        BEYOND_OPEN: T("最多还可发 {left}", "At most {left} can still be shipped"),
        TWICE: T("同一订单明细只填一行", "A line of the order stands once in a shipment"),
        NEEDS_WAREHOUSE: T("请选择发货仓库", "Say from which warehouse it is shipped"),
        BEYOND_SHIPPED: T("最多可收 {left}", "At most {left} can be received"),
        MAY_NOT_CONFIRM: T(
            "您没有“确认发货”的权限，请不要填写“已发出”，由仓库确认",
            "You may not confirm shipments; leave it out and let the warehouse confirm",
        ),
        NO_LINE: T("没有这一行明细，请重新选择", "There is no such line; choose again"),
    }
)


def wrong(field: str, code: str, **params: object) -> Invalid:
    """A parameter of an action is wrong."""
    return Invalid([FieldError(field, code, params)])


BEYOND_RETURNABLE, BEYOND_LEFT, ORDER_STATE, NOT_ITS_OWN, NEEDS_PLACE, OTHER_CURRENCY, RETURNED_TWICE = (
    "return.beyond",
    "return.beyond_left",
    "return.order_state",
    "return.wrong_exchange",
    "return.needs_warehouse",
    "return.currency",
    "return.line_twice",
)
register(
    {
        BEYOND_RETURNABLE: T(
            "最多可退 {left}（已退 {returned}，在途的退货单 {waiting}）",
            "At most {left} can be returned ({returned} came back, {waiting} are on open returns)",
        ),
        BEYOND_LEFT: T("最多可退 {left}", "At most {left} can be returned"),
        ORDER_STATE: T(
            "订单当前是“{state}”，没有可退的货",
            "The order is “{state}”: it has no goods that could come back",
        ),
        NOT_ITS_OWN: T(
            "只有换货单才填换货订单，且不能是被退的订单本身",
            "Only an exchange names the order that goes out instead, and it is another than the one returned",
        ),
        NEEDS_PLACE: T("请选择退货入库的仓库", "Say into which warehouse the goods come"),
        OTHER_CURRENCY: T(
            "退货单的币种与订单相同：{currency}", "A return is in the currency of its order: {currency}"
        ),
        RETURNED_TWICE: T(
            "同一订单明细、同一处理方式只填一行",
            "A line of the order stands once for each way of handling it",
        ),
    }
)


class ReturnRefused(Refusal):
    """Goods cannot come back so."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "return.nothing_left": T(
            "订单“{order}”没有可退的货；未完成的退货单已占用的数量也计算在内",
            "Nothing of the order {order} can come back; what stands on open returns counts as well",
        ),
        "return.no_lines": T("没有退货明细，请先添加", "There are no lines; add what comes back"),
        "return.more_than_left": T(
            "“{product}”最多可退 {left}，请减少数量",
            "Of “{product}” at most {left} can be returned; return less",
        ),
        "return.not_an_exchange": T("这是退货，不是换货", "This is a return, not an exchange"),
        "return.has_exchange_order": T(
            "已有换货订单“{order}”", "The exchange has its order already: {order}"
        ),
        "shipment.has_returns": T(
            "“{product}”已退货或有未完成的退货单，不能取消发货",
            "“{product}” came back or stands on an open return, so the shipment cannot be cancelled",
        ),
        "order.below_returned": T(
            "“{product}”已退货 {amount}，变更后的金额不能更低",
            "“{product}” was returned for {amount}; its line cannot come to less",
        ),
    }


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
        "shipment.no_tracking": T(
            "发货单没有承运商或运单号，请先填写",
            "The shipment has no carrier or no tracking number; enter them first",
        ),
        "order.stock_not_managed": T(
            "没有开启库存管理，不用预留", "Stock is not managed here, so nothing is held"
        ),
    }
