"""How people are reached: phone numbers and addresses of mail, as they are written."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from guike.kernel.phones import normalize_phone
from guike.platform.settings import queries as settings

#: what may be a number somewhere has at least eight digits, the shortest that are read by place
_DIGITS_OF_A_NUMBER = re.compile(r"(?:\d\D{0,3}){8}")
#: a link copied from a page or a signature
_MAILTO = re.compile(r"^\s*mailto:|(?<=[^\s?])\?(?:subject|body|cc|bcc)=.*$", re.IGNORECASE | re.DOTALL)
_check_email = EmailValidator(allowlist=[])
#: the usual form of an address, of which nothing more need be asked; it is as long as its parts may be at most
_USUAL = re.compile(
    r"(?=.{6,63}$)[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}",
    re.IGNORECASE | re.ASCII,
)


def read_phone(text: str) -> str | None:
    """A number as it is stored; one without a country code that is none of the mainland's is read as one of the
    place where the company is."""
    number = normalize_phone(text)
    if (number is None and _DIGITS_OF_A_NUMBER.search(text)) or (number and not number.startswith("+")):
        home = str(settings.get("company.region"))
        return number if home == "CN" else normalize_phone(text, home)
    return number


def plain_email(text: str) -> str:
    """An address without `mailto:`, in half-width letters: what is checked and kept."""
    half = text if text.isascii() else unicodedata.normalize("NFKC", text).replace("。", ".")
    return _MAILTO.sub("", half)


def is_email(text: str) -> bool:
    """Whether mail takes the address: `o'brien@…` and domains in any script, not `a@b..com`."""
    if _USUAL.fullmatch(text):
        return True
    try:
        _check_email(text)
    except ValidationError:
        return False
    return True
