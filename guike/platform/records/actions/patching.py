"""PATCH: plain values are changed, a new owner is a transfer, a new state is the action that leads there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.platform.access.context import Context
from guike.platform.database.locks import use_case, whole
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ActionSpec, ObjectSpec
from guike.platform.records.actions.running import actions_leading_to, is_offered, record_action
from guike.platform.records.reading import visible
from guike.platform.records.shapes import Outcome, RolledBack, Values, single
from guike.platform.records.writing import record_update
from guike.platform.states.engine import transition_refused

Step = tuple[str, dict[str, Any]]


@use_case
def record_patch(
    ctx: Context, object_name: str, rows: Sequence[Values], *, atomic: bool = False
) -> list[Outcome]:
    """Change records. Rows that set an owner or a state are written one by one, each completely or not at all; the
    other rows are written together."""
    spec = catalogue().get(object_name)
    verbs = {"owner"} if spec.access.kind == "owned" and "owner" in spec.by_name else set()
    if spec.states is not None:
        verbs.add(spec.states.field)
    special = {index for index, row in enumerate(rows) if verbs & row.keys()}
    if not special:
        return record_update(ctx, object_name, rows, atomic=atomic)
    ctx.require(object_name, "edit")
    found: dict[int, Outcome] = {}
    with whole():
        standing = {row.pk: row for row in visible(ctx, spec).filter(pk__in=[rows[n]["id"] for n in special])}
        plain = [n for n in range(len(rows)) if n not in special]
        if plain:
            outcomes = record_update(ctx, object_name, [rows[n] for n in plain], atomic=atomic)
            found.update(zip(plain, outcomes, strict=True))
        for index in sorted(special):
            row = rows[index]
            try:
                with whole():
                    record_id = _patch(ctx, spec, standing.get(row["id"]), dict(row))
                found[index] = Outcome(index, record_id)
            except Refusal as refusal:
                found[index] = Outcome(index, None, refusal)
        outcomes = [Outcome(n, found[n].id, found[n].refusal) for n in range(len(rows))]
        if atomic and not all(o.ok for o in outcomes):
            raise RolledBack(outcomes)
    return outcomes


def _patch(ctx: Context, spec: ObjectSpec, row: Any | None, values: dict[str, Any]) -> int:
    """Change one record: first its plain values, then by actions."""
    steps = [] if row is None else _verbs_of(ctx, spec, row, values)
    outcome = single(record_update(ctx, spec.name, [values]))
    assert outcome.id is not None
    for name, params in steps:
        single(record_action(ctx, spec.name, name, [outcome.id], params))
    return outcome.id


def _verbs_of(ctx: Context, spec: ObjectSpec, row: Any, values: dict[str, Any]) -> list[Step]:
    """Remove a changed owner and state from the values and return the actions that change them."""
    steps: list[Step] = []
    if "owner" in values and spec.access.kind == "owned" and "owner" in spec.by_name:
        given = values["owner"]
        owner = given["id"] if isinstance(given, Mapping) and "id" in given else given
        if owner == row.owner_id:
            values.pop("owner")
        elif owner is None or row.owner_id is None:
            verbs = ("return",) if owner is None else ("claim", "assign")
            raise Invalid([FieldError("owner", "use_action", {"action": spec.action_labels(*verbs)})])
        else:
            values.pop("owner")
            steps.append(("transfer", {"owner": owner}))
    if spec.states is not None and spec.states.field in values:
        item = spec.by_name[spec.states.field]
        if values[item.name] == getattr(row, item.attname):
            values.pop(item.name)
        else:
            steps += _state_step(ctx, spec, row, values)
    return steps


def _state_step(ctx: Context, spec: ObjectSpec, row: Any, values: dict[str, Any]) -> list[Step]:
    """The action that leads from the record's state to the new one; none where the state may be written by an edit."""
    assert spec.states is not None
    item = spec.by_name[spec.states.field]
    new, old = values[item.name], getattr(row, item.attname)
    target = item.choice(new) if isinstance(new, str) else None
    if target is None:
        return []
    every = actions_leading_to(spec, old, target.code)
    leading = [action for action in every if is_offered(ctx, spec, action, row)]
    if not leading and spec.states.by_hand(old, target.code) is not None:
        return []
    leading = leading or every
    if len(leading) == 1 and _is_free(leading[0]):
        values.pop(item.name)
        return [(leading[0].name, {})]
    if leading:
        labels = spec.action_labels(*(a.name for a in leading))
        raise Invalid([FieldError(item.name, "use_action", {"action": labels})])
    raise Invalid(transition_refused(spec, spec.states, old, target.code).field_errors())


def _is_free(action: ActionSpec) -> bool:
    return not any(p.required for p in action.params)
