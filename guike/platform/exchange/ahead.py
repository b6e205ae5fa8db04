"""Making the next one ready while the database works on the one before."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from itertools import islice
from typing import TypeVar

from django.db import connection

from guike.platform.database.waits import in_waits

T = TypeVar("T")


@contextmanager
def ahead(items: Iterator[T]) -> Iterator[Iterator[T]]:
    """The same items, each made by a thread as soon as the database has a long piece of the work on the one before,
    at the latest when its turn comes. A thread that began earlier would take turns with that work instead of
    filling its waits. Making one should ask no database: the thread would take a connection of its own.

    One item waits at most. What making one raises is raised when its turn comes. Who leaves the context waits for
    the thread.
    """
    coming: Future[list[T]] | None = None
    context = copy_context()

    def make() -> list[T]:
        try:
            return list(islice(items, 1))
        finally:
            connection.close()

    def begin() -> Future[list[T]]:
        nonlocal coming
        coming = coming or thread.submit(context.run, make)
        return coming

    def taken() -> Iterator[T]:
        nonlocal coming
        while made := begin().result():
            coming = None
            yield made[0]

    with ThreadPoolExecutor(1, "ahead") as thread, in_waits(begin):
        yield taken()
