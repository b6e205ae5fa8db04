"""The two tasks that the queue knows."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from guike.platform.jobs import clockwork, queue, runner


@app.task(name=queue.RUN_JOB)
def run_job(job_id: int) -> None:
    """Run a job of our own table."""
    close_old_connections()  # the server may have started again since the job before
    runner.run(job_id)  # one whose end cannot be written is lost, and found by clockwork.put_lost


@app.task(name=queue.RUN_PERIODIC)
def run_periodic(name: str) -> None:
    """Run a periodic task."""
    close_old_connections()
    clockwork.run(name)
