"""Prepares the next item in a thread while the database works on the present one."""

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
    """The same items, each made by a thread. The thread starts when the database begins a long piece of work on the
    item before, at the latest when its item is needed. If it started earlier, it would compete with that work instead
    of filling its waits. It has a connection of its own, which sees all committed data, so everything but the item that
    the caller works on. After each item it calls `then`; errors of `then` are ignored.

    At most one item is prepared in advance. An error while making an item is raised when the item is needed. Leaving
    the context waits for the thread.
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
