"""The durable queue. A task is queued in the caller's transaction, without NOTIFY."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app

from guike.platform.database import statements

RUN_JOB = "guike.run_job"
RUN_PERIODIC = "guike.run_periodic"


def put_job(job_id: int, at: datetime | None = None) -> None:
    """Queue a job, to run when a worker is free, but not before `at`. The queue's lock prevents two runs at once."""
    app.configure_task(RUN_JOB, lock=f"job:{job_id}", schedule_at=at).defer(job_id=job_id)


def put_anew(job_id: int) -> None:
    """Queue a job again whose run is dead. The old queue entry is removed, because it blocks other runs. If the old
    worker still lives, it can remove only its own entry, not the new one."""
    statements.rows("DELETE FROM procrastinate_jobs WHERE lock = $1 AND status = 'doing'", [f"job:{job_id}"])
    put_job(job_id)


def put_periodic(name: str) -> None:
    """Queue a periodic task; two runs of one task never overlap."""
    app.configure_task(RUN_PERIODIC, lock=f"periodic:{name}").defer(name=name)
