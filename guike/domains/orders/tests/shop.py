"""A small company that sells: a seller, an account, products; and short ways to call the API."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from guike.domains.fulfilment.models import Shipment, ShipmentLine
from guike.domains.orders.models import SalesOrder, SalesOrderLine
from guike.entry.tests.people import Caller, person
from guike.kernel import clock

EVERYTHING = ["view", "create", "edit", "delete"]
SELLER = {
    "account": [*EVERYTHING, "formalize"],
    "address": EVERYTHING,
    "campaign": EVERYTHING,
    "opportunity": [*EVERYTHING, "advance"],
    "product": EVERYTHING,
    "unit": ["view"],
    "sales_order": [*EVERYTHING, "submit", "confirm", "cancel"],
}
WHY = "test"
_codes = itertools.count(1)


def orders() -> Any:
    return SalesOrder.objects.system(reason=WHY)


def lines() -> Any:
    return SalesOrderLine.objects.system(reason=WHY)


def body(answer: HttpResponse, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    return answer.json()  # type: ignore[attr-defined, no-any-return]


def errors(answer: HttpResponse, status: int = 422) -> list[tuple[str, str]]:
    return [(e["field"], e["code"]) for e in body(answer, status)["errors"]]


@dataclass
class Shop:
    """One seller and what he sells."""

    seller: Caller
    account: int = 0

    @classmethod
    def open(cls, username: str = "seller") -> Shop:
        shop = cls(person(username, SELLER))
        shop.account = shop.make_account()
        return shop

    def make(self, object_name: str, **values: Any) -> dict[str, Any]:
        return body(self.seller.post(f"/records/{object_name}", values), 201)

    def make_account(self, status: str = "formal", **values: Any) -> int:
        found: int = self.make("account", **{"name": f"客户 {next(_codes)}", "status": status} | values)["id"]
        return found

    def product(self, price: str | None = "100", **values: Any) -> int:
        code = f"P{next(_codes)}"
        found: int = self.make(
            "product", **{"code": code, "name": f"产品 {code}", "standard_price": price} | values
        )["id"]
        return found

    def order(self, *rows: dict[str, Any], **values: Any) -> dict[str, Any]:
        return self.make("sales_order", **{"account": self.account, "lines": list(rows)} | values)

    def refuse(self, *rows: dict[str, Any], **values: Any) -> HttpResponse:
        return self.seller.post(
            "/records/sales_order", {"account": self.account, "lines": list(rows)} | values
        )

    def get(self, order: dict[str, Any]) -> dict[str, Any]:
        return body(self.seller.get(f"/records/sales_order/{order['id']}"))

    def change(self, order: dict[str, Any], **values: Any) -> HttpResponse:
        """PATCH with the version of the order as it stands."""
        version = orders().get(pk=order["id"]).version
        return self.seller.patch(f"/records/sales_order/{order['id']}", {"_version": version} | values)

    def act(self, order: dict[str, Any], action: str, **params: Any) -> HttpResponse:
        return self.seller.post(f"/records/sales_order/{order['id']}/actions/{action}", params)


def ship_lines(order: int, quantities: Mapping[int, Decimal | str | int]) -> None:
    """Let so much of these lines have been shipped, as shipments leave it behind, whatever state the order is in."""
    earlier = ShipmentLine.objects.system(reason=WHY).filter(order_line_id__in=list(quantities))
    earlier.update(deleted_at=clock.now())
    (shipment,) = Shipment.objects.system(reason=WHY).bulk_create(
        [Shipment(order_id=order, status="shipped")]
    )
    going = {pk: Decimal(quantity) for pk, quantity in quantities.items() if Decimal(quantity) > 0}
    ShipmentLine.objects.system(reason=WHY).bulk_create(
        ShipmentLine(shipment=shipment, order_line_id=pk, quantity=quantity) for pk, quantity in going.items()
    )
    for pk in quantities:
        lines().filter(pk=pk).update(shipped_qty=going.get(pk, 0))


def ship_each(order: int, quantity: Decimal | str | int) -> None:
    """So much of each line."""
    ship_lines(order, {line.pk: quantity for line in lines().filter(order_id=order, deleted_at=None)})


def figures(record: dict[str, Any], *names: str) -> tuple[str, ...]:
    return tuple(record[name] for name in names)


def adds_up(record: dict[str, Any]) -> bool:
    """I1 as the API shows it."""
    net = sum((Decimal(line["net_amount"]) for line in record["lines"]), Decimal(0))
    tax = sum((Decimal(line["tax_amount"]) for line in record["lines"]), Decimal(0))
    paid = net if record["is_tax_included"] else net + tax
    return paid == Decimal(record["total_amount"]) and tax == Decimal(record["tax_amount"])
