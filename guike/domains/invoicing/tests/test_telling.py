"""What finance has to issue, and what sales is told."""

from __future__ import annotations

import pytest

from guike.domains.invoicing.tests.desk import Desk, body, number
from guike.domains.receivables.tests.test_telling import todo

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk.open()


@pytest.mark.req("NO-01")
def test_what_waits_for_finance_is_on_its_list_and_on_nobody_elses(desk: Desk) -> None:
    """[NO-01] 待开票 counts the rows of its view"""
    order = desk.order(total="1000")
    finance, seller = desk.till.finance, desk.till.shop.seller
    asked = desk.ask(order, amount="400")
    desk.ask(order, amount="100")
    assert (todo(finance, "invoice_request.to_issue"), todo(seller, "invoice_request.to_issue")) == (2, None)
    rows = body(finance.get("/records/invoice_request", view="pending"))["items"]
    assert len(rows) == 2
    body(desk.act(asked, "reject", reason="税号不对"))
    assert todo(finance, "invoice_request.to_issue") == 1
    assert todo(seller, "invoice_request.rejected") == 1


def test_the_seller_hears_that_an_invoice_is_issued_or_why_not(desk: Desk) -> None:
    order = desk.order(total="1000")
    asked = desk.ask(order, amount="400")
    body(desk.act(asked, "reject", reason="税号不对"))
    body(desk.act(asked, "resubmit", by=desk.till.shop.seller))
    given = number()
    body(desk.issue(asked, number=given))
    items = body(desk.till.shop.seller.get("/notifications"))["items"]
    told = {one["kind"]: one["text"] for one in items if one["kind"].startswith("invoice")}
    assert set(told) == {"invoice_request.rejected", "invoice.issued"}
    assert "税号不对" in told["invoice_request.rejected"]
    for part in (order["number"], "400.00", given, "600.00"):
        assert part in told["invoice.issued"]


def test_who_takes_an_order_over_takes_over_what_waits(desk: Desk) -> None:
    order = desk.order(total="1000")
    waiting = desk.ask(order, amount="400")
    made = desk.issued(order, amount="100")
    body(desk.till.hand_over(order, desk.till.cashier.id))
    assert desk.till.get("invoice_request", waiting)["owner"]["id"] == desk.till.cashier.id
    assert desk.till.get("invoice", made)["owner"]["id"] == desk.till.shop.seller.id
