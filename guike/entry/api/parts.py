"""Routes of the parts of a record: history, timeline, related rows, files, team, access."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from guike.entry.api.access import explained
from guike.entry.api.answers import Form, OneLine, empty_answer, json_answer
from guike.entry.api.queries import check_params, query_of_url
from guike.kernel.errors import FieldError, Invalid, NotFound
from guike.kernel.numerals import whole
from guike.platform.access.context import Context
from guike.platform.access.people import person
from guike.platform.exchange.reads import count_reads
from guike.platform.files.queries import files_of, shown
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.types import format_instant
from guike.platform.records.reading import (
    record_list,
    related_query,
    require_visible,
    team_add,
    team_list,
    team_remove,
)
from guike.platform.timeline.queries import record_history, record_timeline

router = Router(tags=["records"])
PAGED = frozenset({"cursor", "limit"})


class Member(Form):
    user: int = Field(ge=1)
    role: OneLine = Field(default="", max_length=50)
    access: str = "read"


def _ctx(request: HttpRequest) -> Context:
    return request.auth  # type: ignore[attr-defined, no-any-return]


def _limit(request: HttpRequest, default: int) -> int:
    raw = request.GET.get("limit", "")
    if not raw:
        return default
    number = whole(raw, 200)
    if not number:
        raise Invalid([FieldError("limit", "out_of_range", {"min": 1, "max": 200})])
    return number


@router.get("/{object_name}/{int:record_id}/history")
def history(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """The changes of fields: who, when, old and new value."""
    check_params(request, PAGED)
    limit = _limit(request, 50)
    return json_answer(
        record_history(_ctx(request), object_name, record_id, request.GET.get("cursor", ""), limit)
    )


@router.get("/{object_name}/{int:record_id}/timeline")
def timeline(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """The entries of the record's timeline, newest first."""
    check_params(request, PAGED)
    limit = _limit(request, 30)
    return json_answer(
        record_timeline(_ctx(request), object_name, record_id, request.GET.get("cursor", ""), limit)
    )


@router.get("/{object_name}/{int:record_id}/related/{relation_name}")
def related(request: HttpRequest, object_name: str, record_id: int, relation_name: str) -> HttpResponse:
    """A list of the rows that reference the record."""
    ctx = _ctx(request)
    spec = require_visible(ctx, object_name, record_id)
    relation = catalogue().relation(object_name, relation_name)
    if relation is None or ctx.level(relation.object, relation.field) in UNREADABLE:
        raise NotFound
    child, points_here = related_query(spec, record_id, relation)
    query = query_of_url(request, ctx, child.name)
    within = replace(
        query, within=points_here, view=f"{query.view}|{object_name}|{record_id}|{relation_name}"
    )
    page = record_list(ctx, child.name, within)
    count_reads(ctx, child.name, page.items)
    return json_answer(page.as_dict())


@router.get("/{object_name}/{int:record_id}/files")
def files(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """Attachments."""
    ctx = _ctx(request)
    require_visible(ctx, object_name, record_id)
    rows = files_of(object_name, [record_id], "").get(record_id, [])
    return json_answer(
        {
            "items": [
                {
                    **shown(row),
                    "created_at": format_instant(row.created_at),
                    "created_by": person(ctx, row.uploaded_by),
                }
                for row in rows
            ]
        }
    )


@router.get("/{object_name}/{int:record_id}/access")
def access(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """Why the caller may or may not do each operation; with `user`, for administrators, why another user may."""
    ctx = _ctx(request)
    check_params(request, frozenset({"user"}))
    return explained(ctx, object_name, record_id, request.GET.get("user", ""))


@router.get("/{object_name}/{int:record_id}/team")
def team(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """Related team members."""
    return json_answer({"items": team_list(_ctx(request), object_name, record_id)})


@router.post("/{object_name}/{int:record_id}/team")
def add_member(request: HttpRequest, object_name: str, record_id: int, payload: Member) -> HttpResponse:
    """Add a member, or change his role and access."""
    team_add(_ctx(request), object_name, record_id, payload.user, payload.role, payload.access)
    return json_answer({"items": team_list(_ctx(request), object_name, record_id)})


@router.delete("/{object_name}/{int:record_id}/team/{int:user_id}")
def remove_member(request: HttpRequest, object_name: str, record_id: int, user_id: int) -> HttpResponse:
    """Remove a member."""
    team_remove(_ctx(request), object_name, record_id, user_id)
    return empty_answer()
