"""Presets of reports on leads alone."""

from __future__ import annotations

from guike.kernel.text import Text
from guike.platform.metadata.registry import registry
from guike.platform.metadata.reports import ReportSpec

_COUNT = {"as": "leads", "agg": "count", "field": "id"}

PRESETS = (
    ReportSpec(
        "leads_by_person",
        Text("按员工统计线索转换情况", "Leads by person and state"),
        Text(
            "每位员工名下的线索各处于什么状态；没有负责人的列在最后",
            "In which states the leads of each person are; those without an owner come last",
        ),
        {
            "object": "lead",
            "groups": [{"field": "owner"}, {"field": "status"}],
            "measures": [_COUNT],
            "totals": True,
        },
        module="marketing",
        position=30,
    ),
    ReportSpec(
        "leads_by_source",
        Text("线索来源转化分析", "Conversion by source of leads"),
        Text(
            "每种来源带来多少线索，其中多少已转换，转换率是多少",
            "How many leads each source brought, how many of them were converted, and the share of these",
        ),
        {
            "object": "lead",
            "groups": [{"field": "source"}],
            "measures": [
                _COUNT,
                {
                    **_COUNT,
                    "as": "converted",
                    "filter": {"field": "status", "op": "eq", "value": "converted"},
                },
                {"as": "rate", "formula": "converted / leads", "format": "percent"},
            ],
            "sort": ["-leads"],
            "totals": True,
            "chart": {"type": "bar", "x": "source", "y": ["leads", "converted"]},
        },
        module="marketing",
        position=40,
        labels={"converted": Text("已转换", "Converted"), "rate": Text("转换率", "Conversion rate")},
    ),
)


def declare() -> None:
    """Register the presets."""
    registry.report(*PRESETS)
