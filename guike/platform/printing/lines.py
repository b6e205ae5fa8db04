"""The columns of a table of lines, with what lies behind the references of the lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.printing.wording import Fields, Shown
from guike.platform.records.reading import by_ids

Row = Mapping[str, Any]
_WIDTH_OF_NUMBERS, _WIDTH_OF_TEXTS = 2, 4


class LineColumns:
    """The columns of one field of lines, in the rows of several records."""

    def __init__(
        self, ctx: Context, line: ObjectSpec, tables: Sequence[Sequence[Row]], rows: Sequence[Row]
    ) -> None:
        self.fields = Fields(ctx, line)
        self._behind: dict[tuple[str, int], Row] = {}
        wanted: dict[str, set[str]] = defaultdict(set)
        for one in (one for items in tables for one in items):
            head, dot, rest = one["field"].partition(".")
            if dot and self.fields.get(one["field"]):
                wanted[head].add(rest)
        for head, rests in wanted.items():
            target = catalogue().get(line.by_name[head].target_object)
            ids = {row[head]["id"] for row in rows if row.get(head)}
            for pk, record in by_ids(ctx, target, ids, sorted(rests)).items():
                self._behind[head, pk] = record

    def shown(self, items: Sequence[Row]) -> list[tuple[Shown, int]]:
        """The columns that the caller may see, with their widths."""
        found = [(self.fields.get(one["field"], one.get("label") or ""), one) for one in items]
        return [(shown, one.get("width") or _width(shown)) for shown, one in found if shown is not None]

    def value(self, row: Row, shown: Shown) -> Any:
        """What a column has in one line."""
        head, dot, rest = shown.path.partition(".")
        if not dot:
            return row.get(head)
        reference = row.get(head)
        return self._behind.get((head, reference["id"]), {}).get(rest) if reference else None


def _width(shown: Shown) -> int:
    return _WIDTH_OF_NUMBERS if shown.is_number else _WIDTH_OF_TEXTS
