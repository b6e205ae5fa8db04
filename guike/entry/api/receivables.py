"""Routes of ageing, how long what is owed has been due, and of statements of account."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router

from guike.domains.receivables.queries import account_statement, receivables_ageing
from guike.entry.api.answers import json_answer
from guike.entry.api.queries import check_params
from guike.platform.access.context import Context

router = Router(tags=["receivable"])
statements = Router(tags=["account"])
_PERIOD = frozenset({"start_on", "end_on", "as_of", "group"})
_PARAMS = frozenset({"on"})


@router.get("/ageing")
def get_ageing(request: HttpRequest, on: date | None = None) -> HttpResponse:
    """What the caller sees of what is owed, by days overdue, each bucket with its records."""
    check_params(request, _PARAMS)
    ctx: Context = request.auth  # type: ignore[attr-defined]
    return json_answer(receivables_ageing(ctx, on))


@statements.get("/account/{int:record_id}/statement")
def get_statement(
    request: HttpRequest,
    record_id: int,
    start_on: date | None = None,
    end_on: date | None = None,
    as_of: date | None = None,
    group: bool = False,
) -> HttpResponse:
    """What the account owed before a period, what happened in it and what it owes at its end; `as_of`: as it was on that day."""
    check_params(request, _PERIOD)
    ctx: Context = request.auth  # type: ignore[attr-defined]
    return json_answer(account_statement(ctx, record_id, start_on, end_on, as_of, group=group))
