"""What the screens of approvals lean on: the band of a record, the currency of its amounts, who may grab."""

from __future__ import annotations

import pytest

from guike.domains.orders.tests.shop import body
from guike.platform.approvals.tests.firm import SUPERIOR, Firm, asks, one


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
