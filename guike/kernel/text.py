"""Short texts for people, in the languages of the product.

Simplified Chinese is the first language and always present; English is always present;
traditional Chinese falls back to simplified where a text has no traditional form yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

LOCALES: tuple[str, ...] = ("zh-CN", "zh-TW", "en")
DEFAULT_LOCALE = "zh-CN"


def pick_locale(tag: str | None) -> str:
    """The locale for a language tag: ``en-GB`` → ``en``, ``zh_Hant`` → ``zh-TW``, unknown → ``zh-CN``."""
    if not tag:
        return DEFAULT_LOCALE
    parts = tag.strip().replace("_", "-").lower().split("-")
    if parts[0] == "en":
        return "en"
    if parts[0] == "zh" and {"tw", "hk", "mo", "hant"} & set(parts[1:]):
        return "zh-TW"
    return DEFAULT_LOCALE


class _Shown(dict[str, str]):
    """Template parameters as they are shown; a name nobody gave stays visible as ``{name}``."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


@dataclass(frozen=True)
class Text:
    """One text in every language; ``zh_tw`` empty means "as in zh"."""

    zh: str
    en: str
    zh_tw: str = ""

    def get(self, locale: str) -> str:
        """The text in ``locale`` (``zh-CN``, ``zh-TW``, ``en``; anything else is zh-CN)."""
        if locale == "en":
            return self.en
        if locale == "zh-TW":
            return self.zh_tw or self.zh
        return self.zh

    def format(self, locale: str, /, **params: object) -> str:
        """The text with ``{name}`` replaced; Text parameters are shown in the same language."""
        shown = {name: display(value, locale) for name, value in params.items()}
        return self.get(locale).format_map(_Shown(shown))

    def as_map(self) -> dict[str, str]:
        """``{"zh-CN": …, "zh-TW": …, "en": …}``, all three always filled."""
        return {locale: self.get(locale) for locale in LOCALES}


T = Text


def display(value: object, locale: str) -> str:
    """A parameter in readable form: Text in its language, several values joined, decimals without exponent."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Text):
        return value.get(locale)
    if value is None:
        return ""
    if isinstance(value, bool):
        return (T("是", "yes") if value else T("否", "no")).get(locale)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return join((display(item, locale) for item in value), locale)
    return str(value)


def join(parts: Iterator[str] | list[str] | tuple[str, ...], locale: str) -> str:
    """Several names as one enumeration: ``甲、乙`` or ``a, b``."""
    return (", " if locale == "en" else "、").join(parts)
