"""Reads rows that hold a second record, such as a company and a contact there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.kernel.errors import FieldError
from guike.platform.exchange import cells
from guike.platform.exchange.documents import DocumentConverter, filled
from guike.platform.exchange.reading import Row
from guike.platform.exchange.values import Candidate, Converter
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.reach import read_phone
from guike.platform.metadata.types import TYPES, ValueRefused


class BesideConverter:
    """Reads the rows' own records with one converter, and their second records with one converter for each object."""

    def __init__(self, head: Converter | DocumentConverter, beside: Mapping[str, Converter]) -> None:
        self.head, self.beside = head, beside
        self.own = head.head if isinstance(head, DocumentConverter) else head
        self.asks = head.asks or any(converter.asks for converter in beside.values())

    def convert(self, rows: Sequence[Row]) -> list[Candidate]:
        """The candidates of the rows; the second record of a document is read from its first row. Each error has a path
        such as `contact.mobile`."""
        found = self.head.convert(rows)
        by_number = {row.number: row for row in rows}
        for name, converter in self.beside.items():
            given = [by_number[candidate.number] for candidate in found if _is_record(candidate)]
            given = [row for row in given if filled(row, converter.filling)]
            read = {one.number: one for one in converter.convert(given)}
            for candidate in found:
                if candidate.number in read:
                    self._add(candidate, name, converter, read[candidate.number])
        return found

    def read_again(self, path: str, text: str) -> Any:
        """What a cell means now, by the path of its field."""
        first, _dot, rest = path.partition(".")
        known = self.beside.get(first)
        return known.read_again(rest, text) if known else self.head.read_again(path, text)

    def _add(self, candidate: Candidate, name: str, converter: Converter, child: Candidate) -> None:
        spec = converter.spec
        is_named = spec.name_field in child.values or any(e.field == spec.name_field for e in child.errors)
        if not is_named:
            self._keep(candidate, name, converter)
            return
        candidate.beside[name] = child.values
        errors = [*child.errors, *_faults(converter, child.errors, child.values)]
        candidate.errors += [FieldError(f"{name}.{e.field}", e.code, e.params) for e in errors]
        candidate.notes += [FieldError(f"{name}.{e.field}", e.code, e.params) for e in child.notes]

    def _keep(self, candidate: Candidate, name: str, converter: Converter) -> None:
        """Store the values of a second record without a name with the first record: a number in an empty phone field,
        anything else in the remarks."""
        phones = self.own.hand.phones
        for index, field_name in converter.filling.items():
            text = candidate.cells[index].strip()
            if not text:
                continue
            path = f"{name}.{field_name}"
            numbers = cells.phones(text, lambda one: read_phone(one) is not None) if phones else []
            if field_name in converter.phones and numbers:
                self.own.place_phones(candidate, [(index, phones[0], number) for number in numbers])
            else:
                self.own.keep(candidate, index, path, text)


def _is_record(candidate: Candidate) -> bool:
    """Whether the row is a record and not a line of totals."""
    return all(error.field for error in candidate.errors)


def _faults(converter: Converter, errors: Sequence[FieldError], values: dict[str, Any]) -> list[FieldError]:
    """The errors of a second record: values of the wrong form (which are removed) and missing fields. They are found
    before the first record is written, so that the row is refused as a whole."""
    spec, unread = converter.spec, {error.field for error in errors}
    found, bad = [], []
    for name, value in values.items():
        try:
            if value is not None:
                TYPES[spec.by_name[name].type].parse(spec.by_name[name], value)
        except ValueRefused as refused:
            bad.append(name)
            found.append(FieldError(name, refused.code, refused.params))
    for name in bad:
        del values[name]
    relations = {
        r.name for one in catalogue().objects for c, r in catalogue().beside(one).values() if c is spec
    }
    lacking = (
        item.name
        for item in spec.required_fields
        if item.default is None and not item.system and item.name not in (*relations, *values, *bad, *unread)
    )
    return found + [FieldError(name, "required") for name in lacking]


AnyConverter = Converter | DocumentConverter | BesideConverter
