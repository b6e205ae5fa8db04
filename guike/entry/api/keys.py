"""Routes of sessions and API keys: a user lists and ends his own, an administrator those of anybody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from guike.entry.api.answers import Form, OneLine, empty_answer, json_answer
from guike.entry.api.auth import in_person
from guike.entry.api.caller import bearer
from guike.entry.api.queries import check_params
from guike.kernel import clock
from guike.kernel.errors import FieldError, Forbidden, Invalid, NotFound, register
from guike.kernel.numerals import whole
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.audit.services import audit
from guike.platform.directory.keyscopes import key_scope_errors
from guike.platform.metadata.types import format_instant
from guike.platform.org.models import ApiToken, SignIn
from guike.platform.org.queries import directory
from guike.platform.org.security import session_end
from guike.platform.org.services import token_issue
from guike.platform.org.signins import sign_ins_end, sign_ins_of, tokens_end, tokens_of

router = Router(tags=["auth"])
register(
    {
        "auth.expiry_past": T(
            "到期时间已经过去，请选择以后的时间", "This moment has passed; choose a later one, or none"
        )
    }
)


class NewToken(Form):
    name: OneLine = Field(min_length=1, max_length=100)
    expires_at: datetime | None = None
    scopes: list[str] | None = Field(default=None, max_length=200)


def _requested_user(request: HttpRequest, ctx: Context) -> int:
    """The id of the user in the request: the caller, or for administrators any user."""
    check_params(request, frozenset({"user"}))
    if "user" not in request.GET:
        return ctx.person_id
    user_id = whole(request.GET["user"])
    if user_id == ctx.person_id:
        return ctx.person_id
    if not ctx.administers:
        raise Forbidden("access.no_permission")
    if user_id not in directory().people:
        raise NotFound
    return user_id


def _endable(rows: Any, ctx: Context) -> Any:
    """The rows that the caller may end, locked."""
    rows = rows if ctx.administers else rows.filter(user_id=ctx.person_id)
    return rows.select_for_update(no_key=False)


@router.get("/sessions")
def list_sessions(request: HttpRequest) -> HttpResponse:
    """The caller's sessions; with `user`, for administrators, those of another user."""
    ctx = in_person(request)
    here = "" if bearer(request) else request.session.session_key
    return json_answer(
        {
            "items": [
                {
                    "id": row.pk,
                    "address": row.address,
                    "agent": row.agent,
                    "created_at": format_instant(row.created_at),
                    "last_seen_at": format_instant(row.last_seen_at),
                    "ends_at": format_instant(session_end(row.created_at, row.last_seen_at)[0]),
                    "is_current": row.session_key == here,
                }
                for row in sign_ins_of(_requested_user(request, ctx))
            ]
        }
    )


@router.delete("/sessions/{int:session_id}")
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End a session: its browser is signed out at its next call. 204."""
    ctx = in_person(request)
    with transaction.atomic():
        row = _endable(SignIn.objects.filter(pk=session_id), ctx).first()
        if row is None:
            raise NotFound
        sign_ins_end(SignIn.objects.filter(pk=session_id))
        audit(ctx.user_id, "auth.session_ended", "user", row.user_id, detail={"from": row.address})
    return empty_answer()


@router.delete("/sessions")
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End all of the caller's sessions except this one; with `user`, for administrators, all of another user. 204."""
    ctx = in_person(request)
    user_id = _requested_user(request, ctx)
    here = "" if bearer(request) else request.session.session_key
    with transaction.atomic():
        count = sign_ins_end(SignIn.objects.filter(user_id=user_id).exclude(session_key=here))
        audit(ctx.user_id, "auth.sessions_ended", "user", user_id, detail={"count": count})
    return empty_answer()


@router.post("/tokens")
def create_token(request: HttpRequest, payload: NewToken) -> HttpResponse:
    """Create an API key with the caller's rights, or with those that `scopes` names; it is shown once."""
    ctx = in_person(request)
    wrong = key_scope_errors(payload.scopes or ())
    if wrong:
        raise Invalid(wrong)
    until = payload.expires_at
    if until is not None and until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    if until is not None and until <= clock.now():
        raise Invalid([FieldError("expires_at", "auth.expiry_past")])
    row, token = token_issue(ctx.person_id, payload.name, until, payload.scopes)
    audit(
        ctx.user_id,
        "auth.token_created",
        detail={"name": payload.name, "until": format_instant(until), "scopes": payload.scopes or []},
    )
    return json_answer({**_token(row), "token": token}, 201)


def _token(row: ApiToken) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "prefix": row.prefix,
        "scopes": row.scopes,
        "created_at": format_instant(row.created_at),
        "expires_at": format_instant(row.expires_at),
        "is_expired": row.expires_at is not None and row.expires_at <= clock.now(),
        "last_used_at": format_instant(row.last_used_at),
    }


@router.get("/tokens")
def list_tokens(request: HttpRequest) -> HttpResponse:
    """The caller's API keys without their secrets; with `user`, for administrators, those of another user."""
    ctx = in_person(request)
    return json_answer({"items": [_token(row) for row in tokens_of(_requested_user(request, ctx))]})


@router.delete("/tokens/{int:token_id}")
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Revoke one of the caller's API keys; administrators may revoke any. 204."""
    ctx = in_person(request)
    with transaction.atomic():
        row = _endable(ApiToken.objects.filter(pk=token_id, revoked_at=None), ctx).first()
        if row is None:
            raise NotFound
        tokens_end(ApiToken.objects.filter(pk=token_id))
        audit(
            ctx.user_id, "auth.token_revoked", "user", row.user_id, detail={"id": token_id, "name": row.name}
        )
    return empty_answer()
