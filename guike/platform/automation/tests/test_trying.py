"""Trying a rule before it acts: on one record, over the last days; and what else acts on saving. Nothing is written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guike.domains.activities.models import Activity
from guike.kernel import clock
from guike.platform.automation.due import put_due
from guike.platform.automation.tests.rules import again, rule, runs, statuses, work
from guike.platform.events.models import Event
from guike.platform.notify.models import Notification
from guike.platform.records.models import History
from tests.support.company import act, caller, found, make, patch
from tests.support.company import again as fresh

NOON = "2026-11-20T04:00:00+00:00"
OWNER = {"kind": "field", "value": "owner"}
TELL = {"do": "notify", "to": [OWNER], "text": "看看{name}"}
CALL = {
    "do": "create",
    "object": "activity",
    "values": {"kind": "task", "subject": "{name}", "owner": {"who": OWNER}, "related": [{"record": True}]},
}


@pytest.fixture
def us(db):
    return found()


def counted():
    return (Event.objects.count(), Notification.objects.count(), History.objects.count(), len(runs()))


def test_a_trial_takes_every_step_with_the_identity_s_rights_and_takes_all_back(us):
    lead = us.lead(name="甲")
    draft = {
        "object": "lead",
        "trigger": "updated",
        "filter": {"field": "name", "op": "eq", "value": "甲"},
        "steps": [{"do": "set", "values": {"company": "{name}的公司"}}, CALL, TELL],
    }
    before = counted()
    answer = caller(us.admin).post("/automation/simulate", {"rule": draft, "id": lead.pk})
    assert answer.status_code == 200
    told = answer.json()
    assert told["holds"] is True
    assert [(step["ok"], step["text"]) for step in told["steps"]] == [
        (True, "Company：(empty) → 甲的公司"),
        (
            True,
            "Activity（Kind：Task；Subject：甲；Owner：张三；Related to：甲）",
        ),
        (True, "张三"),
    ]
    assert counted() == before
    assert fresh(lead).company == ""
    assert Activity.objects.system(reason="the trial's task").count() == 0


def test_a_trial_says_what_the_identity_may_not_do(us):
    lead = us.lead(owner=us.wang)
    draft = {"object": "lead", "trigger": "updated", "steps": [TELL], "run_as": us.zhang}
    answer = caller(us.admin).post("/automation/simulate", {"rule": draft, "id": lead.pk})
    assert (answer.status_code, answer.json()["code"]) == (409, "automation.no_record")


def test_who_may_not_write_rules_tries_none_and_nobody_as_somebody_else(us):
    lead = us.lead()
    draft = {"object": "lead", "trigger": "updated", "steps": [TELL]}
    assert caller(us.zhang).post("/automation/simulate", {"rule": draft, "id": lead.pk}).status_code == 403
    answer = caller(us.manager).post(
        "/automation/simulate", {"rule": {**draft, "run_as": us.admin}, "id": lead.pk}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "automation.other_identity"
    assert caller(us.manager).post("/automation/backtest", {"rule": draft, "days": 0}).status_code == 422


def test_a_back_test_finds_every_event_of_the_last_days_as_it_was_then(us):
    """Three changes of source to exhibition, one of them too long ago; the record has moved on since."""
    with clock.frozen(NOON):
        old, lead, other = us.lead(name="早"), us.lead(name="甲"), us.lead(name="乙")
        assert patch(us.zhang, old, source="exhibition").ok
        clock.advance(timedelta(days=20))
        rival = rule(
            us.admin,
            "lead",
            {"do": "set", "values": {"company": "丙"}},
            trigger="updated",
            fields=["source"],
            name="另一条",
        )
        for one in (lead, other):
            assert patch(us.zhang, one, source="exhibition").ok
            clock.advance(timedelta(hours=1))
        assert patch(us.zhang, lead, source="referral", name="改名").ok
        before = counted()
        draft = {
            "object": "lead", "trigger": "updated", "fields": ["source"], "to": ["exhibition"],
            "filter": {"field": "name", "op": "eq", "value": "甲"},
            "steps": [{"do": "set", "values": {"company": "展会客户"}}, CALL, TELL],
        }  # fmt: skip
        answer = caller(us.admin).post("/automation/backtest", {"rule": draft, "days": 10})
        assert answer.status_code == 200
        told = answer.json()
        assert counted() == before
    assert (told["times"], told["records"], told["is_all"]) == (1, 1, True)
    assert told["by_day"] == {"2026-12-10": 1}
    assert told["effects"] == {
        "changes": {"lead.company": 1}, "creates": {"activity": 1}, "tells": 1, "sends": 0, "is_all": True,
    }  # fmt: skip
    (sample,) = told["samples"]
    assert sample["record"]["id"] == lead.pk
    assert sample["steps"][0]["text"] == "Company：(empty) → 展会客户"
    (met,) = told["meets"]
    assert met == {
        "rule": {"id": rival.pk, "name": "另一条"}, "same_events": 1, "same_fields": ["lead.company"],
        "triggers_it": False, "triggered_by_it": False,
    }  # fmt: skip


def test_what_a_back_test_counts_is_what_a_rule_does(us):
    """The same events, told again and as they happen, fire the same rule equally often."""
    with clock.frozen(NOON):
        live = rule(
            us.admin,
            "lead",
            TELL,
            trigger="updated",
            filter={"field": "name", "op": "changed"},
            once="per_entry",
        )
        for number in range(3):
            lead = us.lead(name=f"客{number}")
            clock.advance(timedelta(minutes=1))
            assert patch(us.zhang, lead, name=f"改{number}", source="exhibition").ok
            clock.advance(timedelta(minutes=1))
            assert patch(us.zhang, lead, source="referral").ok
        draft = {
            "object": "lead",
            "trigger": "updated",
            "filter": {"field": "name", "op": "changed"},
            "once": "per_entry",
            "steps": [TELL],
        }
        answer = caller(us.admin).post("/automation/backtest", {"rule": draft, "days": 1})
    assert answer.json()["times"] == len(runs(live)) == 3


def test_everything_that_acts_on_saving_stands_in_order_with_who_changed_it(us):
    make(
        "validation_rule",
        us.admin,
        object="lead",
        name="必须有电话",
        filter={"field": "mobile", "op": "is_empty"},
        message="请填电话",
    )
    one = rule(us.manager, "lead", TELL, trigger="created", name="新线索提醒")
    answer = caller(us.admin).get("/automation/saving/lead")
    assert answer.status_code == 200
    parts = {part["key"]: part["acts"] for part in answer.json()["parts"]}
    keys = list(parts)
    assert keys.index("required") < keys.index("validation") < keys.index("states") < keys.index("rules")
    assert [act["name"] for act in parts["validation"]] == ["必须有电话"]
    (act_,) = parts["rules"]
    assert (act_["name"], act_["id"], act_["is_on"], act_["changed_by"]["name"]) == (
        "新线索提醒",
        one.pk,
        True,
        "周经理",
    )
    assert caller(us.manager).get("/automation/saving/lead").status_code == 403


def test_a_run_is_shown_with_its_cause_its_steps_and_what_it_caused(us):
    first = rule(
        us.admin,
        "lead",
        {"do": "set", "values": {"company": "甲"}},
        trigger="updated",
        fields=["source"],
        name="一",
    )
    second = rule(us.admin, "lead", TELL, trigger="updated", fields=["company"], name="二")
    lead = us.lead(name="客")
    assert patch(us.zhang, lead, source="exhibition").ok
    work()
    (run,), (effect,) = runs(first), runs(second)
    told = caller(us.admin).get(f"/automation/runs/{run.pk}").json()
    assert told["cause"]["by"]["name"] == "张三"
    assert [(one["field"], one["new"]) for one in told["cause"]["changes"]] == [("source", "Exhibition")]
    assert [(one["text"], one["ok"]) for one in told["steps"]] == [("Company：(empty) → 甲", True)]
    assert [one["id"] for one in told["caused"]] == [effect.pk]
    assert told["record"]["name"] == "客"
    below = caller(us.admin).get(f"/automation/runs/{effect.pk}").json()
    assert below["cause"]["run"] == {"id": run.pk, "rule": "一"}
    assert caller(us.zhang).get(f"/automation/runs/{run.pk}").status_code == 403
    assert caller(us.manager).get(f"/automation/runs/{run.pk}").status_code == 404


def test_a_date_fires_once_on_its_day_and_again_when_it_moves(us):
    with clock.frozen("2026-11-20T00:00:00+00:00"):  # eight in the morning
        lead = us.account()
        deal = make(
            "opportunity",
            name="单",
            account=lead.pk,
            amount="1",
            source="other",
            owner=us.zhang,
            expected_close_on="2026-11-23",
        )
        due = rule(
            us.admin,
            "opportunity",
            TELL,
            trigger="date_reached",
            date_field="expected_close_on",
            offset_days=-1,
            at_time="09:00",
        )
        put_due()
        assert runs(due) == []
        clock.advance(timedelta(days=2))
        put_due()
        assert runs(due) == []
        clock.advance(timedelta(hours=2))
        put_due()
        put_due()
        assert statuses(due) == ["queued"]
        assert patch(us.zhang, deal, expected_close_on="2026-11-25").ok
        clock.advance(timedelta(days=2))
        put_due()
        assert statuses(due) == ["queued", "queued"]
        assert patch(us.zhang, deal, expected_close_on="2026-11-25", name="改名").ok
        put_due()
        assert len(runs(due)) == 2


def test_a_date_that_is_entered_after_its_hour_still_fires(us):
    with clock.frozen("2026-11-20T04:00:00+00:00"):
        due = rule(
            us.admin,
            "opportunity",
            TELL,
            trigger="date_reached",
            date_field="expected_close_on",
            at_time="09:00",
        )
        account = us.account()
        make(
            "opportunity",
            name="单",
            account=account.pk,
            amount="1",
            source="other",
            owner=us.zhang,
            expected_close_on="2026-11-20",
        )
        make(
            "opportunity",
            name="旧",
            account=account.pk,
            amount="1",
            source="other",
            owner=us.zhang,
            expected_close_on="2026-11-01",
        )
        put_due()
        assert statuses(due) == ["queued"]


def test_a_schedule_starts_once_for_every_record_that_meets_its_condition(us):
    with clock.frozen("2026-11-20T00:30:00+00:00"):  # Friday, half past eight
        us.lead(name="甲")
        us.lead(name="乙")
        daily = rule(
            us.admin,
            "lead",
            TELL,
            trigger="schedule",
            every="workday",
            at_time="09:00",
            filter={"field": "name", "op": "eq", "value": "甲"},
        )
        put_due()
        assert runs(daily) == []
        clock.advance(timedelta(hours=1))
        put_due()
        put_due()
        assert len(runs(daily)) == 1
        clock.advance(timedelta(days=1))  # Saturday
        put_due()
        assert len(runs(daily)) == 1
        clock.advance(timedelta(days=2))
        put_due()
        assert len(runs(daily)) == 2
        assert act(us.admin, again(daily), "stop").ok
        clock.advance(timedelta(days=1))
        put_due()
        assert len(runs(daily)) == 2
