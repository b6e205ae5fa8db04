"""Columns with the kind of the number in another column: `Phone 1 - Type` for `Phone 1 - Value`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from guike.kernel.fold import fold
from guike.platform.exchange.synonyms import KEPT, bare, meanings

_SAYS = ("type", "label", "类型", "標籤", "标签")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_LATIN = re.compile(r"[A-Za-z]")
#: words of a mark → the fields that a number of this kind goes to, the first that the object has; the first line that
#: knows one of the words counts: a Work Fax is a fax, a Work Mobile a mobile
_KINDS: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = tuple(
    (fields, frozenset(words.split()))
    for fields, words in (
        ((KEPT,), "fax pager 传真 傳真 寻呼机"),
        (("mobile", "phone"), "mobile cell cellphone cellular iphone 手机 手機 移动 行动 行動"),
        (
            ("phone", "mobile"),
            "work home main office business company landline voice "
            "工作 单位 公司 办公 辦公 座机 固话 固定 住宅 家庭 家 总机 主要",
        ),
    )
)
Decided = TypeVar("Decided")
_NUMBERS = frozenset({"mobile", "phone"})


@dataclass(frozen=True)
class Marks:
    """Finds the field of each number of a row by its kind. pairs: {index of a column of numbers: index of the column
    with their kind}; fields: {index: field} of columns that are mapped to a number field; offered: names of the number
    fields."""

    pairs: Mapping[int, int]
    fields: Mapping[int, str]
    offered: Sequence[str]

    def read(self, cells: Sequence[str]) -> dict[int, str]:
        """{index of a column: field of its number}, KEPT for the remarks, for the numbers with a kind. Of two numbers
        of one kind the first gets the field; a number is never put into the field of another kind."""
        found: dict[int, str] = {}
        for index, mark in self.pairs.items():
            if not cells[index].strip():
                continue
            wanted = kind_of(cells[mark])
            field = next((one for one in wanted if one in self.offered), KEPT)
            if wanted and field not in found.values():
                found[index] = field
            elif wanted and index in self.fields:
                found[index] = KEPT
        # a column that is mapped to the remarks gets there anyway
        return {i: field for i, field in found.items() if field != KEPT or i in self.fields}

    def decided(self, decisions: Mapping[str, Decided]) -> Mapping[str, Decided]:
        """Decisions {path: decision}, copied to all fields that the numbers of a column may fill."""
        own = [decisions[field] for field in self.fields.values() if field in decisions]
        return {**dict.fromkeys(self.offered, own[0]), **decisions} if own else decisions


NO_MARKS = Marks({}, {}, ())


def kind_of(mark: str) -> tuple[str, ...]:
    """The fields for a number with this mark, likeliest first; () for an unknown mark."""
    words = {fold(word) for word in _WORD.findall(mark)}
    for fields, known in _KINDS:
        if words & known or any(word in mark for word in known if not _LATIN.match(word)):
            return fields
    return ()


def marked(columns: Sequence[str]) -> dict[int, int]:
    """{index of a column of numbers: index of the column with their kind}"""
    places = {bare(column): index for index, column in enumerate(columns)}
    found = {}
    for key, index in places.items():
        stem = next((key.removesuffix(word) for word in _SAYS if key.endswith(word) and key != word), "")
        value = next((one for one in (f"{stem}value", stem) if stem and one in places), None)
        if value is not None and any(_NUMBERS & set(wanted) for wanted in meanings(value)):
            found[places[value]] = index
    return dict(sorted(found.items()))


def marks_of(columns: Sequence[str], paths: Mapping[int, str], offered: Sequence[str]) -> Marks:
    """paths: {index: path that the column fills}. A column that a person mapped to another field stays there, whatever
    its kind."""
    pairs = {value: mark for value, mark in marked(columns).items() if value in paths}
    fields = {index: paths[index] for index in pairs if paths[index] in _NUMBERS}
    return Marks(pairs, fields, [name for name in offered if name in _NUMBERS]) if pairs else NO_MARKS
