"""Writes the deliveries of events: each once, numbered per webhook and record, in the order of the events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q

from guike.kernel import clock, filters
from guike.kernel.errors import Refusal
from guike.kernel.limits import CHUNK_ROWS
from guike.kernel.text import T, Text, pick_locale
from guike.platform.events import queries as outbox
from guike.platform.events.registry import Happened, Told, code_of
from guike.platform.filters.sql import compile_filter
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import notify
from guike.platform.org.queries import administrators
from guike.platform.records.reading import table
from guike.platform.settings import queries as settings
from guike.platform.webhooks.errors import BROKEN_FILTER, LEFT
from guike.platform.webhooks.models import Webhook, WebhookDelivery
from guike.platform.webhooks.payloads import identity_of

HANDLER = "webhooks.enqueue"
DISABLED = "webhook.disabled"
WHY = "deliveries of webhooks are kept by the system"

notification_kind(
    DISABLED,
    T("推送停用", "Webhook switched off"),
    T("推送“{name}”已停用：{reason}", "The webhook “{name}” was switched off: {reason}"),
)


def webhooks() -> Any:
    """All webhooks that are not deleted."""
    return Webhook.objects.system(reason=WHY).filter(deleted_at=None)


def deliveries() -> Any:
    """All deliveries."""
    return WebhookDelivery.objects.system(reason=WHY)


def given_up() -> Any:
    """The deliveries that were given up and that nobody has discarded, of webhooks that are still there."""
    return deliveries().filter(
        status=WebhookDelivery.DEAD, discarded_at__isnull=True, webhook__deleted_at__isnull=True
    )


def working() -> Any:
    """The webhooks that send and are told of events."""
    return webhooks().filter(is_active=True).exclude(status=Webhook.DISABLED)


def wanted(events: Sequence[Told]) -> Collection[int]:
    """The ids of the events that a webhook waits for; one small query for many events."""
    pairs = {
        (name, code)
        for objects, codes in working().values_list("objects_told", "events")
        for name in objects
        for code in codes
    }
    return [event.id for event in events if (event.object_name, code_of(event.kind)) in pairs]


@dataclass(frozen=True)
class Fact:
    """An event as it is written for webhooks. `facts`: what it tells of single records, by their id."""

    occasion: str
    event: str
    at: datetime
    ids: Sequence[int]
    facts: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


def enqueue(happened: Happened) -> None:
    """Write the deliveries of an event, and before them those of earlier events of the object that were not handled yet.

    The rows of the webhooks are locked, so deliveries of one webhook are written by one handler at a time.
    """
    spec = catalogue().objects.get(happened.object_name)
    if spec is None:
        return
    told = working().filter(objects_told__contains=[spec.name]).order_by("pk")
    locked = list(told.select_for_update(no_key=True))
    if not locked:
        return
    earlier = outbox.waiting_before(HANDLER, happened.object_name, happened.id)
    for event in (*earlier, happened):
        fact = fact_of(event)
        for webhook in locked:
            if fact.event in webhook.events and webhook.status != Webhook.DISABLED:
                _tell(webhook, spec, fact)


def fact_of(event: Any) -> Fact:
    """The parts of an event that webhooks tell. A migration tells nothing."""
    payload = event.payload
    code = code_of(event.kind)
    ids = [] if payload.get("quiet") else [int(one) for one in payload.get("ids") or ()]
    facts: dict[int, Mapping[str, Any]] = {}
    changes = payload.get("changes")
    if code == "updated" and isinstance(changes, Mapping):
        facts = {int(one): {"changes": changed} for one, changed in changes.items()}
    elif code == "state_changed" and isinstance(changes, Sequence):
        state = catalogue().get(event.object_name).states
        if state is not None:
            facts = {int(one["id"]): {"changes": {state.field: [one["old"], one["new"]]}} for one in changes}
    elif isinstance(payload.get("facts"), Mapping):
        facts = {int(one): {"data": said} for one, said in payload["facts"].items()}
    return Fact(f"event-{event.id}", code, event.at, ids, facts)


def _tell(webhook: Webhook, spec: ObjectSpec, fact: Fact) -> None:
    ctx = identity_of(webhook)
    if ctx is None:
        disable(webhook, LEFT)
        return
    if not ctx.can(spec.name, "view"):
        return
    rows = table(spec).visible_to(ctx, "view", spec.name)
    if webhook.filter:
        try:
            rows = rows.filter(compile_filter(ctx, spec, filters.parse(webhook.filter)))
        except Refusal as refused:
            disable(webhook, BROKEN_FILTER, reason=refused)
            return
    for start in range(0, len(fact.ids), int(CHUNK_ROWS)):
        chunk = fact.ids[start : start + int(CHUNK_ROWS)]
        chosen = set(rows.filter(pk__in=chunk).values_list("pk", flat=True))
        write(webhook, spec, fact, [one for one in chunk if one in chosen])


def write(webhook: Webhook, spec: ObjectSpec, fact: Fact, ids: Sequence[int]) -> int:
    """Write the deliveries of one fact that are not there yet, under the lock of the webhook; returns how many."""
    own = deliveries().filter(webhook=webhook, object=spec.name, record_id__in=ids)
    there = set(own.filter(occasion=fact.occasion).values_list("record_id", flat=True))
    fresh = [one for one in dict.fromkeys(ids) if one not in there]
    if not fresh:
        return 0
    before = {
        record_id: (last, still_open)
        for record_id, last, still_open in own.order_by()
        .values_list("record_id")
        .annotate(last=Max("sequence"), open=Count("pk", filter=Q(status__in=WebhookDelivery.OPEN)))
    }
    now = clock.now()
    rows = []
    for one in fresh:
        last, still_open = before.get(one, (0, 0))
        rows.append(
            WebhookDelivery(
                webhook=webhook,
                event=fact.event,
                object=spec.name,
                record_id=one,
                record={"object": spec.name, "id": one},
                occasion=fact.occasion,
                happened_at=fact.at,
                facts=dict(fact.facts.get(one, {})),
                sequence=last + 1,
                next_try_at=None if still_open else now,
                label=f"{webhook.name} · {fact.event}"[:300],
            )
        )
    deliveries().bulk_create(rows, batch_size=int(CHUNK_ROWS))
    return len(rows)


def release(webhook_id: int, object_name: str, record_ids: Iterable[int]) -> None:
    """Let the next open delivery of each record be due, where none is. Under the lock of the webhook."""
    for record_id in record_ids:
        still_open = deliveries().filter(
            webhook=webhook_id, object=object_name, record_id=record_id, status__in=WebhookDelivery.OPEN
        )
        if still_open.filter(next_try_at__isnull=False).exists():
            continue
        first = still_open.order_by("sequence").values_list("pk", flat=True).first()
        if first is not None:
            deliveries().filter(pk=first).update(next_try_at=clock.now())


def disable(webhook: Webhook, why: Text, **params: object) -> None:
    """Switch a webhook off and tell the administrators why. What it has not delivered yet stays and is sent when it is
    switched on again."""
    locale = pick_locale(str(settings.get("company.locale")))
    known = {name: one.message(locale) if isinstance(one, Refusal) else one for name, one in params.items()}
    trouble = why.format(locale, **known)
    webhook.status, webhook.trouble = Webhook.DISABLED, trouble
    webhooks().filter(pk=webhook.pk).update(status=Webhook.DISABLED, trouble=trouble)
    notify(
        DISABLED,
        administrators(),
        "webhook",
        webhook.pk,
        occasion=f"disabled:{clock.now():%Y-%m-%dT%H:%M:%S}",
        name=webhook.name,
        reason=trouble,
    )
