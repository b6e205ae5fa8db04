"""What people do with tasks: transfer, adding, grabbing, urging, returning, absence, in bulk; and what administrators may."""

from __future__ import annotations

import pytest

from guike.domains.orders.tests.shop import WHY, body
from guike.kernel import clock
from guike.platform.approvals import nightly
from guike.platform.approvals.absence import hand_open_tasks
from guike.platform.approvals.models import ApprovalRequest, ApprovalTask
from guike.platform.approvals.tests.firm import SUPERIOR, Firm, all_tasks, asks, fresh, one, over
from guike.platform.events.models import Event
from guike.platform.notify.models import Notification
from guike.platform.org.models import User

MONDAY = "2026-11-23T01:00:00+00:00"  # nine o'clock in Shanghai


@pytest.fixture
def firm(db):
    return Firm.open()


def away(caller, substitute=None, until="2026-12-31", **values):
    User.objects.system(reason=WHY).filter(pk=caller.id).update(
        absent_until_on=until, substitute_id=substitute.id if substitute else None, **values
    )
    fresh()


def told(caller, kind):
    return Notification.objects.filter(user_id=caller.id, kind=kind).count()


@pytest.mark.req("NO-03")
def test_transferred_task_leaves_one_list_and_stands_in_the_other(firm):
    firm.define(asks("经理", SUPERIOR))
    order = firm.submitted()
    assert told(firm.manager, "approval.task") == 1
    (task,) = firm.todo(firm.manager)
    to_applicant = firm.manager.post(f"/approvals/tasks/{task}/transfer", {"user": firm.seller.id})
    assert body(to_applicant, 409)["code"] == "approval.is_applicant"
    body(firm.manager.post(f"/approvals/tasks/{task}/transfer", {"user": firm.clerk.id, "comment": "请你看"}))
    assert (firm.todo(firm.manager), len(firm.todo(firm.clerk))) == ([], 1)
    assert (told(firm.manager, "approval.task"), told(firm.clerk, "approval.task")) == (0, 1)
    firm.decide(firm.clerk)
    assert all_tasks() == [("经理", "manager", "transferred"), ("经理", "clerk", "approved")]
    assert firm.status(order) == "approved"
    assert told(firm.seller, "approval.approved") == 1


@pytest.mark.parametrize(
    ("position", "first", "then"), [("before", "clerk", "manager"), ("after", "manager", "clerk")]
)
def test_added_approvers_decide_in_their_turn(firm, position, first, then):
    firm.define(asks("经理", SUPERIOR))
    order = firm.submitted()
    (task,) = firm.todo(firm.manager)
    body(
        firm.manager.post(
            f"/approvals/tasks/{task}/add_approver", {"user": firm.clerk.id, "position": position}
        )
    )
    assert firm.todo(getattr(firm, then)) == []
    firm.decide(getattr(firm, first))
    assert firm.status(order) == "pending_approval"
    firm.decide(getattr(firm, then))
    assert firm.status(order) == "approved"


def test_the_first_to_grab_has_it_alone(firm):
    firm.define(asks("仓库", one(firm.clerk), one(firm.finance), need="first"))
    firm.submitted()
    (mine,), (other,) = firm.todo(firm.clerk), firm.todo(firm.finance)
    body(firm.clerk.post(f"/approvals/tasks/{mine}/grab", {}))
    assert firm.todo(firm.finance) == []
    late = firm.finance.post(f"/approvals/tasks/{other}/approve", {})
    assert body(late, 409)["code"] == "approval.task_over"
    assert all_tasks() == [("仓库", "clerk", "open"), ("仓库", "finance", "not_needed")]


def test_several_at_once_have_one_result_each(firm):
    firm.define(asks("经理", SUPERIOR))
    firm.submitted()
    firm.submitted()
    second, first = firm.todo(firm.manager)
    body(firm.manager.post(f"/approvals/tasks/{first}/approve", {}))
    results = body(
        firm.manager.post(
            "/approvals/tasks/approve", {"ids": [first, second, 999_999, second], "comment": "好"}
        )
    )["results"]
    assert [(r["index"], r["id"], r["ok"], r.get("error", {}).get("code")) for r in results] == [
        (0, first, False, "approval.task_over"), (1, second, True, None), (2, 999_999, False, "not_found"), (3, second, True, None),
    ]  # fmt: skip


@pytest.mark.req("AP-05", "OR-18")
def test_urging_is_possible_once_an_hour_and_says_when_again(firm):
    firm.define(asks("经理", SUPERIOR))
    order = firm.submitted()
    path = f"/approvals/requests/{firm.request(order)['id']}/urge"
    with clock.frozen(MONDAY):
        body(firm.seller.post(path, {}))
    assert told(firm.manager, "approval.urged") == 1
    with clock.frozen("2026-11-23T01:59:59+00:00"):
        refused = body(firm.seller.post(path, {}), 409)
    assert (refused["code"], "10:00" in refused["detail"]) == ("approval.urged_recently", True)
    with clock.frozen("2026-11-23T02:00:00+00:00"):
        body(firm.seller.post(path, {}))
    assert body(firm.manager.post(path, {}), 403)["code"] == "approval.not_applicant"


@pytest.mark.req("AP-11")
@pytest.mark.parametrize(("resubmit", "changed", "asked"), [
    ("start", False, "manager"), ("rejecting_step", False, "finance"), ("rejecting_step", True, "manager"),
])  # fmt: skip
def test_returned_to_the_applicant_it_goes_on_by_the_setting(firm, resubmit, changed, asked):
    firm.define(asks("经理", SUPERIOR), asks("财务", one(firm.finance)), resubmit_from=resubmit)
    order = firm.submitted()
    firm.decide(firm.manager)
    firm.decide(firm.finance, "reject", comment="缺合同", to="applicant")
    assert firm.status(order) == "rejected"
    waiting = body(firm.seller.get("/approvals/tasks", box="todo"))
    assert [(i["kind"], i["record"]["id"]) for i in waiting["items"]] == [("resubmit", order["id"])]
    assert waiting["counts"] == {"todo": 1}
    quantity = "2" if changed else order["lines"][0]["quantity"]
    lines = [{"id": order["lines"][0]["id"], "quantity": quantity}]
    body(firm.shop.change(order, lines=lines, description="合同已附"))
    assert body(firm.shop.act(order, "submit"))["status"] == "pending_approval"
    assert [name for name in ("manager", "finance") if firm.todo(getattr(firm, name))] == [asked]
    assert ApprovalRequest.objects.system(reason=WHY).count() == 1
    assert firm.request(order)["round"] == 2
    if asked == "manager":
        firm.decide(firm.manager)
    task = firm.todo(firm.finance)[0]
    seen = body(firm.finance.get(f"/approvals/tasks/{task}"))["changes"]
    found = {(c["object"], c["field"]): (c["old"], c["new"]) for c in seen}
    assert found["sales_order", "description"] == (None, "合同已附")
    assert (("sales_order_line", "quantity") in found) is changed


@pytest.mark.req("AP-10")
def test_absent_approvers_are_stood_in_for_and_the_decision_says_so(firm):
    firm.define(asks("经理", SUPERIOR))
    away(firm.manager, firm.director)
    order = firm.submitted()
    firm.decide(firm.director)
    (step,) = firm.request(order)["steps"]
    (task,) = step["tasks"]
    assert (task["approver"]["id"], task["acting_for"]["id"]) == (firm.director.id, firm.manager.id)


@pytest.mark.req("AP-10")
def test_a_chain_of_three_substitutes_is_followed_and_a_longer_or_circular_one_comes_to_the_fallback(firm):
    firm.define(asks("经理", SUPERIOR))
    away(firm.manager, firm.director)
    away(firm.director, firm.finance)
    away(firm.finance, firm.clerk)
    firm.submitted()
    assert len(firm.todo(firm.clerk)) == 1
    away(firm.clerk, firm.manager)
    firm.submitted()
    assert len(firm.todo(firm.boss)) == 1
    away(firm.clerk)
    firm.submitted()
    assert len(firm.todo(firm.boss)) == 2


def test_people_set_their_own_absence_and_circles_are_refused(firm):
    away(firm.clerk, firm.manager, until=None)
    refused = firm.manager._client.put(
        "/api/v1/approvals/absence",
        {"until_on": "2026-12-01", "substitute": firm.clerk.id}, content_type="application/json",
    )  # fmt: skip
    assert [e["code"] for e in body(refused, 422)["errors"]] == ["absence.circle"]
    firm.define(asks("经理", SUPERIOR))
    with clock.frozen(MONDAY):
        firm.submitted()
        given = {"until_on": "2026-12-01", "substitute": firm.finance.id, "takes_open": True}
        found = firm.manager._client.put("/api/v1/approvals/absence", given, content_type="application/json")
        assert body(found)["substitute"]["id"] == firm.finance.id
        fresh()
        assert hand_open_tasks() == 1
    assert all_tasks() == [("经理", "manager", "transferred"), ("经理", "finance", "open")]


@pytest.mark.req("SE-07")
def test_a_task_whose_working_hours_are_over_goes_to_whom_its_step_names(firm):
    firm.define(asks("经理", SUPERIOR, escalate_after_hours=8, escalate_to=[one(firm.director)]))
    with clock.frozen("2026-11-27T01:00:00+00:00"):  # a Friday, nine o'clock; lunch is an hour
        firm.submitted()
    with clock.frozen("2026-11-27T09:59:59+00:00"):
        assert nightly.escalate() == 0
    with clock.frozen("2026-11-27T10:00:00+00:00"):
        assert nightly.escalate() == 1
        assert nightly.escalate() == 0
    assert all_tasks() == [("经理", "manager", "transferred"), ("经理", "director", "open")]


@pytest.mark.req("AP-10", "BA-14")
def test_who_leaves_hands_over_what_he_had_to_decide(firm):
    firm.define(asks("经理", SUPERIOR))
    firm.submitted()
    done = body(firm.boss.post(f"/records/user/{firm.manager.id}/actions/leave", {"to": firm.director.id}))
    assert done["handed_over"]["approval_task"] == 1
    assert all_tasks() == [("经理", "manager", "transferred"), ("经理", "director", "open")]


@pytest.mark.req("AP-10")
def test_nightly_nothing_is_left_that_nobody_can_decide(firm):
    firm.define(asks("经理", SUPERIOR))
    firm.submitted()
    User.objects.system(reason=WHY).filter(pk=firm.manager.id).update(status="left")
    fresh()
    assert nightly.check() == {"brought_on": 1, "ended": 0}
    assert nightly.check() == {"brought_on": 0, "ended": 0}
    assert all_tasks()[-1] == ("经理", "boss", "open")
    ApprovalTask.objects.system(reason=WHY).filter(status="open").update(status="cancelled")
    assert nightly.check()["brought_on"] == 1
    assert all_tasks()[-1] == ("经理", "boss", "open")


def test_administrators_decide_send_on_and_cancel_and_it_is_written_down(firm):
    firm.define(asks("经理", SUPERIOR), asks("财务", one(firm.finance)))
    order = firm.submitted()
    request = firm.request(order)["id"]
    assert (
        body(firm.boss.post(f"/approvals/requests/{request}/cancel", {"comment": ""}), 422)["code"]
        == "approval.comment_needed"
    )
    second = firm.request(order)["steps"][1]["key"]
    body(firm.boss.post(f"/approvals/requests/{request}/reroute", {"step": second, "comment": "经理出差"}))
    assert (firm.todo(firm.manager), len(firm.todo(firm.finance))) == ([], 1)
    (task,) = firm.todo(firm.finance)
    body(firm.boss.post(f"/approvals/tasks/{task}/approve", {"comment": "代办"}))
    assert all_tasks()[-1] == ("财务", "boss", "approved")
    assert firm.status(order) == "approved"
    found = firm.request(order)["comments"]
    assert [(c["kind"], c["content"], c["author"]["id"]) for c in found] == [
        ("admin", "经理出差", firm.boss.id)
    ]
    other = firm.submitted()
    body(firm.boss.post(f"/approvals/requests/{firm.request(other)['id']}/cancel", {"comment": "重复"}))
    assert firm.status(other) == "draft"
    assert firm.seller.post(f"/approvals/requests/{request}/cancel", {"comment": "我"}).status_code == 403


@pytest.mark.req("AP-06")
def test_who_is_told_afterwards_sees_no_amount_that_he_may_not_see(firm):
    role = firm.role_of(firm.clerk)
    firm.boss.patch(f"/records/role/{role}", {"fields": {"sales_order.total_amount": "hidden"}})
    people = [
        {"kind": "role", "value": role},
        {"kind": "field", "value": "owner"},
        one(firm.finance),
        one(firm.finance),
    ]
    firm.define(
        asks("经理", SUPERIOR),
        notices=[
            {"on": "approved", "receivers": people, "template": "订单 {number} 已通过，金额 {total_amount}"}
        ],
    )
    User.objects.system(reason=WHY).filter(pk__in=[firm.clerk.id, firm.finance.id]).update(roles=[role])
    fresh()
    order = firm.submitted("1280")
    body(
        firm.boss.post(f"/records/sales_order/{order['id']}/team", {"user": firm.clerk.id, "access": "read"})
    )
    firm.decide(firm.manager)
    texts = {n.user_id: n.params["text"] for n in Notification.objects.filter(kind="approval.notice")}
    assert texts[firm.clerk.id] == f"订单 {order['number']} 已通过，金额 ***"
    assert texts[firm.seller.id].endswith("1,280.00") or texts[firm.seller.id].endswith("1280.00")
    assert len(texts) == 3


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-CN", "销售订单“{}”待您审批：经理"), ("en", "Sales order “{}” waits for you: 经理")],
)
def test_notices_are_read_in_the_language_of_their_reader(firm, language, words):
    firm.define(asks("经理", SUPERIOR))
    order = firm.submitted()
    answer = firm.manager._client.get("/api/v1/notifications", headers={"Accept-Language": language})
    assert [item["text"] for item in body(answer)["items"]] == [words.format(order["number"])]


def test_a_remark_is_a_change_for_who_looks_at_the_record(firm):
    firm.define(asks("经理", SUPERIOR))
    order = firm.submitted()
    request = firm.request(order)["id"]
    changes = Event.objects.filter(kind="approval.changed", object_name="sales_order")
    before = changes.count()
    body(firm.manager.post(f"/approvals/requests/{request}/comment", {"comment": "请补合同"}))
    assert changes.count() == before + 1
    assert changes.latest("id").payload == {"ids": [order["id"]]}


@pytest.mark.req("AP-05")
@pytest.mark.parametrize(("rule", "before", "after"), [
    ("always", True, True), ("before_decision", True, False), ("never", False, False),
])  # fmt: skip
def test_taking_back_is_offered_as_the_definition_says(firm, rule, before, after):
    firm.define(asks("经理", SUPERIOR), asks("财务", one(firm.finance)), withdraw=rule)
    order = firm.submitted()
    for decided, allowed in ((False, before), (True, after)):
        if decided:
            firm.decide(firm.manager)
        request = firm.request(order)
        assert ("withdraw" in request["may"]) is allowed
        if not allowed:
            path = f"/approvals/requests/{request['id']}/withdraw"
            assert body(firm.seller.post(path, {}), 409)["code"] == "approval.decided_already"
            assert firm.status(order) == "pending_approval"


def test_readers_read_and_comment_but_decide_nothing(firm):
    firm.define(asks("经理", SUPERIOR, cc=[one(firm.clerk)]))
    order = firm.submitted()
    request = firm.request(order)["id"]
    (given,) = body(firm.clerk.get("/approvals/tasks", box="cc"))["items"]
    assert given["request"]["id"] == request
    assert body(firm.clerk.get(f"/records/sales_order/{order['id']}"))["status"] == "pending_approval"
    body(firm.clerk.post(f"/approvals/requests/{request}/comment", {"comment": "知悉"}))
    assert told(firm.seller, "approval.comment") == 1
    (task,) = firm.todo(firm.manager)
    assert body(firm.clerk.post(f"/approvals/tasks/{task}/approve", {}), 403)["code"] == "approval.not_yours"
    read = firm.request(order)["readers"]
    assert [(r["user"]["id"], r["read_at"] is not None) for r in read] == [(firm.clerk.id, True)]


@pytest.mark.req("AP-03")
def test_limits_are_in_the_company_s_currency(firm):
    dollars = {"field": "code", "op": "eq", "value": "USD"}
    (usd,) = body(firm.boss.post("/records/currency/query", {"filter": dollars}))["items"]
    body(firm.boss.patch(f"/records/currency/{usd['id']}", {"rate_to_base": "7.2"}))
    firm.define(asks("经理", SUPERIOR), filter=over("50000"))

    def dollar_order(price):
        line = {"product": firm.shop.product("1"), "quantity": "1", "unit_price": price}
        return body(firm.shop.act(firm.shop.order(line, currency="USD"), "submit"))

    small = dollar_order("6944.44")
    assert (small["base_total_amount"], small["status"]) == ("49999.97", "approved")
    assert dollar_order("6944.45")["status"] == "pending_approval"
