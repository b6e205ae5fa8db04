"""Who sees warehouses, shipments and stock, and who ships for which departments. PM-10, PM-17, PM-27."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guike.domains.accounts.models import Account
from guike.domains.fulfilment.tests.yard import Yard, shipments, status_of
from guike.domains.inventory.tests.store import moves
from guike.domains.orders.tests.shop import body, orders
from guike.entry.tests.people import Caller, person
from guike.platform.org.queries import begin_versions, bump
from guike.platform.settings.services import set_many
from tests.support.company import caller, make, nobody_decides
from tests.support.company import person as preset

pytestmark = pytest.mark.django_db


@pytest.fixture
def yard() -> Yard:
    nobody_decides()
    return Yard.opened()


@pytest.mark.req("PM-10")
def test_who_has_no_right_on_warehouses_chooses_none_and_sees_none(yard: Yard) -> None:
    """The selector is empty, the pages and the list are refused, and no document is made with one; stock and kinds of sale stay."""
    rights = {
        "stock_document": ["view", "create", "edit"],
        "sales_order": ["view", "create", "edit"],
        "stock_level": ["view"],
        "account": ["view"],
        "product": ["view"],
    }
    clerk = person("clerk", rights)
    goods = yard.product()
    yard.receive_goods(goods, "3")
    assert clerk.get("/records/warehouse", q="成品").status_code == 403  # what a selector asks for
    assert clerk.get(f"/records/warehouse/{yard.here}").status_code == 403
    given = {"kind": "receipt", "warehouse": yard.here, "lines": [{"product": goods, "quantity": "1"}]}
    refused = clerk.post("/records/stock_document", given)
    found = [(one["field"], one["code"]) for one in body(refused, 422)["errors"]]
    assert found[0] == ("warehouse", "reference.unknown")
    assert moves(goods) == ["3"]
    (level,) = body(clerk.get("/records/stock_level"))["items"]
    assert level["on_hand_qty"] == "3"


def shipment_of(yard: Yard) -> tuple[str, int]:
    goods = yard.product()
    yard.receive_goods(goods, "3")
    order = yard.sold(goods, "3")
    body(yard.act(order, "prepare_shipment"))
    (made,) = shipments(order)
    return "shipment", made.pk


def document_of(yard: Yard) -> tuple[str, int]:
    goods = yard.product()
    given = {"kind": "receipt", "warehouse": yard.here, "lines": [{"product": goods, "quantity": "1"}]}
    return "stock_document", int(yard.make("stock_document", **given)["id"])


def payment_of(yard: Yard) -> tuple[str, int]:
    return "payment", int(yard.make("payment", account=yard.account, amount="10")["id"])


@pytest.mark.req("PM-17")
@pytest.mark.parametrize("is_on", [True, False])
@pytest.mark.parametrize(
    ("switch", "made"),
    [
        ("access.shipment", shipment_of),
        ("access.stock_document", document_of),
        ("access.payment", payment_of),
    ],
)
def test_each_switch_says_whether_its_documents_obey_the_rights_on_records(
    yard: Yard, switch: str, made: Callable[[Yard], tuple[str, int]], is_on: bool
) -> None:
    """Somebody with the right to view, but none on these records, sees them with the switch off alone; who may not view never."""
    object_name, pk = made(yard)
    set_many({switch: is_on}, None)
    begin_versions()
    stranger = person("stranger", {object_name: ["view"]})
    nobody = person("nobody", {"account": ["view"]})
    found = [one["id"] for one in body(stranger.get(f"/records/{object_name}"))["items"]]
    path = f"/records/{object_name}/{pk}"
    assert (pk in found, stranger.get(path).status_code) == ((False, 404) if is_on else (True, 200))
    assert nobody.get(path).status_code == 403
    assert stranger.patch(path, {"description": "x", "_version": 1}).status_code == 403


def _departments() -> tuple[int, int]:
    rows = [make("department", name=name, kind="sales").pk for name in ("天津", "青岛")]
    return rows[0], rows[1]


@pytest.mark.req("PM-27")
def test_the_assistant_confirms_and_ships_for_the_departments_in_his_charge(yard: Yard) -> None:
    """Of 天津 an order is confirmed and shipped; of 青岛 it is not there for him, and nothing changed."""
    tianjin, qingdao = _departments()
    bump(permission=True)
    begin_versions()
    assistant = caller(preset("助理C", "sales_assistant", departments=[tianjin]))
    goods = yard.product()
    yard.receive_goods(goods, "10")
    made = {}
    for place in (tianjin, qingdao):
        account = yard.make_account()
        Account.objects.system(reason="test").filter(pk=account).update(department_id=place)
        made[place] = yard.order({"product": goods, "quantity": "2"}, account=account)
        orders().filter(pk=made[place]["id"]).update(department_id=place)

    def act(who: Caller, order: dict[str, Any], action: str) -> int:
        return int(who.post(f"/records/sales_order/{order['id']}/actions/{action}", {}).status_code)

    assert act(assistant, made[tianjin], "confirm") == 200
    assert act(assistant, made[tianjin], "ship") == 200
    assert status_of(made[tianjin]) == "shipped"
    assert act(assistant, made[qingdao], "confirm") in (403, 404)
    body(yard.act(made[qingdao], "confirm"))
    assert act(assistant, made[qingdao], "ship") in (403, 404)
    assert (status_of(made[qingdao]), shipments(made[qingdao])) == ("approved", [])
