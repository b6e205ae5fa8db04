"""A small company that sells from two warehouses: one person who may do everything, and short ways to call the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from guike.domains.fulfilment.models import Reservation, Shipment
from guike.domains.inventory.settings import MANAGED
from guike.domains.inventory.tests.store import KEEPER, stock
from guike.domains.orders.tests.shop import EVERYTHING, SELLER, Shop, body, lines, orders
from guike.entry.tests.people import person
from guike.platform.settings.services import set_many

WHY = "test"
RIGHTS = {
    **KEEPER,
    **SELLER,
    "unit": EVERYTHING,
    "sales_order": [
        *EVERYTHING, "submit", "confirm", "cancel", "revise", "close_short", "complete",
        "ship", "prepare_shipment", "receive", "reserve", "return_goods",
    ],
    "shipment": [*EVERYTHING, "prepare", "confirm", "receive", "cancel"],
    "reservation": ["view", "release"],
    "payment": [*EVERYTHING, "confirm", "allocate", "deallocate"],
    "credit_limit": ["view"],
    "sales_return": [*EVERYTHING, "submit", "receive", "create_order", "cancel"],
}  # fmt: skip


@dataclass
class Yard(Shop):
    """A shop with two warehouses."""

    here: int = 0
    there: int = 0

    @classmethod
    def opened(cls, *, managed: bool = True) -> Yard:
        yard = cls(person("yard", RIGHTS))
        yard.account = yard.make_account()
        yard.here, yard.there = (
            int(yard.make("warehouse", code=code, name=name, position=position)["id"])
            for position, (code, name) in enumerate((("W1", "成品仓"), ("W2", "分仓")))
        )
        if managed:
            put(MANAGED, True)
        return yard

    def receive_goods(self, product: int, quantity: str, warehouse: int = 0) -> None:
        values = {"kind": "receipt", "warehouse": warehouse or self.here,
                  "lines": [{"product": product, "quantity": quantity}]}  # fmt: skip
        made = self.make("stock_document", **values)
        body(self.seller.post(f"/records/stock_document/{made['id']}/actions/post", {}))

    def sold(self, product: int, quantity: str, **values: Any) -> dict[str, Any]:
        """An order in effect."""
        made = self.order({"product": product, "quantity": quantity}, **values)
        return body(self.act(made, "confirm"))

    def ship(self, order: dict[str, Any], quantity: str | None = None, **params: Any) -> HttpResponse:
        """Ship the first line, or all that is held."""
        if quantity is not None:
            line = self.get(order)["lines"][0]["id"]
            params["lines"] = [{"line": line, "quantity": quantity}]
        return self.act(order, "ship", **params)

    def delivered(self, product: int, quantity: str, **values: Any) -> dict[str, Any]:
        """An order of which everything was shipped and received."""
        order = self.sold(product, quantity, **values)
        body(self.ship(order))
        return body(self.act(order, "receive"))

    def back(self, order: dict[str, Any], *quantities: str, **values: Any) -> HttpResponse:
        """Enter a return of so much of the first lines."""
        lines = self.get(order)["lines"]
        rows = [
            {"order_line": line["id"], "quantity": quantity}
            for line, quantity in zip(lines, quantities, strict=False)
        ]
        given = {"order": order["id"], "kind": "return", "reason": "外壳划伤", "lines": rows, **values}
        return self.seller.post("/records/sales_return", given)

    def with_return(self, made: dict[str, Any], action: str, **params: Any) -> HttpResponse:
        return self.seller.post(f"/records/sales_return/{made['id']}/actions/{action}", params)

    def returned(self, order: dict[str, Any], *quantities: str, **values: Any) -> dict[str, Any]:
        """A return whose goods are here."""
        made = body(self.back(order, *quantities, **values), 201)
        body(self.with_return(made, "submit"))
        return body(self.with_return(made, "receive"))

    def do(self, shipment: int, action: str, **params: Any) -> HttpResponse:
        return self.seller.post(f"/records/shipment/{shipment}/actions/{action}", params)


def put(key: str, value: Any) -> None:
    set_many({key: value}, None)


def shipments(order: dict[str, Any]) -> list[Any]:
    return list(Shipment.objects.system(reason=WHY).filter(order_id=order["id"]).order_by("pk"))


def held(order: dict[str, Any]) -> list[tuple[str, str]]:
    """(status, quantity) of its reservations, the oldest first."""
    rows = Reservation.objects.system(reason=WHY).filter(sales_order_id=order["id"]).order_by("pk")
    return [(row.status, f"{row.quantity.normalize():f}") for row in rows]


def line_of(order: dict[str, Any]) -> dict[str, str]:
    """The figures of its first line as the database has them."""
    row = lines().filter(order_id=order["id"]).order_by("position").first()
    names = ("shipped_qty", "received_qty", "reserved_qty", "backordered_qty")
    return {name.removesuffix("_qty"): f"{getattr(row, name).normalize():f}" for name in names}


def status_of(order: dict[str, Any]) -> str:
    return str(orders().get(pk=order["id"]).status)


__all__ = ["Yard", "held", "line_of", "put", "shipments", "status_of", "stock"]
