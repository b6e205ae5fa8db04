"""Orders in further units of a product: exact prices and quantities."""

from __future__ import annotations

from decimal import Decimal

import pytest

from guike.domains.orders.tests.shop import Shop, body, errors, figures, lines, orders
from guike.platform.events.models import Event
from guike.platform.records.models import History

PIECE, BOX, PALLET, HOUR = "个", "箱", "托", "小时"


@pytest.fixture
def shop(db):
    return Shop.open()


@pytest.fixture
def units(shop):
    return {u["name"]: u["id"] for u in body(shop.seller.get("/records/unit"))["items"]}


@pytest.fixture
def boxed(shop, units):
    further = [
        {"unit": units[BOX], "factor": "12"},
        {"unit": units[PALLET], "factor": "480"},
        {"unit": units[HOUR], "factor": "0.5"},
    ]
    return shop.product("3.333333", base_unit=units[PIECE], units=further)


@pytest.mark.parametrize(
    ("unit", "quantity", "price", "pieces", "amount"),
    [
        (PIECE, "2", "3.333333", "2", "6.67"),
        (BOX, "2", "39.999996", "24", "80.00"),
        (PALLET, "3", "1599.99984", "1440", "4800.00"),
        (HOUR, "3", "1.666667", "1.5", "5.00"),
        (BOX, "0.125", "39.999996", "1.5", "5.00"),
    ],
)
def test_quantity_and_price_follow_exactly_from_the_factor(
    shop, units, boxed, unit, quantity, price, pieces, amount
):
    row = {"product": boxed, "quantity": quantity, "unit": units[unit]}
    (line,) = shop.order(row)["lines"]
    assert figures(line, "list_price", "unit_price", "base_qty", "amount") == (price, price, pieces, amount)


def test_without_a_unit_it_is_the_base_unit(shop, units, boxed):
    (line,) = shop.order({"product": boxed, "quantity": "5"})["lines"]
    assert (line["unit"]["id"], line["base_qty"]) == (units[PIECE], "5")
    (loose,) = shop.order({"product": shop.product("1"), "quantity": "5"})["lines"]
    assert (loose["unit"], loose["base_qty"]) == (None, "5")


def test_the_base_quantity_moves_with_quantity_and_unit_and_is_kept_in_history(shop, units, boxed):
    order = shop.order({"product": boxed, "quantity": "2", "unit": units[BOX]})
    line = order["lines"][0]["id"]
    assert body(shop.change(order, lines=[{"id": line, "quantity": "3"}]))["lines"][0]["base_qty"] == "36"
    moved = body(shop.change(order, lines=[{"id": line, "unit": units[PALLET]}]))["lines"][0]
    assert figures(moved, "base_qty", "unit_price") == ("1440", "1599.99984")
    told = History.objects.filter(object="sales_order_line", record_id=line, field="base_qty")
    assert list(told.order_by("pk").values_list("old", "new")) == [(24, 36), (36, 1440)]


def test_a_document_keeps_the_factor_that_it_was_written_with(shop, units, boxed):
    """A box of twelve stays one, also when more of them are ordered; a line that takes the unit anew has the new factor."""
    order = shop.order({"product": boxed, "quantity": "2", "unit": units[BOX]})
    line = order["lines"][0]["id"]
    version = body(shop.seller.get(f"/records/product/{boxed}"))["_version"]
    ten = {"_version": version, "units": [{"unit": units[BOX], "factor": "10"}]}
    body(shop.seller.patch(f"/records/product/{boxed}", ten))
    assert shop.get(order)["lines"][0]["base_qty"] == "24"
    assert body(shop.change(order, lines=[{"id": line, "quantity": "3"}]))["lines"][0]["base_qty"] == "36"
    body(shop.change(order, lines=[{"id": line, "unit": units[PIECE]}]))
    anew = body(shop.change(order, lines=[{"id": line, "unit": units[BOX]}]))["lines"][0]
    assert figures(anew, "base_qty", "unit_price") == ("30", "33.33333")


def test_what_cannot_be_said_exactly_is_refused_and_nothing_stands(shop, units, boxed):
    before = Event.objects.count()
    half = {"product": boxed, "unit": units[HOUR], "unit_price": "1"}
    assert errors(shop.refuse(half | {"quantity": "0.000001"})) == [
        ("lines[0].quantity", "line.base_quantity")
    ]
    pallets = {"product": boxed, "unit": units[PALLET], "unit_price": "0"}
    assert errors(shop.refuse(pallets | {"quantity": "300000000000"})) == [
        ("lines[0].quantity", "line.base_quantity")
    ]
    assert (orders().count(), lines().count(), Event.objects.count()) == (0, 0, before)


def test_nobody_writes_the_base_quantity(shop, boxed):
    refused = errors(shop.refuse({"product": boxed, "quantity": "2", "base_qty": "7"}))
    assert refused == [("lines[0].base_qty", "read_only")]
    assert lines().count() == 0
    shop.order({"product": boxed, "quantity": "2"})
    assert lines().get().base_qty == Decimal(2)
