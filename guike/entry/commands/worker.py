"""`guike worker`: background jobs, as a process of `guike up` or on a machine of its own."""

import argparse

from procrastinate.contrib.django import app

POLL = 0.5  # seconds between looks: nothing on the write path notifies
GRACE = 20.0  # seconds that a running job has when we are asked to stop


def run(_args: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT."""
    worker = app.with_connector(app.connector.get_worker_connector())
    worker.run_worker(
        fetch_job_polling_interval=POLL,
        shutdown_graceful_timeout=GRACE,
        listen_notify=False,
        install_signal_handlers=True,
    )
    return 0
