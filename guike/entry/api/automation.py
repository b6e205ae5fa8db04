"""Routes of rules beyond their records: a run in words, trying a rule before it is saved, what acts on saving."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from guike.entry.api.answers import json_answer, no_nul, read_object
from guike.kernel.errors import FieldError, Invalid
from guike.platform.access.context import Context
from guike.platform.automation.backtest import MOST_DAYS, backtest
from guike.platform.automation.drafting import drafted
from guike.platform.automation.saving import what_acts
from guike.platform.automation.showing import run_shown
from guike.platform.automation.steps.registry import kinds
from guike.platform.automation.trying import simulate

router = Router(tags=["automation"])


def _ctx(request: HttpRequest) -> Context:
    return request.auth  # type: ignore[attr-defined, no-any-return]


def _rule(body: dict[str, Any]) -> dict[str, Any]:
    given = body.get("rule")
    if not isinstance(given, dict):
        raise Invalid([FieldError("rule", "type.map")])
    return given


@router.get("/steps")
def get_steps(request: HttpRequest) -> HttpResponse:
    """The kinds of steps that a rule may have."""
    ctx = _ctx(request)
    ctx.require("automation_rule", "view")
    items = [
        {"name": kind.name, "label": kind.label.get(ctx.locale), "is_outer": kind.outer} for kind in kinds()
    ]
    return json_answer({"items": items})


@router.get("/runs/{int:run_id}")
def get_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """A run: what fired it, what each step did, what it caused."""
    return json_answer(run_shown(_ctx(request), run_id))


@router.post("/simulate")
def simulate_rule(request: HttpRequest) -> HttpResponse:
    """What a rule, saved or not, would do to one record now. Nothing is written."""
    ctx = _ctx(request)
    body = no_nul(read_object(request))
    record_id = body.get("id")
    if type(record_id) is not int:
        raise Invalid([FieldError("id", "type.integer")])
    return json_answer(simulate(ctx, drafted(ctx, _rule(body)), record_id))


@router.post("/backtest")
def backtest_rule(request: HttpRequest) -> HttpResponse:
    """What a rule, saved or not, would have done in the last days. Nothing is written."""
    ctx = _ctx(request)
    body = no_nul(read_object(request))
    days = body.get("days", 30)
    if type(days) is not int or not 1 <= days <= MOST_DAYS:
        raise Invalid([FieldError("days", "out_of_range", {"min": 1, "max": MOST_DAYS})])
    return json_answer(backtest(ctx, drafted(ctx, _rule(body)), days))


@router.get("/saving/{object_name}")
def get_saving(request: HttpRequest, object_name: str) -> HttpResponse:
    """Everything that acts when a record of the object is saved, in order."""
    return json_answer(what_acts(_ctx(request), object_name))
