"""Orders under approval, through the API: who is asked, what a decision brings, what stays closed meanwhile."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction

from guike.domains.orders.tests.shop import WHY, body
from guike.platform.approvals.models import ApprovalTask
from guike.platform.approvals.tests.firm import SUPERIOR, Firm, all_tasks, asks, one, over


@pytest.fixture
def firm(db):
    return Firm.open()


@pytest.mark.req("AP-01", "AP-03")
@pytest.mark.parametrize(
    ("price", "asked"), [("50000", ["manager"]), ("50000.01", ["manager", "director", "finance"])]
)
def test_amount_decides_who_is_asked(firm, price, asked):
    big = over("50000")
    firm.define(
        asks("经理", {"kind": "department_head"}),
        asks("总监", {"kind": "superior", "level": 2}, filter=big),
        asks("财务", {"kind": "role", "value": firm.role_of(firm.finance)}, filter=big),
    )
    order = firm.submitted(price)
    assert order["status"] == "pending_approval"
    for name in asked:
        assert firm.status(order) == "pending_approval"
        firm.decide(getattr(firm, name), comment=f"{name} 同意")
    assert firm.status(order) == "approved"
    assert [person for _step, person, _status in all_tasks()] == asked
    steps = firm.request(order)["steps"]
    assert [(s["name"], s["status"]) for s in steps] == [
        ("经理", "passed"), *[(name, "passed" if len(asked) > 1 else "skipped") for name in ("总监", "财务")]
    ]  # fmt: skip


@pytest.mark.req("AP-02", "AP-11")
def test_one_rejection_ends_it_and_colleagues_have_nothing_to_do_any_more(firm):
    firm.define(asks("经理", SUPERIOR, group=1), asks("财务", one(firm.finance), group=1))
    order = firm.submitted()
    assert len(firm.todo(firm.finance)) == 1
    (task,) = firm.todo(firm.manager)
    refused = firm.manager.post(f"/approvals/tasks/{task}/reject", {"comment": " "})
    assert body(refused, 422)["code"] == "approval.comment_needed"
    firm.decide(firm.manager, "reject", comment="价格太低")
    assert firm.todo(firm.finance) == []
    assert all_tasks() == [("经理", "manager", "rejected"), ("财务", "finance", "cancelled")]
    assert firm.status(order) == "rejected"
    body(firm.shop.change(order, description="改过"))
    assert body(firm.shop.act(order, "submit"))["status"] == "pending_approval"
    assert [(r["status"], r["round"]) for r in body(firm.seller.get("/approvals/requests", object="sales_order", id=str(order["id"])))["items"]] == [
        ("pending", 1), ("rejected", 1),
    ]  # fmt: skip


def test_without_a_definition_that_holds_it_takes_effect_at_once_and_confirm_asks_for_one(firm):
    firm.define(asks("经理", SUPERIOR), filter=over("1000"))
    assert firm.submitted("1000")["status"] == "approved"
    order = firm.order("1000.01")
    assert body(firm.shop.act(order, "confirm"), 409)["code"] == "approval.required"
    assert firm.status(order) == "draft"


@pytest.mark.req("AP-07")
def test_a_decision_stands_whoever_tries_to_change_it(firm):
    firm.define(asks("经理", SUPERIOR))
    order = firm.submitted()
    firm.decide(firm.manager, comment="好")
    row = ApprovalTask.objects.system(reason=WHY).get()
    assert (row.comment, row.record_version, row.decided_at is not None) == ("好", 2, True)
    for change in (
        lambda rows: rows.update(comment="改"),
        lambda rows: rows.update(decided_at=None),
        lambda rows: rows.delete(),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change(ApprovalTask.objects.system(reason=WHY))
    path = f"/records/approval_task/{row.pk}"
    assert firm.boss.patch(path, {"comment": "改"}).status_code in (403, 422)
    assert firm.boss.delete(path).status_code == 403
    again = firm.manager.post(f"/approvals/tasks/{row.pk}/approve", {})
    assert body(again, 409)["code"] == "approval.task_over"
    assert ApprovalTask.objects.system(reason=WHY).get().comment == "好"
    assert firm.status(order) == "approved"


def test_an_open_task_lets_its_holder_read_the_record_and_the_right_ends_with_it(firm):
    firm.define(asks("财务", one(firm.finance)))
    order = firm.order()
    path = f"/records/sales_order/{order['id']}"
    assert firm.finance.get(path).status_code == 404
    body(firm.shop.act(order, "submit"))
    shown = body(firm.finance.get(path))
    assert (shown["status"], shown["_operations"]) == ("pending_approval", ["view"])
    assert [r["id"] for r in body(firm.finance.get("/records/sales_order"))["items"]] == [order["id"]]
    assert firm.clerk.get(path).status_code == 404
    firm.decide(firm.finance)
    assert firm.finance.get(path).status_code == 404
    assert body(firm.finance.get("/records/sales_order"))["items"] == []


def test_strangers_learn_nothing_and_change_nothing(firm):
    firm.define(asks("财务", one(firm.finance)))
    order = firm.submitted()
    (task,) = firm.todo(firm.finance)
    request = firm.request(order)["id"]
    for path, values in (
        (f"/approvals/tasks/{task}/approve", {}),
        (f"/approvals/tasks/{task}/reject", {"comment": "不"}),
        (f"/approvals/tasks/{task}/transfer", {"user": firm.clerk.id}),
        (f"/approvals/tasks/{task}/add_approver", {"user": firm.clerk.id}),
        (f"/approvals/requests/{request}/withdraw", {}),
        (f"/approvals/requests/{request}/urge", {}),
        (f"/approvals/requests/{request}/comment", {"comment": "?"}),
    ):
        assert firm.clerk.post(path, values).status_code == 404, path
    assert firm.clerk.get(f"/approvals/requests/{request}").status_code == 404
    assert firm.clerk.get(f"/approvals/tasks/{task}").status_code == 404
    assert body(firm.seller.post(f"/approvals/tasks/{task}/approve", {}), 403)["code"] == "approval.not_yours"
    assert all_tasks() == [("财务", "finance", "open")]


def test_frozen_meanwhile_but_for_what_the_step_opens(firm):
    firm.define(
        asks("经理", SUPERIOR),
        asks("财务", one(firm.finance), open_fields=["customer_order_no", "sales_type"]),
    )
    order = firm.submitted()
    refused = firm.shop.change(order, sales_type="project")
    assert body(refused, 409)["code"] == "order.locked"
    assert firm.seller.delete(f"/records/sales_order/{order['id']}").status_code == 409
    shown = firm.shop.get(order)
    assert shown["approval"]["step"] == "经理"
    assert shown["approval"]["may"] == ["comment", "urge", "withdraw"]
    assert "sales_type" in shown["_locked"]
    assert "description" not in shown["_locked"]


def test_withdrawn_it_is_a_draft_again_and_cancelled_nobody_decides(firm):
    firm.define(asks("经理", SUPERIOR), asks("财务", one(firm.finance)))
    order = firm.submitted()
    body(firm.shop.act(order, "withdraw"))
    assert firm.status(order) == "draft"
    assert firm.todo(firm.manager) == []
    body(firm.shop.act(order, "submit"))
    body(firm.shop.act(order, "cancel", reason="客户取消"))
    assert (firm.status(order), firm.todo(firm.manager)) == ("cancelled", [])
    assert firm.request(order)["status"] == "cancelled"


@pytest.mark.req("AP-05")
def test_progress_tells_the_way_so_far_and_ahead(firm):
    firm.define(asks("经理", SUPERIOR), asks("财务", one(firm.finance)))
    order = firm.submitted()
    firm.decide(firm.manager, comment="同意")
    steps = firm.request(order)["steps"]
    assert [(s["name"], s["status"]) for s in steps] == [("经理", "passed"), ("财务", "open")]
    (done,) = steps[0]["tasks"]
    assert (done["approver"]["id"], done["status"], done["comment"]) == (firm.manager.id, "approved", "同意")
    assert done["waiting_hours"] == {"clock": "0.0", "working": "0.0"}


@pytest.mark.req("AP-05", "AP-07")
def test_the_timeline_of_the_record_tells_every_decision(firm):
    firm.define(asks("经理", SUPERIOR), asks("财务", one(firm.finance)))
    order = firm.submitted()
    firm.decide(firm.manager, comment="同意")
    firm.decide(firm.finance, "reject", comment="信用不足")
    found = body(firm.seller.get(f"/records/sales_order/{order['id']}/timeline"))["items"]
    told = [
        (e["actor"]["id"], e["title"], e["body"], e["is_problem"]) for e in found if e["kind"] == "approval"
    ]
    assert [(who, title, words, bad) for who, title, words, bad in told if not words.startswith("AP")] == [
        (firm.finance.id, "Rejected · 财务", "信用不足", True),
        (firm.manager.id, "Approved · 经理", "同意", False),
    ]
    assert told[-1][:2] == (firm.seller.id, "Submitted it for approval")


@pytest.mark.req("PM-01", "PM-16")
def test_every_way_of_reading_agrees_on_what_a_task_opens(firm):
    """List, count, detail, search, figures, related rows and files: all or none."""
    firm.define(asks("财务", one(firm.finance)))
    order, other = firm.submitted(), firm.order()

    def seen(caller):
        mine = {"field": "id", "op": "in", "value": [order["id"], other["id"]]}
        listed = body(caller.post("/records/sales_order/query", {"filter": mine, "count": "exact"}))
        figures = body(
            caller.post(
                "/records/sales_order/aggregate", {"filter": mine, "measures": [{"as": "n", "agg": "count"}]}
            )
        )
        found = body(caller.get("/search", q=order["number"]))["items"]
        paths = [
            f"/records/sales_order/{order['id']}{part}" for part in ("", "/history", "/timeline", "/files")
        ]
        return (
            [row["id"] for row in listed["items"]],
            listed["total"],
            figures["totals"]["n"],
            [hit["id"] for hit in found if hit["object"] == "sales_order"],
            {caller.get(path).status_code for path in paths},
        )

    assert seen(firm.finance) == ([order["id"]], 1, 1, [order["id"]], {200})
    firm.decide(firm.finance)
    assert seen(firm.finance) == ([], 0, 0, [], {404})
    assert seen(firm.clerk) == ([], 0, 0, [], {404})
