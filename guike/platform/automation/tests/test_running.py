"""Workers: killed anywhere, held back when a rule does too much, stopped at once; many records are one batch."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import connection, connections

from guike.domains.activities.models import Activity
from guike.domains.leads.models import Lead
from guike.kernel import clock, limits
from guike.kernel.limits import AUTOMATION_DEPTH
from guike.platform.access.context import system_context
from guike.platform.automation import running, taking
from guike.platform.automation.models import AutomationRule, AutomationRun
from guike.platform.automation.steps import registry
from guike.platform.automation.tests.rules import again, rule, runs, statuses, work
from guike.platform.automation.waking import end_of_rules
from guike.platform.notify.models import Notification
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.models import History
from guike.platform.records.writing import record_create
from guike.platform.settings.services import set_many
from tests.support.company import WHY, act, caller, found, make, notices, patch
from tests.support.company import again as fresh
from tests.support.database import crowd

T = TypeVar("T")
NOON = "2026-11-20T04:00:00+00:00"
OWNER = {"kind": "field", "value": "owner"}
TELL = {"do": "notify", "to": [OWNER], "text": "看看{name}"}
#: at each place; the long run does twenty
KILLS = int(os.environ.get("GUIKE_KILLS") or 5)


@pytest.fixture
def us(db):
    return found()


def killed_at(place: str, after: int) -> bool:
    """A worker in a process of its own that is killed when it comes to this place for the n-th time; whether it was."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        left = [after]

        def kill(here: str) -> None:
            left[0] -= here == place
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        running.at_places.append(kill)
        try:
            running.run_once()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def test_a_worker_killed_at_any_place_leaves_every_effect_exactly_once(fresh_db, monkeypatch):
    """Kills at each of three places, with a lease of one second: every effect is there once."""
    monkeypatch.setattr(taking, "LEASE", timedelta(seconds=1))
    monkeypatch.setattr(running, "_FIRST_WAIT", timedelta(seconds=1))
    with clock.frozen(NOON):
        us = found()
        one = rule(
            us.admin, "lead",
            {"do": "set", "values": {"company": "甲"}},
            {"do": "create", "object": "activity", "values": {"kind": "task", "subject": "{name}", "owner": {"who": OWNER}, "related": [{"record": True}]}},
            TELL,
            trigger="created",
        )  # fmt: skip
        leads = []
        for number in range(KILLS):
            for place, times in {"taken": 1, "written": 3, "committed": 2}.items():
                leads.append(us.lead(name=f"{place}{number}"))
                assert killed_at(place, number % times)
                clock.advance(timedelta(seconds=2))
        for _ in range(10):
            clock.advance(timedelta(minutes=11))
            begin_versions()
            work()
    assert set(statuses(one)) == {"done"}
    assert len(runs(one)) == len(leads) == KILLS * 3
    subjects = Activity.objects.system(reason=WHY).filter(kind="task").values_list("subject", flat=True)
    assert sorted(subjects) == sorted(lead.name for lead in leads)
    told = Notification.objects.filter(kind="automation.message").values_list("record_id", flat=True)
    assert sorted(one or 0 for one in told) == sorted(lead.pk for lead in leads)
    changed = History.objects.filter(object="lead", field="company").values_list("record_id", flat=True)
    assert sorted(changed) == sorted(lead.pk for lead in leads)


def test_a_rule_that_fires_too_often_pauses_tells_the_administrators_and_loses_nothing(us, monkeypatch):
    monkeypatch.setattr(taking, "AUTOMATION_PER_MINUTE", 5)
    often = rule(us.admin, "lead", TELL, trigger="created", name="太频繁")
    for _ in range(8):
        us.lead()
    work()
    assert statuses(often) == ["done"] * 5 + ["throttled"] * 3
    assert again(often).paused_for == "rate"
    assert notices(us.admin, "automation.paused") == [
        "规则“太频繁”已自动暂停：一分钟内触发次数过多。未执行的事件都保留着，处理后可继续执行"
    ]
    us.lead()
    work()
    assert statuses(often)[5:] == ["throttled"] * 3 + ["queued"]
    monkeypatch.setattr(taking, "AUTOMATION_PER_MINUTE", 500)
    assert act(us.admin, again(often), "resume").ok
    work()
    assert statuses(often) == ["done"] * 9
    assert len(notices(us.zhang, "automation.message")) == 9


def test_one_operation_with_many_records_counts_once(us, monkeypatch):
    monkeypatch.setattr(taking, "AUTOMATION_PER_MINUTE", 1)
    one = rule(us.admin, "lead", TELL, trigger="created")
    outcomes = record_create(
        system_context(),
        "lead",
        [{"name": f"批{n}", "source": "phone", "owner": us.zhang} for n in range(30)],
        system=True,
    )
    assert all(outcome.ok for outcome in outcomes)
    work()
    assert statuses(one) == ["done"] * 30


def test_a_chain_that_is_too_deep_pauses_and_goes_on_when_let(us):
    """Two rules that count up a field for ever, as no check before could tell: the amount they write differs each time."""
    one = rule(
        us.admin,
        "lead",
        {"do": "set", "values": {"company": "{company}甲"}},
        trigger="updated",
        fields=["name"],
    )
    AutomationRule.objects.system(reason=WHY).filter(pk=one.pk).update(fields=["company"])
    begin_versions()
    bump_rules()
    lead = us.lead()
    assert patch(us.zhang, lead, company="始").ok
    work()
    assert fresh(lead).company == "始" + "甲" * int(AUTOMATION_DEPTH)
    assert again(one).paused_for == "depth"
    assert statuses(one) == ["done"] * int(AUTOMATION_DEPTH) + ["throttled"]
    assert act(us.admin, again(one), "resume").ok
    work()
    assert fresh(lead).company == "始" + "甲" * (2 * int(AUTOMATION_DEPTH))


def bump_rules():
    bump(metadata=True)
    begin_versions()


def queue(one: AutomationRule, number: int, status: str = "queued", awaits: str = "null") -> None:
    """So many runs, as if fired."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO automation_run (rule_id, revision, object, record_id, run_as_id, event, operation, status, due_at,"
            " created_at, updated_at, version, custom, label, label_sort, search_grams, once_key, cause, depth, position,"
            " token, attempts, awaits, log, batch, error, repeats_outer)"
            " SELECT %s, 1, 'lead', n, %s, 'e', 'o', %s, now(), now(), now(), 1, '{}', '', '', '{}', '', '{}', 1, 0, '', 0,"
            " %s, '[]', '', '', false FROM generate_series(1, %s) n",
            [one.pk, one.run_as_id, status, awaits, number],
        )


#: how long a stop of ten thousand runs may be waited for; machines that test much at once are given more
STOPPED_WITHIN = 2.0 * (3 if os.environ.get("CI") else 1)


def within(seconds: float, call: Callable[[], T]) -> T:
    """What the call answers, on a connection of its own. TimeoutError when that is waited for longer."""

    def run() -> T:
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(run).result(seconds)


def test_a_stop_of_one_rule_and_of_all_cancels_ten_thousand_waiting_and_queued_runs_in_time(fresh_db):
    us = found()
    one = rule(us.admin, "lead", TELL, trigger="created")
    queue(one, 5_000, "waiting", '{"kind": "time"}')
    queue(one, 5_000)
    admin, url = caller(us.admin), f"/records/automation_rule/{one.pk}"
    assert admin.get(url).status_code == 200  # the application is loaded
    with crowd():
        answer = within(STOPPED_WITHIN, lambda: admin.post(f"{url}/actions/stop", {}))
    assert answer.status_code == 200
    rows = AutomationRun.objects.system(reason=WHY)
    assert rows.filter(rule=one, status="cancelled", error="rule_stopped", due_at=None).count() == 10_000
    assert again(one).is_active is False
    assert work() == 0

    two = rule(us.admin, "lead", TELL, trigger="created")
    queue(two, 5_000, "waiting", '{"kind": "time"}')
    queue(two, 5_000)
    with crowd():
        within(STOPPED_WITHIN, lambda: set_many({"automation.enabled": False}, us.admin))
    assert rows.filter(rule=two, status="cancelled", error="all_stopped", due_at=None).count() == 10_000
    assert work() == 0
    assert notices(us.zhang, "automation.message") == []


def test_a_run_that_a_stop_passed_over_because_it_changed_just_then_is_ended_by_who_takes_it(us):
    one = rule(us.admin, "lead", TELL, trigger="created")
    us.lead()
    assert act(us.admin, again(one), "stop").ok
    assert statuses(one) == ["cancelled"]
    rows = AutomationRun.objects.system(reason=WHY).filter(rule=one)
    rows.update(status="waiting", error="", finished_at=None, due_at=clock.now())
    assert patch(us.admin, again(one), is_active=True).ok
    work()
    assert [(run.status, run.error) for run in runs(one)] == [("cancelled", "rule_stopped")]
    assert notices(us.zhang, "automation.message") == []


def test_a_run_in_hand_ends_after_its_step_when_the_rule_is_stopped(us):
    one = rule(us.admin, "lead", {"do": "set", "values": {"company": "甲"}}, TELL, trigger="created")
    lead = us.lead()

    def stop(place: str) -> None:
        if place == "committed":
            running.at_places.clear()
            assert act(us.admin, again(one), "stop").ok

    running.at_places.append(stop)
    work()
    assert fresh(lead).company == "甲"
    assert [(run.status, run.error) for run in runs(one)] == [("cancelled", "rule_stopped")]
    assert notices(us.zhang, "automation.message") == []


def test_a_step_that_breaks_is_tried_again_alone_and_fails_in_the_end(us, monkeypatch):
    one = rule(us.admin, "lead", TELL, trigger="created")
    for _ in range(2):
        us.lead()

    def broken(work):
        raise ZeroDivisionError("kaputt")

    kind = running.kind_named("notify")
    assert kind is not None
    monkeypatch.setitem(registry._kinds, "notify", replace(kind, run=broken))
    with clock.frozen(clock.now() + timedelta(seconds=5)):
        for _ in range(20):
            work()
            clock.advance(timedelta(minutes=11))
    assert statuses(one) == ["failed", "failed"]
    assert runs(one)[0].log[-1]["refused"]["detail"] == "ZeroDivisionError: kaputt"


def test_a_run_is_repeated_from_a_step_with_the_version_of_then_and_says_so(us):
    one = rule(us.admin, "lead", {"do": "set", "values": {"company": "甲"}}, TELL, trigger="created")
    lead = us.lead()
    work()
    assert patch(us.admin, again(one), steps=[{"do": "set", "values": {"company": "乙"}}]).ok
    (run,) = runs(one)
    assert act(us.admin, run, "replay", from_step=2, version="then").ok
    assert act(us.admin, run, "replay").ok
    work()
    first, then, now = runs(one)
    assert (then.status, then.revision, then.replays, len(then.log)) == ("done", 1, first.pk, 1)
    assert (now.status, now.revision, fresh(lead).company) == ("done", 2, "乙")
    assert then.cause["from_step"] == 2
    assert then.cause["version"] == "then"
    assert len(notices(us.zhang, "automation.message")) == 2


def test_an_import_of_many_rows_is_one_batch_after_the_other_with_a_result_for_each_row(us, monkeypatch):
    """Rows in chunks, as an import writes them: with batches of fifty, three of them for 110 rows; a row that is refused does
    not stop the others."""
    monkeypatch.setattr(taking, "AUTOMATION_BATCH", 50)
    one = rule(
        us.admin, "lead", {"do": "set", "values": {"company": "{name}的公司"}}, TELL, trigger="created"
    )
    values = [{"name": f"批{n}", "source": "phone", "owner": us.zhang} for n in range(110)]
    for start in range(0, len(values), 50):
        outcomes = record_create(system_context(), "lead", values[start : start + 50], system=True)
        assert all(outcome.ok for outcome in outcomes)
    make(
        "validation_rule",
        us.admin,
        object="lead",
        name="不收",
        message="不收",
        filter={"field": "company", "op": "eq", "value": "批7的公司"},
    )
    batches: list[str] = []
    running.at_places.append(lambda place: batches.append(place) if place == "taken" else None)
    try:
        work()
    finally:
        running.at_places.clear()
    assert len(batches) == 3
    failed = [run for run in runs(one) if run.status != "done"]
    assert [
        (run.status, run.error, run.log[-1]["refused"]["errors"][0]["message"]["zh-CN"]) for run in failed
    ] == [("failed", "invalid", "不收")]
    assert Notification.objects.filter(kind="automation.message").count() == 109


def test_every_rule_gets_its_turn(us):
    """A rule with much to do does not keep another from its one run."""
    busy = rule(us.admin, "lead", TELL, trigger="created", name="忙")
    queue(busy, 1_500)
    other = rule(us.admin, "account", TELL, trigger="created", name="另一条")
    us.account()
    taken = [taking.take(), taking.take(busy.pk)]
    assert [one.rule_id for one in taken] == [busy.pk, other.pk]
    assert len(taken[0].ids) == int(limits.AUTOMATION_BATCH)


def test_two_workers_never_have_one_run(us):
    one = rule(us.admin, "lead", TELL, trigger="created")
    us.lead()
    assert taking.take() is not None
    assert taking.take() is None
    assert statuses(one) == ["running"]
    end_of_rules([one.pk], "rule_stopped")
    assert statuses(one) == ["running"]  # its worker looks at it itself
    assert Lead.objects.system(reason=WHY).count() == 1
