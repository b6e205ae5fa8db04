"""What an import is to do: checked when it is asked for, taken up again when the job runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Any

from guike.kernel.errors import FieldError, Forbidden, Invalid
from guike.platform.access.context import Context
from guike.platform.currency.queries import base_currency
from guike.platform.exchange.documents import DocumentConverter, Grouping
from guike.platform.exchange.headers import Place, importable, places, propose, score_of
from guike.platform.exchange.reading import Reading, Row, Table, open_table
from guike.platform.exchange.values import Converter
from guike.platform.exchange.writing import Writer
from guike.platform.files.models import File
from guike.platform.files.queries import open_file
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES, ValueRefused

POLICIES = ("skip", "update", "create")
MODES = ("normal", "migration")
BLANKS = ("leave", "clear")
#: fields that say which record a row is of
KEYED = ("id", "number", "external_id")


@dataclass(frozen=True)
class Options:
    """mapping {header: field or None}, None = as proposed; defaults {field: value as the API takes it}."""

    mapping: Mapping[str, str | None] | None = None
    on_duplicate: str = "skip"
    defaults: Mapping[str, Any] = field(default_factory=dict)
    mode: str = "normal"
    blanks: str = "leave"
    reading: Reading = field(default_factory=Reading)


@dataclass
class Plan:
    """An import ready to run: who, which object, from which table, how."""

    ctx: Context
    spec: ObjectSpec
    table: Table
    columns: dict[str, Place]
    options: Options

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
    def _head(self) -> dict[int, FieldSpec]:
        """{column index: field} of the records themselves."""
        columns = ((i, self.columns[c]) for i, c in enumerate(self.table.columns) if c in self.columns)
        return {index: place.item for index, place in columns if place.lines is None}

    @cached_property
    def _grouping(self) -> Grouping:
        """Which rows are one document; only asked when columns of lines are mapped."""
        keys = [i for i, item in self._head.items() if item.name in KEYED or item.unique]
        return Grouping(list(self._head), keys, [i for columns in self._lines.values() for i in columns])

    def converter(self) -> Converter | DocumentConverter:
        """Reads cells."""
        clears = self.options.blanks == "clear"
        column = next((index for index, item in self._head.items() if item.name == "currency"), None)
        code = self.options.defaults.get("currency") or base_currency()
        head = Converter(self.ctx, self.spec, self._head, clears=clears, currency=(column, code))
        if not self._lines:
            return head
        lines = {
            name: Converter(
                self.ctx,
                catalogue().get(self.spec.by_name[name].lines_object),
                fields,
                clears=clears,
                # the document's: later rows of it need not repeat what stands in the first
                currency=(column, code if column is None else None),
            )
            for name, fields in self._lines.items()
        }
        return DocumentConverter(head, lines, self._grouping)

    def writer(self) -> Writer:
        """Writes rows."""
        headers = {place.path: column for column, place in self.columns.items()}
        return Writer(
            self.ctx,
            self.spec,
            policy=self.options.on_duplicate,
            defaults=self.options.defaults,
            headers=headers,
        )

    def chunks(self, size: int, done: int = 0) -> Iterator[list[Row]]:
        """The rows after the first `done`, in lists of at most `size`; a document is never cut in two."""
        rows = islice(self.table.rows(), done, None)
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
    `may_be_unmapped`: for looking at a file whose columns nobody can guess; `is_counted`: its rows are known.
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
    return Plan(ctx, spec, table, columns, options)


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
    wanted = propose(ctx, spec, table.columns) if mapping is None else mapping
    errors: list[FieldError] = []
    found: dict[str, Place] = {}
    for column, name in wanted.items():
        if not name:
            continue
        place = offered.get(str(name))
        if column not in table.columns:
            errors.append(FieldError("mapping", "import.no_column", {"name": column}))
        elif place is None:
            label = spec.by_name[name].label if name in spec.by_name else str(name)[:60]
            errors.append(FieldError("mapping", "import.not_importable", {"name": label}))
        elif any(other.path == name for other in found.values()):
            errors.append(FieldError("mapping", "import.mapped_twice", {"name": place.item.label}))
        else:
            found[column] = place
    if errors:
        raise Invalid(errors)
    return found


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


def unmapped(columns: Sequence[str], mapping: Mapping[str, Any]) -> list[str]:
    """Columns of the file that go nowhere."""
    return [column for column in columns if not mapping.get(column)]
