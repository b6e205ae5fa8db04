"""The plan of an import: checked when the import is requested, opened again when the job runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Any

from guike.kernel.errors import FieldError, Forbidden, Invalid
from guike.kernel.fold import fold
from guike.platform.access.context import Context
from guike.platform.currency.queries import base_currency
from guike.platform.exchange.beside import AnyConverter, BesideConverter
from guike.platform.exchange.composing import NOTHING_JOINED, Composer
from guike.platform.exchange.deciding import REFUSE, WORDED, Decider, Decision, ways_for
from guike.platform.exchange.documents import DocumentConverter, Grouping
from guike.platform.exchange.headers import (
    Place,
    finder,
    importable,
    joins,
    keeper,
    places,
    propose,
    score_of,
)
from guike.platform.exchange.marks import NO_MARKS, Marks, marks_of
from guike.platform.exchange.matching import offered_keys
from guike.platform.exchange.percents import percents_of
from guike.platform.exchange.reading import Reading, Row, Table, open_table
from guike.platform.exchange.synonyms import KEPT, is_name_part
from guike.platform.exchange.values import Converter, Hand
from guike.platform.exchange.waiting import Waiting
from guike.platform.exchange.writing import Writer
from guike.platform.files.models import File
from guike.platform.files.queries import open_file
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES, ValueRefused
from guike.platform.records.writing import not_a_line

POLICIES = ("skip", "update", "create")
MODES = ("normal", "migration")
BLANKS = ("leave", "clear")
#: the most words that an importer may translate for one column
WORDS = 1_000
ERRORS_TOLD = 100
#: replaces a cell that must not be shown
SECRET = "••••••"  # noqa: S105 - what is shown instead of one
#: fields that identify the record of a row
KEYED = ("id", "number", "external_id")


@dataclass(frozen=True)
class Options:
    """mapping {header: field or None}, None = as proposed; defaults {field: value as the API takes it}; columns
    {header: {"on_bad": refuse | empty | create, "words": {word of the file: code or id}}}; identify_by: names of the
    keys that tell which record a row is, beside ids, outside keys and unique fields."""

    mapping: Mapping[str, str | None] | None = None
    on_duplicate: str = "skip"
    defaults: Mapping[str, Any] = field(default_factory=dict)
    mode: str = "normal"
    blanks: str = "leave"
    reading: Reading = field(default_factory=Reading)
    columns: Mapping[str, Any] = field(default_factory=dict)
    identify_by: Sequence[str] = ()


@dataclass
class Plan:
    """An import that is ready to run: caller, object, table and options. decisions: {path of a field: treatment of its
    bad cells}."""

    ctx: Context
    spec: ObjectSpec
    table: Table
    columns: dict[str, Place]
    options: Options
    decisions: dict[str, Decision] = field(default_factory=dict)

    @property
    def mapping(self) -> dict[str, str]:
        """{header: field} of the columns that are used."""
        return {column: place.path for column, place in self.columns.items()}

    @cached_property
    def _lines(self) -> dict[str, dict[int, FieldSpec]]:
        """{lines field: {column index: field of the line}}"""
        found: dict[str, dict[int, FieldSpec]] = {}
        for index, column in enumerate(self.table.columns):
            place = self.columns.get(column)
            if place is not None and place.lines is not None:
                found.setdefault(place.lines.name, {})[index] = place.item
        return found

    @cached_property
    def _beside(self) -> dict[str, dict[int, FieldSpec]]:
        """{object of a second record: {column index: its field}}, with the first of several columns for a field."""
        used = (self.columns[column] for column in self.table.columns if column in self.columns)
        children = {place.beside.name: place.beside for place in used if place.beside is not None}
        return {
            name: {indexes[0]: item for item, indexes in self._filled_beside(child)}
            for name, child in children.items()
        }

    def _filled_beside(self, child: ObjectSpec) -> list[tuple[FieldSpec, list[int]]]:
        """(field, all columns that fill it) of a second record."""
        return [one for path, one in self._filling.items() if path.startswith(f"{child.name}.")]

    @property
    def beside(self) -> list[str]:
        """The objects of the rows' second records."""
        return list(self._beside)

    @cached_property
    def _head(self) -> dict[int, FieldSpec]:
        """{column index: field} of the records themselves."""
        firsts = {idx[0]: item for path, (item, idx) in self._filling.items() if "." not in path}
        return dict(sorted(firsts.items()))

    @cached_property
    def _filling(self) -> dict[str, tuple[FieldSpec, list[int]]]:
        """{path: (field, all columns that fill it)} of the records and of their second records."""
        found: dict[str, tuple[FieldSpec, list[int]]] = {}
        for index, column in enumerate(self.table.columns):
            place = self.columns.get(column)
            if place is not None and place.lines is None:
                found.setdefault(place.path, (place.item, []))[1].append(index)
        return found

    @cached_property
    def _hand(self) -> Hand:
        """How the file's cells are written."""
        names, offered = self.table.columns, places(self.ctx, self.spec)
        find = finder(offered.values())
        groups = [
            (item, indexes)
            for path, (item, indexes) in self._filling.items()
            if "." not in path
            and (
                len(indexes) > 1 or (KEPT in find(names[indexes[0]]) and path not in find(names[indexes[0]]))
            )
        ]
        own = {i for item, indexes in groups for i in indexes if item.name in find(names[i])}
        kept = keeper(offered)
        return Hand(
            decimal=self.table.decimal,
            percents=percents_of(self.table, self.columns),
            composer=Composer(groups, names, frozenset(own)),
            phones=[path for path, place in offered.items() if place.is_own and place.item.type == "phone"],
            keeper=offered[kept].item if kept is not None else None,
            kept=frozenset(i for i, name in enumerate(names) if kept is not None and KEPT in find(name)),
            marks=self._marks,
        )

    @cached_property
    def _marks(self) -> Marks:
        """The fields of numbers whose kind the file tells, in columns that are mapped to a number field or to the
        remarks."""
        offered = places(self.ctx, self.spec)
        kept = keeper(offered)
        phones = [path for path, one in offered.items() if one.is_own and one.item.type == "phone"]
        paths = {
            index: self.columns[column].path
            for index, column in enumerate(self.table.columns)
            if column in self.columns and self.columns[column].path in (*phones, kept)
        }
        return marks_of(self.table.columns, paths, phones)

    @cached_property
    def _grouping(self) -> Grouping:
        """The grouping of rows into documents; used only when columns of lines are mapped."""
        keys = [i for i, item in self._head.items() if item.name in KEYED or item.unique]
        return Grouping(list(self._head), keys, [i for columns in self._lines.values() for i in columns])

    @cached_property
    def secret(self) -> frozenset[int]:
        """Indexes of columns that are never shown again: passwords."""
        return frozenset(
            index
            for index, column in enumerate(self.table.columns)
            if column in self.columns and self.columns[column].item.write_only
        )

    def ways(self, column: str) -> list[str]:
        """The possible decisions for the cells of a column; none for an unused column."""
        place = self.columns.get(column)
        if place is None:
            return []
        return ways_for(self.ctx, place.holder(self.spec), place.item)

    def converter(self) -> AnyConverter:
        """Reads cells."""
        head = self._own_converter()
        if not self._beside:
            return head
        offered = places(self.ctx, self.spec).values()
        converters = {}
        for name, fields in self._beside.items():
            child = catalogue().get(name)
            mine = [place.item for place in offered if place.beside is child]
            several = [(i, idx) for i, idx in self._filled_beside(child) if len(idx) > 1]
            converters[name] = Converter(
                self.ctx,
                child,
                fields,
                words=self._words.get(name, {}),
                hand=replace(
                    self._hand,
                    composer=Composer(several, self.table.columns, frozenset()),
                    marks=NO_MARKS,
                    phones=[item.name for item in mine if item.type == "phone"],
                    keeper=next((item for item in mine if item.type == "long_text"), None),
                ),
            )
        return BesideConverter(head, converters)

    def _own_converter(self) -> Converter | DocumentConverter:
        clears = self.options.blanks == "clear"
        column = next((index for index, item in self._head.items() if item.name == "currency"), None)
        code = self.options.defaults.get("currency") or base_currency()
        words = self._words
        head = Converter(
            self.ctx,
            self.spec,
            self._head,
            clears=clears,
            currency=(column, code),
            words=words.get("", {}),
            hand=self._hand,
        )
        if not self._lines:
            return head
        lines = {
            name: Converter(
                self.ctx,
                catalogue().get(self.spec.by_name[name].lines_object),
                fields,
                clears=clears,
                # the document's currency, which its later rows need not repeat
                currency=(column, code if column is None else None),
                words=words.get(name, {}),
                hand=replace(self._hand, composer=NOTHING_JOINED, phones=(), keeper=None, marks=NO_MARKS),
            )
            for name, fields in self._lines.items()
        }
        return DocumentConverter(head, lines, self._grouping)

    @cached_property
    def _words(self) -> dict[str, dict[str, dict[str, Any]]]:
        """{field of lines, "" for the record itself: {field: {folded word: value}}}; it grows with created options and
        records."""
        found: dict[str, dict[str, dict[str, Any]]] = {}
        for path, decision in self.decisions.items():
            first, _dot, rest = path.rpartition(".")
            words = {fold(word.strip()): value for word, value in decision.words.items()}
            found.setdefault(first, {})[rest] = words
        return found

    def writer(self, converter: AnyConverter, *, is_trial: bool = False) -> Writer:
        """The writer of rows. `is_trial`: in a transaction that is rolled back."""
        headers: dict[str, str] = {}
        for column, place in self.columns.items():
            headers.setdefault(place.path, column)
        indexes = {column: index for index, column in enumerate(self.table.columns)}
        words = {
            f"{lines}.{name}" if lines else name: known
            for lines, fields in self._words.items()
            for name, known in fields.items()
        }
        decisions = self._marks.decided(self.decisions)
        decider = Decider(self.ctx, self.spec, decisions, converter.read_again, words, is_trial=is_trial)
        return Writer(
            self.ctx,
            self.spec,
            policy=self.options.on_duplicate,
            defaults=self.options.defaults,
            headers=headers,
            places={path: indexes[column] for path, column in headers.items()},
            chosen=self.options.identify_by,
            decider=decider if self.decisions else None,
            beside=self.beside,
            composed=[path for path, (_item, indexes) in self._filling.items() if len(indexes) > 1],
        )

    def waiting(self) -> Waiting:
        """The rows that name other rows of the file."""
        waiting = Waiting(self.spec, self._head)
        waiting.learn(self.table.rows() if waiting.pointing else ())
        return waiting

    def chunks(self, size: int, done: int = 0, only: Collection[int] | None = None) -> Iterator[list[Row]]:
        """The rows (`only` those of these numbers) after the first `done`, in lists of at most `size`; a document is
        never cut in two."""
        wanted = (row for row in self.table.rows() if only is None or row.number in only)
        rows = islice(wanted, done, None)
        if not self._lines:
            while chunk := list(islice(rows, size)):
                yield chunk
            return
        chunk = []
        for document in self._grouping.cut(rows):
            if chunk and len(chunk) + len(document) > size:
                yield chunk
                chunk = []
            chunk = chunk + document
        if chunk:
            yield chunk


def require_import(ctx: Context, object_name: str, options: Options) -> Context:
    """The caller's context for this import; Forbidden without the permissions that it needs."""
    ctx.require(object_name, "import")
    ctx.require(object_name, "create")
    if options.on_duplicate == "update":
        ctx.require(object_name, "edit")
    not_a_line(catalogue().get(object_name))
    if options.mode != "migration":
        return ctx
    if not ctx.can(object_name, "import_migration"):
        raise Forbidden("access.no_permission")
    return replace(ctx, migration=True)


def open_plan(
    ctx: Context,
    object_name: str,
    file: File,
    options: Options,
    *,
    may_be_unmapped: bool = False,
    is_counted: bool = False,
) -> Plan:
    """Open the file and check mapping and defaults; Invalid with everything that is wrong.
    `may_be_unmapped`: for a preview of a file whose columns cannot be guessed; `is_counted`: the number of rows is
    known.
    """
    ctx = require_import(ctx, object_name, options)
    spec = catalogue().get(object_name)
    _check_words(options)
    table = open_table(
        open_file(file),
        file.name,
        score_of(ctx, spec),
        options.reading,
        locale=ctx.locale,
        is_counted=is_counted,
    )
    columns = _columns(ctx, spec, table, options.mapping)
    if not columns and not may_be_unmapped:
        raise Invalid([FieldError("mapping", "import.nothing_mapped")])
    _check_defaults(ctx, spec, options.defaults)
    decisions = _decisions(ctx, spec, columns, options)
    return Plan(ctx, spec, table, columns, options, decisions)


def _decisions(
    ctx: Context, spec: ObjectSpec, columns: Mapping[str, Place], options: Options
) -> dict[str, Decision]:
    """{path: decision} of the used columns; Invalid for impossible decisions."""
    errors: list[FieldError] = []
    found: dict[str, Decision] = {}
    for column, raw in options.columns.items():
        place = columns.get(column)
        if place is None:
            continue  # the column is no longer mapped
        decision, wrong = _decision(ctx, place.holder(spec), place.item, column, raw)
        found[place.path] = decision
        errors += wrong
    known = {key.name for key in offered_keys(spec)}
    errors += [
        FieldError("identify_by", "import.no_key", {"name": str(name)[:60]})
        for name in options.identify_by
        if name not in known
    ]
    if errors:
        raise Invalid(errors[:ERRORS_TOLD])
    return found


def _decision(
    ctx: Context, spec: ObjectSpec, item: FieldSpec, column: str, raw: Any
) -> tuple[Decision, list[FieldError]]:
    at, name = f"columns.{column}", column[:60]
    ways = ways_for(ctx, spec, item)
    given = raw if isinstance(raw, Mapping) else {"on_bad": raw}
    on_bad, words = given.get("on_bad") or REFUSE, given.get("words") or {}
    is_worded = isinstance(words, Mapping) and (not words or item.type in WORDED)
    if on_bad not in ways or not is_worded:
        return Decision(), [FieldError(at, "import.decision", {"name": name, "words": ways})]
    if len(words) > WORDS:
        return Decision(), [FieldError(at, "too_many_items", {"max": WORDS, "count": len(words)})]
    errors = []
    for word, value in words.items():
        wrong = _wrong_value(item, value)
        if wrong is not None:
            errors.append(FieldError(f"{at}.words.{str(word)[:50]}", wrong.code, wrong.params))
    return Decision(on_bad, words), errors


def _wrong_value(item: FieldSpec, value: Any) -> ValueRefused | None:
    single = {"multi_choice": "choice", "references": "reference"}.get(item.type, item.type)
    try:
        TYPES[single].parse(replace(item, type=single), value)
    except ValueRefused as refused:
        return refused
    return None


def _check_words(options: Options) -> None:
    given = (
        ("on_duplicate", options.on_duplicate, POLICIES),
        ("mode", options.mode, MODES),
        ("blanks", options.blanks, BLANKS),
    )
    errors = [
        FieldError(name, "import.word", {"value": str(value)[:50], "words": list(words)})
        for name, value, words in given
        if value not in words
    ]
    if errors:
        raise Invalid(errors)


def _columns(
    ctx: Context, spec: ObjectSpec, table: Table, mapping: Mapping[str, str | None] | None
) -> dict[str, Place]:
    offered = places(ctx, spec)
    wanted = proposed(ctx, spec, table) if mapping is None else mapping
    errors: list[FieldError] = []
    found: dict[str, Place] = {}
    for column, name in wanted.items():
        if not name:
            continue
        place = offered.get(str(name))
        if column not in table.columns:
            errors.append(FieldError("mapping", "import.no_column", {"name": column}))
        elif place is None:
            known = spec.by_name.get(str(name))
            label = known.label if known else str(name)[:60]
            errors.append(FieldError("mapping", "import.not_importable", {"name": label}))
        elif not _may_add(place, column, [other for other, there in found.items() if there.path == name]):
            errors.append(FieldError("mapping", "import.mapped_twice", {"name": place.item.label}))
        else:
            found[column] = place
    if errors:
        raise Invalid(errors)
    return found


def _may_add(place: Place, column: str, others: Sequence[str]) -> bool:
    """Whether a column may fill a field that others fill already."""
    if not others:
        return True
    if place.lines is not None or not joins(place.item):
        return False
    return place.item.type != "text" or sum(not is_name_part(one) for one in (column, *others)) < 2


def proposed(ctx: Context, spec: ObjectSpec, table: Table) -> dict[str, str | None]:
    """Column → path of its likeliest target, by the header and the first rows."""
    return propose(ctx, spec, table.columns, [row.cells for row in table.first_rows()])


def _check_defaults(ctx: Context, spec: ObjectSpec, defaults: Mapping[str, Any]) -> None:
    fields = importable(ctx, spec)
    errors = []
    for name, value in defaults.items():
        item = fields.get(name)
        if item is None or name == "id":
            errors.append(FieldError(f"defaults.{name}", "import.not_importable", {"name": name[:60]}))
        elif value is not None:
            try:
                TYPES[item.type].parse(item, value)
            except ValueRefused as refused:
                errors.append(FieldError(f"defaults.{name}", refused.code, refused.params))
    if errors:
        raise Invalid(errors)
