"""Acting as somebody else within one's own browser session: who it is, until when, and what stays closed meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from guike.kernel import clock
from guike.platform.access.actor import Actor, actor_of
from guike.platform.access.context import Helper
from guike.platform.audit.origin import identified
from guike.platform.audit.services import audit
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.assistance import (
    AssistanceRefused,
    assistance_mode,
    permitted_until,
    refusal_of,
)

#: in the session of the helper: {"user", "until"}
SESSION_HELPED = "guike_helped"
#: what may be written meanwhile, everything else stays closed
_OPEN = ("/records/", "/files", "/notifications/read", "/feed/mentions", "/reports/")
#: what is read by the person alone
_OWN = ("/exports", "/imports", "/calendar/feeds")
#: what takes data of records out, also where it is merely read
_TAKEN_OUT = ("/print", "/reveal", "/personal_copy", "/personal_copy/file", "/export")
_ENDS = ("/auth/assist/end", "/auth/logout")
_ROOT = "/api/v1"


def why_not(helper: Actor, person: Actor) -> str:
    """Why the helper may not act as the person now, as a code; "" when he may."""
    if not helper.is_administrator or helper.kind != "internal":
        return "access.no_permission"
    return refusal_of(
        assistance_mode(),
        is_himself=helper.user_id == person.user_id,
        is_administrator=person.is_administrator,
        kind=person.kind,
        is_permitted=permitted_until(person.user_id or 0) is not None,
    )


def helped(request: HttpRequest, helper: Actor) -> tuple[Actor, Helper | None]:
    """As whom the signed-in user acts: himself, or the person whom he helps. AssistanceRefused assist.over once, when the
    time or the permission has ended."""
    held: dict[str, Any] | None = request.session.get(SESSION_HELPED)
    if held is None or helper.user_id is None:
        return helper, None
    person = actor_of(held["user"])
    until = datetime.fromtimestamp(held["until"], UTC)
    if person is None or clock.now() >= until or why_not(helper, person):
        end(request, helper.user_id, "time" if clock.now() >= until else "permission")
        raise AssistanceRefused("assist.over")
    return person, Helper(helper.user_id, helper.name, until)


def end(request: HttpRequest, helper_id: int, because: str) -> None:
    """The helper is himself again."""
    held = request.session.pop(SESSION_HELPED, None)
    if held is not None:
        identified(helper_id)
        audit(helper_id, "auth.assist_ended", "user", held["user"], detail={"because": because})


def check_open(request: HttpRequest) -> None:
    """AssistanceRefused assist.closed for what nobody does for somebody else: what proves who he is, decisions on
    approvals, carrying data out or in, and whatever decides rights."""
    path = request.path.removeprefix(_ROOT)
    if path.startswith(_OWN) or path.endswith(_TAKEN_OUT):
        raise AssistanceRefused("assist.closed")
    if request.method in ("GET", "HEAD", "OPTIONS") or path in _ENDS:
        return
    if not path.startswith(_OPEN):
        raise AssistanceRefused("assist.closed")
    parts = path.split("/")
    spec = catalogue().objects.get(parts[2]) if parts[1] == "records" and len(parts) > 2 else None
    if spec is not None and "permission" in spec.feeds:
        raise AssistanceRefused("assist.closed")
