"""Phone numbers in any spelling: stored once as E.164, shown and found as people write them."""

from __future__ import annotations

import re

import phonenumbers

from guike.kernel.caches import NEVER, process_cache
from guike.kernel.casing import fold

#: the regions whose numbers people write without a country code, as ISO codes
HOME_REGIONS = ("CN", "HK", "MO", "TW")
#: no number with its label and extension is longer, and the patterns below become slow on longer texts
PHONE_CHARS = 64

_CN_MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9]\d{9})", re.ASCII)
_CN_SERVICE = re.compile(r"(?:95|96)\d{3,6}|100\d\d|12\d{3}|110|119|12[02]", re.ASCII)
_CN_STORED = re.compile(r"\+86(1\d{10})", re.ASCII)
_NOISE = re.compile(r"[\s\-‐-―−().·\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_NOT_DIGITS = re.compile(r"[^0-9]+")
_PLAIN = re.compile(r"\+?\d{5,20}", re.ASCII)
#: 3-3-4 digits as in North America; without +1 they would be taken for Shanghai. 400 and 800 belong to China
_AMERICAN = re.compile(r"(?!400|800)(?:\([2-9]\d\d\)\s*|[2-9]\d\d[-. ])\d{3}[-. ]\d{4}", re.ASCII)
_LABEL = re.compile(
    r"\s*(?:tel(?:ephone)?|phone|mobile|mob|cell|fax|联系电话|聯絡電話|电话|電話|手机|手機|座机|固话|号码|传真)\s*[:.]?\s*(?=[+(\d])"
)
_EXTENSION = re.compile(
    r"[\s(\-]*(?:(?:;\s*ext\s*=|extension|extn|ext|转|轉|分机|分機|内线|內線|[,;#x*])[\s.:=\-]*)+(\d{1,6})[\s)#]*$",
    re.ASCII,
)
_TRAILING = re.compile(r"[\s\-‐-―−(]+(\d{1,6})[\s)]*$", re.ASCII)


def _without_extension(text: str) -> tuple[str, str]:
    found = _EXTENSION.search(text)
    return (text[: found.start()], found[1]) if found and found.start() else (text, "")


def normalize_phone(s: str, home: str = "CN") -> str | None:
    """A phone number in E.164 (``+8613800138000``), or None when it is not one.

    Without a country code it is read as one of `home` (one of `HOME_REGIONS`), else as one of mainland China.
    An extension (``转801``, ``ext. 801``, ``,801``, ``-801``) is stored as ``+861062345678;ext=801``; Chinese service
    numbers (``95588``, ``12345``), which have no E.164 form, stay as their digits. No part of the text is ignored: a
    text with anything besides number and extension is not a number.
    """
    written = s.strip()
    return _normalized(written, home) if len(written) <= PHONE_CHARS else None


@process_cache(key="what was written, and the company's country", stale=NEVER, limit=4096)
def _normalized(written: str, home: str) -> str | None:
    text = _LABEL.sub("", fold(written).strip(), count=1)
    mobile = _CN_MOBILE.fullmatch(_NOISE.sub("", text))
    if mobile:
        return "+86" + mobile[1]
    main, extension = _without_extension(text)
    if _AMERICAN.fullmatch(main.strip()):
        return None
    number = _standard(main, home)
    if number is None and not extension:
        # An extension is looked for only if the whole text is not a number: 0571-8765-4321 is one number.
        trailing = _TRAILING.search(text)
        if trailing:
            number, extension = _standard(text[: trailing.start()], home), trailing[1]
    if number is None:
        return None
    return f"{number};ext={extension}" if extension else number


def lacks_country(s: str) -> bool:
    """Whether a text is written as numbers of North America are, without the +1 that would say so."""
    written = s.strip()
    if len(written) > PHONE_CHARS:
        return False
    main, _extension = _without_extension(_LABEL.sub("", fold(written).strip(), count=1))
    return _AMERICAN.fullmatch(main.strip()) is not None


def _standard(text: str, home: str) -> str | None:
    """A number without extension in the form that is stored."""
    compact = _NOISE.sub("", text)
    if home != "CN":
        number = _valid(compact, home)
        if number:
            return number
    return compact if _CN_SERVICE.fullmatch(compact) else _valid(compact, "CN")


def _valid(compact: str, region: str) -> str | None:
    if not _PLAIN.fullmatch(compact):
        return None
    try:
        number = phonenumbers.parse(compact, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mask_phone(stored: str) -> str:
    """A stored number masked so that a reader sees its region, but not whose it is: ``138****8000``, ``010-******78``,
    ``+1 212-***-**23``. A landline or foreign number keeps country, area and the last two digits. An extension is
    masked completely, and so is a number that is too short."""
    main, extension = _without_extension(stored)
    mobile = _CN_STORED.fullmatch(main)
    if mobile:
        shown = f"{mobile[1][:3]}****{mobile[1][-4:]}"
    elif main.startswith("+"):
        shown = _starred(main)
    else:
        return "****"
    return f"{shown} 转 ***" if extension else shown


def _starred(main: str) -> str:
    number = phonenumbers.parse(main)
    shown = display_phone(main)
    area = phonenumbers.length_of_geographical_area_code(number)
    trunk_or_service = area + 1 if area else 3
    left = trunk_or_service if number.country_code == 86 else len(str(number.country_code)) + area
    count = sum(c.isdigit() for c in shown)
    marks, seen = [], 0
    for c in shown:
        seen += c.isdigit()
        hidden = c.isdigit() and left < seen <= count - 2
        marks.append("*" if hidden else c)
    return "".join(marks)


def display_phone(stored: str) -> str:
    """A stored number as people in China write it: ``13800138000``, ``010-62345678``, ``+1 212-555-0123``."""
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


@process_cache(key="a stored number", stale=NEVER, limit=4096)
def is_personal(stored: str) -> bool:
    """Whether a stored number probably belongs to one person, so is a mobile. Switchboards, 400 numbers, service
    numbers and numbers with an extension do not. A number from a range that serves both counts as a mobile."""
    if _CN_STORED.fullmatch(stored):
        return bool(_CN_MOBILE.fullmatch(stored))
    if not stored.startswith("+") or ";" in stored or stored.startswith("+86"):
        return False
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(stored))
    except phonenumbers.NumberParseException:
        return False
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
