"""Making the next one ready while the one before is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from itertools import islice
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


@contextmanager
def ahead(items: Iterator[T], then: Callable[[], object]) -> Iterator[Iterator[T]]:
    """The same items, each made by a thread while the caller works on the one before. The thread has a connection of
    its own, which sees what is committed: all but the one that the caller works on. It calls `then` after each one,
    having nothing else to do; what that raises is nobody's concern.

    What making one raises is raised when its turn comes. Who leaves the context waits for the thread.
    """
    context = copy_context()

    def make() -> list[T]:
        return list(islice(items, 1))

    def taken() -> Iterator[T]:
        coming: Future[list[T]] = thread.submit(context.run, make)
        while made := coming.result():
            coming = thread.submit(context.run, make)
            thread.submit(context.run, then)
            yield made[0]

    with ThreadPoolExecutor(1, "ahead") as thread:
        try:
            yield taken()
        finally:
            thread.submit(context.run, connection.close)
