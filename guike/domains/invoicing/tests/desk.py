"""A small company that issues invoices: what `Till` has, titles of its customer, and short ways to ask, issue and take back."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from guike.domains.expenses.tests.office import employed
from guike.domains.invoicing.models import Invoice, InvoiceLine, InvoiceRequest, InvoiceRequestLine
from guike.domains.receivables.tests.till import Till, body, errors
from guike.entry.tests.people import Caller

__all__ = ["Desk", "body", "errors", "invoice_lines", "invoices", "request_lines", "requests"]
WHY = "test"
#: made up, with a right check digit
TAX_NUMBER = "91330106MA28000017"
SPECIAL = {
    "kind": "special",
    "tax_number": TAX_NUMBER,
    "bank_name": "城西支行",
    "bank_account": "6222 0000 1111",
    "address": "文三路 1 号",
    "phone": "0571-88880000",
}
_numbers = itertools.count(1)


def requests() -> Any:
    return InvoiceRequest.objects.system(reason=WHY).order_by("pk")


def request_lines() -> Any:
    return InvoiceRequestLine.objects.system(reason=WHY).filter(deleted_at=None).order_by("pk")


def invoices() -> Any:
    return Invoice.objects.system(reason=WHY).order_by("pk")


def invoice_lines() -> Any:
    return InvoiceLine.objects.system(reason=WHY).order_by("pk")


def number() -> str:
    return f"2633{next(_numbers):016d}"


@dataclass
class Desk:
    """`till` sells and collects; its finance issues."""

    till: Till
    shipper: Caller
    title: int = 0

    @classmethod
    def open(cls) -> Desk:
        desk = cls(Till.open(), employed("desk_shipper", "shipper"))
        desk.title = desk.make_title(**SPECIAL, is_default=True)["id"]
        return desk

    def make_title(self, by: Caller | None = None, **values: Any) -> dict[str, Any]:
        return body(self.enter_title(by, **values), 201)

    def enter_title(self, by: Caller | None = None, **values: Any) -> HttpResponse:
        given = {"account": self.till.shop.account, **values}
        return (by or self.till.shop.seller).post("/records/invoice_title", given)

    def order(self, *rows: dict[str, Any], total: str = "1000", **values: Any) -> dict[str, Any]:
        """An order in effect: of these lines, or of one of this total."""
        if not rows:
            return self.till.order(total, **values)
        made = self.till.shop.order(*rows, **values)
        body(self.till.shop.act(made, "confirm"))
        return self.till.shop.get(made)

    def enter(self, order: dict[str, Any], by: Caller | None = None, **values: Any) -> HttpResponse:
        return (by or self.till.shop.seller).post(
            "/records/invoice_request", {"order": order["id"], **values}
        )

    def ask(self, order: dict[str, Any], by: Caller | None = None, **values: Any) -> dict[str, Any]:
        return body(self.enter(order, by, **values), 201)

    def act(
        self, request: dict[str, Any], action: str, by: Caller | None = None, **params: Any
    ) -> HttpResponse:
        caller = by or self.till.finance
        return caller.post(f"/records/invoice_request/{request['id']}/actions/{action}", params)

    def issue(self, request: dict[str, Any], by: Caller | None = None, **params: Any) -> HttpResponse:
        return self.act(request, "issue", by, **{"number": number(), **params})

    def issued(self, order: dict[str, Any], **values: Any) -> dict[str, Any]:
        """The invoice of a request that is made and issued at once."""
        asked = self.ask(order, **values)
        body(self.issue(asked))
        return self.till.get("invoice", {"id": invoices().filter(request_id=asked["id"]).get().pk})

    def red(self, invoice: dict[str, Any], by: Caller | None = None, **params: Any) -> HttpResponse:
        given = {"number": number(), "reason": "开票有误", **params}
        return (by or self.till.finance).post(f"/records/invoice/{invoice['id']}/actions/issue_red", given)

    def told(self, order: dict[str, Any]) -> tuple[str, ...]:
        """invoiced, waiting, to invoice, in no invoice at all"""
        found = self.till.shop.get(order)
        names = ("invoiced_amount", "unconfirmed_invoice_amount", "to_invoice_amount", "uninvoiced_amount")
        return tuple(found[name] for name in names)
