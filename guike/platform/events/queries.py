"""Reads of the outbox for administrators and metrics."""

from __future__ import annotations

from datetime import datetime

from guike.kernel.limits import PAGE_MAX
from guike.platform.events.models import Delivery, Event


def dead_letters(limit: int = 50, before_id: int | None = None) -> list[Delivery]:
    """Deliveries that were given up, newest first, each with its event."""
    rows = Delivery.objects.filter(state=Delivery.DEAD).select_related("event").order_by("-id")
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return list(rows[: min(limit, int(PAGE_MAX) + 1)])


def backlog() -> dict[str, int]:
    """The numbers of waiting work, {"events", "pending", "dead"}, for doctor and metrics. Each count has an index of
    its own."""
    return {
        "events": Event.objects.filter(state=Event.PENDING).count(),
        "pending": Delivery.objects.filter(state=Delivery.PENDING).count(),
        "dead": Delivery.objects.filter(state=Delivery.DEAD).count(),
    }


def told_since(start: datetime) -> int:
    """How many events there were since an instant."""
    return Event.objects.filter(at__gte=start).count()


def oldest_waiting() -> datetime | None:
    """The time of the oldest event whose deliveries are not written yet; None without such an event."""
    found: datetime | None = (
        Event.objects.filter(state=Event.PENDING).order_by("id").values_list("at", flat=True).first()
    )
    return found


def waiting_before(handler: str, object_name: str, event_id: int) -> list[Event]:
    """Earlier events of an object that a handler has not handled yet, in their order. Some of them may not concern it.

    Deliveries run beside one another and are repeated, so a later event may be handled first. A handler for which the
    order counts handles these before its own. All earlier events of a record are found: whoever writes a record holds
    its row, so an earlier event was committed before the later one was written.
    """
    new = Event.objects.filter(state=Event.PENDING, object_name=object_name, id__lt=event_id)
    spread = Event.objects.filter(
        deliveries__state=Delivery.PENDING,
        deliveries__handler=handler,
        object_name=object_name,
        id__lt=event_id,
    )
    return sorted({event.id: event for event in (*new, *spread)}.values(), key=lambda event: event.id)
