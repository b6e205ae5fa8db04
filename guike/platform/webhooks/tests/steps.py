"""What tests of webhooks do and look at."""

from __future__ import annotations

import json
from typing import Any

from guike.platform.webhooks.models import WebhookDelivery
from guike.platform.webhooks.queueing import deliveries
from guike.platform.webhooks.sending import Sender
from tests.support import company
from tests.support.receiver import Received

SECRET = "kZ3pQ8vN1xT6mW4r"


def hook(house: company.Company, **values: Any) -> Any:
    """A webhook that tells of leads as the manager sees them, made by the administrator."""
    given = {
        "name": "数据仓库",
        "url": "https://warehouse.example.com/hook",
        "secret": SECRET,
        "objects": ["lead"],
        "events": ["created", "updated"],
        "run_as": house.manager,
        **values,
    }
    return company.make("webhook", house.admin, **given)


def queued(webhook: Any) -> list[tuple[str, int, int, str]]:
    """(event, record, sequence, status) of the deliveries of a webhook, in the order in which they were written."""
    rows = deliveries().filter(webhook=webhook.pk).order_by("pk")
    return list(rows.values_list("event", "record_id", "sequence", "status"))


def due(webhook: Any) -> list[int]:
    """The sequence numbers of what may be sent now or later."""
    rows = deliveries().filter(webhook=webhook.pk, next_try_at__isnull=False)
    return sorted(rows.values_list("sequence", flat=True))


def one(webhook: Any) -> WebhookDelivery:
    """The only delivery of a webhook."""
    found: WebhookDelivery = deliveries().get(webhook=webhook.pk)
    return found


def drive(sender: Sender) -> None:
    """Send what is due now, until nothing is."""
    while sender.turn():
        pass


def told(received: list[Received]) -> list[dict[str, Any]]:
    """The bodies."""
    return [json.loads(each.body) for each in received]
