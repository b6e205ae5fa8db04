"""What packages tell the engine about their objects: what follows a decision, and facts that records themselves do not hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guike.kernel.text import Text
from guike.platform.access.context import Context

#: (ctx, the locked records) → what follows, in the same transaction
Effect = Callable[[Context, Sequence[Any]], None]
#: (ctx, records) → id → the value of the fact, None where there is none
FactProvider = Callable[[Context, Sequence[Any]], Mapping[int, Any]]


@dataclass(frozen=True)
class ApprovalSpec:
    """How approvals of an object with states of its own end. `waiting`: the states in which it waits for a decision.

    `submit`: the action that asks for one. `can_start(row)`: whether a new record may be submitted at once, for definitions that start on
    saving. `on_submit` brings the record into a waiting state (for those definitions); `on_approved`, `on_rejected`, `on_withdrawn` follow
    the end. `revise`: the action that changes what was approved (`proposing`). `card`: the fields that an approver sees first.
    `demands`: fields, true where somebody has to agree; without a definition such a record is refused, not let through.
    """

    object: str
    waiting: tuple[str, ...]
    on_submit: Effect
    on_approved: Effect
    on_rejected: Effect
    on_withdrawn: Effect
    submit: str = "submit"
    revise: str = ""
    ready: Callable[[Context, Sequence[Any]], Sequence[Any]] = lambda _ctx, rows: rows
    card: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A value about a record that a higher package knows (credit left, stock), for conditions and beside the buttons."""

    name: str
    object: str
    label: Text
    type: str
    provider: FactProvider = field(compare=False)


@dataclass(frozen=True)
class DefaultFlow:
    """The definition that a fresh company has for an object: its steps, each a name and whom it asks (a preset role by its code: any of
    its people decides). It decides about all records for which no other definition holds, until an administrator changes it or switches it
    off."""

    object: str
    name: Text
    steps: Sequence[tuple[Text, Sequence[Mapping[str, Any]]]]


_specs: dict[str, ApprovalSpec] = {}
_defaults: dict[str, DefaultFlow] = {}
_facts: dict[str, dict[str, Fact]] = {}


def approval(spec: ApprovalSpec) -> None:
    """Declare it at start. ValueError when the object has one."""
    if spec.object in _specs:
        raise ValueError(f"approvals of {spec.object} are declared twice")
    _specs[spec.object] = spec


def default_flow(flow: DefaultFlow) -> None:
    """Declare it at start. ValueError when the object has one."""
    if flow.object in _defaults:
        raise ValueError(f"the default approval of {flow.object} is declared twice")
    _defaults[flow.object] = flow


def default_flows() -> Sequence[DefaultFlow]:
    """All of them."""
    return list(_defaults.values())


def approval_of(object_name: str) -> ApprovalSpec | None:
    """The declaration; None for an object whose approvals the platform leads by itself."""
    return _specs.get(object_name)


def approval_fact(
    name: str, object_name: str, provider: FactProvider, label: Text, type_: str = "decimal"
) -> None:
    """Declare a fact of an object; conditions name it `fact_<name>`. ValueError for a name that is taken."""
    facts = _facts.setdefault(object_name, {})
    if name in facts:
        raise ValueError(f"the fact {name} of {object_name} is declared twice")
    facts[name] = Fact(name, object_name, label, type_, provider)


def facts_of(object_name: str) -> Mapping[str, Fact]:
    """The facts of an object, by name."""
    return _facts.get(object_name, {})
