"""Checks changes against a record's state: the first state, the steps between states, and the locked fields.

The write path calls these checks for every change. A step is taken in one of three ways: by the action of its name, by
writing the field (steps declared `by="edit"`), or by domain code that names it. Nothing else changes a state, except a
migration, which writes states as another system left them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from guike.kernel.errors import Refusal
from guike.kernel.states import StateLock, StateSpec, Step
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.filters.memory import matches
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.states.errors import LockRefused, StepRefused, UndeclaredStep
from guike.platform.states.freezes import Freeze, freezes_of


class Change(Protocol):
    """One record of a write, in the form of the write path.

    `step`: None when a person writes; otherwise the step that domain code names, "" when it names none. `old`: typed
    values of changed fields before the write; `sent`: the values that were given; `frozen`: whether something freezes the record
    beside its state, None where nobody asked.
    """

    spec: ObjectSpec
    row: Any
    is_new: bool
    refusal: Refusal | None
    step: str | None
    old: dict[str, Any]
    sent: dict[str, Any]
    frozen: bool | None

    def get(self, name: str) -> Any:
        """The value after the write."""

    def set(self, name: str, value: Any) -> None:
        """Change a value."""

    def before(self, name: str) -> Any:
        """The value before the write."""

    def former(self) -> Any:
        """The row before the write."""

    def touches_lines(self, name: str) -> bool:
        """Whether lines of this field are added, changed, moved or removed."""

    def error(self, name: str, code: str, /, **params: object) -> None:
        """Add an error on a field."""


def check_first(ctx: Context, spec: ObjectSpec, changes: Sequence[Change]) -> None:
    """Add an error to new records that would begin in a state that is not among the first ones."""
    machine = spec.states
    if machine is None or ctx.migration:
        return
    for change in changes:
        given = change.sent.get(machine.field) if change.is_new else None
        if given is not None and given not in machine.first:
            labels = tuple(_label(spec, machine, code) for code in machine.first)
            change.error(machine.field, "state.first", states=labels)


def begin(spec: ObjectSpec, changes: Sequence[Change]) -> None:
    """Set the default first state on new records without a state."""
    machine = spec.states
    if machine is None:
        return
    for change in changes:
        if change.is_new and change.get(machine.field) is None:
            change.set(machine.field, machine.usual)


def check_steps(ctx: Context, spec: ObjectSpec, changes: Sequence[Change]) -> None:
    """Refuse every change of a state that no declared step admits. UndeclaredStep where domain code names none."""
    machine = spec.states
    if machine is None or ctx.migration:
        return
    for change in changes:
        if change.is_new or machine.field not in change.old:
            continue
        step = _step_of(spec, machine, change)
        if step is None or not _holds(ctx, spec, step, change):
            old, new = change.before(machine.field), change.get(machine.field)
            change.refusal = change.refusal or transition_refused(spec, machine, old, new)


def _step_of(spec: ObjectSpec, machine: StateSpec, change: Change) -> Step | None:
    old, new = str(change.before(machine.field)), str(change.get(machine.field))
    if change.step is None:
        return machine.by_hand(old, new)
    step = machine.step(change.step)
    if step is None:
        raise UndeclaredStep(f"{spec.name}: {old} → {new} names no declared step ({change.step!r})")
    return step if step.leads(old, new) else None


def _holds(ctx: Context, spec: ObjectSpec, step: Step, change: Change) -> bool:
    return step.condition is None or matches(ctx, spec, step.condition, change.former())


def transition_refused(spec: ObjectSpec, machine: StateSpec, old: str, new: str) -> StepRefused:
    """The refusal when no step leads from one state into the other."""
    before, after = _label(spec, machine, old), _label(spec, machine, new)
    return StepRefused("state.transition", field=machine.field, old=before, new=after)


def _label(spec: ObjectSpec, machine: StateSpec, code: str) -> Text | str:
    choice = spec.by_name[machine.field].choice(code)
    return choice.label if choice else code


def check_locks(ctx: Context, spec: ObjectSpec, changes: Sequence[Change]) -> None:
    """Refuse changes of fields that the record's state locks, lines included, or that are frozen.

    Fields that the system itself maintains are not locked. Domain code that takes a declared step out of the state may
    also change fields that nobody writes by hand.
    """
    machine = spec.states
    if not spec.has_approval and (machine is None or not machine.locks):
        return
    standing = [change for change in changes if not change.is_new and change.refusal is None]
    frozen = freezes_of(ctx, spec, [change.row for change in standing])
    for change in standing:
        freeze = frozen.get(change.row.pk)
        change.frozen = freeze is not None
        if machine is not None:
            _check_state_locks(spec, machine, change, freeze)
        if freeze is not None and change.refusal is None:
            _check_freeze(spec, change, freeze)


def _check_state_locks(spec: ObjectSpec, machine: StateSpec, change: Change, freeze: Freeze | None) -> None:
    state = change.before(machine.field)
    opened = freeze.opens if freeze is not None else frozenset()
    for lock in machine.locks_in(state):
        closed = [item for item in spec.fields if item.name not in opened]
        wrong = [item.label for item in closed if _breaks(machine, lock, change, item)]
        if wrong:
            change.refusal = _locked(spec, machine, lock, state, wrong)
            return


def _check_freeze(spec: ObjectSpec, change: Change, freeze: Freeze) -> None:
    """A person's changes, and those of domain code, except a declared step between states."""
    if change.step:
        return
    wrong = [item.label for item in spec.fields if freeze.holds(item) and _touches(change, item)]
    if wrong:
        change.refusal = freeze.refusal(_listed(wrong))


def _touches(change: Change, item: FieldSpec) -> bool:
    if item.type == "lines":
        return change.touches_lines(item.name)
    return item.name in change.old and not item.read_only


def _breaks(machine: StateSpec, lock: StateLock, change: Change, item: FieldSpec) -> bool:
    if item.system or not lock.holds(item.name, custom=item.custom):
        return False
    if item.name == machine.field:
        return False  # check_steps has the last word on it
    if item.type == "lines":
        touched = change.touches_lines(item.name)
    elif item.write_only:
        touched = change.sent.get(item.name) is not None
    else:
        touched = item.name in change.old
    if not touched:
        return False
    step = machine.step(change.step) if change.step else None
    return step is None or not (item.read_only or item.name in step.opens)


def _locked(
    spec: ObjectSpec, machine: StateSpec, lock: StateLock, state: str, labels: Sequence[Text]
) -> LockRefused:
    return LockRefused(lock.refusal, state=_label(spec, machine, state), fields=_listed(labels))


def _listed(labels: Sequence[Text]) -> Text:
    return Text("、".join(t.zh for t in labels), ", ".join(t.en for t in labels))


def check_deleting(ctx: Context, spec: ObjectSpec, changes: Sequence[Change]) -> None:
    """Refuse to delete records whose state forbids it, or that are frozen."""
    machine = spec.states
    for pk, freeze in freezes_of(ctx, spec, [change.row for change in changes]).items():
        for change in changes:
            if change.row.pk == pk and change.refusal is None:
                change.refusal = freeze.deleting
    if machine is None:
        return
    for change in changes:
        locks = machine.locks_in(change.get(machine.field)) if change.refusal is None else ()
        codes = [lock.delete_refusal for lock in locks if lock.delete_refusal]
        if codes:
            state = _label(spec, machine, change.get(machine.field))
            change.refusal = LockRefused(codes[0], state=state)
