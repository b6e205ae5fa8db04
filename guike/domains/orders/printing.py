"""How a sales order is printed until an administrator makes a template: the confirmation that the customer signs."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.printing.presets import preset

CONFIRMATION = {
    "header": "{$company}",
    "footer": T("销售订单确认书 {number}", "Order confirmation {number}"),
    "blocks": (
        {"kind": "title", "text": T("销售订单确认书", "Order confirmation")},
        {
            "kind": "fields",
            "label": "",
            "columns": 2,
            "fields": (
                {"field": "account", "label": T("客户", "Customer")},
                {"field": "number", "label": T("订单编号", "Order no.")},
                {"field": "account.phone", "label": T("客户电话", "Phone")},
                {"field": "ordered_on", "label": T("下单日期", "Ordered on")},
                {"field": "customer_order_no", "label": T("客户订单号", "Your order no.")},
                {"field": "expected_delivery_on", "label": T("预计交货", "Expected delivery")},
                {"field": "owner", "label": T("业务联系人", "Contact")},
                {"field": "currency", "label": T("币种", "Currency")},
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
                {"field": "product", "label": T("产品", "Product"), "width": 5},
                {"field": "quantity", "width": 2},
                {"field": "unit", "width": 2},
                {"field": "list_price", "width": 3},
                {"field": "discount_rate", "width": 2},
                {"field": "unit_price", "width": 3},
                {"field": "net_amount", "label": T("金额", "Amount"), "width": 3},
            ),
            "sums": ("quantity", "net_amount"),
        },
        {
            "kind": "totals",
            "fields": (
                {"field": "list_amount"},
                {"field": "discount_amount"},
                {"field": "order_discount_amount"},
                {"field": "tax_amount"},
                {"field": "total_amount"},
            ),
            "words": "total_amount",
        },
        {"kind": "text", "label": T("备注", "Remarks"), "text": "{description}"},
        {
            "kind": "signatures",
            "texts": (T("客户（签字盖章）", "Customer (signature, stamp)"), "{$company}"),
        },
    ),
}


def declare_print() -> None:
    """Register the template."""
    preset("sales_order", "confirmation", T("销售订单确认书", "Order confirmation"), CONFIRMATION)
