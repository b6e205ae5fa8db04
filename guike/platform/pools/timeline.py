"""Claims, assignments and returns as entries of a record's timeline."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.access.people import person_name
from guike.platform.filters.caller import UNREADABLE
from guike.platform.pools.models import ClaimEntry
from guike.platform.timeline.registry import Entry, Subjects, timeline_source

_TITLES = {
    "claim": Text("从池中领取", "Claimed from the pool"),
    "assign": Text("分配给 {name}", "Assigned to {name}"),
    "return": Text("退回池中（原负责人 {name}）", "Returned to the pool (was {name}'s)"),
}


def pool_entries(ctx: Context, subjects: Subjects, before: datetime | None, limit: int) -> list[Entry]:
    """Claims, assignments and returns with their reasons."""
    condition = Q()
    told = [pair for pair in subjects if ctx.level(pair[0], "owner") not in UNREADABLE]
    if not told:
        return []
    for object_name, record_id in told:
        condition |= Q(object=object_name, record_id=record_id)
    rows = ClaimEntry.objects.filter(condition)
    if before is not None:
        rows = rows.filter(at__lte=before)
    return [
        Entry(
            row.at,
            "pool",
            f"2-{row.pk:020d}",
            row.by_id,
            _TITLES[row.verb].format(ctx.locale, name=person_name(ctx, row.user_id) or ""),
            row.reason,
            row.object,
            row.record_id,
        )
        for row in rows.order_by("-at", "-id")[:limit]
    ]


def declare() -> None:
    """Register the source."""
    timeline_source("pools", pool_entries)
