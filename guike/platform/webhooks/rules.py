"""Pure decisions of webhooks: the signature, when the next try is, when a webhook counts as failing or is switched off."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from guike.kernel.limits import WEBHOOK_ATTEMPTS

#: failures in a row after which a webhook counts as failing: then one delivery at a time is tried
FAILING_AFTER = 5
#: a webhook that has failed for so long is switched off
DISABLED_AFTER = timedelta(hours=72)
SECRET_CHARS = 16
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=1)
_LONGEST_PAUSE = timedelta(minutes=5)
_DOUBLINGS = 10  # after these every wait has reached its limit


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of X-Guike-Signature: HMAC-SHA256 over the timestamp, a dot and the body. With the timestamp inside, a
    recorded call cannot be sent again later as a new one."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={signed.hexdigest()}"


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When a delivery is tried again that has failed `attempts` times; None when it is given up. The waits double from
    five seconds up to an hour: twenty attempts take about ten hours."""
    if attempts >= WEBHOOK_ATTEMPTS:
        return None
    return now + min(_FIRST_WAIT * (1 << min(attempts - 1, _DOUBLINGS)), _LONGEST_WAIT)


def pause(failures: int) -> timedelta:
    """How long a failing webhook is left alone after its last failure, so that a receiver that is away is asked seldom
    and found soon when it is back."""
    return min(_FIRST_WAIT * (1 << min(max(failures - FAILING_AFTER, 0), _DOUBLINGS)), _LONGEST_PAUSE)


def is_given_up(failing_since: datetime | None, now: datetime) -> bool:
    """Whether a webhook has failed for so long that it is switched off."""
    return failing_since is not None and now - failing_since >= DISABLED_AFTER
