"""Routes for administrators about the company as a whole: the steps of its setup, and clearing the demo."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from guike.entry.api.answers import Form, json_answer
from guike.entry.api.auth import DEMO_PASSWORD, check_new_password, give_password, reseal
from guike.entry.demo.clearing import Stock, business_objects, clear, stock
from guike.kernel.errors import FieldError, Forbidden, Invalid
from guike.platform.access.context import Context
from guike.platform.org.models import User
from guike.platform.org.queries import directory, user_by_id
from guike.platform.records.reading import living
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import spec_of

router = Router(tags=["company"])
WHY = "what a company's first days still need"
COUNTED = 10_000  # records of one object: enough for a new company, and quick to count on each visit


class Clearing(Form):
    name: str = Field(max_length=200)
    password: str | None = Field(default=None, max_length=1000)


def _administrator(request: HttpRequest) -> Context:
    ctx: Context = request.auth  # type: ignore[attr-defined]
    if not ctx.administers:
        raise Forbidden("access.no_permission")
    return ctx


@router.get("/company/start")
def get_start(request: HttpRequest) -> HttpResponse:
    """The progress of the setup: name and currency, departments, people, granted roles, records by object (at most
    10,000 of each are counted)."""
    ctx = _administrator(request)
    name = settings.get("company.name")
    people = directory()
    roles = (
        User.objects.system(reason=WHY)
        .filter(deleted_at=None, status="active")
        .values_list("roles", flat=True)
    )
    objects = [spec for spec in business_objects() if spec.area and ctx.can(spec.name, "import")]
    return json_answer(
        {
            "company": name,
            "is_named": name != spec_of("company.name").default,
            "is_demo": bool(settings.get("company.is_demo")),
            "currency": settings.get("company.base_currency"),
            "departments": len(people.units),
            "people": sum(one.status == "active" for one in people.people.values()),
            "roles": len({role for held in roles for role in held or ()}),
            "objects": [
                {
                    "object": spec.name,
                    "label": spec.plural.get(ctx.locale),
                    "records": living(spec).system(reason=WHY).order_by()[:COUNTED].count(),
                }
                for spec in objects
            ],
        }
    )


@router.get("/company/demo")
def get_demo(request: HttpRequest) -> HttpResponse:
    """The records that clearing the demo would remove. `needs_password`: the caller uses the demo's password, which
    will end."""
    ctx = _administrator(request)
    return json_answer({**_shown(stock(), ctx.locale), "needs_password": _needs_password(ctx)})


@router.post("/company/demo/clear")
def clear_demo(request: HttpRequest, payload: Clearing) -> HttpResponse:
    """Takes {"name": the company's, "password": a new one if the caller's ends}; answers what was removed."""
    ctx = _administrator(request)
    user = user_by_id(ctx.person_id)
    needed = _needs_password(ctx)
    if needed and not payload.password:
        raise Invalid([FieldError("password", "required")])
    if needed and user is not None:
        check_new_password(payload.password or "", user, "password")
    with transaction.atomic():
        if needed and user is not None:
            give_password(request, user, payload.password or "")
        gone = clear(payload.name, ctx.user_id)
    if needed and user is not None:
        reseal(request, user)
    return json_answer(_shown(gone, ctx.locale))


def _needs_password(ctx: Context) -> bool:
    user = user_by_id(ctx.person_id)
    return user is not None and check_password(DEMO_PASSWORD, user.password)


def _shown(found: Stock, locale: str) -> dict[str, Any]:
    return {
        "company": found.company,
        "records": found.records,
        "added": found.added,
        "changed": found.changed,
        "people": found.people,
        "objects": [
            {
                "object": one.spec.name,
                "label": one.spec.plural.get(locale),
                "records": one.records,
                "added": one.added,
                "changed": one.changed,
            }
            for one in found.holdings
        ],
    }
