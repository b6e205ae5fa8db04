"""The origin of a write: who acts, in which request, from where. It is set once where a request or job begins, and read
by all code that records it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Origin:
    """`depth`: how many events led here (0 = a person or a job), so that rules cannot trigger one another without end.

    `operation`: the call or job that the user sees as one operation and that can be undone as one; `source`: one of
    SOURCES; `why`: the action or rule that caused the write, `object.name`, the outermost of several. `helper_id`: the
    administrator who acts as the actor.
    """

    actor_id: int | None = None
    request_id: str = ""
    ip: str = ""
    depth: int = 0
    operation: str = ""
    source: str = "system"
    why: str = ""
    helper_id: int | None = None


#: the ways by which values are written
SOURCES = frozenset({"form", "bulk", "paste", "import", "rule", "approval", "undo", "system"})
#: the prefix of a job's request id, before the job's number
JOB = "job-"
_NOBODY = Origin()
_current: ContextVar[Origin] = ContextVar("guike_origin", default=_NOBODY)


def current() -> Origin:
    """The origin of what runs now; nobody (no actor, no request) when none was set."""
    return _current.get()


@contextmanager
def acting(origin: Origin) -> Iterator[Origin]:
    """Everything that is written inside has this origin."""
    token = _current.set(origin)
    try:
        yield origin
    finally:
        _current.reset(token)


@contextmanager
def caused(why: str) -> Iterator[None]:
    """Everything that is written inside has this action or rule as its cause, unless an outer cause is set already."""
    if _current.get().why:
        yield
        return
    with acting(replace(_current.get(), why=why)):
        yield


@contextmanager
def by(source: str) -> Iterator[None]:
    """Everything that is written inside has this source. ValueError for an unknown source."""
    if source not in SOURCES:
        raise ValueError(source)
    with acting(replace(_current.get(), source=source)):
        yield


def identified(actor_id: int | None, helper_id: int | None = None) -> None:
    """Set the actor inside `acting`, after he was identified, and who acts as him."""
    _current.set(replace(_current.get(), actor_id=actor_id, helper_id=helper_id))
