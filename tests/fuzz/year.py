"""A company-year: orders of many lines that are shipped, paid, allocated and now and then returned, refunded, written off, over the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from guike.entry.tests.people import Caller
from guike.platform.jobs.testing import run_queued
from tests.fuzz.company_walk import (
    World,
    allocate,
    ask_invoice,
    cancel,
    close_short,
    deallocate,
    decide,
    issue,
    pay,
    receive,
    red,
    refund,
    revise,
    rows,
    send_back,
    ship,
    take_back,
    write_off,
)

#: rows that are entries: what came, went, was owed and was matched
ENTRIES = (
    "inventory.StockMove",
    "receivables.Allocation",
    "receivables.Receivable",
    "receivables.Payment",
    "receivables.Refund",
    "receivables.WriteOff",
    "invoicing.InvoiceLine",
    "fulfilment.ShipmentLine",
)
#: object → the fields of its sheet
SHEETS: Mapping[str, Sequence[str]] = {
    "sales_order": (
        "number", "account", "status", "total_amount", "collected_amount", "refunded_amount", "invoiced_amount",
        "returned_amount", "closed_amount",
    ),
    "sales_order_line": ("sales_order", "product", "quantity", "net_amount", "shipped_qty"),
    "receivable": ("number", "account", "order", "amount", "allocated_amount", "balance_amount", "status"),
    "payment": ("number", "account", "order", "amount", "status", "allocated_amount", "unallocated_amount"),
    "allocation": ("receivable", "payment", "write_off", "kind", "amount"),
    "refund": ("number", "order", "payment", "amount", "status"),
    "write_off": ("number", "receivable", "effective_amount", "status"),
    "invoice": ("order", "amount"),
    "stock_level": ("product", "warehouse", "on_hand_qty", "reserved_qty", "available_qty"),
    "stock_move": ("product", "warehouse", "change_qty"),
    "reservation": ("product", "warehouse", "quantity", "status"),
    "shipment": ("number", "order", "status"),
    "shipment_line": ("shipment", "product", "quantity"),
    "sales_return": ("number", "order", "status", "total_amount"),
}  # fmt: skip
_PRODUCTS = 40
_LATER = (
    receive, receive, pay, decide, decide, allocate, deallocate, ship, send_back, take_back, refund, write_off, ask_invoice, issue, red,
    revise, close_short, cancel,
)  # fmt: skip
_PART = 90_000  # rows of one sheet, below what one export takes


def entries() -> int:
    return sum(rows(model).count() for model in ENTRIES)


def make(random: Random, wanted: int) -> World:
    """Orders until there are so many entries."""
    world = World.open(random)
    more = [world.yard.product(str(random.randint(1, 90_000) / 100)) for _one in range(_PRODUCTS)]
    world.products = [*more, *world.products]
    while entries() < wanted:
        world.turn_over()
        for _order in range(10):
            _one_order(world)
    return world


def _one_order(world: World) -> None:
    chosen = world.random.sample(world.products[:-1], world.random.choice((2, 8, 25)))
    quantities = {goods: world.random.randint(1, 9) for goods in chosen}
    yard = world.yard
    lines = [{"product": goods, "quantity": str(quantity)} for goods, quantity in quantities.items()]
    stocked = yard.make("stock_document", kind="receipt", warehouse=yard.here, lines=lines)
    world.do(f"stock_document/{stocked['id']}", "post")
    order = int(yard.order(*lines)["id"])
    world.known = [order]
    world.do(f"sales_order/{order}", "confirm")
    world.do(f"sales_order/{order}", "ship")
    for verb in (pay, decide, pay, decide, *world.random.sample(_LATER, 5)):
        world.done[verb.__name__] += verb(world, order)


def export(world: World, folder: Path, language: str) -> None:
    """Every sheet of it, in parts, as somebody who may export gets it."""
    reader = Caller(world.yard.seller.id, world.yard.seller.token, language)
    for name, fields in SHEETS.items():
        for part, condition in enumerate(_parts(world, name), 1):
            body = {"object": name, "format": "csv", "fields": list(fields), "filter": condition}
            answer = reader.post("/exports", body)
            assert answer.status_code == 202, answer.content
            run_queued()
            made = reader.get(f"/exports/{answer.json()['id']}/file")  # type: ignore[attr-defined]
            content: Any = made
            (folder / f"{name}-{part}.csv").write_bytes(b"".join(content.streaming_content))


def _parts(world: World, name: str) -> list[dict[str, Any]]:
    """Conditions that divide the rows by when they were made."""
    model = {
        "sales_order": "orders.SalesOrder", "sales_order_line": "orders.SalesOrderLine", "shipment_line": "fulfilment.ShipmentLine",
        "reservation": "fulfilment.Reservation", "stock_move": "inventory.StockMove", "allocation": "receivables.Allocation",
    }.get(name)  # fmt: skip
    instants = list(rows(model).order_by("created_at").values_list("created_at", flat=True)) if model else []
    cuts = [instants[n] for n in range(_PART, len(instants), _PART)]
    bounds = [datetime(2000, 1, 1, tzinfo=UTC), *cuts, datetime(2100, 1, 1, tzinfo=UTC)]
    return [
        {
            "all": [
                {"field": "created_at", "op": "gte", "value": since.isoformat()},
                {"field": "created_at", "op": "lt", "value": until.isoformat()},
            ]
        }
        for since, until in pairwise(bounds)
    ]
