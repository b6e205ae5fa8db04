"""Reads of orders and their lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from guike.domains.orders.models import SalesOrderLine
from guike.platform.records.reading import Lookup

_WHY = "lines of orders that were fetched in scope"


def order_lines(ids: Iterable[int]) -> dict[int, list[SalesOrderLine]]:
    """Order → its living lines in order of position; orders without lines are absent. One query."""
    found: dict[int, list[SalesOrderLine]] = defaultdict(list)
    for row in _LINES.instances(ids):
        found[row.order_id].append(row)
    return dict(found)


def _lines() -> QuerySet[Any]:
    rows = SalesOrderLine.objects.system(reason=_WHY).filter(deleted_at=None)
    return rows.order_by("order_id", "position", "pk")


_LINES = Lookup(_lines, "order_id")
