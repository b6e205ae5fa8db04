"""What a part of a phone number is looked for in: the number as the screen shows it, without the signs between its digits."""

from __future__ import annotations

import re

from guike.kernel.casing import fold

#: a stored number of China that is dialled with a 0 in front: neither a mobile nor 400 and 800. SQL knows it by the same text.
TRUNK = "^[+]86(?!1[3-9]|[48]00)"
#: the country code that is not shown
HOME = "^[+]86"
#: between number and extension in a stored number
STORED_EXTENSION = ";ext="
#: and in one that is shown
EXTENSION_SIGN = "转"

_TRUNK, _HOME = re.compile(TRUNK), re.compile(HOME)
_EXTENSION = re.compile(r";\s*ext\s*=|转|轉|分机|分機|内线|內線|extension|extn?\.?|[x#*,;]")
_SIGNS = re.compile(r"[^0-9x+]+")
_HOME_CODES = ("0086", "86")
_MOBILE_DIGITS = 11


def sought_phone(text: str) -> str:
    """A typed part of a number: digits, with "+" in front when it begins with a country code and "x" before an
    extension that is marked as one. Empty without a digit. ``0755-8888`` → ``07558888``, ``+1`` → ``+1``,
    ``6234 转 801`` → ``6234x801``.
    """
    found = _SIGNS.sub("", _EXTENSION.sub("x", fold(text)))
    found = found[:1] + found[1:].replace("+", "")
    if not any(c.isdigit() for c in found):
        return ""
    for code in _HOME_CODES:  # only before a whole number: 0086 may be digits within one
        if found.startswith(code) and len(found.partition("x")[0]) > _MOBILE_DIGITS:
            return "+" + found[len(code) - 2 :]
    return found


def phone_form(stored: str, sought: str) -> str:
    """The text of a stored number in which a part that `sought_phone` gave is looked for."""
    shown = stored
    if not sought.startswith("+") and stored.startswith("+86"):
        shown = _HOME.sub("", _TRUNK.sub("0", stored))
    return shown.replace(STORED_EXTENSION, extension_sign(sought))


def extension_sign(sought: str) -> str:
    """What stands for the sign between number and extension where that part is looked for."""
    return "x" if "x" in sought else ""
