"""The content of a template: blocks of fields, lines, totals and texts, as a structure that is checked before it is kept.

{"paper", "landscape", "font_size", "header", "footer", "blocks": [{"kind": …}]}. Texts hold placeholders such as
{account.name} for fields and {$company} for what is no field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guike.kernel.errors import FieldError
from guike.kernel.limits import PATH_SEGMENTS
from guike.kernel.print_limits import PRINT_BLOCKS, PRINT_COLUMNS, PRINT_FIELDS, PRINT_TEXT
from guike.kernel.text import T, Text
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec

Json = Any
Fault = Callable[[str, dict[str, Any]], None]

PAPERS = ("a4", "a5", "us-letter")
SIDES = ("left", "center", "right")
#: what stands in texts besides fields
SYSTEM_WORDS = ("$company", "$printed_by", "$printed_at", "$today")
PLACEHOLDER = re.compile(r"\{(\$?[a-z][a-z0-9_.]*)\}")
_UNPRINTED = frozenset({"lines", "json"})
_LINE_CHARS = 200
_PAGE = T("整页", "The page")
_BLOCK = T("第 {number} 块（{kind}）", "Block {number} ({kind})")


@dataclass(frozen=True)
class Part:
    """A word of a block: what it must be. `check` returns whether a value is good; `told` says what is."""

    check: Callable[[Json], bool]
    told: Text
    is_required: bool = False


def _text(most: int) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, str) and len(value) <= most and "\x00" not in value


def _whole(least: int, most: int) -> Part:
    def check(value: Json) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    return Part(check, T(f"{least} 到 {most} 的整数", f"a whole number from {least} to {most}"))


def _one_of(*words: str) -> Part:
    joined = " / ".join(words)
    return Part(lambda value: value in words, T(joined, f"one of {joined}"))


LINE = Part(
    _text(_LINE_CHARS), T(f"最多 {_LINE_CHARS} 字的文字", f"a text of at most {_LINE_CHARS} characters")
)
LONG = Part(
    _text(int(PRINT_TEXT)), T(f"最多 {PRINT_TEXT} 字的文字", f"a text of at most {PRINT_TEXT} characters")
)
FLAG = Part(lambda value: isinstance(value, bool), T("是或否", "true or false"))
ITEMS = Part(lambda value: isinstance(value, list) and bool(value), T("字段列表", "a list of fields"), True)
NAMES = Part(lambda value: isinstance(value, list), T("字段列表", "a list of fields"))
SIDE = _one_of(*SIDES)
FIELD = Part(_text(_LINE_CHARS), T("字段", "a field"))


@dataclass(frozen=True)
class Kind:
    """A kind of block: its label and its words."""

    label: Text
    words: Mapping[str, Part]


KINDS: Mapping[str, Kind] = {
    "logo": Kind(T("标志图片", "Logo"), {"height": _whole(5, 60), "align": SIDE}),
    "title": Kind(T("标题", "Title"), {"text": Part(LINE.check, LINE.told, True), "align": SIDE}),
    "fields": Kind(
        T("字段", "Fields"), {"label": LINE, "columns": _whole(1, 3), "fields": ITEMS, "filled_only": FLAG}
    ),
    "table": Kind(
        T("明细表", "Table of lines"),
        {
            "label": LINE,
            "lines": Part(FIELD.check, FIELD.told, True),
            "columns": ITEMS,
            "sums": NAMES,
            "numbered": FLAG,
        },
    ),
    "totals": Kind(T("合计", "Totals"), {"fields": NAMES, "words": FIELD}),
    "text": Kind(
        T("文字", "Text"), {"label": LINE, "text": Part(LONG.check, LONG.told, True), "align": SIDE}
    ),
    "signatures": Kind(
        T("签字", "Signatures"),
        {
            "texts": Part(
                lambda value: (
                    isinstance(value, list) and 1 <= len(value) <= 4 and all(map(LINE.check, value))
                ),
                T("1 到 4 个文字", "one to four texts"),
                True,
            )
        },
    ),
}
_PAGE_WORDS: Mapping[str, Part] = {
    "paper": _one_of(*PAPERS),
    "landscape": FLAG,
    "font_size": _whole(7, 14),
    "header": LINE,
    "footer": LINE,
    "blocks": Part(
        lambda value: isinstance(value, list) and 1 <= len(value) <= PRINT_BLOCKS,
        T(f"1 到 {PRINT_BLOCKS} 块内容", f"a list of one to {PRINT_BLOCKS} blocks"),
        True,
    ),
}
_ITEM_WORDS: Mapping[str, Part] = {
    "field": Part(FIELD.check, FIELD.told, True),
    "label": LINE,
    "width": _whole(1, 12),
}


def faults(spec: ObjectSpec, content: Json) -> list[FieldError]:
    """What is wrong with the content of a template of this object; each names the block and the field."""
    return list(_Check(spec).page(content))


class _Check:
    """Checks one content."""

    def __init__(self, spec: ObjectSpec) -> None:
        self.spec = spec
        self.found: list[FieldError] = []
        self.path = "content"
        self.place = _PAGE

    def page(self, content: Json) -> list[FieldError]:
        """All faults."""
        if not isinstance(content, dict):
            self._fault("value", name="content", expected=T("一个结构", "a structure"))
            return self.found
        if not self._words(content, _PAGE_WORDS):
            return self.found
        self._placeholders(content, "header", "footer")
        for number, block in enumerate(content["blocks"], start=1):
            self._block(number, block)
        return self.found

    def _block(self, number: int, block: Json) -> None:
        name = block.get("kind") if isinstance(block, dict) else None
        kind = KINDS.get(name) if isinstance(name, str) else None
        self.path = f"content.blocks.{number - 1}"
        label = kind.label if kind else T("?", "?")
        self.place = Text(
            _BLOCK.format("zh-CN", number=number, kind=label), _BLOCK.format("en", number=number, kind=label)
        )
        if kind is None:
            self._fault("kind", name=name or "?", known="、".join(KINDS))
            return
        if not self._words({k: v for k, v in block.items() if k != "kind"}, kind.words):
            return
        self._placeholders(block, "text")
        checks = {"fields": self._fields, "table": self._table, "totals": self._totals}
        if name in checks:
            checks[name](block)

    def _fields(self, block: Mapping[str, Json]) -> None:
        self._items(self.spec, block["fields"], "fields", int(PRINT_FIELDS))

    def _totals(self, block: Mapping[str, Json]) -> None:
        self._items(self.spec, block.get("fields") or [], "fields", int(PRINT_FIELDS))
        words = block.get("words")
        item = field_at(self.spec, words) if words else None
        if words and (item is None or item.value_type != "money"):
            self._fault("not_money", name=words)

    def _table(self, block: Mapping[str, Json]) -> None:
        line = line_spec(self.spec, block["lines"])
        if line is None:
            self._fault("no_lines", name=block["lines"])
            return
        self._items(line, block["columns"], "columns", int(PRINT_COLUMNS))
        named = [one.get("field") for one in block["columns"] if isinstance(one, dict)]
        for name in block.get("sums") or []:
            if name not in named:
                self._fault("field", name=str(name))

    def _items(self, spec: ObjectSpec, items: Sequence[Json], word: str, most: int) -> None:
        if len(items) > most:
            self._fault("too_many", name=word, max=most)
            return
        for one in items:
            if not isinstance(one, dict):
                self._fault("value", name=word, expected=ITEMS.told)
            elif self._words(one, _ITEM_WORDS) and field_at(spec, one["field"]) is None:
                self._fault("field", name=one["field"])

    def _words(self, given: Mapping[str, Json], known: Mapping[str, Part]) -> bool:
        """Whether the words of a part are good by themselves."""
        before = len(self.found)
        for name, value in given.items():
            part = known.get(name)
            if part is None:
                self._fault("word", name=name)
            elif not part.check(value):
                self._fault("value", name=name, expected=part.told)
        for name, part in known.items():
            if part.is_required and name not in given:
                self._fault("lacking", name=name)
        return len(self.found) == before

    def _placeholders(self, given: Mapping[str, Json], *words: str) -> None:
        for word in words:
            for path in PLACEHOLDER.findall(given.get(word) or ""):
                is_known = path in SYSTEM_WORDS or field_at(self.spec, path) is not None
                if not is_known:
                    self._fault("placeholder", name=f"{{{path}}}")

    def _fault(self, code: str, **params: Any) -> None:
        self.found.append(FieldError(self.path, f"template.{code}", {"place": self.place, **params}))


def line_spec(spec: ObjectSpec, name: Json) -> ObjectSpec | None:
    """The object of a field of lines."""
    item = spec.by_name.get(name) if isinstance(name, str) else None
    return catalogue().objects.get(item.lines_object) if item is not None and item.type == "lines" else None


def field_at(spec: ObjectSpec, path: str) -> FieldSpec | None:
    """The field at the end of a path that can be printed; None without one."""
    here: ObjectSpec | None = spec
    item: FieldSpec | None = None
    parts = path.split(".")
    if len(parts) > int(PATH_SEGMENTS):
        return None
    for name in parts:
        item = here.by_name.get(name) if here is not None else None
        if item is None or not item.is_active or item.write_only:
            return None
        here = catalogue().objects.get(item.target_object) if item.is_reference else None
    return None if item is None or item.type in _UNPRINTED else item


def paths_of(content: Mapping[str, Json]) -> Iterator[str]:
    """Every path of the object that a content names; those of lines are of another object."""
    texts = [content.get("header") or "", content.get("footer") or ""]
    for block in content["blocks"]:
        yield from (one["field"] for one in block.get("fields") or ())
        if block.get("words"):
            yield block["words"]
        texts.append(block.get("text") or "")
    for text in texts:
        yield from (path for path in PLACEHOLDER.findall(text) if path not in SYSTEM_WORDS)
