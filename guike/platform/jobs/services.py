"""Starting and cancelling long work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from guike.kernel import clock
from guike.kernel.errors import Conflict, NotFound
from guike.platform.jobs import queue
from guike.platform.jobs.models import Job
from guike.platform.jobs.registry import kind_named

_KEEP = timedelta(days=90)


def start(kind: str, params: Mapping[str, Any], created_by: int | None, *, total: int = 0) -> int:
    """Begin long work; answers the job's id. It starts only if the surrounding transaction commits.

    `params` is JSON. LookupError for an unknown kind.
    """
    kind_named(kind)
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind, params=dict(params), total=total, created_by=created_by, created_at=clock.now()
        )
        queue.put_job(job.id)
    return job.id


def cancel(user_id: int | None, job_id: int, *, sees_all: bool = False) -> str:
    """Ask a job to stop; answers its status after that. A queued one ends at once, a running one at its
    next look; Conflict `job.finished` when it has ended, NotFound when it is somebody else's."""
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


def purge() -> int:
    """Remove jobs that ended more than 90 days ago; answers how many."""
    number, _per_table = Job.objects.filter(finished_at__lt=clock.now() - _KEEP).delete()
    return number
