"""Presets of reports about goods: what is picked in each warehouse, and how well orders are delivered."""

from __future__ import annotations

from guike.domains.fulfilment.rules import HELD
from guike.domains.orders.queries import SOLD
from guike.kernel.text import Text
from guike.platform.metadata.registry import registry
from guike.platform.metadata.reports import ReportSpec

_LINES = {"agg": "count", "as": "due"}

PRESETS = (
    ReportSpec(
        "delivery_accuracy",
        Text("交货准确率", "Delivery accuracy"),
        Text(
            "承诺交期已到的订单明细里，有多少在交期之前收齐；没有承诺交期的不算",
            "Of the lines of orders whose promised day has come, how many the customer had wholly by then; lines without a promised day do not count",
        ),
        {
            "object": "sales_order_line",
            "filter": {
                "all": [
                    {"field": "is_delivery_due", "op": "eq", "value": True},
                    {"field": "product.kind", "op": "eq", "value": "goods"},
                    {"field": "sales_order.status", "op": "in", "value": list(SOLD)},
                ]
            },
            "groups": [{"field": "promised_on", "bucket": "month"}],
            "measures": [
                _LINES,
                {**_LINES, "as": "on_time", "filter": {"field": "is_on_time", "op": "eq", "value": True}},
                {"as": "rate", "formula": "on_time / due", "format": "percent"},
            ],
            "totals": True,
            "chart": {"type": "bar", "x": "promised_on", "y": ["due", "on_time"]},
        },
        module="sales",
        position=70,
        labels={
            "due": Text("到期明细", "Lines due"),
            "on_time": Text("按期交齐", "On time"),
            "rate": Text("交货准确率", "Accuracy"),
        },
    ),
    ReportSpec(
        "pick_list",
        Text("拣货清单", "Pick list"),
        Text(
            "每个仓库为待发货的订单留着什么、各多少",
            "What each warehouse holds for orders that are to be shipped",
        ),
        {
            "object": "reservation",
            "filter": {"field": "status", "op": "eq", "value": HELD},
            "groups": [{"field": "warehouse"}, {"field": "product"}],
            "measures": [{"as": "quantity", "agg": "sum", "field": "quantity"}],
            "totals": True,
        },
        module="sales",
        position=71,
        labels={"quantity": Text("数量（基本单位）", "Quantity in the base unit")},
    ),
)


def declare() -> None:
    """Register the presets."""
    registry.report(*PRESETS)
