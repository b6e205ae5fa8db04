"""Writes of webhooks: what a webhook must satisfy, its verbs, and sending what is no event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction

from guike.kernel import clock, filters
from guike.kernel.errors import NotFound, Refusal
from guike.kernel.limits import CHUNK_ROWS, WEBHOOKS
from guike.platform.access.context import Context
from guike.platform.adapters.outbound import url_error
from guike.platform.audit.services import AuditLine, audit_many
from guike.platform.events.registry import tells_facts
from guike.platform.filters.resolve import resolve
from guike.platform.jobs.services import start
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import directory
from guike.platform.records.reading import table
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import record_change
from guike.platform.settings.sealing import seal
from guike.platform.webhooks.errors import WebhookRefused
from guike.platform.webhooks.models import Webhook, WebhookDelivery
from guike.platform.webhooks.payloads import identity_of
from guike.platform.webhooks.queueing import Fact, deliveries, given_up, release, webhooks, working, write
from guike.platform.webhooks.rules import SECRET_CHARS
from guike.platform.webhooks.trying import KIND

KINDS = ("internal", "integration")


def webhook_prepare(_ctx: Context, drafts: Sequence[Draft[Webhook]]) -> None:
    """Check address, objects, filter and identity; seal the secret."""
    fresh = sum(draft.is_new for draft in drafts)
    is_full = fresh and webhooks().count() + fresh > WEBHOOKS
    for draft in drafts:
        if draft.is_new and is_full:
            draft.error("name", "webhook.limit", max=int(WEBHOOKS))
        _check_url(draft)
        _check_secret(draft)
        _check_objects(draft)
        _check_identity(draft)
        if not draft.errors:
            _check_filter(draft)


def _check_url(draft: Draft[Webhook]) -> None:
    url = draft.get("url")
    error = url_error("url", url) if url and draft.changed("url") else None
    if error is not None:
        draft.error("url", error.code, **error.params)


def _check_secret(draft: Draft[Webhook]) -> None:
    given = draft.sent.get("secret")
    if given:
        if len(given) < SECRET_CHARS:
            draft.error("secret", "webhook.secret_short", min=SECRET_CHARS)
        else:
            draft.keep("secret", seal(given))
    elif draft.is_new:
        draft.error("secret", "required")


def _check_objects(draft: Draft[Webhook]) -> None:
    """Lines are told with their document, and ledgers and what the system alone writes have no events, but for those of
    which a package tells facts of its own."""
    for name in draft.get("objects") or () if draft.changed("objects") else ():
        spec = catalogue().objects.get(name)
        is_told = spec is not None and ("edit" in spec.operations or tells_facts(spec.name))
        if spec is None or spec.is_line or not is_told:
            draft.error("objects", "webhook.object", object=spec.plural if spec else name)


def _check_identity(draft: Draft[Webhook]) -> None:
    if not draft.changed("run_as"):
        return
    person = directory().people.get(draft.get("run_as") or 0)
    if person is not None and (person.status != "active" or person.kind not in KINDS):
        draft.error("run_as", "webhook.run_as")


def _check_filter(draft: Draft[Webhook]) -> None:
    """A filter fits the one object, and the identity may read all of its fields."""
    node = draft.get("filter")
    if node is None or not draft.changed("filter", "objects", "run_as", "is_active"):
        return
    names = draft.get("objects") or []
    if len(names) != 1:
        draft.error("filter", "webhook.one_object")
        return
    ctx = identity_of(draft.row)
    if ctx is None:
        return
    try:
        resolve(ctx, catalogue().get(names[0]), filters.parse(node))
    except Refusal as refused:
        draft.errors += refused.field_errors()


def webhook_purging(row: Webhook) -> None:
    """The deliveries of a webhook go with it."""
    deliveries().filter(webhook=row.pk).delete()


def webhook_test(
    ctx: Context, rows: Sequence[Webhook], _params: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """Start a job for each that sends an example and keeps the answer; a call in here would hold the row meanwhile."""
    return [{"job": start(KIND, {"webhook": row.pk, "locale": ctx.locale}, ctx.user_id)} for row in rows]


def webhook_enable(ctx: Context, rows: Sequence[Webhook], _params: Mapping[str, Any]) -> list[None]:
    """Switch webhooks on again that were switched off after a long failure; what waits is sent now."""
    ids = [row.pk for row in rows]
    fresh = {"status": Webhook.OK, "trouble": "", "failures": 0, "failing_since": None}
    record_change(ctx, "webhook", [(row, fresh) for row in rows])
    webhooks().filter(pk__in=ids).update(retry_at=None)
    due = deliveries().filter(webhook__in=ids, status=WebhookDelivery.FAILED, next_try_at__isnull=False)
    due.update(next_try_at=clock.now())
    return [None for _row in rows]


def delivery_replay(
    _ctx: Context, rows: Sequence[WebhookDelivery], _params: Mapping[str, Any]
) -> list[Refusal | None]:
    """Deliver again what was given up or delivered, with the same id, in the order of the record's deliveries. A webhook
    that is switched off sends it when it is on again."""
    known = set(webhooks().filter(pk__in={row.webhook_id for row in rows}).values_list("pk", flat=True))
    _begin_anew([row for row in rows if row.webhook_id in known])
    return [None if row.webhook_id in known else WebhookRefused("webhook.gone") for row in rows]


def _begin_anew(rows: Sequence[WebhookDelivery]) -> None:
    """Let finished deliveries wait once more, with all their attempts; their webhooks are locked."""
    for webhook_id in sorted({row.webhook_id for row in rows}):
        mine = [row for row in rows if row.webhook_id == webhook_id]
        deliveries().filter(pk__in=[row.pk for row in mine]).update(
            status=WebhookDelivery.PENDING,
            attempts=0,
            next_try_at=None,
            finished_at=None,
            discarded_at=None,
            response_code=None,
            error="",
            updated_at=clock.now(),
        )
        for name in sorted({row.object for row in mine}):
            release(webhook_id, name, sorted({row.record_id for row in mine if row.object == name}))


def replay(delivery_ids: Sequence[int] | None, by: int | None) -> int:
    """Deliver again what was given up (None: everything of it). Audited; returns how many. Each chunk is a transaction."""
    return _in_chunks(delivery_ids, by, "webhook.replay", "", _begin_anew)


def discard(delivery_ids: Sequence[int] | None, by: int | None, reason: str) -> int:
    """Leave what was given up (None: everything of it) as it is and out of the monitor. Audited with the reason; returns
    how many."""

    def mark(rows: Sequence[WebhookDelivery]) -> None:
        deliveries().filter(pk__in=[row.pk for row in rows]).update(discarded_at=clock.now())

    return _in_chunks(delivery_ids, by, "webhook.discard", reason, mark)


def _in_chunks(
    delivery_ids: Sequence[int] | None,
    by: int | None,
    verb: str,
    reason: str,
    work: Callable[[Sequence[WebhookDelivery]], None],
) -> int:
    """Work on the deliveries that were given up, under the locks of their webhooks."""
    last, number = 0, 0
    while True:
        with transaction.atomic():
            list(webhooks().order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
            rows = given_up().filter(pk__gt=last).order_by("pk")
            if delivery_ids is not None:
                rows = rows.filter(pk__in=list(delivery_ids))
            chunk = list(rows.select_for_update(no_key=True, of=("self",))[: int(CHUNK_ROWS)])
            if not chunk:
                return number
            work(chunk)
            audit_many(
                by,
                [
                    AuditLine(verb, "webhook_delivery", row.pk, detail={"event": row.event, "reason": reason})
                    for row in chunk
                ],
            )
        last, number = chunk[-1].pk, number + len(chunk)


def send(
    webhook_id: int,
    kind: str,
    object_name: str,
    record_id: int,
    *,
    once: str,
    data: Mapping[str, Any] | None = None,
) -> int | None:
    """Tell a webhook of a record without an event, in the caller's transaction, and return the delivery's id; None when
    its identity does not see the record, so nothing is told.

    `kind` is the event's name for the receiver, `data` (JSON) is added to what the identity sees. `once` names the
    occasion: a second call with the same one answers the same delivery, so a step that is repeated after a crash sends
    nothing twice. Objects, events and filter of the webhook do not count. NotFound for an unknown webhook, WebhookRefused
    webhook.not_active for one that is switched off.
    """
    spec = catalogue().get(object_name)
    with transaction.atomic():
        hook = webhooks().filter(pk=webhook_id).select_for_update(no_key=True).first()
        if hook is None:
            raise NotFound
        if not working().filter(pk=hook.pk).exists():
            raise WebhookRefused("webhook.not_active", name=hook.name)
        ctx = identity_of(hook)
        if ctx is None or not _sees(ctx, object_name, record_id):
            return None
        facts = {record_id: {"data": dict(data)}} if data else {}
        write(hook, spec, Fact(once, kind, clock.now(), [record_id], facts), [record_id])
        found: int = (
            deliveries()
            .values_list("pk", flat=True)
            .get(webhook=hook, occasion=once, object=object_name, record_id=record_id)
        )
        return found


def _sees(ctx: Context, object_name: str, record_id: int) -> bool:
    spec = catalogue().get(object_name)
    if not ctx.can(spec.parent or spec.name, "view"):
        return False
    return bool(table(spec).visible_to(ctx, "view", spec.name).filter(pk=record_id).exists())
