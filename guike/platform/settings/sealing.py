"""Encrypts secret settings in the database, so that a dump, a replica or a SELECT reveals none.

The key is derived from the installation's own (`GUIKE_SECRET_KEY`, else the file `secret_key` in the
data folder), so it is never stored together with the secrets.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import structlog
from django.conf import settings

_MARK = "sealed:1:"
_log = structlog.get_logger(__name__)


def _cipher() -> Any:
    """The cipher, loaded at the first secret, because it takes ten megabytes that an installation without secrets never
    needs."""
    return import_module("guike.platform.settings.cipher")


def is_sealed(stored: Any) -> bool:
    """Whether a stored value is encrypted."""
    return isinstance(stored, str) and stored.startswith(_MARK)


def seal(text: str) -> str:
    """The encrypted text for storage; it differs every time."""
    return _MARK + str(_cipher().encrypt(settings.SECRET_KEY, text))


def unseal(stored: Any) -> str | None:
    """The decrypted text; None when it was encrypted with another key, as if it had never been set."""
    if not is_sealed(stored):
        return None if stored is None else str(stored)
    text: str | None = _cipher().decrypt(settings.SECRET_KEY, stored.removeprefix(_MARK))
    if text is None:
        _log.error("a secret setting was sealed with another key: enter it again")
    return text
