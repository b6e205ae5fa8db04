"""The sales process of a fresh company."""

from __future__ import annotations

from guike.domains.opportunities.models import SalesProcess
from guike.domains.opportunities.queries import WHY
from guike.platform.access.context import system_context
from guike.platform.records.writing import record_create

NAME = "标准销售流程"
STAGES = (
    ("初步接洽", "0.1"),
    ("需求确认", "0.4"),
    ("方案报价", "0.6"),
    ("商务谈判", "0.8"),
    ("合同签订", "0.9"),
)


def seed_process() -> None:
    """One default process with five stages, unless there is any."""
    if SalesProcess.objects.system(reason=WHY).exists():
        return
    stages = [{"name": name, "win_rate": rate} for name, rate in STAGES]
    process = {"name": NAME, "is_default": True, "cycle_days": 45, "stages": stages}
    record_create(system_context(), "sales_process", [process], system=True, atomic=True)
