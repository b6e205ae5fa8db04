"""Presets of reports on what is owed."""

from __future__ import annotations

from guike.domains.receivables.rules import OWED
from guike.kernel.text import Text
from guike.platform.metadata.registry import registry
from guike.platform.metadata.reports import ReportSpec

_IS_OWED = {"field": "status", "op": "in", "value": list(OWED)}
_OPEN = {"as": "open", "agg": "sum", "field": "balance_amount"}
_COUNT = {"as": "receivables", "agg": "count", "field": "id"}
_LABELS = {"open": Text("未收金额", "Open"), "receivables": Text("笔数", "Receivables")}
#: days overdue at which a bucket begins; the first one is what is not due
BOUNDS = (1, 31, 61, 91)

PRESETS = (
    ReportSpec(
        "receivables_ageing",
        Text("应收账龄", "Ageing of receivables"),
        Text(
            "未收清的应收款按逾期天数分档：未到期、1–30 天、31–60 天、61–90 天、90 天以上",
            "What is owed by days overdue: not due, 1–30, 31–60, 61–90 and more than 90 days",
        ),
        {
            "object": "receivable",
            "filter": _IS_OWED,
            "groups": [{"field": "overdue_days", "bands": list(BOUNDS)}],
            "measures": [_OPEN, _COUNT],
            "totals": True,
            "chart": {"type": "bar", "x": "overdue_days", "y": ["open"]},
        },
        module="sales",
        position=60,
        labels=_LABELS,
    ),
    ReportSpec(
        "receivables_by_account",
        Text("客户欠款", "What accounts owe"),
        Text("每个客户还欠多少，其中逾期多少", "How much each account owes, and how much of it is overdue"),
        {
            "object": "receivable",
            "filter": _IS_OWED,
            "groups": [{"field": "account"}],
            "measures": [
                _OPEN,
                {**_OPEN, "as": "overdue", "filter": {"field": "is_overdue", "op": "eq", "value": True}},
                _COUNT,
            ],
            "sort": ["-open"],
            "totals": True,
        },
        module="sales",
        position=61,
        labels={**_LABELS, "overdue": Text("逾期金额", "Overdue")},
    ),
)


def declare() -> None:
    """Register the presets."""
    registry.report(*PRESETS)
