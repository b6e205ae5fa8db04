"""What the screens of approvals lean on: the band of a record, the currency of its amounts, who may grab."""

from __future__ import annotations

import pytest

from guike.domains.orders.tests.shop import body
from guike.entry.tests.people import person
from guike.platform.approvals.tests.firm import SUPERIOR, Firm, asks, fresh, one, over


@pytest.fixture
def firm(db):
    return Firm.open()


@pytest.mark.req("AP-05", "OR-18")
def test_record_says_that_it_has_approvals_while_and_after_one_runs(firm):
    order = firm.order()
    assert "approval" not in firm.shop.get(order)
    firm.define(asks("经理", SUPERIOR))
    assert firm.shop.get(order)["approval"] is None
    body(firm.shop.act(order, "submit"))
    assert firm.shop.get(order)["approval"]["step"] == "经理"
    firm.decide(firm.manager)
    assert firm.shop.get(order)["approval"] is None


def test_amounts_of_the_inbox_come_with_their_currency(firm):
    firm.define(asks("经理", SUPERIOR))
    firm.submitted()
    (item,) = body(firm.manager.get("/approvals/tasks", box="todo"))["items"]
    assert item["record"]["currency"] == "CNY"


def test_a_task_is_grabbed_once_and_offers_it_no_more(firm):
    firm.define(asks("财务", one(firm.finance), one(firm.clerk), need="first"))
    order = firm.submitted()
    (task,) = firm.todo(firm.finance)
    where = f"/records/sales_order/{order['id']}"
    assert "grab" in body(firm.finance.get(where))["approval"]["may"]
    body(firm.finance.post(f"/approvals/tasks/{task}/grab"))
    assert firm.todo(firm.clerk) == []
    left = body(firm.finance.get(where))["approval"]["may"]
    assert left == ["comment", "approve", "reject", "transfer", "add_approver"]


def test_a_draft_with_holes_is_not_tried_but_told(firm):
    order = firm.order()
    made = firm.define(asks("经理", SUPERIOR), asks("总监"), publish=False)
    tried = firm.boss.post(f"/records/approval_definition/{made}/actions/simulate", {"id": order["id"]})
    assert [(e["field"], e["code"]) for e in body(tried, 422)["errors"]] == [
        ("steps[1].approvers", "flow.no_approvers")
    ]


@pytest.mark.req("NO-03")
def test_a_list_marks_what_is_being_approved_and_what_waits_for_the_caller(firm):
    firm.define(asks("经理", SUPERIOR), filter=over("50"))
    waiting, plain = firm.submitted(), firm.submitted("10")
    ids = f"{waiting['id']},{plain['id']}"
    (task,) = firm.todo(firm.manager)

    def marked(caller, given=ids):
        found = body(caller.get("/approvals/marks", object="sales_order", ids=given))["items"]
        return [(one["id"], one["task"]) for one in found]

    assert marked(firm.manager) == [(waiting["id"], task)]
    assert marked(firm.seller) == [(waiting["id"], None)]
    stranger = person("stranger", {"approval_task": ["view"]})
    fresh()
    assert marked(stranger) == []
    bulk = body(firm.manager.post("/approvals/tasks/approve", {"ids": [task, 999_999]}))["results"]
    assert [one["ok"] for one in bulk] == [True, False]
    assert marked(firm.manager) == []
    assert firm.status(waiting) == "approved"
    assert firm.manager.get("/approvals/marks", object="sales_order", ids="1,x").status_code == 400
    assert body(firm.boss.get("/meta/objects/sales_order"))["has_approval"] is True
    assert body(firm.boss.get("/meta/objects/account"))["has_approval"] is False


@pytest.mark.req("NO-03")
def test_the_reminder_of_a_task_leads_to_the_decision_and_goes_with_it(firm):
    firm.define(asks("经理", SUPERIOR))
    firm.submitted()
    (task,) = firm.todo(firm.manager)
    (told,) = body(firm.manager.get("/notifications", kind="approval.task"))["items"]
    assert told["path"] == f"/approvals?task={task}"
    assert [(one["label"], one["path"]) for one in told["acts"]] == [
        ("Approve", f"/approvals?task={task}&act=approve"), ("Reject", f"/approvals?task={task}&act=reject"),
    ]  # fmt: skip
    firm.decide(firm.manager)
    assert body(firm.manager.get("/notifications", kind="approval.task"))["items"] == []
    (ended,) = body(firm.seller.get("/notifications", kind="approval.approved"))["items"]
    assert (ended["path"], ended["acts"]) == (None, [])
