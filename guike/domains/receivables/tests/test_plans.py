"""When what is owed arises and is due: points, terms, payment plans."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.domains.fulfilment.tests.yard import Yard, put, shipments
from guike.domains.receivables.models import Installment, PaymentPlan
from guike.domains.receivables.planning import Part, amounts_of, in_turn, owed, without_returned
from guike.domains.receivables.tests.till import WHY, Till, allocations, body, errors, receivables
from guike.kernel import clock
from guike.kernel.due_dates import DueRule, add_months
from guike.platform.settings.services import set_many
from tests.support.company import nobody_decides

CENT = Decimal("0.01")
TZ = "Asia/Shanghai"


@pytest.fixture
def till() -> Till:
    return Till.open()


def _terms(till: Till, *parts: dict[str, Any], **values: Any) -> int:
    lines = [{"name": f"第 {n} 期", **part} for n, part in enumerate(parts, 1)]
    made = till.finance.post("/records/payment_term", {"name": "条件", "lines": lines, **values})
    return int(body(made, 201)["id"])


def _owed(order: dict[str, Any]) -> list[tuple[str, Decimal, date | None, str]]:
    """source, amount, due day, state of each receivable that is not cancelled"""
    rows = receivables().filter(order_id=order["id"]).exclude(status="cancelled")
    return [(row.source, row.amount, row.due_on, row.status) for row in rows]


def _plan(order: dict[str, Any]) -> list[tuple[str, Decimal, date | None, Decimal]]:
    rows = Installment.objects.system(reason=WHY).filter(payment_plan__order_id=order["id"], deleted_at=None)
    return [(row.name, row.amount, row.due_on, row.paid_amount) for row in rows.order_by("position")]


def _point(value: str) -> None:
    set_many({"receivable.point": value}, None, as_system=True)


def _goods(till: Till, quantity: str = "10", price: str = "100", **values: Any) -> dict[str, Any]:
    made = till.shop.order({"product": till.shop.product(price), "quantity": quantity}, **values)
    return body(till.shop.act(made, "confirm"))


def _line(till: Till, order: dict[str, Any]) -> int:
    found: int = till.shop.get(order)["lines"][0]["id"]
    return found


def _do(by: Any, record: str, action: str, **params: Any) -> dict[str, Any]:
    return body(by.post(f"/records/{record}/actions/{action}", params))


@pytest.mark.django_db
@pytest.mark.req("RE-01")
def test_goods_are_owed_at_the_point_that_the_company_chose(till: Till) -> None:
    """[RE-01] the same order of ten: at once, by what was shipped, by what was received"""
    today = clock.today(TZ)
    due = today + timedelta(days=30)
    at_once = _goods(till)
    assert _owed(at_once) == [("order", 1000, due, "open")]

    _point("shipment")
    shipped = _goods(till)
    assert _owed(shipped) == []
    _do(
        till.shipper,
        f"sales_order/{shipped['id']}",
        "ship",
        lines=[{"line": _line(till, shipped), "quantity": "4"}],
    )
    assert _owed(shipped) == [("shipment", 400, due, "open")]
    _do(till.shipper, f"sales_order/{shipped['id']}", "ship")
    assert _owed(shipped) == [("shipment", 400, due, "open"), ("shipment", 600, due, "open")]

    _point("receipt")
    received = _goods(till)
    _do(till.shipper, f"sales_order/{received['id']}", "ship")
    assert _owed(received) == []
    (shipment,) = body(till.shipper.get("/records/shipment?filter=" + _filter(received)))["items"]
    found = body(till.shipper.get(f"/records/shipment/{shipment['id']}"))
    _do(
        till.shipper,
        f"shipment/{shipment['id']}",
        "receive",
        lines=[{"line": found["lines"][0]["id"], "quantity": "3"}],
    )
    assert _owed(received) == [("receipt", 300, due, "open")]
    _do(till.shipper, f"shipment/{shipment['id']}", "receive")
    assert _owed(received) == [("receipt", 1000, due, "open")]
    # an order keeps the point that held when it took effect
    assert _owed(at_once) == [("order", 1000, due, "open")]


@pytest.mark.django_db
@pytest.mark.req("RE-01")
def test_goods_that_leave_the_stock_by_a_document_of_its_own_are_owed_then() -> None:
    """[RE-01] the point `issue`, with and without the confirmation of the shipment"""
    nobody_decides()
    yard = Yard.opened()
    goods = yard.product("100")
    yard.receive_goods(goods, "20")
    _point("issue")
    order = yard.sold(goods, "10")
    body(yard.ship(order, "4"))
    assert [(one[0], one[1]) for one in _owed(order)] == [("issue", 400)]
    put("shipment.issues_stock", "separately")
    body(yard.ship(order, "6"))
    assert [(one[0], one[1]) for one in _owed(order)] == [("issue", 400)]
    waiting = [one.issue_id for one in shipments(order)][-1]
    body(yard.seller.post(f"/records/stock_document/{waiting}/actions/post", {}))
    assert [(one[0], one[1]) for one in _owed(order)] == [("issue", 400), ("issue", 600)]


def _filter(order: dict[str, Any]) -> str:
    return quote(json.dumps({"field": "order", "op": "eq", "value": order["id"]}))


@pytest.mark.django_db
def test_a_cancelled_shipment_takes_what_is_owed_for_it_along(till: Till) -> None:
    _point("shipment")
    order = _goods(till)
    line = _line(till, order)
    for quantity in ("3", "7"):
        _do(till.shipper, f"sales_order/{order['id']}", "ship", lines=[{"line": line, "quantity": quantity}])
    till.confirmed("500", order)
    assert [(row.amount, row.allocated_amount) for row in receivables().order_by("pk")] == [
        (300, 300),
        (700, 200),
    ]
    first = receivables().order_by("pk").first().shipment_id
    _do(till.shipper, f"shipment/{first}", "cancel", reason="错发")
    assert [(row.amount, row.allocated_amount, row.status) for row in receivables().order_by("pk")] == [
        (300, 0, "cancelled"),
        (700, 500, "partly"),
    ]


@pytest.mark.django_db
@pytest.mark.req("RE-09")
def test_terms_make_a_plan_and_its_parts_are_owed_when_they_are(till: Till) -> None:
    """[RE-09] I15: 30 % in advance, 60 % a month's end and 30 days after shipping, 10 % a year after receipt"""
    terms = _terms(
        till,
        {"rate": "0.3", "due_rule": "after_order"},
        {"rate": "0.6", "due_rule": "after_shipment", "is_month_end": True, "days": 30},
        {"rate": "0.1", "due_rule": "after_receipt", "months": 12},
    )
    today = clock.today(TZ)
    order = _goods(till, price="99.99", payment_term=terms)
    assert _owed(order) == [
        ("order", Decimal("299.97"), today, "open"),
        ("order", Decimal("599.94"), None, "open"),
        ("order", Decimal("99.99"), None, "open"),
    ]
    assert _plan(order) == [
        ("第 1 期", Decimal("299.97"), today, 0),
        ("第 2 期", Decimal("599.94"), None, 0),
        ("第 3 期", Decimal("99.99"), None, 0),
    ]
    # what has no day yet is not due, and counts in what is owed
    aged = body(till.finance.get("/receivables/ageing"))
    assert (aged["amount"], aged["buckets"][0]["amount"], aged["buckets"][0]["count"]) == (
        "999.90",
        "999.90",
        3,
    )
    listed = till.finance.get(
        "/records/receivable?filter=" + quote(json.dumps(aged["buckets"][0]["drill"]["filter"]))
    )
    assert len(body(listed)["items"]) == 3
    till.confirmed("300", order)
    assert [paid for *_rest, paid in _plan(order)] == [Decimal("299.97"), Decimal("0.03"), 0]
    advance = till.confirmed("700")
    body(till.act(advance, "allocate"))  # of parts without a day the first, after what is due
    assert [paid for *_rest, paid in _plan(order)] == [Decimal("299.97"), Decimal("599.94"), Decimal("99.99")]
    body(till.act(advance, "deallocate"))
    _do(till.shipper, f"sales_order/{order['id']}", "ship")
    _do(till.shipper, f"sales_order/{order['id']}", "receive")
    end = (today.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    days = [due for _name, _amount, due, _paid in _plan(order)]
    assert days[1] == end + timedelta(days=30)
    assert days[2] == add_months(today, 12)
    assert [due for _source, _amount, due, _state in _owed(order)] == days


@pytest.mark.django_db
def test_a_plan_by_shipment_owes_what_is_in_advance_with_the_order_and_the_rest_as_goods_go(
    till: Till,
) -> None:
    _point("shipment")
    terms = _terms(
        till,
        {"rate": "0.3", "due_rule": "after_order"},
        {"rate": "0.7", "due_rule": "after_shipment", "days": 10},
    )
    account = till.shop.account
    version = body(till.finance.get(f"/records/account/{account}"))["_version"]
    body(till.shop.seller.patch(f"/records/account/{account}", {"payment_term": terms, "_version": version}))
    today = clock.today(TZ)
    order = _goods(till, price="33.33", quantity="3")
    assert _owed(order) == [("order", Decimal("30.00"), today, "open")]
    line = _line(till, order)
    for _n in range(3):
        _do(till.shipper, f"sales_order/{order['id']}", "ship", lines=[{"line": line, "quantity": "1"}])
    due = today + timedelta(days=10)
    assert _owed(order)[1:] == [("shipment", Decimal("23.33"), due, "open")] * 3
    assert sum((amount for _s, amount, _d, _t in _owed(order)), Decimal(0)) == Decimal("99.99")


@pytest.mark.django_db
def test_a_plan_is_made_by_hand_adds_up_and_what_is_owed_follows_its_changes(till: Till) -> None:
    order = _goods(till)
    till.confirmed("400", order)
    lines = [
        {"name": "首付", "fixed_amount": "300", "due_rule": "on_date", "fixed_on": "2027-01-10"},
        {"name": "尾款", "fixed_amount": "600", "due_rule": "on_date", "fixed_on": "2027-03-10"},
    ]
    wrong = till.shop.seller.post(
        "/records/payment_plan", {"order": order["id"], "kind": "fixed", "lines": lines}
    )
    assert errors(wrong) == [("lines", "plan.amounts")]
    assert PaymentPlan.objects.system(reason=WHY).count() == 0
    lines[1]["fixed_amount"] = "700"
    made = body(
        till.shop.seller.post(
            "/records/payment_plan", {"order": order["id"], "kind": "fixed", "lines": lines}
        ),
        201,
    )
    assert _owed(order) == [
        ("order", 300, date(2027, 1, 10), "settled"),
        ("order", 700, date(2027, 3, 10), "partly"),
    ]
    assert [paid for *_rest, paid in _plan(order)] == [300, 100]
    # another day of the plan is another day of what is owed for it, and not of the rest
    found = body(till.finance.get(f"/records/payment_plan/{made['id']}"))
    moved = [
        {"id": found["lines"][0]["id"], "fixed_on": "2027-02-10"},
        {"id": found["lines"][1]["id"]},
    ]
    body(
        till.shop.seller.patch(
            f"/records/payment_plan/{made['id']}", {"_version": found["_version"], "lines": moved}
        )
    )
    days = [date(2027, 2, 10), date(2027, 3, 10)]
    assert [due for _source, _amount, due, _state in _owed(order)] == days
    assert [due for _name, _amount, due, _paid in _plan(order)] == days
    till.revise(order, "12")
    assert [amount for _n, amount, *_rest in _plan(order)] == [300, 900]
    assert [amount for _s, amount, *_rest in _owed(order)] == [300, 900]
    again = till.shop.seller.post(
        "/records/payment_plan", {"order": order["id"], "kind": "fixed", "lines": lines}
    )
    assert ("order", "plan.exists") in errors(again)
    refused = till.finance.delete(f"/records/payment_plan/{made['id']}")
    assert body(refused, 409)["code"] == "plan.in_effect"
    assert allocations().count() == 4


@pytest.mark.django_db
def test_what_a_plan_and_terms_are_refused_for(till: Till) -> None:
    order = _goods(till)

    def refused(kind: str, *lines: dict[str, Any]) -> list[tuple[str, str]]:
        values = {"order": order["id"], "kind": kind, "lines": [{"name": "期", **one} for one in lines]}
        return errors(till.shop.seller.post("/records/payment_plan", values))

    assert refused("rate", {"rate": "0.5"}, {"rate": "0.4"}) == [("lines", "plan.shares")]
    assert refused("rate", {"rate": "1"}, {}) == [("lines[1].rate", "plan.share")]
    assert refused("rate") == [("lines", "plan.empty")]
    assert refused("rate", {"rate": "1", "due_rule": "on_date"}) == [("lines[0].fixed_on", "plan.day")]
    assert refused("fixed", {"fixed_amount": "999.999"}, {"fixed_amount": "0.001"}) == [
        ("lines[0].fixed_amount", "plan.amount"),
        ("lines[1].fixed_amount", "plan.amount"),
    ]
    terms = till.finance.post(
        "/records/payment_term", {"name": "错", "lines": [{"name": "一", "rate": "0.9"}]}
    )
    assert errors(terms) == [("lines", "plan.shares")]
    assert body(till.shop.seller.post("/records/payment_term", {"name": "我的"}), 403)
    assert receivables().count() == 1


# -- decided without a database

AMOUNT = st.integers(1, 10**9).map(lambda cents: cents * CENT)


@given(
    net=AMOUNT,
    weights=st.lists(st.tuples(st.integers(1, 100), st.booleans()), min_size=1, max_size=6),
    steps=st.lists(st.integers(0, 100), max_size=6),
    returned=st.integers(0, 100),
)
def test_what_is_owed_never_exceeds_a_part_and_with_the_last_event_is_exactly_it(
    net: Decimal, weights: list[tuple[int, bool]], steps: list[int], returned: int
) -> None:
    amounts = amounts_of(net, [Decimal(weight) for weight, _first in weights], 2)
    assert sum(amounts) == net
    parts = [
        Part(n, DueRule("after_order" if first else "after_shipment"), amount)
        for n, ((_weight, first), amount) in enumerate(zip(weights, amounts, strict=True))
    ]
    reached = sorted({min(step, 100) for step in steps})
    happened = [(pk, net * step / 100) for pk, step in enumerate(reached)]
    found = owed(parts, happened, net, 2)
    sums = {
        n: sum((amount for (_s, one), amount in found.items() if one == n), Decimal(0))
        for n in range(len(parts))
    }
    for n, part in enumerate(parts):
        assert sums[n] <= part.amount
        if part.is_of_order or (reached and reached[-1] == 100):
            assert sums[n] == part.amount
    back = without_returned(happened, net * returned / 100)
    assert all(before <= after for (_a, before), (_b, after) in pairwise(back))
    assert not back or back[-1][1] == max(happened[-1][1] - net * returned / 100, Decimal(0))


def test_a_new_shipment_changes_nothing_of_those_before_it() -> None:
    assert in_turn([7, 5, 9], {9: 100, 7: 101}) == [9, 7, 5]
