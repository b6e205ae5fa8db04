"""Routes about rights: why somebody may or may not do something with a record, and what a rule would change."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from ninja import Router

from guike.entry.api.answers import json_answer, no_nul, read_object
from guike.entry.api.queries import check_params
from guike.kernel.errors import FieldError, Forbidden, Invalid
from guike.kernel.numerals import whole
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.directory.comparing import compare_roles
from guike.platform.directory.handover import handover_preview
from guike.platform.records.reading import explain_access, explain_fields, require_visible
from guike.platform.sharing.showing import dimensions_shown, paths_offered
from guike.platform.sharing.simulating import KINDS, simulate, simulate_person

router = Router(tags=["access"])


def explained(ctx: Context, object_name: str, record_id: int, user: str) -> HttpResponse:
    """Why a person may or may not do each operation with a record that the caller sees, and which fields are limited; another person than the caller is for
    administrators."""
    require_visible(ctx, object_name, record_id)
    about = ctx
    if user:
        if not ctx.administers:
            raise Forbidden("access.no_permission")
        actor = actor_of(whole(user) or 0)
        if actor is None:
            raise Invalid([FieldError("user", "reference.unknown")])
        about = replace(ctx, actor=actor)
    return json_answer(
        {
            "items": explain_access(about, object_name, record_id, asker=ctx),
            "fields": explain_fields(about, object_name, asker=ctx),
        }
    )


@router.get("/explain")
def explain(request: HttpRequest) -> HttpResponse:
    """`object`, `id`, `user`: what the person may do with the record, by which rule, and what would change it."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    check_params(request, frozenset({"object", "id", "user"}))
    record_id = whole(request.GET.get("id", ""))
    if record_id is None:
        raise Invalid([FieldError("id", "type.integer")])
    return explained(ctx, request.GET.get("object", ""), record_id, request.GET.get("user", ""))


@router.get("/dimensions")
def dimensions(request: HttpRequest) -> HttpResponse:
    """The management dimensions in force, with the values that each may have."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    return json_answer({"items": dimensions_shown(ctx)})


@router.get("/dimension_paths")
def dimension_paths(request: HttpRequest) -> HttpResponse:
    """`kind`, `choice_set`: by which fields a dimension of this kind may divide each object."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    check_params(request, frozenset({"kind", "choice_set"}))
    return json_answer(
        {"items": paths_offered(ctx, request.GET.get("kind", ""), request.GET.get("choice_set", ""))}
    )


@router.get("/compare")
def compare(request: HttpRequest) -> HttpResponse:
    """`roles=a,b`: what two roles have of everything, side by side."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    check_params(request, frozenset({"roles"}))
    ids = [whole(one) for one in request.GET.get("roles", "").split(",")]
    return json_answer(compare_roles(ctx, [one for one in ids if one is not None]))


@router.get("/handover")
def handover(request: HttpRequest) -> HttpResponse:
    """`user`: what he would hand over if he left, by kind, and the sign-ins and keys that would end."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    check_params(request, frozenset({"user"}))
    user_id = whole(request.GET.get("user", ""))
    if user_id is None:
        raise Invalid([FieldError("user", "type.integer")])
    return json_answer(handover_preview(ctx, user_id))


@router.post("/simulate")
def simulate_rule(request: HttpRequest) -> HttpResponse:
    """`{"kind", "rule"}`: how many records a sharing or restriction rule is about, and what changes for whom. Nothing is
    written."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    body = no_nul(read_object(request))
    if not ctx.administers:
        raise Forbidden("access.no_permission")
    if body.get("kind") not in KINDS:
        raise Invalid([FieldError("kind", "required")])
    if not isinstance(body.get("rule"), dict):
        raise Invalid([FieldError("rule", "type.map")])
    return json_answer(simulate(ctx, body["kind"], body["rule"]))


@router.post("/simulate_person")
def simulate_limits(request: HttpRequest) -> HttpResponse:
    """`{"user", "roles"?, "departments"?, "dimensions"?}`: how many records of each object he sees now, and would see. Nothing is
    written."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    body = no_nul(read_object(request))
    if not ctx.administers:
        raise Forbidden("access.no_permission")
    return json_answer(simulate_person(ctx, body))
