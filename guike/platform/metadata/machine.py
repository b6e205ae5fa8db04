"""Derives parts of an object from its state machine: the choices of its state field, and the conditions of its
actions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from guike.kernel.states import StateSpec
from guike.kernel.text import Text
from guike.platform.database.models import AttributedModel
from guike.platform.metadata.labels import plural
from guike.platform.metadata.spec import MOMENTS, ActionSpec, Choice, FieldSpec, ObjectSpec, spec_field

ATTRIBUTED_ON = "attributed_on"


def with_machine(spec: ObjectSpec) -> ObjectSpec:
    """The object with all parts that its states determine. ValueError for contradictory declarations."""
    _check_participants(spec)
    machine = spec.states
    if machine is None:
        return spec
    acting = {action.name for action in spec.actions}
    missing = [step.name for step in machine.steps if step.by == "action" and step.name not in acting]
    if missing:
        raise ValueError(f"{spec.name}: no action takes the steps {missing}")
    if bool(machine.attributed) != issubclass(spec.model, AttributedModel):
        raise ValueError(
            f"{spec.name}: names attributed states when its model is an AttributedModel, and only then"
        )
    kept = _attribution(spec) if machine.attributed and ATTRIBUTED_ON not in spec.by_name else ()
    return spec.with_(
        fields=(*(_stated(spec, item, machine) for item in spec.fields), *kept),
        actions=tuple(_timed(action, machine) for action in spec.actions),
    )


def _attribution(spec: ObjectSpec) -> tuple[FieldSpec, ...]:
    """Whose performance a record is, from the day on which it began to count (`states.attribution`)."""
    shared: dict[str, Any] = {
        "read_only": True,
        "system": True,
        "traces": True,
        "relation": f"attributed_{plural(spec.name)}",
        "relation_label": Text(f"业绩（{spec.plural.zh}）", f"Performance ({spec.plural.en})"),
    }
    return (
        spec_field("user", "attributed_owner", "业绩归属人", "Credited to", **shared),
        spec_field(
            "reference",
            "attributed_department",
            "业绩归属部门",
            "Credited department",
            target="department",
            **shared,
        ),
        spec_field("date", ATTRIBUTED_ON, "业绩日期", "Credited on", read_only=True, system=True),
    )


def _stated(spec: ObjectSpec, item: FieldSpec, machine: StateSpec) -> FieldSpec:
    if item.name != machine.field:
        return item
    found = tuple(
        Choice(state.code, state.label, state.color, state.code in machine.closed) for state in machine.states
    )
    if item.choices not in ((), found):
        raise ValueError(f"{spec.name}.{item.name}: its choices are the states, which are declared once")
    return replace(item, choices=found)


def _timed(action: ActionSpec, machine: StateSpec) -> ActionSpec:
    step = machine.step(action.name)
    if step is None or step.by != "action":
        return action
    locks = tuple(dict.fromkeys((*action.locks, *step.locks)))
    return replace(action, when=machine.when(step) if action.when is None else action.when, locks=locks)


def _check_participants(spec: ObjectSpec) -> None:
    known = spec.states.codes if spec.states else ()
    names = [one.name for one in spec.participants]
    for one in spec.participants:
        wrong = [code for code in one.states if code not in known]
        if one.moment not in MOMENTS or wrong or (one.moment == "entered") != bool(one.states):
            raise ValueError(
                f"{spec.name}: {one.name} takes part in nothing that happens: {one.moment} {wrong}"
            )
        if names.count(one.name) > 1:
            raise ValueError(f"{spec.name}: {one.name} takes part twice")
