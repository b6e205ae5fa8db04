"""I11: what was approved stands until its change is approved, and a change never goes below what was shipped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.http import HttpResponse

from guike.domains.accounts.models import Account
from guike.domains.orders.tests.shop import SELLER, WHY, body, errors, lines, orders, ship_each
from guike.platform.access.context import Context
from guike.platform.approvals.tests.firm import SUPERIOR, Firm, asks, one, over
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import Participant
from guike.platform.records.shapes import Draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    firm = Firm.open()
    firm.grant(firm.seller, sales_order=[*SELLER["sales_order"], "revise"])
    return firm


def revise(
    firm: Firm, order: dict[str, Any], rows: list[dict[str, Any]] | None = None, **values: Any
) -> HttpResponse:
    version = orders().get(pk=order["id"]).version
    sent = {"_version": version, **({} if rows is None else {"lines": rows}), **values}
    return firm.shop.act(order, "revise", values=sent, reason="客户改了数量")


def times(order: dict[str, Any], quantity: str, **values: Any) -> list[dict[str, Any]]:
    """The order's first line in another quantity."""
    return [{"id": order["lines"][0]["id"], "quantity": quantity, **values}]


def stands(order: dict[str, Any]) -> tuple[str, str, int]:
    row = orders().get(pk=order["id"])
    return row.status, f"{row.total_amount:.2f}", row.revision_no


def sold(firm: Firm) -> str:
    return f"{Account.objects.system(reason=WHY).get(pk=firm.shop.account).total_order_amount:.2f}"


def test_where_nobody_decides_it_is_done_at_once(firm: Firm) -> None:
    """[OR-16]"""
    order = firm.submitted()
    refused = firm.shop.change(order, lines=times(order, "3"))
    assert body(refused, 409)["code"] == "order.locked"
    changed = body(revise(firm, order, times(order, "3")))
    assert (changed["status"], changed["total_amount"], changed["revision_no"], changed["revision_reason"]) == (
        "approved", "300.00", 1, "客户改了数量",
    )  # fmt: skip
    assert sold(firm) == "300.00"


def test_the_approved_order_counts_until_its_change_is_approved(firm: Firm) -> None:
    """[OR-16 a change creates a version and re-approval]"""
    firm.define(asks("经理", SUPERIOR), filter=over("100"))
    order = firm.submitted()
    body(revise(firm, order, times(order, "3")))
    waiting = firm.shop.get(order)
    assert (waiting["status"], waiting["total_amount"], waiting["approval"]["step"]) == (
        "approved",
        "100.00",
        "经理",
    )
    assert (stands(order), sold(firm)) == (("approved", "100.00", 0), "100.00")
    assert body(revise(firm, order, times(order, "4")), 409)["code"] == "approval.running"
    assert firm.shop.change(order, expected_delivery_on="2026-12-24").status_code == 409
    shown = firm.request(order)["foreseen"]
    assert {one["field"]: (one["old"], one["new"]) for one in shown["fields"]} == {
        "list_amount": ("100.00", "300.00"), "total_amount": ("100.00", "300.00"), "revision_no": (0, 1),
        "revision_reason": (None, "客户改了数量"),
    }  # fmt: skip
    ((kind, cells),) = [
        (line["kind"], {c["field"]: (c["old"], c["new"]) for c in line["cells"]}) for line in shown["lines"]
    ]
    assert (kind, cells["quantity"], cells["net_amount"]) == ("changed", ("1", "3"), ("100.00", "300.00"))
    (item,) = body(firm.manager.get("/approvals/tasks", box="todo"))["items"]
    assert item["object_label"] == "Sales order · Revise"
    assert {one["field"]: one["value"] for one in item["card"]}["total_amount"] == "300.00"
    firm.decide(firm.manager)
    assert (stands(order), sold(firm)) == (("approved", "300.00", 1), "300.00")
    assert firm.request(order)["status"] == "approved"


@pytest.mark.parametrize("end", ["reject", "withdraw", "cancel"])
def test_a_change_that_is_not_approved_leaves_the_order_as_it_was(firm: Firm, end: str) -> None:
    firm.define(asks("经理", SUPERIOR), filter=over("100"))
    order = firm.submitted()
    before = firm.shop.get(order)
    body(revise(firm, order, [*times(order, "3"), {"product": firm.shop.product("7"), "quantity": "1"}]))
    if end == "reject":
        firm.decide(firm.manager, "reject", comment="太多")
    elif end == "withdraw":
        body(firm.seller.post(f"/approvals/requests/{firm.request(order)['id']}/withdraw", {}))
    else:
        body(firm.boss.post(f"/approvals/requests/{firm.request(order)['id']}/cancel", {"comment": "停"}))
    after = firm.shop.get(order)
    assert {name: value for name, value in after.items() if before[name] != value} == {}
    body(revise(firm, order, times(order, "5")))
    firm.decide(firm.manager)
    assert stands(order) == ("approved", "500.00", 1)


def test_it_is_judged_as_it_would_become_at_every_step(firm: Firm) -> None:
    """[AP-01] a step that asks above an amount is taken by the new amount, and not by the one that stands"""
    firm.define(
        asks("经理", SUPERIOR), asks("总监", one(firm.director), filter=over("1000")), filter=over("100")
    )
    order = firm.submitted()
    body(revise(firm, order, times(order, "11")))
    firm.decide(firm.manager)
    assert stands(order) == ("approved", "100.00", 0)
    firm.decide(firm.director)
    assert stands(order) == ("approved", "1100.00", 1)


def test_conditions_over_lines_read_the_new_lines(firm: Firm) -> None:
    cheap = {"field": "lines.unit_price", "op": "lt", "value": "50"}
    firm.define(asks("经理", SUPERIOR), asks("总监", one(firm.director), filter=cheap), filter=over("0"))
    order = firm.submitted()
    firm.decide(firm.manager)
    body(revise(firm, order, times(order, "2", unit_price="40")))
    firm.decide(firm.manager)
    assert stands(order) == ("approved", "100.00", 0)
    firm.decide(firm.director)
    assert stands(order) == ("approved", "80.00", 1)


def test_what_was_returned_is_asked_for_anew(firm: Firm) -> None:
    firm.define(asks("经理", SUPERIOR), filter=over("100"))
    order = firm.submitted()
    body(revise(firm, order, times(order, "3")))
    firm.decide(firm.manager, "reject", comment="两件就好", to="applicant")
    assert (stands(order), firm.request(order)["is_returned"]) == (("approved", "100.00", 0), True)
    body(revise(firm, order, times(order, "2")))
    assert firm.request(order)["foreseen"]["lines"][0]["cells"][1]["new"] == "2"
    firm.decide(firm.manager)
    assert stands(order) == ("approved", "200.00", 1)


def test_what_would_be_done_otherwise_by_now_is_not_done(firm: Firm) -> None:
    """An order in effect never has an amount that its approval did not see."""
    firm.define(asks("经理", SUPERIOR), filter=over("100"))
    order = firm.submitted()
    product = firm.shop.product("50")
    body(revise(firm, order, [*times(order, "3"), {"product": product, "quantity": "1"}]))
    version = body(firm.seller.get(f"/records/product/{product}"))["_version"]
    body(firm.seller.patch(f"/records/product/{product}", {"_version": version, "standard_price": "60"}))
    firm.decide(firm.manager)
    assert stands(order) == ("approved", "100.00", 0)
    assert firm.request(order)["failure"] == "变更的结果已与审批人看到的不同，没有生效；请重新发起变更"


def test_cancelled_nobody_decides_about_its_change(firm: Firm) -> None:
    firm.define(asks("经理", SUPERIOR), filter=over("100"))
    order = firm.submitted()
    body(revise(firm, order, times(order, "3")))
    body(firm.shop.act(order, "cancel", reason="不要了"))
    assert (stands(order), firm.todo(firm.manager)) == (("cancelled", "100.00", 0), [])


def shipped(order: dict[str, Any], quantity: str) -> None:
    """As shipments will, in code of the system."""
    ship_each(order["id"], quantity)
    orders().filter(pk=order["id"]).update(status="partly_shipped")


def test_never_below_what_was_shipped(firm: Firm) -> None:
    """[OR-16 shipped quantity cannot be undercut]"""
    order = firm.order(quantity="5")
    body(firm.shop.act(order, "submit"))
    shipped(order, "2")
    assert errors(revise(firm, order, times(order, "1.5"))) == [("lines[0].quantity", "order.below_shipped")]
    other = firm.shop.product("1")
    assert errors(revise(firm, order, times(order, "2", product=other))) == [
        ("lines[0].product", "order.is_shipped")
    ]
    assert (
        body(revise(firm, order, [{"product": other, "quantity": "1"}]), 409)["code"] == "line.has_followers"
    )
    assert stands(order) == ("partly_shipped", "500.00", 0)
    assert body(revise(firm, order, times(order, "2")))["total_amount"] == "200.00"


def test_shipped_while_people_decide_it_is_not_undercut(firm: Firm) -> None:
    firm.define(asks("经理", SUPERIOR), filter=over("100"))
    order = firm.order(quantity="5")
    body(firm.shop.act(order, "submit"))
    firm.decide(firm.manager)
    body(revise(firm, order, times(order, "2")))
    shipped(order, "3")
    firm.decide(firm.manager)
    assert stands(order) == ("partly_shipped", "500.00", 0)
    assert "不能少于" in firm.request(order)["failure"]


def test_refusals(firm: Firm) -> None:
    order = firm.submitted()
    other = firm.shop.make_account()
    assert body(revise(firm, order, account=other), 409)["code"] == "order.locked"
    assert body(revise(firm, order, times(order, "1")), 409)["code"] == "order.not_revised"
    assert errors(firm.shop.act(order, "revise", values={"_version": 1})) == [("reason", "required")]
    assert (
        body(firm.shop.act(firm.order(), "revise", values={}, reason="早"), 409)["code"] == "action.not_now"
    )
    stale = firm.shop.act(order, "revise", values={"_version": 1, "lines": times(order, "2")}, reason="旧")
    assert body(stale, 409)["code"] == "conflict.stale"
    firm.grant(firm.seller, sales_order=SELLER["sales_order"])
    assert revise(firm, order, times(order, "2")).status_code == 403
    assert stands(order) == ("approved", "100.00", 0)


def test_new_lines_keep_their_cost_and_higher_packages_take_part_once(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, str]] = []

    def follow(_ctx: Context, drafts: Sequence[Draft]) -> None:
        seen.extend((draft.row.pk, f"{draft.row.total_amount:.2f}") for draft in drafts)

    order = firm.submitted()
    dear = firm.shop.product("50", cost="30")
    spec = catalogue().get("sales_order")
    followed = spec.with_(participants=(*spec.participants, Participant("stock.test", "revised", follow)))
    monkeypatch.setitem(catalogue().objects, "sales_order", followed)  # type: ignore[arg-type]
    body(revise(firm, order, [*times(order, "1"), {"product": dear, "quantity": "1"}]))
    assert [row.unit_cost for row in lines().filter(order_id=order["id"]).order_by("position")] == [None, 30]
    assert seen == [(order["id"], "150.00")]
