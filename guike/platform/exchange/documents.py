"""Groups rows into documents: the head is in the first row, and each row has a line.

People write them in two ways, and both are read: the head repeated in every row, or only in the first with the
cells below left empty. The rows of a document follow one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from guike.kernel.errors import FieldError
from guike.kernel.numerals import whole
from guike.platform.exchange.reading import Row
from guike.platform.exchange.values import Candidate, Converter


class Grouping:
    """Finds the end of each document. head, keys, lines: indexes of columns; keys are the columns of the head that
    identify the record (number, outside key, unique values)."""

    def __init__(self, head: Sequence[int], keys: Sequence[int], lines: Sequence[int]) -> None:
        self.head, self.keys, self.lines = head, keys, lines

    def cut(self, rows: Iterable[Row]) -> Iterator[list[Row]]:
        """The rows of one document after the other."""
        document: list[Row] = []
        for row in rows:
            if document and not self._continues(document[0], row):
                yield document
                document = []
            document.append(row)
        if document:
            yield document

    def _continues(self, first: Row, row: Row) -> bool:
        if not filled(row, self.lines):
            return False
        keyed = [(first.cells[i].strip(), row.cells[i].strip()) for i in self.keys]
        given = [(before, now) for before, now in keyed if before and now]
        if given:
            return all(before == now for before, now in given)
        return not self.differing(first, row)

    def differing(self, first: Row, row: Row) -> list[int]:
        """Columns of the head in which a row differs from the first one."""
        return [i for i in self.head if row.cells[i].strip() not in ("", first.cells[i].strip())]


def filled(row: Row, columns: Iterable[int]) -> bool:
    """Whether a row has a text in one of the columns."""
    return any(row.cells[index].strip() or index in row.unknown for index in columns)


class DocumentConverter:
    """Reads heads with one converter, and the rows of each lines field with another."""

    def __init__(self, head: Converter, lines: Mapping[str, Converter], grouping: Grouping) -> None:
        self.head, self.lines, self.grouping = head, lines, grouping
        self.asks = head.asks or any(converter.asks for converter in lines.values())

    def convert(self, rows: Sequence[Row]) -> list[Candidate]:
        """One candidate for each document; each error has the path of the API."""
        documents = list(self.grouping.cut(rows))
        found = self.head.convert([document[0] for document in documents])
        read = {name: self._read(converter, rows) for name, converter in self.lines.items()}
        for candidate, document in zip(found, documents, strict=True):
            candidate.rows = document
            self._check_head(candidate)
            for name, by_number in read.items():
                lines = [by_number[row.number] for row in document if row.number in by_number]
                if lines:
                    self._add(candidate, name, lines)
        return found

    def read_again(self, path: str, text: str) -> Any:
        """What a cell means now, by the path of its field."""
        lines, _dot, name = path.rpartition(".")
        return (self.lines[lines] if lines else self.head).read_again(name, text)

    def _read(self, converter: Converter, rows: Sequence[Row]) -> dict[int, Candidate]:
        given = [row for row in rows if filled(row, converter.columns)]
        return {candidate.number: candidate for candidate in converter.convert(given)}

    def _check_head(self, candidate: Candidate) -> None:
        """Add errors where rows of one document have different heads."""
        first = candidate.rows[0]
        for row in candidate.rows[1:]:
            for index in self.grouping.differing(first, row):
                params = {"row": row.number, "value": row.cells[index].strip()[:50]}
                candidate.errors.append(FieldError(self.head.names[index], "import.head_differs", params))

    def _add(self, candidate: Candidate, name: str, lines: Sequence[Candidate]) -> None:
        values: list[dict[str, Any]] = []
        candidate.line_rows = {**candidate.line_rows, name: [line.number for line in lines]}
        for index, line in enumerate(lines):
            values.append(line.values)
            given = line.keys.get("id", "")
            number = whole(given)
            if number is not None:
                line.values["id"] = number
            elif given:
                line.errors.append(FieldError("id", "reference.unknown"))
            candidate.errors += [
                FieldError(f"{name}[{index}].{error.field}", error.code, error.params)
                for error in line.errors
            ]
            candidate.notes += [
                FieldError(f"{name}[{index}].{note.field}", note.code, note.params) for note in line.notes
            ]
        candidate.values[name] = values
