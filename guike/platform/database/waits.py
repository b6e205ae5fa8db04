"""Something else to do while the database is busy for long with what it was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_begin: ContextVar[Callable[[], object] | None] = ContextVar("guike_waits", default=None)


@contextmanager
def in_waits(begin: Callable[[], object]) -> Iterator[None]:
    """Within, `begin` is called whenever a long wait comes: it starts a thread's work and returns at once."""
    token = _begin.set(begin)
    try:
        yield
    finally:
        _begin.reset(token)


def long_wait() -> None:
    """Say that the database has all it needs and will work on it for some time."""
    begin = _begin.get()
    if begin is not None:
        begin()
