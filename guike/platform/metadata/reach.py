"""Reads phone numbers and e-mail addresses as people write them."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from guike.kernel.phones import normalize_phone
from guike.platform.settings import queries as settings

#: a number of any region has at least eight digits
_DIGITS_OF_A_NUMBER = re.compile(r"(?:\d\D{0,3}){8}")
#: a link copied from a page or a signature
_MAILTO = re.compile(r"^\s*mailto:|(?<=[^\s?])\?(?:subject|body|cc|bcc)=.*$", re.IGNORECASE | re.DOTALL)
_check_email = EmailValidator(allowlist=[])
#: the usual form of an address, which needs no further check; its parts have at most the permitted lengths
_USUAL = re.compile(
    r"(?=.{6,63}$)[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}",
    re.IGNORECASE | re.ASCII,
)


def read_phone(text: str) -> str | None:
    """A number in stored form. A number without a country code that is not one of the mainland is read as one of the
    company's region."""
    number = normalize_phone(text)
    if (number is None and _DIGITS_OF_A_NUMBER.search(text)) or (number and not number.startswith("+")):
        home = str(settings.get("company.region"))
        return number if home == "CN" else normalize_phone(text, home)
    return number


def plain_email(text: str) -> str:
    """An address without `mailto:`, in half-width letters; this form is checked and stored."""
    half = text if text.isascii() else unicodedata.normalize("NFKC", text).replace("。", ".")
    return _MAILTO.sub("", half)


def is_email(text: str) -> bool:
    """Whether the address is valid: `o'brien@…` and domains in any script are, `a@b..com` is not."""
    if _USUAL.fullmatch(text):
        return True
    try:
        _check_email(text)
    except ValidationError:
        return False
    return True
