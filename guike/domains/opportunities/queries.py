"""Processes and stages: few, read once per write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from guike.domains.opportunities.models import Opportunity, SalesProcess, Stage
from guike.domains.opportunities.rules import ProcessFacts, StageFacts
from guike.platform.records.reading import Lookup

WHY = "sales processes are the same for everyone"


def processes() -> dict[int, ProcessFacts]:
    """Living processes with their living stages, by id, oldest first (two queries)."""
    stages: dict[int, list[StageFacts]] = {}
    for row in _STAGES.tuples():
        facts = StageFacts(*row)
        stages.setdefault(facts.process_id, []).append(facts)
    return {
        pk: ProcessFacts(pk, frozenset(departments), narrowed, is_default, tuple(stages.get(pk, ())))
        for pk, departments, narrowed, is_default in _PROCESSES.tuples()
    }


def _stages() -> QuerySet[Any]:
    rows = Stage.objects.system(reason=WHY).filter(deleted_at=None).order_by("position", "id")
    return rows.values("pk", "process_id", "position", "win_rate", "needs_feedback", "name")


def _active() -> QuerySet[Any]:
    rows = SalesProcess.objects.system(reason=WHY).filter(deleted_at=None, is_active=True).order_by("id")
    return rows.values("pk", "departments", "filter", "is_default")


_STAGES = Lookup(_stages, None)
_PROCESSES = Lookup(_active, None)


@dataclass(frozen=True)
class OpportunityOrigin:
    """What a document takes over from the opportunity that it comes from: ids."""

    account: int
    lead: int | None
    campaign: int | None


def opportunity_origins(ids: Iterable[int]) -> dict[int, OpportunityOrigin]:
    """Living opportunities by id; one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = Opportunity.objects.system(reason="a document takes over where its opportunity came from")
    found = rows.filter(pk__in=wanted, deleted_at=None).values_list(
        "pk", "account_id", "lead_id", "campaign_id"
    )
    return {pk: OpportunityOrigin(account, lead, campaign) for pk, account, lead, campaign in found}
