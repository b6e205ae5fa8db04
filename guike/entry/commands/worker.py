"""`guike worker`: background jobs, as a process of `guike up` or on a machine of its own."""

import argparse

from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

POLL = 0.5  # seconds between looks: nothing on the write path notifies
GRACE = 20.0  # seconds that a running job has when we are asked to stop


def run(_args: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT."""
    connector = PsycopgConnector(kwargs=connector_params())
    with app.replace_connector(connector) as worker:
        worker.run_worker(
            fetch_job_polling_interval=POLL,
            shutdown_graceful_timeout=GRACE,
            listen_notify=False,
            install_signal_handlers=True,
        )
    return 0
