"""The approval that a fresh company has: nothing is reimbursed that nobody looked at, until an administrator decides otherwise."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from guike.domains.expenses.metadata import APPROVAL, DEFAULT
from guike.domains.expenses.tests.office import WHY, Office, body, payments, row, stands
from guike.platform.approvals.defaults import LAST, seed_flows
from guike.platform.approvals.models import ApprovalDefinition, ApprovalTask
from guike.platform.org.models import User
from guike.platform.org.queries import begin_versions, bump


def definitions() -> Any:
    return ApprovalDefinition.objects.system(reason=WHY).filter(object="expense")


def preset() -> ApprovalDefinition:
    return definitions().get(name=DEFAULT.name.zh)  # type: ignore[no-any-return]


def switched(on: bool) -> None:
    definitions().update(is_active=on)
    bump(metadata=True)
    begin_versions()


@pytest.fixture
def office(db):
    found = Office.open()
    switched(True)
    return found


def asked(expense: int) -> list[tuple[int | None, str]]:
    rows = ApprovalTask.objects.system(reason=WHY).filter(object="expense", record_id=expense).order_by("pk")
    return list(rows.values_list("approver_id", "status"))


@pytest.mark.req("CE-04", "AP-01")
def test_a_fresh_company_asks_the_superior(office):
    """I4, I5"""
    made = preset()
    assert (made.published_version, made.is_active, made.position, made.fallback_id) == (1, True, LAST, None)
    expense = office.expense(amount="500.00", description="高铁票")
    body(office.act(office.seller, expense, "submit"))
    assert (stands(expense), asked(expense)) == (("pending", None, "0.00"), [(office.manager.id, "open")])
    assert body(office.act(office.finance, expense, "reimburse"), 409)["code"] == "action.not_now"
    (task,) = body(office.manager.get("/approvals/tasks", box="todo"))["items"]
    shown = body(office.manager.get(f"/approvals/tasks/{task['id']}"))["request"]["card"]
    assert [one["field"] for one in shown] == list(APPROVAL.card)
    assert (shown[-1]["field"], shown[-1]["value"]) == ("description", "高铁票")
    office.decide(office.manager)
    assert stands(expense) == ("approved", "500.00", "0.00")


@pytest.mark.req("CE-04")
def test_without_a_superior_an_administrator_decides(office):
    User.objects.system(reason=WHY).filter(pk=office.seller.id).update(superior_id=None)
    bump(permission=True)
    expense = office.expense()
    body(office.act(office.seller, expense, "submit"))
    assert asked(expense) == [(office.boss.id, "open")]


@pytest.mark.req("CE-04")
def test_what_an_administrator_defines_goes_before_it(office):
    office.define({"name": "财务", "approvers": [{"kind": "user", "value": office.finance.id}]})
    expense = office.expense()
    body(office.act(office.seller, expense, "submit"))
    assert asked(expense) == [(office.finance.id, "open")]


@pytest.mark.req("CE-04")
@pytest.mark.parametrize("end", ["changed", "switched off", "deleted", "gone"])
def test_it_is_put_in_once_and_never_again(office, end):
    """Whoever changes it, switches it off or deletes it has decided; the next migration leaves it."""
    path = f"/records/approval_definition/{preset().pk}"
    version = body(office.boss.get(path))["_version"]
    if end == "changed":
        body(office.boss.patch(path, {"_version": version, "name": "费用"}))
        assert body(office.boss.post(f"{path}/actions/publish", {}))["version"] == 2
    elif end == "switched off":
        body(office.boss.patch(path, {"_version": version, "is_active": False}))
    else:
        assert office.boss.delete(path).status_code in (200, 204)
        if end == "gone":
            definitions().update(object="nothing")
    before = list(definitions().order_by("pk").values_list("pk", "name", "is_active", "published_version"))
    seed_flows()
    after = list(definitions().order_by("pk").values_list("pk", "name", "is_active", "published_version"))
    assert after == before
    expense = office.expense()
    begin_versions()
    shown = body(office.act(office.seller, expense, "submit"))
    assert shown["status"] == ("pending" if end == "changed" else "approved")


@pytest.mark.req("CE-04")
def test_two_payments_at_once_do_not_exceed_what_was_approved(fresh_db):
    """I5: real connections; each would be right alone."""
    office = Office.open()
    expense = office.approved("1000.00")
    gate, answers = threading.Barrier(2), []

    def pay(number: int) -> None:
        gate.wait()
        try:
            answer = office.act(
                office.finance, expense, "reimburse", amount="600.00", reference_no=f"WB-{number}"
            )
            answers.append((answer.status_code, answer.json().get("code")))
        finally:
            connection.close()

    threads = [threading.Thread(target=pay, args=(number,)) for number in (1, 2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answers, key=str) == [(200, None), (409, "expense.over_approved")]
    assert (stands(expense), row(expense).status) == (("approved", "1000.00", "600.00"), "approved")
    assert [(number, amount, balance) for number, amount, balance, _reference in payments(expense)] == [
        (1, "600.00", "600.00")
    ]
