"""Every administrative write leaves a line with the old and the new value of what it changed, and no line without a change."""

from __future__ import annotations

from typing import Any

import pytest

from guike.kernel import clock
from guike.platform.audit.queries import audit_entries
from guike.platform.metadata.catalogue import catalogue
from guike.platform.webhooks.models import Webhook
from tests.support.company import WHY, Company, caller, found

pytestmark = [pytest.mark.django_db, pytest.mark.req("PM-37")]
OPEN = {"field": "status", "op": "eq", "value": "pending"}
TELL = [{"do": "notify", "to": [{"kind": "superior"}], "text": "请跟进"}]
BOSS = [{"name": "经理", "approvers": [{"kind": "department_head"}]}]
COLUMNS, FEWER = {"columns": ["name", "mobile"]}, {"columns": ["name"]}

#: object → (a new record, one change of it)
CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "account_pool": ({"name": "西北公海"}, {"holding_limit": 9}),
    "lead_pool": ({"name": "西北线索"}, {"daily_claim_limit": 7}),
    "approval_definition": ({"name": "订单审批二", "object": "sales_order", "steps": BOSS}, {"urge_minutes": 30}),
    "automation_rule": (
        {"name": "提醒上级", "object": "lead", "trigger": "created", "steps": TELL},
        {"description": "新线索"},
    ),
    "calendar_day": ({"on": "2031-01-04", "kind": "holiday", "name": "补休"}, {"name": "元旦"}),
    "choice_set": (
        {"label": "等级", "api_name": "x_grade", "choices": [{"code": "a", "label": "甲"}]},
        {"choices": [{"code": "a", "label": "甲"}, {"code": "b", "label": "乙"}]},
    ),
    "currency": ({"code": "SEK", "name": "克朗", "rate_to_base": "0.7"}, {"name": "瑞典克朗"}),
    "department": ({"name": "西北分公司"}, {"code": "NW"}),
    "duplicate_rule": (
        {"object": "lead", "name": "同手机", "match": [{"field": "mobile", "how": "phone"}], "effect": "warn"},
        {"effect": "block"},
    ),
    "exchange_rate": ({"currency": "USD", "on": "2026-11-01", "rate": "7.1"}, {"rate": "7.2"}),
    "field_def": ({"object": "lead", "label": "意向", "api_name": "x_will", "type": "text"}, {"help": "客户的说法"}),
    "layout": ({"object": "lead", "kind": "list", "name": "短列表", "spec": COLUMNS}, {"spec": FEWER}),
    "management_dimension": ({"name": "行业", "code": "trade", "kind": "region"}, {"is_active": False}),
    "object_def": ({"label": "样品", "api_name": "sample__c"}, {"number_pattern": "YP-{seq:4}"}),
    "opt_out": ({"address": "no@example.com"}, {"address": "never@example.com"}),
    "print_template": (
        {"object": "lead", "name": "线索单", "content": {"blocks": [{"kind": "title", "text": "线索"}]}},
        {"content": {"paper": "a5", "blocks": [{"kind": "fields", "fields": [{"field": "name"}]}, {"kind": "signatures", "texts": ["经办"]}]}},
    ),
    "record_type": ({"object": "lead", "name": "渠道线索"}, {"is_active": False}),
    "reminder_rule": (
        {"kind": "到期", "object": "opportunity", "date_field": "expected_close_on", "days_before": ["3"], "receivers": ["owner"]},
        {"is_workdays": True},
    ),
    "restriction_rule": ({"name": "不看未处理", "object": "lead", "filter": OPEN, "roles": ["sales"]}, {"is_active": False}),
    "role": ({"name": "内勤", "permissions": {"lead": ["view"]}}, {"permissions": {"lead": ["view", "create"]}}),
    "sales_process": ({"name": "快速", "stages": [{"name": "接洽", "win_rate": "0.1"}]}, {"cycle_days": 20}),
    "saved_view": ({"object": "lead", "name": "未处理", "filter": OPEN, "columns": ["name"]}, {"columns": ["name", "mobile"]}),
    "sharing_rule": (
        {"name": "共享", "object": "lead", "source": "filter", "filter": OPEN, "targets": [{"kind": "role", "value": "sales"}], "access": "read"},
        {"access": "edit"},
    ),
    "team_rule": (
        {"name": "入队", "object": "lead", "source": "filter", "filter": OPEN, "members": [{"kind": "role", "value": "sales"}], "access": "read"},
        {"role_label": "售前"},
    ),
    "user": ({"name": "赵六", "username": "zhaoliu", "password": "guike-demo-Pass9"}, {"job_title": "销售工程师"}),
    "user_credit": ({"user": "zhang", "on": "2026-11-01", "event": "全勤", "points": 5}, {"points": 6}),
    "user_training": ({"user": "zhang", "course": "安全", "on": "2026-11-01"}, {"note": "补考"}),
    "validation_rule": ({"object": "lead", "name": "须有手机", "filter": OPEN, "message": "请填手机"}, {"message": "请填写手机"}),
    "webhook": (
        {"name": "财务", "url": "https://finance.example.com/in", "objects": ["lead"], "events": ["created"], "run_as": "zhang",
         "secret": "s3cret-words-of-16"},
        {"name": "财务系统"},
    ),
}  # fmt: skip


@pytest.fixture
def us(db: None) -> Company:
    return found()


def ready(us: Company, body: dict[str, Any]) -> dict[str, Any]:
    """The body with the ids of roles and people in place of their codes."""
    role = caller(us.admin).get("/records/role", filter='{"field":"code","op":"eq","value":"sales"}').json()
    ids = {"sales": role["items"][0]["id"], "zhang": us.zhang}

    def put(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: put(one) for key, one in value.items()}
        if isinstance(value, list):
            return [put(one) for one in value]
        return ids.get(value, value) if isinstance(value, str) else value

    filled: dict[str, Any] = put(body)
    return filled


def test_every_administrative_object_is_changed_here() -> None:
    changeable = {
        spec.name
        for spec in catalogue().objects.values()
        if spec.is_audited and spec.ledger is None and {"create", "edit"} <= {*spec.operations}
    }
    assert changeable == set(CHANGES)


def stored(value: Any) -> Any:
    """A value of the API as the audit keeps it: the id of what it names, labels in their languages."""
    if isinstance(value, list):
        return [stored(one) for one in value]
    if isinstance(value, dict):
        if set(value) == {"id", "name"}:
            return value["id"]
        found = {key: stored(one) for key, one in value.items() if key != "label"}
        return {**found, "labels": {"en": value["label"]}} if "label" in value else found
    return value


def test_a_change_leaves_one_line_with_old_and_new(us: Company) -> None:
    boss = caller(us.admin)
    for name in sorted(CHANGES):
        body, change = (ready(us, one) for one in CHANGES[name])
        made = boss.post(f"/records/{name}", body)
        assert made.status_code == 201, (name, made.content)
        record = made.json()
        (created,) = audit_entries(action=f"{name}.create", record_id=record["id"])
        assert created.actor_id == us.admin, name
        assert "s3cret-words-of-16" not in str(created.detail)
        assert "guike-demo-Pass9" not in str(created.detail)
        answer = boss.patch(f"/records/{name}/{record['id']}", {**change, "_version": record["_version"]})
        assert answer.status_code == 200, (name, answer.content)
        after = answer.json()
        (line,) = audit_entries(action=f"{name}.edit", record_id=record["id"])
        assert (line.actor_id, line.object_name, line.outcome) == (us.admin, name, "ok")
        expected = {key: [stored(record[key]), stored(after[key])] for key in change}
        assert line.detail["changes"] == expected, name
        assert all(old != new for old, new in expected.values()), name


def test_what_changes_nothing_leaves_no_line(us: Company) -> None:
    boss = caller(us.admin)
    role = boss.post("/records/role", CHANGES["role"][0]).json()
    same = boss.patch(f"/records/role/{role['id']}", {"permissions": {"lead": ["view"]}, "name": "内勤"})
    assert same.status_code == 200, same.content
    assert audit_entries(action="role.edit", record_id=role["id"]) == []


def test_who_does_not_administer_changes_nothing_and_leaves_no_line(us: Company) -> None:
    boss, seller = caller(us.admin), caller(us.zhang)
    for name in ("role", "lead_pool", "sharing_rule", "object_def"):
        body, change = (ready(us, one) for one in CHANGES[name])
        record = boss.get(f"/records/{name}/{boss.post(f'/records/{name}', body).json()['id']}").json()
        before = len(audit_entries(object_name=name))
        for answer in (
            seller.post(f"/records/{name}", body),
            seller.patch(f"/records/{name}/{record['id']}", change),
            seller.delete(f"/records/{name}/{record['id']}"),
        ):
            assert answer.status_code == 403, (name, answer.content)
        assert len(audit_entries(object_name=name)) == before, name
        assert boss.get(f"/records/{name}/{record['id']}").json() == record, name


def test_lines_are_kept_with_old_and_new(us: Company) -> None:
    boss = caller(us.admin)
    process = boss.post("/records/sales_process", CHANGES["sales_process"][0]).json()
    (stage,) = process["stages"]
    stages = [{"id": stage["id"], "win_rate": "0.2"}, {"name": "试用", "win_rate": "0.6"}]
    changed = boss.patch(
        f"/records/sales_process/{process['id']}", {"stages": stages, "_version": process["_version"]}
    )
    assert changed.status_code == 200, changed.content
    (line,) = audit_entries(action="sales_process.edit", record_id=process["id"])
    assert line.detail["changes"] == {}
    edited, added = line.detail["lines"]["stages"]
    assert edited == {"verb": "edit", "name": "接洽", "changes": {"win_rate": ["0.1", "0.2"]}}
    assert (added["verb"], added["name"], added["changes"]["win_rate"]) == ("create", "试用", ["0", "0.6"])


def test_long_values_are_not_cut(us: Company) -> None:
    boss = caller(us.admin)
    choices = [{"code": f"c{n}", "label": f"选项{n}"} for n in range(300)]
    made = boss.post(
        "/records/choice_set", {"label": "长表", "api_name": "x_long", "choices": choices}
    ).json()
    more = [*choices, {"code": "one_more", "label": "又一个"}]
    changed = boss.patch(f"/records/choice_set/{made['id']}", {"choices": more, "_version": made["_version"]})
    assert changed.status_code == 200, changed.content
    (line,) = audit_entries(action="choice_set.edit", record_id=made["id"])
    old, new = line.detail["changes"]["choices"]
    assert (len(old), len(new), new[-1]["labels"]) == (300, 301, {"en": "又一个"})


def test_what_acts_on_administrative_records_is_told_too(us: Company) -> None:
    """Actions write as well: a person is switched off, a webhook switched on again, work handed over."""
    boss = caller(us.admin)
    assert boss.post(f"/records/user/{us.wang}/actions/disable", {}).status_code == 200
    (line,) = audit_entries(action="user.edit", record_id=us.wang)
    assert line.detail["changes"] == {"status": ["active", "disabled"]}
    assert boss.post(f"/records/user/{us.wang}/actions/enable", {}).status_code == 200
    webhook = boss.post("/records/webhook", ready(us, CHANGES["webhook"][0])).json()["id"]
    rows = Webhook.objects.system(reason=WHY).filter(pk=webhook)
    rows.update(status=Webhook.DISABLED, failures=9, retry_at=clock.now())
    assert boss.post(f"/records/webhook/{webhook}/actions/enable", {}).status_code == 200
    (line,) = audit_entries(action="webhook.edit", record_id=webhook)
    assert line.detail["changes"] == {"status": ["disabled", "ok"], "failures": [9, 0]}
    assert rows.get().retry_at is None
    us.account(us.zhang)
    assert boss.post(f"/records/user/{us.zhang}/actions/hand_over", {"to": us.wang}).status_code == 200
    lines = audit_entries(action="user.hand_over", record_id=us.zhang)
    assert {(one.object_name, one.detail["of"], one.detail["count"]) for one in lines} >= {
        ("user", "account", 1)
    }
