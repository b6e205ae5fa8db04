"""The state machine of an object, declared once as data. All behavior of states is derived from it.

An object declares its states, the states in which a record may begin, and the steps between them. From these the
platform derives when an action is offered and where it leads, the path on the screen, the permitted changes of the
field by hand, the closed states, the fields that each state leaves open, and the table in the documentation. The write
path refuses every other change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from guike.kernel.text import Text


@dataclass(frozen=True)
class State:
    """One state. `kinds`: names for groups of states that rules use (`sold`). `next`: what has to happen now and who does it, told on
    the page of a record in this state; `{owner}` is its owner."""

    code: str
    label: Text
    color: str = ""
    kinds: frozenset[str] = frozenset()
    next: Text | None = None


@dataclass(frozen=True)
class Step:
    """A declared way from some states into one or more others, named like the action that takes it.

    `by`: "action" (the action of this name), "edit" (a person who may edit the record writes the field), or "code"
    (only domain code, which names the step). `condition`: a filter that the record must also match before the step.
    `reopens`: the step leads out of a closed state; a state that is left only by such steps is closed. `in_path`:
    whether a click on the state in the path of the screen takes this step. `locks`: paths to other records that are
    locked before the step is decided. `opens`: fields that change with the step although a state locks them; such a
    step has no targets, because the record stays in its state.
    """

    name: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    by: Literal["action", "edit", "code"] = "action"
    condition: Mapping[str, Any] | None = None
    reopens: bool = False
    in_path: bool = True
    locks: tuple[str, ...] = ()
    opens: frozenset[str] = frozenset()

    def leads(self, old: str, new: str) -> bool:
        """Whether the step leads from one state into the other."""
        return old in self.sources and new in self.targets


@dataclass(frozen=True)
class StateLock:
    """What no longer changes in these states, and why. `but`: fields that stay open; `custom`: whether fields that
    administrators made are locked, too. `refusal`, `delete_refusal`: what a write and a deletion are refused with;
    with an empty `delete_refusal` the record may be deleted all the same. Kept by the write path on every door."""

    states: tuple[str, ...]
    reason: Text
    but: frozenset[str] = frozenset()
    custom: bool = False
    refusal: str = "record.locked"
    delete_refusal: str = "record.not_deletable"

    def holds(self, name: str, *, custom: bool) -> bool:
        """Whether the lock covers a field."""
        return name not in self.but and (self.custom or not custom)


@dataclass(frozen=True)
class StateSpec:
    """The machine. `first`: the states in which a record may begin, the default first. `attributed`: the states in which the
    record counts as somebody's performance; what is kept when it first enters one of them is in `states.attribution`.
    ValueError for a contradictory table."""

    field: str
    states: tuple[State, ...]
    first: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    locks: tuple[StateLock, ...] = ()
    attributed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = [state.code for state in self.states]
        if len(set(known)) != len(known):
            raise ValueError(f"{self.field}: a state is declared twice")
        names = [step.name for step in self.steps]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.field}: a step is declared twice")
        for place, codes in self._named():
            wrong = [code for code in codes if code not in known]
            if wrong or not codes:
                raise ValueError(f"{self.field}: {place} names {wrong or 'no state'}")

    def _named(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        yield "first", self.first
        for step in self.steps:
            yield f"{step.name}, from", step.sources
            if not step.opens:
                yield f"{step.name}, to", step.targets
        for lock in self.locks:
            yield "a lock", lock.states
        if self.attributed:
            yield "attributed", self.attributed

    @property
    def usual(self) -> str:
        """The state in which a record begins by default."""
        return self.first[0]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(state.code for state in self.states)

    @cached_property
    def closed(self) -> tuple[str, ...]:
        """States that no step leaves, except steps that reopen."""
        going = [step for step in self.steps if not step.reopens]
        left = {code for step in going for code in step.sources if set(step.targets) - {code}}
        return tuple(code for code in self.codes if code not in left)

    @cached_property
    def open(self) -> tuple[str, ...]:
        """States that are not closed."""
        return tuple(code for code in self.codes if code not in self.closed)

    def of(self, kind: str) -> tuple[str, ...]:
        """States of a kind. KeyError when no state has it."""
        found = tuple(state.code for state in self.states if kind in state.kinds)
        if not found:
            raise KeyError(kind)
        return found

    def next_of(self, code: str) -> Text | None:
        """What has to happen next in a state, where it says so."""
        return next((state.next for state in self.states if state.code == code), None)

    def step(self, name: str) -> Step | None:
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> Mapping[str, Step]:
        return {step.name: step for step in self.steps}

    def among(self, *codes: str) -> dict[str, Any]:
        """The filter of records in these states. ValueError for an unknown state."""
        wrong = [code for code in codes if code not in self.codes]
        if wrong:
            raise ValueError(f"{self.field}: no state {wrong}")
        return {"field": self.field, "op": "in", "value": list(codes)}

    def leading(self, code: str) -> str | None:
        """The action that a click on a state in the path takes, if any."""
        steps = (step for step in self.steps if step.by == "action" and step.in_path and code in step.targets)
        return next((step.name for step in steps), None)

    def when(self, step: Step) -> dict[str, Any]:
        """The filter of records that may take a step."""
        inside = self.among(*step.sources)
        return {"all": [inside, step.condition]} if step.condition else inside

    def sources(self, name: str) -> tuple[str, ...]:
        """The states in which a step begins. KeyError for an unknown step."""
        return self._by_name[name].sources

    def entering(self, name: str) -> dict[str, str]:
        """{field: state} of a step with one target, as domain code writes it. KeyError for an unknown step, ValueError
        for several targets."""
        (target,) = self._by_name[name].targets
        return {self.field: target}

    def by_hand(self, old: str, new: str) -> Step | None:
        """The step that a write of the field by hand takes, if any."""
        return next((step for step in self.steps if step.by == "edit" and step.leads(old, new)), None)

    def locks_in(self, code: str) -> tuple[StateLock, ...]:
        """The locks of a state."""
        return tuple(lock for lock in self.locks if code in lock.states)

    def joined(
        self, states: tuple[State, ...] = (), steps: tuple[Step, ...] = (), locks: tuple[StateLock, ...] = ()
    ) -> StateSpec:
        """The machine with the parts that a higher package adds."""
        return replace(self, states=self.states + states, steps=self.steps + steps, locks=self.locks + locks)
