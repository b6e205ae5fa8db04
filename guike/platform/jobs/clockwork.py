"""What runs by the clock."""

from __future__ import annotations

from contextvars import copy_context
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from croniter import croniter
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from guike.kernel import clock
from guike.platform.jobs import queue
from guike.platform.jobs.models import Job, PeriodicRun
from guike.platform.jobs.registry import Periodic, periodic_named, periodics
from guike.platform.settings import queries as settings

_ERROR_CHARS = 2_000

_log = structlog.get_logger(__name__)


def put_due() -> int:
    """Queue every periodic task that has come due since its last time; answers how many.

    Any number of workers may ask: the row's lock lets one of them queue each. A task that was
    never due before waits for its first time.
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
    """Queue again every open job that the queue has forgotten; answers how many.

    That happens when the database went away while a run was ending. A new job and its place in
    the queue are one transaction, so a job without a place is a lost one.
    """
    open_ids = list(Job.objects.filter(status__in=Job.OPEN).values_list("id", flat=True))
    if not open_ids:
        return 0
    locks = {f"job:{job_id}": job_id for job_id in open_ids}
    placed = ProcrastinateJob.objects.filter(lock__in=locks, status__in=("todo", "doing"))
    lost = locks.keys() - set(placed.values_list("lock", flat=True))
    for lock in lost:
        with transaction.atomic():
            still_open = Job.objects.select_for_update(no_key=True).filter(
                id=locks[lock], status__in=Job.OPEN
            )
            if still_open.exists():
                queue.put_job(locks[lock])
    return len(lost)


def run(name: str) -> None:
    """Run a periodic task once; its failure is written down and logged, and it runs again next time."""
    task = periodic_named(name)
    if task is None:
        return
    error = ""
    try:
        copy_context().run(task.run)
    except Exception as failure:  # a task's bug must not stop the others
        _log.error("periodic task failed", task=name, exc_info=failure)
        error = f"{type(failure).__name__}: {failure}"[:_ERROR_CHARS].replace("\x00", "")
    PeriodicRun.objects.filter(name=name).update(finished_at=clock.now(), error=error)
