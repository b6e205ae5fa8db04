"""`guike worker`: background jobs, as a process of `guike up` or on a machine of its own."""

import argparse

from guike.entry import worker


def run(_args: argparse.Namespace) -> int:
    """Run the worker until SIGTERM or SIGINT."""
    return worker.main()
