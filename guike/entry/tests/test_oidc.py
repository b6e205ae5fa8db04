"""What is asked of the company's provider and believed of its answers, without a provider."""

from __future__ import annotations

from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from guike.entry import oidc

pytestmark = pytest.mark.req("IG-09")
NOW = 1_790_000_000.0
GOOD = {"iss": "https://id.example", "aud": "guike", "nonce": "n", "exp": NOW + 300, "iat": NOW, "sub": "1"}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({}, ""),
        ({"aud": ["guike"]}, ""),
        ({"aud": ["guike", "other"], "azp": "guike"}, ""),
        ({"exp": NOW - 59}, ""),
        ({"iat": NOW + 60}, ""),
        ({"iss": "https://id.example/"}, "another issuer"),
        ({"iss": None}, "another issuer"),
        ({"aud": "other"}, "for another client"),
        ({"aud": None}, "for another client"),
        ({"aud": ["guike", "other"]}, "for several clients"),
        ({"azp": "other"}, "for several clients"),
        ({"nonce": "m"}, "another nonce"),
        ({"nonce": None}, "another nonce"),
        ({"exp": NOW - 60}, "expired"),
        ({"exp": "soon"}, "expired"),
        ({"exp": True}, "expired"),
        ({"iat": NOW + 61}, "of the future"),
        ({"iat": None}, "of the future"),
        ({"sub": ""}, "no subject"),
    ],
)
def test_what_a_signed_token_has_to_say(changed: dict[str, Any], fault: str) -> None:
    assert oidc.claims_fault({**GOOD, **changed}, "https://id.example", "guike", "n", NOW) == fault


def test_only_a_key_of_the_provider_signs() -> None:
    mine, other = RSAKey.generate_key(2048), RSAKey.generate_key(2048)
    keys = KeySet([mine]).as_dict(private=False)
    good = jwt.encode({"alg": "RS256"}, GOOD, mine)
    assert oidc.verified(good, keys)["sub"] == "1"
    head, body, signature = good.split(".")
    for token in (
        jwt.encode({"alg": "RS256"}, GOOD, other),
        jwt.encode({"alg": "ES256"}, GOOD, ECKey.generate_key("P-256")),
        jwt.encode({"alg": "HS256"}, GOOD, OctKey.generate_key(256)),
        f"{head}.{body}.{signature[::-1]}",
        f"eyJhbGciOiJub25lIn0.{body}.",
        "",
        "a.b",
    ):
        with pytest.raises(oidc.ProviderFault):
            oidc.verified(token, keys)
    with pytest.raises(oidc.ProviderFault):
        oidc.verified(good, {"keys": "none"})


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("", ""),
        (None, ""),
        ("javascript:alert(1)", ""),
        ("http://id.example/end", ""),
        ("https://id.example/end", "https://id.example/end?client_id=g%26"),
        ("https://id.example/end?a=1", "https://id.example/end?a=1&client_id=g%26"),
    ],
)
def test_only_a_safe_address_is_offered(address: str | None, url: str) -> None:
    client = oidc.Client("https://id.example", "g&", "")
    assert oidc.end_session_url({"end_session_endpoint": address}, client) == url
