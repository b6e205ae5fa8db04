"""Goods of the company of the matrix: shipments of its orders, what came back of them, and documents of its stock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps

from guike.kernel import clock
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


def sales_return(found: Any, tail: str, owner: str) -> None:
    """Of an order in effect, which was shipped: a return that waits for its goods."""
    order = found.facts[f"sold sales_order {tail}"].id
    table: Any = apps.get_model("orders.SalesOrderLine")
    lines = [{"order_line": table.objects.system(reason=WHY).get(order_id=order).pk, "quantity": "1"}]
    given = {"order": order, "lines": lines, "owner": found.users[owner]}
    sent = found.fact(f"sent shipment {tail}", "shipment", **given)
    found.lines(f"sent shipment {tail}", "fulfilment.ShipmentLine", "shipment_id")
    single(record_action(system_context(), "shipment", "confirm", [sent.id], {}))
    single(record_action(system_context(), "shipment", "note_event", [sent.id], {"content": "At the hub"}))
    found.lines(f"sent shipment {tail}", "fulfilment.ShipmentEvent", "shipment_id", called="shipment_event")
    back = found.fact(f"sales_return {tail}", "sales_return", kind="return", reason="Scratched", **given)
    found.lines(f"sales_return {tail}", "fulfilment.SalesReturnLine", "sales_return_id")
    single(record_action(system_context(), "sales_return", "submit", [back.id], {}))


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
    _told(found)


def _told(found: Any) -> None:
    """A message to a customer, and somebody who does not want any."""
    fact = type(found.facts["stock_document of sales"])
    about = found.facts["stock_document of sales"].id
    found.facts["opt_out row"] = fact("opt_out", make("opt_out", address="nobody@example.com").pk)
    table: Any = apps.get_model("messaging.CustomerMessage")
    row = table(
        kind="shipment.shipped",
        object="stock_document",
        record_id=about,
        record={"object": "stock_document", "id": about},
        receiver_id=0,
        channel="email",
        address="somebody@example.com",
        due_at=clock.now(),
        status="sent",
    )
    table.objects.system(reason=WHY).bulk_create([row])
    found.facts["customer_message row"] = fact("customer_message", row.pk)
