"""What leaves the house: one delivery a run, counted at a real server, whatever dies on the way."""

from __future__ import annotations

import json
import os
from datetime import timedelta

import pytest

from guike.kernel import clock
from guike.platform.automation import running, taking
from guike.platform.automation.tests.rules import refusals, rule, runs, statuses, work
from guike.platform.automation.tests.test_running import killed_at
from guike.platform.org.queries import begin_versions
from guike.platform.webhooks.sending import Sender
from tests.support.company import act, found, make
from tests.support.receiver import receiving

#: at each place; the long run does twenty
KILLS = int(os.environ.get("GUIKE_KILLS") or 2)
NOON = "2026-11-20T04:00:00+00:00"


@pytest.fixture
def receiver(settings):
    settings.OUTBOUND_HOSTS = ["127.0.0.1"]
    with receiving() as server:
        yield server


def hook(us, receiver):
    values = {
        "name": "仓库",
        "url": receiver.url,
        "secret": "kZ3pQ8vN1xT6mW4r",
        "objects": ["account"],
        "events": ["deleted"],
    }
    return make("webhook", us.admin, run_as=us.admin, **values)


def sent(receiver):
    """(record, delivery, what the rule said) of every call, in order."""
    sender = Sender()
    while sender.turn():
        pass
    bodies = [json.loads(one.body) for one in receiver.received]
    return [(body["id"], body["delivery"], body["data"].get("text")) for body in bodies]


def test_every_run_calls_the_server_once_however_often_workers_are_killed(fresh_db, monkeypatch, receiver):
    monkeypatch.setattr(taking, "LEASE", timedelta(seconds=1))
    monkeypatch.setattr(running, "_FIRST_WAIT", timedelta(seconds=1))
    with clock.frozen(NOON):
        us = found()
        step = {"do": "webhook", "webhook": hook(us, receiver).pk, "text": "新线索 {name}"}
        one = rule(us.admin, "lead", {"do": "set", "values": {"company": "甲"}}, step, trigger="created")
        leads = []
        for number in range(KILLS):
            for place, times in {"taken": 1, "written": 2, "committed": 1}.items():
                leads.append(us.lead(name=f"{place}{number}"))
                assert killed_at(place, number % times)
                clock.advance(timedelta(seconds=2))
        for _ in range(10):
            clock.advance(timedelta(minutes=11))
            begin_versions()
            work()
        calls = sent(receiver)
    assert set(statuses(one)) == {"done"}
    assert sorted((record, text) for record, _delivery, text in calls) == sorted(
        (lead.pk, f"新线索 {lead.name}") for lead in leads
    )
    deliveries = [run.log[-1]["delivery"] for run in runs(one)]
    assert sorted(deliveries) == sorted(delivery for _record, delivery, _text in calls)


def test_a_repetition_sends_again_only_if_asked(db, receiver):
    us = found()
    one = rule(us.admin, "lead", {"do": "webhook", "webhook": hook(us, receiver).pk}, trigger="created")
    us.lead()
    work()
    (run,) = runs(one)
    assert act(us.admin, run, "replay").ok
    work()
    assert len(sent(receiver)) == 1
    assert runs(one)[1].log[0]["nothing"] == "not_sent_again"
    assert act(us.admin, run, "replay", again=True).ok
    work()
    assert len(sent(receiver)) == 2


def test_who_does_not_see_webhooks_sends_nothing_out_of_the_house(db, receiver):
    us = found()
    step = {"do": "webhook", "webhook": hook(us, receiver).pk}
    assert refusals(us.manager, "lead", step) == {"steps[0].webhook": "reference.unknown"}
