"""Who ships is told what waits; the list and the reminders end with the last piece. ST-03, ST-11, PM-34."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from guike.domains.fulfilment.tests.yard import Yard, put, status_of
from guike.domains.fulfilment.waiting import KIND, remind_of_waiting
from guike.domains.orders.tests.shop import body, orders
from guike.kernel import clock
from guike.platform.notify.models import Notification
from tests.support.company import caller, nobody_decides, person

pytestmark = pytest.mark.django_db
#: a Monday
MONDAY = datetime.fromisoformat("2026-06-01T10:00:00+08:00")


@pytest.fixture
def yard() -> Yard:
    nobody_decides()
    return Yard.opened()


def on(day: int) -> Any:
    """So many days after Monday, at nine in the morning."""
    return clock.frozen((MONDAY + timedelta(days=day, hours=-1)).isoformat())


def reminded(day: int) -> int:
    with on(day):
        return remind_of_waiting()


def told(order: dict[str, Any]) -> list[int]:
    rows = Notification.objects.filter(kind=KIND, object_name="sales_order", record_id=order["id"])
    return list(rows.order_by("pk").values_list("user_id", flat=True))


def approved_on_monday(yard: Yard, goods: int, quantity: str) -> dict[str, Any]:
    order = yard.sold(goods, quantity)
    orders().filter(pk=order["id"]).update(approved_at=MONDAY)
    return order


@pytest.mark.req("ST-11")
def test_who_ships_and_the_owner_are_reminded_on_each_workday_until_it_is_shipped(yard: Yard) -> None:
    """I9: approved on Monday, three workdays allowed: from Friday on, not at the weekend, once a day, never after the last piece."""
    shipper, seller = person("发货员", "shipper"), yard.seller.id
    person("销售", "sales")
    goods = yard.product()
    yard.receive_goods(goods, "5")
    order = approved_on_monday(yard, goods, "5")
    assert [reminded(day) for day in (0, 1, 2, 3)] == [0, 0, 0, 0]
    assert reminded(4) == 1
    assert sorted(told(order)) == sorted([shipper, seller])
    assert (reminded(4), len(told(order))) == (1, 2)
    assert [reminded(day) for day in (5, 6)] == [0, 0]
    body(yard.ship(order, "3"))
    assert (reminded(7), len(told(order))) == (1, 4)
    body(yard.ship(order))
    assert status_of(order) == "shipped"
    assert ([reminded(day) for day in (8, 9, 30)], len(told(order))) == ([0, 0, 0], 4)


def test_services_wait_for_nobody_and_the_company_may_want_no_reminders(yard: Yard) -> None:
    service = yard.product(kind="service")
    approved_on_monday(yard, service, "1")
    assert reminded(10) == 0
    approved_on_monday(yard, yard.product(), "1")
    assert reminded(10) == 1
    put("shipment.wait_days", 0)
    assert reminded(11) == 0


def waiting_for(who: int) -> int | None:
    found = {one["kind"]: one["count"] for one in body(caller(who).get("/todos"))["items"]}
    return found.get("sales_order.to_ship")


@pytest.mark.req("PM-34", "ST-03")
def test_giving_somebody_the_role_is_enough_for_him_to_ship(yard: Yard) -> None:
    """The order is on the list of each of them as soon as it takes effect, stays while anything is open, and is gone after the last
    piece; what he needs for it he may do."""
    one, other = person("甲", "shipper"), person("乙", "shipper")
    goods = yard.product()
    yard.receive_goods(goods, "5")
    before = waiting_for(one)
    order = yard.sold(goods, "5")
    assert (before, waiting_for(one), waiting_for(other)) == (0, 1, 1)
    line = yard.get(order)["lines"][0]["id"]
    path = f"/records/sales_order/{order['id']}/actions/ship"
    body(caller(one).post(path, {"lines": [{"line": line, "quantity": "2"}]}))
    assert (waiting_for(one), waiting_for(other)) == (1, 1)
    made = body(caller(other).post(f"/records/sales_order/{order['id']}/actions/prepare_shipment", {}))
    body(caller(other).post(f"/records/shipment/{made['id']}/actions/confirm", {}))
    assert (waiting_for(one), waiting_for(other), status_of(order)) == (0, 0, "shipped")
