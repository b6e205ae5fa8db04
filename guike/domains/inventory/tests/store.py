"""A small company with two warehouses, a keeper and goods; and short ways to call the API."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from guike.domains.inventory.models import StockLevel, StockMove
from guike.entry.tests.people import Caller, person

EVERYTHING = ["view", "create", "edit", "delete"]
KEEPER = {
    "account": EVERYTHING,
    "product": EVERYTHING,
    "unit": EVERYTHING,
    "warehouse": EVERYTHING,
    "stock_level": ["view"],
    "stock_move": ["view"],
    "stock_document": [*EVERYTHING, "post", "use", "cancel"],
}
WHY = "test"
_codes = itertools.count(1)


def body(answer: HttpResponse, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    return answer.json()  # type: ignore[attr-defined, no-any-return]


def errors(answer: HttpResponse, status: int = 422) -> list[tuple[str, str]]:
    return [(e["field"], e["code"]) for e in body(answer, status)["errors"]]


@dataclass
class Store:
    """One keeper and his two warehouses."""

    keeper: Caller
    here: int = 0
    there: int = 0
    account: int = 0
    units: dict[str, int] = field(default_factory=dict)

    @classmethod
    def open(cls) -> Store:
        store = cls(person("keeper", KEEPER))
        store.here, store.there = (store.make("warehouse", code=code, name=name)["id"] for code, name in (
            ("W1", "成品仓"), ("W2", "分仓")))  # fmt: skip
        store.account = store.make("account", name="借样客户")["id"]
        return store

    def make(self, object_name: str, **values: Any) -> dict[str, Any]:
        return body(self.keeper.post(f"/records/{object_name}", values), 201)

    def product(self, **values: Any) -> int:
        code = f"G{next(_codes)}"
        return int(self.make("product", **{"code": code, "name": f"货 {code}"} | values)["id"])

    def draft(self, kind: str, *lines: dict[str, Any], **values: Any) -> HttpResponse:
        given = {"kind": kind, "warehouse": self.here, "lines": list(lines)} | values
        return self.keeper.post("/records/stock_document", given)

    def post(self, kind: str, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
        """A document that was posted."""
        made = body(self.draft(kind, *lines, **values), 201)
        return body(self.act(made, "post"))

    def act(self, document: dict[str, Any], action: str, **params: Any) -> HttpResponse:
        return self.keeper.post(f"/records/stock_document/{document['id']}/actions/{action}", params)

    def get(self, document: dict[str, Any]) -> dict[str, Any]:
        return body(self.keeper.get(f"/records/stock_document/{document['id']}"))


def stock(product: int, warehouse: int) -> tuple[str, str, str]:
    """(on hand, reserved, available) as the database has it."""
    row = StockLevel.objects.system(reason=WHY).filter(product_id=product, warehouse_id=warehouse).first()
    if row is None:
        return ("0", "0", "0")
    return (plain(row.on_hand_qty), plain(row.reserved_qty), plain(row.available_qty))


def moves(product: int) -> list[str]:
    rows = StockMove.objects.system(reason=WHY).filter(product_id=product).order_by("pk")
    return [plain(one) for one in rows.values_list("change_qty", flat=True)]


def plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
