"""Reads of orders and their lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from guike.domains.orders.models import SalesOrderLine

_WHY = "lines of orders that were fetched in scope"


def order_lines(ids: Iterable[int]) -> dict[int, list[SalesOrderLine]]:
    """Order → its living lines in order of position; orders without lines are absent. One query."""
    found: dict[int, list[SalesOrderLine]] = defaultdict(list)
    rows = SalesOrderLine.objects.system(reason=_WHY).filter(order_id__in=list(ids), deleted_at=None)
    for row in rows.order_by("order_id", "position", "pk"):
        found[row.order_id].append(row)
    return dict(found)
