"""Stops writes in their middle for the journeys that kill a process there.

python -m ops.hold DATA OBJECT

Locks the counters of an object's numbers until standard input closes: who creates a record of that object
waits. Says `held` once it has the lock and `waited` once somebody waits for it.
"""

import sys
import threading
import time
from pathlib import Path

import psycopg

from guike.platform.database.supervisor import running_dsn

LOCK = "SELECT key FROM number_counter WHERE key LIKE %s FOR UPDATE"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND %s = ANY(pg_blocking_pids(pid))"
PAUSE = 0.05


def main(arguments: list[str]) -> int:
    """0 when the lock was held and given back."""
    data, object_name = arguments
    dsn = running_dsn(Path(data))
    closed = threading.Event()

    def follow() -> None:
        sys.stdin.read()
        closed.set()

    with psycopg.connect(dsn) as holder, psycopg.connect(dsn, autocommit=True) as watcher:
        holder.execute(LOCK, [f"{object_name}:%"])
        _say("held")
        threading.Thread(target=follow, daemon=True).start()
        has_waited = False
        while not closed.is_set():
            if not has_waited and _is_waited_for(watcher, holder.info.backend_pid):
                has_waited = True
                _say("waited")
            time.sleep(PAUSE)
        holder.rollback()
    return 0


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _is_waited_for(watcher: psycopg.Connection, backend: int) -> bool:
    found = watcher.execute(WAITING, [backend]).fetchone()
    return bool(found and found[0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
