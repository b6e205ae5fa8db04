"""The figures of orders, exactly, through the API."""

from __future__ import annotations

from decimal import Decimal

import pytest

from guike.domains.orders.tests.shop import Shop, adds_up, body, errors, figures, lines, orders
from guike.platform.currency.models import Currency, ExchangeRate


@pytest.fixture
def shop(db):
    return Shop.open()


LINE = ("list_price", "list_amount", "unit_price", "discount_rate", "amount", "discount_amount", "net_amount")


@pytest.mark.req("OR-01")
def test_a_line_with_a_discount_keeps_list_price_and_discount(shop):
    """OR-01: 2 × 100.00 at 10 % off."""
    order = shop.order({"product": shop.product("100"), "quantity": "2", "discount_rate": "0.1"})
    (line,) = order["lines"]
    assert figures(line, *LINE) == ("100", "200.00", "100", "0.1", "180.00", "20.00", "180.00")
    assert figures(order, "list_amount", "discount_amount", "total_amount") == ("200.00", "20.00", "180.00")
    assert order["status"] == "draft"


@pytest.mark.parametrize("wrong", [{}, [1], "1", True, 1.5, 0, 2**70])
def test_a_line_that_is_not_the_orders_own_is_named(shop, wrong):
    row = {"product": shop.product(), "quantity": "1"}
    order = shop.order(row)
    sent = row | {"id": wrong}
    assert errors(shop.refuse(row, sent)) == [("lines[1].id", "reference.unknown")]
    assert errors(shop.change(order, lines=[sent])) == [("lines[0].id", "reference.unknown")]
    assert shop.get(order)["lines"] == order["lines"]
    assert orders().count() == 1


def test_a_line_sent_twice_is_refused(shop):
    order = shop.order({"product": shop.product(), "quantity": "1"})
    same = {"id": order["lines"][0]["id"]}
    refused = shop.change(order, lines=[same | {"quantity": "2"}, same | {"quantity": "3"}])
    assert errors(refused) == [("lines[1].id", "duplicate_item")]
    assert shop.get(order)["lines"] == order["lines"]


@pytest.mark.req("OR-02")
def test_an_order_discount_is_split_over_the_lines(shop):
    """OR-02: 180 + 20 at 5 % off = 190.00."""
    order = shop.order(
        {"product": shop.product("100"), "quantity": "2", "discount_rate": "0.1"},
        {"product": shop.product("20"), "quantity": "1"},
        order_discount_rate="0.05",
    )
    assert figures(order, "order_discount_amount", "total_amount") == ("10.00", "190.00")
    assert [line["allocated_discount_amount"] for line in order["lines"]] == ["9.00", "1.00"]
    assert [line["net_amount"] for line in order["lines"]] == ["171.00", "19.00"]
    assert "order_discount_rate" not in order
    assert adds_up(order)


@pytest.mark.req("OR-02")
def test_cents_that_do_not_divide_go_to_the_largest_remainder(shop):
    """OR-02: 10.00 over three equal lines of 33.33."""
    product = shop.product("33.33")
    order = shop.order(*[{"product": product, "quantity": "1"}] * 3, target_amount="89.99")
    assert [line["allocated_discount_amount"] for line in order["lines"]] == ["3.34", "3.33", "3.33"]
    assert order["total_amount"] == "89.99"
    assert adds_up(order)


@pytest.mark.req("OR-03")
def test_an_order_amount_set_directly(shop):
    """OR-03: 188.88."""
    order = shop.order(
        {"product": shop.product("100"), "quantity": "2", "discount_rate": "0.1"},
        {"product": shop.product("20"), "quantity": "1"},
        target_amount="188.88",
    )
    assert figures(order, "order_discount_amount", "discount_amount", "total_amount") == (
        "11.12",
        "31.12",
        "188.88",
    )
    assert [line["allocated_discount_amount"] for line in order["lines"]] == ["10.01", "1.11"]
    assert adds_up(order)


def test_i2_the_order_discount_stays_an_amount_until_one_is_sent_again(shop):
    """I2"""
    product = shop.product("100")
    order = shop.order({"product": product, "quantity": "1"}, order_discount_rate="0.1")
    first = order["lines"][0]["id"]
    more = body(shop.change(order, lines=[{"id": first}, {"product": product, "quantity": "1"}]))
    assert figures(more, "order_discount_amount", "total_amount") == ("10.00", "190.00")
    again = body(shop.change(order, order_discount_rate="0.2"))
    assert figures(again, "order_discount_amount", "total_amount") == ("40.00", "160.00")
    none = body(shop.change(order, order_discount_rate="0"))
    assert figures(none, "order_discount_amount", "total_amount") == ("0.00", "200.00")
    assert [line["net_amount"] for line in none["lines"]] == ["100.00", "100.00"]


def test_a_discount_and_a_target_exclude_one_another(shop):
    product = shop.product()
    row = {"product": product, "quantity": "1"}
    refused = shop.refuse(row, order_discount_rate="0.1", target_amount="90")
    assert errors(refused) == [("target_amount", "not_both")]
    assert orders().count() == 0


@pytest.mark.parametrize(
    ("values", "line", "wrong"),
    [
        ({}, {"quantity": "-1"}, ("lines[0].quantity", "not_negative")),
        ({}, {"quantity": "0"}, ("lines[0].quantity", "line.quantity")),
        ({}, {"quantity": None}, ("lines[0].quantity", "required")),
        ({}, {"unit_price": "-0.01"}, ("lines[0].unit_price", "not_negative")),
        ({}, {"discount_rate": "1.01"}, ("lines[0].discount_rate", "out_of_range")),
        ({}, {"discount_rate": "-0.1"}, ("lines[0].discount_rate", "out_of_range")),
        ({}, {"tax_rate": "-0.1"}, ("lines[0].tax_rate", "not_negative")),
        (
            {},
            {"quantity": "99999999999999", "unit_price": "99999999999999"},
            ("lines[0].quantity", "money.too_large"),
        ),
        ({}, {"amount": "1"}, ("lines[0].amount", "read_only")),
        ({}, {"net_amount": "1"}, ("lines[0].net_amount", "read_only")),
        ({}, {"shipped_qty": "1"}, ("lines[0].shipped_qty", "read_only")),
        ({"order_discount_rate": "1.1"}, {}, ("order_discount_rate", "out_of_range")),
        ({"order_discount_rate": "-0.1"}, {}, ("order_discount_rate", "out_of_range")),
        ({"target_amount": "-1"}, {}, ("target_amount", "not_negative")),
        ({"target_amount": "100.01"}, {}, ("target_amount", "money.target_above_sum")),
        ({"target_amount": "99.999"}, {}, ("target_amount", "money.minor_units")),
        ({"total_amount": "1"}, {}, ("total_amount", "read_only")),
        ({"tax_amount": "1"}, {}, ("tax_amount", "read_only")),
        ({"base_total_amount": "1"}, {}, ("base_total_amount", "read_only")),
        ({"exchange_rate": "1"}, {}, ("exchange_rate", "read_only")),
        ({"status": "approved"}, {}, ("status", "state.first")),
        ({"currency": "XXX"}, {}, ("currency", "currency.unknown")),
    ],
)
def test_wrong_and_foreign_figures_are_refused(shop, values, line, wrong):
    row = {"product": shop.product("100"), "quantity": "1"} | line
    assert errors(shop.refuse(row, **values)) == [wrong]
    assert (orders().count(), lines().count()) == (0, 0)


def test_a_hundred_percent_leaves_nothing(shop):
    product = shop.product("100")
    by_line = shop.order({"product": product, "quantity": "3", "discount_rate": "1", "tax_rate": "0.13"})
    assert figures(by_line, "total_amount", "discount_amount", "tax_amount") == ("0.00", "300.00", "0.00")
    by_order = shop.order({"product": product, "quantity": "3"}, order_discount_rate="1")
    assert figures(by_order, "total_amount", "order_discount_amount") == ("0.00", "300.00")
    by_target = shop.order({"product": product, "quantity": "3"}, target_amount="0")
    assert figures(by_target, "total_amount", "order_discount_amount") == ("0.00", "300.00")


def test_tax_inside_and_on_top(shop):
    """113.00 with 13 % inside holds 13.00; on top of 113.00 come 14.69."""
    row = {"product": shop.product("113", tax_rate="0.13"), "quantity": "1"}
    inside = shop.order(row)
    assert figures(inside, "is_tax_included", "tax_amount", "total_amount") == (True, "13.00", "113.00")
    on_top = shop.order(row, is_tax_included=False)
    assert figures(on_top, "is_tax_included", "tax_amount", "total_amount") == (False, "14.69", "127.69")
    turned = body(shop.change(inside, is_tax_included=False))
    assert figures(turned, "tax_amount", "total_amount") == ("14.69", "127.69")
    assert turned["lines"][0]["tax_amount"] == "14.69"
    assert adds_up(turned)


def test_a_kept_discount_above_the_lines_is_refused(shop):
    product = shop.product("100")
    order = shop.order(*[{"product": product, "quantity": "1"}] * 2, target_amount="50")
    refused = shop.change(order, lines=[{"id": order["lines"][0]["id"]}])
    assert errors(refused) == [("order_discount_rate", "money.discount_above_sum")]
    assert shop.get(order)["total_amount"] == "50.00"
    assert len(shop.get(order)["lines"]) == 2


@pytest.fixture
def dollars(db):
    usd = Currency.objects.system(reason="test").filter(code="USD")
    usd.update(rate_to_base=Decimal("7.2"))
    return usd


@pytest.mark.req("BA-20")
def test_an_order_in_dollars_keeps_the_rate_of_its_day(shop, dollars):
    """BA-20: 1,000.00 USD at 7.2 = 7,200.00, also after the rate has become 7.3."""
    product = shop.product("7200")
    order = shop.order({"product": product, "quantity": "1"}, currency="USD", ordered_on="2026-11-20")
    (line,) = order["lines"]
    assert figures(line, "list_price", "unit_price") == ("1000", "1000")
    assert figures(order, "currency", "exchange_rate", "total_amount") == ("USD", "7.2", "1000.00")
    assert order["base_total_amount"] == "7200.00"
    dollars.update(rate_to_base=Decimal("7.3"))
    rates = ExchangeRate.objects.system(reason="test")
    rates.bulk_create([ExchangeRate(currency="USD", on="2026-11-21", rate=Decimal("7.3"))])
    kept = body(shop.change(order, description="催货"))
    assert figures(kept, "exchange_rate", "base_total_amount") == ("7.2", "7200.00")
    dollars.update(rate_to_base=Decimal("7.2"))
    moved = body(shop.change(order, ordered_on="2026-11-21"))
    assert figures(moved, "exchange_rate", "total_amount", "base_total_amount") == (
        "7.3",
        "1000.00",
        "7300.00",
    )
    assert body(shop.act(order, "confirm"))["status"] == "approved"
    account = body(shop.seller.get(f"/records/account/{shop.account}"))
    assert account["total_order_amount"] == "7300.00"
    measures = [
        {"as": name, "agg": "sum", "field": name}
        for name in ("total_amount", "list_amount", "base_total_amount")
    ]
    summed = shop.seller.post("/records/sales_order/aggregate", {"measures": measures})
    assert body(summed)["totals"] == dict.fromkeys(
        ("total_amount", "list_amount", "base_total_amount"), "7300.00"
    )


def test_a_currency_without_cents_has_none(shop):
    Currency.objects.system(reason="test").filter(code="JPY").update(rate_to_base=Decimal("0.05"))
    row = {"product": shop.product(None), "quantity": "3", "unit_price": "33.5", "discount_rate": "0.1"}
    order = shop.order(row, currency="JPY", order_discount_rate="0.333")
    assert figures(order["lines"][0], "amount", "list_amount") == ("90.00", "101.00")
    assert figures(order, "order_discount_amount", "total_amount", "base_total_amount") == (
        "30.00",
        "60.00",
        "3.00",
    )


@pytest.mark.req("PR-05")
def test_i3_a_line_takes_price_unit_and_tax_of_the_product_and_keeps_them(shop):
    """I3, PR-05"""
    unit = body(shop.seller.get("/records/unit", q="小时"))["items"]
    unit = unit[0]["id"] if unit else None
    product = shop.product("80.5", tax_rate="0.06", base_unit=unit)
    order = shop.order({"product": product, "quantity": "1"})
    (line,) = order["lines"]
    assert figures(line, "unit_price", "list_price", "tax_rate") == ("80.5", "80.5", "0.06")
    shop.seller.patch(f"/records/product/{product}", {"standard_price": "99", "tax_rate": "0.13"})
    assert shop.get(order)["lines"] == order["lines"]
    kept = body(shop.change(order, lines=[{"id": line["id"], "quantity": "2"}], order_discount_rate="0.1"))
    assert figures(kept["lines"][0], "unit_price", "list_price", "tax_rate") == ("80.5", "80.5", "0.06")
    assert kept["total_amount"] == "144.90"
    fresh = body(shop.change(order, lines=[{"id": line["id"], "unit_price": None, "list_price": None}]))
    assert figures(fresh["lines"][0], "unit_price", "list_price") == ("99", "99")


@pytest.mark.req("PR-05")
def test_i3_another_product_on_a_line_brings_its_own_terms(shop):
    """I3: unless the writer gives his own; what is sent back unchanged is not his own."""
    first, second = shop.product("100", tax_rate="0.13"), shop.product("40", tax_rate="0.06")
    order = shop.order({"product": first, "quantity": "1", "unit_price": "95"})
    (line,) = order["lines"]
    assert figures(line, "list_price", "unit_price", "discount_amount") == ("100", "95", "5.00")
    same = {k: line[k] for k in ("id", "quantity", "unit_price", "list_price", "tax_rate")}
    other = body(shop.change(order, lines=[same | {"product": second}]))["lines"][0]
    assert figures(other, "list_price", "unit_price", "tax_rate", "net_amount") == (
        "40",
        "40",
        "0.06",
        "40.00",
    )
    own = body(shop.change(order, lines=[{"id": line["id"], "product": first, "unit_price": "70"}]))["lines"][
        0
    ]
    assert figures(own, "list_price", "unit_price", "tax_rate") == ("100", "70", "0.13")


def test_a_product_without_price_needs_one_and_is_sold_in_its_own_units(shop):
    free = shop.product(None)
    assert errors(shop.refuse({"product": free, "quantity": "1"})) == [
        ("lines[0].unit_price", "line.no_price")
    ]
    units = {u["name"]: u["id"] for u in body(shop.seller.get("/records/unit"))["items"]}
    boxed = shop.product("10", base_unit=units["个"])
    row = {"product": boxed, "quantity": "1", "unit": units["箱"]}
    for given in (row, row | {"unit_price": "110"}):
        assert errors(shop.refuse(given)) == [("lines[0].unit", "line.unit")]
    assert errors(shop.refuse(row | {"product": shop.product("10")})) == [("lines[0].unit", "line.no_unit")]
    assert orders().count() == 0


@pytest.mark.req("PR-01")
@pytest.mark.parametrize(
    ("switch", "code"), [("is_active", "line.product_inactive"), ("is_sellable", "line.not_for_sale")]
)
def test_what_is_not_sold_is_not_put_on_new_lines_but_stays_on_old_ones(shop, switch, code):
    """PR-01"""
    product, other = shop.product("10"), shop.product("20")
    order = shop.order({"product": product, "quantity": "1"})
    shop.seller.patch(f"/records/product/{product}", {switch: False})
    line = {"id": order["lines"][0]["id"], "quantity": "5"}
    kept = body(shop.change(order, lines=[line, {"product": other, "quantity": "1"}]))
    assert figures(kept, "total_amount") == ("70.00",)
    refused = shop.change(order, lines=[line, {"product": product, "quantity": "1"}])
    assert errors(refused) == [("lines[1].product", code)]
    assert errors(shop.refuse({"product": product, "quantity": "1"})) == [("lines[0].product", code)]
    assert shop.get(order)["total_amount"] == "70.00"
