"""Bookings in the calendars of those who booked."""

from __future__ import annotations

from guike.domains.resources.models import ResourceBooking
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.agenda.registry import Asked, Entry, calendar_source
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import visible_of

NEEDED = ("resource", "owner", "start_at", "end_at")


def booking_entries(ctx: Context, asked: Asked) -> list[Entry]:
    """Standing bookings of these people that the caller may see. One of an activity moves with the activity alone."""
    levels = [ctx.level("resource_booking", name) for name in NEEDED]
    if not ctx.can("resource_booking", "view") or any(level in UNREADABLE for level in levels):
        return []
    rows = ResourceBooking.objects.visible_to(ctx, "view").filter(
        owner_id__in=asked.users,
        status="booked",
        deleted_at=None,
        start_at__lt=asked.end,
        end_at__gt=asked.start,
    )
    page = list(rows.select_related(None).order_by("start_at", "pk")[: asked.limit])
    may_move = _movable(ctx, [row.pk for row in page])
    activities = {row.activity_id for row in page if row.activity_id}
    seen = visible_of(ctx, catalogue().get("activity"), activities) if ctx.can("activity", "view") else set()
    return [
        Entry(
            "resource_booking",
            row.pk,
            "booking",
            row.label,
            row.start_at,
            row.end_at,
            (row.owner_id,) if row.owner_id else (),
            kind=Text("资源预订", "Booking"),
            color="default",
            may_move=row.activity_id is None and row.pk in may_move,
            starts="start_at",
            ends="end_at",
            belongs=("activity", row.activity_id) if row.activity_id in seen and row.activity_id else None,
        )
        for row in page
    ]


def _movable(ctx: Context, ids: list[int]) -> set[int]:
    if not ids or not ctx.can("resource_booking", "edit"):
        return set()
    rows = ResourceBooking.objects.visible_to(ctx, "edit").filter(pk__in=ids, deleted_at=None)
    return set(rows.values_list("pk", flat=True))


def declare_agenda() -> None:
    """Register the source of calendar entries."""
    calendar_source("bookings", booking_entries)
