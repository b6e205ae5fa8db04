"""How an order ends: closed short, completed; and what is said to happen next."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from guike.domains.orders import closing
from guike.domains.orders.closing import Moment, complete_reached, completes
from guike.domains.orders.rules import closed_part
from guike.domains.orders.settings import COMPLETE_WHEN
from guike.domains.orders.tests.shop import SELLER, Shop, body, errors, lines, orders, ship_each, ship_lines
from guike.entry.tests.people import person
from guike.kernel.text import T
from guike.platform.approvals.tests.firm import SUPERIOR, Firm, asks, over
from guike.platform.org.queries import begin_versions, directory
from guike.platform.records.writing import record_change
from guike.platform.settings.registry import _SETTINGS, spec_of
from guike.platform.settings.services import set_many
from tests.support.company import ctx_of

pytestmark = pytest.mark.django_db
RIGHTS = {**SELLER, "sales_order": [*SELLER["sales_order"], "close_short", "complete", "revise", "copy"]}
Record = dict[str, Any]


@pytest.fixture
def shop(db: None) -> Shop:
    found = Shop(person("closer", RIGHTS))
    found.account = found.make_account()
    return found


def confirmed(shop: Shop, *rows: Record, **values: Any) -> Record:
    made = shop.order(*rows, **values)
    return body(shop.act(made, "confirm"))


def ship(order: Record, *quantities: str) -> None:
    """As shipments will, in code of the system."""
    rows = lines().filter(order_id=order["id"], deleted_at=None).order_by("position")
    ship_lines(order["id"], {row.pk: quantity for row, quantity in zip(rows, quantities, strict=True)})
    orders().filter(pk=order["id"]).update(status="partly_shipped")


def of_lines(order: Record, name: str) -> list[str]:
    return [f"{Decimal(line[name]).normalize():f}" for line in order["lines"]]


def test_what_is_closed_of_a_line() -> None:
    assert closed_part(Decimal(900), Decimal(10), Decimal(6), 2) == Decimal("540.00")
    assert closed_part(Decimal(100), Decimal(3), Decimal(1), 2) == Decimal("33.33")
    assert closed_part(Decimal(100), Decimal(3), Decimal(3), 2) == Decimal("100.00")
    assert closed_part(Decimal(100), Decimal(3), Decimal(0), 2) == Decimal("0.00")
    assert closed_part(Decimal(1001), Decimal(4), Decimal(2), 0) == Decimal(501)


def test_what_is_not_shipped_is_closed_and_the_order_keeps_what_was_approved(shop: Shop) -> None:
    """I12: 10 at 100 less a tenth on the whole order, 4 shipped; 3 at 50 of which nothing was shipped."""
    order = confirmed(
        shop,
        {"product": shop.product("100"), "quantity": "10"},
        {"product": shop.product("50"), "quantity": "3"},
        order_discount_rate="0.1",
    )
    ship(order, "4", "0")
    assert errors(shop.act(order, "close_short")) == [("reason", "required")]
    closed = body(shop.act(order, "close_short", reason="客户不再要了"))
    assert (closed["status"], closed["total_amount"], closed["closed_amount"], closed["close_reason"]) == (
        "shipped", "1035.00", "675.00", "客户不再要了",
    )  # fmt: skip
    assert of_lines(closed, "quantity") == ["10", "3"]
    assert of_lines(closed, "closed_qty") == ["6", "3"]
    assert body(shop.act(order, "close_short", reason="再关"), 409)["code"] == "action.not_now"


def test_tax_that_is_added_falls_away_with_the_rest(shop: Shop) -> None:
    order = confirmed(
        shop, {"product": shop.product("100"), "quantity": "3", "tax_rate": "0.13"}, is_tax_included=False
    )
    ship(order, "2")
    closed = body(shop.act(order, "close_short", reason="停产"))
    assert (closed["total_amount"], closed["closed_amount"]) == ("339.00", "113.00")


def test_of_which_nothing_was_shipped_is_cancelled_and_services_are_not_shipped(shop: Shop) -> None:
    goods = confirmed(shop, {"product": shop.product("100"), "quantity": "2"})
    assert body(shop.act(goods, "close_short", reason="不要了"), 409)["code"] == "order.nothing_shipped"
    work = {"product": shop.product("80", kind="service"), "quantity": "1"}
    only_work = confirmed(shop, work)
    assert body(shop.act(only_work, "close_short", reason="不要了"), 409)["code"] == "order.nothing_open"
    both = confirmed(shop, {"product": shop.product("100"), "quantity": "2"}, work)
    closed = body(shop.act(both, "close_short", reason="自备材料"))
    assert (closed["status"], closed["closed_amount"], of_lines(closed, "closed_qty")) == (
        "shipped", "200.00", ["2", "0"],
    )  # fmt: skip


def test_what_was_closed_does_not_come_back(shop: Shop) -> None:
    """[OR-16] a shipment that is taken back opens what was shipped, not what was closed; a revision never goes below both."""
    order = confirmed(shop, {"product": shop.product("100"), "quantity": "10"})
    ship(order, "4")
    body(shop.act(order, "close_short", reason="不再要了"))
    row = orders().get(pk=order["id"])
    ship_each(order["id"], 1)
    record_change(ctx_of(shop.seller.id), "sales_order", [(row, {"status": "partly_shipped"})], step="unship")
    (line,) = lines().filter(order_id=order["id"])
    assert closing.open_qty(line) == 3

    def revise(**change: str) -> Any:
        version = orders().get(pk=order["id"]).version
        rows = [{"id": line.pk, **change}]
        return shop.act(order, "revise", values={"_version": version, "lines": rows}, reason="改")

    assert errors(revise(quantity="6.5")) == [("lines[0].quantity", "order.below_shipped")]
    assert body(revise(quantity="7"))["total_amount"] == "700.00"
    assert body(revise(unit_price="50"))["closed_amount"] == "300.00"


def test_a_change_that_waits_ends_with_the_closing() -> None:
    firm = Firm.open()
    firm.grant(firm.seller, sales_order=RIGHTS["sales_order"])
    firm.define(asks("经理", SUPERIOR), filter=over("100"))
    order = firm.order(quantity="5")
    body(firm.shop.act(order, "submit"))
    firm.decide(firm.manager)
    ship(order, "2")
    version = orders().get(pk=order["id"]).version
    sent = {"_version": version, "lines": [{"id": order["lines"][0]["id"], "quantity": "8"}]}
    body(firm.shop.act(order, "revise", values=sent, reason="加三件"))
    body(firm.shop.act(order, "close_short", reason="不要了"))
    row = orders().get(pk=order["id"])
    assert (row.status, f"{row.total_amount:.2f}", f"{row.closed_amount:.2f}") == (
        "shipped",
        "500.00",
        "300.00",
    )
    assert firm.todo(firm.manager) == []


def test_completed_by_hand_when_nothing_is_left_to_ship(shop: Shop) -> None:
    """I13 [OR-07]"""
    order = confirmed(shop, {"product": shop.product("100"), "quantity": "2"})
    refused = body(shop.act(order, "complete"), 409)
    assert (refused["code"], refused["detail"][:7]) == ("order.still_open", "1 lines")
    ship(order, "1")
    assert body(shop.act(order, "complete"), 409)["code"] == "action.not_now"
    body(shop.act(order, "close_short", reason="不要了"))
    done = body(shop.act(order, "complete"))
    assert (done["status"], done["completed_at"] is not None) == ("completed", True)
    assert body(shop.act(order, "complete"), 409)["code"] == "action.not_now"
    work = confirmed(shop, {"product": shop.product("80", kind="service"), "quantity": "1"})
    assert body(shop.act(work, "complete"))["status"] == "completed"


def test_without_the_right_nobody_closes_or_completes(shop: Shop) -> None:
    other = Shop.open("plain")
    order = confirmed(other, {"product": other.product("80", kind="service"), "quantity": "1"})
    assert other.act(order, "close_short", reason="不要").status_code == 403
    assert other.act(order, "complete").status_code == 403
    assert {"close_short", "complete"} & set(other.get(order)["_actions"]) == set()


@pytest.fixture
def when_received(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A trial of what receipts will bring: their moment."""
    monkeypatch.setattr(closing, "_moments", {})
    monkeypatch.setitem(_SETTINGS, COMPLETE_WHEN, spec_of(COMPLETE_WHEN))
    completes(
        "trial",
        Moment(
            T("签收", "Received"), lambda _ctx, rows: {row.pk for row in rows if row.status == "received"}
        ),
    )
    yield
    begin_versions()


def test_a_package_above_offers_its_moment_and_completes_by_it(shop: Shop, when_received: None) -> None:
    assert [code for code, _label in spec_of(COMPLETE_WHEN).choices] == [
        "manual",
        "received",
        "collected",
        "trial",
    ]
    order = confirmed(shop, {"product": shop.product("80"), "quantity": "1"})
    row = orders().get(pk=order["id"])
    complete_reached(ctx_of(shop.seller.id), [row])
    assert orders().get(pk=order["id"]).status == "approved"
    set_many({COMPLETE_WHEN: "trial"}, None)
    begin_versions()
    refused = body(shop.act(order, "complete"), 409)
    assert (refused["code"], "“Received”" in refused["detail"]) == ("order.completes_itself", True)
    complete_reached(ctx_of(shop.seller.id), [row])
    assert orders().get(pk=order["id"]).status == "approved"
    ship_each(order["id"], 1)
    orders().filter(pk=order["id"]).update(status="received")
    complete_reached(ctx_of(shop.seller.id), [orders().get(pk=order["id"])])
    assert orders().get(pk=order["id"]).status == "completed"


def test_only_what_has_an_effect_is_offered() -> None:
    assert [code for code, _label in spec_of(COMPLETE_WHEN).choices] == ["manual", "received", "collected"]


def told(firm: Firm, order: Record) -> str:
    return str(firm.shop.get(order)["_next"])


def test_what_happens_next_is_said_in_every_state() -> None:
    """[OR-18]"""
    firm = Firm.open()
    firm.grant(firm.seller, sales_order=[*RIGHTS["sales_order"]])
    firm.define(asks("财务", SUPERIOR), filter=over("100"))
    order = firm.order(quantity="5")
    owner, manager = (directory().people[one.id].name for one in (firm.seller, firm.manager))
    assert told(firm, order) == f"{owner} to fill it in and submit it"
    body(firm.shop.act(order, "submit"))
    assert told(firm, order) == f"{manager} to decide (财务)"
    firm.decide(firm.manager, "reject", comment="太多")
    assert told(firm, order) == f"{owner} to change and submit it again, or to cancel it"
    body(firm.shop.act(order, "submit"))
    firm.decide(firm.manager)
    waits = f"The warehouse to ship; what needs no shipping, {owner} to complete"
    assert told(firm, order) == waits
    version = orders().get(pk=order["id"]).version
    sent = {"_version": version, "lines": [{"id": order["lines"][0]["id"], "quantity": "8"}]}
    body(firm.shop.act(order, "revise", values=sent, reason="加三件"))
    assert told(firm, order) == f"{manager} to decide (财务); {waits}"
    body(firm.shop.act(order, "cancel", reason="不要了"))
    assert told(firm, order) == "Cancelled; nothing is left to do"
