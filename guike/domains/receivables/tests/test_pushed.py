"""A finance system pushes payments under its own numbers: each counts once, and one that does not fit is rejected with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse

from guike.domains.receivables.tests.till import Till, body, errors, payments

pytestmark = pytest.mark.django_db


@pytest.fixture
def till() -> Till:
    return Till.open()


def push(till: Till, key: str, **values: Any) -> HttpResponse:
    return till.finance.put(f"/records/payment/external/kingdee/{key}", values)


def of(till: Till, order: dict[str, Any], amount: str = "300") -> dict[str, Any]:
    return {
        "account": till.shop.account,
        "order": order["id"],
        "amount": amount,
        "received_on": "2026-11-30",
        "method": "bank",
        "reference_no": "FK-1",
    }


@pytest.mark.req("IG-02")
def test_a_payment_that_finance_pushes_counts_once_and_sales_see_it(till: Till) -> None:
    """[IG-02] order 1,000: 300 pushed and confirmed, pushed again without effect"""
    order = till.order("1000")
    made = body(push(till, "FK-1", **of(till, order)), 201)
    assert till.money(order)[:2] == ("0.00", "300.00")
    body(till.act(made, "confirm"))
    assert till.money(order)[:2] == ("300.00", "0.00")
    version = payments().get().version
    for _again in range(2):
        body(push(till, "FK-1", **of(till, order)))
        body(till.act(made, "confirm"))
    assert (payments().count(), payments().get().version) == (1, version)
    seen = body(till.shop.seller.get(f"/records/payment/{made['id']}"))
    assert (seen["status"], seen["amount"], seen["external_id"]) == ("confirmed", "300.00", "FK-1")
    assert body(till.shop.seller.get(f"/records/sales_order/{order['id']}"))["collected_amount"] == "300.00"


@pytest.mark.req("IG-02")
def test_what_does_not_fit_is_rejected_with_the_reason_and_changes_nothing(till: Till) -> None:
    """[IG-02] another customer's order, an order that is not there, another amount once it counts"""
    order = till.order("1000")
    other = till.shop.make_account()
    wrong = push(till, "FK-2", **{**of(till, order), "account": other})
    assert [field for field, _code in errors(wrong)] == ["order"]
    assert [
        field for field, _code in errors(push(till, "FK-3", **{**of(till, order), "order": 999_999}))
    ] == ["order"]
    assert (payments().count(), till.money(order)[:2]) == (0, ("0.00", "0.00"))
    made = body(push(till, "FK-4", **of(till, order)), 201)
    body(till.act(made, "confirm"))
    changed = push(till, "FK-4", **of(till, order, "400"))
    assert (changed.status_code, changed.json()["code"]) == (409, "payment.locked")  # type: ignore[attr-defined]
    assert (payments().get().amount, till.money(order)[0]) == (300, "300.00")
