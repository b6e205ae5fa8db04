"""What must hold of orders, whoever wrote them."""

from __future__ import annotations

from django.db.models import Q

from guike.domains.orders.queries import SOLD
from guike.kernel.text import T
from guike.platform.integrity.registry import SumOf, identity


def declare() -> None:
    """Register them."""
    net, tax = (SumOf("sales_order_line", name, "order") for name in ("net_amount", "tax_amount"))
    identity(
        "sales_order.lines",
        "sales_order",
        T("订单：总额 = 明细之和", "Orders: total = sum of the lines"),
        "total_amount",
        net,
        Q(is_tax_included=True),
    )
    identity(
        "sales_order.lines_and_tax",
        "sales_order",
        T("价外税订单：总额 = 明细与税额之和", "Orders with tax on top: total = lines + tax"),
        "total_amount",
        (net, tax),
        Q(is_tax_included=False),
    )
    identity(
        "sales_order.tax",
        "sales_order",
        T("订单：税额 = 明细税额之和", "Orders: tax = sum of the lines"),
        "tax_amount",
        tax,
    )
    identity(
        "sales_order_line.open",
        "sales_order_line",
        T("订单明细：已发货 + 已关闭 ≤ 数量", "Order lines: shipped + closed ≤ quantity"),
        ("shipped_qty", "closed_qty"),
        "quantity",
        Q(order__status__in=SOLD),
        bound="at_most",
    )
    identity(
        "sales_order_line.received",
        "sales_order_line",
        T("订单明细：已签收 ≤ 已发货", "Order lines: received ≤ shipped"),
        "received_qty",
        "shipped_qty",
        bound="at_most",
    )
