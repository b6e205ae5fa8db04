"""The company writes discounts in one way, everywhere; what is kept is the part taken off."""

from __future__ import annotations

from typing import Any

import pytest

from guike.domains.orders.tests.shop import Shop, body
from guike.entry.tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Any:
    return person("boss", is_administrator=True)


def _write(boss: Any, convention: str | None) -> None:
    assert boss.patch("/settings", {"company.discounts": convention}).status_code == 200


def _line_field(boss: Any) -> dict[str, Any]:
    meta = boss.get("/meta/objects/sales_order").json()
    lines = next(f for f in meta["fields"] if f["name"] == "lines")["lines"]["fields"]
    return next(f for f in lines if f["name"] == "discount_rate")


def test_every_label_says_how_it_is_written_and_follows_the_setting(boss: Any) -> None:
    assert (_line_field(boss)["label"], _line_field(boss)["discount"]) == (
        "Discount rate (% to pay)",
        "to_pay",
    )
    _write(boss, "off")
    assert (_line_field(boss)["label"], _line_field(boss)["discount"]) == ("Discount rate (% off)", "off")
    order = next(
        f
        for f in boss.get("/meta/objects/sales_order").json()["fields"]
        if f["name"] == "order_discount_rate"
    )
    assert (order["label"], order["discount"]) == ("Order discount rate (% off)", "off")
    deal = boss.get("/meta/objects/opportunity_line").json()["fields"]
    assert next(f for f in deal if f["name"] == "discount_rate")["discount"] == "off"
    tax = next(f for f in boss.get("/meta/objects/product").json()["fields"] if f["name"] == "tax_rate")
    assert tax["discount"] is None


@pytest.mark.parametrize("rate", ["1.01", "-0.2", "12"])
def test_a_wrong_discount_is_refused_in_the_unit_of_the_screen(rate: str) -> None:
    shop = Shop.open()
    row = {"product": shop.product("100"), "quantity": "1"}
    for refused in (shop.refuse({**row, "discount_rate": rate}), shop.refuse(row, order_discount_rate=rate)):
        [error] = body(refused, 422)["errors"]
        assert (error["code"], "0% 到 100%" in error["message"] or "0% and 100%" in error["message"]) == (
            "out_of_range",
            True,
        )
