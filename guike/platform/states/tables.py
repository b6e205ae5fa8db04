"""Writes the state machine of an object and its participants for the documentation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guike.kernel.states import StateLock, Step
from guike.kernel.text import Text
from guike.platform.metadata.spec import MOMENTS, ObjectSpec, Participant

_BY = {"action": "the action", "edit": "writing the field", "code": "other packages"}


def states_table(spec: ObjectSpec) -> str:
    """Markdown: each state, what stays open where, each step from where to where. LookupError without states."""
    if spec.states is None:
        raise LookupError(f"{spec.name} has no states")
    return "\n".join((*_states(spec), "", *_steps(spec), *_locking(spec), *_participant_lines(spec))) + "\n"


def _states(spec: ObjectSpec) -> Iterator[str]:
    machine = spec.states
    assert machine is not None
    yield "| State | | |"
    yield "| --- | --- | --- |"
    for state in machine.states:
        first = ["begins"] if state.code in machine.first else []
        marks = [*first, *(["closed"] if state.code in machine.closed else []), *sorted(state.kinds)]
        yield f"| `{state.code}` | {state.label.zh} | {', '.join(marks)} |"
    for lock in machine.locks:
        yield ""
        yield f"In {_named(lock.states)} stay open: {_open(lock)}.{' Not deleted.' if lock.delete_refusal else ''}"


def _open(lock: StateLock) -> str:
    fields = [_named(sorted(lock.but))] if lock.but else []
    return " and ".join([*fields, *([] if lock.custom else ["custom fields"])]) or "nothing"


def _named(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _steps(spec: ObjectSpec) -> Iterator[str]:
    assert spec.states is not None
    yield "| Step | From | To | Taken by |"
    yield "| --- | --- | --- | --- |"
    for step in spec.states.steps:
        to = ", ".join(step.targets) or f"stays, opens {_named(sorted(step.opens))}"
        yield f"| `{step.name}` | {', '.join(step.sources)} | {to} | {_by(spec, step)} |"


def _by(spec: ObjectSpec, step: Step) -> str:
    action = spec.action(step.name)
    label = action.label if step.by == "action" and action is not None else Text("", "")
    params = [p.name for p in action.params] if step.by == "action" and action is not None else []
    given = f" with {_named(params)}" if params else ""
    condition = f", where {_words(step)}" if step.condition else ""
    return f"{_BY[step.by]}{' ' + label.zh if label.zh else ''}{given}{condition}"


def _words(step: Step) -> str:
    condition = step.condition or {}
    value = f" {condition['value']}" if "value" in condition else ""
    return f"`{condition.get('field')}` {str(condition.get('op')).replace('_', ' ')}{value}"


def _locking(spec: ObjectSpec) -> Iterator[str]:
    """What an action or a step locks besides the record itself, before it decides."""
    assert spec.states is not None
    acting = [(action.name, action.locks) for action in spec.actions]
    steps = [(step.name, step.locks) for step in spec.states.steps if step.by != "action"]
    for name, ways in (*acting, *steps):
        if ways:
            yield ""
            yield f"`{name}` also locks {_named(ways)}."


def _participant_lines(spec: ObjectSpec) -> Iterator[str]:
    if spec.participants:
        yield ""
        yield "In the same transaction, in this order:"
        for line in participants_of(spec):
            yield f"- {line}"


def participants_of(spec: ObjectSpec) -> Iterator[str]:
    """One line for each participant of this object, in the order in which they run."""
    for moment in MOMENTS:
        for one in spec.participants:
            if one.moment == moment:
                yield f"{_moment(one)}: {one.name} (`{one.run.__module__}.{one.run.__name__}`)"


def _moment(one: Participant) -> str:
    return f"{one.moment} {', '.join(one.states)}" if one.states else one.moment
