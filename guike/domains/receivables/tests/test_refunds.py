"""Refunds: never more than was paid, never by themselves, and what they leave open."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse

from guike.domains.receivables.models import Refund
from guike.domains.receivables.tests.till import WHY, Till, allocations, body, errors, payments, receivables
from guike.entry.tests.people import Caller, person
from guike.platform.org.queries import begin_versions
from guike.platform.settings.services import set_many

pytestmark = pytest.mark.django_db


def refunds() -> Any:
    return Refund.objects.system(reason=WHY).order_by("pk")


@pytest.fixture
def till() -> Till:
    return Till.open()


def ask(till: Till, amount: str, by: Caller | None = None, **values: Any) -> HttpResponse:
    given = {"amount": amount, "reason": "多付了", **values}
    return (by or till.shop.seller).post("/records/refund", given)


def do(till: Till, refund: dict[str, Any], action: str, by: Caller | None = None, **params: Any) -> Any:
    return (by or till.finance).post(f"/records/refund/{refund['id']}/actions/{action}", params)


def paid_back(till: Till, amount: str, **values: Any) -> dict[str, Any]:
    made = body(ask(till, amount, **values), 201)
    for action in ("submit", "approve", "pay"):
        body(do(till, made, action, till.shop.seller if action == "submit" else None))
    return till.get("refund", made)


def told(till: Till, order: dict[str, Any]) -> tuple[str, ...]:
    """collected, refunded, outstanding"""
    shown = till.shop.get(order)
    return tuple(shown[name] for name in ("collected_amount", "refunded_amount", "outstanding_amount"))


@pytest.mark.req("RE-11", "RT-03")
def test_a_refund_is_approved_and_paid_by_finance_and_its_order_tells_it(till: Till) -> None:
    """collected 1,000, refunded 200 → 已回款 1,000, 已退款 200, 待回款 200; more than 800 more is refused"""
    order = till.order("1000")
    paid = till.confirmed("1000", order)
    made = body(ask(till, "200", order=order["id"]), 201)
    assert (made["payment"]["id"], made["account"]["id"], made["currency"]) == (
        paid["id"], till.shop.account, "CNY",
    )  # fmt: skip
    assert told(till, order) == ("1000.00", "0.00", "0.00")
    assert do(till, made, "pay").status_code == 409
    body(do(till, made, "submit", till.shop.seller))
    assert refunds().get().status == "pending_approval"
    for refused in ("approve", "pay"):
        assert do(till, made, refused, till.shop.seller).status_code == 403
    assert body(do(till, made, "pay"), 409)["code"] == "action.not_now"
    body(do(till, made, "approve"))
    assert told(till, order) == ("1000.00", "0.00", "0.00")
    assert errors(do(till, made, "pay", paid_on="2999-01-01")) == [("paid_on", "payment.future")]
    body(do(till, made, "pay", paid_on="2026-01-05", reference_no="TK-1"))
    row = refunds().get()
    assert (row.status, row.paid_on.isoformat(), row.reference_no) == ("paid", "2026-01-05", "TK-1")
    assert told(till, order) == ("1000.00", "200.00", "200.00")
    assert till.owed_for(order) == [(1000, 800, "partly")]
    back = payments().get()
    assert (back.allocated_amount, back.refunded_amount, back.unallocated_amount) == (800, 200, 0)
    assert errors(ask(till, "800.01", order=order["id"])) == [("amount", "refund.over")]
    assert refunds().count() == 1
    late = till.shop.seller.patch(f"/records/refund/{made['id']}", {"amount": "1", "_version": row.version})
    assert body(late, 409)["code"] == "refund.locked"


def test_refunds_that_are_asked_for_count_until_they_are_rejected(till: Till) -> None:
    """I11"""
    order = till.order("1000")
    paid = till.confirmed("300", order)
    first = body(ask(till, "200", payment=paid["id"]), 201)
    assert errors(ask(till, "100.01", payment=paid["id"])) == [("amount", "refund.over")]
    assert body(till.act(paid, "deallocate"), 200)
    assert body(till.act(paid, "move", order=None), 409)["code"] == "payment.refunded"
    body(do(till, first, "submit", till.shop.seller))
    assert errors(do(till, first, "reject")) == [("reason", "required")]
    body(do(till, first, "reject", reason="客户不退了"))
    assert refunds().get().reject_reason == "客户不退了"
    body(ask(till, "300", payment=paid["id"]), 201)
    assert [row.status for row in refunds()] == ["rejected", "draft"]


def test_what_a_refund_is_of_must_be_said_and_be_confirmed(till: Till) -> None:
    order, other = till.order("1000"), till.order("50")
    pending = till.pay("100", order)
    assert errors(ask(till, "1")) == [("payment", "refund.of_what"), ("account", "required")]
    assert errors(ask(till, "1", order=other["id"])) == [("payment", "refund.nothing_collected")]
    assert errors(ask(till, "1", payment=pending["id"])) == [("payment", "refund.not_confirmed")]
    body(till.act(pending, "confirm"))
    assert errors(ask(till, "1", payment=pending["id"], order=other["id"])) == [
        ("order", "refund.other_order")
    ]
    assert errors(ask(till, "0", payment=pending["id"])) == [("amount", "payment.amount_positive")]
    assert errors(ask(till, "0.001", payment=pending["id"])) == [("amount", "receivable.places")]
    assert refunds().count() == 0


def test_free_money_goes_back_first_and_then_the_last_that_was_settled_opens(till: Till) -> None:
    """I12: 100 of 500 is free: a refund of 250 opens 150 of the receivable that was settled last"""
    first, second = till.owed("300"), till.owed("100")
    paid = till.confirmed("500")
    for one, amount in ((first, "300"), (second, "100")):
        body(till.act(paid, "allocate", allocations=[{"receivable": one["id"], "amount": amount}]))
    paid_back(till, "250", payment=paid["id"])
    assert [(row.allocated_amount, row.status) for row in receivables()] == [(250, "partly"), (0, "open")]
    row = payments().get()
    assert (row.allocated_amount, row.refunded_amount, row.unallocated_amount) == (250, 250, 0)


@pytest.mark.req("RE-11")
def test_the_company_may_choose_not_to_ask_for_it_again(till: Till) -> None:
    order = till.order("1000")
    till.confirmed("1000", order)
    paid_back(till, "200", order=order["id"])
    assert told(till, order) == ("1000.00", "200.00", "200.00")
    found = {"filter": {"field": "outstanding_amount", "op": "eq", "value": "0"}, "fields": ["number"]}
    assert body(till.shop.seller.post("/records/sales_order/query", found))["items"] == []
    set_many({"refund.reopens_outstanding": False}, None)
    begin_versions()
    assert told(till, order) == ("1000.00", "200.00", "0.00")
    items = body(till.shop.seller.post("/records/sales_order/query", found))["items"]
    assert [one["id"] for one in items] == [order["id"]]
    paid_back(till, "100", order=order["id"])
    assert told(till, order) == ("1000.00", "300.00", "0.00")
    assert till.owed_for(order) == [(1000, 800, "partly")]
    last = allocations().last()
    assert (last.kind, last.amount, last.refund_id) == ("refund", 100, refunds().last().pk)


def test_a_definition_decides_where_there_is_one(till: Till) -> None:
    boss = person("till_boss", is_administrator=True)
    steps = [{"name": "财务", "approvers": [{"kind": "user", "value": till.cashier.id}]}]
    given = {"name": "退款", "object": "refund", "trigger": "submit", "fallback": boss.id, "steps": steps}
    made = body(boss.post("/records/approval_definition", given), 201)
    body(boss.post(f"/records/approval_definition/{made['id']}/actions/publish", {}))
    paid = till.confirmed("300")
    refund = body(ask(till, "200", payment=paid["id"]), 201)
    body(do(till, refund, "submit", till.shop.seller))
    for action in ("approve", "reject", "take_back"):
        by = till.shop.seller if action == "take_back" else till.finance
        params = {"reason": "否"} if action == "reject" else {}
        assert body(do(till, refund, action, by, **params), 409)["code"] == "approval.running", action
    (task,) = body(till.cashier.get("/approvals/tasks", box="todo"))["items"]
    body(till.cashier.post(f"/approvals/tasks/{task['id']}/approve", {"comment": "同意"}))
    assert refunds().get().status == "approved"
    body(do(till, refund, "pay"))
    assert payments().get().unallocated_amount == 100


def test_who_asked_takes_it_back_and_changes_it(till: Till) -> None:
    paid = till.confirmed("300")
    refund = body(ask(till, "200", payment=paid["id"]), 201)
    body(do(till, refund, "submit", till.shop.seller))
    body(do(till, refund, "take_back", till.shop.seller))
    row = refunds().get()
    changed = till.shop.seller.patch(
        f"/records/refund/{refund['id']}", {"amount": "300", "_version": row.version}
    )
    assert body(changed)["amount"] == "300.00"
    row = refunds().get()
    more = {"amount": "300.01", "_version": row.version}
    assert errors(till.shop.seller.patch(f"/records/refund/{refund['id']}", more)) == [
        ("amount", "refund.over")
    ]
    assert till.shop.seller.delete(f"/records/refund/{refund['id']}").status_code in (200, 204)
