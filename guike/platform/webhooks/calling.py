"""One call of a webhook: headers, signature, address. Nothing here reads or writes the database."""

from __future__ import annotations

from dataclasses import dataclass, field

from guike.kernel import clock
from guike.platform.adapters.outbound import Answer, post
from guike.platform.webhooks.rules import signature


@dataclass(frozen=True)
class Call:
    """All that a call needs. `secret`: unsealed, never shown."""

    url: str
    secret: str = field(repr=False)
    event: str
    delivery: str
    body: bytes = field(repr=False)


def make(call: Call) -> Answer:
    """POST the call and return the answer; OutboundRefused or OutboundFailed as `outbound.post`."""
    timestamp = str(int(clock.now().timestamp()))
    return post(
        call.url,
        call.body,
        {
            "Content-Type": "application/json; charset=utf-8",
            "X-Guike-Event": call.event,
            "X-Guike-Delivery": call.delivery,
            "X-Guike-Timestamp": timestamp,
            "X-Guike-Signature": signature(call.secret, timestamp, call.body),
        },
    )
