"""Text as people compare and find it: folding, phones, pinyin, company names, search grams."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from operator import add
from sys import byteorder

from guike.kernel.casing import fold
from guike.kernel.limits import SEARCH_GRAMS
from guike.kernel.phones import display_phone, normalize_phone, phone_digits
from guike.kernel.pinyin import pinyin, pinyin_initials

__all__ = [
    "bigrams",
    "display_phone",
    "fold",
    "grams_of",
    "is_cjk",
    "normalize_company",
    "normalize_phone",
    "phone_digits",
    "pinyin",
    "pinyin_initials",
    "query_grams",
]

_WORD = re.compile(r"[^\W_]+")

_COMPANY_SUFFIXES = (
    "集团股份有限公司",
    "集团有限责任公司",
    "集团有限公司",
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "股份公司",
    "集团公司",
    "总公司",
    "公司",
    "集团",
)
_BRANCH_ENDINGS = ("分公司", "子公司", "办事处", "代表处", "分厂", "分店")
_LEGAL_FORM = re.compile(r"(?:集团)?(?:股份)?有限(?:责任)?公司")
_ENGLISH_FORMS = frozenset(
    [
        "co",
        "company",
        "corp",
        "corporation",
        "inc",
        "incorporated",
        "limited",
        "ltd",
        "llc",
        "llp",
        "plc",
        "gmbh",
        "ag",
        "group",
        "holdings",
        "pte",
        "pty",
        "sa",
    ]
)

_CJK_RANGES = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3134F),
    (0x3041, 0x30FF),
    (0xAC00, 0xD7A3),
)


@lru_cache(maxsize=4096)
def normalize_company(s: str) -> str:
    """A company name for the duplicate check: width, case, spaces, brackets and legal form do not count.

    ``云帆（北京）软件有限责任公司`` and ``云帆(北京)软件有限公司`` give the same; a branch office stays
    different.
    """
    words = _runs(fold(s))
    while len(words) > 1 and words[-1] in _ENGLISH_FORMS:
        words.pop()
    name = "".join(words)
    if name.endswith(_BRANCH_ENDINGS):
        return _LEGAL_FORM.sub("", name)
    stripped = True
    while stripped:
        stripped = False
        for suffix in _COMPANY_SUFFIXES:
            if name.endswith(suffix) and len(name) - len(suffix) >= 2:
                name = name[: -len(suffix)]
                stripped = True
                break
    return name


@cache
def is_cjk(c: str) -> bool:
    """Whether one character is written without spaces and means something alone (Han, kana, hangul)."""
    point = ord(c)
    return any(low <= point <= high for low, high in _CJK_RANGES)


def _runs(folded: str) -> list[str]:
    return _WORD.findall(folded)


def grams_of(texts: Sequence[str]) -> dict[str, None]:
    """The search grams of several texts together: those that `bigrams` gives for each."""
    plain = "\n".join([text for text in texts if text.isascii()])
    folded = fold("\n".join([text for text in texts if not text.isascii()]))
    if len(plain) + len(folded) * 2 > SEARCH_GRAMS:  # one of them might have too many
        return dict.fromkeys(chain.from_iterable(map(bigrams, texts)))
    grams = dict.fromkeys(chain(*map(_grams_of_run, _WORD.findall(folded)), _ascii_grams(plain)))
    grams.pop("", None)
    return grams


def _ascii_grams(text: str) -> Iterable[str]:
    """The folded pairs of neighbours of an ASCII text, and "" for those that are not within a word. Each pair is a
    number, made by reading two bytes as one: half the work of cutting words and adding up their characters."""
    data = text.encode()
    odd, even = len(data) - 1 | 1, len(data) & ~1
    numbers = chain(array("H", data[:even]), array("H", data[1:odd]))
    return map(_ascii_pairs().__getitem__, numbers)


@cache
def _ascii_pairs() -> list[str]:
    """By the number that two bytes make: the gram, "" where one of them is no letter or digit."""
    signs = [chr(n).lower() if n < 128 and chr(n).isalnum() else "" for n in range(256)]
    kept = {first + second: first + second for first in signs if first for second in signs if second}
    both = (number.to_bytes(2, byteorder) for number in range(65_536))
    return [
        kept.get(signs[first] + signs[second], "") if signs[first] and signs[second] else ""
        for first, second in both
    ]


def bigrams(s: str) -> list[str]:
    """The search grams of a text: each pair of neighbours within a word, and each CJK character alone.

    Unique, in order of the words, at most ``SEARCH_GRAMS``. Folds the text itself.
    """
    grams: dict[str, None] = {}
    for run in _runs(fold(s)):
        grams.update(dict.fromkeys(_grams_of_run(run)))
        if len(grams) > SEARCH_GRAMS:
            return list(grams)[:SEARCH_GRAMS]
    return list(grams)


def _grams_of_run(run: str) -> Iterable[str]:
    """The grams of one word, of a longer one in order."""
    if run.isascii():
        return map(add, run, run[1:])
    return _kept_grams(run) if len(run) <= _SHORT_RUN else _run_grams(run)


def _run_grams(run: str) -> tuple[str, ...]:
    """Of a word that is not ASCII alone."""
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
    return tuple(grams)


_SHORT_RUN = 32
_CJK_RUN = re.compile("[" + "".join(f"{chr(low)}-{chr(high)}" for low, high in _CJK_RANGES) + "]+")


@lru_cache(maxsize=4096)
def _kept_grams(run: str) -> tuple[str, ...]:
    """Of a short word, in any order. Kept for a while, since names come again: a person's many companies, a company's
    many people."""
    return (*run, *map(add, run, run[1:])) if _CJK_RUN.fullmatch(run) else _run_grams(run)


def query_grams(q: str) -> list[str]:
    """The grams that a text containing ``q`` must have; empty when ``q`` is too short to be looked up.

    Necessary, not sufficient: verify the hits with ``fold(q) in fold(text)``.
    """
    grams: dict[str, None] = {}
    for run in _runs(fold(q)):
        if len(run) == 1:
            if is_cjk(run):
                grams[run] = None
            continue
        for index in range(1, len(run)):
            grams[run[index - 1 : index + 1]] = None
    return list(grams)[:SEARCH_GRAMS]
