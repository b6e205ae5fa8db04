"""The reason that somebody gives for looking at what he would not see otherwise."""

from __future__ import annotations

from guike.kernel.entered import one_line
from guike.kernel.errors import FieldError, Invalid

_LEAST = 2
_MOST = 200


def given_reason(text: str, code: str = "privacy.reason") -> str:
    """The reason on one line. Invalid (`code` when it is too short, else too_long)."""
    why = one_line(text)
    if len(why) < _LEAST:
        raise Invalid([FieldError("reason", code)])
    if len(why) > _MOST:
        raise Invalid([FieldError("reason", "too_long", {"max": _MOST, "length": len(why)})])
    return why
