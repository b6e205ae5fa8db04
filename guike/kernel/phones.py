"""Phone numbers in any spelling: stored once as E.164, shown and found as people write them."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from guike.kernel.casing import fold

_CN_MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9]\d{9})", re.ASCII)
_CN_SERVICE = re.compile(r"(?:95|96)\d{3,6}|100\d\d|12\d{3}|110|119|12[02]", re.ASCII)
_CN_STORED = re.compile(r"\+86(1\d{10})", re.ASCII)
_NOISE = re.compile(r"[\s\-‐-―−().·]+")
_NOT_DIGITS = re.compile(r"[^0-9]+")
_EXTENSION = re.compile(r"(?:;ext=|转|分机|ext\.?|#|x)\s*(\d{1,6})$", re.ASCII)


def _without_extension(text: str) -> tuple[str, str]:
    found = _EXTENSION.search(text)
    return (text[: found.start()], found[1]) if found else (text, "")


@lru_cache(maxsize=4096)
def normalize_phone(s: str) -> str | None:
    """A phone number in E.164 (``+8613800138000``), or None when it is not one.

    China is assumed without a country code. An extension is kept as ``+861062345678;ext=801``; Chinese
    service numbers (``95588``, ``12345``), which have no E.164 form, stay as their digits.
    """
    text = fold(s).strip()
    compact = _NOISE.sub("", text)
    mobile = _CN_MOBILE.fullmatch(compact)
    if mobile:
        return "+86" + mobile[1]
    if _CN_SERVICE.fullmatch(compact):
        return compact
    main, extension = _without_extension(text)
    if sum(c.isdigit() for c in main) < 5:
        return None
    try:
        number = phonenumbers.parse(main, "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{e164};ext={extension}" if extension else e164


def display_phone(stored: str) -> str:
    """A stored number as people here write it: ``13800138000``, ``010-62345678``, ``+1 212-555-0123``."""
    mobile = _CN_STORED.fullmatch(stored)
    if mobile:
        return mobile[1]
    main, extension = _without_extension(stored)
    shown = main
    mobile = _CN_MOBILE.fullmatch(main)
    if mobile:
        shown = mobile[1]
    elif main.startswith("+"):
        number = phonenumbers.parse(main)
        home = number.country_code == 86
        style = (
            phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
        shown = phonenumbers.format_number(number, style)
        if home:
            shown = shown.replace(" ", "-", 2 if shown[:3] in ("400", "800") else 1).replace(" ", "")
    return f"{shown} 转 {extension}" if extension else shown


def phone_digits(s: str) -> str:
    """The digits to search for, alike for every spelling: ``+86 138-0013 8000`` → ``13800138000``.

    The country code of China and the trunk 0 of a whole landline number are dropped; a part of a number
    (``0013``) keeps all its digits.
    """
    stored = _CN_STORED.fullmatch(s)
    if stored:
        return stored[1]
    folded = _without_extension(fold(s).strip())[0]
    digits = _NOT_DIGITS.sub("", folded)
    if digits.startswith("0086"):
        digits = digits[4:]
    elif digits.startswith("86") and (folded.lstrip().startswith("+") or len(digits) >= 12):
        digits = digits[2:]
    if len(digits) >= 10 and digits.startswith("0"):
        digits = digits[1:]
    return digits
