"""Receipts, accuracy of delivery, and shipments of another system. ST-05, ST-09, ST-13, CU-20."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guike.domains.fulfilment.tests.yard import Yard, line_of, shipments, status_of, stock
from guike.domains.inventory.models import StockLevel
from guike.domains.inventory.tests.store import moves
from guike.domains.orders.tests.shop import body, errors, lines
from guike.entry.tests.people import person
from guike.kernel import clock
from tests.support.company import caller, nobody_decides
from tests.support.company import person as preset

pytestmark = pytest.mark.django_db


@pytest.fixture
def yard() -> Yard:
    nobody_decides()
    return Yard.opened()


def day(offset: int) -> str:
    return (clock.today("Asia/Shanghai") + timedelta(days=offset)).isoformat()


@pytest.mark.req("CU-20")
def test_nine_of_twelve_lines_delivered_as_promised_are_75_percent(yard: Yard) -> None:
    """Late, in part or not at all is not as promised; what is not due yet does not count, nor do services."""
    goods = yard.product()
    yard.receive_goods(goods, "100")
    line = {"product": goods, "quantity": "2"}
    promised = [{**line, "promised_on": day(-3)} for _one in range(9)]
    other = [
        {**line, "promised_on": day(-5)},  # came two days late
        {**line, "promised_on": day(-3)},  # came in part
        {**line, "promised_on": day(0)},  # did not come
        {**line, "promised_on": day(1)},  # is not due
        {**line},  # nothing was promised
        {"product": yard.product(kind="service"), "quantity": "1", "promised_on": day(-3)},
    ]
    order = yard.order(*promised, *other)
    body(yard.act(order, "confirm"))
    found = yard.get(order)["lines"]
    sent = [{"line": one["id"], "quantity": "2"} for one in found[:10]]
    body(yard.act(order, "ship", lines=[*sent, {"line": found[10]["id"], "quantity": "1"}]))
    (shipment,) = shipments(order)
    assert body(yard.do(shipment.pk, "receive", received_on=day(-3)))["status"] == "received"
    boss = caller(preset("总经理", "executive"))
    answer = body(boss.post("/reports/templates/delivery_accuracy/run", {}))
    totals = answer["totals"]
    assert {
        name: totals[name]["value"] if isinstance(totals[name], dict) else totals[name]
        for name in ("due", "on_time")
    } == {
        "due": 12,
        "on_time": 9,
    }
    assert "0.75" in str(totals["rate"])
    rows = lines().filter(order_id=order["id"]).order_by("position")
    assert [row.delivered_on is not None for row in rows] == [True] * 10 + [False] * 5


@pytest.mark.req("ST-05")
def test_a_receipt_keeps_day_and_person_and_leaves_the_rest_open(yard: Yard) -> None:
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.sold(goods, "5")
    body(yard.ship(order))
    (shipment,) = shipments(order)
    own = body(yard.seller.get(f"/records/shipment/{shipment.pk}"))["lines"][0]["id"]
    part = body(yard.do(shipment.pk, "receive", lines=[{"line": own, "quantity": "2"}], received_on=day(-1)))
    assert (part["status"], status_of(order), line_of(order)["received"]) == ("shipped", "shipped", "2")
    done = body(yard.do(shipment.pk, "receive", received_on=day(0), signed_by="门卫"))
    assert (done["status"], done["received_on"], done["received_by"]["name"], done["signed_by"]) == (
        "received",
        day(0),
        "yard",
        "门卫",
    )
    assert (status_of(order), line_of(order)["received"]) == ("received", "5")


@pytest.mark.req("ST-09")
def test_the_warehouses_sum_to_the_product(yard: Yard) -> None:
    goods = yard.product()
    yard.receive_goods(goods, "7", yard.here)
    yard.receive_goods(goods, "5", yard.there)
    yard.sold(goods, "10")
    assert (stock(goods, yard.here), stock(goods, yard.there)) == (("7", "7", "0"), ("5", "3", "2"))
    group = {"measures": [{"as": name, "agg": "sum", "field": f"{name}_qty"} for name in ("on_hand", "reserved", "available")],
             "filter": {"field": "product", "op": "eq", "value": goods}}  # fmt: skip
    totals = body(yard.seller.post("/records/stock_level/aggregate", group))["totals"]
    assert [str(totals[name]) for name in ("on_hand", "reserved", "available")] == ["12", "10", "2"]
    assert StockLevel.objects.system(reason="test").filter(product_id=goods).count() == 2


def push(yard: Yard, order: dict[str, Any], quantity: str, by: Any = None, **values: Any) -> Any:
    line = yard.get(order)["lines"][0]["id"]
    given = {
        "order": order["id"],
        "warehouse": yard.here,
        "lines": [{"order_line": line, "quantity": quantity}],
    }
    return (by or yard.seller).put("/records/shipment/external/erp/D-1001", {**given, **values})


@pytest.mark.req("ST-13")
def test_the_same_shipment_of_the_erp_changes_the_order_once(yard: Yard) -> None:
    """I10."""
    goods = yard.product()
    yard.receive_goods(goods, "10")
    order = yard.sold(goods, "10")
    first = body(push(yard, order, "4", is_shipped=True, carrier="德邦"), 201)
    state = (status_of(order), line_of(order)["shipped"], moves(goods))
    assert (first["status"], *state) == ("shipped", "partly_shipped", "4", ["10", "-4"])
    again = body(push(yard, order, "4", is_shipped=True, carrier="德邦"))
    assert (again["id"], again["_version"]) == (first["id"], first["_version"])
    assert (status_of(order), line_of(order)["shipped"], moves(goods)) == state
    assert len(shipments(order)) == 1
    noted = body(push(yard, order, "4", is_shipped=True, carrier="德邦", tracking_no="DP9"))
    assert (noted["tracking_no"], line_of(order)["shipped"]) == ("DP9", "4")
    assert push(yard, order, "5", is_shipped=True).status_code == 409
    assert (line_of(order)["shipped"], moves(goods)) == ("4", ["10", "-4"])


def test_who_may_not_confirm_does_not_ship_by_saving(yard: Yard) -> None:
    goods = yard.product()
    yard.receive_goods(goods, "10")
    order = yard.sold(goods, "10")
    line = yard.get(order)["lines"][0]["id"]
    clerk = person("clerk", {"shipment": ["view", "create", "edit"]}, is_administrator=False)
    given = {"order": order["id"], "warehouse": yard.here, "lines": [{"order_line": line, "quantity": "1"}]}
    refused = clerk.post("/records/shipment", {**given, "is_shipped": True})
    assert ("is_shipped", "shipment.may_not_confirm") in errors(refused)
    assert (shipments(order), moves(goods)) == ([], ["10"])
