"""The route of ageing: how long what is owed has been due."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router

from guike.domains.receivables.queries import receivables_ageing
from guike.entry.api.answers import json_answer
from guike.entry.api.queries import check_params
from guike.platform.access.context import Context

router = Router(tags=["receivable"])
_PARAMS = frozenset({"on"})


@router.get("/ageing")
def get_ageing(request: HttpRequest, on: date | None = None) -> HttpResponse:
    """What the caller sees of what is owed, by days overdue, each bucket with its records."""
    check_params(request, _PARAMS)
    ctx: Context = request.auth  # type: ignore[attr-defined]
    return json_answer(receivables_ageing(ctx, on))
