"""How secret settings are locked: authenticated encryption under a key derived from the installation's own."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def _lock(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"guike secret settings").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def encrypt(key: str, text: str) -> str:
    """ASCII; another one every time."""
    return _lock(key).encrypt(text.encode()).decode()


def decrypt(key: str, token: str) -> str | None:
    """The text again; None when it was encrypted with another key."""
    try:
        return _lock(key).decrypt(token.encode()).decode()
    except InvalidToken:
        return None
