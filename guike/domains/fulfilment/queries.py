"""Reads of shipments and reservations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from guike.domains.fulfilment.models import Reservation, Shipment, ShipmentLine
from guike.domains.fulfilment.rules import HELD
from guike.domains.inventory.queries import unposted
from guike.platform.records.reading import Lookup

_WHY = "what is shipped and held of an order that its caller has locked"


def shipment_lines(ids: Iterable[int]) -> dict[int, list[ShipmentLine]]:
    """Shipment → its living lines in order of position. One query."""
    found: dict[int, list[ShipmentLine]] = defaultdict(list)
    for row in _LINES.instances(ids):
        found[row.shipment_id].append(row)
    return dict(found)


def shipments_by_id(ids: Collection[int]) -> dict[int, Shipment]:
    """Living shipments that their caller has made or locked."""
    rows = Shipment.objects.system(reason=_WHY).filter(deleted_at=None, pk__in=ids)
    return {row.pk: row for row in rows.order_by("pk")}


def shipments_of(orders: Collection[int], *states: str) -> list[Shipment]:
    """Living shipments of these orders in these states, the oldest first."""
    rows = Shipment.objects.system(reason=_WHY).filter(
        deleted_at=None, order_id__in=orders, status__in=states
    )
    return list(rows.order_by("pk"))


def shipments_issued_by(documents: Collection[int]) -> dict[int, Shipment]:
    """Document of stock → the shipment whose goods it takes out."""
    rows = Shipment.objects.system(reason=_WHY).filter(deleted_at=None, issue_id__in=documents)
    return {row.issue_id: row for row in rows if row.issue_id is not None}


def unissued_of(orders: Collection[int]) -> dict[int, Decimal]:
    """Line of an order → what was shipped of it and has not left the stock yet, in the line's unit."""
    gone = {row.issue_id: row.pk for row in shipments_of(orders, "shipped") if row.issue_id}
    waiting = [gone[document] for document in unposted(gone)] if gone else []
    return _sums(waiting)


def waiting_of(orders: Collection[int]) -> dict[int, Decimal]:
    """Line of an order → what stands on shipments of it that wait to be shipped, in the line's unit."""
    return _sums([row.pk for row in shipments_of(orders, "draft")])


def _sums(shipments: Collection[int]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = defaultdict(Decimal)
    for rows in shipment_lines(shipments).values() if shipments else ():
        for row in rows:
            found[row.order_line_id] += row.quantity
    return found


def held_of(lines: Collection[int]) -> dict[int, list[Reservation]]:
    """Line of an order → what is held for it, the oldest first."""
    found: dict[int, list[Reservation]] = defaultdict(list)
    rows = Reservation.objects.system(reason=_WHY).filter(
        deleted_at=None, order_line_id__in=lines, status=HELD
    )
    for row in rows.order_by("pk"):
        found[row.order_line_id].append(row)
    return dict(found)


def _lines() -> QuerySet[Any]:
    rows = ShipmentLine.objects.system(reason=_WHY).filter(deleted_at=None)
    return rows.order_by("shipment_id", "position", "pk")


_LINES = Lookup(_lines, "shipment_id")
