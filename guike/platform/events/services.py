"""Saying what happened, in the transaction in which it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from guike.kernel import clock
from guike.platform.audit import origin
from guike.platform.database.copying import insert_values
from guike.platform.events.models import Delivery, Event

_held: ContextVar[list[tuple[Any, ...]] | None] = ContextVar("guike_events", default=None)
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
    rows = [(at, event.kind, event.object_name, event.payload, *by) for event in events]
    held = _held.get()
    if held is None:
        insert_values(Event, _COLUMNS, rows)
    else:
        held += rows


@contextmanager
def gathered() -> Iterator[None]:
    """Events emitted within are written at the end, in one statement.

    For a use-case of several writes that stands or falls as a whole: what ends it drops its events too. Nothing
    within may undo a part and go on.
    """
    token = _held.set([])
    try:
        yield
        rows = _held.get() or []
    finally:
        _held.reset(token)
    outer = _held.get()
    if outer is not None:
        outer += rows
    elif rows:
        insert_values(Event, _COLUMNS, rows)


def rerun(delivery_ids: Iterable[int]) -> int:
    """Give dead deliveries another row of attempts, from now; answers how many were dead."""
    return Delivery.objects.filter(id__in=list(delivery_ids), state=Delivery.DEAD).update(
        state=Delivery.PENDING, attempts=0, next_at=clock.now(), error=""
    )
