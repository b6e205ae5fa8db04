"""How a shipment is printed until an administrator makes a template: the delivery note that the customer signs, and the pick list by which
the warehouse takes the goods from their places. Neither has prices."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.printing.presets import preset

NOTE = {
    "header": "{$company}",
    "footer": T("发货单 {number}", "Delivery note {number}"),
    "blocks": (
        {"kind": "title", "text": T("发货单", "Delivery note")},
        {
            "kind": "fields",
            "label": "",
            "columns": 2,
            "fields": (
                {"field": "account", "label": T("客户", "Customer")},
                {"field": "number", "label": T("发货单号", "Delivery no.")},
                {"field": "order", "label": T("订单编号", "Order no.")},
                {"field": "order.customer_order_no", "label": T("客户订单号", "Your order no.")},
                {"field": "warehouse", "label": T("发货仓库", "Warehouse")},
                {"field": "expected_delivery_on", "label": T("预计送达", "Expected delivery")},
                {"field": "carrier", "label": T("承运商", "Carrier")},
                {"field": "tracking_no", "label": T("运单号", "Tracking no.")},
            ),
        },
        {
            "kind": "fields",
            "label": T("收货", "Delivery"),
            "columns": 2,
            "filled_only": True,
            "fields": (
                {"field": "shipping_address.contact_name", "label": T("收件人", "Recipient")},
                {"field": "shipping_address.phone", "label": T("联系电话", "Phone")},
                {"field": "shipping_address.region", "label": T("地区", "Region")},
                {"field": "shipping_address.detail", "label": T("详细地址", "Address")},
            ),
        },
        {
            "kind": "table",
            "lines": "lines",
            "columns": (
                {"field": "product.code", "label": T("编码", "Code"), "width": 3},
                {"field": "product", "label": T("产品", "Product"), "width": 6},
                {"field": "quantity", "label": T("数量", "Quantity"), "width": 2},
                {"field": "unit", "width": 2},
            ),
            "sums": ("quantity",),
        },
        {"kind": "text", "label": T("备注", "Remarks"), "text": "{description}"},
        {
            "kind": "signatures",
            "texts": (T("备货", "Picked by"), T("收货（签字）", "Received by (signature)")),
        },
    ),
}

PICKS = {
    "header": "{$company}",
    "footer": T("拣货单 {number}", "Pick list {number}"),
    "blocks": (
        {"kind": "title", "text": T("拣货单", "Pick list")},
        {
            "kind": "fields",
            "label": "",
            "columns": 2,
            "fields": (
                {"field": "warehouse", "label": T("仓库", "Warehouse")},
                {"field": "number", "label": T("发货单号", "Delivery no.")},
                {"field": "order", "label": T("订单编号", "Order no.")},
                {"field": "account", "label": T("客户", "Customer")},
                {"field": "expected_delivery_on", "label": T("预计送达", "Expected delivery")},
                {"field": "carrier", "label": T("承运商", "Carrier")},
            ),
        },
        {
            "kind": "table",
            "lines": "lines",
            "columns": (
                {"field": "product.code", "label": T("编码", "Code"), "width": 3},
                {"field": "product", "label": T("产品", "Product"), "width": 6},
                {"field": "product.specification", "label": T("规格", "Specification"), "width": 3},
                {"field": "quantity", "label": T("应拣数量", "To pick"), "width": 2},
                {"field": "unit", "width": 2},
            ),
            "sums": ("quantity",),
        },
        {"kind": "text", "label": T("备注", "Remarks"), "text": "{description}"},
        {"kind": "signatures", "texts": (T("拣货", "Picked by"), T("复核", "Checked by"))},
    ),
}


def declare() -> None:
    """Register the templates; the delivery note is the usual one."""
    preset("shipment", "delivery_note", T("发货单", "Delivery note"), NOTE)
    preset("shipment", "pick_list", T("拣货单", "Pick list"), PICKS)
