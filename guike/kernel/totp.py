"""One-time codes of authenticator apps (RFC 6238 with SHA-1, six digits, thirty seconds), the kind that every app knows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
#: steps before and after the present one whose codes are taken, because clocks differ
DRIFT = 1
_SECRET_BYTES = 20  # RFC 4226 recommends 160 bits


def new_secret() -> str:
    """A random secret in base32, as people type it into an app."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def step_at(instant: datetime) -> int:
    """The number of the time step of an instant."""
    return int(instant.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int) -> str:
    """The code of one time step."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of_code(secret: str, code: str, instant: datetime) -> int | None:
    """The time step whose code this is, near the instant; None when it is of none. All steps are compared, so the time
    this takes tells nothing."""
    now = step_at(instant)
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_of(secret, step).encode(), code.encode()):
            found = step
    return found


def otpauth_uri(secret: str, issuer: str, account: str) -> str:
    """The address that an app reads from a QR code. Neither name may hold a colon, which separates them."""
    shown, owner = issuer.replace(":", " "), account.replace(":", " ")
    query = urlencode({"secret": secret, "issuer": shown}, quote_via=quote)
    return f"otpauth://totp/{quote(shown)}:{quote(owner)}?{query}"
