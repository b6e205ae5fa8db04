"""Looking at the outbox."""

from __future__ import annotations

from django.db.models import Count

from guike.kernel.limits import PAGE_MAX
from guike.platform.events.models import Delivery, Event


def dead_letters(limit: int = 50, before_id: int | None = None) -> list[Delivery]:
    """Deliveries that were given up, newest first, each with its event."""
    rows = Delivery.objects.filter(state=Delivery.DEAD).select_related("event").order_by("-id")
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return list(rows[: min(limit, PAGE_MAX)])


def backlog() -> dict[str, int]:
    """How much waits: {"events", "pending", "dead"}; for doctor and metrics."""
    counts = dict(
        Delivery.objects.exclude(state=Delivery.DONE).values_list("state").annotate(number=Count("id"))
    )
    return {
        "events": Event.objects.filter(state=Event.PENDING).count(),
        "pending": counts.get(Delivery.PENDING, 0),
        "dead": counts.get(Delivery.DEAD, 0),
    }
