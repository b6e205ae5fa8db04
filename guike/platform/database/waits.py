"""Lets other work start while the database works for a long time on data that it was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_begin: ContextVar[Callable[[], object] | None] = ContextVar("guike_waits", default=None)


@contextmanager
def in_waits(begin: Callable[[], object]) -> Iterator[None]:
    """Inside, `begin` is called at the start of each long wait. It must start work in a thread and return at once."""
    token = _begin.set(begin)
    try:
        yield
    finally:
        _begin.reset(token)


def long_wait() -> None:
    """Announce that the database has received all data and will work on it for some time."""
    begin = _begin.get()
    if begin is not None:
        begin()
