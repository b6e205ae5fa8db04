"""Emits events in the transaction of their cause, and replays or discards dead deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from guike.kernel import clock
from guike.platform.audit import origin
from guike.platform.audit.services import AuditLine, audit_many
from guike.platform.database.copying import insert_values
from guike.platform.events.models import Delivery, Event

_held: ContextVar[list[tuple[Any, ...]] | None] = ContextVar("guike_events", default=None)
_COLUMNS = ("at", "kind", "object_name", "payload", "actor_id", "request_id", "depth", "state")


@dataclass(frozen=True)
class NewEvent:
    """An event to emit. `payload` is converted to JSON: dates, instants and decimals become text."""

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

    For a use-case of several writes in one transaction: an exception also drops the events. Code inside must not roll
    back a part and go on.
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


def rerun(delivery_ids: Iterable[int] | None, by: int | None = None) -> int:
    """Give dead deliveries (None: all) a new series of attempts from now. Audited; returns how many were dead."""
    with transaction.atomic():
        rows = _dead(delivery_ids)
        _note(by, "outbox.replay", rows, "")
        return rows.update(state=Delivery.PENDING, attempts=0, next_at=clock.now(), error="")


def discard(delivery_ids: Iterable[int] | None, by: int | None, reason: str) -> int:
    """Discard dead deliveries (None: all). Audited with the reason; returns how many were dead."""
    with transaction.atomic():
        rows = _dead(delivery_ids)
        _note(by, "outbox.discard", rows, reason)
        return rows.update(state=Delivery.DISCARDED, done_at=clock.now())


def _dead(delivery_ids: Iterable[int] | None) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(state=Delivery.DEAD)
    rows = rows if delivery_ids is None else rows.filter(id__in=list(delivery_ids))
    ids = list(rows.select_for_update(no_key=True).order_by("id").values_list("id", flat=True))
    return Delivery.objects.filter(id__in=ids)


def _note(by: int | None, verb: str, rows: QuerySet[Delivery], reason: str) -> None:
    told = rows.order_by("id").values_list("id", "handler", "event_id", "event__kind")
    audit_many(
        by,
        [
            AuditLine(
                verb,
                detail={"delivery": pk, "handler": handler, "event": event, "kind": kind, "reason": reason},
            )
            for pk, handler, event, kind in told
        ],
    )
