"""Idempotency-Key: the first answer again, stored in the same transaction as its effect."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from guike.kernel import clock, limits
from guike.kernel.errors import BadRequest, Conflict, FieldError, Invalid, register
from guike.kernel.text import T
from guike.platform.access.context import Context
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


class KeyedCall:
    """One POST with a key."""

    longest: ClassVar[int] = 200

    def __init__(self, request: HttpRequest, ctx: Context, key: str):
        if not key.isprintable() or len(key) > self.longest:
            raise BadRequest("request.bad", reason="Idempotency-Key: at most 200 printable characters")
        self.ctx, self.key, self.path = ctx, key, request.path[:300]
        self.digest = hashlib.sha256(request.body).hexdigest()
        number = hashlib.blake2b(f"{ctx.user_id}|{self.path}|{key}".encode(), digest_size=8).digest()
        self.lock = int.from_bytes(number, "big", signed=True)

    def run(self, work: Callable[[], HttpResponse]) -> HttpResponse:
        """The stored answer, or `work` and its answer stored with it."""
        self._wait()
        with transaction.atomic():
            if not self._try_lock():
                raise Conflict("busy")
            stored = self._stored()
            if stored is not None:
                return stored
            answer = work()
            IdempotencyRecord.objects.bulk_create(
                [
                    IdempotencyRecord(
                        user_id=self.ctx.person_id,
                        path=self.path,
                        key=self.key,
                        digest=self.digest,
                        status=answer.status_code,
                        answer=answer.content.decode(),
                        created_at=clock.now(),
                    )
                ]
            )
            return answer

    def _stored(self) -> HttpResponse | None:
        since = clock.now() - timedelta(hours=int(limits.IDEMPOTENCY_HOURS))
        rows = IdempotencyRecord.objects.filter(user_id=self.ctx.person_id, path=self.path, key=self.key)
        row = rows.first()
        if row is None:
            return None
        if row.created_at < since:
            rows.delete()
            return None
        if row.digest != self.digest:
            raise Invalid([FieldError("Idempotency-Key", "idempotency.mismatch")])
        answer = HttpResponse(row.answer, status=row.status, content_type="application/json; charset=utf-8")
        answer["Idempotency-Replayed"] = "true"
        return answer

    def _try_lock(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [self.lock])
            return bool(cursor.fetchone()[0])

    def _wait(self) -> None:
        """Up to five seconds for the same call in flight."""
        end = time.monotonic() + int(limits.IDEMPOTENCY_WAIT_SECONDS)
        while time.monotonic() < end:
            with transaction.atomic():
                if self._try_lock():
                    return
            time.sleep(POLL_SECONDS)
        raise Conflict("busy")


def keyed(request: HttpRequest, ctx: Context, work: Callable[[], HttpResponse]) -> HttpResponse:
    """Run a POST once per Idempotency-Key; without a key just run it."""
    key = request.headers.get("Idempotency-Key", "")
    return KeyedCall(request, ctx, key).run(work) if key else work()
