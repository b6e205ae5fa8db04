"""Groups the faults of a file by column and reason, so that ten thousand rows with one fault are one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from guike.platform.exchange.models import ImportRow
from guike.platform.exchange.results import SAME_DOCUMENT, Result

ROWS_TOLD = 5
VALUES_TOLD = 50
GROUPS_TOLD = 100
_KINDS = {ImportRow.FAILED: "failed", ImportRow.SKIPPED: "skipped"}


@dataclass
class Group:
    """One fault of one column. values: {cell: how many rows}, the first ones."""

    kind: str
    column: Mapping[str, str]
    code: str
    message: Mapping[str, str]
    count: int = 0
    rows: list[int] = field(default_factory=list)
    values: dict[str, int] = field(default_factory=dict)


class Groups:
    """Adds up results. places: {name of a column: its index}."""

    def __init__(self, places: Mapping[str, int], hidden: Iterable[int] = ()) -> None:
        self.places, self.hidden = places, frozenset(hidden)
        self._found: dict[tuple[str, str, str], Group] = {}

    def add(self, results: Iterable[Result]) -> None:
        for result in results:
            kind = _KINDS.get(result.outcome, "note")
            for number, cells, reasons in result.told():
                for reason in reasons:
                    if reason["code"] != SAME_DOCUMENT:
                        self._add(kind, number, cells, reason)

    def _add(self, kind: str, number: int, cells: list[str], reason: Mapping[str, Any]) -> None:
        column = reason["column"]
        group = self._found.setdefault(
            (kind, column.get("zh-CN", ""), reason["code"]),
            Group(kind, column, reason["code"], reason["message"]),
        )
        group.count += 1
        if len(group.rows) < ROWS_TOLD:
            group.rows.append(number)
        index = self.places.get(column.get("zh-CN", ""))
        if index is not None and index not in self.hidden and index < len(cells):
            text = cells[index].strip()[:100]
            if text and (text in group.values or len(group.values) < VALUES_TOLD):
                group.values[text] = group.values.get(text, 0) + 1

    def told(self, locale: str) -> list[dict[str, Any]]:
        """Most rows first: [{"kind", "column", "code", "message", "count", "rows", "values"}]."""
        order = {"failed": 0, "skipped": 1, "note": 2}
        groups = sorted(self._found.values(), key=lambda g: (order[g.kind], -g.count, g.rows))
        return [
            {
                "kind": g.kind,
                "column": g.column.get(locale, ""),
                "code": g.code,
                "message": g.message.get(locale, ""),
                "count": g.count,
                "rows": g.rows,
                "values": list(g.values),
            }
            for g in groups[:GROUPS_TOLD]
        ]
