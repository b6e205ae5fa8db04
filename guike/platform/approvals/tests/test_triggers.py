"""Where approvals begin: on saving, on a change that waits, on an action that waits, by an object's switch alone; and what a
definition must have to be published."""

from __future__ import annotations

import pytest

from guike.domains.orders.tests.shop import WHY, body, errors
from guike.entry.tests.people import person
from guike.kernel.text import T
from guike.platform.approvals import registry
from guike.platform.approvals.conditions import FACT
from guike.platform.approvals.models import ApprovalRequest
from guike.platform.approvals.registry import approval_fact
from guike.platform.approvals.tests.firm import SUPERIOR, Firm, all_tasks, asks, one, over
from guike.platform.org.queries import begin_versions, bump

LOAN = "loan__c"


@pytest.fixture
def firm(db):
    return Firm.open()


@pytest.fixture
def loans(firm):
    """A custom object whose approvals are switched on, and a person who works with it."""
    body(
        firm.boss.post("/records/object_def", {"api_name": LOAN, "label": "样品借用", "has_approval": True}),
        201,
    )
    body(
        firm.boss.post(
            "/records/field_def", {"object": LOAN, "api_name": "x_value", "label": "价值", "type": "decimal"}
        ),
        201,
    )
    keeper = person("keeper", {LOAN: ["view", "create", "edit", "delete"]}, superior_id=firm.manager.id)
    for caller in (firm.manager, firm.clerk):
        firm.grant(caller, **{LOAN: ["view"]})
    return keeper


def loan_of(caller, **values):
    return body(caller.post(f"/records/{LOAN}", {"name": "样机", **values}), 201)


def at(caller, record):
    return body(caller.get(f"/records/{LOAN}/{record['id']}"))


@pytest.mark.req("AP-01", "OR-18")
def test_saving_a_new_order_starts_it_once_it_is_complete(firm):
    firm.define(asks("经理", SUPERIOR), trigger="create")
    order = firm.order()
    assert order["status"] == "pending_approval"
    assert len(firm.todo(firm.manager)) == 1
    empty = firm.shop.order()
    assert empty["status"] == "draft"
    lines = [{"product": firm.shop.product("5"), "quantity": "1"}]
    body(firm.shop.change(empty, lines=lines))
    assert body(firm.shop.act(empty, "confirm"), 409)["code"] == "approval.required"
    assert body(firm.shop.act(empty, "submit"))["status"] == "pending_approval"


@pytest.mark.req("CO-03", "AP-09")
def test_an_object_gets_approvals_by_the_switch_alone(firm, loans):
    firm.define(
        asks("经理", SUPERIOR, open_fields=["x_value"]),
        object=LOAN,
        filter={"field": "x_value", "op": "gt", "value": 100},
    )
    small, big = loan_of(loans, x_value="100"), loan_of(loans, x_value="100.01")
    assert (small["approval_status"], at(loans, small)["_actions"]["submit"]) == ("none", None)
    submit = f"/records/{LOAN}/{{}}/actions/submit"
    assert body(loans.post(submit.format(small["id"]), {}), 409)["code"] == "approval.not_needed"
    assert body(loans.post(submit.format(big["id"]), {}))["approval_status"] == "pending"
    locked = loans.patch(f"/records/{LOAN}/{big['id']}", {"name": "别的"})
    assert body(locked, 409)["code"] == "approval.locked"
    assert loans.delete(f"/records/{LOAN}/{big['id']}").status_code == 409
    listed = {"field": "approval_status", "op": "eq", "value": "pending"}
    found = body(loans.post(f"/records/{LOAN}/query", {"filter": listed}))
    assert [r["id"] for r in found["items"]] == [big["id"]]
    shown = at(loans, big)
    assert set(shown["_locked"]) >= {"name", "x_value"}
    firm.decide(firm.manager)
    assert at(loans, big)["approval_status"] == "approved"
    settled = loans.patch(f"/records/{LOAN}/{big['id']}", {"name": "别的"})
    assert body(settled, 409)["code"] == "approval.settled"
    body(loans.post(f"/records/{LOAN}/{big['id']}/actions/reopen", {}))
    assert body(loans.patch(f"/records/{LOAN}/{big['id']}", {"name": "别的"}))["approval_status"] == "none"
    body(loans.post(submit.format(big["id"]), {}))
    body(loans.post(f"/records/{LOAN}/{big['id']}/actions/withdraw", {}))
    assert at(loans, big)["approval_status"] == "none"
    body(loans.post(submit.format(big["id"]), {}))
    firm.decide(firm.manager, "reject", comment="不行")
    assert at(loans, big)["approval_status"] == "rejected"
    assert body(loans.patch(f"/records/{LOAN}/{big['id']}", {"name": "再改"}))["name"] == "再改"


@pytest.mark.req("AP-09")
def test_open_fields_of_a_step_are_open_to_who_decides_alone_and_a_watched_one_asks_again(firm, loans):
    firm.define(
        asks("经理", SUPERIOR), asks("库管", one(firm.clerk), open_fields=["x_value", "name"]),
        object=LOAN, watched_fields=["x_value"],
    )  # fmt: skip
    role = firm.role_of(firm.clerk)
    body(
        firm.boss.patch(
            f"/records/role/{role}",
            {"permissions": {LOAN: ["view", "edit"]}, "scopes": {LOAN: {"view": "all", "edit": "all"}}},
        )
    )
    loan = loan_of(loans, x_value="5")
    path = f"/records/{LOAN}/{loan['id']}"
    body(loans.post(f"{path}/actions/submit", {}))
    assert body(firm.clerk.patch(path, {"x_value": "6"}), 409)["code"] == "approval.locked"
    firm.decide(firm.manager)
    assert body(loans.patch(path, {"x_value": "6"}), 409)["code"] == "approval.locked"
    assert at(firm.clerk, loan)["approval"]["open_fields"] == ["name", "x_value"]
    body(firm.clerk.patch(path, {"name": "样机二"}))
    assert len(firm.todo(firm.clerk)) == 1
    body(firm.clerk.patch(path, {"x_value": "6"}))
    assert (firm.todo(firm.clerk), len(firm.todo(firm.manager))) == ([], 1)
    assert [(s, p, t) for s, p, t in all_tasks()] == [
        ("经理", "manager", "approved"), ("库管", "clerk", "cancelled"), ("经理", "manager", "open"),
    ]  # fmt: skip


@pytest.mark.req("AP-09")
def test_a_change_of_given_fields_waits_and_the_rest_is_written(firm, loans):
    firm.define(
        asks("经理", SUPERIOR),
        object=LOAN,
        trigger="change",
        fields=["x_value"],
        filter={"field": "x_value", "op": "gt", "value": 100},
    )
    loan = loan_of(loans, x_value="50")
    path = f"/records/{LOAN}/{loan['id']}"
    assert body(loans.patch(path, {"x_value": "100"}))["x_value"] == "100"
    found = body(loans.patch(path, {"x_value": "200", "name": "新名"}))
    assert (found["x_value"], found["name"]) == ("100", "新名")
    (item,) = body(firm.manager.get("/approvals/tasks"))["items"]
    shown = body(firm.manager.get(f"/approvals/requests/{item['request']['id']}"))
    assert [(a["field"], a["value"]) for a in shown["asked_for"]] == [("x_value", "200")]
    assert body(loans.patch(path, {"x_value": "70"}), 409)["code"] == "approval.locked"
    firm.decide(firm.manager)
    assert at(loans, loan)["x_value"] == "200"
    body(loans.patch(path, {"x_value": "300"}))
    firm.decide(firm.manager, "reject", comment="太多")
    assert at(loans, loan)["x_value"] == "200"
    history = body(loans.get(f"{path}/history"))["items"]
    assert [(h["new"], h["source"]) for h in history if h["field"] == "x_value"][:1] == [("200", "approval")]


@pytest.mark.req("AP-09")
def test_an_action_waits_and_is_done_as_the_applicant_or_says_why_not(firm):
    firm.define(asks("经理", SUPERIOR), trigger="action", action="cancel")
    order = firm.submitted()
    assert order["status"] == "approved"
    body(firm.shop.act(order, "cancel", reason="客户取消"))
    assert firm.status(order) == "approved"
    assert body(firm.shop.act(order, "cancel", reason="再次"), 409)["code"] == "approval.running"
    firm.decide(firm.manager)
    assert firm.shop.get(order)["cancel_reason"] == "客户取消"
    assert firm.status(order) == "cancelled"
    other = firm.submitted()
    body(firm.shop.act(other, "cancel", reason="客户取消"))
    role = firm.role_of(firm.seller)
    body(
        firm.boss.patch(
            f"/records/role/{role}", {"permissions": {"sales_order": ["view"], "account": ["view"]}}
        )
    )
    firm.decide(firm.manager)
    row = ApprovalRequest.objects.system(reason=WHY).order_by("-pk").first()
    assert (row.status, bool(row.failure)) == ("approved", True)
    assert firm.status(other) == "approved"


def test_facts_of_higher_packages_are_asked_and_shown(firm, monkeypatch):
    monkeypatch.setattr(registry, "_facts", {})
    approval_fact(
        "credit",
        "sales_order",
        lambda _ctx, rows: {row.pk: 800 for row in rows},
        T("可用信用", "Credit left"),
    )
    bump(metadata=True)
    begin_versions()
    within = {"field": "total_amount", "op": "lte", "other": FACT + "credit"}
    firm.define(
        asks(
            "财务",
            one(firm.finance),
            auto_filter=within,
            auto_effect="approve",
            auto_reason="信用足够",
            shown_facts=["credit"],
        )
    )
    order = firm.submitted("800")
    assert order["status"] == "approved"
    assert [(s["status"], s["reason"]) for s in firm.request(order)["steps"]] == [("passed", "信用足够")]
    firm.submitted("801")
    (task,) = firm.todo(firm.finance)
    shown = body(firm.finance.get(f"/approvals/tasks/{task}"))
    assert shown["facts"] == [{"name": "credit", "label": "Credit left", "type": "decimal", "value": 800}]


@pytest.mark.parametrize(
    ("steps", "values", "found"),
    [
        ([], {}, [("steps", "flow.no_steps")]),
        ([asks("空")], {}, [("steps[0].approvers", "flow.no_approvers")]),
        ([asks("经理", SUPERIOR, filter=over("1"))], {}, [("steps", "flow.nothing_applies")]),
        ([asks("经理", SUPERIOR, need="count")], {}, [("steps[0].need_count", "flow.need_count")]),
        ([asks("经理", SUPERIOR, escalate_after_hours=4)], {}, [("steps[0].escalate_to", "flow.no_escalation")]),
        ([asks("经理", SUPERIOR, auto_effect="approve", auto_filter=over("1"))], {}, [("steps[0].auto_reason", "flow.auto_reason")]),
        ([asks("经理", {"kind": "user", "value": 999_999})], {}, [("steps[0].approvers", "flow.approver")]),
        ([asks("经理", {"kind": "field", "value": "account.name"})], {}, [("steps[0].approvers", "flow.approver")]),
        ([asks("经理", {"kind": "formula", "value": "1 +"})], {}, [("steps[0].approvers", "flow.approver")]),
        ([asks("经理", SUPERIOR, open_fields=["nothing"])], {}, [("steps[0].open_fields", "unknown_field")]),
        ([asks("经理", SUPERIOR)], {"trigger": "change"}, [("fields", "flow.fields")]),
        ([asks("经理", SUPERIOR)], {"trigger": "change", "fields": ["status"]}, [("fields[0]", "flow.field")]),
        ([asks("经理", SUPERIOR)], {"trigger": "action", "action": "submit"}, [("action", "flow.action")]),
        ([asks("经理", SUPERIOR)], {"notices": [{"on": "approved", "receivers": [{"kind": "user"}], "template": "-"}]},
         [("notices[0].receivers", "flow.receiver")]),
    ],
)  # fmt: skip
def test_a_hole_is_named_at_its_place_before_it_is_published(firm, steps, values, found):
    definition = firm.define(*steps, publish=False, **values)
    refused = firm.boss.post(f"/records/approval_definition/{definition}/actions/publish", {})
    assert errors(refused) == found
    assert body(firm.boss.get(f"/records/approval_definition/{definition}"))["version"] == 0
    assert firm.submitted()["status"] == "approved"


def test_a_running_request_keeps_its_version_and_a_new_one_takes_the_published(firm):
    definition = firm.define(asks("经理", SUPERIOR))
    first = firm.submitted()
    row = body(firm.boss.get(f"/records/approval_definition/{definition}"))
    steps = [{"id": row["steps"][0]["id"], "name": "总监", "approvers": [one(firm.director)]}]
    path = f"/records/approval_definition/{definition}"
    body(firm.boss.patch(path, {"_version": row["_version"], "steps": steps}))
    second = firm.submitted()
    assert len(firm.todo(firm.manager)) == 2
    assert body(firm.boss.post(f"{path}/actions/publish", {}))["version"] == 2
    firm.submitted()
    assert len(firm.todo(firm.director)) == 1
    assert [firm.status(one) for one in (first, second)] == ["pending_approval"] * 2


def test_it_is_tried_on_a_record_and_on_what_went_through_it_and_nothing_is_written(firm):
    definition = firm.define(asks("经理", SUPERIOR), asks("财务", one(firm.finance), filter=over("1000")))
    for price in ("500", "2000"):
        order = firm.submitted(price)
        firm.decide(firm.manager)
        if price == "2000":
            firm.decide(firm.finance)
    before = (ApprovalRequest.objects.system(reason=WHY).count(), all_tasks())
    path = f"/records/approval_definition/{definition}"
    tried = body(firm.boss.post(f"{path}/actions/simulate", {"id": order["id"]}))
    assert [(s["name"], s["status"], [a["name"] for a in s["approvers"]]) for s in tried["steps"]] == [
        ("经理", "asked", ["manager"]), ("财务", "asked", ["finance"]),
    ]  # fmt: skip
    row = body(firm.boss.get(path))
    steps = [{"id": row["steps"][0]["id"]}, {"id": row["steps"][1]["id"], "filter": over("3000")}]
    body(firm.boss.patch(path, {"_version": row["_version"], "steps": steps}))
    found = body(firm.boss.post(f"{path}/actions/simulate", {"history": 100}))
    assert (found["tried"], found["same"]) == (2, 1)
    assert [(i["id"], i["was"], i["would_be"]) for i in found["items"]] == [
        (order["id"], ["经理：manager", "财务：finance"], ["经理：manager"])
    ]
    assert (ApprovalRequest.objects.system(reason=WHY).count(), all_tasks()) == before


@pytest.mark.req("PM-27", "PM-36", "AP-04")
def test_who_is_asked_is_found_when_the_step_begins(firm):
    """Kinds of approvers, by the people who are there now."""
    role = firm.role_of(firm.clerk)
    firm.define(asks("经理", SUPERIOR), asks("库管", {"kind": "role", "value": role}))
    firm.submitted()
    body(firm.boss.patch(f"/records/user/{firm.finance.id}", {"roles": [role]}))
    firm.decide(firm.manager)
    assert (len(firm.todo(firm.clerk)), len(firm.todo(firm.finance))) == (1, 1)


@pytest.mark.req("PM-27", "PM-39")
def test_kinds_of_approvers(firm):
    department = body(firm.boss.get("/records/department"))["items"][0]["id"]
    role = firm.role_of(firm.finance)
    made = firm.shop.order({"product": firm.shop.product("10"), "quantity": "1"})

    def asked(*entries):
        found = firm.boss.post(
            "/approvals/preview", {"object": "sales_order", "id": made["id"], "approvers": list(entries)}
        )
        return [p["name"] for p in body(found)["people"]]

    in_charge = {"kind": "department_role", "value": role}
    assert asked(in_charge) == []
    body(firm.boss.patch(f"/records/user/{firm.finance.id}", {"departments": [department]}))
    assert asked(in_charge) == ["finance"]
    assert asked({"kind": "department_head"}) == ["manager"]
    assert asked({"kind": "field", "value": "owner"}, {"kind": "field", "value": "account.owner"}) == [
        "seller"
    ]
    assert asked({"kind": "formula", "value": "IF(total_amount > 5, 'director', 'clerk')"}) == ["director"]
    team = {"user": firm.clerk.id, "role": "客户经理", "access": "read"}
    body(firm.seller.post(f"/records/account/{firm.shop.account}/team", team))
    assert asked({"kind": "team_role", "value": "客户经理"}) == []
    assert asked({"kind": "team_role", "value": "客户经理", "field": "account"}) == ["clerk"]
