"""预测快照: the pipeline as it stood at the end of each week, and the report of how it went."""

from __future__ import annotations

from guike.domains.opportunities.models import ForecastSnapshot
from guike.domains.opportunities.rules import STATES
from guike.kernel.text import Text
from guike.platform.metadata.ledgers import ledger_object
from guike.platform.metadata.registry import registry
from guike.platform.metadata.reports import ReportSpec
from guike.platform.metadata.roles import READ, VIEW
from guike.platform.metadata.snapshots import SnapshotSpec
from guike.platform.metadata.spec import AccessSpec, ViewSpec
from guike.platform.metadata.spec import spec_field as f

FORECAST_SNAPSHOT = ledger_object(
    name="forecast_snapshot",
    model=ForecastSnapshot,
    label=Text("预测快照", "Forecast snapshot"),
    plural=Text("预测快照", "Forecast snapshots"),
    access=AccessSpec(),
    name_field="taken_on",
    fields=(
        f("date", "taken_on", "截至日期", "As of"),
        f("reference", "process", "销售流程", "Process", target="sales_process", traces=True),
        f("reference", "stage", "阶段", "Stage", target="stage", traces=True, tells="opportunity.stage"),
        f("reference", "department", "所属部门", "Department", target="department", traces=True),
        f("user", "owner", "负责人", "Owner", traces=True),
        f("integer", "count", "商机数", "Opportunities", holds="balance"),
        f("money", "amount", "商机金额", "Amount", tells="opportunity.amount", holds="balance"),
        f(
            "money",
            "weighted_amount",
            "加权金额",
            "Weighted amount",
            tells="opportunity.amount opportunity.win_rate",
            holds="balance",
            help=Text(
                "每个商机的金额乘以当时的赢率", "The amount of each opportunity times its win rate then"
            ),
        ),
    ),
    list_columns=(
        "taken_on",
        "owner",
        "department",
        "process",
        "stage",
        "count",
        "amount",
        "weighted_amount",
    ),
    views=(
        ViewSpec("all", Text("全部快照", "All snapshots"), sort=("-taken_on",)),
        ViewSpec(
            "mine", Text("我的快照", "My snapshots"), {"field": "owner", "op": "is_me"}, sort=("-taken_on",)
        ),
    ),
)

#: the open pipeline, counted at the end of each week (OP-39)
WEEKLY = SnapshotSpec(
    "weekly_pipeline",
    into="forecast_snapshot",
    every="week",
    spec={
        "object": "opportunity",
        "groups": ["process", "stage", "department", "owner"],
        "measures": [
            {"as": "count", "agg": "count"},
            {"as": "amount", "agg": "sum", "field": "amount"},
            {"as": "weighted_amount", "agg": "weighted_sum", "field": "amount", "weight": "win_rate"},
        ],
        "filter": STATES.among(*STATES.open),
    },
)
PIPELINE_BY_WEEK = ReportSpec(
    "pipeline_by_week",
    Text("每周商机走势", "Pipeline week by week"),
    Text(
        "每周末在跟进的商机有多少个、金额共多少、按赢率折算多少，比上周增减多少",
        "How many opportunities were open at the end of each week, what they amounted to, plainly and weighted, and the change",
    ),
    {
        "object": "forecast_snapshot",
        "groups": [{"field": "taken_on", "bucket": "week"}],
        "measures": [
            {"as": "count", "agg": "last", "field": "count", "by": "taken_on"},
            {"as": "amount", "agg": "last", "field": "amount", "by": "taken_on"},
            {"as": "before", "show": "previous", "of": "amount"},
            {"as": "change", "formula": "amount - before", "format": "money"},
            {"as": "weighted", "agg": "last", "field": "weighted_amount", "by": "taken_on"},
        ],
        "filter": {"field": "taken_on", "op": "within", "value": "last_180_days"},
        "sort": ["-taken_on"],
        "totals": False,
        "chart": {"type": "line", "x": "taken_on", "y": ["amount", "weighted"]},
    },
    module="opportunities",
    position=40,
    labels={
        "count": Text("商机数", "Opportunities"),
        "amount": Text("商机金额", "Amount"),
        "before": Text("上周金额", "The week before"),
        "change": Text("增减", "Change"),
        "weighted": Text("加权金额", "Weighted amount"),
    },
)


def declare_forecasts() -> None:
    """Register the snapshots of the pipeline with their report, and who sees them: whoever sees the owner's or the department's
    opportunities."""
    registry.add(FORECAST_SNAPSHOT)
    registry.snapshot(WEEKLY)
    registry.report(PIPELINE_BY_WEEK)
    registry.grant("forecast_snapshot", {"sales sales_assistant marketing": VIEW, "superior executive": READ})
