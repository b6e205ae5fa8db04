"""Rules that submit a record for approval and wait for the decision."""

from __future__ import annotations

import pytest

from guike.domains.orders.tests.shop import body
from guike.platform.approvals.tests.firm import SUPERIOR, Firm, asks, one, over
from guike.platform.automation.tests.rules import rule, runs, statuses, work
from guike.platform.events.dispatcher import run_once as deliver
from guike.platform.notify.models import Notification

TOLD = {"do": "notify", "to": [{"kind": "field", "value": "owner"}], "text": "已通过"}


@pytest.fixture
def firm(db):
    return Firm.open()


def told():
    return Notification.objects.filter(kind="automation.message").count()


@pytest.mark.req("AP-09")
@pytest.mark.parametrize(
    ("decision", "expected", "messages"), [("approve", "done", 1), ("reject", "skipped", 0)]
)
def test_a_rule_submits_waits_for_the_decision_and_goes_on_or_ends(firm, decision, expected, messages):
    firm.define(asks("经理", one(firm.manager)))
    made = rule(
        None,
        "sales_order",
        {"do": "start_approval", "wait": True},
        TOLD,
        trigger="created",
        run_as=firm.boss.id,
    )
    order = firm.order()
    work()
    assert (firm.status(order), statuses(made), told()) == ("pending_approval", ["waiting"], 0)
    work()
    assert statuses(made) == ["waiting"]
    firm.decide(firm.manager, decision, comment="意见")
    while deliver():
        pass
    work()
    assert (statuses(made), told()) == ([expected], messages)


def test_where_nobody_has_to_decide_it_goes_on_at_once(firm):
    firm.define(asks("经理", SUPERIOR), filter=over("1000"))
    made = rule(
        None,
        "sales_order",
        {"do": "start_approval", "wait": True},
        TOLD,
        trigger="created",
        run_as=firm.boss.id,
    )
    order = firm.order("10")
    work()
    assert (firm.status(order), statuses(made), told()) == ("approved", ["done"], 1)


def test_a_record_that_cannot_be_submitted_fails_with_the_reason(firm):
    firm.define(asks("经理", SUPERIOR))
    made = rule(None, "sales_order", {"do": "start_approval"}, trigger="created", run_as=firm.boss.id)
    firm.shop.order()
    work()
    (run,) = runs(made)
    assert run.status == "failed"
    assert "order.no_lines" in str(run.error) or "明细" in str(run.error) or "lines" in str(run.error)


def test_the_page_of_what_acts_on_saving_names_definitions_that_do(firm):
    firm.define(asks("经理", SUPERIOR), trigger="create")
    parts = body(firm.boss.get("/automation/saving/sales_order"))["parts"]
    (acts,) = [part["acts"] for part in parts if part["key"] == "approvals"]
    assert [(act["name"], act["is_on"]) for act in acts] == [("审批 sales_order 0", True)]
