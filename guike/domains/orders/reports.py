"""Presets of reports that follow a campaign's leads to opportunities and orders."""

from __future__ import annotations

from guike.domains.orders.rules import SOLD
from guike.kernel.text import Text
from guike.platform.metadata.registry import registry
from guike.platform.metadata.reports import ReportSpec

DEALS = "leads.opportunities"
ORDERS = f"{DEALS}.sales_orders"
_TAKEN = {"field": f"{ORDERS}.status", "op": "in", "value": list(SOLD)}
_BY_CAMPAIGN = {
    "object": "campaign",
    "groups": [{"field": "name"}],
    "sort": ["-leads"],
    "totals": True,
}
_LEADS = {"as": "leads", "agg": "count_distinct", "field": "leads.name"}
_CUSTOMERS = {"as": "customers", "agg": "count_distinct", "field": "leads.converted_account.name"}
_LABELS = {"leads": Text("线索数", "Leads"), "customers": Text("客户数", "Customers")}

PRESETS = (
    ReportSpec(
        "campaign_leads_to_opportunities",
        Text("按市场活动统计线索转化过程（含商机）", "Leads of campaigns, up to opportunities"),
        Text(
            "每个市场活动带来多少线索，其中多少成为客户、多少成为商机，商机金额共多少",
            "How many leads each campaign brought, how many became customers and opportunities, and what these amount to",
        ),
        {
            **_BY_CAMPAIGN,
            "measures": [
                _LEADS,
                _CUSTOMERS,
                {"as": "opportunities", "agg": "count_distinct", "field": f"{DEALS}.name"},
                {"as": "amount", "agg": "sum", "field": f"{DEALS}.amount"},
            ],
            "chart": {"type": "bar", "x": "name", "y": ["leads", "customers", "opportunities"]},
        },
        module="marketing",
        position=10,
        counts=("lead", "account", "opportunity"),
        labels={
            **_LABELS,
            "opportunities": Text("商机数", "Opportunities"),
            "amount": Text("商机金额", "Amount"),
        },
        on_page=True,
    ),
    ReportSpec(
        "campaign_leads_to_orders",
        Text("按市场活动统计线索转化过程（含订单）", "Leads of campaigns, up to orders"),
        Text(
            "每个市场活动的线索最终成交了多少客户、多少张生效的订单，订单金额共多少，其中已回款多少",
            "How many customers the leads of each campaign became, how many orders in effect they gave, what these amount to, and how much"
            " of it was collected",
        ),
        {
            **_BY_CAMPAIGN,
            "measures": [
                _LEADS,
                _CUSTOMERS,
                {"as": "orders", "agg": "count_distinct", "field": f"{ORDERS}.number", "filter": _TAKEN},
                {"as": "amount", "agg": "sum", "field": f"{ORDERS}.total_amount", "filter": _TAKEN},
                {"as": "collected", "agg": "sum", "field": f"{ORDERS}.collected_amount", "filter": _TAKEN},
            ],
            "chart": {"type": "bar", "x": "name", "y": ["amount"]},
        },
        module="marketing",
        position=20,
        counts=("lead", "account", "opportunity", "sales_order"),
        labels={
            **_LABELS,
            "orders": Text("订单数", "Orders"),
            "amount": Text("订单金额", "Order amount"),
            "collected": Text("已回款", "Collected"),
        },
        on_page=True,
    ),
)


def declare() -> None:
    """Register the presets."""
    registry.report(*PRESETS)
