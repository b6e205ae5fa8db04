"""A small company that is paid: a seller with an order in effect, finance, an assistant; and short ways to call the API."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from guike.domains.expenses.tests.office import employed
from guike.domains.orders.tests.shop import Shop, body, errors, orders
from guike.domains.receivables.models import Allocation, Payment, Receivable
from guike.entry.tests.people import Caller
from guike.platform.org.models import Role, User
from guike.platform.org.queries import bump
from tests.support.company import nobody_decides

__all__ = ["Till", "allocations", "body", "errors", "orders", "payments", "receivables"]
WHY = "test"


def receivables() -> Any:
    return Receivable.objects.system(reason=WHY).order_by("pk")


def payments() -> Any:
    return Payment.objects.system(reason=WHY).order_by("pk")


def allocations() -> Any:
    return Allocation.objects.system(reason=WHY).order_by("pk")


@dataclass
class Till:
    """`shop` sells; its seller has the preset role of sales beside what the shop gives him."""

    shop: Shop
    finance: Caller
    cashier: Caller
    shipper: Caller

    @classmethod
    def open(cls) -> Till:
        nobody_decides()
        shop = Shop.open("till_seller")
        (sales,) = Role.objects.system(reason=WHY).filter(code="sales").values_list("pk", flat=True)
        own = User.objects.system(reason=WHY).get(pk=shop.seller.id)
        User.objects.system(reason=WHY).filter(pk=own.pk).update(roles=[*own.roles, sales])
        found = cls(
            shop,
            employed("till_finance", "finance"),
            employed("till_cashier", "finance"),
            employed("till_shipper", "shipper"),
        )
        bump(permission=True)
        return found

    def order(self, total: str = "1000", **values: Any) -> dict[str, Any]:
        """An order in effect of this total."""
        made = self.shop.order({"product": self.shop.product(total), "quantity": "1"}, **values)
        body(self.shop.act(made, "confirm"))
        return self.shop.get(made)

    def pay(self, amount: str, order: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
        """A payment that the seller enters."""
        return body(self.enter(amount, order, **values), 201)

    def enter(self, amount: str, order: dict[str, Any] | None = None, **values: Any) -> HttpResponse:
        given = {"amount": amount, **values}
        if order is not None:
            given["order"] = order["id"]
        elif "account" not in given:
            given["account"] = self.shop.account
        return self.shop.seller.post("/records/payment", given)

    def act(
        self, payment: dict[str, Any], action: str, by: Caller | None = None, **params: Any
    ) -> HttpResponse:
        return (by or self.finance).post(f"/records/payment/{payment['id']}/actions/{action}", params)

    def confirmed(self, amount: str, order: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
        made = self.pay(amount, order, **values)
        return body(self.act(made, "confirm"))

    def owed(self, amount: str, **values: Any) -> dict[str, Any]:
        """A receivable of another system."""
        given = {"account": self.shop.account, "amount": amount, "due_on": "2026-12-31", **values}
        return body(self.finance.post("/records/receivable", given), 201)

    def get(self, object_name: str, record: dict[str, Any], by: Caller | None = None) -> dict[str, Any]:
        return body((by or self.finance).get(f"/records/{object_name}/{record['id']}"))

    def money(self, order: dict[str, Any]) -> tuple[str, ...]:
        """collected, unconfirmed, outstanding, still to be entered"""
        found = self.shop.get(order)
        names = ("collected_amount", "unconfirmed_payment_amount", "outstanding_amount", "enterable_amount")
        return tuple(found[name] for name in names)

    def owed_for(self, order: dict[str, Any]) -> list[tuple[Decimal, Decimal, str]]:
        """amount, allocated, state of each receivable of an order"""
        rows = receivables().filter(order_id=order["id"])
        return [(row.amount, row.allocated_amount, row.status) for row in rows]

    def total(self, order: dict[str, Any]) -> Decimal:
        found: Decimal = orders().get(pk=order["id"]).total_amount
        return found

    def revise(self, order: dict[str, Any], quantity: str) -> None:
        """Another quantity of its one line."""
        found = self.shop.get(order)
        (line,) = found["lines"]
        values = {"_version": found["_version"], "lines": [{"id": line["id"], "quantity": quantity}]}
        body(self.shop.act(order, "revise", values=values, reason="改量"))

    def push(self, key: str, by: Caller | None = None, **values: Any) -> HttpResponse:
        """As the ERP sends a receivable."""
        return (by or self.finance).put(f"/records/receivable/external/erp/{key}", values)

    def hand_over(self, order: dict[str, Any], to: int) -> HttpResponse:
        """Another person takes the order over."""
        return self.shop.act(order, "transfer", owner=to)
