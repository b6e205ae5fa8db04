"""Results of the rows of an import."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from guike.platform.exchange.models import ImportRow
from guike.platform.exchange.reading import Row
from guike.platform.exchange.values import Candidate

#: the reason for a row whose document was refused because of another row
SAME_DOCUMENT = "import.same_document"

Reason = dict[str, Any]
WRITTEN = (ImportRow.CREATED, ImportRow.UPDATED)


@dataclass(slots=True)
class Result:
    """The result of one row or document. `others`: the further rows of a refused document. `beside`: the created second
    records, {"object", "id", "version"} each."""

    candidate: Candidate
    outcome: str
    record_id: int | None = None
    version: int | None = None
    old: dict[str, Any] | None = None
    reasons: list[Reason] | None = None
    others: list[tuple[Row, list[Reason]]] = field(default_factory=list)
    beside: list[dict[str, Any]] = field(default_factory=list)

    def told(self) -> Iterator[tuple[int, list[str], list[Reason]]]:
        """(number, cells, reasons) of each refused row, including all rows of a document."""
        if self.reasons is not None:
            yield self.candidate.number, self.candidate.cells, self.reasons
            for row, reasons in self.others:
                yield row.number, row.cells, reasons
