"""Activities in the calendars of their owners and participants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from guike.domains.activities.models import Activity
from guike.domains.activities.rules import STATES, is_overdue
from guike.kernel import clock
from guike.platform.access.context import Context
from guike.platform.agenda.registry import Asked, Entry, calendar_source
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.models import RecordLink

#: without these nothing can be shown in a calendar
NEEDED = ("owner", "planned_start_at", "status")


def activity_entries(ctx: Context, asked: Asked) -> list[Entry]:
    """Activities that the caller may see, of these people: at the planned time; tasks when they are due; what was done
    without a plan when it was done. Cancelled ones are left out."""
    if not ctx.can("activity", "view") or any(_is_hidden(ctx, name) for name in NEEDED):
        return []
    seen = Activity.objects.visible_to(ctx, "view").filter(_time(asked), deleted_at=None)
    seen = seen.exclude(status="cancelled")
    found = {row.pk: row for rows in (_owned(seen, asked), _joined(seen, asked)) for row in rows}
    may_move = _movable(ctx, [pk for pk, row in found.items() if row.status in STATES.open])
    return sorted((_entry(ctx, row, row.pk in may_move) for row in found.values()), key=lambda one: one.start)


def _is_hidden(ctx: Context, name: str) -> bool:
    return ctx.level("activity", name) in UNREADABLE


def _time(asked: Asked) -> Q:
    start, end = asked.start, asked.end
    ends_later = Q(planned_end_at__gt=start) | Q(planned_end_at=None, planned_start_at__gte=start)
    return (
        (Q(planned_start_at__lt=end) & (ends_later | Q(planned_start_at__gte=start)))
        | Q(planned_start_at=None, planned_end_at__gte=start, planned_end_at__lt=end)
        | Q(planned_start_at=None, planned_end_at=None, done_at__gte=start, done_at__lt=end)
    )


def _owned(seen: QuerySet[Activity], asked: Asked) -> list[Activity]:
    return list(seen.filter(owner_id__in=asked.users).order_by("planned_start_at", "pk")[: asked.limit])


def _joined(seen: QuerySet[Activity], asked: Asked) -> list[Activity]:
    linked = RecordLink.objects.filter(
        object="activity", field="participants", target_object="user", target_id__in=asked.users
    )
    rows = seen.filter(pk__in=linked.values("record_id"))
    return list(rows.order_by("planned_start_at", "pk")[: asked.limit])


def _movable(ctx: Context, ids: list[int]) -> set[int]:
    if not ids or not ctx.can("activity", "reschedule"):
        return set()
    rows = Activity.objects.visible_to(ctx, "edit").filter(pk__in=ids, deleted_at=None)
    return set(rows.values_list("pk", flat=True))


def _entry(ctx: Context, row: Activity, may_move: bool) -> Entry:
    spec = catalogue().get("activity")
    kind = None if _is_hidden(ctx, "kind") else spec.by_name["kind"].choice(row.kind)
    state = spec.by_name["status"].choice(row.status)
    told = row.label if not any(_is_hidden(ctx, part.name) for part in spec.label_parts) else f"#{row.pk}"
    start = row.planned_start_at or row.planned_end_at or row.done_at
    assert start is not None
    is_task = row.kind == "task" or row.planned_start_at is None
    return Entry(
        "activity",
        row.pk,
        "task" if is_task and row.done_at is None else "activity",
        told,
        start,
        row.planned_end_at if row.planned_start_at is not None else None,
        tuple(_people(ctx, row)),
        kind=kind.label if kind else None,
        color=kind.color if kind else "default",
        state=state.label if state else None,
        is_closed=row.status in STATES.closed,
        is_overdue=is_overdue(row.status, row.planned_start_at, row.planned_end_at, clock.now()),
        is_repeated=bool(row.repeat or row.series_id),
        may_move=may_move and row.planned_start_at is not None,
        by="reschedule",
        starts="planned_start_at",
        ends="planned_end_at",
        place="" if _is_hidden(ctx, "place") else row.place,
        text="" if _is_hidden(ctx, "content") else row.content,
    )


def _people(ctx: Context, row: Any) -> Iterator[int]:
    if row.owner_id is not None:
        yield row.owner_id
    if not _is_hidden(ctx, "participants"):
        yield from (one for one in row.participants if one != row.owner_id)


def declare_agenda() -> None:
    """Register the source of calendar entries."""
    calendar_source("activities", activity_entries)
