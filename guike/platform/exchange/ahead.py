"""Making the next one ready while the database works on the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from itertools import islice
from typing import TypeVar

from django.db import connection

from guike.platform.database.waits import in_waits

T = TypeVar("T")


@contextmanager
def ahead(items: Iterator[T], then: Callable[[], object]) -> Iterator[Iterator[T]]:
    """The same items, each made by a thread as soon as the database has a long piece of the work on the one before,
    at the latest when its turn comes. A thread that began earlier would take turns with that work instead of
    filling its waits. It has a connection of its own, which sees what is committed: all but the item that the caller
    works on. It calls `then` after each one, having nothing else to do; what that raises is nobody's concern.

    One item waits at most. What making one raises is raised when its turn comes. Who leaves the context waits for
    the thread.
    """
    coming: Future[list[T]] | None = None
    context = copy_context()

    def make() -> list[T]:
        return list(islice(items, 1))

    def begin() -> Future[list[T]]:
        nonlocal coming
        if coming is None:
            coming = thread.submit(context.run, make)
            thread.submit(context.run, then)
        return coming

    def taken() -> Iterator[T]:
        nonlocal coming
        while made := begin().result():
            coming = None
            yield made[0]

    with ThreadPoolExecutor(1, "ahead") as thread, in_waits(begin):
        try:
            yield taken()
        finally:
            thread.submit(context.run, connection.close)
