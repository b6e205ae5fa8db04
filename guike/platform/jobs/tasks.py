"""The two tasks of the queue: run a job, run a periodic task."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from guike.platform.jobs import clockwork, queue, runner


@app.task(name=queue.RUN_JOB)
def run_job(job_id: int) -> None:
    """Run a job of our own table."""
    close_old_connections()  # the server may have restarted since the last job
    runner.run(job_id)  # a job whose end cannot be written is lost; clockwork.put_lost finds it


@app.task(name=queue.RUN_PERIODIC)
def run_periodic(name: str) -> None:
    """Run a periodic task."""
    close_old_connections()
    clockwork.run(name)
