"""Write-offs: small differences within a limit at once, bad debts by somebody's decision, taken back by the opposite entry."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from django.http import HttpResponse

from guike.domains.receivables.models import AccountEntry, WriteOff
from guike.domains.receivables.tests.till import WHY, Till, allocations, body, errors, payments, receivables
from guike.entry.tests.people import Caller, person
from guike.platform.org.models import Role

pytestmark = pytest.mark.django_db


def write_offs() -> Any:
    return WriteOff.objects.system(reason=WHY).order_by("pk")


@pytest.fixture
def till() -> Till:
    return Till.open()


def ask(till: Till, receivable: int, amount: str, by: Caller | None = None, **values: Any) -> HttpResponse:
    given = {"receivable": receivable, "amount": amount, "reason": "银行手续费", **values}
    return (by or till.finance).post("/records/write_off", given)


def do(till: Till, write_off: dict[str, Any], action: str, by: Caller | None = None, **params: Any) -> Any:
    return (by or till.finance).post(f"/records/write_off/{write_off['id']}/actions/{action}", params)


def limit(amount: str) -> dict[str, Any]:
    boss = person("limit_boss", is_administrator=True)
    role = Role.objects.system(reason=WHY).get(code="finance").pk
    return body(boss.post("/records/write_off_limit", {"role": role, "max_amount": amount}), 201)


def stands() -> tuple[Any, ...]:
    row = receivables().get()
    return row.status, row.allocated_amount, row.written_off_amount, row.balance_amount


def test_a_small_difference_within_the_limit_is_written_off_at_once(till: Till) -> None:
    """I13"""
    limit("0.05")
    order = till.order("1000")
    till.confirmed("999.95", order)
    owed = receivables().get().pk
    made = body(ask(till, owed, "0.05"), 201)
    assert made["account"]["id"] == till.shop.account
    body(do(till, made, "submit"))
    assert write_offs().get().status == "approved"
    assert stands() == ("settled", 1000, Decimal("0.05"), 0)
    entry = allocations().last()
    assert (entry.kind, entry.write_off_id, entry.payment_id) == ("difference", made["id"], None)
    assert till.money(order)[2] == "0.05"  # what was not paid is told on the order all the same
    body(do(till, made, "cancel", reason="补收到了"))
    assert (write_offs().get().status, write_offs().get().reject_reason) == ("cancelled", "补收到了")
    assert stands()[0] == "partly"
    assert allocations().last().reverses_id == entry.pk


def test_beyond_the_limit_somebody_decides(till: Till) -> None:
    limit("0.05")
    owed = till.owed("100")
    made = body(ask(till, owed["id"], "0.06"), 201)
    body(do(till, made, "submit"))
    assert (write_offs().get().status, stands()) == ("pending_approval", ("open", 0, 0, 100))
    body(do(till, made, "reject", reason="再催一催"))
    body(do(till, made, "submit"))
    body(do(till, made, "approve"))
    assert stands()[0] == "partly"


def test_a_bad_debt_is_never_written_off_without_a_decision(till: Till) -> None:
    limit("1000")
    owed = till.owed("100")
    made = body(ask(till, owed["id"], "100", kind="bad_debt"), 201)
    body(do(till, made, "submit"))
    assert (write_offs().get().status, stands()) == ("pending_approval", ("open", 0, 0, 100))
    assert do(till, made, "approve", till.shop.seller).status_code in (403, 404)
    body(do(till, made, "approve"))
    assert stands() == ("written_off", 100, 100, 0)
    body(do(till, made, "cancel", reason="客户又付了"))
    assert stands() == ("open", 0, 0, 100)


def test_no_more_is_given_up_than_is_open(till: Till) -> None:
    owed = till.owed("100")
    assert errors(ask(till, owed["id"], "100.01")) == [("amount", "write_off.over")]
    assert errors(ask(till, owed["id"], "0")) == [("amount", "payment.amount_positive")]
    assert ask(till, owed["id"], "1", till.shop.seller).status_code == 403
    first = body(ask(till, owed["id"], "100", kind="bad_debt"), 201)
    second = body(ask(till, owed["id"], "1", kind="bad_debt"), 201)
    for one in (first, second):
        body(do(till, one, "submit"))
    body(do(till, first, "approve"))
    assert body(do(till, second, "approve"), 409)["code"] == "write_off.over_now"
    assert (stands(), write_offs().last().status) == (("written_off", 100, 100, 0), "pending_approval")


def test_what_a_definition_decides_takes_effect_with_its_end(till: Till) -> None:
    boss = person("till_boss", is_administrator=True)
    steps = [{"name": "财务", "approvers": [{"kind": "user", "value": till.cashier.id}]}]
    given = {"name": "坏账", "object": "write_off", "trigger": "submit", "fallback": boss.id, "steps": steps}
    made = body(boss.post("/records/approval_definition", given), 201)
    body(boss.post(f"/records/approval_definition/{made['id']}/actions/publish", {}))
    owed = till.owed("100")
    one = body(ask(till, owed["id"], "40", kind="bad_debt"), 201)
    body(do(till, one, "submit"))
    assert body(do(till, one, "approve"), 409)["code"] == "approval.running"
    (task,) = body(till.cashier.get("/approvals/tasks", box="todo"))["items"]
    body(till.cashier.post(f"/approvals/tasks/{task['id']}/approve", {"comment": "同意"}))
    assert stands() == ("partly", 40, 40, 60)


@pytest.mark.parametrize(("closed", "effective", "status"), [("2", 200, "approved"), ("5", 0, "cancelled")])
def test_what_was_given_up_beyond_a_receivable_that_became_smaller_is_taken_back(
    till: Till, closed: str, effective: int, status: str
) -> None:
    """I13: of 1,000 owed 600 are paid and 400 given up; the order becomes 200 or 500 smaller"""
    order = till.order("100")
    till.revise(order, "10")
    till.confirmed("600", order)
    made = body(ask(till, receivables().get().pk, "400", kind="bad_debt"), 201)
    body(do(till, made, "submit"))
    boss = person("decider", is_administrator=True)
    body(do(till, made, "approve", boss))
    till.revise(order, str(10 - int(closed)))
    row = write_offs().get()
    assert (row.amount, row.effective_amount, row.status) == (400, effective, status)
    owed = receivables().get()
    assert owed.written_off_amount == effective
    assert owed.allocated_amount == owed.amount == 1000 - 100 * int(closed)
    told = AccountEntry.objects.filter(account_id=till.shop.account).aggregate(total=Sum("amount"))["total"]
    assert told == owed.balance_amount - payments().get().unallocated_amount
