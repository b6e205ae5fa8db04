"""The kinds of steps of a rule. Other packages offer their own by `step_kind`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from guike.kernel.errors import FieldError, Refusal
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.automation.definition import Definition, Step
from guike.platform.filters.memory import Loader
from guike.platform.metadata.spec import ObjectSpec


@dataclass
class Item:
    """One run at a step. `row`: its record, as the rule's identity sees it; `cause`: see `watching.Fired`; `awaits`: what it
    waited for when it comes back from a wait. A kind of step fills in the rest: `refusal` (the run fails), `did` (what is
    shown of the step, JSON), `hold` (the run waits), `ends` (the run is over, with the word why)."""

    run_id: int
    row: Any
    cause: Mapping[str, Any]
    awaits: Mapping[str, Any] | None = None
    refusal: Refusal | None = None
    did: dict[str, Any] = field(default_factory=dict)
    hold: Hold | None = None
    ends: str = ""


@dataclass(frozen=True)
class Hold:
    """A run waits: until this instant, or until somebody wakes it by the kind in `awaits` ("kind")."""

    until: datetime
    awaits: Mapping[str, Any]


@dataclass
class Work:
    """One step for several runs of one version. `ctx`: of the identity; everything is done with its rights.
    `sends`: whether what leaves the house is sent (again)."""

    ctx: Context
    spec: ObjectSpec
    does: Definition
    step: Step
    position: int
    items: Sequence[Item]
    load: Loader
    sends: bool = True


@dataclass(frozen=True)
class Writes:
    """What a step may do to records of one object, as far as it can be told before. `fields` None: any of them; `constants`:
    field → the one value that is always written; `creates`: new records of it."""

    object: str
    fields: Collection[str] | None = ()
    constants: Mapping[str, Any] = field(default_factory=dict)
    creates: bool = False


Check = Callable[[Context, ObjectSpec, Step, str], list[FieldError]]


@dataclass(frozen=True)
class StepKind:
    """`check`: the faults of a step, each at its place; `run`: does it, in the caller's transaction; `plan`: fills in what it
    would do, without doing anything; `writes`: for finding circles; `outer`: whether its effect leaves the house."""

    name: str
    label: Text
    check: Check
    run: Callable[[Work], None]
    plan: Callable[[Work], None]
    writes: Callable[[ObjectSpec, Step], list[Writes]]
    outer: bool = False


_kinds: dict[str, StepKind] = {}


def step_kind(kind: StepKind) -> None:
    """Offer a kind of step; called at start. TypeError when the name is taken."""
    if kind.name in _kinds:
        raise TypeError(f"step kind {kind.name!r} is declared twice")
    _kinds[kind.name] = kind


def kind_named(name: str) -> StepKind | None:
    """The kind, or None when this version has none of that name."""
    return _kinds.get(name)


def kinds() -> tuple[StepKind, ...]:
    """Every kind, in the order of declaration."""
    return tuple(_kinds.values())


def nothing(_spec: ObjectSpec, _step: Step) -> list[Writes]:
    """For kinds that write no record."""
    return []
