"""Races on real connections."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from tests.support import database

PATIENCE = 60.0
_WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that start together, each on a connection of its own; their answers in order."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{PATIENCE:.0f}s'")  # a busy machine is no part of a test
            start.wait(PATIENCE)
            return call()
        except BaseException:
            start.abort()  # the others need not wait for one that will not come
            raise
        finally:
            connection.close()

    with database.crowd(), ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def until_blocked(reached: Callable[[], bool] = lambda: False) -> None:
    """Wait until another connection waits for a lock, or until `reached`; how many tests are made certain of the
    moment in which two meet."""
    deadline = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < deadline and not reached():
            cursor.execute(_WAITING)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    assert reached(), "nobody waits for a lock"
