"""Search by a part of a phone number: in the number as the screen shows it, without the signs between its digits."""

from __future__ import annotations

import re

from guike.kernel.casing import fold

#: a stored number of China that is dialled with a 0 in front: neither a mobile nor 400 and 800. SQL uses the same
#: pattern.
TRUNK = "^[+]86(?!1[3-9]|[48]00)"
#: the country code that screens do not show
HOME = "^[+]86"
#: between number and extension in a stored number
STORED_EXTENSION = ";ext="
#: between number and extension in a shown number
EXTENSION_SIGN = "转"

_TRUNK, _HOME = re.compile(TRUNK), re.compile(HOME)
_EXTENSION = re.compile(r";\s*ext\s*=|转|轉|分机|分機|内线|內線|extension|extn?\.?|[x#*,;]")
_SIGNS = re.compile(r"[^0-9x+]+")
_HOME_CODES = ("0086", "86")
_MOBILE_DIGITS = 11


def sought_phone(text: str) -> str:
    """A typed part of a number in searchable form: digits, with "+" in front when it begins with a country code and "x"
    before a marked extension. Empty without a digit. ``0755-8888`` → ``07558888``, ``+1`` → ``+1``,
    ``6234 转 801`` → ``6234x801``.
    """
    found = _SIGNS.sub("", _EXTENSION.sub("x", fold(text)))
    found = found[:1] + found[1:].replace("+", "")
    if not any(c.isdigit() for c in found):
        return ""
    for code in _HOME_CODES:  # only before a whole number, because 0086 may be digits within one
        if found.startswith(code) and len(found.partition("x")[0]) > _MOBILE_DIGITS:
            return "+" + found[len(code) - 2 :]
    return found


def phone_form(stored: str, sought: str) -> str:
    """The text of a stored number in which a result of `sought_phone` is looked for."""
    shown = stored
    if not sought.startswith("+") and stored.startswith("+86"):
        shown = _HOME.sub("", _TRUNK.sub("0", stored))
    return shown.replace(STORED_EXTENSION, extension_sign(sought))


def extension_sign(sought: str) -> str:
    """The sign between number and extension in the text in which `sought` is looked for."""
    return "x" if "x" in sought else ""
