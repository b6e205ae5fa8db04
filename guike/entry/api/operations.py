"""Routes for administrators: waiting work, and work that was given up, to be replayed or discarded.

The outbox has dead letters (deliveries of events whose handler failed too often), the queue failed jobs, and webhooks have
deliveries that no receiver took. Reminders are counted here; those that were given up are a list of records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from guike.entry.api.answers import Form, OneLine, json_answer
from guike.entry.api.queries import check_params
from guike.kernel import clock
from guike.kernel.errors import BadRequest, FieldError, Forbidden, Invalid, NotFound
from guike.kernel.limits import PAGE_DEFAULT, PAGE_MAX
from guike.kernel.numerals import MOST, whole
from guike.platform.access.context import Context
from guike.platform.access.people import person
from guike.platform.events import queries as outbox
from guike.platform.events import services as outbox_services
from guike.platform.events.models import Delivery
from guike.platform.jobs import queries as jobs
from guike.platform.jobs import services as jobs_services
from guike.platform.metadata.types import format_instant
from guike.platform.notify import deliveries as reminders
from guike.platform.records.reading import labels_of_many
from guike.platform.webhooks import queries as webhooks
from guike.platform.webhooks import services as webhook_services
from guike.platform.webhooks.models import WebhookDelivery

router = Router(tags=["operations"])


class Chosen(Form):
    """A choice of given-up deliveries or jobs: some, or all."""

    ids: list[int] = Field(default=[], max_length=int(PAGE_MAX))
    all: bool = False

    @property
    def wanted(self) -> list[int] | None:
        """The chosen ids; None means all."""
        if not self.all and not self.ids:
            raise Invalid([FieldError("ids", "required")])
        return None if self.all else [one for one in self.ids if 0 < one <= MOST]


class Discarded(Chosen):
    reason: OneLine = Field(min_length=1, max_length=500)


def _administrator(request: HttpRequest) -> Context:
    ctx: Context = request.auth  # type: ignore[attr-defined]
    if not ctx.administers:
        raise Forbidden("access.no_permission")
    return ctx


def _page(request: HttpRequest) -> tuple[int, int | None]:
    """(how many rows, the id before which they start)"""
    check_params(request, frozenset({"limit", "cursor"}))
    limit = whole(request.GET.get("limit") or str(int(PAGE_DEFAULT)), int(PAGE_MAX))
    if not limit:
        raise Invalid([FieldError("limit", "out_of_range", {"min": 1, "max": int(PAGE_MAX)})])
    cursor = request.GET.get("cursor", "")
    before = whole(cursor) if cursor else None
    if cursor and before is None:
        raise BadRequest("cursor.invalid", field="cursor")
    return limit, before


def _answer(rows: list[dict[str, Any]], limit: int) -> HttpResponse:
    """A page; `rows` has one row more, which shows whether there is a next page."""
    shown = rows[:limit]
    return json_answer({"items": shown, "next_cursor": str(shown[-1]["id"]) if len(rows) > limit else None})


@router.get("")
def backlog(request: HttpRequest) -> HttpResponse:
    """How many events and jobs wait and how many were given up."""
    _administrator(request)
    check_params(request, frozenset())
    oldest = outbox.oldest_waiting()
    hour_ago = clock.now() - timedelta(hours=1)
    events = {
        **outbox.backlog(),
        "oldest_at": format_instant(oldest) if oldest else None,
        "last_hour": outbox.told_since(hour_ago),
    }
    return json_answer(
        {
            "events": events,
            "jobs": jobs.backlog(),
            "webhooks": _webhooks(hour_ago),
            "reminders": _reminders(hour_ago),
        }
    )


def _reminders(hour_ago: datetime) -> dict[str, Any]:
    oldest = reminders.oldest_due()
    return {
        **reminders.backlog(),
        "oldest_at": format_instant(oldest) if oldest else None,
        "last_hour": reminders.sent_since(hour_ago),
    }


def _webhooks(hour_ago: datetime) -> dict[str, Any]:
    oldest = webhooks.oldest_waiting()
    return {
        **webhooks.backlog(),
        "oldest_at": format_instant(oldest) if oldest else None,
        "last_hour": webhooks.delivered_since(hour_ago),
        "troubled": [
            {**one, "failing_since": format_instant(one["failing_since"]) if one["failing_since"] else None}
            for one in webhooks.troubled()
        ],
    }


@router.get("/dead_letters")
def dead_letters(request: HttpRequest) -> HttpResponse:
    """Deliveries that were given up, the newest first, with their errors."""
    ctx = _administrator(request)
    limit, before = _page(request)
    return _answer([_letter(ctx, row) for row in outbox.dead_letters(limit + 1, before)], limit)


def _letter(ctx: Context, row: Delivery) -> dict[str, Any]:
    return {
        "id": row.pk,
        "event": row.event_id,
        "kind": row.event.kind,
        "object": row.event.object_name or None,
        "handler": row.handler,
        "at": format_instant(row.event.at),
        "actor": person(ctx, row.event.actor_id),
        "attempts": row.attempts,
        "reason": row.error,
    }


@router.get("/failed_jobs")
def failed_jobs(request: HttpRequest) -> HttpResponse:
    """Jobs that failed and were not discarded, the newest first."""
    ctx = _administrator(request)
    limit, before = _page(request)
    found = jobs.failed_jobs(limit + 1, before, ctx.locale)
    return _answer([_job(ctx, row) for row in found], limit)


@router.get("/webhook_deliveries")
def webhook_deliveries(request: HttpRequest) -> HttpResponse:
    """Deliveries of webhooks that were given up, the newest first."""
    ctx = _administrator(request)
    limit, before = _page(request)
    rows = webhooks.dead_letters(limit + 1, before)
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        wanted[row.object].add(row.record_id)
    names = labels_of_many(ctx, wanted)
    return _answer([_delivery(row, names) for row in rows], limit)


def _delivery(row: WebhookDelivery, names: Mapping[str, Mapping[int, str]]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "webhook": {"id": row.webhook_id, "name": row.webhook.name},
        "event": row.event,
        "record": {**row.record, "name": names[row.object].get(row.record_id)},
        "at": format_instant(row.happened_at),
        "attempts": row.attempts,
        "response_code": row.response_code,
        "reason": row.error,
    }


def _job(ctx: Context, row: dict[str, Any]) -> dict[str, Any]:
    instants = {name: format_instant(row[name]) for name in ("created_at", "finished_at")}
    return {**row, **instants, "created_by": person(ctx, row["created_by"])}


_REPLAY: dict[str, Callable[[list[int] | None, int | None], int]] = {
    "dead_letters": outbox_services.rerun,
    "failed_jobs": jobs_services.replay,
    "webhook_deliveries": webhook_services.replay,
}
_DISCARD: dict[str, Callable[[list[int] | None, int | None, str], int]] = {
    "dead_letters": outbox_services.discard,
    "failed_jobs": jobs_services.discard,
    "webhook_deliveries": webhook_services.discard,
}


@router.post("/{of}/replay")
def replay(request: HttpRequest, of: str, payload: Chosen) -> HttpResponse:
    """{"ids"} or {"all": true}: try again; answers {"count"}."""
    ctx = _administrator(request)
    if of not in _REPLAY:
        raise NotFound
    return json_answer({"count": _REPLAY[of](payload.wanted, ctx.user_id)})


@router.post("/{of}/discard")
def discard(request: HttpRequest, of: str, payload: Discarded) -> HttpResponse:
    """{"ids"} or {"all": true}, {"reason"}: give up for good; answers {"count"}."""
    ctx = _administrator(request)
    if of not in _DISCARD:
        raise NotFound
    return json_answer({"count": _DISCARD[of](payload.wanted, ctx.user_id, payload.reason)})
