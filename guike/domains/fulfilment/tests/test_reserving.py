"""What orders hold of the stock. OR-14, ST-01."""

from __future__ import annotations

import pytest

from guike.domains.fulfilment.models import Reservation
from guike.domains.fulfilment.tests.yard import WHY, Yard, held, line_of, put, status_of
from guike.domains.inventory.tests.store import stock
from guike.domains.orders.tests.shop import body
from tests.support.company import deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def yard() -> Yard:
    return Yard.opened()


@pytest.mark.req("OR-14")
def test_an_order_holds_goods_in_the_transaction_of_its_approval(yard: Yard) -> None:
    """OR-14, I1: the answer of the approval has the reservation already."""
    goods = yard.product()
    yard.receive_goods(goods, "10")
    made = yard.order({"product": goods, "quantity": "6"})
    assert (held(made), stock(goods, yard.here)) == ([], ("10", "0", "10"))
    approved = body(yard.act(made, "confirm"))
    assert (approved["lines"][0]["reserved_qty"], approved["lines"][0]["backordered_qty"]) == ("6", "0")
    assert (held(made), stock(goods, yard.here)) == ([("held", "6")], ("10", "6", "4"))


def test_what_is_missing_is_backordered_and_held_when_it_comes(yard: Yard) -> None:
    """I1, I2: the order that took effect first gets it first."""
    goods = yard.product()
    yard.receive_goods(goods, "4")
    first, second = yard.sold(goods, "6"), yard.sold(goods, "5")
    assert line_of(first) == {"shipped": "0", "received": "0", "reserved": "4", "backordered": "2"}
    assert line_of(second) == {"shipped": "0", "received": "0", "reserved": "0", "backordered": "5"}
    yard.receive_goods(goods, "3")
    deliver()
    assert (line_of(first)["backordered"], line_of(second)["reserved"], line_of(second)["backordered"]) == (
        "0",
        "1",
        "4",
    )
    body(yard.act(first, "cancel", reason="客户取消"))
    assert held(first) == [("released", "4"), ("released", "2")]
    deliver()
    assert (line_of(second)["backordered"], stock(goods, yard.here)) == ("0", ("7", "5", "2"))


def test_the_company_may_refuse_what_it_cannot_fill(yard: Yard) -> None:
    """ST-01: by setting; the order stays a draft and holds nothing."""
    put("stock.shortage", "refuse")
    goods = yard.product(name="电机")
    yard.receive_goods(goods, "5")
    made = yard.order({"product": goods, "quantity": "6"})
    refused = body(yard.act(made, "confirm"), 409)
    assert refused["code"] == "shipment.short"
    assert "Of “电机” 5 are available and 1 are missing" in refused["detail"]
    assert (status_of(made), held(made), stock(goods, yard.here)) == ("draft", [], ("5", "0", "5"))
    assert status_of(yard.sold(goods, "5")) == "approved"


def test_one_warehouse_with_all_of_it_is_preferred_to_two_with_a_part(yard: Yard) -> None:
    goods = yard.product()
    yard.receive_goods(goods, "4")
    yard.receive_goods(goods, "9", yard.there)
    whole, parts = yard.sold(goods, "5"), yard.sold(goods, "7")
    assert held(whole) == [("held", "5")]
    assert (stock(goods, yard.here), stock(goods, yard.there)) == (("4", "4", "0"), ("9", "8", "1"))
    assert held(parts) == [("held", "4"), ("held", "3")]


def test_a_revision_holds_more_or_less(yard: Yard) -> None:
    """OR-16: the reservation follows."""
    goods = yard.product()
    yard.receive_goods(goods, "10")
    order = yard.sold(goods, "6")
    for quantity, expected in (("9", ("10", "9", "1")), ("2", ("10", "2", "8"))):
        now = yard.get(order)
        values = {"_version": now["_version"], "lines": [{"id": now["lines"][0]["id"], "quantity": quantity}]}
        body(yard.act(order, "revise", values=values, reason="改数量"))
        assert (line_of(order)["reserved"], stock(goods, yard.here)) == (quantity, expected)


@pytest.mark.req("PR-02")
def test_units_are_held_in_the_base_unit(yard: Yard) -> None:
    """PR-02: 2 箱 of 12 hold 24 件."""
    piece, box = (
        int(yard.seller.post("/records/unit", {"name": name}).json()["id"]) for name in ("件预", "箱预")
    )
    goods = yard.product(base_unit=piece, units=[{"unit": box, "factor": "12"}])
    yard.receive_goods(goods, "30")
    made = yard.order({"product": goods, "quantity": "2", "unit": box})
    body(yard.act(made, "confirm"))
    assert (held(made), stock(goods, yard.here)) == ([("held", "24")], ("30", "24", "6"))


def test_held_goods_are_let_go_by_hand_and_held_again(yard: Yard) -> None:
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.sold(goods, "5")
    (one,) = Reservation.objects.system(reason=WHY).filter(sales_order_id=order["id"])
    path = f"/records/reservation/{one.pk}/actions/release"
    body(yard.seller.post(path, {}))
    assert (held(order), line_of(order)["backordered"]) == ([("released", "5")], "5")
    assert body(yard.seller.post(path, {}), 409)["code"] == "action.not_now"
    body(yard.act(order, "reserve"))
    assert (line_of(order)["reserved"], line_of(order)["backordered"]) == ("5", "0")


def test_without_managed_stock_nothing_is_held(yard: Yard) -> None:
    put("stock.managed", False)
    goods = yard.product()
    order = yard.sold(goods, "5")
    assert (held(order), line_of(order)["backordered"]) == ([], "0")
    assert body(yard.act(order, "reserve"), 409)["code"] == "order.stock_not_managed"


def test_nothing_else_takes_what_is_held(yard: Yard) -> None:
    """A count that finds less than is held is refused with what is held; so is an issue."""
    goods = yard.product()
    yard.receive_goods(goods, "10")
    order = yard.sold(goods, "6")
    for kind, line, code in (
        ("issue", {"quantity": "5"}, "stock.not_enough"),
        ("count", {"counted_qty": "5"}, "stock.is_reserved"),
    ):
        made = yard.make("stock_document", kind=kind, warehouse=yard.here, lines=[{"product": goods, **line}])
        refused = body(yard.seller.post(f"/records/stock_document/{made['id']}/actions/post", {}), 409)
        assert refused["code"] == code
    assert (stock(goods, yard.here), held(order)) == (("10", "6", "4"), [("held", "6")])
