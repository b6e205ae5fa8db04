"""A dispatcher that is killed right after its handler ran, before the mark: `python crash.py FILE`."""

import os
import signal
import sys

import django

django.setup()

from guike.platform.audit.services import audit  # noqa: E402
from guike.platform.events import registry  # noqa: E402
from guike.platform.events.dispatcher import run_once  # noqa: E402
from guike.platform.events.testing import empty_registry  # noqa: E402


def handle_and_die(happened: registry.Happened) -> None:
    audit(None, "handled", record_id=happened.id)
    with open(sys.argv[1], "a") as outside:
        outside.write(f"{happened.id}\n")
    os.kill(os.getpid(), signal.SIGKILL)


with empty_registry():
    registry.subscribe("thing.done", "trial", handle_and_die)
    run_once()
