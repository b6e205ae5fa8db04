"""Whole numbers in texts from outside."""

from __future__ import annotations

from typing import Final

#: the largest number of the database's wide integers
MOST: Final = 2**63 - 1


def whole(text: str, most: int = MOST) -> int | None:
    """The number that plain digits 0 to 9 spell, at most `most`; None for anything else.

    `str.isdigit` is true of ``²`` and ``①``, which `int` refuses, and of ``٣``, which it takes.
    """
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(MOST)):
        return None
    number = int(text)
    return number if number <= most else None
