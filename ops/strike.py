"""kill -9 in the middle of a write, for the journeys that look at it from a browser.

python -m ops.strike DATA TABLE PASSES PID…

Bars a table to writers, so that who adds a record waits with half of its work done; kills the named
processes in that moment and opens it again. PASSES: how many such transactions are let through first.
Says `held`, then `struck`.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import psycopg
from psycopg import sql

from guike.platform.database.supervisor import running_dsn

BAR = sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE")
WAITING = (
    "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE NOT granted AND %s = ANY(pg_blocking_pids(pid))"
)
ADDING = "query ~* '^(INSERT|COPY) '"  # who changes or analyses the table waits as well, and is not meant
PAUSE = 0.02  # seconds; a write gives up waiting after a few
PATIENCE = 120.0


class NobodyCame(Exception):
    """No write waited for the barred table."""


def main(arguments: list[str]) -> int:
    """0 when somebody was killed; 1 when nobody came."""
    data, table, passes, *victims = arguments
    dsn = running_dsn(Path(data))
    bar = BAR.format(sql.Identifier(table))
    with psycopg.connect(dsn, autocommit=True) as watcher:
        holder = psycopg.connect(dsn)
        holder.execute(bar)
        _say("held")
        try:
            for _ in range(int(passes)):
                _await_waiting(watcher, holder)
                holder = _let_one_through(dsn, bar, watcher, holder)
            _await_waiting(watcher, holder)
            for pid in victims:
                os.kill(int(pid), signal.SIGKILL)
            _say("struck")
        except NobodyCame:
            return 1
        finally:
            holder.close()
    return 0


def _let_one_through(
    dsn: str, bar: sql.Composed, watcher: psycopg.Connection, holder: psycopg.Connection
) -> psycopg.Connection:
    """Who waits goes on; the next one finds the bar again, for it was queued behind the first."""
    following = psycopg.connect(dsn)
    queued = threading.Thread(target=following.execute, args=[bar])
    queued.start()
    _await_waiting(watcher, holder, of=following.info.backend_pid)
    holder.close()
    queued.join(PATIENCE)
    return following


def _await_waiting(watcher: psycopg.Connection, holder: psycopg.Connection, of: int | None = None) -> None:
    """Until somebody, or `of`, waits for the holder.

    Raises: NobodyCame.
    """
    deadline = time.monotonic() + PATIENCE
    statement, values = f"{WAITING} AND {ADDING}", [holder.info.backend_pid]
    if of is not None:
        statement, values = f"{WAITING} AND pid = %s", [*values, of]
    while True:
        found = watcher.execute(statement, values).fetchone()
        if found and found[0]:
            return
        if time.monotonic() > deadline:
            raise NobodyCame
        time.sleep(PAUSE)


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
