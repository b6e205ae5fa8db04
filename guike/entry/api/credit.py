"""The route of credit: how an account stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from guike.domains.credit.queries import credit_told
from guike.entry.api.answers import json_answer
from guike.entry.api.queries import check_params
from guike.platform.access.context import Context

router = Router(tags=["account"])
_PARAMS = frozenset({"order"})


def _ctx(request: HttpRequest) -> Context:
    return request.auth  # type: ignore[attr-defined, no-any-return]


@router.get("/account/{int:record_id}/credit")
def get_credit(request: HttpRequest, record_id: int, order: int | None = None) -> HttpResponse:
    """Limit, use and what is left, with reasons in the reader's language; with an order, as it is without it."""
    check_params(request, _PARAMS)
    return json_answer(credit_told(_ctx(request), record_id, order))
