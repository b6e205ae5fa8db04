"""Long work: begun with the change that asks for it, shown, stopped, tried again, never twice at once."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from guike.kernel import clock
from guike.kernel.errors import Conflict, Forbidden, NotFound
from guike.kernel.text import T
from guike.platform.audit import origin
from guike.platform.jobs import clockwork, holding, runner
from guike.platform.jobs.errors import JobCancelledError, JobRetryError
from guike.platform.jobs.models import Job, PeriodicRun
from guike.platform.jobs.queries import backlog, job_status
from guike.platform.jobs.registry import job_kind, periodic
from guike.platform.jobs.services import cancel, start
from guike.platform.jobs.testing import empty_registry, run_queued
from guike.platform.retention.services import keep_one
from tests.support import database

LABEL = T("试做", "Trial")
NOON = "2026-11-21T04:00:00+00:00"


@pytest.fixture(autouse=True)
def own_registry() -> Iterator[Any]:
    with empty_registry():
        yield


#: as `holding` does, from a session of somebody else
HOLD = f"SELECT pg_advisory_lock({holding._SPACE} + %s)"
LET_GO = f"SELECT pg_advisory_unlock({holding._SPACE} + %s)"


def elsewhere(name: Any) -> Any:
    """Another session of a database."""
    return psycopg.connect(database.dsn_for(name), autocommit=True)


def kind(run: Any, **options: Any) -> None:
    job_kind("trial", run, label=LABEL, **options)


@pytest.mark.django_db
def test_a_job_from_start_to_result() -> None:
    def work(run: Any) -> Any:
        run.progress(done=0, total=2)
        run.progress(done=2, errors=1)
        assert origin.current().actor_id == 7
        return {"by": run.created_by, "n": run.params["n"]}

    kind(work)
    with clock.frozen(NOON) as at:
        job_id = start("trial", {"n": 3}, created_by=7)
        queued = job_status(7, job_id, "en")
        assert run_queued() == 1
        finished = job_status(7, job_id)
    assert (queued["status"], queued["label"], queued["result"]) == ("queued", "Trial", None)
    assert finished == {
        "id": job_id,
        "kind": "trial",
        "label": "试做",
        "status": "done",
        "done": 2,
        "total": 2,
        "errors": 1,
        "result": {"by": 7, "n": 3},
        "cancel_requested": False,
        "created_at": at,
        "started_at": at,
        "finished_at": at,
    }


@pytest.mark.django_db
def test_others_jobs_are_not_found() -> None:
    kind(lambda _run: None)
    job_id = start("trial", {}, created_by=7)
    for call in (lambda: job_status(8, job_id), lambda: cancel(8, job_id), lambda: job_status(7, job_id + 1)):
        with pytest.raises(NotFound):
            call()
    assert job_status(8, job_id, sees_all=True)["status"] == "queued"


def test_a_rolled_back_start_leaves_nothing(fresh_db: Any) -> None:
    kind(lambda _run: None)
    with transaction.atomic():
        start("trial", {}, created_by=7)
        transaction.set_rollback(True)
    assert (Job.objects.count(), ProcrastinateJob.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_an_unknown_kind_is_a_bug_at_the_start() -> None:
    with pytest.raises(LookupError):
        start("no such", {}, created_by=7)
    assert Job.objects.count() == 0


@pytest.mark.django_db
def test_a_refusal_ends_it_with_its_words() -> None:
    def work(_run: Any) -> None:
        raise Forbidden("access.no_permission")

    kind(work, retries=3)
    job_id = start("trial", {}, created_by=7)
    run_queued()
    status = job_status(7, job_id, "en")
    assert (status["status"], status["result"]["error"]["code"]) == ("failed", "access.no_permission")
    assert status["result"]["error"]["message"].startswith("You do not have permission")
    assert job_status(7, job_id, "zh-CN")["result"]["error"]["message"].startswith("您没有此功能的权限")


@pytest.mark.django_db
def test_a_bug_is_tried_again_later_as_often_as_the_kind_allows() -> None:
    tries: list[Any] = []

    def work(run: Any) -> None:
        run.save_state({"tries": len(tries)})
        tries.append(run.state)
        raise ValueError("secret detail")

    kind(work, retries=1)
    with clock.frozen(NOON) as at:
        job_id = start("trial", {}, created_by=7)
        runner.run(job_id)
        assert job_status(7, job_id)["status"] == "queued"
        again = ProcrastinateJob.objects.latest("id")
        assert (again.lock, again.scheduled_at) == (f"job:{job_id}", at + timedelta(seconds=10))
        runner.run(job_id)
    status = job_status(7, job_id, "en")
    assert (status["status"], status["result"]["error"]["code"], len(tries)) == ("failed", "job.failed", 2)
    assert "secret" not in str(status)


@pytest.mark.django_db
def test_trouble_that_does_not_pass_is_named_in_the_end() -> None:
    tries: list[Any] = []

    def work(_run: Any) -> None:
        tries.append(1)
        raise JobRetryError(Conflict("busy"))

    kind(work, retries=2)
    job_id = start("trial", {}, created_by=7)
    run_queued(may_fail=True)
    assert (len(tries), job_status(7, job_id)["result"]["error"]["code"]) == (3, "busy")


@pytest.mark.django_db
def test_a_lock_that_did_not_come_is_tried_again() -> None:
    tries: list[int] = []

    def work(_run: Any) -> Any:
        tries.append(1)
        if len(tries) < 4:
            raise OperationalError("canceling statement due to lock timeout")
        return {"tries": len(tries)}

    kind(work)
    job_id = start("trial", {}, created_by=7)
    run_queued(may_fail=True)
    assert job_status(7, job_id)["result"] == {"tries": 4}


@pytest.mark.django_db
def test_a_lost_connection_is_left_to_the_next_worker(monkeypatch: Any) -> None:
    def work(_run: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    kind(work)
    job_id = start("trial", {}, created_by=7)
    monkeypatch.setattr(runner, "connection", SimpleNamespace(is_usable=lambda: False))
    with pytest.raises(OperationalError):
        runner.run(job_id)
    assert (Job.objects.get().status, Job.objects.get().failures) == ("running", 0)


@pytest.mark.django_db
def test_a_queued_job_is_cancelled_at_once_and_never_runs() -> None:
    ran: list[Any] = []
    kind(ran.append)
    job_id = start("trial", {}, created_by=7)
    assert cancel(7, job_id) == "cancelled"
    runner.run(job_id)
    assert (ran, job_status(7, job_id)["status"]) == ([], "cancelled")
    with pytest.raises(Conflict) as refused:
        cancel(7, job_id)
    assert refused.value.code == "job.finished"


@pytest.mark.django_db
def test_a_running_job_stops_at_its_next_look() -> None:
    def work(run: Any) -> None:
        assert not run.cancelled()
        assert cancel(7, run.id) == "running"
        assert run.cancelled()
        raise JobCancelledError({"kept": 3})

    kind(work)
    job_id = start("trial", {}, created_by=7)
    run_queued()
    status = job_status(7, job_id)
    assert (status["status"], status["result"]) == ("cancelled", {"kept": 3})


def test_two_workers_that_meet_over_a_job_run_it_once(fresh_db: Any) -> None:
    ran: list[Any] = []
    kind(ran.append)
    job_id = start("trial", {}, created_by=7)
    with elsewhere(fresh_db) as other:
        other.execute(HOLD, [job_id])
        runner.run(job_id)
        assert (ran, Job.objects.get().attempt) == ([], 0)
        other.execute(LET_GO, [job_id])
        runner.run(job_id)
    assert (len(ran), Job.objects.get().attempt) == (1, 1)


@pytest.mark.django_db
def test_a_run_that_was_taken_over_cannot_write() -> None:
    done: list[str] = []

    def work(run: Any) -> Any:
        if not done:
            done.append("first")
            runner.run(run.id)
            run.progress(done=99)
        return {"run": len(done)}

    kind(work)
    job_id = start("trial", {}, created_by=7)
    runner.run(job_id)
    job = Job.objects.get(id=job_id)
    assert (job.status, job.done, job.attempt, job.crashes) == ("done", 0, 2, 1)


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_is_given_up() -> None:
    kind(lambda _run: None)
    job_id = start("trial", {}, created_by=7)
    Job.objects.update(status=Job.RUNNING, crashes=runner.CRASHES - 1)
    runner.run(job_id)
    assert job_status(7, job_id)["result"]["error"]["code"] == "job.crashed"


@pytest.mark.django_db
def test_a_stopping_worker_puts_it_back() -> None:
    def work(run: Any) -> Any:
        run.save_state({"next": 1})
        run.progress(done=1)
        return {"finished": True}

    kind(work)
    job_id = start("trial", {}, created_by=7)
    runner.stopping.set()
    try:
        runner.run(job_id)
    finally:
        runner.stopping.clear()
    job = Job.objects.get(id=job_id)
    assert (job.status, job.state, job.crashes) == ("queued", {"next": 1}, 0)
    assert ProcrastinateJob.objects.filter(lock=f"job:{job_id}").count() == 2
    runner.run(job_id)
    assert job_status(7, job_id)["result"] == {"finished": True}


@pytest.mark.django_db
def test_a_job_that_the_queue_forgot_is_queued_again() -> None:
    kind(lambda _run: None)
    kept, lost, ended = (start("trial", {}, created_by=7) for _ in range(3))
    runner.run(ended)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE lock <> %s", [f"job:{kept}"])
    assert clockwork.put_lost() == 1
    assert clockwork.put_lost() == 0
    locks = ProcrastinateJob.objects.order_by("lock").values_list("lock", flat=True)
    assert sorted(locks) == [f"job:{kept}", f"job:{lost}"]


def test_a_running_job_that_nobody_holds_is_queued_again(fresh_db: Any) -> None:
    """Slow is who holds it; dead who does not, whatever the queue still says."""
    kind(lambda _run: None)
    job_id = start("trial", {}, created_by=7)
    Job.objects.update(status=Job.RUNNING, heartbeat_at=clock.now() - timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    place = ProcrastinateJob.objects.get().id
    with elsewhere(fresh_db) as other:
        other.execute(HOLD, [job_id])
        assert clockwork.put_lost() == 0
    deadline = time.monotonic() + 30
    while not (found := clockwork.put_lost()) and time.monotonic() < deadline:
        time.sleep(0.05)  # the server notices a moment later that a session has ended
    assert found == 1
    assert clockwork.put_lost() == 0
    again = ProcrastinateJob.objects.get()
    assert (again.lock, again.status, again.id > place) == (f"job:{job_id}", "todo", True)


def test_a_silent_worker_loses_the_session_that_holds_a_job(fresh_db: Any) -> None:
    kind(lambda _run: None)
    job_id = start("trial", {}, created_by=7)
    with elsewhere(fresh_db) as other, elsewhere(fresh_db) as bystander:
        other.execute(HOLD, [job_id])
        bystander.execute(HOLD, [job_id + 1])
        assert holding.holders([job_id, job_id + 1]) == {
            job_id: other.info.backend_pid,
            job_id + 1: bystander.info.backend_pid,
        }
        holding.oust(job_id)
        with pytest.raises(psycopg.OperationalError):
            other.execute("SELECT 1")
        assert holding.holders([job_id, job_id + 1]).keys() == {job_id + 1}


@pytest.mark.django_db
def test_a_checkpoint_makes_good_for_crashes() -> None:
    kind(lambda run: run.save_state({"next": 1}))
    start("trial", {}, created_by=7)
    Job.objects.update(status=Job.QUEUED, crashes=runner.CRASHES - 1)
    run_queued()
    assert (Job.objects.get().status, Job.objects.get().crashes) == ("done", 0)


@pytest.mark.django_db
def test_nothing_notifies_when_a_job_is_put_in() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE c.relname = 'procrastinate_jobs' AND tgname LIKE '%%notify%%inserted%%'"
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_old_jobs_go() -> None:
    kind(lambda _run: None)
    with clock.frozen(NOON):
        start("trial", {}, created_by=7)
        run_queued()
        clock.advance(timedelta(days=80))
        recent = start("trial", {}, created_by=7)
        run_queued()
        assert keep_one("jobs") == 0
        clock.advance(timedelta(days=11))
        still_open = start("trial", {}, created_by=7)
        assert keep_one("jobs") == 1
    assert sorted(Job.objects.values_list("id", flat=True)) == [recent, still_open]
    assert backlog() == {"queued": 1, "running": 0, "failed": 0}


def test_cron_is_read_in_the_company_s_time_zone() -> None:
    now = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
    shanghai, utc = ZoneInfo("Asia/Shanghai"), ZoneInfo("UTC")
    assert clockwork.last_due("0 2 * * *", now, shanghai) == datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
    assert clockwork.last_due("0 2 * * *", now, utc) == datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    assert clockwork.last_due("0 9 * * *", now, shanghai) == now


@pytest.mark.django_db
def test_a_periodic_task_is_queued_once_per_time_and_made_up_for_once() -> None:
    ran: list[Any] = []
    periodic("trial.sweep", "0 9 * * *", lambda: ran.append(clock.now()))
    with clock.frozen("2026-11-21T00:59:59+00:00"):
        assert clockwork.put_due() == 0
        assert clockwork.put_due() == 0
        clock.advance(timedelta(seconds=1))
        assert clockwork.put_due() == 1
        assert clockwork.put_due() == 0
        clock.advance(timedelta(days=3))
        assert clockwork.put_due() == 1
        clockwork.run("trial.sweep")
        assert ran == [clock.now()]
    queued = ProcrastinateJob.objects.values_list("task_name", "lock", "args")
    assert list(queued) == [("guike.run_periodic", "periodic:trial.sweep", {"name": "trial.sweep"})] * 2


@pytest.mark.django_db
def test_a_failing_periodic_task_says_so() -> None:
    def fail() -> None:
        raise ValueError("no luck")

    periodic("trial.sweep", "* * * * *", fail)
    clockwork.put_due()
    clockwork.run("trial.sweep")
    assert PeriodicRun.objects.get().error == "ValueError: no luck"
    clockwork.run("of another version")


def test_bad_declarations_fail_at_start() -> None:
    kind(lambda _run: None)
    with pytest.raises(TypeError, match="twice"):
        kind(lambda _run: None)
    with pytest.raises(TypeError, match="cron"):
        periodic("trial.sweep", "every day", lambda: None)
