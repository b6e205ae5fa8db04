"""Saying what happened, in the transaction in which it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from guike.kernel import clock
from guike.platform.audit import origin
from guike.platform.database.copying import insert_values
from guike.platform.events.models import Delivery, Event

_COLUMNS = ("at", "kind", "object_name", "payload", "actor_id", "request_id", "depth", "state")


@dataclass(frozen=True)
class NewEvent:
    """What to emit. `payload` is JSON, or becomes it: dates, instants and decimals as text."""

    kind: str
    object_name: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


def emit(kind: str, object_name: str = "", payload: Mapping[str, Any] | None = None) -> None:
    """Write one event; actor, request and depth come from the current origin.

    Only inside a transaction (RuntimeError otherwise): an event that outlives a rolled-back change,
    or is lost with a crash between two commits, is worse than none.
    """
    emit_many([NewEvent(kind, object_name, payload or {})])


def emit_many(events: Iterable[NewEvent]) -> None:
    """Write several events in one statement."""
    if not connection.in_atomic_block:
        raise RuntimeError("emit() belongs into the transaction of the change it tells about")
    source = origin.current()
    at = clock.now()
    by = (source.actor_id, source.request_id, source.depth, Event.PENDING)
    insert_values(
        Event, _COLUMNS, [(at, event.kind, event.object_name, event.payload, *by) for event in events]
    )


def rerun(delivery_ids: Iterable[int]) -> int:
    """Give dead deliveries another row of attempts, from now; answers how many were dead."""
    return Delivery.objects.filter(id__in=list(delivery_ids), state=Delivery.DEAD).update(
        state=Delivery.PENDING, attempts=0, next_at=clock.now(), error=""
    )
