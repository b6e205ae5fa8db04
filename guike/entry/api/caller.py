"""Authentication: turns a browser session or a bearer token into a Context."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from guike.entry.api.helping import helped
from guike.entry.throttle import calls
from guike.kernel import clock
from guike.kernel.errors import Forbidden, NotSignedIn, register
from guike.kernel.numerals import whole
from guike.kernel.text import T, pick_locale
from guike.platform.access.actor import Actor, actor_of
from guike.platform.access.context import Context, Helper
from guike.platform.audit.services import audit
from guike.platform.org.queries import begin_versions, token_by_digest
from guike.platform.org.security import session_end
from guike.platform.org.services import digest_of
from guike.platform.org.signins import sign_in_active, sign_in_expire, token_seen
from guike.platform.settings import queries as settings

SESSION_USER = "guike_user"
SESSION_SEAL = "guike_seal"
#: seconds without input that a browser may tell of; more is no number of ours
_LONGEST_IDLE = 10_000_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

register(
    {
        "auth.idle": T(
            "您已很久没有操作，为安全起见请重新登录",
            "Nobody has been at this browser for a while; sign in again",
        ),
        "auth.aged": T(
            "本次登录已到最长期限，请重新登录", "This sign-in has reached its longest time; sign in again"
        ),
    },
    status=NotSignedIn.status,
)


def seal(actor_id: int, password: str) -> str:
    """A mark that binds a session to the password with which it was opened; a new password ends all other sessions."""
    key = django_settings.SECRET_KEY.encode()
    return hmac.new(key, f"{actor_id}:{password}".encode(), hashlib.sha256).hexdigest()


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, _request: HttpRequest, reason: str) -> Any:
        return reason


_csrf = _CsrfCheck(lambda _request: HttpResponse())  # it stores nothing of a request


def check_csrf(request: HttpRequest) -> None:
    """Forbidden access.csrf unless the header X-CSRFToken proves that our own page sent this."""
    if _csrf.process_view(request, HttpResponse, (), {}) is not None:
        raise Forbidden("access.csrf")


def check_origin(request: HttpRequest) -> None:
    """Forbidden access.csrf for requests from the page of another site, which the browser names."""
    if request.META.get("HTTP_ORIGIN") and not _csrf._origin_verified(request):  # type: ignore[attr-defined]
        raise Forbidden("access.csrf")


def bearer(request: HttpRequest) -> str:
    """The bearer token sent, or an empty string."""
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def request_locale(request: HttpRequest, actor: Actor | None) -> str:
    """Accept-Language, else the user's, else the company's."""
    header = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    first = header.split(",", 1)[0].split(";", 1)[0].strip()
    if first and first != "*":
        return pick_locale(first)
    if actor is not None and actor.locale:
        return pick_locale(actor.locale)
    return pick_locale(str(settings.get("company.locale")))


def _token_actor(token: str) -> tuple[Actor, frozenset[str] | None]:
    row = token_by_digest(digest_of(token))
    if row is None or (row.expires_at is not None and row.expires_at <= clock.now()):
        raise NotSignedIn
    actor = actor_of(row.user_id)
    if actor is None:
        raise NotSignedIn
    token_seen(row)
    return actor, frozenset(row.scopes) if row.scopes is not None else None


def _session_actor(request: HttpRequest) -> Actor:
    user_id = request.session.get(SESSION_USER)
    actor = actor_of(user_id) if user_id else None
    opened_at, active_at = request.session.opened_at, request.session.active_at  # type: ignore[attr-defined]
    if actor is None or actor.user_id is None or opened_at is None or active_at is None:
        raise NotSignedIn
    if not hmac.compare_digest(
        request.session.get(SESSION_SEAL, ""), seal(actor.user_id, actor.password_mark)
    ):
        raise NotSignedIn
    key = str(request.session.session_key)
    until, why = session_end(opened_at, active_at)
    if clock.now() >= until:
        if sign_in_expire(key):
            audit(actor.user_id, "auth.expired", detail={"because": why})
        raise NotSignedIn(why)
    if request.method not in SAFE_METHODS:
        check_csrf(request)
    idle = whole(request.META.get("HTTP_X_IDLE_SECONDS", ""), _LONGEST_IDLE)
    if idle is not None:
        sign_in_active(key, active_at, clock.now() - timedelta(seconds=idle))
    return actor


def identify(request: HttpRequest) -> Context:
    """The caller's context; NotSignedIn 401 when unknown, Forbidden access.csrf for a forged form."""
    token = bearer(request)
    scopes: frozenset[str] | None = None
    helper: Helper | None = None
    if token or request.session.session_key is None:
        begin_versions()  # the session is read in the same statement
    if token:
        actor, scopes = _token_actor(token)
    else:
        actor, helper = helped(request, _session_actor(request))
    calls.take(actor.user_id or 0)
    return Context(
        actor=actor,
        locale=request_locale(request, actor),
        request_id=request_id(request),
        token_scopes=scopes,
        helper=helper,
        all_labels=request.GET.get("labels") == "all",
    )


def request_id(request: HttpRequest) -> str:
    """The request's id, from a proxy or made here; it is the same during the whole request."""
    known = request.META.get("guike.request_id")
    if not known:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        known = (
            given if given.isascii() and 8 <= len(given) <= 64 and given.isprintable() else uuid.uuid4().hex
        )
        request.META["guike.request_id"] = known
    return str(known)
