"""Two reports that people of the demo company keep: the pipeline by stage for the sales department, the sources of leads month by
month for marketing."""

from __future__ import annotations

from guike.entry.demo.business import Company
from guike.entry.demo.stored import Row, create_as

FOLDER = "月度例会"
OPEN = {"field": "status", "op": "eq", "value": "open"}
PIPELINE: Row = {
    "name": "在谈商机按阶段",
    "description": "每个阶段有多少在谈商机、金额多少、占多大比例，例会前看一遍",
    "spec": {
        "object": "opportunity",
        "groups": [{"field": "stage"}],
        "measures": [
            {"as": "opportunities", "agg": "count", "field": "id", "label": "商机数"},
            {"as": "amount", "agg": "sum", "field": "amount", "label": "商机金额"},
            {"as": "share", "show": "share", "of": "amount"},
        ],
        "filter": OPEN,
        "totals": True,
        "chart": {"type": "funnel", "x": "stage", "y": ["amount"]},
    },
}
SOURCES: Row = {
    "name": "线索来源按月",
    "description": "半年来每个月各来源带来多少线索",
    "spec": {
        "object": "lead",
        "groups": [{"field": "created_at", "bucket": "month"}],
        "columns": [{"field": "source"}],
        "measures": [{"as": "leads", "agg": "count", "field": "id", "label": "线索数"}],
        "filter": {"field": "created_at", "op": "within", "value": "last_180_days"},
        "totals": True,
        "chart": {"type": "bar", "x": "created_at", "y": ["leads"]},
    },
}


def reports(company: Company) -> None:
    """Everybody's are written by himself and shared with his department; those of sales lie in a folder."""
    sales, marketing = (
        [{"object": "department", "id": company.departments[code]}] for code in ("SALES", "MKT")
    )
    folder = keep(company, "boss1", "report_folder", {"name": FOLDER, "shared_with": sales})
    keep(company, "boss1", "report", {**PIPELINE, "folder": folder, "shared_with": sales})
    keep(company, "marketing2", "report", {**SOURCES, "shared_with": marketing})


def keep(company: Company, who: str, object_name: str, row: Row) -> int:
    """Make a record as one of the demo's people; its id."""
    return create_as(company.users[who], object_name, row)
