"""Races on real connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from tests.support import database

PATIENCE = 60.0


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
