"""A rule that speaks of something that is gone says so in words, is paused as a whole, and goes on once it is mended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guike.kernel import clock
from guike.platform.automation.due import put_due
from guike.platform.automation.fitness import mark_rules
from guike.platform.automation.models import AutomationRule
from guike.platform.automation.tests.rules import again, rule, runs, statuses, work
from guike.platform.jobs.testing import run_queued
from guike.platform.metadata.models import FieldDef
from guike.platform.org.models import Role, User
from guike.platform.org.queries import begin_versions
from tests.support.company import WHY, act, caller, delete, found, make, notices, patch, person
from tests.support.company import again as fresh

OWNER = {"kind": "field", "value": "owner"}
TELL = {"do": "notify", "to": [OWNER], "text": "看看{name}"}
MARK = {"do": "set", "values": {"company": "甲"}}
NOON = "2026-11-20T04:00:00+00:00"


@pytest.fixture
def us(db):
    return found()


def field(us, name: str = "x_kind", type_: str = "text", object_name: str = "lead", **values) -> FieldDef:
    made: FieldDef = make(
        "field_def", us.admin, object=object_name, api_name=name, type=type_, label="渠道细分", **values
    )
    return made


def switch_off(us, definition) -> None:
    assert patch(us.admin, fresh(definition), is_active=False).ok
    begin_versions()


def told(one: AutomationRule) -> list[tuple[str, str]]:
    """Part and message of every fault, as its page shows them."""
    return [(fault["part"]["zh-CN"], fault["message"]["zh-CN"]) for fault in again(one).faults]


GONE = "规则用到的字段“渠道细分”已删除、已停用或执行身份看不到，请换一个字段"


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"trigger": "updated", "fields": ["x_kind"], "steps": [TELL]}, "触发时机"),
        ({"filter": {"field": "x_kind", "op": "eq", "value": "展会"}, "steps": [TELL]}, "条件"),
        ({"steps": [MARK, {"do": "set", "values": {"x_kind": "展会"}}]}, "第 2 个动作（修改字段）"),
        ({"steps": [MARK, {**TELL, "text": "来自{x_kind}"}]}, "第 2 个动作（发送提醒）"),
        ({"steps": [{**TELL, "if": {"field": "x_kind", "op": "is_empty"}}]}, "第 1 个动作（发送提醒）"),
    ],
)
def test_a_field_that_is_switched_off_is_named_with_its_part(us, values, part):
    definition = field(us)
    one = rule(us.admin, "lead", *values.pop("steps"), **{"trigger": "created", **values})
    assert mark_rules() == 0
    switch_off(us, definition)
    assert mark_rules() == 1
    assert told(one) == [(part, GONE)]
    assert (again(one).validity, again(one).paused_for) == ("invalid", "invalid")
    assert mark_rules() == 0
    reason = f"规则“规则”已失效，暂停执行：{part}：{GONE}。修改规则后会继续执行暂缓的事件"
    assert notices(us.admin, "automation.invalid") == [reason]


def test_switching_a_field_off_has_its_rules_checked_at_once_and_switching_it_on_lets_them_go_on(us):
    definition = field(us)
    one = rule(us.admin, "lead", MARK, {"do": "set", "values": {"x_kind": "展会"}}, trigger="created")
    switch_off(us, definition)
    run_queued()
    assert again(one).validity == "invalid"
    lead = us.lead()
    work()
    assert (statuses(one), fresh(lead).company) == (["queued"], "")
    assert patch(us.admin, fresh(definition), is_active=True).ok
    begin_versions()
    run_queued()
    assert (again(one).validity, again(one).paused_for, again(one).faults) == ("valid", "", [])
    work()
    assert (statuses(one), fresh(lead).company, fresh(lead).custom["x_kind"]) == (["done"], "甲", "展会")


def test_a_worker_that_comes_first_takes_no_step_and_the_mended_rule_does_what_waited(us):
    definition = field(us)
    one = rule(us.admin, "lead", MARK, {"do": "set", "values": {"x_kind": "展会"}}, trigger="created")
    lead = us.lead()
    switch_off(us, definition)
    work()
    assert (statuses(one), fresh(lead).company) == (["throttled"], "")
    assert (again(one).validity, again(one).paused_for) == ("invalid", "invalid")
    assert len(notices(us.admin, "automation.invalid")) == 1
    refused = act(us.admin, again(one), "resume")
    assert refused.refusal is not None
    assert refused.refusal.code == "automation.invalid"
    assert again(one).paused_for == "invalid"

    assert patch(us.admin, again(one), steps=[{"do": "set", "values": {"company": "乙"}}]).ok
    assert (again(one).validity, again(one).paused_for, again(one).faults) == ("valid", "", [])
    work()
    assert (statuses(one), fresh(lead).company, runs(one)[0].revision) == (["done"], "乙", 2)
    assert len(notices(us.admin, "automation.invalid")) == 1


def test_a_run_under_way_in_an_earlier_version_fails_with_the_words(us):
    definition = field(us)
    wait = {"do": "wait", "for": {"days": 1}}
    with clock.frozen(NOON):
        one = rule(
            us.admin, "lead", MARK, wait, {"do": "set", "values": {"x_kind": "展会"}}, trigger="created"
        )
        us.lead()
        work()
        assert patch(us.admin, again(one), steps=[MARK]).ok
        switch_off(us, definition)
        assert mark_rules() == 0
        clock.advance(timedelta(days=2))
        begin_versions()
        work()
    (run,) = runs(one)
    assert (run.status, run.error, run.position) == ("failed", "invalid", 1)
    assert run.log[-1]["refused"]["errors"][0]["message"]["zh-CN"] == GONE


def test_people_and_roles_that_are_gone_are_named(us):
    helper = person("小丁", "sales")
    role = make("role", us.admin, name="值班")
    one = rule(
        us.admin,
        "lead",
        {**TELL, "to": [{"kind": "user", "value": helper}]},
        {**TELL, "to": [{"kind": "role", "value": role.pk}]},
        trigger="created",
    )
    account = User.objects.system(reason=WHY).get(pk=helper)
    assert act(us.admin, account, "disable").ok or patch(us.admin, account, status="disabled").ok
    assert delete(us.admin, Role.objects.system(reason=WHY).get(pk=role.pk)).ok
    begin_versions()
    assert mark_rules() == 1
    assert told(one) == [
        ("第 1 个动作（发送提醒）", "“小丁”已停用或离职，请换一个人"),
        ("第 2 个动作（发送提醒）", "角色“值班”已删除，请换一个角色"),
    ]
    (notice,) = notices(us.admin, "automation.invalid")
    assert "第 1 个动作（发送提醒）：“小丁”已停用或离职，请换一个人（另有 1 处）" in notice
    us.lead()
    work()
    assert statuses(one) == ["queued"]


def test_whom_a_rule_acts_as_is_named_and_another_one_lets_it_go_on(us):
    leaver = person("离职者", "administrator")
    one = rule(us.admin, "lead", MARK, trigger="created", run_as=leaver)
    lead = us.lead()
    account = User.objects.system(reason=WHY).get(pk=leaver)
    assert act(us.admin, account, "disable").ok or patch(us.admin, account, status="disabled").ok
    begin_versions()
    assert mark_rules() == 1
    assert (again(one).validity, again(one).paused_for) == ("invalid", "identity")
    assert told(one) == [("执行身份", "请选择在职的内部员工作为执行身份")]
    assert patch(us.admin, again(one), run_as=us.admin).ok
    work()
    assert (again(one).validity, again(one).paused_for, fresh(lead).company) == ("valid", "", "甲")


def test_an_object_that_is_gone_is_named_where_a_step_creates_its_records_and_where_a_rule_is_about_it(us):
    loan = make("object_def", us.admin, api_name="loan__c", label="样品借用", has_workflow=True)
    begin_versions()
    creates = rule(
        us.admin,
        "lead",
        {"do": "create", "object": "loan__c", "values": {"name": "{name}"}},
        trigger="created",
    )
    about = rule(
        us.admin, "loan__c", {**TELL, "to": [{"kind": "user", "value": us.admin}]}, trigger="created"
    )
    switch_off(us, loan)
    assert mark_rules() == 2
    assert told(creates) == [("第 1 个动作（新建记录）", "没有对象“loan__c”，请检查名称")]
    assert told(about) == [("对象", "规则的对象已删除或停用，请恢复该对象或删除规则")]


def test_a_value_that_a_choice_or_a_state_has_no_more_is_named(us):
    choices = [{"code": "a", "label": "甲"}, {"code": "b", "label": "乙"}]
    definition = field(us, type_="choice", choices=choices)
    one = rule(us.admin, "lead", TELL, trigger="updated", fields=["x_kind"], to=["b"])
    AutomationRule.objects.system(reason=WHY).filter(pk=one.pk).update(to_values=["gone"])
    two = rule(us.admin, "lead", TELL, trigger="state_changed", name="状态")
    AutomationRule.objects.system(reason=WHY).filter(pk=two.pk).update(from_values=["vanished"])
    assert definition.pk
    assert mark_rules() == 2
    assert [fault["field"] for fault in again(one).faults] == ["to[0]"]
    assert [fault["field"] for fault in again(two).faults] == ["from[0]"]
    assert told(two)[0][0] == "触发时机"


def test_a_rule_on_a_date_that_is_gone_keeps_what_comes_due_until_it_is_mended(us):
    definition = field(us, "x_due", "date")
    other = rule(us.admin, "lead", TELL, trigger="schedule", every="day", at_time="09:00")
    one = rule(us.admin, "lead", TELL, trigger="date_reached", date_field="x_due")
    with clock.frozen(NOON):
        us.lead(x_due="2026-11-21")
        put_due()
        switch_off(us, definition)
        clock.advance(timedelta(days=1))
        begin_versions()
        assert put_due() == 1  # of the other rule, which a broken one does not keep from its work
        assert (statuses(other), statuses(one)) == (["queued"], [])
        assert patch(us.admin, fresh(definition), is_active=True).ok
        begin_versions()
        assert put_due() == 1
    assert statuses(one) == ["queued"]


def test_a_rule_that_is_off_is_marked_but_nobody_is_told(us):
    definition = field(us)
    one = rule(
        us.admin, "lead", {"do": "set", "values": {"x_kind": "展会"}}, trigger="created", is_active=False
    )
    switch_off(us, definition)
    assert mark_rules() == 1
    assert (again(one).validity, again(one).paused_for) == ("invalid", "")
    assert notices(us.admin, "automation.invalid") == []
    shown = caller(us.admin).get(f"/records/automation_rule/{one.pk}").json()
    assert shown["validity"] == "invalid"
    assert shown["faults"][0]["field"] == "steps[0].values.x_kind"
