"""Invoices: issued by finance, with tax by line; taken back in red, whole or in part."""

from __future__ import annotations

from decimal import Decimal

import pytest

from guike.domains.invoicing.tests.desk import (
    TAX_NUMBER,
    Desk,
    body,
    errors,
    invoice_lines,
    invoices,
    number,
    requests,
)
from guike.domains.orders.tests.shop import lines as order_lines
from guike.domains.orders.tests.shop import orders
from guike.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk.open()


def adds_up() -> None:
    for made in invoices():
        own = list(invoice_lines().filter(invoice_id=made.pk))
        assert sum(one.amount for one in own) == made.amount
        assert sum(one.tax_amount for one in own) == made.tax_amount
        assert sum(one.net_amount for one in own) == made.net_amount
        for one in own:
            assert one.net_amount + one.tax_amount == one.amount
            if one.kind == "goods":
                assert round(one.quantity * one.unit_price, 2) == one.net_amount


@pytest.mark.req("IN-05")
def test_tax_stands_by_line_and_totals_tie_to_the_cent(desk: Desk) -> None:
    """[IN-05] I6: three parts of an order with three rates, a line discount and a discount on the whole"""
    shop = desk.till.shop
    rows = [
        {"product": shop.product("33.33", tax_rate="0.13", tax_code="1090511030000000000"), "quantity": "7"},
        {"product": shop.product("0.07", tax_rate="0.06"), "quantity": "333", "discount_rate": "0.1"},
        {"product": shop.product("19.99"), "quantity": "1"},
    ]
    order = desk.order(*rows, order_discount_rate="0.05")
    for amount in ("77.77", "100.01"):
        desk.issued(order, amount=amount)
    desk.issued(order)
    adds_up()
    row = orders().get(pk=order["id"])
    assert sum(made.amount for made in invoices()) == row.total_amount == row.invoiced_amount
    assert sum(made.tax_amount for made in invoices()) == row.tax_amount
    assert [line.invoiced_qty for line in order_lines().filter(order_id=order["id"]).order_by("pk")] == [
        7,
        333,
        1,
    ]
    kinds = [one.kind for one in invoice_lines().filter(invoice_id=invoices()[0].pk)]
    assert kinds == ["goods", "discount"] * 3
    assert {one.tax_code for one in invoice_lines()} == {"1090511030000000000", ""}


@pytest.mark.req("IN-06")
def test_an_invoice_has_number_and_day_and_keeps_its_buyer(desk: Desk) -> None:
    """I7: the title is kept as it was"""
    order = desk.order(total="1000")
    asked = desk.ask(order, amount="400")
    assert errors(desk.issue(asked, number="123")) == [("number", "invoice.number")]
    tomorrow = clock.today("Asia/Shanghai").replace(year=2099).isoformat()
    assert errors(desk.issue(asked, issued_on=tomorrow)) == [("issued_on", "invoice.future")]
    assert not invoices().exists()
    given = number()
    body(desk.issue(asked, number=given, issued_on="2026-03-01"))
    made = invoices().get()
    assert (made.number, made.issued_on.isoformat(), made.issued_by_id) == (
        given,
        "2026-03-01",
        desk.till.finance.id,
    )
    assert (made.kind, made.title_tax_number, made.title_bank_account) == (
        "special",
        TAX_NUMBER,
        "6222 0000 1111",
    )
    version = desk.till.get("invoice_title", {"id": desk.title})["_version"]
    renamed = {"name": "新名称", "bank_name": "城东支行", "_version": version}
    body(desk.till.shop.seller.patch(f"/records/invoice_title/{desk.title}", renamed))
    seen = desk.till.get("invoice", {"id": made.pk})
    assert (seen["title_name"], seen["title_bank_name"]) == (made.title_name, "城西支行")
    other = desk.ask(order, amount="1")
    assert errors(desk.issue(other, number=given)) == [("number", "invoice.number_taken")]
    assert body(desk.issue(asked), 409)["code"] == "action.not_now"
    assert invoices().count() == 1
    body(desk.issue(other))
    assert invoices().last().title_name == "新名称"


@pytest.mark.req("IN-06")
def test_a_red_invoice_of_the_whole_restores_what_is_to_be_invoiced(desk: Desk) -> None:
    """[IN-06] I8"""
    order = desk.order(total="1000")
    made = desk.issued(order)
    assert desk.told(order) == ("1000.00", "0.00", "0.00", "0.00")
    assert errors(desk.red(made, reason="")) == [("reason", "required")]
    body(desk.red(made))
    assert desk.told(order) == ("0.00", "0.00", "1000.00", "1000.00")
    red = invoices().last()
    assert (red.is_red, red.red_of_id, red.amount, red.red_reason) == (True, made["id"], -1000, "开票有误")
    first = invoices().first()
    assert (first.amount, first.red_amount, first.left_amount) == (1000, -1000, 0)
    assert (requests().get().status, requests().get().issued_amount) == ("issued", 0)
    assert order_lines().get(order_id=order["id"]).invoiced_qty == 0
    assert body(desk.red(made), 409)["code"] == "invoice.all_red"
    assert body(desk.red({"id": red.pk}), 409)["code"] == "action.not_now"
    assert invoices().count() == 2
    desk.issued(order)
    assert desk.told(order) == ("1000.00", "0.00", "0.00", "0.00")


def test_an_invoice_is_taken_back_in_parts_that_tie_to_the_cent(desk: Desk) -> None:
    """I8"""
    shop = desk.till.shop
    rows = [
        {"product": shop.product("33.33", tax_rate="0.13"), "quantity": "3"},
        {"product": shop.product("10", tax_rate="0.06"), "quantity": "1", "discount_rate": "0.2"},
    ]
    order = desk.order(*rows)
    made = desk.issued(order)
    for amount in ("33.33", "0.01", "50"):
        body(desk.red(made, amount=amount))
    assert errors(desk.red(made, amount="24.66")) == [("amount", "invoice.over_left")]
    assert "24.65" in body(desk.red(made, amount="24.66"), 422)["errors"][0]["message"]
    body(desk.red(made))
    adds_up()
    assert sum(one.amount for one in invoices()) == sum(one.tax_amount for one in invoices()) == 0
    assert sum((one.quantity or Decimal(0)) for one in invoice_lines()) == 0
    assert desk.told(order) == ("0.00", "0.00", "107.99", "107.99")


def test_no_invoice_without_a_title(desk: Desk) -> None:
    shop = desk.till.shop
    account = shop.make_account()
    made = shop.order({"product": shop.product("100"), "quantity": "1"}, account=account)
    body(shop.act(made, "confirm"))
    asked = desk.ask(made)
    assert (asked["title"], asked["kind"]) == (None, "ordinary") or asked["kind"]["value"] == "ordinary"
    refused = desk.issue(asked)
    assert errors(refused) == [("title", "invoice_request.no_title")]
    title = desk.make_title(account=account, name="某某公司")["id"]
    path = f"/records/invoice_request/{asked['id']}"
    body(shop.seller.patch(path, {"title": title, "_version": asked["_version"]}))
    body(desk.issue(asked))
    assert invoices().get().title_name == "某某公司"


@pytest.mark.req("IN-02")
def test_a_request_names_title_and_address_of_its_account(desk: Desk) -> None:
    """[IN-02] a special invoice needs a special title"""
    shop = desk.till.shop
    ordinary = desk.make_title(name="个人")["id"]
    place = shop.make("address", account=shop.account, detail="财务部", kind="billing")["id"]
    other = shop.make_account()
    foreign = desk.make_title(account=other)["id"]
    order = desk.order(total="1000")
    refused = desk.enter(order, title=ordinary, kind="special")
    assert errors(refused) == [("kind", "invoice_request.special_title")]
    assert desk.enter(order, title=foreign).status_code == 422
    assert not requests().exists()
    desk.ask(order, title=ordinary, address=place, amount="1")
    desk.ask(order, title=desk.title, kind="ordinary", amount="1")
    rows = [(row.title_id, row.address_id, row.kind) for row in requests()]
    assert rows == [(ordinary, place, "ordinary"), (desk.title, None, "ordinary")]
