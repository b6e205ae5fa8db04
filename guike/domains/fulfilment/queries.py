"""Reads of shipments and reservations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from guike.domains.fulfilment.models import (
    Reservation,
    SalesReturnLine,
    Shipment,
    ShipmentEvent,
    ShipmentLine,
    TraceTurn,
)
from guike.domains.fulfilment.models import SalesReturn as SalesReturn
from guike.domains.fulfilment.return_rules import UNDER_WAY
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


def shipments_on_their_way(now: datetime, *, since: datetime, most: int) -> list[int]:
    """Ids of shipments with a carrier's number that left since then, are not received, and whose turn to be asked about it is; the ones
    that left first, first."""
    waiting = TraceTurn.objects.filter(due_at__gt=now).values("shipment_id")
    rows = Shipment.objects.system(reason="carriers are asked about whatever is on its way").filter(
        deleted_at=None, status="shipped", shipped_at__gte=since
    )
    rows = rows.exclude(carrier="").exclude(tracking_no="").exclude(pk__in=waiting)
    return list(rows.order_by("shipped_at", "pk").values_list("pk", flat=True)[:most])


def events_of(pk: int) -> list[ShipmentEvent]:
    """What is known of a shipment's way, the first station first."""
    return list(ShipmentEvent.objects.system(reason=_WHY).filter(shipment_id=pk).order_by("at", "pk"))


def failures_of(pk: int) -> int:
    """How often in a row the tracing service did not answer about a shipment."""
    found = TraceTurn.objects.filter(shipment_id=pk).values_list("failures", flat=True).first()
    return found or 0


def shipments_issued_by(documents: Collection[int]) -> dict[int, Shipment]:
    """Document of stock → the shipment whose goods it takes out."""
    rows = Shipment.objects.system(reason=_WHY).filter(deleted_at=None, issue_id__in=documents)
    return {row.issue_id: row for row in rows if row.issue_id is not None}


@dataclass(frozen=True)
class Gone:
    """A shipment that was confirmed. `issued`: whether its goods have left the stock, or it takes none out. `quantities`: line of the order
    → (shipped, received), in the line's unit."""

    id: int
    shipped_at: datetime | None
    received_on: date | None
    issued: bool
    quantities: Mapping[int, tuple[Decimal, Decimal]]


def gone_of(orders: Collection[int]) -> dict[int, list[Gone]]:
    """Order → its confirmed shipments, the oldest first."""
    rows = shipments_of(orders, "shipped", "received") if orders else []
    lines = shipment_lines([row.pk for row in rows]) if rows else {}
    waiting = unposted([row.issue_id for row in rows if row.issue_id is not None])
    found: dict[int, list[Gone]] = defaultdict(list)
    for row in rows:
        parts = {one.order_line_id: (one.quantity, one.received_qty) for one in lines.get(row.pk, ())}
        found[row.order_id].append(
            Gone(row.pk, row.shipped_at, row.received_on, row.issue_id not in waiting, parts)
        )
    return found


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


def issued_from(orders: Collection[int]) -> dict[int, int]:
    """Order → the warehouse from which all its goods were shipped; without those that came from several, or from none."""
    found: dict[int, set[int | None]] = defaultdict(set)
    for row in shipments_of(orders, "shipped", "received") if orders else ():
        found[row.order_id].add(row.warehouse_id)
    return {pk: one for pk, places in found.items() if len(places) == 1 for one in places if one is not None}


def return_lines(ids: Iterable[int]) -> dict[int, list[SalesReturnLine]]:
    """Return → its living lines in order of position. One query."""
    found: dict[int, list[SalesReturnLine]] = defaultdict(list)
    for row in _RETURN_LINES.instances(ids):
        found[row.sales_return_id].append(row)
    return dict(found)


def under_way_of(orders: Collection[int], without: Collection[int] = ()) -> dict[int, Decimal]:
    """Line of an order → what stands on its open returns, in the line's unit. `without`: returns that do not count."""
    rows = SalesReturn.objects.system(reason=_WHY).filter(
        deleted_at=None, order_id__in=orders, status__in=UNDER_WAY
    )
    found: dict[int, Decimal] = defaultdict(Decimal)
    for lines in return_lines(rows.exclude(pk__in=without).values_list("pk", flat=True)).values():
        for line in lines:
            found[line.order_line_id] += line.quantity
    return found


def exchanges_into(orders: Collection[int]) -> list[SalesReturn]:
    """The exchanges whose goods are back and for which these orders go out."""
    rows = SalesReturn.objects.system(reason=_WHY).filter(
        deleted_at=None, exchange_order_id__in=orders, status="received"
    )
    return list(rows.order_by("pk"))


def _lines() -> QuerySet[Any]:
    rows = ShipmentLine.objects.system(reason=_WHY).filter(deleted_at=None)
    return rows.order_by("shipment_id", "position", "pk")


_LINES = Lookup(_lines, "shipment_id")


def _return_lines() -> QuerySet[Any]:
    rows = SalesReturnLine.objects.system(reason=_WHY).filter(deleted_at=None)
    return rows.order_by("sales_return_id", "position", "pk")


_RETURN_LINES = Lookup(_return_lines, "sales_return_id")
