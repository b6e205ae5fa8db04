"""Returns: never more than the customer has, worth exactly what he paid, back in the stock, linked both ways. ST-08, RT-01, RT-04."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from guike.domains.fulfilment.models import SalesReturn, Shipment
from guike.domains.fulfilment.tests.yard import Yard, shipments, status_of, stock
from guike.domains.inventory.models import StockDocument
from guike.domains.inventory.tests.store import moves
from guike.domains.orders.tests.shop import body, errors, lines
from guike.entry.tests.people import Caller, person
from tests.support.company import nobody_decides

pytestmark = pytest.mark.django_db


@pytest.fixture
def yard() -> Yard:
    nobody_decides()
    return Yard.opened()


def returned_of(order: dict[str, Any]) -> list[tuple[str, str]]:
    """(quantity, amount) that came back of each line as the database has them."""
    rows = lines().filter(order_id=order["id"], deleted_at=None).order_by("position")
    return [(f"{row.returned_qty.normalize():f}", f"{row.returned_amount:.2f}") for row in rows]


def test_two_of_ten_come_back(yard: Yard) -> None:
    """I6, I7: the stock goes up, the order is worth less and keeps its state."""
    goods = yard.product()
    yard.receive_goods(goods, "10")
    order = yard.delivered(goods, "10")
    assert (stock(goods, yard.here)[0], status_of(order)) == ("0", "received")
    made = body(yard.back(order, "2"), 201)
    assert (made["status"], made["total_amount"], made["warehouse"]["id"]) == ("draft", "200.00", yard.here)
    assert (made["account"]["id"], made["lines"][0]["net_amount"]) == (yard.account, "200.00")
    assert body(yard.with_return(made, "submit"))["status"] == "approved"
    assert (stock(goods, yard.here)[0], returned_of(order)) == ("0", [("0", "0.00")])
    done = body(yard.with_return(made, "receive", received_on="2026-11-30"))
    assert (done["status"], done["received_on"], done["received_by"]["name"]) == (
        "received",
        "2026-11-30",
        "yard",
    )
    after = yard.get(order)
    assert (stock(goods, yard.here)[0], moves(goods)) == ("2", ["10", "-10", "2"])
    assert (after["returned_amount"], after["status"], after["total_amount"]) == (
        "200.00",
        "received",
        "1000.00",
    )
    assert returned_of(order) == [("2", "200.00")]
    again = yard.with_return(made, "receive")
    assert (again.status_code, moves(goods)) == (409, ["10", "-10", "2"])


@pytest.mark.req("ST-08")
def test_order_shipment_issue_receipt_and_return_lead_to_one_another(yard: Yard) -> None:
    """I4, I6: and quantities reconcile: ordered = shipped + open, received ≤ shipped, returned ≤ received."""
    goods = yard.product()
    yard.receive_goods(goods, "10")
    order = yard.sold(goods, "10")
    body(yard.ship(order, "6"))
    (shipment,) = shipments(order)
    line = yard.get(order)["lines"][0]
    assert (line["shipped_qty"], line["received_qty"], line["returned_qty"]) == ("6", "0", "0")
    part = Shipment.objects.system(reason="test").get(pk=shipment.pk)
    own = body(yard.seller.get(f"/records/shipment/{part.pk}"))["lines"][0]["id"]
    body(yard.do(part.pk, "receive", lines=[{"line": own, "quantity": "5"}]))
    assert errors(yard.back(order, "6")) == [("lines[0].quantity", "return.beyond")]
    done = yard.returned(order, "5", shipment=part.pk)
    line = yard.get(order)["lines"][0]
    assert (line["quantity"], line["shipped_qty"], line["received_qty"], line["returned_qty"]) == (
        "10",
        "6",
        "5",
        "5",
    )
    row = SalesReturn.objects.system(reason="test").get(pk=done["id"])
    assert row.receipt_id is not None
    receipt = StockDocument.objects.system(reason="test").get(pk=row.receipt_id)
    assert (receipt.kind, receipt.status, receipt.sales_return_id, receipt.account_id) == (
        "receipt",
        "posted",
        row.pk,
        yard.account,
    )
    assert part.issue_id is not None
    issue = StockDocument.objects.system(reason="test").get(pk=part.issue_id)
    assert (issue.shipment_id, part.order_id, row.order_id, row.shipment_id) == (
        part.pk,
        order["id"],
        order["id"],
        part.pk,
    )
    refused = yard.seller.post(
        f"/records/stock_document/{receipt.pk}/actions/cancel", {"reason": "越过退货单"}
    )
    assert (body(refused, 409)["code"], stock(goods, yard.here)[0]) == ("stock.made_by_system", "9")


def test_of_eight_that_came_back_of_ten_two_are_left(yard: Yard) -> None:
    """I6: what stands on open returns counts as well; what is cancelled, rejected or deleted does not."""
    goods = yard.product()
    yard.receive_goods(goods, "10")
    order = yard.delivered(goods, "10")
    yard.returned(order, "8")
    refused = yard.back(order, "3")
    (told,) = body(refused, 422)["errors"]
    assert (told["field"], told["message"]) == (
        "lines[0].quantity",
        "At most 2 can be returned (8 came back, 0 are on open returns)",
    )
    yard.seller = Caller(yard.seller.id, yard.seller.token, "zh-CN")
    (told,) = body(yard.back(order, "3"), 422)["errors"]
    assert told["message"] == "最多可退 2（已退 8，在途的退货单 0）"
    waiting = body(yard.back(order, "2"), 201)
    assert errors(yard.back(order, "1")) == [("lines[0].quantity", "return.beyond")]
    body(yard.with_return(waiting, "cancel", reason="客户留下了"))
    assert body(yard.back(order, "2"), 201)["status"] == "draft"


def test_the_parts_sum_to_the_line_to_the_cent(yard: Yard) -> None:
    """I7: three for 100.00 after the discount on the whole order; the last piece gives exactly what is left."""
    goods = yard.product("50")
    yard.receive_goods(goods, "3")
    order = yard.delivered(goods, "3", target_amount="100")
    assert yard.get(order)["total_amount"] == "100.00"
    worth = [yard.returned(order, "1")["total_amount"] for _one in range(3)]
    assert (worth, yard.get(order)["returned_amount"]) == (["33.33", "33.34", "33.33"], "100.00")


def test_what_is_closed_and_what_came_back_are_never_more_than_the_line(yard: Yard) -> None:
    """I7: half a cent each would be rounded up twice."""
    goods = yard.product("0.01")
    yard.receive_goods(goods, "2")
    order = yard.sold(goods, "2", target_amount="0.01")
    body(yard.ship(order, "1"))
    assert yard.returned(order, "1")["total_amount"] == "0.01"
    body(yard.act(order, "close_short", reason="不再供货"))
    after = yard.get(order)
    assert (after["total_amount"], after["returned_amount"], after["closed_amount"]) == (
        "0.01",
        "0.01",
        "0.00",
    )


def test_scrap_does_not_come_into_the_stock(yard: Yard) -> None:
    """I6: and one line of the order may be both."""
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.delivered(goods, "5")
    line = yard.get(order)["lines"][0]["id"]
    rows = [
        {"order_line": line, "quantity": "1", "condition": "restock"},
        {"order_line": line, "quantity": "2", "condition": "scrap"},
    ]
    made = body(yard.back(order, lines=rows), 201)
    body(yard.with_return(made, "submit"))
    body(yard.with_return(made, "receive"))
    assert (stock(goods, yard.here)[0], returned_of(order)) == ("1", [("3", "300.00")])
    twice = yard.back(order, lines=[rows[0], rows[0]])
    assert errors(twice) == [("lines[1].order_line", "return.line_twice")]


def test_without_stock_goods_come_back_all_the_same() -> None:
    nobody_decides()
    yard = Yard.opened(managed=False)
    goods = yard.product()
    order = yard.delivered(goods, "4")
    done = yard.returned(order, "4")
    assert (done["receipt"], yard.get(order)["returned_amount"], moves(goods)) == (None, "400.00", [])


def test_a_shipment_with_returns_is_not_cancelled(yard: Yard) -> None:
    """I6: also while the return is open; nothing changed."""
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.sold(goods, "5")
    body(yard.ship(order))
    (shipment,) = shipments(order)
    made = body(yard.back(order, "1"), 201)
    refused = yard.do(shipment.pk, "cancel", reason="装错车")
    assert (body(refused, 409)["code"], status_of(order)) == ("shipment.has_returns", "shipped")
    body(yard.with_return(made, "cancel", reason="不退了"))
    assert body(yard.do(shipment.pk, "cancel", reason="装错车"))["status"] == "cancelled"


def test_a_revision_leaves_at_least_what_came_back(yard: Yard) -> None:
    """I7."""
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.sold(goods, "5")
    body(yard.ship(order, "3"))
    yard.returned(order, "3")
    now = yard.get(order)
    line = {"id": now["lines"][0]["id"], "unit_price": "50"}
    values = {"_version": now["_version"], "lines": [line]}
    refused = yard.act(order, "revise", values=values, reason="降价")
    assert body(refused, 409)["code"] == "order.below_returned"
    line["unit_price"] = "60"
    body(yard.act(order, "revise", values=values, reason="降价"))
    after = yard.get(order)
    assert (after["total_amount"], after["returned_amount"]) == ("300.00", "300.00")


def test_what_has_not_been_shipped_is_not_returned(yard: Yard) -> None:
    goods = yard.product()
    order = yard.sold(goods, "5")
    assert ("order", "return.order_state") in errors(yard.back(order, "1"))
    assert body(yard.act(order, "return_goods", kind="return", reason="x"), 409)["code"] == "action.not_now"


def test_from_the_order_a_return_of_all_that_may_come_back(yard: Yard) -> None:
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.delivered(goods, "5")
    yard.returned(order, "1")
    made = body(yard.act(order, "return_goods", kind="return", reason="发错型号"))
    assert made["object"] == "sales_return"
    found = body(yard.seller.get(f"/records/sales_return/{made['id']}"))
    assert [(line["quantity"], line["net_amount"]) for line in found["lines"]] == [("4", "400.00")]
    refused = yard.act(order, "return_goods", kind="return", reason="再退")
    assert body(refused, 409)["code"] == "return.nothing_left"


def test_who_may_not_is_refused_and_nothing_changed(yard: Yard) -> None:
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.delivered(goods, "5")
    made = body(yard.back(order, "2"), 201)
    body(yard.with_return(made, "submit"))
    looker = person("looker", {"sales_order": ["view"], "sales_return": ["view"]})
    for action in ("receive", "cancel"):
        denied = looker.post(f"/records/sales_return/{made['id']}/actions/{action}", {"reason": "x"})
        assert denied.status_code == 403
    assert (stock(goods, yard.here)[0], returned_of(order)) == ("0", [("0", "0.00")])
    row = SalesReturn.objects.system(reason="test").get(pk=made["id"])
    assert (row.status, row.total_amount) == ("approved", Decimal(200))


def test_the_order_that_goes_out_for_an_exchange(yard: Yard) -> None:
    """I8: without lines it has what comes back; there is one; a return has none."""
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.delivered(goods, "5")
    plain = body(yard.back(order, "1"), 201)
    assert body(yard.with_return(plain, "create_order"), 409)["code"] == "action.not_now"
    assert errors(yard.back(order, "1", exchange_order=order["id"])) == [
        ("exchange_order", "return.wrong_exchange")
    ]
    made = body(yard.back(order, "2", kind="exchange"), 201)
    out = body(yard.with_return(made, "create_order"))
    found = yard.get(out)
    assert (found["status"], found["account"]["id"], found["total_amount"]) == (
        "draft",
        yard.account,
        "200.00",
    )
    assert [(line["product"]["id"], line["quantity"]) for line in found["lines"]] == [(goods, "2")]
    again = yard.with_return(made, "create_order")
    assert body(again, 409)["code"] == "return.has_exchange_order"
    body(yard.act(found, "cancel", reason="换另一种"))
    assert body(yard.with_return(made, "create_order"))["id"] != out["id"]
