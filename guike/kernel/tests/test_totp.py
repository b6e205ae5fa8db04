"""One-time codes, against the values that RFC 6238 prints."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from guike.kernel.totp import code_of, new_secret, otpauth_uri, step_at, step_of_code

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_of_the_rfc(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert code_of(SECRET, step_at(at)) == code
    assert step_of_code(SECRET, code, at) == seconds // 30


def test_one_step_of_drift_is_taken_and_no_more() -> None:
    at = datetime.fromtimestamp(1_000_000_000, UTC)
    now = step_at(at)
    found = [step_of_code(SECRET, code_of(SECRET, now + n), at) for n in range(-2, 3)]
    assert found == [None, now - 1, now, now + 1, None]
    for wrong in ("", "12345", "1234567", "１２３４５６", "abcdef"):
        assert step_of_code(SECRET, wrong, at) is None


def test_secrets_differ_and_are_of_160_bits() -> None:
    first, second = new_secret(), new_secret()
    assert first != second
    assert len(base64.b32decode(first)) == 20


def test_the_address_for_apps_names_company_and_account() -> None:
    uri = urlsplit(otpauth_uri(SECRET, "贵客：A:B & C", "li:lei@example.com"))
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert uri.path.count(":") == 1
    assert parse_qs(uri.query) == {"secret": [SECRET], "issuer": ["贵客：A B & C"]}
