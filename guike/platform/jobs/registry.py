"""The registry of job kinds and periodic tasks. It is filled while the apps load."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from croniter import croniter

from guike.kernel.text import Text


class Run(Protocol):
    """The interface that a job kind works with (see `runner.JobRun`)."""

    id: int
    params: Mapping[str, Any]
    state: dict[str, Any]
    created_by: int | None

    def progress(self, done: int | None = None, total: int | None = None, errors: int | None = None) -> None:
        """Show the progress. A stopping worker interrupts the job here."""

    def save_state(self, state: Mapping[str, Any]) -> None:
        """Save a checkpoint; inside a transaction it is committed together with the work that it describes."""

    def cancelled(self) -> bool:
        """Whether a user asked to stop the job."""


@dataclass(frozen=True)
class JobKind:
    """A kind of job. `retries`: how often it is tried again after an unexpected error (a refusal is never tried again).
    `source`: the source in the history of its writes, one of `audit.origin.SOURCES`."""

    name: str
    run: Callable[[Run], Mapping[str, Any] | None]
    label: Text
    retries: int
    source: str = "system"


@dataclass(frozen=True)
class Periodic:
    """A periodic task; `cron` is read in the company's time zone."""

    name: str
    cron: str
    run: Callable[[], object]


_kinds: dict[str, JobKind] = {}
_periodics: dict[str, Periodic] = {}


def job_kind(
    name: str,
    run: Callable[[Run], Mapping[str, Any] | None],
    *,
    label: Text,
    retries: int = 0,
    source: str = "system",
) -> JobKind:
    """Declare a kind of job; the return value of `run` becomes the job's result (JSON).

    After a crash or a restart `run` is called again with the state that it last saved and must go
    on from there. TypeError when the name is taken.
    """
    if name in _kinds:
        raise TypeError(f"job kind {name!r} is declared twice")
    _kinds[name] = JobKind(name, run, label, retries, source)
    return _kinds[name]


def periodic(name: str, cron: str, run: Callable[[], object]) -> Periodic:
    """Declare a periodic task: `periodic("files.purge", "15 3 * * *", purge)`.

    Repeating it must be harmless. Due times that passed while no worker ran are made up for by one run.
    TypeError when the name is taken or the cron expression cannot be read.
    """
    if name in _periodics:
        raise TypeError(f"periodic task {name!r} is declared twice")
    if not croniter.is_valid(cron):
        raise TypeError(f"periodic task {name!r}: {cron!r} is not a cron expression")
    _periodics[name] = Periodic(name, cron, run)
    return _periodics[name]


def kind_named(name: str) -> JobKind:
    """LookupError for a kind that this version does not know."""
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"no job kind {name!r}") from None


def is_known(name: str) -> bool:
    """Whether this version has the kind."""
    return name in _kinds


def periodic_named(name: str) -> Periodic | None:
    """The periodic task, or None when this version has none of that name."""
    return _periodics.get(name)


def periodics() -> tuple[Periodic, ...]:
    """Every periodic task."""
    return tuple(_periodics.values())
