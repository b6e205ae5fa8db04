"""What steps do, in whose name, and what is said when they may not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guike.domains.activities.models import Activity
from guike.kernel import clock
from guike.platform.access.models import TeamMember
from guike.platform.automation.tests.rules import again, refusals, rule, runs, statuses, work
from guike.platform.org.models import User
from guike.platform.records.models import History
from guike.platform.timeline.queries import record_history
from tests.support.company import WHY, act, ctx_of, delete, found, make, notices, patch, person
from tests.support.company import again as fresh

NOON = "2026-11-20T04:00:00+00:00"
OWNER = {"kind": "field", "value": "owner"}

TASK = {"kind": "task", "owner": {"who": OWNER}, "related": [{"record": True}]}


@pytest.fixture
def us(db):
    return found()


def test_set_changes_the_record_in_the_name_of_the_identity_and_the_history_names_the_rule(us):
    rename = rule(
        us.admin,
        "lead",
        {"do": "set", "values": {"company": "{name}的公司"}},
        trigger="created",
        name="补公司名",
    )
    lead = us.lead(name="张先生")
    assert work() == 1
    assert fresh(lead).company == "张先生的公司"
    assert fresh(lead).updated_by_id == us.admin
    (row,) = History.objects.filter(object="lead", record_id=lead.pk, field="company")
    (run,) = runs(rename)
    assert (row.source, row.why, row.operation) == ("rule", f"automation_rule.{rename.pk}", run.batch)
    (shown,) = [
        item
        for item in record_history(ctx_of(us.admin), "lead", lead.pk)["items"]
        if item["field"] == "company"
    ]
    assert shown["why"]["label"] == "补公司名"


def test_a_run_that_another_run_caused_names_it_and_stands_deeper(us):
    first = rule(us.admin, "lead", {"do": "set", "values": {"company": "甲"}}, trigger="created")
    second = rule(
        us.admin,
        "lead",
        {"do": "notify", "to": [OWNER], "text": "改了"},
        trigger="updated",
        fields=["company"],
    )
    us.lead()
    work()
    (cause,), (effect,) = runs(first), runs(second)
    assert (cause.depth, effect.depth, effect.caused_by) == (1, 2, cause.pk)
    assert notices(us.zhang, "automation.message") == ["改了"]


def test_a_created_record_names_the_run_that_made_it(us):
    rule(
        us.admin, "lead",
        {"do": "create", "object": "activity", "values": {**TASK, "subject": "回访{name}", "planned_end_at": {"workdays": 2}}},
        trigger="created",
    )  # fmt: skip
    told = rule(us.admin, "activity", {"do": "notify", "to": [OWNER], "text": "{subject}"}, trigger="created")
    with clock.frozen(NOON):  # a Friday
        lead = us.lead(name="赵女士")
        work()
    (task,) = Activity.objects.system(reason=WHY).filter(kind="task")
    assert (task.subject, task.owner_id, task.created_by_id) == ("回访赵女士", us.zhang, us.admin)
    assert task.related == [{"object": "lead", "id": lead.pk}]
    assert task.planned_end_at.isoformat() == "2026-11-24T04:00:00+00:00"
    (effect,) = runs(told)
    assert effect.caused_by == runs()[0].pk
    assert notices(us.zhang, "automation.message") == ["回访赵女士"]


def test_assign_by_turns_and_add_members(us):
    rule(
        us.admin, "lead",
        {"do": "assign", "to": [{"kind": "user", "value": us.zhang}, {"kind": "user", "value": us.li}], "share": "turns"},
        {"do": "add_member", "to": [{"kind": "user", "value": us.wang}], "access": "read", "role": "协助"},
        trigger="created",
    )  # fmt: skip
    leads = [us.lead() for _ in range(4)]
    work()
    owners = [fresh(lead).owner_id for lead in leads]
    assert sorted(owners) == sorted([us.zhang, us.zhang, us.li, us.li])
    members = TeamMember.objects.filter(object="lead", record_id__in=[lead.pk for lead in leads])
    assert {(one.user_id, one.role, one.source) for one in members} == {(us.wang, "协助", "manual")}


def test_an_action_is_called_and_its_refusal_is_the_run_s(us):
    account = us.account()
    close = rule(
        us.admin, "activity",
        {"do": "action", "name": "complete", "params": {"result": "自动完成：{subject}"}},
        trigger="updated", fields=["is_problem"],
    )  # fmt: skip
    open_, over = (
        make(
            "activity",
            kind="task",
            subject=name,
            owner=us.zhang,
            related=[{"object": "account", "id": account.pk}],
        )
        for name in ("甲", "乙")
    )
    assert act(us.zhang, over, "cancel").ok
    assert patch(us.zhang, open_, is_problem=True).ok
    work()
    assert (fresh(open_).status, fresh(open_).result) == ("done", "自动完成：甲")
    assert patch(us.zhang, over, is_problem=True).ok
    work()
    (_done, refused) = runs(close)
    assert (refused.status, refused.error) == ("failed", "action.not_now")
    assert statuses(close) == ["done", "failed"]


def test_the_identity_s_rights_bound_what_a_rule_does(us):
    """张三 cannot change a lead of 王五, whoever fires the rule: what he does not see is passed over."""
    mine = rule(
        us.admin, "lead", {"do": "set", "values": {"company": "张三改的"}}, trigger="created", run_as=us.zhang
    )
    his, foreign = us.lead(), us.lead(owner=us.wang)
    work()
    assert (fresh(his).company, fresh(foreign).company) == ("张三改的", "")
    assert [(run.status, run.error) for run in runs(mine)] == [("done", ""), ("skipped", "out_of_sight")]
    assert runs(mine)[1].label == mine.name  # nothing of the record is told


def test_what_the_identity_may_only_read_it_does_not_change(us):
    """A colleague in the team who may read: the run fails with the reason, and nothing changes."""
    reader = rule(
        us.admin, "lead", {"do": "set", "values": {"company": "不该"}}, trigger="updated", run_as=us.wang
    )
    lead = us.lead()
    TeamMember.objects.create(
        object="lead", record_id=lead.pk, user_id=us.wang, access="read", created_at=clock.now()
    )
    assert patch(us.zhang, lead, name="改名").ok
    work()
    (run,) = runs(reader)
    assert (run.status, run.error) == ("failed", "access.out_of_scope")
    assert run.log[-1]["refused"]["message"]["zh-CN"] == "该记录不在您可操作的范围内，请联系负责人或管理员"
    assert fresh(lead).company == ""


def test_a_rule_whose_identity_left_pauses_and_loses_nothing(us):
    leaver = person("离职者", "administrator")
    one = rule(us.admin, "lead", {"do": "set", "values": {"company": "甲"}}, trigger="created", run_as=leaver)
    lead = us.lead()
    assert (
        patch(us.admin, row_of(leaver), status="disabled").ok or act(us.admin, row_of(leaver), "disable").ok
    )
    work()
    assert again(one).paused_for == "identity"
    assert statuses(one) == ["throttled"]
    assert "执行身份已停用或离职" in notices(us.admin, "automation.paused")[0]
    assert patch(us.admin, again(one), run_as=us.admin).ok
    assert fresh(lead).company == ""


def row_of(user):
    return User.objects.system(reason=WHY).get(pk=user)


def test_a_step_with_a_condition_is_passed_over_and_the_next_is_taken(us):
    one = rule(
        us.admin, "lead",
        {"do": "set", "values": {"company": "大客户"}, "if": {"field": "name", "op": "eq", "value": "大"}},
        {"do": "notify", "to": [OWNER], "text": "到了"},
        trigger="created",
    )  # fmt: skip
    small, big = us.lead(name="小"), us.lead(name="大")
    work()
    assert (fresh(small).company, fresh(big).company) == ("", "大客户")
    assert statuses(one) == ["done", "done"]
    assert runs(one)[0].log[0]["nothing"] == "condition"


def test_a_wait_for_working_days_goes_on_when_they_are_over(us):
    late = rule(
        us.admin,
        "lead",
        {"do": "wait", "for": {"workdays": 2}},
        {"do": "set", "values": {"company": "超时"}},
        trigger="created",
    )
    with clock.frozen(
        "2026-09-30T04:00:00+00:00"
    ):  # before the holidays of 1 to 7 October; 10 October is worked
        lead = us.lead()
        work()
        (run,) = runs(late)
        assert (run.status, run.due_at.isoformat()) == ("waiting", "2026-10-09T04:00:00+00:00")
        clock.advance(timedelta(days=9))
        work()
        assert fresh(lead).company == "超时"
        assert statuses(late) == ["done"]


def test_a_wait_for_a_condition_ends_with_the_save_that_fulfils_it_or_after_its_time(us):
    until = {"do": "wait", "when": {"field": "company", "op": "is_not_empty"}, "at_most_days": 3}
    one = rule(
        us.admin, "lead", until, {"do": "notify", "to": [OWNER], "text": "有公司了"}, trigger="created"
    )
    with clock.frozen(NOON):
        kept, left = us.lead(), us.lead()
        work()
        assert statuses(one) == ["waiting", "waiting"]
        assert patch(us.zhang, kept, company="某公司").ok
        work()
        assert statuses(one) == ["done", "waiting"]
        clock.advance(timedelta(days=3))
        work()
    assert [(run.status, run.error) for run in runs(one)] == [("done", ""), ("skipped", "waited_too_long")]
    assert len(notices(us.zhang, "automation.message")) == 1
    assert left.pk


def test_a_wait_ends_with_its_record_and_with_its_rule_and_says_so(us):
    one = rule(
        us.admin,
        "lead",
        {"do": "wait", "for": {"days": 30}},
        {"do": "notify", "to": [OWNER], "text": "x"},
        trigger="created",
    )
    gone, stays = us.lead(), us.lead()
    work()
    assert delete(us.admin, gone).ok
    assert [(run.status, run.error) for run in runs(one)] == [
        ("cancelled", "record_deleted"),
        ("waiting", ""),
    ]
    assert patch(us.admin, again(one), is_active=False).ok
    assert [(run.status, run.error) for run in runs(one)][1] == ("cancelled", "rule_stopped")
    assert stays.pk


def test_what_is_wrong_with_a_rule_is_said_at_its_place(us):
    assert refusals(us.admin, "lead") == {"steps": "required"}
    assert refusals(us.admin, "lead", {"do": "set", "values": {"nothing": 1}}) == {
        "steps[0].values.nothing": "unknown_field"
    }
    assert refusals(us.admin, "lead", {"do": "fly"}) == {"steps[0].do": "automation.step"}
    assert refusals(us.admin, "lead", {"do": "notify", "to": [], "text": ""}) == {"steps[0].text": "required"}
    assert refusals(us.admin, "currency", {"do": "set", "values": {"name": "x"}}) == {
        "object": "automation.object"
    }
    bad = {"do": "set", "values": {"company": "x"}, "if": {"field": "nowhere", "op": "eq", "value": 1}}
    assert refusals(us.admin, "lead", bad) == {"steps[0].if.field": "unknown_field"}
    assert refusals(us.admin, "lead", {"do": "wait", "for": {"days": 0}}) == {
        "steps[0].for.days": "out_of_range"
    }


def test_only_an_administrator_lets_a_rule_act_as_somebody_else(us):
    tell = {"do": "notify", "to": [OWNER], "text": "x"}
    assert refusals(us.manager, "lead", tell, run_as=us.admin) == {"run_as": "automation.other_identity"}
    his = rule(us.manager, "lead", tell)
    assert his.run_as_id == us.manager
    foreign = rule(us.admin, "lead", tell)
    outcome = patch(us.manager, foreign, name="夺权")
    assert outcome.refusal is not None
    assert outcome.refusal.code == "not_found"
    assert again(foreign).name == foreign.name


def test_rules_that_would_trigger_one_another_without_end_are_not_switched_on(us):
    to_b = {"do": "set", "values": {"company": "甲"}}
    to_a = {"do": "set", "values": {"company": "乙"}}
    rule(us.admin, "lead", to_b, trigger="updated", fields=["company"], to=["乙"], name="一")
    assert refusals(us.admin, "lead", to_a, trigger="updated", fields=["company"], to=["甲"], name="二") == {
        "is_active": "automation.circle"
    }
    rule(
        us.admin, "lead", to_a, trigger="updated", fields=["company"], to=["甲"], name="二", once="per_record"
    )
    rule(us.admin, "lead", {"do": "set", "values": {"name": "常数"}}, trigger="updated", name="自己写自己")
