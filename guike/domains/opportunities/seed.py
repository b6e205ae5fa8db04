"""The sales process of a fresh company."""

from __future__ import annotations

from decimal import Decimal

from guike.domains.opportunities.models import SalesProcess, Stage
from guike.domains.opportunities.queries import WHY
from guike.kernel.pinyin import pinyin

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
    process = SalesProcess(name=NAME, label=NAME, label_sort=pinyin(NAME), is_default=True, cycle_days=45)
    SalesProcess.objects.system(reason=WHY).bulk_create([process])
    Stage.objects.system(reason=WHY).bulk_create(
        Stage(process=process, position=n, name=name, label=name, label_sort=pinyin(name), win_rate=Decimal(rate))
        for n, (name, rate) in enumerate(STAGES)
    )
