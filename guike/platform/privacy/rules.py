"""What of a text tells of a person, decided without the database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from guike.kernel.text import T

#: stands where his name, number or address stood
GONE = T("（已匿名）", "(anonymised)")
_DIGITS = "0123456789"
#: shorter values occur in any text
_LEAST_CHARS = 2
#: from so many digits on a value is sought however its digits are grouped
_NUMBER_DIGITS = 7


def pattern_of(values: Iterable[str]) -> re.Pattern[str] | None:
    """What finds these values in a text, whatever the case and however the digits of a number are grouped; None when there
    is nothing to find."""
    known = sorted({one.strip() for one in values if len(one.strip()) >= _LEAST_CHARS}, key=len, reverse=True)
    parts = [_part(one) for one in known]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _part(value: str) -> str:
    digits = [letter for letter in value if letter in _DIGITS]
    is_number = len(digits) >= _NUMBER_DIGITS and len(digits) >= len(value) - 4
    return r"[\s()-]*".join(digits) if is_number else re.escape(value)


def without(pattern: re.Pattern[str], text: str) -> str:
    """The text without what the pattern finds."""
    return pattern.sub(GONE.zh, text)


def tells(pattern: re.Pattern[str] | None, texts: Sequence[str]) -> bool:
    """Whether one of the texts tells of the person."""
    return pattern is not None and any(pattern.search(one) for one in texts)
