"""Who is acting, in which request, from where: set once at the edge, read wherever it is written down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Origin:
    """`depth`: how many events led here (0 = a person or a job), so that rules cannot chase one another.

    `operation`: what is one thing to him who did it (a call, a job) and will be undone as one; `source`: by what it came,
    one of SOURCES; `why`: the action or rule that caused it, `object.name`, the outermost of several.
    """

    actor_id: int | None = None
    request_id: str = ""
    ip: str = ""
    depth: int = 0
    operation: str = ""
    source: str = "system"
    why: str = ""


#: by what values come to be written
SOURCES = frozenset({"form", "bulk", "paste", "import", "rule", "approval", "undo", "system"})
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


@contextmanager
def caused(why: str) -> Iterator[None]:
    """Everything written inside is written because of this action or rule, unless another caused that one."""
    if _current.get().why:
        yield
        return
    with acting(replace(_current.get(), why=why)):
        yield


@contextmanager
def by(source: str) -> Iterator[None]:
    """Everything written inside comes in this way. ValueError for a way that there is not."""
    if source not in SOURCES:
        raise ValueError(source)
    with acting(replace(_current.get(), source=source)):
        yield


def identified(actor_id: int | None) -> None:
    """Who acts has become known, within `acting`."""
    _current.set(replace(_current.get(), actor_id=actor_id))
