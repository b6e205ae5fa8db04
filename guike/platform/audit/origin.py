"""Who is acting, in which request, from where: set once at the edge, read wherever it is written down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Origin:
    """`depth`: how many events led here (0 = a person or a job), so that rules cannot chase one another."""

    actor_id: int | None = None
    request_id: str = ""
    ip: str = ""
    depth: int = 0


#: what the request of a job's work is called, before the job's number
JOB = "job-"
_NOBODY = Origin()
_current: ContextVar[Origin] = ContextVar("guike_origin", default=_NOBODY)


def current() -> Origin:
    """The origin of what runs now; nobody (no actor, no request) when none was set."""
    return _current.get()


@contextmanager
def acting(origin: Origin) -> Iterator[Origin]:
    """Everything written inside was caused by `origin`."""
    token = _current.set(origin)
    try:
        yield origin
    finally:
        _current.reset(token)


def identified(actor_id: int | None) -> None:
    """Who acts has become known, within `acting`."""
    _current.set(replace(_current.get(), actor_id=actor_id))
