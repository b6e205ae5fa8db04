"""Reads of stock for other domains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from guike.domains.inventory.models import StockDocument, StockDocumentLine, StockLevel, StockMove, Warehouse
from guike.domains.inventory.rules import Place as Place
from guike.domains.inventory.rules import take_from as take_from
from guike.domains.inventory.settings import MANAGED
from guike.domains.inventory.settings import STOCK as STOCK
from guike.platform.records.reading import Lookup
from guike.platform.settings import queries as settings

#: what lies of a product in a warehouse, for other domains
Stored = StockLevel
_WHY = "what lies in the warehouses decides what can be shipped, whoever looks"


def is_managed() -> bool:
    """Whether the company keeps its stock here."""
    return bool(settings.get(MANAGED))


def document_lines(ids: Iterable[int]) -> dict[int, list[StockDocumentLine]]:
    """Document → its living lines in order of position. One query."""
    found: dict[int, list[StockDocumentLine]] = defaultdict(list)
    for row in _LINES.instances(ids):
        found[row.document_id].append(row)
    return dict(found)


def document_of(pk: int) -> StockDocument:
    """One document, which its caller has locked or made."""
    return StockDocument.objects.system(reason=_WHY).get(pk=pk)


def unposted(ids: Collection[int]) -> set[int]:
    """Of these documents those that were not posted yet."""
    rows = StockDocument.objects.system(reason=_WHY).filter(pk__in=ids, deleted_at=None, status="draft")
    return set(rows.values_list("pk", flat=True))


def warehouses_in_use() -> list[int]:
    """In the order in which goods are reserved from them."""
    rows = Warehouse.objects.system(reason=_WHY).filter(deleted_at=None, is_active=True)
    return list(rows.order_by("position", "pk").values_list("pk", flat=True))


def warehouse_of(pk: int) -> Warehouse:
    """One warehouse, a deleted one alike."""
    return Warehouse.objects.system(reason=_WHY).get(pk=pk)


def levels_of_warehouse(pk: int) -> list[StockLevel]:
    """All that lies, or ever lay, in a warehouse."""
    rows = StockLevel.objects.system(reason=_WHY).filter(deleted_at=None, warehouse_id=pk)
    return list(rows.order_by("pk"))


def warehouse_names(ids: Collection[int]) -> dict[int, str]:
    """By id, deleted ones alike."""
    rows = Warehouse.objects.system(reason=_WHY).filter(pk__in=ids)
    return dict(rows.values_list("pk", "name"))


def closed_warehouses(ids: Collection[int]) -> set[int]:
    """Of these those that are out of use."""
    rows = Warehouse.objects.system(reason=_WHY).filter(pk__in=ids, is_active=False)
    return set(rows.values_list("pk", flat=True))


def levels_at(products: Collection[int], warehouses: Collection[int]) -> dict[Place, StockLevel]:
    """What lies of these products in these warehouses, as it stands in the database now."""
    rows = StockLevel.objects.system(reason=_WHY).filter(
        deleted_at=None, product_id__in=products, warehouse_id__in=warehouses
    )
    return {(row.product_id, row.warehouse_id): row for row in rows.order_by("pk")}


def level_codes(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Level → the codes of its product and its warehouse, by which other systems know it. One query."""
    rows = StockLevel.objects.system(reason=_WHY).filter(pk__in=list(ids))
    return {
        pk: (product, warehouse)
        for pk, product, warehouse in rows.values_list("pk", "product__code", "warehouse__code")
    }


def moves_of_document(document: int) -> dict[int, tuple[Place, Decimal]]:
    """Its moves that were not taken back, by id in order: where, and how much."""
    rows = StockMove.objects.system(reason=_WHY).filter(document_id=document)
    taken_back = set(rows.exclude(reverses=None).values_list("reverses_id", flat=True))
    standing = rows.filter(reverses=None).exclude(pk__in=taken_back).order_by("pk")
    return {row.pk: ((row.product_id, row.warehouse_id), row.change_qty) for row in standing}


def loans(ids: Collection[int]) -> Mapping[int, StockDocument]:
    """Loans of samples, by id."""
    rows = StockDocument.objects.system(reason=_WHY).filter(pk__in=ids, deleted_at=None, kind="loan")
    return {row.pk: row for row in rows}


def _lines() -> QuerySet[Any]:
    rows = StockDocumentLine.objects.system(reason=_WHY).filter(deleted_at=None)
    return rows.order_by("document_id", "position", "pk")


_LINES = Lookup(_lines, "document_id")
