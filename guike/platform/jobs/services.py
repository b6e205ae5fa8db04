"""Starts, cancels, replays and discards jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from guike.kernel import clock
from guike.kernel.errors import Conflict, Forbidden, NotFound, register
from guike.kernel.text import T
from guike.platform.audit import origin
from guike.platform.audit.services import AuditLine, audit_many
from guike.platform.jobs import queue
from guike.platform.jobs.models import Job
from guike.platform.jobs.queries import failed_jobs_rows
from guike.platform.jobs.registry import is_known, kind_named

register(
    {
        "job.helper": T(
            "代他人操作时不能启动后台任务，请减少记录数或由本人来做",
            "Nothing is done in the background while acting for somebody else; take fewer records, or let the person do it",
        )
    },
    status=Forbidden.status,
)


def start(kind: str, params: Mapping[str, Any], created_by: int | None, *, total: int = 0) -> int:
    """Queue a job and return its id. It runs only if the surrounding transaction commits.

    `params` is JSON. LookupError for an unknown kind. Forbidden while an administrator acts as somebody else: what a job
    writes would not be marked as his.
    """
    kind_named(kind)
    if origin.current().helper_id is not None:
        raise Forbidden("job.helper")
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind, params=dict(params), total=total, created_by=created_by, created_at=clock.now()
        )
        queue.put_job(job.id)
    return job.id


def cancel(user_id: int | None, job_id: int, *, sees_all: bool = False) -> str:
    """Ask a job to stop; answers its status after that. A queued job ends at once, a running one at its next check.
    Conflict `job.finished` when it has ended, NotFound when it belongs to another user."""
    with transaction.atomic():
        job = Job.objects.select_for_update(no_key=True).filter(id=job_id).first()
        if job is None or not (sees_all or job.created_by == user_id):
            raise NotFound()
        if job.status not in Job.OPEN:
            raise Conflict("job.finished")
        job.cancel_requested = True
        if job.status == Job.QUEUED:
            job.status, job.finished_at = Job.CANCELLED, clock.now()
        Job.objects.filter(id=job.id).update(
            cancel_requested=True, status=job.status, finished_at=job.finished_at
        )
    return job.status


def replay(job_ids: Iterable[int] | None, by: int | None) -> int:
    """Run failed jobs again (None: all that were not discarded), from their last checkpoint and in the name of those
    who started them. Jobs of an unknown kind are left. Audited; returns how many."""
    with transaction.atomic():
        jobs = [job for job in _failed(job_ids) if is_known(job.kind)]
        Job.objects.filter(id__in=[job.id for job in jobs]).update(
            status=Job.QUEUED, finished_at=None, result=None, failures=0, crashes=0, cancel_requested=False
        )
        _note(by, "job.replay", jobs, "")
        for job in jobs:
            queue.put_job(job.id)
    return len(jobs)


def discard(job_ids: Iterable[int] | None, by: int | None, reason: str) -> int:
    """Discard failed jobs (None: all); they stay failed. Audited with the reason; returns how many."""
    with transaction.atomic():
        jobs = _failed(job_ids)
        Job.objects.filter(id__in=[job.id for job in jobs]).update(discarded_at=clock.now())
        _note(by, "job.discard", jobs, reason)
    return len(jobs)


def _failed(job_ids: Iterable[int] | None) -> list[Job]:
    rows = failed_jobs_rows().select_for_update(no_key=True)
    return list(rows if job_ids is None else rows.filter(id__in=list(job_ids)))


def _note(by: int | None, verb: str, jobs: Sequence[Job], reason: str) -> None:
    lines = [AuditLine(verb, "job", job.id, detail={"kind": job.kind, "reason": reason}) for job in jobs]
    audit_many(by, lines)


def purge(before: datetime, most: int) -> int:
    """Remove jobs that ended before this, `most` of them; answers how many."""
    old = Job.objects.filter(finished_at__lt=before).order_by("id")
    ids = list(old.values_list("id", flat=True)[:most])
    Job.objects.filter(id__in=ids).delete()
    return len(ids)
