"""Reads of activities for other domains."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from guike.domains.activities.models import Activity


@dataclass(frozen=True)
class Plan:
    """When an activity is planned, and whose it is."""

    start: datetime | None
    end: datetime | None
    owner: int | None


def plans_of(ids: Collection[int]) -> dict[int, Plan]:
    """The plans of living activities by id, whoever may see them; one query."""
    if not ids:
        return {}
    rows = Activity.objects.system(reason="what belongs to an activity has its planned time")
    found = rows.filter(pk__in=ids, deleted_at=None).values_list(
        "pk", "planned_start_at", "planned_end_at", "owner_id"
    )
    return {pk: Plan(start, end, owner) for pk, start, end, owner in found}


def campaigns_of(ids: Collection[int]) -> dict[int, int]:
    """activity → the first campaign that it is about, of living activities about one, whoever may see them; one query."""
    if not ids:
        return {}
    rows = Activity.objects.system(reason="what is spent for an activity is spent for its campaign")
    found = rows.filter(pk__in=ids, deleted_at=None).values_list("pk", "related")
    named = {pk: [one["id"] for one in related if one["object"] == "campaign"] for pk, related in found}
    return {pk: campaigns[0] for pk, campaigns in named.items() if campaigns}
