"""A worker with one kind of job, `count`, for tests that stop or kill it."""

import os
import signal
import sys
import time

import django

django.setup()

from django.db import transaction  # noqa: E402

from guike.entry import worker  # noqa: E402
from guike.kernel.text import T  # noqa: E402
from guike.platform.audit.services import audit  # noqa: E402
from guike.platform.jobs.registry import Run, job_kind  # noqa: E402

worker.HEARTBEAT, worker.CLOCK_POLL, worker.POLL = 0.2, 0.2, 0.05
worker.CONNECTING, worker._PAUSE_AFTER_ERROR = float(os.environ["CONNECTING"]), 0.2
worker.STALLED_AFTER = float(os.environ["STALLED_AFTER"])


def count(run: Run) -> dict[str, int]:
    """Write `steps` audit lines one by one; kill this process at step `kill_at`, once."""
    steps = run.params["steps"]
    for step in range(run.state.get("next", 0), steps):
        with transaction.atomic():
            audit(None, "step", record_id=step)
            run.save_state({"next": step + 1})
        if step == run.params.get("kill_at") and "survivor" not in sys.argv:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(run.params.get("pause", 0))
        run.progress(done=step + 1, total=steps)
    return {"counted": steps}


job_kind("count", count, label=T("计数", "Count"))
sys.exit(worker.main())
