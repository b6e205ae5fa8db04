"""Reads of deliveries for the monitor, and the removal of old ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef

from guike.kernel.limits import PAGE_MAX
from guike.platform.webhooks.models import Webhook, WebhookDelivery
from guike.platform.webhooks.queueing import deliveries, given_up, webhooks


def backlog() -> dict[str, int]:
    """{"pending", "failed", "dead"}: how many deliveries wait, are tried again, were given up. An index holds them."""
    waiting = deliveries().filter(status__in=WebhookDelivery.OPEN, webhook__deleted_at=None).order_by()
    found = dict(waiting.values_list("status").annotate(Count("pk")))
    return {
        **{status: found.get(status, 0) for status in WebhookDelivery.OPEN},
        WebhookDelivery.DEAD: given_up().count(),
    }


def oldest_waiting() -> datetime | None:
    """When the oldest event happened that a working webhook has not delivered yet; None without one."""
    found: datetime | None = (
        deliveries()
        .filter(status__in=WebhookDelivery.OPEN, webhook__is_active=True, webhook__deleted_at=None)
        .exclude(webhook__status=Webhook.DISABLED)
        .order_by("happened_at")
        .values_list("happened_at", flat=True)
        .first()
    )
    return found


def delivered_since(start: datetime) -> int:
    """How many deliveries were received since an instant."""
    return int(deliveries().filter(status=WebhookDelivery.DELIVERED, finished_at__gte=start).count())


def dead_letters(limit: int = 50, before_id: int | None = None) -> list[WebhookDelivery]:
    """Deliveries that were given up, newest first, each with its webhook."""
    rows = given_up().order_by("-pk")
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    found = list(rows[: min(limit, int(PAGE_MAX) + 1)])
    hooks = {hook.pk: hook for hook in webhooks().filter(pk__in={row.webhook_id for row in found})}
    for row in found:
        row.webhook = hooks[row.webhook_id]
    return found


def troubled() -> list[dict[str, Any]]:
    """[{"id", "name", "status", "trouble", "failing_since"}] of the webhooks that do not work."""
    rows = webhooks().filter(is_active=True).exclude(status=Webhook.OK).order_by("name")
    return list(rows.values("id", "name", "status", "trouble", "failing_since"))


def purge(before: datetime, most: int) -> int:
    """Remove deliveries that were received before this, `most` of them; what was given up stays. Of each record the
    last one is kept, so that its numbers go on. Answers how many."""
    later = deliveries().filter(
        webhook=OuterRef("webhook"),
        object=OuterRef("object"),
        record_id=OuterRef("record_id"),
        sequence__gt=OuterRef("sequence"),
    )
    old = deliveries().filter(status=WebhookDelivery.DELIVERED, finished_at__lt=before)
    ids = list(old.filter(Exists(later)).order_by("pk").values_list("pk", flat=True)[:most])
    deliveries().filter(pk__in=ids).delete()
    return len(ids)
