"""Joins several columns that fill one field together: a person's name, a place, remarks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guike.platform.exchange.cells import is_no_date
from guike.platform.exchange.synonyms import is_name_part, part_of, rank_of
from guike.platform.metadata.spec import FieldSpec

_HAN = re.compile(r"[぀-ヿ㐀-鿿豈-﫿가-힣]")


@dataclass(frozen=True)
class Composer:
    """Joins the texts of several columns in the first of them. groups: (field, its columns); headers: of all columns;
    own: columns whose header means the field itself, so that their text is not preceded by it."""

    groups: Sequence[tuple[FieldSpec, Sequence[int]]]
    headers: Sequence[str]
    own: frozenset[int]

    def cells(self, cells: list[str]) -> list[str]:
        """The cells of a row with joined columns; the given list itself when there is nothing to join."""
        if not self.groups:
            return cells
        cells = list(cells)
        for item, indexes in self.groups:
            given = [(self.headers[i], cells[i].strip(), i) for i in indexes if cells[i].strip()]
            given = [one for one in given if not is_no_date(one[1])]
            cells[indexes[0]] = self._joined(item, given)
        return cells

    def gathered(self, cells: Sequence[str]) -> set[str]:
        """The remarks fields of a row that contain only texts of other columns."""
        return {
            item.name
            for item, indexes in self.groups
            if item.type == "long_text" and not any(cells[i].strip() for i in indexes if i in self.own)
        }

    def _joined(self, item: FieldSpec, given: Sequence[tuple[str, str, int]]) -> str:
        if item.type == "long_text":
            return "\n".join(text if i in self.own else f"{header}：{text}" for header, text, i in given)
        if item.type == "region":
            return place_of([(header, text) for header, text, _i in given])
        return name_of([(header, text) for header, text, _i in given])


NOTHING_JOINED = Composer((), (), frozenset())


def name_of(given: Sequence[tuple[str, str]]) -> str:
    """A person's name from (header, text): the full name if there is one, else 陈 + 路 = 陈路, Bo + Sample = Bo Sample."""
    whole = next((text for header, text in given if not is_name_part(header)), "")
    if whole:
        return whole
    parts: Mapping[str, str] = {part_of(header): text for header, text in given}
    if any(map(_HAN.search, parts.values())):
        return "".join(parts.get(part, "") for part in ("family", "middle", "given"))
    return " ".join(parts[part] for part in ("given", "middle", "family") if part in parts)


def place_of(given: Sequence[tuple[str, str]]) -> str:
    """A place from (header, text), the larger division first; a part that the next part repeats is left out."""
    found = ""
    for _header, text in sorted(given, key=lambda one: rank_of(one[0])):
        found = text if text.startswith(found) else found if found.endswith(text) else found + text
    return found
