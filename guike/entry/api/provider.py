"""Routes of signing in by the company's provider. A browser is sent there and comes back; what fails is told by the sign-in
page, to which it is always led."""

from __future__ import annotations

import hmac
import re
import zlib
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from ninja import Router

from guike.entry import oidc
from guike.entry.api.answers import refuse_nul
from guike.entry.api.steps import SESSION_END, SignInRefused, StepNeeded, begin, finish
from guike.entry.throttle import Buckets
from guike.kernel import clock
from guike.kernel.errors import NotFound, Refusal
from guike.platform.audit.services import audit
from guike.platform.org import provider
from guike.platform.org.queries import begin_versions
from guike.platform.settings import queries as settings

router = Router(tags=["auth"])
_log = structlog.get_logger(__name__)
#: in the session of somebody who is on his way to the provider
SESSION_OIDC = "guike_oidc"
_WAY_SECONDS = 600
#: each try asks the provider; so many of one address in a minute are those of people
_tries = Buckets(60)
#: why somebody is not let in → what the sign-in page says of it; of all else, that it did not succeed
_TOLD = {"unknown": "refused", "closed": "refused", "another": "another", "unverified": "unverified"}
#: pages of ours alone: no host, no backslash, nothing invisible
_NEXT = re.compile(r"/(?![/\\])[\x21-\x7e]{0,500}")


def _client() -> oidc.Client:
    if not provider.is_on():
        raise NotFound
    return oidc.Client(
        str(settings.get(provider.ISSUER)),
        str(settings.get(provider.CLIENT_ID)),
        str(settings.get(provider.CLIENT_SECRET) or ""),
    )


def _take_turn(request: HttpRequest) -> None:
    _tries.take(zlib.crc32(request.META["REMOTE_ADDR"].encode()))


def _safe(path: str) -> str:
    return path if _NEXT.fullmatch(path) and "\\" not in path and not path.startswith("/sign-in") else "/"


def _to_page(**told: str) -> HttpResponse:
    return HttpResponseRedirect(f"/sign-in?{urlencode(told)}")


def _refused(why: str, user_id: int | None = None) -> HttpResponse:
    audit(user_id, "auth.refused", detail={"step": "provider", "because": why}, outcome="refused")
    return _to_page(provider=_TOLD.get(why, "failed"))


@router.get("/oidc/begin", auth=None)
def begin_oidc(request: HttpRequest) -> HttpResponse:
    """Send the browser to the company's provider; `next`: the page of ours to come back to. 302, 404 when there is no
    provider, 429 after too many tries."""
    begin_versions()
    refuse_nul(request)
    client = _client()
    _take_turn(request)
    attempt = oidc.Attempt.new(request.build_absolute_uri("/api/v1/auth/oidc/callback"))
    try:
        found = oidc.discover(client)
    except (oidc.ProviderFault, Refusal) as fault:
        _log.warning("the provider of sign-ins does not answer as it should", fault=str(fault))
        return _to_page(provider="failed")
    held = {
        **asdict(attempt),
        "next": _safe(request.GET.get("next", "/")),
        "until": clock.now().timestamp() + _WAY_SECONDS,
    }
    request.session[SESSION_OIDC] = held
    return HttpResponseRedirect(oidc.authorization_url(found, client, attempt))


@router.get("/oidc/callback", auth=None)
def callback(request: HttpRequest) -> HttpResponse:
    """Where the provider sends the browser back to. Always 302: to the page that was asked for, or to the sign-in page,
    which says what is wrong or which step is left."""
    begin_versions()
    refuse_nul(request)
    client = _client()
    _take_turn(request)
    held: dict[str, Any] | None = request.session.pop(SESSION_OIDC, None)  # each try is for once
    state = request.GET.get("state", "")
    if held is None or clock.now().timestamp() >= held["until"]:
        return _refused("not begun here")
    if not hmac.compare_digest(state.encode(), held["state"].encode()):
        return _refused("another state")
    if request.GET.get("error") or not request.GET.get("code"):
        return _refused("denied")
    if request.GET.get("iss", client.issuer).rstrip("/") != client.issuer.rstrip("/"):
        return _refused("another issuer")
    attempt = oidc.Attempt(held["state"], held["nonce"], held["verifier"], held["redirect_uri"])
    try:
        found = oidc.discover(client)
        claims = oidc.redeemed(found, client, attempt, request.GET["code"], clock.now())
    except (oidc.ProviderFault, Refusal) as fault:
        _log.warning("the provider of sign-ins does not answer as it should", fault=str(fault))
        return _refused(str(fault)[:200])
    return _let_in(request, claims, held["next"], oidc.end_session_url(found, client))


def _let_in(request: HttpRequest, claims: dict[str, Any], following: str, end: str) -> HttpResponse:
    try:
        user = provider.person_of(claims)
    except provider.Unknown as unknown:
        return _refused(unknown.code, unknown.user_id)
    begin(request, user, by_provider=True)
    request.session[SESSION_END] = end
    try:
        finish(request, user)
    except StepNeeded as left:
        return _to_page(step=left.code, next=following)
    except SignInRefused:
        return _refused("closed", user.pk)
    return HttpResponseRedirect(following)
