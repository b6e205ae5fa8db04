"""Races on real connections."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event
from typing import Any

from django.db import connection, transaction

from guike.platform.org.queries import begin_versions
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


@contextmanager
def aside() -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """A thread with a connection of its own."""

    def run(call: Callable[[], Any]) -> Any:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{PATIENCE:.0f}s'")
            begin_versions()
            return call()
        finally:
            connection.close()

    with database.crowd(), ThreadPoolExecutor(2) as threads:
        yield lambda call: threads.submit(run, call)


def overlapping(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """Both answers, where the second began after the first had written and before it committed."""
    written, go = Event(), Event()

    def begin() -> Any:
        with transaction.atomic():
            try:
                return first()
            finally:
                written.set()
                assert go.wait(PATIENCE)

    with aside() as run:
        one = run(begin)
        assert written.wait(PATIENCE)
        two = run(second)
        until_blocked(two.done)
        go.set()
        return one.result(PATIENCE), two.result(PATIENCE)
