"""Processes and stages: few, read once per write."""

from __future__ import annotations

from guike.domains.opportunities.models import SalesProcess, Stage
from guike.domains.opportunities.rules import ProcessFacts, StageFacts

WHY = "sales processes are the same for everyone"


def processes() -> dict[int, ProcessFacts]:
    """Living processes with their living stages, by id, oldest first (two queries)."""
    stages: dict[int, list[StageFacts]] = {}
    rows = Stage.objects.system(reason=WHY).filter(deleted_at=None).order_by("position", "id")
    for row in rows:
        facts = StageFacts(row.pk, row.process_id, row.position, row.win_rate, row.needs_feedback, row.name)
        stages.setdefault(row.process_id, []).append(facts)
    found = SalesProcess.objects.system(reason=WHY).filter(deleted_at=None, is_active=True).order_by("id")
    return {
        row.pk: ProcessFacts(row.pk, frozenset(row.departments), row.filter, row.is_default, tuple(stages.get(row.pk, ())))
        for row in found
    }
