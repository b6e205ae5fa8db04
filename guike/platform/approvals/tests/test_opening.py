"""A task never stands with somebody who may not open its record: publishing refuses him by name, a running request gives it to
who decides when nobody else can, and says why."""

from __future__ import annotations

import pytest

from guike.domains.orders.tests.shop import WHY, body, errors
from guike.platform.approvals import nightly
from guike.platform.approvals.models import ApprovalReader
from guike.platform.approvals.tests.firm import SUPERIOR, Firm, all_tasks, asks, fresh, one
from guike.platform.approvals.tests.test_acts import away, told
from guike.platform.org.models import User

BLIND = "clerk may not see Sales order at all and could not open the task; choose somebody else, or grant it in the role"


@pytest.fixture
def firm(db):
    """The clerk may not see orders at all."""
    found = Firm.open()
    found.grant(found.clerk, sales_order=[])
    return found


def superior(person, above):
    User.objects.system(reason=WHY).filter(pk=person.id).update(superior_id=above.id)
    fresh()


def reasons(firm, order):
    return [task["reason"] for step in firm.request(order)["steps"] for task in step["tasks"]]


WHO_INSTEAD = "clerk may not see Sales order, so whoever decides when nobody else can was asked"


@pytest.mark.req("AP-01")
@pytest.mark.parametrize("place", ["approvers", "cc", "escalate_to"])
def test_publishing_names_who_could_not_open_what_he_is_asked_about(firm, place):
    step = {"escalate_after_hours": 8, "escalate_to": [one(firm.director)]}
    step |= {"name": "库管", "approvers": [one(firm.manager)], place: [one(firm.manager), one(firm.clerk)]}
    made = firm.define(step, publish=False)
    path = f"/records/approval_definition/{made}"
    refused = body(firm.boss.post(f"{path}/actions/publish", {}), 422)["errors"]
    assert [(e["field"], e["code"], e["message"]) for e in refused] == [
        (f"steps[0].{place}", "flow.cannot_open", BLIND)
    ]
    assert body(firm.boss.get(path))["version"] == 0
    firm.grant(firm.clerk, sales_order=["view"])
    assert body(firm.boss.post(f"{path}/actions/publish", {}))["version"] == 1


def test_publishing_names_a_role_whose_members_could_not_open_it_and_a_fallback(firm):
    role = {"kind": "role", "value": firm.role_of(firm.clerk)}
    made = firm.define(asks("库管", role), fallback=firm.clerk.id, publish=False)
    refused = errors(firm.boss.post(f"/records/approval_definition/{made}/actions/publish", {}))
    assert refused == [("fallback", "flow.cannot_open"), ("steps[0].approvers", "flow.cannot_open")]
    tried = {"object": "sales_order", "approvers": [role]}
    assert errors(firm.boss.post("/approvals/preview", tried)) == [("approvers", "flow.cannot_open")]


@pytest.mark.req("AP-01", "AP-05")
def test_a_superior_who_may_not_open_it_is_passed_over_and_the_request_says_so(firm):
    superior(firm.seller, firm.clerk)
    firm.define(asks("经理", SUPERIOR), asks("财务", one(firm.finance)), fallback=firm.director.id)
    order = firm.submitted()
    assert all_tasks() == [("经理", "director", "open")]
    assert (firm.todo(firm.clerk), told(firm.clerk, "approval.task")) == ([], 0)
    assert reasons(firm, order) == [WHO_INSTEAD]
    firm.decide(firm.director)
    assert [person for _step, person, _status in all_tasks()] == ["director", "finance"]


def test_the_fallback_itself_lost_the_right_an_administrator_decides(firm):
    superior(firm.seller, firm.clerk)
    firm.define(asks("经理", SUPERIOR), fallback=firm.director.id)
    firm.grant(firm.director, sales_order=[])
    firm.submitted()
    assert all_tasks() == [("经理", "boss", "open")]


def test_a_substitute_who_may_not_open_it_does_not_get_it(firm):
    firm.define(asks("经理", SUPERIOR))
    away(firm.manager, firm.clerk)
    order = firm.submitted()
    assert all_tasks() == [("经理", "boss", "open")]
    assert reasons(firm, order) == [WHO_INSTEAD]


def test_a_higher_superior_who_may_not_open_it_does_not_get_it(firm):
    """The approver is the applicant: his superior is asked, and could not open it."""
    superior(firm.seller, firm.clerk)
    firm.define(asks("本人", one(firm.seller)), fallback=firm.director.id)
    order = firm.submitted()
    assert all_tasks() == [("本人", "director", "open")]
    assert reasons(firm, order) == [WHO_INSTEAD]


def test_nobody_hands_it_to_who_may_not_open_it(firm):
    firm.define(asks("经理", SUPERIOR))
    firm.submitted()
    (task,) = firm.todo(firm.manager)
    for verb in ("transfer", "add_approver"):
        refused = firm.manager.post(f"/approvals/tasks/{task}/{verb}", {"user": firm.clerk.id})
        assert body(refused, 422)["code"] == "approval.cannot_open"
    away(firm.finance, firm.clerk)
    refused = body(firm.manager.post(f"/approvals/tasks/{task}/transfer", {"user": firm.finance.id}), 422)
    assert "clerk may not see Sales order" in refused["detail"]
    assert all_tasks() == [("经理", "manager", "open")]


@pytest.mark.req("AP-10", "BA-14")
def test_a_successor_who_may_not_open_it_leaves_it_to_the_fallback(firm):
    firm.define(asks("经理", SUPERIOR))
    order = firm.submitted()
    body(firm.boss.post(f"/records/user/{firm.manager.id}/actions/leave", {"to": firm.clerk.id}))
    assert all_tasks() == [("经理", "manager", "transferred"), ("经理", "boss", "open")]
    assert reasons(firm, order) == ["", WHO_INSTEAD]


@pytest.mark.req("PM-05")
def test_who_loses_the_right_later_loses_the_task(firm):
    firm.define(asks("经理", SUPERIOR))
    order = firm.submitted()
    assert nightly.hand_on() == 0
    firm.grant(firm.manager, sales_order=[])
    assert nightly.hand_on() == 1
    assert nightly.hand_on() == 0
    assert all_tasks() == [("经理", "manager", "transferred"), ("经理", "boss", "open")]
    assert reasons(firm, order)[1].startswith("manager may not see Sales order")
    firm.decide(firm.boss)
    assert firm.status(order) == "approved"


def test_it_is_given_to_read_to_those_alone_who_may_open_it(firm):
    role = {"kind": "role", "value": firm.role_of(firm.clerk)}
    firm.grant(firm.clerk, sales_order=["view"])
    firm.define(asks("经理", SUPERIOR, cc=[role, one(firm.finance)]))
    firm.grant(firm.clerk, sales_order=[])
    firm.submitted()
    assert list(ApprovalReader.objects.values_list("user_id", flat=True)) == [firm.finance.id]
    assert told(firm.clerk, "approval.cc") == 0


def test_reasons_are_told_in_words(firm):
    """What the switches of a flow decided says why in the reader's language, not by a code."""
    firm.define(asks("经理", SUPERIOR), asks("再次", one(firm.manager)))
    order = firm.submitted()
    firm.decide(firm.manager)
    assert reasons(firm, order) == ["", "Approved in the step before: skipped by the flow"]


@pytest.mark.req("PM-09", "PM-16")
def test_what_a_request_holds_of_its_record_is_told_by_the_record_alone(firm):
    """The amounts as they were submitted, and what a change asks for, are kept for comparing: nobody reads them by the request,
    and whose task is over is not told what the record is called."""
    firm.define(asks("财务", one(firm.finance)))
    order = firm.submitted("12345.67")
    role = f"/records/role/{firm.role_of(firm.finance)}"
    body(firm.boss.patch(role, {"fields": {"sales_order.total_amount": "hidden"}}))
    (task,) = firm.todo(firm.finance)
    request = firm.request(order)["id"]
    path = f"/records/approval_request/{request}"

    def said():
        answers = (firm.finance.get(path), firm.finance.get("/records/approval_request"))
        return "".join(answer.content.decode() for answer in answers if body(answer))

    assert order["number"] in said()
    assert "12345" not in said()
    for name in ("watched", "params"):
        assert errors(firm.finance.get("/records/approval_request", fields=name)) == [
            ("fields", "unknown_field")
        ]
        asked = {"filter": {"field": name, "op": "is_not_empty"}}
        assert firm.finance.post("/records/approval_request/query", asked).status_code == 422
    firm.decide(firm.finance)
    assert firm.finance.get(f"/records/sales_order/{order['id']}").status_code == 404
    assert order["number"] not in said()
    assert body(firm.finance.get(path))["record"] is None
    shown = body(firm.finance.get(f"/approvals/tasks/{task}"))
    assert (shown["request"]["record"]["name"], shown["request"]["card"]) == ("", [])


@pytest.mark.req("PM-16")
def test_administrators_reject_and_hand_on_the_tasks_of_others_and_others_do_not_learn_of_requests(firm):
    firm.define(asks("财务", one(firm.finance)))
    first, second = firm.submitted(), firm.submitted()
    rejected, handed = sorted(firm.todo(firm.finance))
    body(firm.boss.post(f"/approvals/tasks/{rejected}/reject", {"comment": "重复"}))
    assert firm.status(first) == "rejected"
    body(firm.boss.post(f"/approvals/tasks/{handed}/transfer", {"user": firm.director.id}))
    assert all_tasks() == [
        ("财务", "finance", "transferred"), ("财务", "finance", "transferred"), ("财务", "boss", "rejected"),
        ("财务", "boss", "transferred"), ("财务", "director", "open"),
    ]  # fmt: skip
    request = firm.request(second)["id"]
    for verb, values in (("cancel", {"comment": "?"}), ("reroute", {"comment": "?", "step": 1})):
        for number in (request, 999_999):
            answer = firm.clerk.post(f"/approvals/requests/{number}/{verb}", values)
            assert answer.status_code == 404, (verb, number)
    assert all_tasks()[-1] == ("财务", "director", "open")
