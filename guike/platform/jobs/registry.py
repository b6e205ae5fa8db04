"""What kinds of long work there are, and what runs by the clock. Filled while the apps load."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from croniter import croniter

from guike.kernel.text import Text


class Run(Protocol):
    """What a kind is given to work with (see `runner.JobRun`)."""

    id: int
    params: Mapping[str, Any]
    state: dict[str, Any]
    created_by: int | None

    def progress(self, done: int | None = None, total: int | None = None, errors: int | None = None) -> None:
        """Show how far it is; also where a stopping worker puts the job down."""

    def save_state(self, state: Mapping[str, Any]) -> None:
        """Keep a checkpoint; inside a transaction it stands or falls with the work that it describes."""

    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""


@dataclass(frozen=True)
class JobKind:
    """`retries`: how often it is tried again after an unexpected error (a refusal is never tried again). `source`: what
    the history says of what it writes, one of `audit.origin.SOURCES`."""

    name: str
    run: Callable[[Run], Mapping[str, Any] | None]
    label: Text
    retries: int
    source: str = "system"


@dataclass(frozen=True)
class Periodic:
    """A function that runs by the clock; `cron` is read in the company's time zone."""

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
    """Declare a kind of long work; what `run` returns becomes the job's result (JSON).

    After a crash or a restart `run` is called again with the state that it last saved and must go
    on from there. TypeError when the name is taken.
    """
    if name in _kinds:
        raise TypeError(f"job kind {name!r} is declared twice")
    _kinds[name] = JobKind(name, run, label, retries, source)
    return _kinds[name]


def periodic(name: str, cron: str, run: Callable[[], object]) -> Periodic:
    """Run a function by the clock: `periodic("files.purge", "15 3 * * *", purge)`.

    It must be harmless to repeat. Times that passed while nothing ran are made up for once.
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
