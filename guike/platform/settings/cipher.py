"""Encrypts secret settings: authenticated encryption under a key derived from the installation's key."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def _lock(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"guike secret settings").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def encrypt(key: str, text: str) -> str:
    """The encrypted text in ASCII; it differs every time."""
    return _lock(key).encrypt(text.encode()).decode()


def decrypt(key: str, token: str) -> str | None:
    """The decrypted text; None when it was encrypted with another key."""
    try:
        return _lock(key).decrypt(token.encode()).decode()
    except InvalidToken:
        return None
