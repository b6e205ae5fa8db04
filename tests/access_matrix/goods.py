"""Goods of the company of the matrix: shipments of its orders, and documents of its stock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps

from guike.platform.access.context import system_context
from guike.platform.records.actions import record_action
from guike.platform.records.shapes import single
from tests.support.company import WHY, make


def shipment(found: Any, tail: str, owner: str) -> None:
    order = found.facts[f"sales_order {tail}"].id
    table: Any = apps.get_model("orders.SalesOrderLine")
    line = table.objects.system(reason=WHY).get(order_id=order).pk
    found.fact(
        f"shipment {tail}",
        "shipment",
        order=order,
        lines=[{"order_line": line, "quantity": "1"}],
        owner=found.users[owner],
    )
    found.lines(f"shipment {tail}", "fulfilment.ShipmentLine", "shipment_id")


def stock(found: Any, product: int, owners: Sequence[str]) -> None:
    """A receipt of each owner, and one that was posted."""
    warehouse = make("warehouse", code="M1", name="Hall").pk
    for owner in owners:
        found.fact(
            f"stock_document of {owner}",
            "stock_document",
            kind="receipt",
            warehouse=warehouse,
            lines=[{"product": product, "quantity": "1"}],
            owner=found.users[owner],
        )
        found.lines(f"stock_document of {owner}", "inventory.StockDocumentLine", "document_id")
    posted = found.facts["stock_document of marketing"].id
    single(record_action(system_context(), "stock_document", "post", [posted], {}))
