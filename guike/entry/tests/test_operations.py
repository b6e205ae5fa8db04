"""What an administrator looks after: what waits is counted, what was given up is seen, replayed and discarded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from guike.entry.tests.people import Caller, person
from guike.kernel import clock
from guike.platform.audit.models import AuditEntry
from guike.platform.events import dispatcher
from guike.platform.events.models import Delivery, Event
from guike.platform.events.registry import Happened
from guike.platform.jobs.models import Job
from guike.platform.jobs.testing import run_queued
from guike.platform.webhooks.models import Webhook
from guike.platform.webhooks.queueing import deliveries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def boss(db: None) -> Caller:
    caller = person("boss", is_administrator=True)
    Event.objects.all().delete()
    return caller


def _letters(count: int, state: str = Delivery.DEAD) -> list[int]:
    """Deliveries of one handler that were given up."""
    found = []
    for n in range(count):
        event = Event.objects.create(
            at=clock.now(), kind="lead.claimed", object_name="lead", payload={"n": n}, state=Event.SPREAD
        )
        row = Delivery.objects.create(
            event=event,
            handler="test.handler",
            state=state,
            attempts=8,
            next_at=clock.now(),
            error=f"ValueError: {n}",
        )
        found.append(row.pk)
    return found


def _jobs(count: int, kind: str = "exchange.export", **values: Any) -> list[int]:
    error = {"code": "job.failed", "message": {"zh-CN": "出错", "zh-TW": "出錯", "en": "It broke"}}
    made = {
        "status": Job.FAILED,
        "failures": 2,
        "result": {"error": error},
        "created_at": clock.now(),
        "finished_at": clock.now(),
    }
    return [Job.objects.create(kind=kind, **(made | values)).pk for _n in range(count)]


def _ok(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_what_waits_and_what_was_given_up_is_counted(boss: Caller) -> None:
    begun = _ok(boss.get("/operations"))
    assert begun == {
        "events": {"events": 0, "pending": 0, "dead": 0, "oldest_at": None, "last_hour": 0},
        "jobs": {"queued": 0, "running": 0, "failed": 0},
        "webhooks": {"pending": 0, "failed": 0, "dead": 0, "oldest_at": None, "last_hour": 0, "troubled": []},
        "reminders": {"pending": 0, "failed": 0, "dead": 0, "oldest_at": None, "last_hour": 0},
    }
    _letters(2), _letters(3, Delivery.PENDING), _jobs(1), _jobs(4, status=Job.QUEUED)
    Event.objects.create(at="2026-11-20T08:00:00+00:00", kind="lead.claimed")
    found = _ok(boss.get("/operations"))
    assert found["events"] == {
        "events": 1, "pending": 3, "dead": 2, "oldest_at": "2026-11-20T08:00:00Z", "last_hour": 5,
    }  # fmt: skip
    assert found["jobs"] == {"queued": 4, "running": 0, "failed": 1}
    text = Client().get("/metrics").content.decode()
    for line in (
        '{queue="events",state="dead"} 2.0',
        '{queue="events",state="events"} 1.0',
        '{queue="jobs",state="queued"} 4.0',
    ):
        assert f"guike_backlog{line}" in text
    assert 'guike_cache_entries{cache="kernel.readings.characters"} ' in text


def test_dead_letters_are_listed_page_by_page_with_their_reasons(boss: Caller) -> None:
    ids = _letters(3)
    page = _ok(boss.get("/operations/dead_letters", limit="2"))
    assert [item["id"] for item in page["items"]] == [ids[2], ids[1]]
    assert {k: page["items"][0][k] for k in ("kind", "object", "handler", "attempts", "reason")} == {
        "kind": "lead.claimed", "object": "lead", "handler": "test.handler", "attempts": 8, "reason": "ValueError: 2",
    }  # fmt: skip
    rest = _ok(boss.get("/operations/dead_letters", limit="2", cursor=page["next_cursor"]))
    assert ([item["id"] for item in rest["items"]], rest["next_cursor"]) == ([ids[0]], None)


@pytest.mark.parametrize("chosen", ["one", "all"])
def test_a_dead_letter_is_replayed_until_it_is_handled(
    boss: Caller, monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    handled: list[Any] = []

    def handle(happened: Happened) -> None:
        handled.append(happened.payload["n"])

    monkeypatch.setattr(dispatcher, "handler_named", lambda _name: handle)
    ids = _letters(2)
    body = {"all": True} if chosen == "all" else {"ids": [ids[1]]}
    count = 2 if chosen == "all" else 1
    assert _ok(boss.post("/operations/dead_letters/replay", body)) == {"count": count}
    dispatcher.run_once()
    assert sorted(handled) == ([0, 1] if chosen == "all" else [1])
    assert Delivery.objects.filter(state=Delivery.DONE).count() == count
    lines = AuditEntry.objects.system(reason="a test looks").filter(action="outbox.replay").order_by("id")
    assert [(line.actor_id, line.detail["delivery"]) for line in lines] == [
        (boss.id, pk) for pk in ids[-count:]
    ]
    assert _ok(boss.post("/operations/dead_letters/replay", body)) == {"count": 0}


def test_what_is_discarded_is_gone_with_its_reason_on_record(boss: Caller) -> None:
    ids, jobs = _letters(2), _jobs(2)
    body = {"ids": [ids[0]], "reason": "The record is gone"}
    assert _ok(boss.post("/operations/dead_letters/discard", body)) == {"count": 1}
    assert _ok(boss.post("/operations/failed_jobs/discard", {"all": True, "reason": "Old"})) == {"count": 2}
    assert [item["id"] for item in _ok(boss.get("/operations/dead_letters"))["items"]] == [ids[1]]
    assert _ok(boss.get("/operations/failed_jobs"))["items"] == []
    assert set(Job.objects.filter(id__in=jobs).values_list("status", flat=True)) == {Job.FAILED}
    reasons = (
        AuditEntry.objects.system(reason="a test looks")
        .filter(action__in=("outbox.discard", "job.discard"))
        .values_list("detail__reason", flat=True)
    )
    assert sorted(reasons) == ["Old", "Old", "The record is gone"]


def test_a_failed_job_is_run_again(boss: Caller) -> None:
    """Of a kind that this version does not know it is not: it stays."""
    answer: Any = boss.post("/exports", {"object": "lead", "fields": ["name"], "format": "csv"})
    job = answer.json()["job"]
    run_queued()
    failed = {
        "status": Job.FAILED,
        "failures": 2,
        "state": {},
        "result": {"error": {"code": "job.failed", "message": {"en": "It broke"}}},
    }
    Job.objects.filter(pk=job).update(**failed)
    (unknown,) = _jobs(1, kind="no.such.kind")
    shown = _ok(boss.get("/operations/failed_jobs"))["items"]
    assert [(item["id"], item["reason"]) for item in shown] == [(unknown, "It broke"), (job, "It broke")]
    assert (shown[1]["created_by"]["id"], shown[1]["label"]) == (boss.id, "Export")
    assert _ok(boss.post("/operations/failed_jobs/replay", {"all": True})) == {"count": 1}
    run_queued()
    assert _ok(boss.get(f"/jobs/{job}"))["status"] == "done"
    assert [item["id"] for item in _ok(boss.get("/operations/failed_jobs"))["items"]] == [unknown]


def test_deliveries_of_webhooks_that_were_given_up_are_looked_after(boss: Caller) -> None:
    hook: Any = boss.post(
        "/records/webhook",
        {
            "name": "Warehouse", "url": "https://example.com/", "secret": "a" * 16, "objects": ["lead"],
            "events": ["created"], "run_as": boss.id,
        },
    ).json()  # fmt: skip
    leads = [
        boss.post("/records/lead", {"name": name, "source": "phone"}).json()["id"] for name in ("A", "B", "C")
    ]  # type: ignore[attr-defined]
    while dispatcher.run_once():
        pass
    deliveries().update(status="dead", next_try_at=None, attempts=20, response_code=500, error="busy")
    Webhook.objects.system(reason="a test").filter(pk=hook["id"]).update(status="failing", trouble="busy")
    found = _ok(boss.get("/operations"))["webhooks"]
    assert (found["dead"], [(one["id"], one["status"], one["trouble"]) for one in found["troubled"]]) == (
        3,
        [(hook["id"], "failing", "busy")],
    )
    page = _ok(boss.get("/operations/webhook_deliveries", limit="2"))
    first = page["items"][0]
    assert (first["webhook"], first["record"], first["reason"]) == (
        {"id": hook["id"], "name": "Warehouse"},
        {"object": "lead", "id": leads[2], "name": "C"},
        "busy",
    )
    rest = _ok(boss.get("/operations/webhook_deliveries", limit="2", cursor=page["next_cursor"]))
    assert [item["record"]["id"] for item in rest["items"]] == [leads[0]]
    assert _ok(boss.post("/operations/webhook_deliveries/replay", {"ids": [first["id"]]})) == {"count": 1}
    body = {"all": True, "reason": "Not needed"}
    assert _ok(boss.post("/operations/webhook_deliveries/discard", body)) == {"count": 2}
    assert _ok(boss.get("/operations/webhook_deliveries"))["items"] == []
    assert list(deliveries().order_by("pk").values_list("status", flat=True)) == ["dead", "dead", "pending"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("dead_letters/replay", {}, 422),
        ("dead_letters/replay", {"ids": []}, 422),
        ("dead_letters/replay", {"ids": ["x"]}, 422),
        ("dead_letters/replay", {"ids": [2**62, -1]}, 200),
        ("dead_letters/discard", {"all": True}, 422),
        ("dead_letters/discard", {"all": True, "reason": ""}, 422),
        ("failed_jobs/discard", {"all": True, "reason": "x" * 501}, 422),
        ("no_such/replay", {"all": True}, 404),
        ("no_such/discard", {"all": True, "reason": "x"}, 404),
    ],
)
def test_what_is_not_well_asked_changes_nothing(boss: Caller, path: str, body: Any, status: int) -> None:
    _letters(1), _jobs(1)
    assert boss.post(f"/operations/{path}", body).status_code == status
    assert (Delivery.objects.get().state, Job.objects.get().discarded_at) == (Delivery.DEAD, None)
    assert (
        not AuditEntry.objects.system(reason="a test looks")
        .filter(action__in=("outbox.replay", "outbox.discard", "job.replay", "job.discard"))
        .exists()
    )


@pytest.mark.parametrize(
    "query",
    [{"limit": "²"}, {"limit": "0"}, {"limit": "501"}, {"cursor": "x"}, {"cursor": "9" * 30}, {"what": "1"}],
)
def test_crooked_pages_are_refused(boss: Caller, query: dict[str, str]) -> None:
    for path in ("dead_letters", "failed_jobs", "webhook_deliveries"):
        assert boss.get(f"/operations/{path}", **query).status_code in (400, 422)


def test_only_administrators_in_person_look_after_it(boss: Caller) -> None:
    berta = person("berta", {"job": ["view", "edit"], "setting": ["view", "edit"]})
    narrow = Caller(boss.id, boss.post("/auth/tokens", {"name": "n", "scopes": ["*"]}).json()["token"])  # type: ignore[attr-defined]
    _letters(1), _jobs(1)
    for caller in (berta, narrow):
        answers = [
            caller.get(f"/operations{path}")
            for path in ("", "/dead_letters", "/failed_jobs", "/webhook_deliveries")
        ]
        for of in ("dead_letters", "failed_jobs", "webhook_deliveries"):
            answers.append(caller.post(f"/operations/{of}/replay", {"all": True}))
            answers.append(caller.post(f"/operations/{of}/discard", {"all": True, "reason": "x"}))
        assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert (Delivery.objects.get().state, Job.objects.get().status, Job.objects.get().discarded_at) == (
        Delivery.DEAD,
        Job.FAILED,
        None,
    )
