"""Lines of orders, declared."""

from __future__ import annotations

from guike.domains.catalog.documents import attribute_map
from guike.domains.orders import delivery, echo
from guike.domains.orders.models import SalesOrderLine
from guike.domains.pricing.documents import PricedDocument, line_fields
from guike.kernel.text import Text
from guike.platform.metadata.spec import AccessSpec, ObjectSpec
from guike.platform.metadata.spec import spec_field as f

#: an order has every part of a priced document
PRICES = PricedDocument(
    "sales_order",
    frozenset({"list_price", "order_discount", "tax", "base_total", "base_qty", "price_source", "limits"}),
)


def _line_label(row: SalesOrderLine) -> str:
    """What a line says of itself, else its place, by which people tell lines apart."""
    return row.description or f"{row.position + 1}"


SALES_ORDER_LINE = ObjectSpec(
    name="sales_order_line",
    model=SalesOrderLine,
    label=Text("订单明细", "Order line"),
    plural=Text("订单明细", "Order lines"),
    parent="sales_order",
    name_field="",
    label_of=_line_label,
    label_from=("description",),
    access=AccessSpec(kind="line"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f(
            "reference",
            "sales_order",
            "销售订单",
            "Order",
            target="sales_order",
            column="order_id",
            create_only=True,
        ),
        *line_fields(
            PRICES,
            attribute_map("sales_order_line"),
            f("text", "description", "说明", "Description", max_length=255),
        ),
        f("decimal", "shipped_qty", "已发数量", "Shipped", read_only=True, system=True),
        f("decimal", "closed_qty", "关闭数量", "Closed", read_only=True, system=True),
        f("decimal", "returned_qty", "已退数量", "Returned", read_only=True, system=True),
        f("money", "returned_amount", "退货金额", "Returned amount", read_only=True, system=True),
        *echo.line_echo_fields(),
        f("date", "promised_on", "承诺交期", "Promised on"),
        f(
            "date",
            "delivered_on",
            "交齐日期",
            "Delivered on",
            read_only=True,
            system=True,
            help=Text("客户收齐这一行的日期", "The day on which the customer had all of it"),
        ),
        f(
            "boolean",
            "is_delivery_due",
            "交期已到",
            "Delivery due",
            read_only=True,
            computed=delivery.DUE,
            help=Text("承诺交期是今天或更早", "It was promised for today or before"),
        ),
        f(
            "boolean",
            "is_on_time",
            "按期交齐",
            "Delivered on time",
            read_only=True,
            computed=delivery.ON_TIME,
            help=Text("不晚于承诺交期收齐", "All of it was received by the promised day"),
        ),
        f(
            "decimal",
            "unit_cost",
            "单位成本",
            "Unit cost",
            read_only=True,
            system=True,
            tells="product.cost",
            help=Text(
                "订单生效时产品的成本价，按本位币、本行单位计",
                "What the product cost when the order took effect, in the base currency, for one unit of the line",
            ),
        ),
    ),
    list_columns=(
        "sales_order",
        "product",
        "quantity",
        "unit",
        "base_qty",
        "unit_price",
        "discount_rate",
        "net_amount",
        "tax_amount",
        "shipped_qty",
        "received_qty",
        "reserved_qty",
        "backordered_qty",
        "closed_qty",
        "returned_qty",
        "promised_on",
        "delivered_on",
    ),
)
