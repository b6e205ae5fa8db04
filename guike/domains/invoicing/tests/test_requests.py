"""Requests: what is asked for of an order, and no more than is left of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from guike.domains.expenses.tests.office import employed
from guike.domains.invoicing.settings import LIMIT
from guike.domains.invoicing.tests.desk import Desk, body, errors, invoices, number, request_lines, requests
from guike.domains.orders.tests.shop import orders
from guike.platform.settings.services import set_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk.open()


@pytest.mark.req("IN-01", "IN-03")
def test_an_order_says_what_is_invoiced_asked_for_and_left(desk: Desk) -> None:
    """I1: 1,000; invoiced 400; asked for 100: 600 to be invoiced contain the 100, 500 are in no invoice"""
    order = desk.order(total="1000")
    assert desk.told(order) == ("0.00", "0.00", "1000.00", "1000.00")
    desk.issued(order, amount="400")
    desk.ask(order, amount="100")
    assert desk.told(order) == ("400.00", "100.00", "600.00", "500.00")
    refused = desk.enter(order, amount="500.01")
    assert errors(refused) == [("amount", "invoice_request.over_order")]
    assert "500.00" in body(refused, 422)["errors"][0]["message"]
    assert requests().count() == 2
    desk.ask(order, amount="500")
    assert desk.told(order) == ("400.00", "600.00", "600.00", "0.00")


@pytest.mark.req("IN-04")
def test_by_setting_no_more_is_invoiced_than_was_collected(desk: Desk) -> None:
    """I2: 600 collected: 601 refused, 600 accepted; without the setting up to the order"""
    order = desk.order(total="1000")
    desk.till.confirmed("600", order)
    desk.till.pay("200", order)
    set_many({LIMIT: "collected"}, None)
    refused = desk.enter(order, amount="601")
    assert errors(refused) == [("amount", "invoice_request.over_collected")]
    assert "600.00" in body(refused, 422)["errors"][0]["message"]
    assert not requests().exists()
    desk.ask(order, amount="600")
    assert errors(desk.enter(order, amount="0.01")) == [("amount", "invoice_request.over_collected")]
    set_many({LIMIT: "ordered"}, None)
    desk.ask(order, amount="400")
    assert errors(desk.enter(order, amount="0.01")) == [("amount", "invoice_request.over_order")]


def test_what_is_asked_for_without_an_amount_is_all_that_is_left(desk: Desk) -> None:
    shop = desk.till.shop
    lines = [
        {"product": shop.product("10", tax_rate="0.13"), "quantity": "3"},
        {"product": shop.product("7.77"), "quantity": "2"},
    ]
    order = desk.order(*lines)
    first = desk.ask(order, amount="20")
    assert [(one["amount"], one["tax_amount"]) for one in first["lines"]] == [
        ("13.18", "1.52"),
        ("6.82", "0.00"),
    ]
    rest = desk.ask(order)
    assert rest["amount"] == "25.54"
    assert desk.told(order) == ("0.00", "45.54", "45.54", "0.00")
    taxes = sum(row.tax_amount for row in request_lines())
    assert taxes == orders().get(pk=order["id"]).tax_amount == sum(row.tax_amount for row in requests())
    quantities = [
        sum(row.quantity for row in request_lines().filter(order_line_id=one["id"])) for one in order["lines"]
    ]
    assert quantities == [3, 2]


def test_lines_are_given_by_amount_or_quantity_and_never_beyond_their_line(desk: Desk) -> None:
    shop = desk.till.shop
    lines = [
        {"product": shop.product("100"), "quantity": "3"},
        {"product": shop.product("50"), "quantity": "2"},
    ]
    order = desk.order(*lines)
    one, two = (line["id"] for line in order["lines"])
    asked = desk.ask(order, lines=[{"order_line": one, "quantity": "2"}, {"order_line": two, "amount": "25"}])
    assert asked["amount"] == "225.00"
    assert [(row.amount, row.quantity) for row in request_lines()] == [(200, 2), (25, Decimal("0.5"))]
    for given, found in (
        ([{"order_line": one, "quantity": "1.5"}], [("lines[0].quantity", "invoice_request.over_quantity")]),
        ([{"order_line": one, "amount": "100.01"}], [("lines[0].amount", "invoice_request.over_line")]),
        ([{"order_line": one, "amount": "0"}], [("lines[0].amount", "invoice_request.amount_positive")]),
        ([{"order_line": one}, {"order_line": one}], [("lines[1].order_line", "invoice_request.line_twice")]),
        ([{"order_line": one, "amount": "1.001"}], [("lines[0].amount", "invoice_request.places")]),
    ):
        assert errors(desk.enter(order, lines=given)) == found
    other = desk.order(total="10")["lines"][0]["id"]
    refused = desk.enter(order, lines=[{"order_line": other}])
    assert errors(refused) == [("lines[0].order_line", "invoice_request.line_unknown")]
    assert errors(desk.enter(order, amount="1", lines=[{"order_line": one}])) == [
        ("amount", "invoice_request.sum")
    ]
    assert requests().count() == 1


def test_the_amount_of_a_request_may_change_until_it_is_issued(desk: Desk) -> None:
    order = desk.order(total="1000")
    asked = desk.ask(order, amount="400")
    path = f"/records/invoice_request/{asked['id']}"
    changed = body(desk.till.shop.seller.patch(path, {"amount": "1000", "_version": asked["_version"]}))
    assert (changed["amount"], [one["amount"] for one in changed["lines"]]) == ("1000.00", ["1000.00"])
    refused = desk.till.shop.seller.patch(path, {"amount": "1000.01", "_version": changed["_version"]})
    assert errors(refused) == [("amount", "invoice_request.over_order")]
    assert desk.told(order) == ("0.00", "1000.00", "1000.00", "0.00")
    body(desk.issue(asked))
    late = desk.till.shop.seller.patch(path, {"amount": "1", "_version": requests().get().version})
    assert body(late, 409)["code"] == "invoice_request.locked"
    assert requests().get().amount == 1000


def test_an_order_that_is_not_in_effect_is_not_invoiced(desk: Desk) -> None:
    shop = desk.till.shop
    draft = shop.order({"product": shop.product("100"), "quantity": "1"})
    assert errors(desk.enter(draft)) == [("order", "invoice_request.order_state")]
    assert body(shop.act(draft, "request_invoice"), 409)["code"] == "action.not_now"
    assert not requests().exists()


@pytest.mark.req("RE-13")
def test_finance_begins_a_request_from_the_order_without_typing_it_again(desk: Desk) -> None:
    """[RE-13] amount, lines, title and address come from the order and its account"""
    shop = desk.till.shop
    place = shop.make("address", account=shop.account, detail="财务部", kind="billing", is_default=True)["id"]
    order = desk.order(total="1000")
    seen = body(desk.till.finance.get(f"/records/sales_order/{order['id']}"))
    assert (seen["total_amount"], seen["uninvoiced_amount"]) == ("1000.00", "1000.00")
    path = f"/records/sales_order/{order['id']}/actions/request_invoice"
    made = body(desk.till.finance.post(path, {}))
    found = desk.till.get("invoice_request", made)
    assert (found["amount"], found["title"]["id"], found["address"]["id"]) == ("1000.00", desk.title, place)
    assert [one["order_line"]["id"] for one in found["lines"]] == [order["lines"][0]["id"]]
    assert found["owner"]["id"] == shop.seller.id
    again = desk.till.finance.post(path, {})
    assert body(again, 409)["code"] == "invoice_request.nothing_left"
    assert requests().count() == 1


def test_a_rejected_request_frees_the_order_and_comes_back_if_it_still_fits(desk: Desk) -> None:
    """I3"""
    order = desk.order(total="1000")
    asked = desk.ask(order, amount="700")
    assert errors(desk.act(asked, "reject")) == [("reason", "required")]
    body(desk.act(asked, "reject", reason="抬头不对"))
    assert desk.told(order) == ("0.00", "0.00", "1000.00", "1000.00")
    other = desk.ask(order, amount="400")
    refused = desk.act(asked, "resubmit", by=desk.till.shop.seller)
    assert errors(refused) == [("amount", "invoice_request.over_order")]
    body(desk.act(other, "cancel", by=desk.till.shop.seller, reason="不开了"))
    body(desk.act(asked, "resubmit", by=desk.till.shop.seller))
    assert desk.told(order) == ("0.00", "700.00", "1000.00", "300.00")
    assert [row.status for row in requests()] == ["pending", "cancelled"]


@pytest.mark.req("PM-35")
def test_only_finance_issues_and_rejects(desk: Desk) -> None:
    """[PM-35]"""
    order = desk.order(total="1000")
    asked = desk.ask(order, amount="400")
    seller = desk.till.shop.seller
    assert desk.issue(asked, by=seller).status_code == 403
    assert desk.act(asked, "reject", by=seller, reason="否").status_code == 403
    assert (requests().get().status, invoices().count()) == ("pending", 0)
    assert desk.told(order) == ("0.00", "400.00", "1000.00", "600.00")
    body(desk.issue(asked))
    (made,) = invoices()
    assert desk.red({"id": made.pk}, by=seller).status_code == 403
    assert invoices().count() == 1
    posted = desk.till.finance.post("/records/invoice", {"number": number(), "amount": "1"})
    assert posted.status_code == 403


def test_an_order_with_invoices_is_not_cancelled(desk: Desk) -> None:
    """I4"""
    order = desk.order(total="1000")
    asked = desk.ask(order, amount="400")
    refused = body(desk.till.shop.act(order, "cancel", reason="不要了"), 409)
    assert refused["code"] == "order.has_invoices"
    assert "400.00" in refused["detail"]
    body(desk.act(asked, "reject", reason="等等"))
    body(desk.till.shop.act(order, "cancel", reason="不要了"))
    assert (requests().get().status, orders().get(pk=order["id"]).status) == ("cancelled", "cancelled")


def test_an_order_that_became_smaller_is_not_invoiced_beyond(desk: Desk) -> None:
    """I5: a revision below what is invoiced is allowed; what waits is not issued above the order"""
    shop = desk.till.shop
    order = desk.order({"product": shop.product("100"), "quantity": "10"})
    asked = desk.ask(order, amount="600")
    desk.issued(order, amount="400")
    desk.till.revise(order, "8")
    assert desk.told(order) == ("400.00", "600.00", "400.00", "-200.00")
    refused = body(desk.issue(asked), 409)
    assert refused["code"] == "invoice_request.above_order"
    assert invoices().count() == 1
    desk.till.revise(order, "3")
    assert desk.told(order)[2] == "-100.00"


def test_who_moves_goods_sees_neither_requests_nor_invoices_nor_amounts(desk: Desk) -> None:
    """I9"""
    order = desk.order(total="1000")
    made = desk.issued(order, amount="400")
    asked = desk.ask(order, amount="100")
    seller = desk.till.shop.seller
    assert desk.till.get("invoice", made, by=seller)["amount"] == "400.00"
    for path in (f"invoice/{made['id']}", f"invoice_request/{asked['id']}", f"invoice_title/{desk.title}"):
        assert desk.shipper.get(f"/records/{path}").status_code in (403, 404)
    seen = body(desk.shipper.get(f"/records/sales_order/{order['id']}"))
    assert not {"invoiced_amount", "uninvoiced_amount", "over_invoiced_amount"} & set(seen)
    stranger = employed("desk_other", "sales")
    assert stranger.get(f"/records/invoice/{made['id']}").status_code == 404
