"""Idempotency-Key on a POST: a repeated request gets the first answer again."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from guike.platform.access.context import Context
from guike.platform.records.writing import Answer, keyed_call


def keyed(request: HttpRequest, ctx: Context, work: Callable[[], HttpResponse]) -> HttpResponse:
    """Run `work` once for each Idempotency-Key and return its answer; without a key always run it."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if not key:
        return work()

    def answered() -> Answer:
        answer = work()
        return Answer(answer.status_code, answer.content.decode())

    asked = request.body
    if ctx.token_scopes is not None:  # an API key with fewer rights must not get the answer that a person got
        asked += b"\0" + " ".join(sorted(ctx.token_scopes)).encode()
    found = keyed_call(ctx.person_id, request.path, key, asked).run(answered)
    again = HttpResponse(found.body, status=found.status, content_type="application/json; charset=utf-8")
    again["Cache-Control"] = "no-store"
    if found.is_replayed:
        again["Idempotency-Replayed"] = "true"
    return again
