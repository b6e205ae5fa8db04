"""The outbox: together with the change, at least once, one failing handler harms nobody else."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from guike.kernel import clock
from guike.platform.audit import origin
from guike.platform.audit.models import AuditEntry
from guike.platform.audit.services import audit
from guike.platform.events import dispatcher, registry
from guike.platform.events.dispatcher import ATTEMPTS, LEASE, run_once, spread
from guike.platform.events.models import Delivery, Event
from guike.platform.events.queries import backlog, dead_letters
from guike.platform.events.registry import subscribe
from guike.platform.events.services import NewEvent, emit, emit_many, rerun
from guike.platform.events.testing import empty_registry
from guike.platform.retention.services import keep_one
from tests.support import database

KIND = "thing.done"


@pytest.fixture(autouse=True)
def own_registry() -> Iterator[Any]:
    with empty_registry():
        yield


@pytest.fixture(autouse=True)
def empty_outbox(request: Any) -> None:
    """Without what the first data of an installation told."""
    request.getfixturevalue("fresh_db" if "fresh_db" in request.fixturenames else "db")
    Event.objects.all().delete()


@pytest.fixture
def seen() -> Any:
    """What the handler "trial" was given."""
    found: list[registry.Happened] = []
    subscribe(KIND, "trial", found.append)
    return found


def committed(*events: NewEvent) -> None:
    with transaction.atomic():
        emit_many(events)


def test_a_handler_gets_what_was_emitted(seen: Any) -> None:
    with clock.frozen("2026-11-21T01:00:00+00:00") as at:
        with origin.acting(origin.Origin(actor_id=7, request_id="r-1", depth=1)):
            emit(KIND, "lead", {"ids": [1, 2], "on": date(2026, 1, 2), "amount": Decimal("1.50")})
            emit("thing.ignored", "lead")
        assert run_once() == 3
    (event,) = seen
    assert (event.at, event.kind, event.object_name, event.actor_id, event.request_id, event.depth) == (
        at,
        KIND,
        "lead",
        7,
        "r-1",
        1,
    )
    assert event.payload == {"ids": [1, 2], "on": "2026-01-02", "amount": "1.50"}
    assert event.attempt == 1
    assert run_once() == 0
    assert backlog() == {"events": 0, "pending": 0, "dead": 0}


def test_what_a_handler_causes_lies_one_level_deeper(seen: Any) -> None:
    subscribe("first", "again", lambda happened: emit(KIND, payload={"cause": happened.id}))
    with origin.acting(origin.Origin(actor_id=7, request_id="r-2")):
        emit("first")
    run_once()
    run_once()
    assert [(event.depth, event.actor_id, event.request_id) for event in seen] == [(1, 7, "r-2")]
    assert origin.current().depth == 0


def test_emitting_outside_a_transaction_is_a_bug(fresh_db: Any) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        emit(KIND)
    assert Event.objects.count() == 0


def test_a_rolled_back_change_tells_nothing(fresh_db: Any, seen: Any) -> None:
    with transaction.atomic():
        emit(KIND)
        transaction.set_rollback(True)
    run_once()
    assert (Event.objects.count(), seen) == (0, [])


def test_many_events_are_one_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        emit_many(NewEvent(KIND, payload={"n": n}) for n in range(200))
    assert Event.objects.count() == 200


def test_a_failing_handler_is_tried_again_later_and_leaves_nothing(seen: Any) -> None:
    def fail(happened: Any) -> None:
        audit(None, "half done", record_id=happened.id)
        raise ValueError("no\x00 luck")

    subscribe(KIND, "unlucky", fail)
    with clock.frozen("2026-11-21T01:00:00+00:00") as at:
        emit(KIND)
        run_once()
        assert len(seen) == 1
        delivery = Delivery.objects.get(handler="unlucky")
        assert (delivery.state, delivery.attempts, delivery.next_at) == (
            "pending",
            1,
            at + timedelta(seconds=5),
        )
        assert delivery.error == "ValueError: no luck"
        assert AuditEntry.objects.system(reason="a test looks").filter(action="half done").count() == 0
        assert run_once() == 0
        clock.advance(timedelta(seconds=5))
        assert run_once() == 1
        delivery.refresh_from_db()
        assert (delivery.attempts, delivery.next_at) == (2, at + timedelta(seconds=15))
    assert len(seen) == 1


def test_a_database_error_in_a_handler_harms_only_itself(seen: Any) -> None:
    subscribe(KIND, "unlucky", lambda _happened: connection.cursor().execute("SELECT 1/0"))
    emit(KIND)
    run_once()
    assert len(seen) == 1
    assert Delivery.objects.get(handler="unlucky").error.startswith("DataError: division by zero")


def test_after_the_last_attempt_it_is_a_dead_letter_that_can_be_run_again() -> None:
    works: list[int] = []

    def sometimes(happened: Any) -> None:
        if not works:
            raise ValueError("down")
        works.append(happened.id)

    subscribe(KIND, "trial", sometimes)
    emit(KIND, "lead", {"n": 1})
    with clock.frozen("2026-11-21T01:00:00+00:00"):
        for _attempt in range(ATTEMPTS + 2):
            run_once()
            clock.advance(timedelta(hours=2))
        (dead,) = dead_letters()
        assert (dead.attempts, dead.state, dead.event.payload) == (ATTEMPTS, "dead", {"n": 1})
        assert backlog() == {"events": 0, "pending": 0, "dead": 1}
        works.append(0)
        assert rerun([dead.id]) == 1
        run_once()
    assert works == [0, dead.event_id]
    assert dead_letters() == []
    assert rerun([dead.id]) == 0


def test_a_handler_that_is_gone_does_not_stop_the_others(seen: Any) -> None:
    emit(KIND)
    spread(10)
    Delivery.objects.create(event=Event.objects.get(), handler="of an older version", next_at=clock.now())
    run_once()
    assert len(seen) == 1
    assert "no handler 'of an older version'" in Delivery.objects.get(handler="of an older version").error


def test_killed_before_the_mark_it_is_delivered_again(fresh_db: Any, tmp_path: Any) -> None:
    outside = tmp_path / "outside"
    committed(NewEvent(KIND))
    environment = os.environ | {"GUIKE_DSN": database.dsn_for(fresh_db)}
    script = Path(__file__).with_name("crash.py")
    died = subprocess.run([sys.executable, script, outside], env=environment, check=False, timeout=240)
    assert died.returncode == -9
    assert AuditEntry.objects.system(reason="a test looks").filter(action="handled").count() == 0

    def handle(happened: Any) -> None:
        audit(None, "handled", record_id=happened.id)
        with outside.open("a") as file:
            file.write(f"{happened.id}\n")

    subscribe(KIND, "trial", handle)
    assert run_once() == 0
    with clock.frozen(clock.now() + LEASE):
        assert run_once() == 1
        assert run_once() == 0
    event_id = Event.objects.get().id
    # In the database exactly once; outside at least once, which is why handlers must bear it.
    assert list(
        AuditEntry.objects.system(reason="a test looks")
        .filter(action="handled")
        .values_list("record_id", flat=True)
    ) == [event_id]
    assert outside.read_text() == f"{event_id}\n" * 2


def test_what_kills_its_dispatcher_holds_up_nobody_and_is_given_up(seen: Any) -> None:
    subscribe(KIND, "deadly", lambda _happened: None)
    emit(KIND)
    spread(10)
    with clock.frozen("2026-11-21T01:00:00+00:00"):
        Delivery.objects.update(next_at=clock.now())
        Delivery.objects.filter(handler="deadly").update(attempts=ATTEMPTS)
        run_once()
        assert len(seen) == 1
        (dead,) = dead_letters()
        assert (dead.handler, dead.error) == (
            "deadly",
            "RuntimeError: the process ended every time that this was handled",
        )


def test_several_dispatchers_share_the_work(fresh_db: Any) -> None:
    together = threading.Barrier(4)
    subscribe(KIND, "trial", lambda happened: audit(None, "handled", record_id=happened.id))
    committed(*[NewEvent(KIND) for _ in range(60)])

    def work() -> None:
        together.wait()
        while run_once(10):
            pass
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run_once()
    handled = (
        AuditEntry.objects.system(reason="a test looks")
        .filter(action="handled")
        .values_list("record_id", flat=True)
    )
    assert sorted(map(str, handled)) == sorted(map(str, Event.objects.values_list("id", flat=True)))


@pytest.mark.parametrize(("seconds", "delivered"), [(0.3, 1), (30, 0)])
def test_a_delivery_that_is_locked_for_a_moment_is_not_left_until_its_claim_runs_out(
    fresh_db: Any, seen: Any, monkeypatch: Any, seconds: float, delivered: int
) -> None:
    committed(NewEvent(KIND))
    held, may_go = threading.Event(), threading.Event()
    claim = dispatcher._claim

    def hold(ids: list[int]) -> None:
        with transaction.atomic():
            list(Delivery.objects.select_for_update(no_key=True).filter(id__in=ids))
            held.set()
            may_go.wait(seconds)
        connections.close_all()

    threads = []

    def claimed() -> list[int]:
        ids = claim()
        if ids:
            threads.append(threading.Thread(target=hold, args=[ids]))
            threads[0].start()
            held.wait(10)
        return ids

    monkeypatch.setattr(dispatcher, "_claim", claimed)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1s'")
    run_once()
    assert len(seen) == delivered
    may_go.set()
    threads[0].join()


def test_a_slow_transaction_with_a_lower_id_is_not_missed(fresh_db: Any, seen: Any) -> None:
    written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            emit(KIND, payload={"who": "slow"})
            written.set()
            may_commit.wait(10)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    written.wait(10)
    committed(NewEvent(KIND, payload={"who": "quick"}))
    run_once()
    assert [event.payload["who"] for event in seen] == ["quick"]
    may_commit.set()
    thread.join()
    run_once()
    assert [event.payload["who"] for event in seen] == ["quick", "slow"]
    assert seen[1].id < seen[0].id


def test_old_events_go_dead_letters_stay(seen: Any) -> None:
    with clock.frozen("2026-01-01T00:00:00+00:00"):
        emit(KIND, payload={"n": 1})
        emit(KIND, payload={"n": 2})
        run_once()
        Delivery.objects.filter(event__payload__n=2).update(state=Delivery.DEAD)
        clock.advance(timedelta(days=31))
        emit(KIND, payload={"n": 3})
        run_once()
        assert keep_one("events") == 1
        assert keep_one("events") == 0
    assert sorted(event.payload["n"] for event in Event.objects.all()) == [2, 3]


def test_the_registry_refuses_mix_ups(seen: Any) -> None:
    with pytest.raises(TypeError, match="taken"):
        subscribe("other", "trial", lambda _happened: None)
    known: Any = registry.handler_named("trial")
    with pytest.raises(TypeError, match="twice"):
        subscribe(KIND, "trial", known)
    registry.freeze()
    with pytest.raises(TypeError, match="after start"):
        subscribe("other", "late", lambda _happened: None)
    assert registry.subscriptions() == {KIND: ("trial",)}
