"""Stores answers under an Idempotency-Key, in the same transaction as their effect."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from guike.kernel import clock, limits
from guike.kernel.errors import BadRequest, Conflict, FieldError, Invalid, register
from guike.kernel.text import T
from guike.platform.database import statements
from guike.platform.records.models import IdempotencyRecord

register(
    {
        "idempotency.mismatch": T(
            "此 Idempotency-Key 已用于另一个请求，请换一个",
            "This Idempotency-Key was used for another request; use a new one",
        )
    }
)
POLL_SECONDS = 0.1
LONGEST_KEY = 200
LONGEST_PATH = 300


@dataclass(frozen=True)
class Answer:
    """Status and body; `is_replayed`: this is the stored first answer."""

    status: int
    body: str
    is_replayed: bool = False


@dataclass(frozen=True)
class KeyedCall:
    """One call with a key: user, path, key, and digest of the body."""

    user_id: int
    path: str
    key: str
    digest: str

    def run(self, work: Callable[[], Answer]) -> Answer:
        """The stored answer, or the answer of `work`, which is then stored. Conflict busy when the same call is still
        running after five seconds; Invalid for another body under the key."""
        self._wait()
        with transaction.atomic():
            if not self._try_lock():
                raise Conflict("busy")
            stored = self._stored()
            if stored is not None:
                return stored
            answer = work()
            row = IdempotencyRecord(
                user_id=self.user_id,
                path=self.path,
                key=self.key,
                digest=self.digest,
                status=answer.status,
                answer=answer.body,
                created_at=clock.now(),
            )
            IdempotencyRecord.objects.bulk_create([row])
            return answer

    def _stored(self) -> Answer | None:
        since = clock.now() - timedelta(hours=int(limits.IDEMPOTENCY_HOURS))
        rows = IdempotencyRecord.objects.filter(user_id=self.user_id, path=self.path, key=self.key)
        row = rows.first()
        if row is None:
            return None
        if row.created_at < since:
            rows.delete()
            return None
        if row.digest != self.digest:
            raise Invalid([FieldError("Idempotency-Key", "idempotency.mismatch")])
        return Answer(row.status, row.answer, is_replayed=True)

    def _try_lock(self) -> bool:
        number = hashlib.blake2b(f"{self.user_id}|{self.path}|{self.key}".encode(), digest_size=8).digest()
        lock = int.from_bytes(number, "big", signed=True)
        [(is_ours,)] = statements.rows("SELECT pg_try_advisory_xact_lock($1::bigint)", [lock])
        return bool(is_ours)

    def _wait(self) -> None:
        """Wait up to five seconds for the same call."""
        end = time.monotonic() + int(limits.IDEMPOTENCY_WAIT_SECONDS)
        while time.monotonic() < end:
            with transaction.atomic():
                if self._try_lock():
                    return
            time.sleep(POLL_SECONDS)
        raise Conflict("busy")


def keyed_call(user_id: int, path: str, key: str, body: bytes) -> KeyedCall:
    """BadRequest for a key that is too long or not printable."""
    if not key.isprintable() or len(key) > LONGEST_KEY:
        raise BadRequest("request.bad", reason=f"Idempotency-Key: at most {LONGEST_KEY} printable characters")
    return KeyedCall(user_id, path[:LONGEST_PATH], key, hashlib.sha256(body).hexdigest())


def purge_answers() -> int:
    """Delete answers that are too old to be repeated; the number of answers."""
    since = clock.now() - timedelta(hours=int(limits.IDEMPOTENCY_HOURS))
    return IdempotencyRecord.objects.filter(created_at__lt=since).delete()[0]
