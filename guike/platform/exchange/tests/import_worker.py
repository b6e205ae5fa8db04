"""A worker that kills itself in the middle of a chunk of an import, once: `victim AFTER_CHUNKS`."""

import os
import signal
import sys
from typing import Any

import django

django.setup()

from guike.entry import worker  # noqa: E402
from guike.platform.exchange import importing  # noqa: E402

worker.HEARTBEAT, worker.POLL = 0.2, 0.05
vars(importing)["CHUNK_ROWS"] = 50
kept = importing.keep
chunks = 0


def keep(*arguments: Any) -> None:
    """The rows are written and not yet committed."""
    global chunks
    kept(*arguments)
    chunks += 1
    if sys.argv[1] == "victim" and chunks > int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)


vars(importing)["keep"] = keep
sys.exit(worker.main())
