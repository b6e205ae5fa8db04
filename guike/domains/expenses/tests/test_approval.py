"""Expenses under approval, and their reimbursement, through the API."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from guike.domains.expenses.tests.office import Office, body, errors, facts, payments, row, stands
from guike.kernel import clock
from guike.platform.jobs.testing import run_queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    with clock.frozen("2026-03-10T02:00:00Z"):
        yield Office.open()


@pytest.mark.req("AP-09", "CE-04")
@pytest.mark.parametrize(("amount", "asked"), [("2000.00", ["manager"]), ("2000.01", ["manager", "finance"])])
def test_the_amount_decides_who_is_asked(office, amount, asked):
    office.define()
    expense = office.expense(amount=amount)
    body(office.act(office.seller, expense, "submit"))
    for name in asked:
        assert stands(expense) == ("pending", None, "0.00")
        office.decide(getattr(office, name))
    assert stands(expense) == ("approved", amount, "0.00")
    assert row(expense).approved_at == clock.now()


@pytest.mark.req("AC-10", "CE-04")
def test_a_rejection_leaves_the_action_and_the_expense_goes_again(office):
    """I4"""
    office.define()
    account = office.make("account", name="客户甲", status="formal")
    care = office.make(
        "activity", kind="care", subject="生日问候", related=[{"object": "account", "id": account}]
    )
    before = body(office.seller.get(f"/records/activity/{care}"))
    expense = office.expense(related=[{"object": "activity", "id": care}])
    body(office.act(office.seller, expense, "submit"))
    office.decide(office.manager, "reject", comment="礼品超标")
    assert stands(expense) == ("rejected", None, "0.00")
    after = body(office.seller.get(f"/records/activity/{care}"))
    assert (after["_version"], after["status"], after["related"]) == (
        before["_version"],
        "planned",
        before["related"],
    )
    assert [
        one["id"] for one in body(office.seller.get(f"/records/activity/{care}/related/expenses"))["items"]
    ] == [expense]
    version = row(expense).version
    body(office.seller.patch(f"/records/expense/{expense}", {"_version": version, "amount": "200.00"}))
    assert body(office.act(office.seller, expense, "submit"))["status"] == "pending"
    office.decide(office.manager)
    assert stands(expense) == ("approved", "200.00", "0.00")


@pytest.mark.req("CE-04")
def test_withdrawn_it_is_a_draft_again(office):
    """I4"""
    office.define()
    expense = office.expense()
    body(office.act(office.seller, expense, "submit"))
    assert office.seller.delete(f"/records/expense/{expense}").status_code == 409
    body(office.act(office.seller, expense, "withdraw"))
    assert stands(expense) == ("draft", None, "0.00")
    assert body(office.manager.get("/approvals/tasks", box="todo"))["items"] == []
    assert office.seller.delete(f"/records/expense/{expense}").status_code in (200, 204)


@pytest.mark.req("CE-04")
def test_what_the_approver_lowered_is_what_may_be_reimbursed(office):
    """I5"""
    office.define({"name": "上级", "approvers": [{"kind": "superior"}], "open_fields": ["amount"]})
    expense = office.expense(amount="1000.00")
    body(office.act(office.seller, expense, "submit"))

    def lower(by, amount):
        change = {"_version": row(expense).version, "amount": amount}
        return by.patch(f"/records/expense/{expense}", change)

    assert body(lower(office.seller, "5000"), 409)["code"] == "expense.locked"
    body(lower(office.manager, "800.00"))
    office.decide(office.manager)
    assert stands(expense) == ("approved", "800.00", "0.00")
    over = office.act(office.finance, expense, "reimburse", amount="800.01")
    assert body(over, 409)["code"] == "expense.over_approved"
    body(office.act(office.finance, expense, "reimburse"))
    assert stands(expense) == ("reimbursed", "800.00", "800.00")


@pytest.mark.req("CE-04")
@pytest.mark.parametrize("state", ["draft", "pending", "rejected"])
def test_nothing_is_reimbursed_before_the_approval(office, state):
    """I5"""
    office.define()
    expense = office.expense()
    if state != "draft":
        body(office.act(office.seller, expense, "submit"))
    if state == "rejected":
        office.decide(office.manager, "reject", comment="不批")
    told = body(office.act(office.finance, expense, "reimburse", amount="1"), 409)
    assert told["code"] == "action.not_now"
    assert stands(expense) == (state, None, "0.00")
    assert payments(expense) == []


@pytest.mark.req("CE-04")
def test_paid_in_parts_up_to_what_was_approved(office):
    """I5, I6"""
    expense = office.approved("1000.00")
    pay = lambda **values: office.act(office.finance, expense, "reimburse", **values)  # noqa: E731
    body(pay(amount="400.00", reference_no="WB-1", on="2026-03-09"))
    assert stands(expense) == ("approved", "1000.00", "400.00")
    assert row(expense).reimbursed_on is None
    for amount in ("600.01", "0", "-5"):
        told = pay(amount=amount)
        assert told.status_code in (409, 422)
    assert errors(pay(amount="600", on="2026-03-11")) == [("on", "expense.paid_in_future")]
    assert body(pay(amount="1.001"), 422)["code"] == "expense.places"
    assert stands(expense) == ("approved", "1000.00", "400.00")
    body(pay(reference_no="WB-2"))
    assert stands(expense) == ("reimbursed", "1000.00", "1000.00")
    assert (str(row(expense).reimbursed_on), row(expense).reference_no) == ("2026-03-10", "WB-2")
    assert payments(expense) == [(1, "400.00", "400.00", "WB-1"), (2, "600.00", "1000.00", "WB-2")]
    assert body(pay(amount="0.01"), 409)["code"] == "action.not_now"
    listed = body(office.seller.get(f"/records/expense/{expense}/related/reimbursements"))["items"]
    assert sorted(one["amount"] for one in listed) == ["400.00", "600.00"]


@pytest.mark.req("CE-04")
def test_a_payment_is_taken_back_by_its_opposite(office):
    """I6"""
    expense = office.approved("1000.00")
    undo = lambda: office.act(office.finance, expense, "reverse_reimbursement", reason="付错人")  # noqa: E731
    assert body(undo(), 409)["code"] == "expense.nothing_paid"
    for amount in ("400.00", "600.00"):
        body(office.act(office.finance, expense, "reimburse", amount=amount, reference_no=f"WB {amount}"))
    body(undo())
    assert stands(expense) == ("approved", "1000.00", "400.00")
    assert row(expense).reimbursed_on is None
    body(undo())
    assert payments(expense) == [
        (1, "400.00", "400.00", "WB 400.00"),
        (2, "600.00", "1000.00", "WB 600.00"),
        (3, "-600.00", "400.00", "WB 600.00"),
        (4, "-400.00", "0.00", "WB 400.00"),
    ]
    assert stands(expense) == ("approved", "1000.00", "0.00")
    assert body(undo(), 409)["code"] == "expense.nothing_paid"


@pytest.mark.req("CE-04")
def test_only_finance_reimburses(office):
    """I9"""
    expense = office.approved("1000.00")
    for by in (office.seller, office.manager, office.marketing):
        for action, params in (("reimburse", {"amount": "1"}), ("reverse_reimbursement", {"reason": "x"})):
            assert office.act(by, expense, action, **params).status_code == 403
    assert (stands(expense), payments(expense)) == (("approved", "1000.00", "0.00"), [])


@pytest.mark.req("CE-04")
def test_many_at_once_are_paid_each_for_itself(office):
    """I5"""
    first, second, draft = office.approved("100.00"), office.approved("250.50"), office.expense()
    asked = {"ids": [first, second, draft], "params": {"reference_no": "WB-9"}}
    answer = body(office.finance.post("/records/expense/actions/reimburse", asked))
    assert [one["ok"] for one in answer["results"]] == [True, True, False]
    assert stands(first) == ("reimbursed", "100.00", "100.00")
    assert stands(second) == ("reimbursed", "250.50", "250.50")
    assert stands(draft) == ("draft", None, "0.00")


@pytest.mark.req("CE-04")
@pytest.mark.parametrize(
    "change", [{"amount": "1"}, {"kind": "gift"}, {"incurred_on": "2026-01-01"}, {"description": "x"}]
)
def test_what_was_approved_stands(office, change):
    """I4"""
    expense = office.approved("1000.00")
    version = row(expense).version
    told = body(office.seller.patch(f"/records/expense/{expense}", {"_version": version} | change), 409)
    assert told["code"] == "expense.locked"
    assert body(office.seller.delete(f"/records/expense/{expense}"), 409)["code"] == "expense.not_deletable"
    assert (row(expense).version, row(expense).amount, row(expense).kind) == (
        version,
        Decimal(1000),
        "travel",
    )


@pytest.mark.req("CE-04")
def test_revised_it_counts_no_longer_unless_something_was_paid(office):
    """I4"""
    expense = office.approved("1000.00")
    body(office.act(office.seller, expense, "revise"))
    assert stands(expense) == ("draft", None, "0.00")
    body(office.act(office.seller, expense, "submit"))
    body(office.act(office.finance, expense, "reimburse", amount="1"))
    assert office.act(office.seller, expense, "revise").status_code == 409
    assert stands(expense) == ("approved", "1000.00", "1.00")


@pytest.mark.req("CE-04")
def test_what_is_to_be_reimbursed_is_told_and_exported(office, settings, tmp_path):
    """I5"""
    settings.FILES_DIR = tmp_path
    expense = office.approved("1000.00", payee="如意酒店")
    office.expense()
    known = body(office.finance.get("/meta/objects/expense"))["views"]
    view = next(one for one in known if "to_reimburse" in str(one["id"]))
    asked = {"object": "expense", "filter": view["filter"], "fields": view["columns"], "format": "xlsx"}
    made = body(office.finance.post("/exports", asked), 202)
    run_queued()
    sheet = office.finance.get(f"/exports/{made['id']}/file")
    head, *rows = openpyxl.load_workbook(io.BytesIO(b"".join(sheet.streaming_content))).active.values
    (told,) = [dict(zip(head, one, strict=True)) for one in rows]
    assert {
        name: told[name] for name in ("Number", "Employee", "Approved amount", "Reimbursed amount", "Payee")
    } == {
        "Number": row(expense).number,
        "Employee": "seller",
        "Approved amount": 1000,
        "Reimbursed amount": 0,
        "Payee": "如意酒店",
    }


@pytest.mark.req("CE-04")
def test_other_systems_are_told_of_the_approval_and_of_each_payment(office):
    """I4, I5"""
    expense = office.approved("1000.00")
    body(office.act(office.finance, expense, "reimburse", amount="400"))
    told = facts(expense)
    assert (
        "record.state_changed",
        {"ids": [expense], "changes": [{"id": expense, "old": "draft", "new": "approved"}]},
    ) in told
    assert told[-1] == (
        "record.updated",
        {"ids": [expense], "changes": {str(expense): {"paid_amount": ["0.0000", "400"]}}},
    )
