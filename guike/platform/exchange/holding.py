"""Finds cells whose text is what an export of the record shows; such a cell changes nothing.

An exported list names people who have left, inactive options, or one of two people with one name. When it is imported
again, such a cell keeps the record's value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from guike.kernel.text import LOCALES
from guike.platform.access.context import Context
from guike.platform.access.fields import readable
from guike.platform.exchange.exporting import shower
from guike.platform.exchange.sheets import neutral
from guike.platform.exchange.values import Candidate, Hit
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.reading import by_ids

Shown = Callable[[Any], set[str]]


class Held:
    """Compares cells with what an export of their records would show. columns: {field: index of its column}."""

    def __init__(self, ctx: Context, spec: ObjectSpec, columns: Mapping[str, int]) -> None:
        self.ctx, self.spec = ctx, spec
        known = readable(ctx, spec)
        self.columns = {n: i for n, i in columns.items() if n in known and not spec.by_name[n].write_only}
        self.shown = {name: _shown(ctx, spec.by_name[name]) for name in self.columns}

    def settle(self, candidates: Sequence[Candidate], hits: Mapping[int, Hit]) -> None:
        """Remove such cells and their errors from the rows."""
        known = [c for c in candidates if c.number in hits]
        if not known or not self.columns:
            return
        ids = {hits[c.number].id for c in known}
        records = by_ids(self.ctx, self.spec, ids, list(self.columns))
        for candidate in known:
            record = records.get(hits[candidate.number].id)
            if record is None:
                continue
            same = {name for name in self._filled(candidate) if self._says(candidate, name, record)}
            if same:
                candidate.errors = [error for error in candidate.errors if error.field not in same]
                for name in same:
                    candidate.values.pop(name, None)

    def _filled(self, candidate: Candidate) -> set[str]:
        named = {*candidate.values, *(error.field for error in candidate.errors)}
        return (named & self.columns.keys()) - candidate.moved.keys()

    def _says(self, candidate: Candidate, name: str, record: Mapping[str, Any]) -> bool:
        text = candidate.cells[self.columns[name]].strip()
        return bool(text) and text in self.shown[name](record.get(name))


def _shown(ctx: Context, item: FieldSpec) -> Shown:
    """A function that gives the texts of a value in exports, in any language."""
    shows = [shower(replace(ctx, locale=locale), item) for locale in LOCALES]

    def shown(value: Any) -> set[str]:
        return {text for show in shows for text in _texts(show(value))} - {""}

    return shown


def _texts(cell: Any) -> tuple[str, ...]:
    """A cell as it comes back from a workbook and from a .csv."""
    if cell is None or isinstance(cell, bool):
        return ()
    if isinstance(cell, datetime):
        spans = ("minutes", "seconds", "milliseconds", "microseconds")
        nearest = cell + timedelta(microseconds=500_000)
        midnight = (cell.date().isoformat(),) if cell.time() == time.min else ()
        return *(cell.isoformat(" ", span) for span in spans), nearest.isoformat(" ", "seconds"), *midnight
    if isinstance(cell, date):
        return (cell.isoformat(), f"{cell.isoformat()} 00:00:00")
    text = str(cell).strip()
    return text, neutral(text)
