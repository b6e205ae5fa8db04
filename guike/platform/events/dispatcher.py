"""Delivers events to their handlers, at least once.

Events are found by their state, never by "id above the last one seen": a slow transaction commits
a lower id later. Nothing is notified on the write path, because NOTIFY serialises commits.
"""

from __future__ import annotations

from contextvars import copy_context
from datetime import datetime, timedelta

import structlog
from django.db import OperationalError, transaction
from django.db.models import F
from psycopg.errors import LockNotAvailable

from guike.kernel import clock
from guike.platform.audit import origin
from guike.platform.events.models import Delivery, Event
from guike.platform.events.registry import Happened, handler_named, handlers_of, listeners_of

ATTEMPTS = 8
LEASE = timedelta(seconds=30)  # after which the deliveries of a killed dispatcher are due again
_CLAIMED = 20
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=1)
_ERROR_CHARS = 2_000

_log = structlog.get_logger(__name__)


def run_once(limit: int = 100) -> int:
    """Spread up to `limit` new events and deliver up to `limit` due deliveries.

    Returns how much was done; 0 means that nothing is due now. Any number of dispatchers may run.
    """
    done = spread(limit)
    handled = 0
    while handled < limit and (claimed := _claim()):
        for delivery_id in claimed:
            _deliver(delivery_id)
        handled += len(claimed)
    return done + handled


def spread(limit: int) -> int:
    """Write a delivery per handler for up to `limit` new events; answers how many events."""
    with transaction.atomic():
        events = list(
            Event.objects.select_for_update(skip_locked=True, no_key=True)
            .filter(state=Event.PENDING)
            .order_by("id")[:limit]
        )
        now = clock.now()
        wanted = listeners_of(events)
        Delivery.objects.bulk_create(
            Delivery(event=event, handler=name, next_at=now)
            for event in events
            for name in (*handlers_of(event.kind), *wanted.get(event.id, ()))
        )
        Event.objects.filter(id__in=[event.id for event in events]).update(state=Event.SPREAD)
    return len(events)


def _claim() -> list[int]:
    """Reserve due deliveries for this dispatcher for a while; their ids.

    The attempt is counted and committed before it is made. So a delivery that kills its dispatcher ends as a dead
    letter, instead of being tried first for ever. New deliveries are taken several at a time; those that failed before
    are taken one by one, so that they harm no others.
    """
    with transaction.atomic():
        now = clock.now()
        due = list(
            Delivery.objects.select_for_update(skip_locked=True, no_key=True)
            .filter(state=Delivery.PENDING, next_at__lte=now)
            .order_by("next_at", "id")[:_CLAIMED]
        )
        taken = (
            due[:1] if due and due[0].attempts else [delivery for delivery in due if not delivery.attempts]
        )
        Delivery.objects.filter(id__in=[delivery.id for delivery in taken]).update(
            attempts=F("attempts") + 1, next_at=now + LEASE
        )
    return [delivery.id for delivery in taken]


def _deliver(delivery_id: int) -> None:
    """Run the handler of one delivery and mark it as done, in one transaction. Does nothing when another dispatcher has
    it."""
    with transaction.atomic():
        delivery = _locked(delivery_id)
        if delivery is None:
            return
        if delivery.attempts > ATTEMPTS:
            _failed(delivery, RuntimeError("the process ended every time that this was handled"))
            return
        try:
            with transaction.atomic():
                _handle(delivery)
        except Exception as failure:  # every error of a handler is recorded and the delivery is tried again
            _failed(delivery, failure)
        else:
            _mark(delivery, state=Delivery.DONE, done_at=clock.now(), error="")


def _locked(delivery_id: int) -> Delivery | None:
    """A claimed delivery; None when it is done, or still being made by a dispatcher whose claim has run out.

    This waits for the row's lock. A dispatcher that came too late to claim the delivery holds the lock for a moment; if
    the delivery were skipped, it would wait until the claim runs out.
    """
    try:
        with transaction.atomic():
            return (
                Delivery.objects.select_for_update(no_key=True, of=("self",))
                .select_related("event")
                .filter(id=delivery_id, state=Delivery.PENDING)
                .first()
            )
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return None
        raise


def _handle(delivery: Delivery) -> None:
    event = delivery.event
    handler = handler_named(delivery.handler)
    if handler is None:
        raise LookupError(f"no handler {delivery.handler!r} in this version")
    happened = happened_of(event, delivery.attempts)
    source = origin.Origin(
        actor_id=event.actor_id,
        request_id=event.request_id,
        depth=event.depth + 1,
        operation=f"event-{event.id}",
    )
    with origin.acting(source):
        # In a copy of the context, so that what is read once per request is read once per event here.
        copy_context().run(handler, happened)


def happened_of(event: Event, attempt: int = 1) -> Happened:
    """The event as handlers receive it."""
    return Happened(
        event.id,
        event.at,
        event.kind,
        event.object_name,
        event.payload,
        event.actor_id,
        event.request_id,
        event.depth,
        attempt,
    )


def _failed(delivery: Delivery, failure: Exception) -> None:
    """Schedule another try, or mark the delivery as dead."""
    dead = delivery.attempts >= ATTEMPTS
    wait = min(_FIRST_WAIT * 2 ** (delivery.attempts - 1), _LONGEST_WAIT)
    _mark(
        delivery,
        state=Delivery.DEAD if dead else Delivery.PENDING,
        next_at=clock.now() + wait,
        error=f"{type(failure).__name__}: {failure}"[:_ERROR_CHARS].replace("\x00", ""),
    )
    log = _log.error if dead else _log.warning
    log(
        "event handler failed",
        handler=delivery.handler,
        event_id=delivery.event_id,
        attempt=delivery.attempts,
        dead=dead,
        exc_info=failure,
    )


def _mark(delivery: Delivery, **values: object) -> None:
    Delivery.objects.filter(id=delivery.id).update(**values)


def purge(before: datetime, most: int) -> int:
    """Remove events older than this whose deliveries are all done or discarded, `most` of them; dead letters stay. Answers how many."""
    waiting = Delivery.objects.filter(state__in=(Delivery.PENDING, Delivery.DEAD)).values("event_id")
    old = (
        Event.objects.filter(state=Event.SPREAD, at__lt=before)
        .exclude(id__in=waiting)
        .order_by("id")
        .values_list("id", flat=True)[:most]
    )
    ids = list(old)
    Delivery.objects.filter(event_id__in=ids).delete()
    Event.objects.filter(id__in=ids).delete()
    return len(ids)
