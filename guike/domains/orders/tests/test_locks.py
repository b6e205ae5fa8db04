"""What no longer changes is said with the record, and is what the write refuses."""

from __future__ import annotations

import pytest

from guike.domains.orders.rules import OPEN_FIELDS
from guike.domains.orders.tests.shop import Shop, body, orders

pytestmark = pytest.mark.django_db


def test_a_draft_is_open_and_what_a_submitted_order_locks_is_refused() -> None:
    shop = Shop.open()
    order = shop.order({"product": shop.product("100"), "quantity": "2"})
    assert "_locked" not in shop.get(order)
    body(shop.act(order, "submit"))
    locked = shop.get(order)["_locked"]
    assert set(locked) >= {
        "account",
        "lines",
        "order_discount_rate",
        "target_amount",
        "is_tax_included",
        "ordered_on",
    }
    assert not set(locked) & OPEN_FIELDS
    assert set(locked.values()) == {
        "The order has been submitted: its account, lines and amounts stand. Lines and amounts of an order that is to be"
        " shipped are changed by “Revise”."
    }
    before = orders().filter(pk=order["id"]).values().get()
    other = {"account": shop.make_account(), "is_tax_included": False, "ordered_on": "2026-01-02",
             "lines": [], "order_discount_rate": "0.1", "target_amount": "1"}  # fmt: skip
    for name, value in other.items():
        assert body(shop.change(order, **{name: value}), 409)["code"] == "order.locked", name
    assert orders().filter(pk=order["id"]).values().get() == before
    assert body(shop.change(order, description="已通知仓库"))["description"] == "已通知仓库"


def test_submitting_says_what_follows_and_which_amount() -> None:
    actions = {a["name"]: a for a in Shop.open().seller.get("/meta/objects/sales_order").json()["actions"]}
    for name in ("submit", "confirm"):
        assert actions[name]["shows"] == ["account", "total_amount", "discount_amount"]
        assert "can no longer be changed" in actions[name]["confirm"]
