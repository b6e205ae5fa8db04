"""What never stands in a log."""

from __future__ import annotations

import logging

import pytest

from guike.config.logs import HIDDEN, hide_secrets


@pytest.mark.parametrize(
    "key", ["password", "new_password", "Authorization", "token", "cookie", "otp", "api_key", "sessionid"]
)
def test_what_is_named_like_a_secret_is_blanked(key: str) -> None:
    event = {
        "event": "x",
        key: "correct horse",
        "detail": {key: "correct horse", "list": [{key: "correct horse"}]},
    }
    assert "horse" not in repr(hide_secrets(logging.getLogger(), "info", event))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Authorization: Bearer gk_abc123 sent", f"Authorization: Bearer {HIDDEN} sent"),
        ("postgresql://guike:horse@host/db", f"postgresql://guike:{HIDDEN}@host/db"),
        ("GET /?token=gk_abc&x=1", f"GET /?token={HIDDEN}&x=1"),
        ("the lead of Anna", "the lead of Anna"),
    ],
)
def test_a_secret_inside_a_text_is_blanked(text: str, shown: str) -> None:
    assert hide_secrets(logging.getLogger(), "info", {"event": text}) == {"event": shown}
