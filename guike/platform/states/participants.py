"""Runs the code of higher packages in the same transaction when something happens to a record.

Participants run after the rows are written, those of lower packages first, in the order in which the apps are loaded.
If one of them refuses, the whole write is refused. So a lower package never has to name a higher one.

An observer is told of the writes of every object, after the participants.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from guike.platform.access.context import Context
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.states.engine import Change

#: (caller, object, moment, changes); moment: created | changed | deleted | restored
Observer = Callable[[Context, ObjectSpec, str, Sequence[Change]], None]
_observers: dict[str, Observer] = {}


def observe(name: str, observer: Observer) -> None:
    """Let `observer` be told of every write of every object, in its transaction; called at start. A migration tells none.
    It must be quick to tell that a write does not concern it, and must not refuse; what it writes belongs to the write.
    ValueError for a name that is taken."""
    if name in _observers:
        raise ValueError(f"the observer {name} is registered twice")
    _observers[name] = observer


def created(ctx: Context, spec: ObjectSpec, changes: Sequence[Change]) -> None:
    """Run the participants of new records, which also enter their first state."""
    if spec.participants:
        _act(ctx, spec, {"created": changes, "entered": changes})
    _tell(ctx, spec, "created", changes)


def changed(ctx: Context, spec: ObjectSpec, changes: Sequence[Change]) -> None:
    """Run the participants of records that entered another state, were revised in theirs, or got another owner."""
    if spec.participants:
        moved = [c for c in changes if spec.states is not None and spec.states.field in c.old]
        revised = [c for c in changes if _opened(spec, c)]
        handed = [c for c in changes if "owner" in c.old]
        _act(ctx, spec, {"entered": moved, "revised": revised, "handed_over": handed})
    _tell(ctx, spec, "changed", changes)


def _opened(spec: ObjectSpec, change: Change) -> bool:
    """Whether a step changed what the state locks, and the record stayed in its state."""
    step = spec.states.step(change.step) if spec.states is not None and change.step else None
    if step is None or not step.opens:
        return False
    return any(name in change.sent or change.touches_lines(name) for name in step.opens)


def deleted(ctx: Context, spec: ObjectSpec, changes: Sequence[Change]) -> None:
    """Run the participants of records that were moved to the recycle bin."""
    _act(ctx, spec, {"deleted": changes})
    _tell(ctx, spec, "deleted", changes)


def restored(ctx: Context, spec: ObjectSpec, changes: Sequence[Change]) -> None:
    """Run the participants of records that were restored."""
    _act(ctx, spec, {"restored": changes})
    _tell(ctx, spec, "restored", changes)


def _act(ctx: Context, spec: ObjectSpec, happened: Mapping[str, Sequence[Change]]) -> None:
    if ctx.migration:
        return
    for one in spec.participants:
        concerned = happened.get(one.moment, ())
        if one.states and spec.states is not None:
            field = spec.states.field
            concerned = [change for change in concerned if change.get(field) in one.states]
        if concerned:
            one.run(ctx, concerned)


def _tell(ctx: Context, spec: ObjectSpec, moment: str, changes: Sequence[Change]) -> None:
    if ctx.migration or not changes:
        return
    for observer in _observers.values():
        observer(ctx, spec, moment, changes)
