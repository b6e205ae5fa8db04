"""Lists of orders whose goods, money and invoices are not at one."""

from __future__ import annotations

from typing import Any

import pytest

from guike.domains.invoicing.gaps import GAPS
from guike.domains.invoicing.tests.desk import Desk, body

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk.open()


def found(desk: Desk, view: str) -> list[tuple[int, Any]]:
    amount = GAPS[view][1]
    rows = body(desk.till.finance.get("/records/sales_order", view=view))["items"]
    return sorted((row["id"], row[amount]) for row in rows)


@pytest.mark.req("IN-03")
def test_invoiced_waiting_and_uninvoiced_are_the_order_and_paid_not_invoiced_is_a_list(desk: Desk) -> None:
    """[IN-03] I1"""
    paid, billed, other = (desk.order(total="1000") for _n in range(3))
    desk.till.confirmed("600", paid)
    desk.issued(paid, amount="250")
    desk.ask(paid, amount="100")
    desk.issued(billed, amount="400")
    desk.till.confirmed("100", billed)
    rows = body(desk.till.finance.get("/records/sales_order", view="invoicing"))["items"]
    told = {
        row["id"]: tuple(
            row[n] for n in ("invoiced_amount", "unconfirmed_invoice_amount", "uninvoiced_amount")
        )
        for row in rows
    }
    assert told == {
        paid["id"]: ("250.00", "100.00", "650.00"),
        billed["id"]: ("400.00", "0.00", "600.00"),
        other["id"]: ("0.00", "0.00", "1000.00"),
    }
    assert found(desk, "collected_not_invoiced") == [(paid["id"], "350.00")]
    assert found(desk, "invoiced_not_collected") == [(billed["id"], "300.00")]


def test_what_is_invoiced_above_a_smaller_order_is_a_list(desk: Desk) -> None:
    """I5"""
    order = desk.order({"product": desk.till.shop.product("100"), "quantity": "10"})
    made = desk.issued(order)
    assert found(desk, "invoiced_above_order") == []
    desk.till.revise(order, "7")
    assert found(desk, "invoiced_above_order") == [(order["id"], "300.00")]
    body(desk.red(made, amount="300"))
    assert found(desk, "invoiced_above_order") == []


def test_what_is_shipped_and_not_invoiced_is_a_list(desk: Desk) -> None:
    order = desk.order({"product": desk.till.shop.product("100"), "quantity": "10"})
    line = order["lines"][0]["id"]
    assert found(desk, "shipped_not_invoiced") == []
    made = desk.shipper.post(
        f"/records/sales_order/{order['id']}/actions/ship", {"lines": [{"line": line, "quantity": "4"}]}
    )
    assert made.status_code == 200, made.content
    assert found(desk, "shipped_not_invoiced") == [(order["id"], "400.00")]
    desk.issued(order, amount="150")
    assert found(desk, "shipped_not_invoiced") == [(order["id"], "250.00")]
