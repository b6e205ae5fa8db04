"""Turns cells into values: for each mapped column its text becomes a value that the API accepts for the field."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from guike.kernel.errors import FieldError
from guike.kernel.fold import fold
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.exchange import cells
from guike.platform.exchange.cells import CellRefused
from guike.platform.exchange.composing import NOTHING_JOINED, Composer
from guike.platform.exchange.lookups import Lookups, choice_words, record_type_ids, region, targets_of
from guike.platform.exchange.marks import NO_MARKS, Marks
from guike.platform.exchange.reading import Row
from guike.platform.exchange.synonyms import KEPT, TOTALS, bare
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.reach import read_phone
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import NUMBER_SHAPES, format_instant
from guike.platform.records.shapes import Draft


@dataclass(frozen=True)
class Hit:
    """The existing record of a row. `shows`: everyone may see its name. `exact`: it is this record whatever its name
    is; otherwise it is changed only if the `called` fields agree with the row. `count`: how many records match."""

    id: int
    name: str
    reason: Text
    shows: bool
    exact: bool = True
    called: tuple[str, ...] = ()
    count: int = 1


Read = Callable[[str], Any]
Identity = tuple[str, tuple[str, ...]]
_SHOWN = 12
_TWO_NUMBERS = 15  # the least number of characters of two phone numbers
_LONGEST_TOTAL = 12  # characters, spaces and colons included
_BEGIN_TOTALS = frozenset(word[0] for word in (*TOTALS, *(word.upper() for word in TOTALS)))
_LONGEST_FOOTER = 30
#: what programs write below a table: 制表人：李雷, 打印日期：2026-11-21, 注：单位为元
_FOOTER = re.compile(r"(制表|审核|复核|填表|编制|打印|导出|制单|注|备注|说明|特别说明)[^:：]{0,6}[:：]")
_BEGIN_FOOTERS = frozenset("制审复填编打导注备说特")
_LABELLED = re.compile(r"[^:：]{1,10}[:：]")
_NUMBERS = frozenset({"integer", "decimal", "money", "percent"})
_LINE = re.compile(r"(\w+)\[(\d+)\]")
_HALF = Decimal("0.5")  # of a price; the screen also asks about larger discounts
_NEUTRAL = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # after an apostrophe, which prevents a formula


@dataclass(slots=True)
class Candidate:
    """A row before it is written: its values in the API's form, its keys, its `errors`, and `notes` about a row that is
    imported but should be checked. `identity`: makes it the same as another row of the file. For a document with lines:
    `rows`, all of its rows, and by lines field the number of each line's row. `draft`: the draft of a new record;
    `further`: (column, field or KEPT for the remarks, text) of second phone numbers in a cell and of days without a
    year; `gathered`: remarks made of columns without a field, which are added to the existing remarks; `moved`: {field:
    header} of numbers that fill another field than their column's; `beside`: {object: values} of second records."""

    number: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)
    notes: list[FieldError] = field(default_factory=list)
    identity: dict[Identity, None] = field(default_factory=dict)
    rows: Sequence[Row] = ()
    line_rows: Mapping[str, Sequence[int]] = field(default_factory=dict)
    draft: Draft | None = None
    further: list[tuple[int, str, str]] = field(default_factory=list)
    gathered: set[str] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)
    beside: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def numbers(self) -> list[int]:
        """The numbers of all its rows."""
        return [row.number for row in self.rows] or [self.number]

    def row_of(self, error: FieldError) -> int:
        """The number of the row that an error is about."""
        at = _LINE.match(error.field) if self.line_rows else None
        rows = self.line_rows.get(at[1], ()) if at else ()
        return rows[int(at[2])] if at and int(at[2]) < len(rows) else self.number


@dataclass(frozen=True)
class Hand:
    """The format of a file's cells. decimal: the decimal sign; percents: {column: the meaning of 10, see `cells.rate`};
    composer: columns that are read together; phones: names of the phone fields; keeper: the remarks field, which takes
    texts without a field; kept: columns that go there; marks: the fields of numbers whose kind the file tells."""

    decimal: str = "."
    percents: Mapping[int, str] = field(default_factory=dict)
    composer: Composer = NOTHING_JOINED
    phones: Sequence[str] = ()
    keeper: FieldSpec | None = None
    kept: Collection[int] = ()
    marks: Marks = NO_MARKS


PLAIN = Hand()


class Converter:
    """Reads the rows of one file for one mapping {column index: field}.

    An empty cell leaves the value out, or with `clears` empties it. `asks`: cells may have to be looked up in the
    database. `currency`: (the column that names it, the default for empty cells); None = any currency. `words`: {field:
    {folded text: value}}, the importer's translations of words in his file.
    """

    def __init__(
        self,
        ctx: Context,
        spec: ObjectSpec,
        fields: Mapping[int, FieldSpec],
        *,
        clears: bool = False,
        currency: tuple[int | None, str | None] = (None, None),
        words: Mapping[str, dict[str, Any]] | None = None,
        hand: Hand = PLAIN,
    ) -> None:
        self.ctx, self.spec, self.clears = ctx, spec, clears
        self.words = words or {}
        self.currency, self.hand = currency, hand
        self.amounts = {f.name for f in fields.values() if f.type in ("money", "decimal")}
        self.discounts = {f.name for f in fields.values() if f.discount is not None}
        self.days = {f.name for f in fields.values() if f.type == "date"}
        self.lookups = Lookups(ctx)
        self.zone = ZoneInfo(ctx.timezone)
        self.columns = list(fields)
        self.names = {index: item.name for index, item in fields.items()}
        joined = {index: item.name for item, indexes in hand.composer.groups for index in indexes}
        #: {index: field} of every mapped column, joined ones included
        self.filling = {**self.names, **joined}
        keys = {
            i: f for i, f in fields.items() if f.name == "id" or (f.name == "number" and not ctx.migration)
        }
        self.keys = {index: item.name for index, item in keys.items()}
        self.reads = [
            (index, item.name, self._number(index, item) or self._read(item))
            for index, item in fields.items()
            if index not in keys
        ]
        self.phones = {item.name for item in fields.values() if item.type == "phone"} | set(hand.phones)
        self.texts = {index for index, item in fields.items() if item.type not in _NUMBERS}
        targets = targets_of(fields.values())
        self.targets = [
            (i, targets[f.name], f.type == "references") for i, f in fields.items() if f.name in targets
        ]
        self.free = [i for i, f in fields.items() if f.type in ("any_reference", "any_references")]
        self.asks = any(f.type in _LOOKED_UP for f in fields.values())
        if "number" in (f.name for f in fields.values()) and ctx.migration:
            self.keys |= {index: "number" for index, item in fields.items() if item.name == "number"}

    def convert(self, rows: Sequence[Row]) -> list[Candidate]:
        """A candidate for each row, with its values and errors."""
        self._prime(rows)
        return [self._candidate(row) for row in rows]

    def _prime(self, rows: Iterable[Row]) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        for index, target, many in self.targets:
            if target == "record_type":
                continue
            texts = {row.cells[index].strip() for row in rows} - {""}
            wanted[target].update(part for text in texts for part in cells.split(text)) if many else wanted[
                target
            ].update(texts)
        for index in self.free:
            texts = {part for row in rows for part in cells.split(row.cells[index])}
            for name, rest in map(self.lookups.kind, texts):
                wanted[name].add(rest)
        wanted.pop("", None)
        self.lookups.prime(wanted)

    def _candidate(self, row: Row) -> Candidate:
        found = Candidate(row.number, row.cells)
        total = _total_of(row.cells)
        if total:
            found.errors.append(FieldError("", "cell.total", {"value": total}))
            return found
        marked = self.hand.marks.read(row.cells)
        texts = [("" if i in marked else text) for i, text in enumerate(row.cells)] if marked else row.cells
        texts = self.hand.composer.cells(texts)
        for index, name in marked.items():
            self._take_marked(found, row, index, name)
        for name in dict.fromkeys(self.filling[i] for i in row.unknown if i in self.filling):
            found.errors.append(FieldError(name, "cell.no_value"))
        for index, name, read in self.reads:
            text = texts[index].strip()
            if text and name in found.moved:
                found.further.append((index, name, text))
            elif text:
                self._take(found, row, (index, name, text), read)
            elif self.clears:
                found.values.setdefault(name, None)
        self._finish(found)
        return found

    def _take_marked(self, found: Candidate, row: Row, index: int, name: str) -> None:
        """Put a number whose kind the file tells into the field of that kind."""
        text = row.cells[index].strip()
        if name == KEPT:
            found.further.append((index, KEPT, text))
            return
        self._take(found, row, (index, name, text), cells.phone)
        found.moved[name] = self.hand.composer.headers[index]

    def _take(self, found: Candidate, row: Row, given: tuple[int, str, str], read: Read | None) -> None:
        """Read what is `given`: (column, field, text)."""
        index, name, text = given
        if text[0] == "'" and text.lstrip("'").startswith(_NEUTRAL):
            text = text[1:]
        try:
            self._refuse_rounded(index, text, row)
            if name in self.phones and len(text) >= _TWO_NUMBERS:
                text = self._first_phone(found, index, name, text)
            value = text if read is None else read(text)
            if value is None and not self.clears:
                return
            found.values[name] = value
            if name in self.amounts:
                self._check_currency(text, row)
            if name in self.discounts and Decimal(found.values[name]) > _HALF:
                found.notes.append(FieldError(name, "cell.below_half", {"value": text}))
        except CellRefused as refused:
            found.values.pop(name, None)
            if refused.code == "cell.no_year" and index in self.hand.kept:
                found.further.append((index, KEPT, text))
            else:
                found.errors.append(FieldError(name, refused.code, refused.params))

    def _refuse_rounded(self, index: int, text: str, row: Row) -> None:
        """Refuse a long code that the spreadsheet stored as a number, because it has lost digits; a real number is
        accepted."""
        if index in row.rounded and index in self.texts:
            raise CellRefused("cell.rounded", value=text)

    def _finish(self, found: Candidate) -> None:
        """Set values that depend on more than one cell, and the keys."""
        if found.further:
            self.place_phones(found, found.further)
        found.gathered |= self.hand.composer.gathered(found.cells)
        for index, name in self.keys.items():
            text = found.cells[index].strip()
            if text:
                found.keys[name] = text

    def _first_phone(self, found: Candidate, index: int, name: str, text: str) -> str:
        """The first number of a cell; the others get a field after the whole row is read."""
        first, *others = cells.phones(text, _is_phone)
        found.further += [(index, name, number) for number in others]
        return first

    def place_phones(self, found: Candidate, given: Sequence[tuple[int, str, str]]) -> None:
        """Put numbers without a field (as in `Candidate.further`) into an empty phone field, else into the remarks,
        with a note; without a remarks field the row is refused."""
        values = found.values
        for index, wanted, number in given:
            name = self.names[index] if wanted == KEPT else wanted
            may_fill = wanted != KEPT
            free = next((one for one in self.hand.phones if may_fill and not values.get(one)), None)
            if free is not None:
                values[free] = number
            elif self.hand.keeper is None and name in self.phones:
                params = {"value": number, "field": self.spec.by_name[name].label}
                found.errors.append(FieldError(name, "cell.phones", params))
            else:
                self.keep(
                    found, index, name, number, "cell.no_year_kept" if name in self.days else "cell.kept"
                )

    def keep(self, found: Candidate, index: int, path: str, text: str, why: str = "cell.kept") -> None:
        """Add a column's text to the remarks, after its header, with a note; without a remarks field the row is
        refused. path: the path of its original field."""
        values, keeper = found.values, self.hand.keeper
        if keeper is None:
            found.errors.append(FieldError(path, "import.not_importable", {"name": text[:60]}))
            return
        if not values.get(keeper.name):
            found.gathered.add(keeper.name)
        line = f"{self.hand.composer.headers[index]}：{text}"
        values[keeper.name] = "\n".join(one for one in (values.get(keeper.name), line) if one)
        found.notes.append(FieldError(path, why, {"value": text, "field": keeper.label}))

    def _number(self, index: int, item: FieldSpec) -> Read | None:
        """The reader of numbers, dates and instants in this file; None for other types."""
        decimal = self.hand.decimal
        if item.type == "integer":
            return lambda text: cells.integer(text, decimal, item.label.zh)
        if item.type == "date":
            return lambda text: None if cells.is_no_date(text) else cells.day(text, self.zone).isoformat()
        if item.type not in _NUMBERS or item.discount is not None:
            return None
        places = NUMBER_SHAPES[item.type][1]
        places = places if item.scale is None else min(places, item.scale)
        if item.type == "percent":
            percent = self.hand.percents.get(index, "")
            return lambda text: cells.settled(cells.rate(text, decimal, percent), places)
        return lambda text: cells.settled(cells.number(text, decimal), places)

    def _check_currency(self, text: str, row: Row) -> None:
        column, code = self.currency
        named = row.cells[column].strip().upper() if column is not None else ""
        if named or code:
            cells.check_currency(text, named or code or "")

    def read_again(self, name: str, text: str) -> Any:
        """Read a cell again after `words` has grown; CellRefused as before."""
        read = next(read for _index, known, read in self.reads if known == name)
        return text if read is None else read(text.strip())

    def _read(self, item: FieldSpec) -> Read | None:
        """The reader of a field's cells; None when the text itself is the value."""
        words = self.words.get(item.name)
        one = self._read_one(item)
        if words is not None and one is not None:
            one = _worded(one, words)
        if one is None or item.type not in _ONE_OF:
            return one
        return lambda text: [one(part) for part in cells.split(text)]

    def _read_one(self, item: FieldSpec) -> Read | None:
        convention = item.discount
        if convention is not None:
            return lambda text: cells.discount(text, convention)
        simple = _SIMPLE.get(item.type)
        if simple is not None:
            return simple
        if item.target == "record_type":
            return _record_type(self.spec)
        target, lookups = item.target, self.lookups
        found: dict[str, Read] = {
            "instant": lambda text: (
                None if cells.is_no_date(text) else format_instant(cells.instant(text, self.zone))
            ),
            "user": lookups.user,
            "department": lookups.department,
            "reference": lambda text: lookups.record(target, text),
            "any_reference": lambda text: lookups.any_record(item, text),
            "file": lookups.file,
            "image": lookups.file,
        }
        if item.type in ("choice", "multi_choice"):
            return _choice(item)
        return found.get(_ONE_OF.get(item.type, item.type))


def _worded(read: Read, words: Mapping[str, Any]) -> Read:
    def worded(text: str) -> Any:
        known = fold(text)
        return words[known] if known in words else read(text)

    return worded


#: types that hold several values, with the type of each
_ONE_OF = {"multi_choice": "choice", "references": "reference", "any_references": "any_reference"}

#: types whose texts name something in the database
_LOOKED_UP = frozenset(
    {
        "user",
        "department",
        "reference",
        "references",
        "any_reference",
        "any_references",
        "file",
        "files",
        "image",
    }
)

_SIMPLE: dict[str, Read] = {
    "boolean": cells.boolean,
    "phone": cells.phone,
    "email": cells.half_width,
    "url": cells.url,
    "region": region,
    "geo": cells.position,
    "tags": cells.split,
}


def _choice(item: FieldSpec) -> Read:
    words = choice_words(item)
    tight = {_tight(word): code for word, code in words.items()}
    known: dict[str, str] = {}
    offered = [c.label for c in item.choices if c.is_active][:_SHOWN]

    def read(text: str) -> str:
        code = known.get(text)
        if code is None:
            code = words.get(fold(text)) or tight.get(_tight(text))
            if code is None:
                raise CellRefused("cell.choice", value=text[:50], choices=offered)
            known[text] = code
        return code

    return read


def _tight(text: str) -> str:
    """`A 级` as `a级`."""
    return "".join(fold(text).split())


def _is_phone(text: str) -> bool:
    return read_phone(text) is not None


def _total_of(texts: Sequence[str]) -> str:
    """The first word of a line of totals, or the text below a table; "" for every other row."""
    first = next((text for text in texts if text and not text.isspace()), "")
    if first.lstrip()[:1] in _BEGIN_FOOTERS and _FOOTER.match(first.strip()):
        given = [text.strip() for text in texts if text and not text.isspace()]
        is_footer = len(given) * 2 <= len(texts) and all(map(_LABELLED.match, given))
        return first.strip()[:_LONGEST_FOOTER] if is_footer else ""
    if first.lstrip()[:1] not in _BEGIN_TOTALS or len(first) > _LONGEST_TOTAL or bare(first) not in TOTALS:
        return ""
    given = [text for text in texts if text and not text.isspace()]
    return given[0].strip() if all(map(_is_number, given[1:])) else ""


def _is_number(text: str) -> bool:
    try:
        cells.number(text)
    except CellRefused:
        return False
    return True


def _record_type(spec: ObjectSpec) -> Read:
    ids = record_type_ids(spec.name)
    label = catalogue().get("record_type").label if "record_type" in catalogue().objects else spec.label

    def read(text: str) -> int:
        found = ids.get(fold(text))
        if found is None:
            raise CellRefused("cell.not_found", object=label, value=text)
        return found

    return read
