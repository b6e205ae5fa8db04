"""Rows that name another row of the same file, such as a department's parent or a person's superior. Each row is
written after the row that it names, whatever their order in the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from guike.kernel.errors import FieldError
from guike.kernel.fold import fold
from guike.platform.exchange import cells
from guike.platform.exchange.lookups import parts_of
from guike.platform.exchange.reading import Row
from guike.platform.exchange.values import Candidate
from guike.platform.metadata.spec import FieldSpec, ObjectSpec

_ABSENT = frozenset({"cell.not_found", "cell.user", "cell.department"})


class Waiting:
    """Knows the names of all rows of the file. columns: {column index: field} of the records."""

    def __init__(self, spec: ObjectSpec, columns: dict[int, FieldSpec]) -> None:
        self.pointing = {i.name: n for n, i in columns.items() if i.target_object == spec.name}
        naming = {spec.name_field, "number", "external_id", *(i.name for i in spec.fields if i.unique)}
        if spec.name == "user":
            naming |= {"employee_no", "email"}
        self.naming = [n for n, i in columns.items() if i.name in naming]
        self._names: dict[str, int] = {}

    def learn(self, rows: Iterable[Row]) -> None:
        """Read the names of the rows, if rows can name one another."""
        if self.pointing:
            for row in rows:
                for index in self.naming:
                    text = fold(row.cells[index].strip())
                    if text:
                        self._names.setdefault(text, row.number)

    def split(self, candidates: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
        """(those that can be written, those that have to wait for another row)."""
        if not self.pointing:
            return list(candidates), []
        later = {c.number for c in candidates if any(self.is_coming(c, error) for error in c.errors)}
        return [c for c in candidates if c.number not in later], [c for c in candidates if c.number in later]

    def is_coming(self, candidate: Candidate, error: FieldError) -> bool:
        """Whether a cell names a record that does not exist yet, but is in another row."""
        index = self.pointing.get(error.field)
        if index is None or error.code not in _ABSENT:
            return False
        for text in (candidate.cells[index].strip(), *cells.split(candidate.cells[index])):
            parts = parts_of(text)
            for word in (text, parts[-1] if parts else ""):
                number = self._names.get(fold(word))
                if number is not None and number != candidate.number:
                    return True
        return False
