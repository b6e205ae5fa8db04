"""Secret settings lie encrypted in the database: a dump, a replica or a stray SELECT gives none away.

The key is derived from the installation's own (`GUIKE_SECRET_KEY`, else the file `secret_key` in the
data folder), so that it never lies beside what it locks.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Any

import structlog
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_MARK = "sealed:1:"
_log = structlog.get_logger(__name__)


@lru_cache(maxsize=4)
def _lock(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"guike secret settings").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def is_sealed(stored: Any) -> bool:
    """Whether a stored value is encrypted."""
    return isinstance(stored, str) and stored.startswith(_MARK)


def seal(text: str) -> str:
    """The text as it is stored; another one every time."""
    return _MARK + _lock(settings.SECRET_KEY).encrypt(text.encode()).decode()


def unseal(stored: Any) -> str | None:
    """The text again; None when it was sealed with another key, as if it had never been set."""
    if not is_sealed(stored):
        return None if stored is None else str(stored)
    try:
        return _lock(settings.SECRET_KEY).decrypt(stored.removeprefix(_MARK).encode()).decode()
    except InvalidToken:
        _log.error("a secret setting was sealed with another key: enter it again")
        return None
