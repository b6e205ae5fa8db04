"""The last pieces, wanted by many at once; a shipment that is confirmed twice. ST-01, ST-04."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from guike.domains.fulfilment.tests.yard import Yard, line_of, put, shipments, status_of
from guike.domains.inventory.tests.store import moves, stock
from guike.domains.orders.tests.shop import body
from guike.domains.receivables.models import Receivable
from tests.support.company import nobody_decides
from tests.support.race import at_once

ORDERS = 64


def _confirming(yard: Yard, order: dict[str, Any]) -> Callable[[], int]:
    return lambda: int(yard.act(order, "confirm").status_code)


def test_of_64_parallel_orders_the_last_ten_pieces_are_held_by_ten(fresh_db: None) -> None:
    """I1: the others miss theirs, and nothing is promised twice."""
    yard = Yard.opened()
    goods = yard.product()
    yard.receive_goods(goods, "10")
    orders = [yard.order({"product": goods, "quantity": "1"}) for _one in range(ORDERS)]
    assert at_once(*(_confirming(yard, order) for order in orders)) == [200] * ORDERS
    assert stock(goods, yard.here) == ("10", "10", "0")
    figures = Counter((line_of(order)["reserved"], line_of(order)["backordered"]) for order in orders)
    assert figures == {("1", "0"): 10, ("0", "1"): ORDERS - 10}


@pytest.mark.req("ST-01")
def test_of_two_orders_of_six_against_ten_one_is_refused(fresh_db: None) -> None:
    """ST-01."""
    yard = Yard.opened()
    put("stock.shortage", "refuse")
    goods = yard.product()
    yard.receive_goods(goods, "10")
    orders = [yard.order({"product": goods, "quantity": "6"}) for _one in range(2)]
    assert sorted(at_once(*(_confirming(yard, order) for order in orders))) == [200, 409]
    assert stock(goods, yard.here) == ("10", "6", "4")
    assert sorted(status_of(order) for order in orders) == ["approved", "draft"]


def test_a_shipment_is_confirmed_by_eight_at_once_and_leaves_once(fresh_db: None) -> None:
    yard = Yard.opened()
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.sold(goods, "5")
    body(yard.act(order, "prepare_shipment"))
    (shipment,) = shipments(order)
    answers = at_once(*(lambda: int(yard.do(shipment.pk, "confirm").status_code) for _one in range(8)))
    assert answers == [200] * 8
    assert (moves(goods), status_of(order), line_of(order)["shipped"]) == (["5", "-5"], "shipped", "5")


@pytest.mark.req("RT-04")
def test_of_two_returns_of_the_last_two_pieces_one_is_refused(fresh_db: None) -> None:
    """I6: shipped 10, returned 8: three are refused with what is left, and of two that come at once one."""
    nobody_decides()
    yard = Yard.opened()
    goods = yard.product()
    yard.receive_goods(goods, "10")
    order = yard.delivered(goods, "10")
    yard.returned(order, "8")
    (told,) = body(yard.back(order, "3"), 422)["errors"]
    assert told["message"].startswith("At most 2 can be returned")
    answers = at_once(*(lambda: int(yard.back(order, "2").status_code) for _one in range(2)))
    assert (sorted(answers), stock(goods, yard.here)[0]) == ([201, 422], "8")


def test_a_return_is_received_by_eight_at_once_and_comes_in_once(fresh_db: None) -> None:
    nobody_decides()
    yard = Yard.opened()
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.delivered(goods, "5")
    made = body(yard.back(order, "2"), 201)
    body(yard.with_return(made, "submit"))
    answers = at_once(*(lambda: int(yard.with_return(made, "receive").status_code) for _one in range(8)))
    assert (sorted(answers), moves(goods)) == ([200, *[409] * 7], ["5", "-5", "2"])
    assert yard.get(order)["returned_amount"] == "200.00"


def test_returns_payments_and_receipts_of_one_order_meet_without_a_deadlock(fresh_db: None) -> None:
    """Three returns come in while payments are confirmed and the rest is received: each is done once, and the figures agree."""
    nobody_decides()
    yard = Yard.opened()
    goods = yard.product()
    yard.receive_goods(goods, "10")
    order = yard.sold(goods, "10")
    body(yard.ship(order))
    made = [body(yard.back(order, "1"), 201) for _one in range(3)]
    for one in made:
        body(yard.with_return(one, "submit"))
    paid = [int(yard.make("payment", order=order["id"], amount="250")["id"]) for _one in range(4)]
    confirm = [partial(_confirmed, yard, pk) for pk in paid]
    receive = [partial(_taken_in, yard, one) for one in made]
    answers = at_once(*confirm, *receive, lambda: int(yard.act(order, "receive").status_code))
    assert answers == [200] * 8
    after = yard.get(order)
    assert (after["returned_amount"], after["collected_amount"], after["outstanding_amount"]) == (
        "300.00",
        "1000.00",
        "-300.00",
    )
    assert (status_of(order), stock(goods, yard.here)[0]) == ("received", "3")
    row = Receivable.objects.system(reason="test").get(order_id=order["id"])
    assert (row.amount, row.allocated_amount, row.status) == (700, 700, "settled")


def _confirmed(yard: Yard, payment: int) -> int:
    return int(yard.seller.post(f"/records/payment/{payment}/actions/confirm", {}).status_code)


def _taken_in(yard: Yard, made: dict[str, Any]) -> int:
    return int(yard.with_return(made, "receive").status_code)
