"""Goods that come back: less is owed, what was paid for them is free, and settles what goes out instead. RT-01, RT-02."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from guike.domains.credit.exposure import exposures
from guike.domains.fulfilment.tests.yard import Yard, status_of, stock
from guike.domains.orders.tests.shop import body
from guike.domains.receivables.tests.till import payments, receivables
from guike.entry.tests.people import Caller
from guike.platform.settings.services import set_many
from tests.support.company import nobody_decides

pytestmark = pytest.mark.django_db


@pytest.fixture
def yard() -> Yard:
    nobody_decides()
    return Yard.opened()


@pytest.fixture
def cashier(yard: Yard) -> Caller:
    return yard.seller


def owed(order: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(amount, balance, state) of the receivables of an order."""
    rows = receivables().filter(order_id=order["id"])
    return [(f"{row.amount:.2f}", f"{row.balance_amount:.2f}", row.status) for row in rows]


def pay(cashier: Caller, order: dict[str, Any], amount: str) -> None:
    made = body(cashier.post("/records/payment", {"order": order["id"], "amount": amount}), 201)
    body(cashier.post(f"/records/payment/{made['id']}/actions/confirm", {}))


def left_of_payments() -> Decimal:
    return sum((row.unallocated_amount for row in payments()), Decimal(0))


@pytest.mark.req("RT-01")
def test_two_of_ten_come_back_with_their_share_of_the_discount(yard: Yard) -> None:
    """I14: 10 for 1,000, 10 % off the whole order: 900 is owed, and 180 less after two came back; stock +2."""
    goods = yard.product()
    yard.receive_goods(goods, "10")
    order = yard.delivered(goods, "10", order_discount_rate="0.1")
    assert owed(order) == [("900.00", "900.00", "open")]
    done = yard.returned(order, "2")
    after = yard.get(order)
    assert (done["total_amount"], after["returned_amount"], after["outstanding_amount"]) == (
        "180.00",
        "180.00",
        "720.00",
    )
    assert (owed(order), stock(goods, yard.here)[0]) == ([("720.00", "720.00", "open")], "2")


def test_what_was_paid_for_what_came_back_is_left_of_its_payment(yard: Yard, cashier: Caller) -> None:
    goods = yard.product()
    yard.receive_goods(goods, "10")
    order = yard.delivered(goods, "10")
    pay(cashier, order, "1000")
    assert owed(order) == [("1000.00", "0.00", "settled")]
    yard.returned(order, "2")
    assert (owed(order), left_of_payments()) == ([("800.00", "0.00", "settled")], Decimal(200))


def test_an_order_that_waited_for_its_money_completes_itself_with_the_return(
    yard: Yard, cashier: Caller
) -> None:
    set_many({"order.complete_when": "collected"}, None)
    goods = yard.product()
    yard.receive_goods(goods, "10")
    order = yard.delivered(goods, "10")
    pay(cashier, order, "800")
    assert status_of(order) == "received"
    yard.returned(order, "2")
    assert (status_of(order), owed(order)) == ("completed", [("800.00", "0.00", "settled")])


def exchanged(
    yard: Yard, *, paid: Caller | None, order_first: bool
) -> tuple[dict[str, Any], dict[str, Any], int, int]:
    """2 of A for 100 go back, 2 of B for 120 go out: both orders, both products."""
    old, new = yard.product("100"), yard.product("120")
    for goods in (old, new):
        yard.receive_goods(goods, "10")
    order = yard.delivered(old, "10")
    if paid is not None:
        pay(paid, order, "1000")
    made = body(yard.back(order, "2", kind="exchange"), 201)
    body(yard.with_return(made, "submit"))
    if not order_first:
        body(yard.with_return(made, "receive"))
    named = body(yard.with_return(made, "create_order", lines=[{"product": new, "quantity": "2"}]))
    out = {"id": named["id"]}
    assert (
        named["object"],
        body(yard.seller.get(f"/records/sales_return/{made['id']}"))["exchange_order"]["id"],
    ) == (
        "sales_order",
        out["id"],
    )
    body(yard.act(out, "confirm"))
    if order_first:
        body(yard.with_return(made, "receive"))
    body(yard.ship(out))
    return order, out, old, new


@pytest.mark.req("RT-02")
@pytest.mark.parametrize("order_first", [False, True])
def test_the_difference_of_an_exchange_is_owed(yard: Yard, cashier: Caller, order_first: bool) -> None:
    """I14: 2 A (100) for 2 B (120) of an order that was paid: 40.00 is owed; stock A +2, B −2."""
    order, out, old, new = exchanged(yard, paid=cashier, order_first=order_first)
    assert (owed(order), owed(out)) == ([("800.00", "0.00", "settled")], [("240.00", "40.00", "partly")])
    assert left_of_payments() == 0
    assert (stock(old, yard.here)[0], stock(new, yard.here)[0]) == ("2", "8")


def test_an_exchange_that_is_named_later_is_settled_as_well(yard: Yard, cashier: Caller) -> None:
    """I14: the order that goes out stood in effect before anybody said what it was for."""
    old, new = yard.product("100"), yard.product("120")
    for goods in (old, new):
        yard.receive_goods(goods, "10")
    order = yard.delivered(old, "10")
    pay(cashier, order, "1000")
    out = yard.sold(new, "2")
    done = yard.returned(order, "2", kind="exchange")
    assert (owed(out), left_of_payments()) == ([("240.00", "240.00", "open")], 200)
    path = f"/records/sales_return/{done['id']}"
    body(yard.seller.patch(path, {"_version": done["_version"], "exchange_order": out["id"]}))
    assert (owed(out), left_of_payments()) == ([("240.00", "40.00", "partly")], 0)


def test_who_allocates_by_hand_settles_exchanges_by_hand(yard: Yard, cashier: Caller) -> None:
    set_many({"payment.auto_allocate": False}, None)
    order, out, _old, _new = exchanged(yard, paid=cashier, order_first=True)
    assert (owed(order), owed(out)) == ([("800.00", "800.00", "open")], [("240.00", "240.00", "open")])


def test_of_an_exchange_for_goods_that_nobody_paid_the_sum_is_owed(yard: Yard) -> None:
    """1,000 before, 1,040 after."""
    order, out, _old, _new = exchanged(yard, paid=None, order_first=False)
    assert (owed(order), owed(out)) == ([("800.00", "800.00", "open")], [("240.00", "240.00", "open")])


def test_a_cancelled_shipment_settles_nothing_a_second_time(yard: Yard, cashier: Caller) -> None:
    """The order takes effect once more; what else is left of the payments stays where it is."""
    order, out, _old, _new = exchanged(yard, paid=cashier, order_first=False)
    yard.returned(order, "1")
    assert left_of_payments() == 100
    shipment = body(yard.seller.post("/records/shipment/query", {}))["items"][0]["id"]
    body(yard.do(shipment, "cancel", reason="装错车"))
    assert (status_of(out), owed(out), left_of_payments()) == (
        "approved",
        [("240.00", "40.00", "partly")],
        100,
    )


def test_credit_counts_no_goods_that_came_back(yard: Yard) -> None:
    goods = yard.product()
    yard.receive_goods(goods, "10")
    order = yard.delivered(goods, "10")
    yard.returned(order, "2")
    assert exposures([yard.account], [])[yard.account] == {
        "orders": 800,
        "receivables": 800,
        "orders_receivable": -800,
    }
