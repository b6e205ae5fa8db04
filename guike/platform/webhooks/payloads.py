"""What a delivery says: facts of the event, and the record as the webhook's identity may see it when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from guike.kernel.text import pick_locale
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.metadata.types import format_instant
from guike.platform.records.reading import records_by_ids, table
from guike.platform.settings import queries as settings
from guike.platform.webhooks.models import Webhook, WebhookDelivery


@dataclass(frozen=True)
class NotVisible(Exception):
    """The identity does not see the record, or may not sign in, any more: nothing is told."""

    is_left: bool = False


def identity_of(webhook: Webhook) -> Context | None:
    """The context of the user with whose rights a webhook sees; None when he may not sign in any more."""
    actor = actor_of(webhook.run_as_id)
    if actor is None:
        return None
    locale = pick_locale(actor.locale or str(settings.get("company.locale")))
    return Context(actor, locale, request_id=f"webhook-{webhook.pk}")


def body_of(ctx: Context | None, delivery: WebhookDelivery) -> bytes:
    """The body of a call (JSON). NotVisible when the identity may not know of the record any more.

    Values are those of the moment of sending, and `version` says of which version of the record. A record that is gone
    has no values; its id was told when it was there.
    """
    if ctx is None:
        raise NotVisible(is_left=True)
    told: dict[str, Any] = {
        "delivery": delivery.pk,
        "event": delivery.event,
        "object": delivery.object,
        "id": delivery.record_id,
        "sequence": delivery.sequence,
        "at": format_instant(delivery.happened_at),
        "version": None,
        "changes": {},
        "values": None,
    }
    spec = catalogue().objects.get(delivery.object)
    if spec is not None:
        told |= _of_record(ctx, spec, delivery)
    return orjson.dumps(told)


def _of_record(ctx: Context, spec: ObjectSpec, delivery: WebhookDelivery) -> Mapping[str, Any]:
    rows = table(spec).filter(pk=delivery.record_id)
    gone = not rows.system(reason="whether a record that a webhook tells of still exists").exists()
    if gone:
        return {}
    seen = rows.visible_to(ctx, "view", spec.name).values("version", "deleted_at").first()
    if seen is None or not ctx.can(spec.parent or spec.name, "view"):
        raise NotVisible
    record = records_by_ids(ctx, spec, [delivery.record_id]).get(delivery.record_id)
    values = None if record is None else {k: v for k, v in record.items() if not k.startswith("_")}
    return {
        "version": seen["version"] if record is None else record["_version"],
        "changes": _readable(ctx, spec, delivery.facts.get("changes") or {}),
        "values": values,
        **{name: value for name, value in delivery.facts.items() if name == "data"},
    }


def _readable(ctx: Context, spec: ObjectSpec, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changed fields that the identity may read in full, {field: {"old", "new"}}."""
    return {
        name: {"old": old, "new": new}
        for name, (old, new) in changes.items()
        if (item := spec.by_name.get(name)) is not None
        and item.is_active
        and not item.write_only
        and ctx.level(spec.name, name) not in UNREADABLE
    }
