"""Masks values of masked fields."""

from __future__ import annotations

from typing import Any

from guike.kernel.phones import mask_phone
from guike.platform.metadata.spec import FieldSpec


def mask(item: FieldSpec, value: Any) -> Any:
    """The masked value: 138****8000, 010-******78, a***@example.com, ****."""
    if value in (None, ""):
        return None
    text = str(value)
    if item.type == "phone":
        return mask_phone(text)
    if item.type == "email" and "@" in text:
        return f"{text[0]}***@{text.rsplit('@', 1)[1]}"
    return "****"
