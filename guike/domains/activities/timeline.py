"""Activities as entries in the timelines of their related records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from guike.domains.activities.models import Activity
from guike.platform.access.context import Context
from guike.platform.feed.metadata import like_actions
from guike.platform.feed.registry import FollowUps, follow_ups
from guike.platform.files.queries import files_of, shown
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.records.models import RecordLink
from guike.platform.timeline.registry import Entry, timeline_source


def activity_entries(
    ctx: Context, subjects: Sequence[tuple[str, int]], before: datetime | None, limit: int
) -> list[Entry]:
    """Entries of the activities that the reader may see, by the time they were done (or planned), with the fields that
    he may read."""
    spec = catalogue().get("activity")
    readable = {item.name for item in spec.fields if ctx.level("activity", item.name) not in UNREADABLE}
    if not ctx.can("activity", "view") or "related" not in readable:
        return []
    condition = Q()
    for object_name, record_id in subjects:
        condition |= Q(target_object=object_name, target_id=record_id)
    linked = RecordLink.objects.filter(condition, object="activity", field="related").values("record_id")
    seen = Activity.objects.visible_to(ctx, "view").filter(deleted_at=None, pk__in=linked)
    times = [name for name in ("done_at", "planned_start_at") if name in readable]
    rows = seen.annotate(at=Coalesce(*times, "created_at") if times else F("created_at"))
    if before is not None:
        rows = rows.filter(at__lte=before)
    page = list(rows.order_by("-at", "-id")[:limit])
    files = files_of("activity", [row.pk for row in page])
    found = []
    for row in page:
        kind = spec.by_name["kind"].choice(row.kind) if "kind" in readable else None
        subject = row.subject if "subject" in readable else ""
        title = " · ".join(part for part in (kind.label.get(ctx.locale) if kind else "", subject) if part)
        body = "\n".join(
            getattr(row, name) for name in ("content", "result") if name in readable and getattr(row, name)
        )
        found.append(
            Entry(
                row.at,
                "activity",
                f"3-{row.pk:020d}",
                row.owner_id or row.created_by_id if "owner" in readable else None,
                title,
                body,
                "activity",
                row.pk,
                "is_problem" in readable and row.is_problem,
                files=[shown(f) for f in files.get(row.pk, []) if not f.field or f.field in readable],
            )
        )
    return found


def declare() -> None:
    """Register the source of timeline entries; a done activity is a follow-up in the feed, which may be liked."""
    registry.extend("activity", actions=like_actions())
    follow_ups(
        FollowUps("activity", ("done",), "related", "kind", ("subject", "content", "result"), "mentions")
    )
    timeline_source("activities", activity_entries)
