"""Grams: the short pieces of text by which rows are looked up before their text itself is read.

A gram is a pair of neighboring letters or digits within a word, a CJK character, a letter or digit that stands alone, a
sign that is no punctuation (an emoji), or a plus with the digit after it. All texts here are keys (`search_keys`).
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from itertools import chain
from operator import add
from sys import byteorder

from guike.kernel.caches import CODE, NEVER, process_cache
from guike.kernel.limits import SEARCH_GRAMS

_WORD = re.compile(r"[^\W_]+")
_CJK_RANGES = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3134F),
    (0x3041, 0x30FF),
    (0xAC00, 0xD7A3),
)
_CJK = "".join(f"{chr(low)}-{chr(high)}" for low, high in _CJK_RANGES)
_CJK_RUN = re.compile(f"[{_CJK}]+")
_ALONE_ASCII = re.compile(r"(?<![a-z0-9])[a-z0-9](?![a-z0-9])")
_LETTER = rf"(?:(?![{_CJK}])[^\W_])"
_ALONE = re.compile(rf"(?<!{_LETTER}){_LETTER}(?!{_LETTER})")
_SIGN = re.compile(r"[^\w\s\x00-\x7f]")
_CODE = re.compile(r"[+][0-9]")
_SHORT = 64


@process_cache(key="a character", stale=NEVER, limit=8192)
def is_cjk(c: str) -> bool:
    """Whether one character is of a script without spaces, in which it has a meaning alone (Han, kana, hangul)."""
    point = ord(c)
    return any(low <= point <= high for low, high in _CJK_RANGES)


def grams_of(keys: Sequence[str], joined: Sequence[str] = (), others: Iterable[str] = ()) -> dict[str, None]:
    """The grams of several texts, at most ``SEARCH_GRAMS`` pairs of each. joined: those texts, without the signs
    between words, that are also found in this form; their pairs are added. others: further grams of the row."""
    plain, alone, grams = [], [], []
    for key, text in zip(keys, joined or keys, strict=True):
        if not text.isascii() or not key.isascii():
            grams.append(_kept_grams(key, text) if len(key) <= _SHORT else _text_grams(key, text))
            continue
        plain.append(text)
        if not key.isdigit():
            alone.append(key)
    ascii_text, ascii_keys = "\n".join(plain), "\n".join(alone)
    pairs = map(_bounded, plain) if len(ascii_text) > SEARCH_GRAMS else (_ascii_grams(ascii_text),)
    found = dict.fromkeys(chain(others, *grams, *pairs, _ALONE_ASCII.findall(ascii_keys)))
    found.pop("", None)
    if "+" in ascii_keys:
        found.update(dict.fromkeys(_CODE.findall(ascii_keys)))
    return found


def query_grams(word: str) -> list[str]:
    """The grams of every text that contains the word; empty when the word cannot be looked up. A single letter between
    signs (``p&g``, ``x``) also stands alone in the text."""
    grams: dict[str, None] = {}
    for run in _WORD.findall(word):
        if len(run) > 1:
            grams.update(dict.fromkeys(map(add, run, run[1:])))
        elif is_cjk(run):
            grams[run] = None
    grams.update(dict.fromkeys((*_CODE.findall(word), *_signs(word))))
    if not grams:
        grams.update(dict.fromkeys(_alone(word)))
    return list(grams)[:SEARCH_GRAMS]


def _alone(text: str) -> Iterable[str]:
    """Letters, digits and signs that stand alone, and pluses with a digit."""
    found = _CODE.findall(text) if "+" in text else []
    if text.isascii():
        return [*found, *_ALONE_ASCII.findall(text)]
    return [*found, *_ALONE.findall(text), *_signs(text)]


def _signs(text: str) -> list[str]:
    return [] if text.isascii() else [c for c in _SIGN.findall(text) if _is_sign(c)]


def _is_sign(c: str) -> bool:
    return unicodedata.category(c).startswith("S")


def _ascii_grams(text: str) -> Iterable[str]:
    """The pairs of neighbors of an ASCII text, and "" for pairs that are not within a word. Two bytes are read as one
    number for each pair, which takes half the time of cutting words and joining their characters."""
    data = text.encode()
    odd, even = len(data) - 1 | 1, len(data) & ~1
    numbers = chain(array("H", data[:even]), array("H", data[1:odd]))
    return map(_ascii_pairs().__getitem__, numbers)


@process_cache(key="none: one table", stale=CODE, limit=1)
def _ascii_pairs() -> list[str]:
    """The gram for each number that two bytes make, or "" where one of them is no letter or digit."""
    signs = [chr(n).lower() if n < 128 and chr(n).isalnum() else "" for n in range(256)]
    kept = {first + second: first + second for first in signs if first for second in signs if second}
    both = (number.to_bytes(2, byteorder) for number in range(65_536))
    return [
        kept.get(signs[first] + signs[second], "") if signs[first] and signs[second] else ""
        for first, second in both
    ]


def _bounded(text: str) -> list[str]:
    """The pairs and CJK characters of one text, in order of its words, at most ``SEARCH_GRAMS``."""
    grams: dict[str, None] = {}
    for run in _WORD.findall(text):
        grams.update(dict.fromkeys(_grams_of_run(run)))
        if len(grams) > SEARCH_GRAMS:
            return list(grams)[:SEARCH_GRAMS]
    return list(grams)


def _grams_of_run(run: str) -> Iterable[str]:
    """The grams of one word, in order."""
    if run.isascii():
        return map(add, run, run[1:])
    pairs = map(add, run, run[1:])
    if all(map(is_cjk, run)):
        return (run[0], *chain.from_iterable(zip(run[1:], pairs, strict=True)))
    before, grams = "", []
    for c in run[: int(SEARCH_GRAMS) + 1]:
        if is_cjk(c):
            grams.append(c)
        if before:
            grams.append(before + c)
        before = c
    return grams


def _text_grams(key: str, text: str) -> tuple[str, ...]:
    """The grams of one text that is not pure ASCII."""
    if _CJK_RUN.fullmatch(text) and len(text) <= _SHORT:
        pairs = (*text, *map(add, text, text[1:]))
        return pairs if text == key else (*pairs, *_alone(key))
    return (*_bounded(text), *_alone(key))


#: The grams of a short text, cached because names repeat: one person of many companies, many people of one company
_kept_grams = process_cache(key="a short text", stale=NEVER, limit=4096)(_text_grams)
