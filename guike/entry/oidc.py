"""OpenID Connect, as far as signing in needs it: the authorization code flow with PKCE, and the check of the ID token.

What the provider says of itself and its keys is fetched with each sign-in, so nothing is stale after it has changed them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard
from urllib.parse import quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from guike.platform.adapters.outbound import Answer, get, post

#: clocks of two machines differ by so many seconds at most
SKEW = 60
#: signatures by a key of the provider; those by a shared secret, and none at all, are refused
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_JSON = {"Accept": "application/json"}


class ProviderFault(Exception):
    """The provider answered something that lets nobody in; the text is for the log and the audit."""


@dataclass(frozen=True)
class Client:
    """This system, as the provider knows it."""

    issuer: str
    id: str
    secret: str


@dataclass(frozen=True)
class Attempt:
    """One try of somebody to sign in: what has to come back, and what proves that it is his."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str

    @classmethod
    def new(cls, redirect_uri: str) -> Attempt:
        state, nonce, verifier = (secrets.token_urlsafe(32) for _part in range(3))
        return cls(state, nonce, verifier, redirect_uri)


def _json(answer: Answer, what: str) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = None
    if not answer.is_success or not isinstance(found, dict):
        raise ProviderFault(f"{what}: status {answer.status}")
    return found


def discover(client: Client) -> dict[str, Any]:
    """What the provider says of itself. ProviderFault when it is another one or lacks an endpoint."""
    issuer = client.issuer.rstrip("/")
    found = _json(get(f"{issuer}/.well-known/openid-configuration", _JSON), "configuration")
    if str(found.get("issuer", "")).rstrip("/") != issuer:
        raise ProviderFault("configuration: another issuer")
    scheme = urlsplit(issuer).scheme
    for name in _ENDPOINTS:
        if urlsplit(str(found.get(name, ""))).scheme not in ("https", scheme):
            raise ProviderFault(f"configuration: no {name}")
    return found


def authorization_url(provider: Mapping[str, Any], client: Client, attempt: Attempt) -> str:
    """Where the browser goes to sign in."""
    digest = hashlib.sha256(attempt.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": attempt.redirect_uri,
        "scope": "openid profile email",
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    address = str(provider["authorization_endpoint"])
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def end_session_url(provider: Mapping[str, Any], client: Client) -> str:
    """Where a browser signs out at the provider (RP-initiated logout); "" when there is no such place. Without a page to come back
    to: providers refuse one that was not registered, and the one to which the person was sent would be lost."""
    address = str(provider.get("end_session_endpoint") or "")
    if urlsplit(address).scheme not in ("https", urlsplit(client.issuer).scheme):
        return ""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'client_id': client.id})}"


def redeemed(
    provider: Mapping[str, Any], client: Client, attempt: Attempt, code: str, now: datetime
) -> dict[str, Any]:
    """The checked claims of the ID token that the code is exchanged for. ProviderFault when anything is not as it should be."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": attempt.redirect_uri,
        "code_verifier": attempt.verifier,
    }
    headers = {**_JSON, "Content-Type": "application/x-www-form-urlencoded"}
    ways = provider.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if client.secret and "client_secret_basic" in ways:
        pair = f"{quote(client.id, safe='')}:{quote(client.secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form["client_id"] = client.id
        if client.secret:
            form["client_secret"] = client.secret
    answer = _json(post(str(provider["token_endpoint"]), urlencode(form).encode(), headers), "token")
    keys = _json(get(str(provider["jwks_uri"]), _JSON), "keys")
    claims = verified(str(answer.get("id_token", "")), keys)
    fault = claims_fault(claims, str(provider["issuer"]), client.id, attempt.nonce, now.timestamp())
    if fault:
        raise ProviderFault(f"token: {fault}")
    return claims


def verified(token: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    """The claims of a token that one of these keys has signed. ProviderFault otherwise."""
    try:
        return dict(jwt.decode(token, KeySet.import_key_set(dict(keys)), algorithms=_ALGORITHMS).claims)  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError) as wrong:
        raise ProviderFault(f"token: {type(wrong).__name__}") from wrong


def claims_fault(claims: Mapping[str, Any], issuer: str, client_id: str, nonce: str, now: float) -> str:
    """What is wrong with the claims of a signed token; "" for nothing."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    told = claims.get("nonce")
    expires, issued = claims.get("exp"), claims.get("iat")
    if claims.get("iss") != issuer:
        return "another issuer"
    if client_id not in audiences:
        return "for another client"
    if claims.get("azp", client_id) != client_id or (len(audiences) > 1 and "azp" not in claims):
        return "for several clients"
    if not isinstance(told, str) or not hmac.compare_digest(told.encode(), nonce.encode()):
        return "another nonce"
    if not _is_number(expires) or now >= expires + SKEW:
        return "expired"
    if not _is_number(issued) or issued > now + SKEW:
        return "of the future"
    subject = claims.get("sub")
    return "" if isinstance(subject, str) and subject else "no subject"


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
