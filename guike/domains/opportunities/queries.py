"""Processes and stages: few, read once per write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from guike.domains.opportunities.models import Opportunity, SalesProcess, Stage
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
        row.pk: ProcessFacts(
            row.pk, frozenset(row.departments), row.filter, row.is_default, tuple(stages.get(row.pk, ()))
        )
        for row in found
    }


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
