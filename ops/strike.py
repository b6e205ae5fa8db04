"""kill -9 in the middle of a write, for the journeys that look at it from a browser.

python -m ops.strike DATA OBJECT PID…

Locks the counters of an object's numbers, so that who creates a record of that object waits with half of
its work done; kills the named processes in that moment and lets go. Says `held`, then `struck`.
"""

import os
import signal
import sys
import time
from pathlib import Path

import psycopg

from guike.platform.database.supervisor import running_dsn

LOCK = "SELECT key FROM number_counter WHERE key LIKE %s FOR UPDATE"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND %s = ANY(pg_blocking_pids(pid))"
PAUSE = 0.02  # seconds; a write gives up waiting after a few
PATIENCE = 120.0


def main(arguments: list[str]) -> int:
    """0 when somebody was killed; 1 when nobody came."""
    data, object_name, *victims = arguments
    dsn = running_dsn(Path(data))
    with psycopg.connect(dsn) as holder, psycopg.connect(dsn, autocommit=True) as watcher:
        holder.execute(LOCK, [f"{object_name}:%"])
        _say("held")
        deadline = time.monotonic() + PATIENCE
        while not _is_waited_for(watcher, holder.info.backend_pid):
            if time.monotonic() > deadline:
                return 1
            time.sleep(PAUSE)
        for pid in victims:
            os.kill(int(pid), signal.SIGKILL)
        _say("struck")
        holder.rollback()
    return 0


def _is_waited_for(watcher: psycopg.Connection, backend: int) -> bool:
    found = watcher.execute(WAITING, [backend]).fetchone()
    return bool(found and found[0])


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
