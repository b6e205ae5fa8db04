"""What packages above do with goods on their way, and rows that are no records."""

from __future__ import annotations

from datetime import datetime

from guike.domains.fulfilment.models import TraceTurn
from guike.domains.fulfilment.progress import order_progress as order_progress
from guike.domains.fulfilment.shipping import when_goods_moved as when_goods_moved


def turn_noted(shipment: int, failures: int, due_at: datetime) -> None:
    """When a locked shipment is asked about next, and how often in a row there was no answer."""
    said = {"failures": failures, "due_at": due_at}
    TraceTurn.objects.update_or_create(shipment_id=shipment, defaults=said)
