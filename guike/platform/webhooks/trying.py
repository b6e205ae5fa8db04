"""The trial of a webhook: one example is sent, and the answer is shown to the administrator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from guike.kernel import clock
from guike.kernel.errors import NotFound
from guike.kernel.text import T
from guike.platform.jobs.registry import Run, job_kind
from guike.platform.metadata.types import format_instant
from guike.platform.settings.sealing import unseal
from guike.platform.webhooks.calling import Call, make
from guike.platform.webhooks.errors import WebhookRefused
from guike.platform.webhooks.queueing import webhooks

KIND = "webhook.test"
EVENT = "test"
_SHOWN_CHARS = 2_000


def run_test(run: Run) -> Mapping[str, Any]:
    """Send the example; {"status", "seconds", "body", "is_success"}. A call without an answer fails the job with the
    reason."""
    webhook = webhooks().filter(pk=run.params["webhook"]).first()
    if webhook is None:
        raise NotFound
    secret = unseal(webhook.secret)
    if not secret:
        raise WebhookRefused("webhook.no_secret", name=webhook.name)
    told: dict[str, Any] = {
        "delivery": None,
        "event": EVENT,
        "object": next(iter(webhook.objects_told), None),
        "id": None,
        "sequence": None,
        "at": format_instant(clock.now()),
        "version": None,
        "changes": {},
        "values": None,
    }
    answer = make(Call(webhook.url, secret, EVENT, f"{EVENT}-{run.id}", orjson.dumps(told)))
    return {
        "status": answer.status,
        "seconds": round(answer.seconds, 2),
        "body": answer.text[:_SHOWN_CHARS],
        "is_success": answer.is_success,
    }


def declare() -> None:
    """Register the job."""
    job_kind(KIND, run_test, label=T("发送测试推送", "Trial of a webhook"))
