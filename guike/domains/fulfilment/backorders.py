"""Orders that miss goods get them when some come in or become free: the order that was approved first, first."""

from __future__ import annotations

from collections.abc import Collection

from guike.domains.fulfilment.reserving import follow_orders
from guike.domains.inventory.queries import document_lines, is_managed, levels_at, warehouses_in_use
from guike.domains.orders.queries import backordered, order_lines, orders_by_id
from guike.platform.access.context import system_context
from guike.platform.events.registry import Happened
from guike.platform.records.locking import lock


def goods_are_free(happened: Happened) -> None:
    """After a document of stock was posted or cancelled, and after an order was cancelled."""
    products = _freed(happened.object_name, [int(pk) for pk in happened.payload.get("ids", ())])
    if products and is_managed():
        fill(products)


def _freed(object_name: str, ids: Collection[int]) -> set[int]:
    if object_name == "stock_document":
        return {line.product_id for found in document_lines(ids).values() for line in found}
    if object_name == "sales_order":
        cancelled = [pk for pk, row in orders_by_id(ids).items() if row.status == "cancelled"]
        return {line.product_id for found in order_lines(cancelled).values() for line in found}
    return set()


def fill(products: Collection[int]) -> None:
    """Hold these products for the orders that miss some."""
    waiting = backordered(products)
    if not waiting:
        return
    levels = levels_at(products, warehouses_in_use()).values()
    lock({"stock_level": [level.pk for level in levels], "sales_order": waiting})
    rows = orders_by_id(waiting)
    for pk in waiting:
        if pk in rows:
            follow_orders(system_context(), [rows[pk]])
