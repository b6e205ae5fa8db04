"""PATCH: plain values are changed, a new owner is a transfer, a new state is the action that leads there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from guike.kernel.errors import FieldError, Invalid
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.actions import action_leading_to, record_action
from guike.platform.records.outcomes import Outcome, single
from guike.platform.records.rows import visible
from guike.platform.records.services import record_update

Values = Mapping[str, Any]


def record_patch(ctx: Context, object_name: str, rows: Sequence[Values], *, atomic: bool = False) -> list[Outcome]:
    """Change records. Rows that set an owner or a state go one by one, the others together."""
    spec = catalogue().get(object_name)
    verbs = {"owner"} if spec.access.kind == "owned" and "owner" in spec.by_name else set()
    if spec.states is not None:
        verbs.add(spec.states.field)
    if not any(verbs & row.keys() for row in rows):
        return record_update(ctx, object_name, rows, atomic=atomic)
    with transaction.atomic():
        ctx.require(object_name, "edit")
        standing = _standing(ctx, spec, [row["id"] for row in rows], verbs)
        plain: list[dict[str, Any]] = []
        steps: dict[int, list[tuple[str, dict[str, Any]]]] = {}
        wrong: dict[int, Invalid] = {}
        for index, row in enumerate(rows):
            values = dict(row)
            try:
                steps[index] = _verbs_of(spec, standing.get(row["id"]), values)
            except Invalid as invalid:
                wrong[index] = invalid
            plain.append(values)
        outcomes = record_update(ctx, object_name, [v for n, v in enumerate(plain) if n not in wrong], atomic=atomic)
        written = iter(outcomes)
        found = []
        for index in range(len(rows)):
            if index in wrong:
                if len(rows) == 1 or atomic:
                    raise wrong[index]
                found.append(Outcome(index, None, wrong[index]))
                continue
            outcome = next(written)
            for name, params in steps[index] if outcome.ok else ():
                assert outcome.id is not None
                single(record_action(ctx, object_name, name, [outcome.id], params))
            found.append(Outcome(index, outcome.id, outcome.refusal))
        return found


def _standing(ctx: Context, spec: ObjectSpec, ids: Sequence[int], verbs: set[str]) -> dict[int, dict[str, Any]]:
    columns = {name: spec.by_name[name].attname for name in verbs}
    rows = visible(ctx, spec).filter(pk__in=list(ids)).values("pk", *columns.values())
    return {row["pk"]: {name: row[column] for name, column in columns.items()} for row in rows}


def _verbs_of(
    spec: ObjectSpec, standing: Mapping[str, Any] | None, values: dict[str, Any]
) -> list[tuple[str, dict[str, Any]]]:
    """Take owner and state out of the values when they change, and say which actions do it."""
    if standing is None:
        return []
    steps: list[tuple[str, dict[str, Any]]] = []
    if "owner" in values and "owner" in standing:
        owner = values["owner"]["id"] if isinstance(values["owner"], Mapping) and "id" in values["owner"] else values["owner"]
        if owner == standing["owner"]:
            values.pop("owner")
        elif owner is None or standing["owner"] is None:
            verb = "return" if owner is None else "claim / assign"
            raise Invalid([FieldError("owner", "use_action", {"action": verb})])
        else:
            values.pop("owner")
            steps.append(("transfer", {"owner": owner}))
    if spec.states is not None and spec.states.field in values and spec.states.field in standing:
        field = spec.states.field
        state = values[field]
        if state == standing[field]:
            values.pop(field)
        else:
            steps += _state_step(spec, field, standing[field], state, values)
    return steps


def _state_step(
    spec: ObjectSpec, field: str, old: str, new: Any, values: dict[str, Any]
) -> list[tuple[str, dict[str, Any]]]:
    assert spec.states is not None
    item = spec.by_name[field]
    target = item.choice(new) if isinstance(new, str) else None
    if target is None:
        return []
    leading = action_leading_to(spec, target.code)
    free = [a for a in leading if not any(p.required for p in a.params)]
    if len(leading) == 1 and free:
        values.pop(field)
        return [(free[0].name, {})]
    if leading:
        names = " / ".join(a.name for a in leading)
        raise Invalid([FieldError(field, "use_action", {"action": names})])
    if target.code not in spec.states.transitions.get(old, ()):
        before = item.choice(old)
        raise Invalid(
            [FieldError(field, "state.transition", {"old": before.label if before else old, "new": target.label})]
        )
    return []
