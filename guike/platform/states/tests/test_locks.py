"""What a state keeps is kept on every door, and by domain code too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction

from guike.domains.orders.rules import EDITABLE, OPEN_FIELDS, STATES
from guike.domains.orders.tests.shop import Shop, body, lines, orders
from guike.entry.tests.people import Caller, person
from guike.kernel.errors import Refusal
from guike.platform.access.context import Context, system_context
from guike.platform.events.models import Event
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.errors import RecordRefused
from guike.platform.records.references import checks
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import record_change

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.figures_apart("orders are put into their states past the write path"),
]

LOCKED = [code for code in STATES.codes if code not in EDITABLE]
Order = dict[str, Any]


@pytest.fixture
def shop() -> Shop:
    return Shop.open()


@pytest.fixture
def order(shop: Shop) -> Order:
    return shop.order({"product": shop.product("100"), "quantity": "2"}, source_system="erp", external_id="7")


def stored() -> tuple[Any, ...]:
    return list(orders().values()), list(lines().values()), Event.objects.count()


def doors(shop: Shop, boss: Caller, order: Order, values: dict[str, Any]) -> dict[str, Any]:
    """Every way by which somebody writes an order: its answer, or the row's own result."""
    row = {"_version": order["_version"], **values}
    update = {"update": [{"id": order["id"], **row}]}
    upsert = {"upsert": [{"source_system": "erp", "external_id": "7", **row}]}
    path = "/records/sales_order"

    def first(rows: dict[str, Any]) -> Any:
        return body(shop.seller.post(f"{path}/bulk", rows))["results"][0]["error"]

    return {
        "patch": body(shop.seller.patch(f"{path}/{order['id']}", row), 409),
        "administrator": body(boss.patch(f"{path}/{order['id']}", row), 409),
        "bulk": first(update),
        "atomic": first({**update, "atomic": True}),
        "upsert": first(upsert),
    }


@pytest.mark.parametrize("state", LOCKED)
def test_lines_and_amounts_of_a_submitted_order_stand_on_every_door(
    shop: Shop, order: Order, state: str
) -> None:
    orders().filter(pk=order["id"]).update(status=state)
    boss, line = person("boss", is_administrator=True), order["lines"][0]["id"]
    before = stored()
    changes: tuple[dict[str, Any], ...] = (
        {"lines": []},
        {"lines": [{"id": line, "quantity": "3"}]},
        {"ordered_on": "2026-01-01"},
        {"target_amount": "1"},
    )
    for values in changes:
        found = {name: one["code"] for name, one in doors(shop, boss, order, values).items()}
        assert set(found.values()) == {"order.locked"}, (values, found)
    assert stored() == before


@pytest.mark.parametrize("state", STATES.codes)
def test_only_what_is_not_kept_is_deleted(shop: Shop, order: Order, state: str) -> None:
    orders().filter(pk=order["id"]).update(status=state)
    before = stored()
    answer = shop.seller.delete(f"/records/sales_order/{order['id']}")
    if state in EDITABLE:
        assert answer.status_code == 204
        return
    assert body(answer, 409)["code"] == "order.not_deletable"
    (row,) = body(shop.seller.post("/records/sales_order/bulk", {"delete": [order["id"]]}))["results"]
    assert row["error"]["code"] == "order.not_deletable"
    assert stored() == before


@pytest.mark.parametrize("state", LOCKED)
def test_domain_code_does_not_write_what_a_state_keeps_either(order: Order, state: str) -> None:
    """Nor with a step: that brings along only what nobody writes by hand."""
    orders().filter(pk=order["id"]).update(status=state)
    before = stored()
    wrong: tuple[dict[str, Any], ...] = (
        {"ordered_on": "2026-01-01"},
        {"is_tax_included": False},
        {"total_amount": "1"},
    )
    for values in wrong:
        with pytest.raises(Refusal) as refused, transaction.atomic():
            record_change(system_context(), "sales_order", [(orders().get(pk=order["id"]), values)])
        assert refused.value.code == "order.locked", values
    step = next((one for one in STATES.steps if state in one.sources), None)
    if step is not None:
        target = next(code for code in step.targets if code != state)
        values = {"status": target, "is_tax_included": False}
        with pytest.raises(Refusal) as refused, transaction.atomic():
            record_change(
                system_context(), "sales_order", [(orders().get(pk=order["id"]), values)], step=step.name
            )
        assert refused.value.code == "order.locked"
    assert stored() == before
    record_change(system_context(), "sales_order", [(orders().get(pk=order["id"]), {"description": "急"})])
    assert orders().get().description == "急"


def test_every_object_says_in_the_form_what_it_will_refuse() -> None:
    """`_locked` of an opened record and the refusal are one rule: field by field, over every lock there is."""
    seen = set()
    for spec in catalogue().objects.values():
        for lock in spec.states.locks if spec.states else ():
            seen.add(spec.name)
            for item in spec.fields:
                holds = lock.holds(item.name, custom=item.custom)
                assert holds == (item.name not in lock.but), (spec.name, item.name)
    assert {"lead", "sales_order"} <= seen
    assert not OPEN_FIELDS - {item.name for item in catalogue().get("sales_order").fields}


def refusing(name: str) -> checks.Guard:
    def guard(_ctx: Context, spec: ObjectSpec, drafts: list[Draft]) -> None:  # type: ignore[type-arg]
        for draft in drafts:
            if spec.name == name:
                draft.refusal = RecordRefused("line.has_followers")

    return guard  # type: ignore[return-value]


def test_guards_are_asked_of_domain_code_unless_it_says_why_not(
    shop: Shop, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Confirming an order makes its account formal: what keeps the account keeps the order."""
    account = shop.make_account(status="potential")
    orders().filter(pk=order["id"]).update(account_id=account)
    monkeypatch.setitem(checks._guards, "test", refusing("account"))
    before = stored()
    assert body(shop.act(order, "confirm"), 409)["code"] == "line.has_followers"
    assert stored() == before
    monkeypatch.setitem(checks._guards, "test", refusing("sales_order"))
    assert body(shop.act(order, "confirm"), 409)["code"] == "line.has_followers"
    assert body(shop.act(order, "submit"), 409)["code"] == "line.has_followers"
    assert stored() == before
    row = orders().get(pk=order["id"])
    with pytest.raises(RecordRefused), transaction.atomic():
        record_change(system_context(), "sales_order", [(row, {"description": "急"})])
    row = orders().get(pk=order["id"])
    record_change(system_context(), "sales_order", [(row, {"description": "急"})], bypass="the test's own")
    assert orders().get().description == "急"


def test_a_by_pass_passes_no_step_by(order: Order) -> None:
    row = orders().get(pk=order["id"])
    with pytest.raises(Refusal) as refused, transaction.atomic():
        record_change(
            system_context(), "sales_order", [(row, {"status": "shipped"})], step="ship", bypass="none"
        )
    assert refused.value.code == "state.transition"


def test_what_is_kept_by_the_system_is_not_locked(order: Order) -> None:
    """Shipping counts on lines of an approved order; by itself nothing else of a line is written."""
    orders().filter(pk=order["id"]).update(status="approved")
    line = lines().get(order_id=order["id"])
    record_change(system_context(), "sales_order_line", [(line, {"backordered_qty": 1})])
    assert lines().get().backordered_qty == 1
    with pytest.raises(Refusal) as refused, transaction.atomic():
        record_change(system_context(), "sales_order_line", [(line, {"quantity": 9})])
    assert refused.value.code == "line.use_parent"


def test_of_several_records_only_the_one_that_a_guard_keeps_is_refused(
    shop: Shop, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Confirmed at once, each order stands or falls by itself; so do those that are cancelled."""
    other = shop.order({"product": shop.product("50"), "quantity": "1"})

    def keeping(_ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            if spec.name == "sales_order" and draft.row.pk == order["id"]:
                draft.refusal = RecordRefused("line.has_followers")

    monkeypatch.setitem(checks._guards, "test", keeping)
    ids = [order["id"], other["id"]]
    for action, params, state in (("confirm", {}, "approved"), ("cancel", {"reason": "退单"}, "cancelled")):
        sent = {"ids": ids, "params": params}
        results = body(shop.seller.post(f"/records/sales_order/actions/{action}", sent))["results"]
        assert [row["ok"] for row in results] == [False, True], action
        assert results[0]["error"]["code"] == "line.has_followers"
        states = dict(orders().values_list("pk", "status"))
        assert states == {order["id"]: "draft", other["id"]: state}
