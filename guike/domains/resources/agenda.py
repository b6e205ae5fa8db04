"""Bookings in the calendars of those who booked, and in those of the resources."""

from __future__ import annotations

from collections.abc import Mapping

from guike.domains.resources.models import ResourceBooking
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.agenda.registry import Asked, Entry, calendar_source, record_calendar
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import labels, visible_of

NEEDED = ("resource", "owner", "start_at", "end_at")
TAKEN = Text("已占用", "Taken")


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


def resource_entries(ctx: Context, resource_id: int, asked: Asked) -> list[Entry]:
    """When a resource is taken, and by whom as far as the caller may read bookings. For what, only who may see the
    activity: to others it is taken, and no more."""
    rows = ResourceBooking.objects.system(
        reason="when a resource is taken concerns everybody who may book it"
    ).filter(
        resource_id=resource_id,
        status="booked",
        deleted_at=None,
        start_at__lt=asked.end,
        end_at__gt=asked.start,
    )
    page = list(rows.select_related(None).order_by("start_at", "pk")[: asked.limit])
    readable = ctx.can("resource_booking", "view") and not any(
        ctx.level("resource_booking", name) in UNREADABLE for name in NEEDED
    )
    seen = (
        visible_of(ctx, catalogue().get("resource_booking"), [row.pk for row in page]) if readable else set()
    )
    about = {row.activity_id for row in page if row.activity_id}
    open_to_him = (
        visible_of(ctx, catalogue().get("activity"), about) if ctx.can("activity", "view") else set()
    )
    names = labels(ctx, "activity", open_to_him)
    tells_use = ctx.level("resource_booking", "description") not in UNREADABLE
    return [_taken(row, row.pk in seen, names, tells_use, TAKEN.get(ctx.locale)) for row in page]


def _taken(
    row: ResourceBooking, is_seen: bool, names: Mapping[int, str], tells_use: bool, taken: str
) -> Entry:
    told = names.get(row.activity_id) if row.activity_id else (row.description if tells_use else "")
    is_told = is_seen and bool(told)
    return Entry(
        "resource_booking",
        row.pk,
        "booking",
        told if told and is_told else taken,
        row.start_at,
        row.end_at,
        (row.owner_id,) if is_seen and row.owner_id else (),
        color="blue" if is_told else "default",
        belongs=("activity", row.activity_id) if is_told and row.activity_id else None,
        is_shut=not is_seen or (row.activity_id is not None and not is_told),
    )


def declare_agenda() -> None:
    """Register the source of calendar entries, and the calendars of resources."""
    calendar_source("bookings", booking_entries)
    record_calendar("resource", resource_entries)
