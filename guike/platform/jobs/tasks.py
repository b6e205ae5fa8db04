"""The two tasks that the queue knows."""

from __future__ import annotations

import os
import signal

from django.db import InterfaceError, OperationalError, close_old_connections
from procrastinate.contrib.django import app

from guike.platform.jobs import clockwork, queue, runner


@app.task(name=queue.RUN_JOB)
def run_job(job_id: int) -> None:
    """Run a job of our own table."""
    close_old_connections()  # the server may have started again since the job before
    try:
        runner.run(job_id)
    except (InterfaceError, OperationalError):
        # The job's end could not be written. Only when this worker is gone does its job count as stalled.
        os.kill(os.getpid(), signal.SIGTERM)
        raise


@app.task(name=queue.RUN_PERIODIC)
def run_periodic(name: str) -> None:
    """Run a periodic task."""
    close_old_connections()
    clockwork.run(name)
