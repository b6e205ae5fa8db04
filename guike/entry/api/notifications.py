"""Routes of the reminder center, and the redirect to the live channel."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from ninja import Router

from guike.entry.api.answers import empty_answer, json_answer, read_object
from guike.kernel.errors import BadRequest, FieldError, Invalid, NotFound
from guike.kernel.limits import FILTER_VALUES, PAGE_DEFAULT, PAGE_MAX
from guike.kernel.numerals import whole
from guike.platform.access.context import Context
from guike.platform.metadata.types import format_instant
from guike.platform.notify.preferences import preference_list, set_preferences
from guike.platform.notify.queries import notification_list
from guike.platform.notify.services import mark_read
from guike.platform.notify.todos import todo_list

router = Router(tags=["notifications"])
_ASKED_CHARS = 40
_KNOWN = frozenset({"kind", "unread", "limit", "cursor"})


@router.get("/notifications")
def get_notifications(request: HttpRequest) -> HttpResponse:
    """Newest first; `kind`, `unread=true`, `limit`, `cursor`."""
    unknown = sorted(set(request.GET) - _KNOWN)
    if unknown:
        raise BadRequest("request.unknown_parameter", name=unknown[0])
    ctx: Context = request.auth  # type: ignore[attr-defined]
    ctx.require_key("notification", "view")
    body = notification_list(
        ctx,
        kind=request.GET.get("kind", ""),
        unread_only=request.GET.get("unread") == "true",
        limit=_limit(request.GET.get("limit", "")),
        cursor=request.GET.get("cursor", ""),
    )
    for item in body["items"]:
        item["at"] = format_instant(item["at"])
    return json_answer(body)


def _limit(given: str) -> int:
    if not given:
        return int(PAGE_DEFAULT)
    number = whole(given, int(PAGE_MAX))
    if not number:
        raise BadRequest("request.bad", reason=f"limit: 1–{int(PAGE_MAX)}")
    return number


@router.post("/notifications/read")
def read_notifications(request: HttpRequest) -> HttpResponse:
    """{"ids": […]} or {"kind": "…"} or {"all": true}. 204."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    ctx.require_key("notification", "edit")
    body = read_object(request)
    if ctx.user_id is not None:
        mark_read(ctx.user_id, **_choice(body))
    return empty_answer()


def _choice(body: dict[str, Any]) -> dict[str, Any]:
    if body.get("all") is True:
        return {"everything": True}
    if isinstance(body.get("kind"), str) and body["kind"] and "\0" not in body["kind"]:
        return {"kind": body["kind"]}
    ids = body.get("ids")
    if not isinstance(ids, list) or any(type(item) is not int or abs(item) >= 2**63 for item in ids):
        raise Invalid([FieldError("ids", "type.list")])
    if len(ids) > FILTER_VALUES:
        raise Invalid([FieldError("ids", "too_many_items", {"max": int(FILTER_VALUES), "count": len(ids)})])
    return {"ids": ids}


@router.get("/todos")
def get_todos(request: HttpRequest) -> HttpResponse:
    """The work lists of the caller, each with the number of its rows."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    ctx.require_key("notification", "view")
    return json_answer(todo_list(ctx))


@router.get("/notifications/preferences")
def get_preferences(request: HttpRequest) -> HttpResponse:
    """By which channels the caller is told, for all kinds and by kind; the channels; his last failures."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    ctx.require_key("notification", "view")
    return json_answer(preference_list(ctx))


@router.put("/notifications/preferences")
def put_preferences(request: HttpRequest) -> HttpResponse:
    """{"items": [{"kind", "channels", "quiet_from"?, "quiet_to"?, "digest"?}]} in place of the caller's whole choice; the
    kind "" is for all. Answers like GET."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    ctx.require_key("notification", "edit")
    items = read_object(request).get("items")
    if not isinstance(items, list):
        raise Invalid([FieldError("items", "type.list")])
    if len(items) > FILTER_VALUES:
        raise Invalid(
            [FieldError("items", "too_many_items", {"max": int(FILTER_VALUES), "count": len(items)})]
        )
    set_preferences(ctx.person_id, items)
    return json_answer(preference_list(ctx))


@router.get("/live", auth=None)
def live(request: HttpRequest) -> HttpResponse:
    """307 to the live channel, which listens on a port of its own and asks for the sign-in itself."""
    port = os.environ.get("GUIKE_LIVE_PORT", "")
    if not port:
        raise NotFound()
    host = request.get_host()
    name = host.rpartition(":")[0] if whole(host.rpartition(":")[2]) is not None and ":" in host else host
    answer = HttpResponse(status=307)
    asked = urlencode(
        {key: request.GET[key][:_ASKED_CHARS] for key in ("age", "after") if key in request.GET}
    )
    answer["Location"] = f"{request.scheme}://{name}:{port}/api/v1/live{asked and '?'}{asked}"
    answer["Cache-Control"] = "no-store"
    return answer
