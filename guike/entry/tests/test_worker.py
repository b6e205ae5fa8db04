"""The worker process: real queue, real signals."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from guike.kernel.text import T
from guike.platform.audit.models import AuditEntry
from guike.platform.jobs.models import Job
from guike.platform.jobs.registry import job_kind
from guike.platform.jobs.services import start
from guike.platform.jobs.testing import empty_registry
from tests.support import database

PATIENCE = 60.0
NEVER = 3600.0
CONNECTING = 0.2
END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
SCRIPT = Path(__file__).with_name("worker_process.py")


@pytest.fixture(autouse=True)
def own_registry() -> Iterator[Any]:
    with empty_registry():
        job_kind("count", lambda _run: None, label=T("计数", "Count"))
        yield


@pytest.fixture
def worker(fresh_db: Any) -> Iterator[Any]:
    """Starts worker processes on this test's database and ends what is left of them."""
    running = []

    def begin(*arguments: Any, stalled_after: float = NEVER) -> Any:
        environment = os.environ | {
            "GUIKE_DSN": database.dsn_for(fresh_db),
            "STALLED_AFTER": str(stalled_after),
            "CONNECTING": str(CONNECTING),
        }
        process = subprocess.Popen([sys.executable, SCRIPT, *arguments], env=environment)
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()


def await_job(job_id: Any, wanted: Any) -> Any:
    """The job once `wanted` holds of it; fails after a minute."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        job = Job.objects.get(id=job_id)
        if wanted(job):
            return job
        time.sleep(0.05)
    raise AssertionError(f"job stays {job.status} at {job.done}: {job.result}")


def steps() -> Any:
    return list(
        AuditEntry.objects.system(reason="a test looks")
        .filter(action="step")
        .order_by("id")
        .values_list("record_id", flat=True)
    )


def begin_job(**params: Any) -> Any:
    with transaction.atomic():
        return start("count", params, created_by=7)


def test_kill_9_loses_nothing_and_does_nothing_twice(worker: Any) -> None:
    """The next worker knows at once: that the dead one sends no heartbeat counts after an hour only."""
    job_id = begin_job(steps=12, kill_at=5)
    assert worker().wait(PATIENCE) == -signal.SIGKILL
    assert (Job.objects.get(id=job_id).status, steps()) == ("running", list(range(6)))
    survivor = worker("survivor")
    job = await_job(job_id, lambda job: job.status == "done")
    assert (job.result, job.done, job.total, job.attempt) == ({"counted": 12}, 12, 12, 2)
    assert steps() == list(range(12))
    survivor.send_signal(signal.SIGTERM)
    assert survivor.wait(PATIENCE) == 0


def test_a_clean_stop_puts_the_job_down_and_the_next_worker_goes_on(worker: Any) -> None:
    job_id = begin_job(steps=40, pause=0.1)
    first = worker()
    await_job(job_id, lambda job: job.done >= 3)
    first.send_signal(signal.SIGTERM)
    assert first.wait(PATIENCE) == 0
    stopped = Job.objects.get(id=job_id)
    assert stopped.status == "queued"
    assert 3 <= stopped.done < 40
    Job.objects.filter(id=job_id).update(params={"steps": 40})
    worker()
    job = await_job(job_id, lambda job: job.status == "done")
    assert (job.crashes, steps()) == (0, list(range(40)))


def test_a_lost_database_connection_loses_no_job(worker: Any) -> None:
    job_id = begin_job(steps=30, pause=0.1)
    running = worker("survivor")
    await_job(job_id, lambda job: job.done >= 3)
    with connection.cursor() as cursor:
        cursor.execute(END_OTHERS)
    job = await_job(job_id, lambda job: job.status == "done")
    assert (job.result, steps()) == ({"counted": 30}, list(range(30)))
    assert running.poll() is None


def test_while_the_database_is_away_the_worker_waits_for_it(worker: Any, fresh_db: Any) -> None:
    """And does not end: a process that starts again and again says so again and again."""
    running = worker("survivor")
    await_job(begin_job(steps=1), lambda job: job.status == "done")
    with psycopg.connect(database.dsn_for("postgres"), autocommit=True) as server:
        server.execute(f"ALTER DATABASE {fresh_db} ALLOW_CONNECTIONS false")
        with connection.cursor() as cursor:
            cursor.execute(END_OTHERS)
        time.sleep(10 * CONNECTING)  # so long that the queue has given up and was begun anew
        job_id = begin_job(steps=1)
        server.execute(f"ALTER DATABASE {fresh_db} ALLOW_CONNECTIONS true")
    await_job(job_id, lambda job: job.status == "done")
    assert running.poll() is None
    assert steps() == [0, 0]


def test_a_worker_that_is_merely_slow_keeps_its_job(worker: Any) -> None:
    job_id = begin_job(steps=12, pause=0.1)
    slow = worker()
    await_job(job_id, lambda job: job.done >= 3)
    slow.send_signal(signal.SIGSTOP)
    other = worker()
    await_job(begin_job(steps=1), lambda job: job.status == "done")  # the other one is at work
    time.sleep(1)  # and has looked for lost jobs
    assert Job.objects.get(id=job_id).attempt == 1
    other.send_signal(signal.SIGTERM)
    assert other.wait(PATIENCE) == 0
    slow.send_signal(signal.SIGCONT)
    job = await_job(job_id, lambda job: job.status == "done")
    assert (job.attempt, sorted(steps())) == (1, sorted([*range(12), 0]))


def test_a_worker_that_was_silent_too_long_can_write_no_more(worker: Any) -> None:
    job_id = begin_job(steps=12, pause=0.1)
    slow = worker(stalled_after=3.0)
    await_job(job_id, lambda job: job.done >= 3)
    slow.send_signal(signal.SIGSTOP)
    worker(stalled_after=3.0)
    job = await_job(job_id, lambda job: job.status == "done")
    slow.send_signal(signal.SIGCONT)
    await_job(begin_job(steps=0), lambda job: job.status == "done")
    assert job.attempt >= 2  # on a busy machine the other one may have been silent as well
    assert (Job.objects.get(id=job_id).attempt, steps()) == (job.attempt, list(range(12)))


def test_two_workers_share_the_queue(worker: Any) -> None:
    jobs = [begin_job(steps=3) for _ in range(10)]
    worker("survivor")
    worker("survivor")
    finished = [await_job(job_id, lambda job: job.status == "done") for job_id in jobs]
    assert [job.attempt for job in finished] == [1] * 10
    assert sorted(steps()) == sorted([0, 1, 2] * 10)
