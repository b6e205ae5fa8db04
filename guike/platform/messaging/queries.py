"""Removal of old messages."""

from __future__ import annotations

from datetime import datetime

from guike.platform.messaging.services import messages


def purge(before: datetime, most: int) -> int:
    """Remove messages written before this, `most` of them; answers how many. What still waits stays."""
    old = messages().filter(created_at__lt=before).exclude(status="queued")
    ids = list(old.order_by("id").values_list("id", flat=True)[:most])
    messages().filter(pk__in=ids).delete()
    return len(ids)
