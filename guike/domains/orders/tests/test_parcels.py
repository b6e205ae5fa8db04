"""A document of a higher package, declared and nothing else, is right in everything that the platform keeps."""

from __future__ import annotations

from typing import Any

import pytest

from guike.domains.orders.tests.parcels import SWITCH, ParcelLine, parcels
from guike.domains.orders.tests.shop import SELLER, WHY, Shop, body, errors, lines
from guike.entry.tests.people import Caller, person
from guike.platform.org.queries import begin_versions
from guike.platform.settings.services import set_many

__all__ = ["parcels"]
pytestmark = pytest.mark.django_db
Record = dict[str, Any]


@pytest.fixture
def shop(parcels: None) -> Shop:
    rights = ["view", "create", "edit", "delete", "send", "deliver", "cancel"]
    found = Shop(person("packer", {**SELLER, "parcel": rights}))
    found.account = found.make_account()
    return found


@pytest.fixture
def order(shop: Shop) -> Record:
    """An order of five and of two pieces, confirmed."""
    made = shop.order(
        {"product": shop.product(), "quantity": "5"}, {"product": shop.product(), "quantity": "2"}
    )
    assert shop.act(made, "confirm").status_code == 200
    return shop.get(made)


def parcel(shop: Shop, order: Record, *quantities: str) -> Record:
    packed = [
        {"order_line": line["id"], "quantity": quantity}
        for line, quantity in zip(order["lines"], quantities, strict=False)
    ]
    return shop.make("parcel", sales_order=order["id"], lines=packed)


def act(shop: Shop, record: Record, action: str) -> Any:
    return shop.seller.post(f"/records/parcel/{record['id']}/actions/{action}", {})


def shipped(order: Record) -> list[int]:
    rows = lines().filter(order_id=order["id"], deleted_at=None).order_by("position")
    return [int(row.shipped_qty) for row in rows]


def test_a_figure_of_a_line_follows_the_state_of_the_document_that_names_it(
    shop: Shop, order: Record
) -> None:
    first, second = parcel(shop, order, "3"), parcel(shop, order, "1", "2")
    assert shipped(order) == [0, 0]
    assert body(act(shop, first, "send"))["status"] == "sent"
    assert shipped(order) == [3, 0]
    assert act(shop, second, "send").status_code == 200
    assert act(shop, second, "deliver").status_code == 200
    assert shipped(order) == [4, 2]
    assert act(shop, first, "cancel").status_code == 200
    assert shipped(order) == [1, 2]


def test_a_document_that_goes_and_returns_takes_its_lines_along(shop: Shop, order: Record) -> None:
    made = parcel(shop, order, "3")
    lines_of = ParcelLine.objects.system(reason=WHY).filter(parcel_id=made["id"])
    assert shop.seller.delete(f"/records/parcel/{made['id']}").status_code == 204
    assert lines_of.filter(deleted_at=None).count() == 0
    assert shop.seller.post(f"/records/parcel/{made['id']}/actions/restore", {}).status_code == 200
    assert lines_of.filter(deleted_at=None).count() == 1


def test_what_was_sent_stands_on_every_door(shop: Shop, order: Record) -> None:
    made = parcel(shop, order, "3")
    sent = body(act(shop, made, "send"))
    door = f"/records/parcel/{made['id']}"
    assert shop.seller.patch(door, {"_version": sent["_version"], "lines": []}).status_code == 409
    assert shop.seller.delete(door).status_code == 409
    assert errors(shop.seller.patch(door, {"status": "draft"}), 422) == [("status", "state.transition")]
    line = f"/records/parcel_line/{sent['lines'][0]['id']}"
    assert shop.seller.delete(line).json()["code"] == "line.use_parent"
    assert act(shop, made, "send").json()["code"] == "action.not_now"
    assert (body(shop.seller.get(door))["status"], shipped(order)) == ("sent", [3, 0])


def test_it_takes_part_in_what_happens_to_the_order(shop: Shop, order: Record) -> None:
    made = parcel(shop, order, "3")
    refused = shop.act(order, "cancel", reason="不要了")
    assert (refused.status_code, refused.json()["code"]) == (409, "line.has_followers")
    assert shop.get(order)["status"] == "approved"
    assert act(shop, made, "cancel").status_code == 200
    assert shop.act(order, "cancel", reason="不要了").status_code == 200


def test_a_line_belongs_to_what_its_document_belongs_to(shop: Shop, order: Record) -> None:
    other = shop.get(shop.order({"product": shop.product(), "quantity": "9"}))
    strange = {"order_line": other["lines"][0]["id"], "quantity": "1"}
    answer = shop.seller.post("/records/parcel", {"sales_order": order["id"], "lines": [strange]})
    assert errors(answer) == [("lines[0].order_line", "reference.not_within")]
    made = parcel(shop, order, "3")
    door = f"/records/parcel/{made['id']}"
    own = [{"id": one["id"]} for one in made["lines"]]
    answer = shop.seller.patch(door, {"_version": made["_version"], "lines": [*own, strange]})
    assert errors(answer) == [("lines[1].order_line", "reference.not_within")]
    answer = shop.seller.patch(door, {"sales_order": other["id"]})
    assert errors(answer) == [("sales_order", "reference.lines_within")]
    moved = {"_version": made["_version"], "sales_order": other["id"], "lines": [strange]}
    assert shop.seller.patch(door, moved).status_code == 200
    assert [one["order_line"]["id"] for one in body(shop.seller.get(door))["lines"]] == [
        strange["order_line"]
    ]


def seen_by(caller: Caller, record: Record) -> dict[str, Any]:
    """What every way of looking tells of a parcel."""
    door = f"/records/parcel/{record['id']}"
    figures = caller.post("/records/parcel/aggregate", {"measures": [{"as": "n", "agg": "count"}]})
    return {
        "list": [one["id"] for one in body(caller.get("/records/parcel"))["items"]],
        "record": caller.get(door).status_code,
        "lines": caller.get(f"/records/parcel_line/{record['lines'][0]['id']}").status_code,
        "count": body(figures)["totals"]["n"],
        "search": [one["id"] for one in body(caller.get("/records/parcel", q=record["number"]))["items"]],
    }


@pytest.mark.req("PM-17")
def test_whether_looking_at_it_obeys_the_rights_on_records_is_a_switch_of_the_company(
    shop: Shop, order: Record
) -> None:
    made = parcel(shop, order, "3")
    stranger = person("stranger", {"parcel": ["view", "edit", "send"]})
    nobody = person("nobody", {"sales_order": ["view"]})
    nothing = {"list": [], "record": 404, "lines": 404, "count": 0, "search": []}
    assert seen_by(stranger, made) == nothing
    set_many({SWITCH: False}, None)
    begin_versions()
    all_of_it = {"list": [made["id"]], "record": 200, "lines": 200, "count": 1, "search": [made["id"]]}
    assert seen_by(stranger, made) == all_of_it
    assert nobody.get(f"/records/parcel/{made['id']}").status_code == 403
    assert stranger.get(f"/records/sales_order/{order['id']}").status_code in (403, 404)
    assert act(shop, made, "send").status_code == 200
    refused = stranger.patch(f"/records/parcel/{made['id']}", {"sent_at": None})
    assert refused.status_code == 403
    (line, *_rest) = body(stranger.get(f"/records/parcel/{made['id']}/access"))["items"]
    assert (line["operation"], line["rule"]) == ("view", "switched_off")
    set_many({SWITCH: True}, None)
    begin_versions()
    assert seen_by(stranger, made) == nothing
