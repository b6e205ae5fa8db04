"""Shipments: partial, confirmed once, received, cancelled; the order and the stock follow. ST-02, ST-04, ST-06."""

from __future__ import annotations

import pytest

from guike.domains.fulfilment.tests.yard import Yard, held, line_of, put, shipments, status_of
from guike.domains.inventory.models import StockDocument
from guike.domains.inventory.tests.store import moves, stock
from guike.domains.orders.tests.shop import body, errors
from guike.entry.tests.people import person
from guike.platform.notify.models import Notification
from tests.support.company import caller, deliver
from tests.support.company import person as preset

pytestmark = pytest.mark.django_db


@pytest.fixture
def yard() -> Yard:
    return Yard.opened()


@pytest.mark.req("ST-06")
def test_ten_ordered_four_then_six_the_eleventh_refused(yard: Yard) -> None:
    """I3: and a cancelled shipment re-opens the order and is held again."""
    goods = yard.product()
    yard.receive_goods(goods, "20")
    order = yard.sold(goods, "10")
    body(yard.ship(order, "4"))
    assert (status_of(order), line_of(order)["shipped"], line_of(order)["reserved"]) == (
        "partly_shipped",
        "4",
        "6",
    )
    assert (stock(goods, yard.here), moves(goods)) == (("16", "6", "10"), ["20", "-4"])
    body(yard.ship(order, "6"))
    assert (status_of(order), stock(goods, yard.here), yard.get(order)["shipped_amount"]) == (
        "shipped",
        ("10", "0", "10"),
        "1000.00",
    )
    assert body(yard.ship(order, "1"), 409)["code"] == "action.not_now"

    first, second = shipments(order)
    assert body(yard.do(second.pk, "cancel", reason="装错车"))["status"] == "cancelled"
    assert (status_of(order), line_of(order)["shipped"], line_of(order)["reserved"]) == (
        "partly_shipped",
        "4",
        "6",
    )
    assert (stock(goods, yard.here), moves(goods)) == (("16", "6", "10"), ["20", "-4", "-6", "6"])
    assert errors(yard.ship(order, "7")) == [("lines[0].quantity", "shipment.beyond_open")]
    body(yard.do(first.pk, "cancel", reason="装错车"))
    assert (status_of(order), stock(goods, yard.here), yard.get(order)["shipped_amount"]) == (
        "approved",
        ("20", "10", "10"),
        "0.00",
    )


@pytest.mark.req("ST-04")
def test_a_shipment_is_confirmed_once(yard: Yard) -> None:
    """ST-04: the second call has no effect and the same answer; without the right 403, and nothing changed."""
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.sold(goods, "5")
    made = yard.act(order, "prepare_shipment").json()
    (draft,) = shipments(order)
    assert (made["id"], status_of(order), stock(goods, yard.here)) == (draft.pk, "approved", ("5", "5", "0"))
    outsider = person("looker", {"sales_order": ["view"], "shipment": ["view"]})
    denied = outsider.post(f"/records/shipment/{draft.pk}/actions/confirm", {})
    assert (denied.status_code, stock(goods, yard.here)) == (403, ("5", "5", "0"))
    first = body(yard.do(draft.pk, "confirm"))
    assert (first["status"], first["shipped_by"]["name"], stock(goods, yard.here)) == (
        "shipped",
        "yard",
        ("0", "0", "0"),
    )
    second = body(yard.do(draft.pk, "confirm"))
    assert (second["shipped_at"], second["_version"], moves(goods)) == (
        first["shipped_at"],
        first["_version"],
        ["5", "-5"],
    )
    assert held(order) == [("consumed", "5")]


def test_the_order_shipment_and_issue_lead_to_one_another(yard: Yard) -> None:
    """I4: as far as the issue; returns are not there yet."""
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.sold(goods, "5")
    body(yard.ship(order, carrier="顺丰", tracking_no="SF001"))
    (shipment,) = shipments(order)
    issue = StockDocument.objects.system(reason="test").get(pk=shipment.issue_id)
    assert (issue.kind, issue.status, issue.shipment_id, issue.warehouse_id) == (
        "issue",
        "posted",
        shipment.pk,
        yard.here,
    )
    assert (shipment.carrier, shipment.tracking_no, shipment.account_id) == ("顺丰", "SF001", yard.account)
    path = f"/records/stock_document/{issue.pk}"
    refused = yard.seller.post(f"{path}/actions/cancel", {"reason": "越过发货单"})
    assert body(refused, 409)["code"] == "stock.made_by_system"
    assert stock(goods, yard.here)[0] == "0"


def test_goods_leave_when_the_warehouse_posts_the_issue(yard: Yard) -> None:
    """The other setting of `shipment.issues_stock`: shipped, and held until they have left."""
    put("shipment.issues_stock", "separately")
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.sold(goods, "3")
    body(yard.ship(order))
    (shipment,) = shipments(order)
    assert (status_of(order), stock(goods, yard.here), held(order)) == (
        "shipped",
        ("5", "3", "2"),
        [("held", "3")],
    )
    assert body(yard.do(shipment.pk, "receive"), 409)["code"] == "shipment.not_issued"
    assert (status_of(order), line_of(order)["received"]) == ("shipped", "0")
    body(yard.seller.post(f"/records/stock_document/{shipment.issue_id}/actions/post", {}))
    assert (stock(goods, yard.here), held(order)) == (("2", "0", "2"), [("consumed", "3")])


def test_goods_are_received_in_part_and_then_in_full(yard: Yard) -> None:
    """I5: date and person are kept; a part leaves the rest open; what was received is not cancelled."""
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.sold(goods, "5")
    body(yard.ship(order))
    (shipment,) = shipments(order)
    line = body(yard.seller.get(f"/records/shipment/{shipment.pk}"))["lines"][0]["id"]
    assert errors(yard.do(shipment.pk, "receive", lines=[{"line": line, "quantity": "6"}])) == [
        ("lines[0].quantity", "shipment.beyond_shipped")
    ]
    assert errors(yard.do(shipment.pk, "receive", lines=[])) == [("lines", "type.list")]
    for strange in ("NaN", "sNaN", "Infinity", "1e9999999", "x", None, True, [], "-1", "0"):
        found = errors(yard.do(shipment.pk, "receive", lines=[{"line": line, "quantity": strange}]))
        assert [field for field, _code in found] == ["lines[0].quantity"], strange
    assert line_of(order)["received"] == "0"
    part = body(yard.do(shipment.pk, "receive", lines=[{"line": line, "quantity": "2"}]))
    assert (part["status"], status_of(order), line_of(order)["received"]) == ("shipped", "shipped", "2")
    assert body(yard.do(shipment.pk, "cancel", reason="晚了"), 409)["code"] == "shipment.partly_received"
    done = body(yard.do(shipment.pk, "receive", received_on="2026-11-30", signed_by="前台"))
    assert (done["status"], done["received_on"], done["received_by"]["name"], done["signed_by"]) == (
        "received", "2026-11-30", "yard", "前台",
    )  # fmt: skip
    assert (status_of(order), line_of(order)["received"]) == ("received", "5")


def test_without_managed_stock_orders_are_shipped_all_the_same() -> None:
    yard = Yard.opened(managed=False)
    goods, service = yard.product(), yard.product(kind="service")
    made = yard.order({"product": goods, "quantity": "2"}, {"product": service, "quantity": "1"})
    order = body(yard.act(made, "confirm"))
    body(yard.ship(order))
    (shipment,) = shipments(order)
    assert (status_of(order), shipment.warehouse_id, shipment.issue_id) == ("shipped", None, None)
    body(yard.act(order, "receive"))
    assert status_of(order) == "received"
    wrong = yard.seller.post(
        "/records/shipment",
        {"order": order["id"], "lines": [{"order_line": order["lines"][1]["id"], "quantity": "1"}]},
    )
    assert errors(wrong) == [("lines[0].order_line", "shipment.not_goods")]


def test_goods_in_two_warehouses_make_two_shipments(yard: Yard) -> None:
    """Each warehouse has one to pick."""
    goods = yard.product()
    yard.receive_goods(goods, "4")
    yard.receive_goods(goods, "3", yard.there)
    order = yard.sold(goods, "7")
    body(yard.ship(order))
    assert [(one.warehouse_id, one.status) for one in shipments(order)] == [
        (yard.here, "shipped"),
        (yard.there, "shipped"),
    ]
    assert (stock(goods, yard.here)[0], stock(goods, yard.there)[0]) == ("0", "0")
    missing = yard.sold(goods, "1")
    assert errors(yard.ship(missing, "1")) == [("warehouse", "shipment.needs_warehouse")]


@pytest.mark.req("ST-02")
def test_the_salesperson_is_told_at_both_events_once(yard: Yard) -> None:
    """ST-02: who shipped and who received stands on the shipment; the owner of the order hears of it, not who did it."""
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.sold(goods, "5")
    body(yard.act(order, "prepare_shipment"))
    (draft,) = shipments(order)
    shipper = caller(preset("发货员", "shipper"))
    for call, action in ((shipper, "confirm"), (shipper, "confirm"), (yard.seller, "receive")):
        body(call.post(f"/records/shipment/{draft.pk}/actions/{action}", {}))
    deliver()
    told = Notification.objects.filter(kind__startswith="shipment.").values_list(
        "user_id", "kind", "params__order"
    )
    assert list(told) == [(yard.seller.id, "shipment.shipped", order["number"])]


def test_an_order_completes_when_all_of_it_was_received(yard: Yard) -> None:
    """Where the company says so; one without goods is completed by hand all the same."""
    put("order.complete_when", "received")
    goods, service = yard.product(), yard.product(kind="service")
    yard.receive_goods(goods, "5")
    order, repair = yard.sold(goods, "5"), yard.sold(service, "1")
    body(yard.ship(order))
    assert body(yard.act(order, "complete"), 409)["code"] == "order.completes_itself"
    done = body(yard.act(order, "receive"))
    assert (done["status"], done["completed_at"] is not None) == ("completed", True)
    assert body(yard.act(repair, "complete"))["status"] == "completed"


def test_a_cancelled_order_ends_its_waiting_shipments(yard: Yard) -> None:
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = yard.sold(goods, "5")
    body(yard.act(order, "prepare_shipment"))
    body(yard.act(order, "cancel", reason="不要了"))
    (shipment,) = shipments(order)
    assert (shipment.status, held(order), stock(goods, yard.here)) == (
        "cancelled",
        [("released", "5")],
        ("5", "0", "5"),
    )


def test_an_order_that_was_shipped_in_part_is_closed_short_and_holds_nothing(yard: Yard) -> None:
    goods = yard.product()
    yard.receive_goods(goods, "10")
    order = yard.sold(goods, "10")
    body(yard.ship(order, "4"))
    body(yard.act(order, "close_short", reason="停产"))
    assert (status_of(order), line_of(order)["reserved"], stock(goods, yard.here)) == (
        "shipped",
        "0",
        ("6", "0", "6"),
    )
