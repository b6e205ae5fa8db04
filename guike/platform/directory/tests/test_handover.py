"""Somebody leaves: everything in hand goes to a colleague."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from guike.kernel.errors import Forbidden
from guike.kernel.text import Text
from guike.platform.audit.queries import audit_entries
from guike.platform.directory import duties
from guike.platform.directory.duties import Duty
from guike.platform.directory.tests.conftest import PASSWORD, Caller, Company, make, person
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import Department, User
from guike.platform.records.reading import table

WHY = "the tests' own rows"


def owner_of(object_name: str, record: int) -> int | None:
    rows = table(catalogue().get(object_name)).system(reason=WHY)
    found: int | None = rows.values_list("owner_id", flat=True).get(pk=record)
    return found


def field_of(object_name: str, record: int, name: str) -> Any:
    rows = table(catalogue().get(object_name)).system(reason=WHY)
    return rows.values_list(name, flat=True).get(pk=record)


@pytest.mark.req("BA-14")
def test_a_leaver_hands_everything_over_in_one_step(admin: Caller, sales: Caller, company: Company) -> None:
    lead = sales.create("lead", name="孙七", source="phone", mobile="13800138000")["id"]
    closed = sales.create("lead", name="旧线索", source="phone")["id"]
    assert sales.post(f"/records/lead/{closed}/actions/invalidate", reason="空号").status == 200
    account = sales.create("account", name="远山打印")["id"]
    contact = sales.create("contact", name="周八", account=account)["id"]
    about = {"kind": "call", "related": [{"object": "account", "id": account}]}
    planned = sales.create("activity", **about, subject="回访", planned_start_at="2026-12-01T09:00:00+08:00")[
        "id"
    ]
    done = sales.create("activity", **about, subject="已拜访", status="done", result="好")["id"]
    foreign = make("account", name="别人的客户", owner=company.other)
    Department.objects.system(reason=WHY).filter(pk=company.north).update(head=company.sales)
    junior = person("junior", "sales", superior=company.sales)
    assert admin.patch(f"/records/user/{company.other}", superior=company.sales).status == 200

    answer = admin.post(f"/records/user/{company.sales}/actions/leave", to=company.other)
    assert answer.status == 200, answer.body
    assert answer.body["status"] == "left"
    assert answer.body["handed_over"] == {
        "lead": 1,
        "account": 1,
        "contact": 1,
        "activity": 1,
        "department.head": 1,
        "user.superior": 2,
    }
    moved = {("lead", lead), ("account", account), ("contact", contact), ("activity", planned)}
    assert {owner_of(name, record) for name, record in moved} == {company.other}
    assert (owner_of("lead", closed), owner_of("activity", done)) == (company.sales, company.sales)
    assert owner_of("account", foreign) == company.other
    record = admin.get(f"/records/account/{account}").body
    assert (record["department"]["id"], record["created_by"]["id"]) == (company.south, company.sales)
    users = User.objects.system(reason=WHY)
    assert users.get(pk=junior).superior_id == company.other
    assert users.get(pk=company.other).superior_id is None
    assert Department.objects.system(reason=WHY).get(pk=company.north).head_id == company.other
    lines = audit_entries(action="user.hand_over")
    assert {(e.object_name, e.record_id) for e in lines} == {("user", company.sales)}
    assert {e.detail["of"]: e.detail["count"] for e in lines} == answer.body["handed_over"]
    assert sales.get("/auth/me").status == 401
    signing = admin.client.post(
        "/api/v1/auth/login", {"username": "sales", "password": PASSWORD}, content_type="application/json"
    )
    assert signing.status_code == 401
    again = admin.post(f"/records/user/{company.sales}/actions/leave", to=company.other)
    assert again.status == 409


@pytest.mark.req("BA-14")
def test_a_hand_over_may_be_of_some_objects_alone(admin: Caller, sales: Caller, company: Company) -> None:
    lead = sales.create("lead", name="孙七", source="phone")["id"]
    account = sales.create("account", name="远山打印")["id"]
    answer = admin.post(
        f"/records/user/{company.sales}/actions/hand_over", to=company.other, objects=["lead"]
    )
    assert (answer.status, answer.body) == (200, {"handed_over": {"lead": 1}})
    assert (owner_of("lead", lead), owner_of("account", account)) == (company.other, company.sales)
    assert sales.get("/auth/me").status == 200
    answer = admin.post(
        f"/records/user/{company.sales}/actions/hand_over", to=company.other, objects=["role"]
    )
    assert (answer.status, answer.codes) == (422, {"objects": "objects.unknown"})


def test_a_hand_over_that_cannot_be_changes_nothing(admin: Caller, sales: Caller, company: Company) -> None:
    account = sales.create("account", name="远山打印")["id"]
    clerk = person("clerk", "service", is_salesperson=False)
    path = f"/records/user/{company.sales}/actions/leave"
    assert admin.post(path, to=clerk).codes == {"to": "owner.not_salesperson"}
    assert admin.post(path, to=company.sales).body["code"] == "user.to_himself"
    assert admin.post(path).codes == {"to": "required"}
    assert admin.post(path, to=10**9).codes == {"to": "reference.unknown"}
    assert sales.post(f"/records/user/{company.other}/actions/leave", to=company.sales).status == 403
    assert owner_of("account", account) == company.sales
    assert User.objects.system(reason=WHY).get(pk=company.sales).status == "active"
    assert audit_entries(action="user.hand_over") == []


@pytest.mark.req("BA-07", "BA-14")
def test_what_is_about_a_leaver_stays_his(admin: Caller, company: Company) -> None:
    training = admin.create("user_training", user=company.sales, course="激光安全", on="2026-10-01")["id"]
    credit = admin.create("user_credit", user=company.sales, event="年度优秀", on="2026-10-01")["id"]
    assert admin.get("/access/handover", user=str(company.sales)).body["items"] == []
    left = admin.post(f"/records/user/{company.sales}/actions/leave", to=company.other)
    assert (left.status, left.body["handed_over"]) == (200, {})
    assert field_of("user_training", training, "user_id") == company.sales
    assert field_of("user_credit", credit, "user_id") == company.sales


@pytest.mark.req("BA-14")
def test_custom_objects_and_other_work_take_part(
    admin: Caller, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duties, "_registered", {})
    tasks = Duty("approvals", Text("审批", "Approvals"), lambda _giver: 2, lambda *_all: {"approval_task": 2})
    duties.on_hand_over(tasks)
    with pytest.raises(ValueError, match="twice"):
        duties.on_hand_over(tasks)
    admin.create("object_def", api_name="loan__c", label="借用")
    loan = admin.create("loan__c", name="样机", owner=company.sales)["id"]
    answer = admin.post(f"/records/user/{company.sales}/actions/hand_over", to=company.other)
    assert answer.body == {"handed_over": {"loan__c": 1, "approval_task": 2}}
    assert owner_of("loan__c", loan) == company.other


@pytest.mark.req("BA-14")
def test_a_preview_counts_what_is_in_hand_and_each_kind_may_go_elsewhere_or_stay(
    admin: Caller, sales: Caller, company: Company
) -> None:
    lead = sales.create("lead", name="孙七", source="phone")["id"]
    account = sales.create("account", name="远山打印")["id"]
    foreign = make("account", name="别人的客户", owner=company.other)
    joined = admin.post(f"/records/account/{foreign}/team", user=company.sales, access="edit")
    assert joined.status in (200, 201), joined.body
    pool = make("lead_pool", name="华北池", admins=[company.admin], members=[company.sales, company.admin])
    share = make(
        "sharing_rule",
        name="给张三",
        object="account",
        source="owners",
        access="read",
        owners=[{"kind": "user", "value": company.other}],
        targets=[{"kind": "user", "value": company.sales}],
    )
    third = person("third", "sales", department=company.north)
    path = f"/records/user/{company.sales}/actions/leave"

    preview = admin.get("/access/handover", user=str(company.sales)).body
    assert {item["key"]: item["count"] for item in preview["items"]} == {
        "lead": 1,
        "account": 1,
        "lead_pool.members": 1,
        "sharing_rule.targets": 1,
        "record_team": 1,
    }
    assert (preview["sessions"], preview["keys"]) == (1, 0)
    assert sales.get("/access/handover", user=str(company.sales)).status == 403

    wrong = admin.post(path, to=company.other, receivers={"lead": company.sales, "nothing": third})
    assert wrong.codes == {"receivers.lead": "reference.unknown", "receivers.nothing": "objects.unknown"}
    assert User.objects.system(reason=WHY).get(pk=company.sales).status == "active"

    answer = admin.post(path, to=company.other, receivers={"lead": third, "lead_pool.members": None})
    assert answer.body["handed_over"] == {
        "lead": 1,
        "account": 1,
        "sharing_rule.targets": 1,
        "record_team": 1,
    }
    assert (owner_of("lead", lead), owner_of("account", account)) == (third, company.other)
    assert field_of("lead_pool", pool, "members") == [company.sales, company.admin]
    assert field_of("sharing_rule", share, "targets") == [{"kind": "user", "value": company.other}]
    team = admin.get(f"/records/account/{foreign}/team").body["items"]
    assert [(one["user"]["id"], one["access"]) for one in team] == [(company.other, "edit")]

    report = admin.get(
        "/records/handover_entry",
        filter=orjson.dumps({"field": "person", "op": "eq", "value": company.sales}).decode(),
    ).body["items"]
    assert {(row["what"], row["count"], (row["receiver"] or {}).get("id")) for row in report} == {
        ("线索", 1, third),
        ("客户", 1, company.other),
        ("共享规则 · 共享给", 1, company.other),
        ("相关团队", 1, company.other),
        ("线索池 · 成员", 1, None),
    }
    assert {
        row["operation"]["code"] if isinstance(row["operation"], dict) else row["operation"] for row in report
    } == {"leave"}
    related = admin.get(f"/records/user/{company.sales}/related/handovers").body
    assert len(related["items"]) == 5
    assert Caller("other").get("/records/handover_entry").status == 403
    assert admin.delete(f"/records/handover_entry/{report[0]['id']}").status in (403, 405)


@pytest.mark.req("BA-14")
def test_a_hand_over_that_fails_at_its_end_leaves_everything(
    admin: Caller, sales: Caller, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = sales.create("lead", name="孙七", source="phone")["id"]

    def fails(*_all: object) -> dict[str, int]:
        raise Forbidden("access.no_permission")

    monkeypatch.setattr(
        duties, "_registered", {"last": Duty("last", Text("末", "Last"), lambda _giver: 1, fails)}
    )
    assert admin.post(f"/records/user/{company.sales}/actions/leave", to=company.other).status == 403
    assert owner_of("lead", lead) == company.sales
    assert User.objects.system(reason=WHY).get(pk=company.sales).status == "active"
    assert admin.get("/records/handover_entry").body["items"] == []
    assert sales.get("/auth/me").status == 200


@pytest.mark.req("BA-01", "BA-14")
def test_moving_or_renaming_a_department_moves_nobodys_records_and_history(
    admin: Caller, sales: Caller, company: Company
) -> None:
    account = sales.create("account", name="远山打印")["id"]
    before = admin.get(f"/records/account/{account}/history").body["items"]
    assert (
        admin.patch(f"/records/department/{company.north}", parent=company.south, name="华北二部").status
        == 200
    )
    row = field_of("account", account, "department_id"), field_of("account", account, "version")
    assert row == (company.north, 1)
    assert admin.get(f"/records/account/{account}/history").body["items"] == before
    # a person who moves takes his future along: what is in hand stays with the department in which it was won
    assert admin.patch(f"/records/user/{company.sales}", department=company.head_office).status == 200
    assert field_of("account", account, "department_id") == company.north
    below = {"field": "department", "op": "under", "value": company.south}
    assert admin.ids("account", filter=below) == [account]
