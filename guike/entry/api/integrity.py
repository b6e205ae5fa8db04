"""Routes for administrators: what is derived again from the rows, and where it differs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from guike.entry.api.answers import json_answer
from guike.entry.api.queries import check_params
from guike.platform.integrity.queries import overview
from guike.platform.integrity.services import ask
from guike.platform.metadata.types import format_instant

router = Router(tags=["company"])


@router.get("")
def list_checks(request: HttpRequest) -> HttpResponse:
    """Every check with what its last comparison found, those that differ first, and the job under way."""
    check_params(request, frozenset())
    told = overview(request.auth)  # type: ignore[attr-defined]
    items = [{**one, "checked_at": format_instant(one["checked_at"])} for one in told["items"]]
    return json_answer({**told, "items": items})


@router.post("/check")
def check_now(request: HttpRequest) -> HttpResponse:
    """Compare everything now, in the background; {"job"}. 409 while a comparison is under way."""
    check_params(request, frozenset())
    return json_answer({"job": ask(request.auth)}, status=202)  # type: ignore[attr-defined]
