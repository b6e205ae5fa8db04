"""Steps through the stages, as entries of an opportunity's timeline."""

from __future__ import annotations

from datetime import datetime

from guike.domains.opportunities.models import Stage, StageHistory
from guike.domains.opportunities.queries import WHY
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.filters.caller import UNREADABLE
from guike.platform.timeline.registry import Entry, Subjects, timeline_source

SHOWN = "steps of opportunities whose scope was asked before"
_FIRST = Text("进入阶段“{stage}”", "Entered the stage “{stage}”")
_STEP = Text("阶段从“{old}”到“{stage}”", "From the stage “{old}” to “{stage}”")


def stage_entries(ctx: Context, subjects: Subjects, before: datetime | None, limit: int) -> list[Entry]:
    """Which stage was entered when, with the feedback or the reason given."""
    ids = [record_id for object_name, record_id in subjects if object_name == "opportunity"]
    if not ids or ctx.level("opportunity", "stage") in UNREADABLE:
        return []
    rows = StageHistory.objects.system(reason=SHOWN).filter(opportunity_id__in=ids)
    if before is not None:
        rows = rows.filter(created_at__lte=before)
    page = list(rows.order_by("-created_at", "-id")[:limit])
    stages = {pk for row in page for pk in (row.from_stage_id, row.to_stage_id) if pk is not None}
    names = dict(Stage.objects.system(reason=WHY).filter(pk__in=stages).values_list("pk", "name"))
    return [
        Entry(
            row.created_at,
            "stage",
            f"2-{row.pk:020d}",
            row.created_by_id,
            (_STEP if row.from_stage_id else _FIRST).format(
                ctx.locale, old=names.get(row.from_stage_id or 0, ""), stage=names.get(row.to_stage_id, "")
            ),
            row.feedback,
            "opportunity",
            row.opportunity_id,
        )
        for row in page
    ]


def declare() -> None:
    """Register the source."""
    timeline_source("opportunities", stage_entries)
