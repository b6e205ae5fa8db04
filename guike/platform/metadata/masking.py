"""Masks values of masked fields."""

from __future__ import annotations

import re
from typing import Any

from guike.kernel.phones import mask_phone
from guike.platform.metadata.spec import FieldSpec

#: numbers of identity cards, of tax payers and of bank accounts: long, digits and capitals, most of them digits
_NUMBER = re.compile(r"(?=(?:\D*\d){10})[0-9A-Z]{12,}")


def mask(item: FieldSpec, value: Any) -> Any:
    """The masked value: 138****8000, 010-******78, a***@example.com, ****3218 of a long number, else ****."""
    if value in (None, ""):
        return None
    text = str(value)
    if item.type == "phone":
        return mask_phone(text)
    if item.type == "email" and "@" in text:
        return f"{text[0]}***@{text.rsplit('@', 1)[1]}"
    number = text.replace(" ", "")
    if item.type == "text" and _NUMBER.fullmatch(number):
        return f"****{number[-4:]}"
    return "****"
