"""Where shipments are: asked of a service by a job, pushed by another system, or noted by hand. Each station is kept once. Nothing here is
asked while goods are shipped, so that a service that fails holds nothing up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from guike.domains.fulfilment import errors
from guike.domains.fulfilment.errors import ShipmentRefused
from guike.domains.fulfilment.models import Shipment, ShipmentEvent
from guike.domains.fulfilment.queries import (
    events_of,
    failures_of,
    shipments_by_id,
    shipments_on_their_way,
)
from guike.domains.fulfilment.services import turn_noted
from guike.domains.fulfilment.trace import CONTENT_CHARS, PORT, Seen, TracePort, carrier_code, is_on
from guike.domains.fulfilment.trace_rules import ASKED_FOR, LABEL, next_question
from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.limits import TRACED_AT_ONCE
from guike.kernel.text import T
from guike.platform.access.context import Context, system_context
from guike.platform.adapters.errors import AdapterRefused, AdapterUnavailable
from guike.platform.adapters.registry import adapter_of
from guike.platform.database.ledger import append
from guike.platform.database.locks import use_case, whole
from guike.platform.jobs.registry import Run, job_kind, periodic
from guike.platform.jobs.services import start
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Values
from guike.platform.records.writing import record_change

KIND = "shipment.trace"
#: after so many in a row that got no answer the service is taken to be away
_SILENT = 3
#: clocks of other systems may be a little ahead of ours
_AHEAD = timedelta(minutes=10)


def shipment_trace(ctx: Context, rows: Sequence[Shipment], _params: Values) -> list[Refusal | None]:
    """Ask now, in a job."""
    if not is_on():
        return [AdapterRefused("adapter.off", service=LABEL) for _row in rows]
    asked = [row.pk for row in rows if row.carrier and row.tracking_no]
    if asked:
        start(KIND, {"shipments": asked}, ctx.user_id)
    return [None if row.pk in asked else ShipmentRefused("shipment.no_tracking") for row in rows]


def shipment_note(ctx: Context, rows: Sequence[Shipment], params: Values) -> list[Refusal | None]:
    """By hand, or pushed by another system: a station that is known already changes nothing."""
    at = params.get("at") or clock.now()
    if at > clock.now() + _AHEAD:
        raise errors.wrong("at", errors.IN_FUTURE)
    one = Seen(at, (params.get("place") or "").strip(), params["content"].strip())
    for row in rows:
        keep_events(ctx, row, [one], "noted")
    return [None for _row in rows]


def keep_events(ctx: Context, row: Shipment, seen: Sequence[Seen], source: str) -> int:
    """Keep what is new of a locked shipment, and show the newest on it; returns how much was new."""
    known = {(one.at, one.place, one.content) for one in events_of(row.pk)}
    fresh = sorted({(one.at, one.place, one.content) for one in seen} - known)
    append(
        ShipmentEvent(
            shipment_id=row.pk,
            at=at,
            place=place,
            content=content,
            source=source,
            created_at=clock.now(),
            created_by_id=ctx.user_id,
        )
        for at, place, content in fresh
    )
    if fresh and (row.last_event_at is None or fresh[-1][0] >= row.last_event_at):
        at, place, content = fresh[-1]
        said = {"last_event_at": at, "last_event": f"{place} {content}".strip()[:CONTENT_CHARS]}
        record_change(ctx, "shipment", [(row, said)])
    return len(fresh)


def _trace(run: Run) -> Mapping[str, Any]:
    """Ask about each shipment of the job by itself. One that gets no answer is asked about later; several in a row end the job."""
    found = failed = silent = 0
    for pk in run.params["shipments"]:
        try:
            found += ask(pk)
            silent = 0
        except AdapterRefused as trouble:
            answered(pk, [], trouble.message("zh-CN"))
            failed += 1
        except AdapterUnavailable as trouble:
            answered(pk, [], trouble.message("zh-CN"))
            failed, silent = failed + 1, silent + 1
            if silent >= _SILENT:
                break
    return {"asked": len(run.params["shipments"]), "new": found, "failed": failed}


def ask(pk: int) -> int:
    """Ask the service about one shipment that is on its way, and keep what it says; returns how much of it is new."""
    row = shipments_by_id([pk]).get(pk)
    if row is None or row.status != "shipped" or not row.carrier or not row.tracking_no:
        return 0
    service: TracePort = adapter_of(PORT)
    return answered(pk, service.events(carrier_code(row.carrier), row.tracking_no))


@use_case
def answered(pk: int, seen: Sequence[Seen], trouble: str = "") -> int:
    """Note what the service said, or why it said nothing, and when it is asked again."""
    with whole():
        lock({"shipment": [pk]})
        row = shipments_by_id([pk]).get(pk)
        if row is None:
            return 0
        ctx = system_context()
        failures = failures_of(pk) + 1 if trouble else 0
        turn_noted(pk, failures, next_question(clock.now(), failures))
        if row.trace_note != trouble[:500]:
            record_change(ctx, "shipment", [(row, {"trace_note": trouble[:500]})])
        return keep_events(ctx, row, seen, "asked")


def trace_all() -> None:
    """A job for the shipments whose turn it is, those first that have waited longest."""
    if not is_on():
        return
    now: datetime = clock.now()
    due = shipments_on_their_way(now, since=now - ASKED_FOR, most=int(TRACED_AT_ONCE))
    if due:
        start(KIND, {"shipments": due}, None)


def declare_tracing() -> None:
    """The job, and what asks every ten minutes."""
    job_kind(KIND, _trace, label=T("查询物流", "Tracing shipments"), retries=2)
    periodic("fulfilment.trace", "*/10 * * * *", trace_all)
