"""Routes of signing in as somebody else: an administrator begins and ends it, a person permits it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from guike.entry.api.answers import Form, empty_answer, json_answer
from guike.entry.api.auth import in_person, unlimited
from guike.entry.api.caller import bearer
from guike.entry.api.helping import SESSION_HELPED, end, why_not
from guike.kernel import clock
from guike.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from guike.platform.access.actor import actor_of
from guike.platform.audit.queries import audit_entries
from guike.platform.audit.services import audit
from guike.platform.directory.users import ASSISTED
from guike.platform.metadata.types import format_instant
from guike.platform.notify.services import notify
from guike.platform.org.assistance import (
    LONGEST,
    PERMITTED_AHEAD,
    AssistanceRefused,
    assistance_mode,
    permit,
    permitted_until,
)
from guike.platform.org.queries import directory

router = Router(tags=["auth"])
_SHOWN = 10


class Assist(Form):
    user: int
    reason: str = Field(min_length=5, max_length=500)
    minutes: int = Field(ge=1, le=int(LONGEST.total_seconds()) // 60)


class Permit(Form):
    until: datetime | None


@router.post("/assist")
def begin_assist(request: HttpRequest, payload: Assist) -> HttpResponse:
    """Act as a person from the next request on, in this browser alone. 403 with why one may not. 204."""
    ctx = in_person(request)
    if bearer(request) or not ctx.administers:
        raise Forbidden("access.no_permission")
    person = actor_of(payload.user)
    if person is None or person.user_id is None:
        raise NotFound
    code = why_not(ctx.actor, person)
    if code:
        audit(ctx.user_id, "auth.assist_begun", "user", person.user_id, outcome="refused")
        raise AssistanceRefused(code)
    until = clock.now() + timedelta(minutes=payload.minutes)
    with transaction.atomic():
        detail = {"reason": payload.reason.strip(), "minutes": payload.minutes}
        audit(ctx.user_id, "auth.assist_begun", "user", person.user_id, detail=detail)
        notify(
            ASSISTED,
            [person.user_id],
            by=ctx.actor.name,
            minutes=payload.minutes,
            reason=payload.reason.strip(),
        )
    request.session[SESSION_HELPED] = {"user": person.user_id, "until": until.timestamp()}
    return empty_answer()


@router.post("/assist/end")
def end_assist(request: HttpRequest) -> HttpResponse:
    """Be oneself again. 204, also when one is."""
    ctx = unlimited(request)
    if ctx.helper is not None:
        end(request, ctx.helper.id, "himself")
    return empty_answer()


@router.get("/assistance")
def get_assistance(request: HttpRequest) -> HttpResponse:
    """Whether administrators may act as the caller, and when they last did."""
    ctx = in_person(request)
    lines = audit_entries(
        action="auth.assist_begun", object_name="user", record_id=ctx.person_id, limit=_SHOWN
    )
    return json_answer(
        {
            "mode": assistance_mode(),
            "until": format_instant(permitted_until(ctx.person_id)),
            "items": [
                {
                    "at": format_instant(line.created_at),
                    "by": directory().person_name(line.actor_id),
                    "reason": str(line.detail.get("reason", "")),
                    "minutes": int(line.detail.get("minutes", 0)),
                }
                for line in lines
                if line.outcome == "ok"
            ],
        }
    )


@router.put("/assistance")
def put_assistance(request: HttpRequest, payload: Permit) -> HttpResponse:
    """Permit administrators to act as the caller until then, 30 days ahead at most; null: no longer. 204."""
    ctx = in_person(request)
    until = payload.until
    if until is not None:
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        if not clock.now() < until <= clock.now() + PERMITTED_AHEAD:
            raise Invalid([FieldError("until", "assist.until")])
    with transaction.atomic():
        permit(ctx.person_id, until)
        audit(
            ctx.user_id,
            "auth.assist_permitted",
            "user",
            ctx.person_id,
            detail={"until": format_instant(until)},
        )
    return empty_answer()
