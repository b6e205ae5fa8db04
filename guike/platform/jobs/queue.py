"""The durable queue. Putting a task in happens in the caller's transaction, without NOTIFY."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app

from guike.platform.database import statements

RUN_JOB = "guike.run_job"
RUN_PERIODIC = "guike.run_periodic"


def put_job(job_id: int, at: datetime | None = None) -> None:
    """Run a job as soon as a worker is free, or not before `at`; its lock keeps two runs apart."""
    app.configure_task(RUN_JOB, lock=f"job:{job_id}", schedule_at=at).defer(job_id=job_id)


def put_anew(job_id: int) -> None:
    """Run a job whose run is dead as soon as a worker is free. That run's place goes: it keeps others from running the job,
    and should its worker still live, it takes away what it had, not the new place."""
    statements.rows("DELETE FROM procrastinate_jobs WHERE lock = $1 AND status = 'doing'", [f"job:{job_id}"])
    put_job(job_id)


def put_periodic(name: str) -> None:
    """Run a periodic task; two runs of the same never overlap."""
    app.configure_task(RUN_PERIODIC, lock=f"periodic:{name}").defer(name=name)
