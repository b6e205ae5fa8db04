"""Queues periodic tasks when they are due, and lost jobs again."""

from __future__ import annotations

from contextvars import copy_context
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from croniter import croniter
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from guike.kernel import clock
from guike.platform.jobs import holding, queue
from guike.platform.jobs.models import Job, PeriodicRun
from guike.platform.jobs.registry import Periodic, periodic_named, periodics
from guike.platform.settings import queries as settings

_ERROR_CHARS = 2_000

_log = structlog.get_logger(__name__)


def put_due() -> int:
    """Queue every periodic task that has become due since its last time; the number of tasks.

    Any number of workers may call this; the row's lock lets one of them queue each task. A new task waits for its first
    due time.
    """
    now = clock.now()
    zone = ZoneInfo(str(settings.get("company.timezone")))
    known = dict(PeriodicRun.objects.values_list("name", "due_at"))
    queued = 0
    for task in periodics():
        due = last_due(task.cron, now, zone)
        if task.name not in known:
            PeriodicRun.objects.bulk_create([PeriodicRun(name=task.name, due_at=due)], ignore_conflicts=True)
        elif known[task.name] < due:
            queued += _put(task, due)
    return queued


def _put(task: Periodic, due: datetime) -> int:
    with transaction.atomic():
        moved = PeriodicRun.objects.filter(name=task.name, due_at__lt=due).update(due_at=due)
        if moved:
            queue.put_periodic(task.name)
    return moved


def last_due(cron: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The latest instant up to `now` at which `cron` was due, read in a time zone."""
    just_after = now.astimezone(zone) + timedelta(seconds=1)
    found: datetime = croniter(cron, just_after).get_prev(datetime)
    return found


def put_lost() -> int:
    """Queue again every open job that is lost; answers how many.

    A running job is lost when no session holds its lock, because its worker was killed or lost the connection. An open
    job without an entry in the queue is lost, too: both are created in one transaction, but the database may have gone
    away while a run was ending.
    """
    known = dict(Job.objects.filter(status__in=Job.OPEN).values_list("id", "status"))
    if not known:
        return 0
    held = holding.holders(known).keys()
    placed = ProcrastinateJob.objects.filter(
        lock__in=[f"job:{job_id}" for job_id in known], status__in=("todo", "doing")
    )
    places = {
        (int(lock.removeprefix("job:")), status) for lock, status in placed.values_list("lock", "status")
    }
    lost = [
        job_id
        for job_id, status in known.items()
        if job_id not in held
        and (job_id, "todo") not in places
        and (status == Job.RUNNING or (job_id, "doing") not in places)
    ]
    return sum(_put_again(job_id, known[job_id]) for job_id in lost)


def _put_again(job_id: int, status: str) -> bool:
    """Check again under the job's lock, because the run may have ended since: a run first writes its end to the job's
    row and then releases the lock."""
    with transaction.atomic():
        same = Job.objects.select_for_update(no_key=True).filter(id=job_id, status=status)
        is_lost = same.exists() and not holding.holders([job_id])
        if is_lost:
            _log.warning("job that nobody runs goes on", job_id=job_id)
            queue.put_anew(job_id)
    return is_lost


def run(name: str) -> None:
    """Run a periodic task once. A failure is recorded and logged, and the task runs again at its next time."""
    task = periodic_named(name)
    if task is None:
        return
    error = ""
    try:
        copy_context().run(task.run)
    except Exception as failure:  # a bug in one task must not stop the others
        _log.error("periodic task failed", task=name, exc_info=failure)
        error = f"{type(failure).__name__}: {failure}"[:_ERROR_CHARS].replace("\x00", "")
    PeriodicRun.objects.filter(name=name).update(finished_at=clock.now(), error=error)
