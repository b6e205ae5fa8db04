"""The readings of Han characters and phrases: the dictionaries of ``pypinyin`` in a small form.

The package's own modules take 70 MB of every process; the parts needed here fit into seven. They are read from the
package's files without importing it, when the first text needs them.
"""

from __future__ import annotations

import json
import unicodedata
from array import array
from collections.abc import Mapping
from importlib.util import find_spec
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from guike.kernel.caches import CODE, process_cache

_PLANE = 0x10000


def _toneless(syllable: str) -> str:
    """``lǜ`` → ``lv``: without tone marks, ü typed as v."""
    plain = []
    for c in unicodedata.normalize("NFC", syllable):
        if c in "üǖǘǚǜ":
            plain.append("v")
        else:
            plain.append(unicodedata.normalize("NFD", c)[0])
    return "".join(plain)


def _file(name: str) -> Any:
    """A dictionary of the package, read from its file."""
    spec = find_spec("pypinyin")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("pypinyin")
    return json.loads((Path(spec.submodule_search_locations[0]) / name).read_text("utf-8"))


class Characters:
    """The usual reading of each character, stored as the number of a syllable by code point, since most are never
    used."""

    def __init__(self, readings: Mapping[str, str]) -> None:
        """readings: code point → syllables with tone marks, the usual one first, separated by commas."""
        numbers = {"": 0}
        plain: dict[str, str] = {}
        self._plane = array("H", bytes(2 * _PLANE))
        self._beyond: dict[int, int] = {}
        for point, syllables in readings.items():
            first = syllables.split(",", 1)[0]
            if first not in plain:
                plain[first] = _toneless(first)
            number = numbers.setdefault(plain[first], len(numbers))
            if int(point) < _PLANE:
                self._plane[int(point)] = number
            else:
                self._beyond[int(point)] = number
        self._syllables = tuple(numbers)

    def reading(self, c: str) -> str:
        """The toneless syllable; empty when the character is not a Han character."""
        point = ord(c)
        return self._syllables[self._plane[point] if point < _PLANE else self._beyond.get(point, 0)]


class Phrases:
    """The phrases with a character that some phrase reads unlike its usual reading.

    All phrases with the same first character are lines of one text. A text for each phrase would take four times the
    memory.
    """

    def __init__(self, listed: str, unusual: frozenset[str]) -> None:
        """listed: one phrase a line, then its syllables, separated by blanks."""
        self.unusual = unusual
        self._lines: dict[str, str] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        kept: dict[tuple[int, ...], tuple[int, ...]] = {}  # most characters have the same few
        for first, group in groupby(sorted(listed.splitlines()), key=lambda line: line[0]):
            lines = list(group)
            lengths = tuple(sorted({line.index(" ") for line in lines}, reverse=True))
            self._lines[first] = "\n".join(["", *lines, ""])
            self._lengths[first] = kept.setdefault(lengths, lengths)

    def longest(self, run: str, start: int) -> tuple[str, ...]:
        """The syllables of the longest phrase that begins at `start`, one for each character; () when none begins
        there."""
        for length in self._lengths.get(run[start], ()):
            lines, sought = self._lines[run[start]], f"\n{run[start : start + length]} "
            at = lines.find(sought)
            if at >= 0:
                at += len(sought)
                return tuple(lines[at : lines.index("\n", at)].split(" "))
        return ()


@process_cache(key="none: one table", stale=CODE, limit=1)
def characters() -> Characters:
    """Read once."""
    return Characters(_file("pinyin_dict.json"))


@process_cache(key="none: one table", stale=CODE, limit=1)
def phrases() -> Phrases:
    """Read once. The result is built from new strings, so that no reference keeps the whole file in memory."""
    return Phrases(*_listed())


def _listed() -> tuple[str, frozenset[str]]:
    reading = characters().reading
    raw: dict[str, list[list[str]]] = _file("phrases_dict.json")
    toneless = {s: _toneless(s) for s in {syllables[0] for syllables in chain.from_iterable(raw.values())}}
    unusual: set[str] = set()
    for phrase, spoken in raw.items():
        if len(phrase) == len(spoken):
            unusual.update(
                c for c, syllables in zip(phrase, spoken, strict=True) if toneless[syllables[0]] != reading(c)
            )
    lines = [
        f"{phrase} {' '.join(toneless[syllables[0]] for syllables in spoken)}"
        for phrase, spoken in raw.items()
        if len(phrase) == len(spoken) and not unusual.isdisjoint(phrase)
    ]
    return "\n".join(lines), frozenset(unusual)
