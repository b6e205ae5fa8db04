"""Runs one job from its start until it ends, is tried again, or returns to the queue."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextvars import copy_context
from datetime import timedelta
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.text import LOCALES
from guike.platform.audit import origin
from guike.platform.database.trouble import trouble_of
from guike.platform.jobs import holding, queue
from guike.platform.jobs.errors import JobCancelledError, JobInterruptedError, JobLostError, JobRetryError
from guike.platform.jobs.models import Job
from guike.platform.jobs.registry import JobKind, kind_named

#: Set when this process must end; jobs stop at their next progress report.
stopping = threading.Event()

CRASHES = 3
_DATABASE_RETRIES = 3
_FIRST_WAIT = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(hours=1)

_log = structlog.get_logger(__name__)


class JobRun:
    """A running job, as its kind receives it."""

    def __init__(self, job: Job) -> None:
        self.id: int = job.id
        self.params: Mapping[str, Any] = job.params
        self.state: dict[str, Any] = job.state
        self.created_by: int | None = job.created_by
        self._attempt = job.attempt

    def progress(self, done: int | None = None, total: int | None = None, errors: int | None = None) -> None:
        """Show the progress. Call it outside the transactions of the work; otherwise nobody sees it.

        JobInterruptedError when the worker is stopping, JobLostError when another worker took over; do not catch
        either.
        """
        given = {"done": done, "total": total, "errors": errors}
        self._update(**{name: number for name, number in given.items() if number is not None})
        if stopping.is_set():
            raise JobInterruptedError

    def save_state(self, state: Mapping[str, Any]) -> None:
        """Save a checkpoint (JSON) in the transaction of the work that it describes, so that a killed job neither skips
        nor repeats work. JobLostError when another worker took over.

        A job that makes progress does not cause the crashes of its worker, so earlier crashes no longer count."""
        self.state = dict(state)
        self._update(state=self.state, crashes=0)

    def cancelled(self) -> bool:
        """Whether a user asked to stop; then the kind should raise JobCancelledError at a clean point."""
        return bool(Job.objects.filter(id=self.id).values_list("cancel_requested", flat=True).first())

    def _update(self, **values: Any) -> None:
        mine = Job.objects.filter(id=self.id, attempt=self._attempt, status=Job.RUNNING)
        if not mine.update(heartbeat_at=clock.now(), **values):
            raise JobLostError

    def end(self, status: str, **values: Any) -> None:
        """Change the status from `running`; nothing happens when the job no longer belongs to this run."""
        Job.objects.filter(id=self.id, attempt=self._attempt, status=Job.RUNNING).update(
            status=status, heartbeat_at=clock.now(), **values
        )


def run(job_id: int) -> None:
    """Run a job to its end, unless another run holds it. Every result is written to the job; only a lost database
    raises an exception."""
    with holding.held(job_id) as is_ours:
        job = _begin(job_id) if is_ours else None
        if job is not None:
            _work(job)


def _work(job: Job) -> None:
    work = JobRun(job)
    try:
        kind = kind_named(job.kind)
        name = f"{origin.JOB}{job.id}"
        source = origin.Origin(actor_id=job.created_by, request_id=name, operation=name, source=kind.source)
        with origin.acting(source):
            # In a copy of the context, so that what is read once per request is read once per job here.
            result = copy_context().run(kind.run, work)
    except JobLostError:
        _log.warning("job was taken over", job_id=job.id)
    except JobInterruptedError:
        _requeue(work, None)
    except JobCancelledError as cancelled:
        work.end(Job.CANCELLED, finished_at=clock.now(), result=cancelled.result)
    except Refusal as refusal:
        work.end(Job.FAILED, finished_at=clock.now(), result=_refusal_result(refusal))
    except Exception as failure:  # a bug in a job kind ends its job, not the worker
        _failed(job, work, failure)
    else:
        work.end(Job.DONE, finished_at=clock.now(), result=dict(result or {}))


def _begin(job_id: int) -> Job | None:
    """Mark the job as running and return it; None when there is nothing to do any more."""
    with transaction.atomic():
        job = Job.objects.select_for_update(no_key=True).filter(id=job_id).first()
        if job is None or job.status not in Job.OPEN:
            return None
        now = clock.now()
        if job.status == Job.RUNNING:  # this run holds the lock, so the earlier run died without an end
            job.crashes += 1
        job.attempt += 1
        job.started_at = job.started_at or now
        values: dict[str, Any] = {
            "status": Job.RUNNING,
            "attempt": job.attempt,
            "crashes": job.crashes,
            "started_at": job.started_at,
            "heartbeat_at": now,
        }
        if job.crashes >= CRASHES:
            values |= {
                "status": Job.FAILED,
                "finished_at": now,
                "result": _refusal_result(Refusal("job.crashed")),
            }
        elif job.cancel_requested:
            values |= {"status": Job.CANCELLED, "finished_at": now}
        Job.objects.filter(id=job.id).update(**values)
    return job if values["status"] == Job.RUNNING else None


def _requeue(work: JobRun, wait: timedelta | None, **values: Any) -> None:
    with transaction.atomic():
        work.end(Job.QUEUED, **values)
        queue.put_job(work.id, None if wait is None else clock.now() + wait)


def _failed(job: Job, work: JobRun, failure: Exception) -> None:
    in_database = isinstance(failure, (InterfaceError, OperationalError)) or trouble_of(failure) is not None
    if in_database and not connection.is_usable():
        raise failure
    failures = job.failures + 1
    # A lock timeout or a deadlock is temporary and no fault of the job.
    retries = max(_retries(job.kind), _DATABASE_RETRIES if in_database else 0)
    _log.error("job failed", job_id=job.id, kind=job.kind, failures=failures, exc_info=failure)
    if failures <= retries:
        _requeue(work, min(_FIRST_WAIT * 2 ** (failures - 1), _LONGEST_WAIT), failures=failures)
    else:
        refusal = failure.refusal if isinstance(failure, JobRetryError) else Refusal("job.failed")
        result = _refusal_result(refusal)
        work.end(Job.FAILED, finished_at=clock.now(), failures=failures, result=result)


def _retries(kind: str) -> int:
    try:
        known: JobKind = kind_named(kind)
    except LookupError:
        return 0
    return known.retries


def _refusal_result(refusal: Refusal) -> dict[str, Any]:
    """A refusal as a result, in every language, because its reader is not known yet."""
    fields = [
        {"field": error.field, "code": error.code, "message": error.message(LOCALES[0])}
        for error in refusal.field_errors()
    ]
    message = {locale: refusal.message(locale) for locale in LOCALES}
    return {"error": {"code": refusal.code, "message": message, "errors": fields}}
