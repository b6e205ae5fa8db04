"""Text as people type and paste it: invisible characters are removed before it is stored."""

from __future__ import annotations

import re
from typing import Literal

#: what a text or a structure means beyond its type: the code of a currency, the name of a time zone; a filter, columns,
#: the order of a list, the keys of duplicates, a layout, a rule by which something repeats (RRULE), why a rule does not fit,
#: people with departments and roles, members of a team, the values of management dimensions and where each object has them;
#: what happened in words, as rows; data for programs, which people see folded away;
#: of a number, that it names a thing or a version, or that it stood so on a day, so that sums of it say nothing
Holds = Literal[
    "currency", "timezone", "filter", "columns", "order", "match", "layout", "repeat", "faults", "parties", "members",
    "dimensions", "paths", "ordinal", "balance", "told", "raw", "price",
]  # fmt: skip

#: zero-width and direction marks, soft hyphens, byte order marks; the joiner of emoji has a rule of its own
_UNSEEN = re.compile(
    "[\xad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
#: a joiner joins emoji (👨‍👩‍👧) and letters of Indian scripts; elsewhere it is an invisible character
_JOINER = re.compile("(?<![\u0900-\u0dff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d|\u200d$")
_NO_BREAK = re.compile("[\xa0\u2007\u202f]")
_GAP = re.compile(
    r"\s+"
)  # whole: a pattern that looks for what ends a gap tries it anew from each of its blanks
_LINE_END = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]")
_ODD_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")


def one_line(text: str) -> str:
    """A text of one line: trimmed, each line break or tab replaced by one space, invisible characters removed.

    Control characters that are not white space stay; the caller must refuse them.
    """
    text = text.strip()
    if text.isprintable():
        return text
    text = _visible(text).strip()
    return _GAP.sub(_joined, text) if not text.isprintable() else text


def _joined(gap: re.Match[str]) -> str:
    return " " if _LINE_END.search(gap[0]) else gap[0]


def many_lines(text: str) -> str:
    """The same for a text that may have several lines: each ends in a line feed, and tabs stay."""
    text = text.strip()
    if text.isprintable():
        return text
    return _ODD_LINE_END.sub("\n", _visible(text)).strip()


def _visible(text: str) -> str:
    return _NO_BREAK.sub(" ", _JOINER.sub("", _UNSEEN.sub("", text)))
