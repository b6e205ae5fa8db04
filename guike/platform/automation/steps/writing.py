"""Steps that write records: change values, create a record, assign, add a member, call an action."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from guike.kernel.errors import FieldError, Refusal
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.automation.definition import Step
from guike.platform.automation.steps.people import check_person, people
from guike.platform.automation.steps.reading import as_json, read, reads
from guike.platform.automation.steps.registry import Item, StepKind, Work, Writes, step_kind
from guike.platform.automation.steps.values import check_value, is_constant, value_for
from guike.platform.automation.watching import Causes, caused_by
from guike.platform.filters.caller import UnknownField
from guike.platform.filters.memory import stored_value
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.actions import record_action, record_patch
from guike.platform.records.reading import team_add, visible
from guike.platform.records.shapes import Outcome
from guike.platform.records.writing import record_create

ACCESS = ("read", "edit")


def _check_values(
    ctx: Context, spec: ObjectSpec, target: ObjectSpec, values: Any, place: str
) -> list[FieldError]:
    if not isinstance(values, Mapping) or not values:
        return [FieldError(place, "required")]
    errors: list[FieldError] = []
    for name, given in values.items():
        item = target.by_name.get(name)
        where = f"{place}.{name}"
        if item is None or not item.is_active or ctx.level(target.name, name) == "hidden":
            errors.append(FieldError(where, "unknown_field", {"name": str(name)[:60]}))
        elif item.type == "lines" or (item.read_only and not _is_state(target, item)):
            errors.append(FieldError(where, "read_only"))
        elif ctx.level(target.name, name) != "edit":
            errors.append(FieldError(where, "automation.not_writable", {"field": item.label}))
        else:
            errors += check_value(ctx, spec, item, given, where)
    return errors


def _is_state(spec: ObjectSpec, item: FieldSpec) -> bool:
    return spec.states is not None and spec.states.field == item.name


def _target(ctx: Context, spec: ObjectSpec, on: Any) -> ObjectSpec | None:
    """The object of the records that are changed: the rule's own, or that of a reference."""
    if not on:
        return spec
    item = reads(ctx, spec, on)
    return catalogue().objects.get(item.target_object) if item is not None and item.is_reference else None


def _check_set(ctx: Context, spec: ObjectSpec, step: Step, place: str) -> list[FieldError]:
    target = _target(ctx, spec, step.get("on"))
    if target is None:
        return [FieldError(f"{place}.on", "unknown_field", {"name": str(step.get("on"))[:100]})]
    return [
        *_permitted(ctx, target, "edit", f"{place}.on"),
        *_check_values(ctx, spec, target, step.get("values"), f"{place}.values"),
    ]


def _permitted(ctx: Context, target: ObjectSpec, operation: str, place: str) -> list[FieldError]:
    if ctx.can(target.parent or target.name, operation):
        return []
    return [
        FieldError(place, "automation.identity_may_not", {"object": target.label, "name": ctx.actor.name})
    ]


def _set(work: Work) -> None:
    """Change the records; the same record for several runs is changed once, by the last of them."""
    target, rows, of_row = _sets(work)
    if not rows:
        return
    before = {row.pk: row for row in visible(work.ctx, target).filter(pk__in=list(rows))}
    causes = Causes({(target.name, pk): items[-1].run_id for pk, items in of_row.items()})
    with caused_by(causes):
        outcomes = record_patch(work.ctx, target.name, [{"id": pk, **values} for pk, values in rows.items()])
    after = {row.pk: row for row in visible(work.ctx, target).filter(pk__in=list(rows))}
    for (pk, values), outcome in zip(rows.items(), outcomes, strict=True):
        changes = _changes(work, target, before.get(pk), after.get(pk), values)
        for item in of_row[pk]:
            item.refusal = outcome.refusal
            item.did = {"values": changes, "object": target.name, "id": pk}


def _sets(work: Work) -> tuple[ObjectSpec, dict[int, dict[str, Any]], dict[int, list[Item]]]:
    """The object, the values by record and the runs by record. A run without a record to change does nothing."""
    target = _target(work.ctx, work.spec, work.step.get("on"))
    if target is None:
        raise Refusal("automation.field_gone", name=str(work.step.get("on")))
    rows: dict[int, dict[str, Any]] = {}
    of_row: dict[int, list[Item]] = defaultdict(list)
    for item in work.items:
        pk = _aimed(work, item)
        if pk is None:
            item.did = {"nothing": "no_record"}
            continue
        rows[pk] = _values(work, item, target)
        of_row[pk].append(item)
    return target, rows, of_row


def _aimed(work: Work, item: Item) -> int | None:
    on = work.step.get("on")
    if not on:
        return int(item.row.pk)
    _field, value = read(work.ctx, work.spec, item.row, on, work.load)
    return None if value is None else int(value)


def _values(work: Work, item: Item, target: ObjectSpec) -> dict[str, Any]:
    found = {}
    for name, given in work.step["values"].items():
        field = target.by_name.get(name)
        if field is None:
            raise Refusal("automation.field_gone", name=name)
        try:
            found[name] = value_for(work, item, field, given)
        except UnknownField as unknown:
            raise Refusal("automation.field_gone", name=unknown.name) from None
    return found


def _changes(
    work: Work, target: ObjectSpec, before: Any, after: Any, values: Mapping[str, Any]
) -> dict[str, list[Any]]:
    """field → [old, new] of what really changed."""
    changes = {}
    for name in values:
        field = target.by_name[name]
        old, new = (
            None if row is None or not field.stored else as_json(stored_value(field, row, work.ctx.timezone))
            for row in (before, after)
        )
        if old != new:
            changes[name] = [old, new]
    return changes


def _plan_set(work: Work) -> None:
    target, rows, of_row = _sets(work)
    if work.step.get("on"):
        before = {row.pk: row for row in visible(work.ctx, target).filter(pk__in=list(rows))}
    else:
        before = {item.row.pk: item.row for item in work.items}
    for pk, values in rows.items():
        row = before.get(pk)
        changes = {}
        for name, new in values.items():
            field = target.by_name[name]
            old = None if row is None else as_json(stored_value(field, row, work.ctx.timezone))
            if old != new:
                changes[name] = [old, new]
        for item in of_row[pk]:
            item.did = {"values": changes, "object": target.name, "id": pk}


def _set_writes(spec: ObjectSpec, step: Step) -> list[Writes]:
    on = step.get("on")
    item = reads_any(spec, on) if on else None
    name = spec.name if not on else item.target_object if item is not None else ""
    values = step.get("values")
    if not isinstance(values, Mapping):
        return []
    constants = {field: given for field, given in values.items() if is_constant(given)}
    return [Writes(name, tuple(values), constants)]


def reads_any(spec: ObjectSpec, path: Any) -> FieldSpec | None:
    """The field at the end of a path, whoever may read it."""
    here: ObjectSpec | None = spec
    item: FieldSpec | None = None
    for name in str(path).split("."):
        item = here.by_name.get(name) if here is not None else None
        here = catalogue().objects.get(item.target_object) if item is not None else None
    return item


def _check_create(ctx: Context, spec: ObjectSpec, step: Step, place: str) -> list[FieldError]:
    target = catalogue().objects.get(str(step.get("object") or ""))
    if target is None or target.is_line or target.ledger is not None:
        return [FieldError(f"{place}.object", "unknown_object", {"name": str(step.get("object"))[:60]})]
    values = step.get("values")
    missing = [
        FieldError(f"{place}.values.{item.name}", "required")
        for item in target.required_fields
        if isinstance(values, Mapping) and item.name not in values and item.default is None
    ]
    return [
        *_permitted(ctx, target, "create", f"{place}.object"),
        *_check_values(ctx, spec, target, values, f"{place}.values"),
        *missing,
    ]


def _create(work: Work) -> None:
    target = catalogue().get(str(work.step["object"]))
    rows = [_values(work, item, target) for item in work.items]
    with caused_by(Causes(in_order=tuple(item.run_id for item in work.items))):
        outcomes = record_create(work.ctx, target.name, rows)
    for item, outcome in zip(work.items, outcomes, strict=True):
        item.refusal = outcome.refusal
        if outcome.id is not None:
            item.did = {"made": {"object": target.name, "id": outcome.id}}


def _plan_create(work: Work) -> None:
    target = catalogue().get(str(work.step["object"]))
    for item in work.items:
        item.did = {"creates": {"object": target.name, "values": _values(work, item, target)}}


def _create_writes(_spec: ObjectSpec, step: Step) -> list[Writes]:
    return [Writes(str(step.get("object") or ""), creates=True)]


def check_people(ctx: Context, spec: ObjectSpec, step: Step, place: str) -> list[FieldError]:
    """The faults of a list of people."""
    given = step.get("to")
    if not isinstance(given, list) or not given:
        return [FieldError(f"{place}.to", "required")]
    return [
        error
        for index, one in enumerate(given)
        for error in check_person(ctx, spec, one, f"{place}.to[{index}]")
    ]


def people_of(work: Work, item: Item) -> list[int]:
    """Everybody whom the step means for this run, each once."""
    found = (
        people(work.ctx, work.spec, item.row, item.cause, one, work.load) for one in work.step.get("to", ())
    )
    return list(dict.fromkeys(user for users in found for user in users))


def _check_assign(ctx: Context, spec: ObjectSpec, step: Step, place: str) -> list[FieldError]:
    if spec.access.kind != "owned":
        return [FieldError(f"{place}.do", "automation.no_owner", {"object": spec.label})]
    if step.get("share", "first") not in ("first", "turns"):
        return [FieldError(f"{place}.share", "automation.share")]
    return [*_permitted(ctx, spec, "edit", f"{place}.do"), *check_people(ctx, spec, step, place)]


def _owner_for(work: Work, item: Item) -> int | None:
    found = people_of(work, item)
    if not found:
        return None
    return found[item.run_id % len(found)] if work.step.get("share") == "turns" else found[0]


def _assign(work: Work) -> None:
    """Give each record its new owner; who has none yet is assigned out of his pool."""
    for item in work.items:
        owner = _owner_for(work, item)
        before = item.row.owner_id
        if owner is None or owner == before:
            item.did = {"nothing": "nobody" if owner is None else "same_owner"}
            continue
        with caused_by(Causes({(work.spec.name, item.row.pk): item.run_id})):
            item.refusal = _give(work, item.row, owner).refusal
        item.did = {"values": {"owner": [before, owner]}, "object": work.spec.name, "id": item.row.pk}


def _give(work: Work, row: Any, owner: int) -> Outcome:
    if row.owner_id is None and work.spec.action("assign") is not None:
        (outcome,) = record_action(work.ctx, work.spec.name, "assign", [row.pk], {"owner": owner})
    else:
        (outcome,) = record_patch(work.ctx, work.spec.name, [{"id": row.pk, "owner": owner}])
    return outcome


def _plan_assign(work: Work) -> None:
    for item in work.items:
        owner = _owner_for(work, item)
        item.did = {
            "values": {"owner": [item.row.owner_id, owner]}, "object": work.spec.name, "id": item.row.pk,
        }  # fmt: skip


def _assign_writes(spec: ObjectSpec, _step: Step) -> list[Writes]:
    return [Writes(spec.name, ("owner", "department"))]


def _check_member(ctx: Context, spec: ObjectSpec, step: Step, place: str) -> list[FieldError]:
    if not spec.has_team:
        return [FieldError(f"{place}.do", "automation.no_team", {"object": spec.label})]
    if step.get("access", "read") not in ACCESS:
        return [FieldError(f"{place}.access", "team.access")]
    role = step.get("role", "")
    if not isinstance(role, str) or len(role) > 50:
        return [FieldError(f"{place}.role", "too_long", {"max": 50, "length": len(str(role))})]
    return check_people(ctx, spec, step, place)


def _add_members(work: Work) -> None:
    for item in work.items:
        users = people_of(work, item)
        try:
            for user in users:
                team_add(
                    work.ctx, work.spec.name, item.row.pk, user, str(work.step.get("role", "")),
                    str(work.step.get("access", "read")),
                )  # fmt: skip
        except Refusal as refusal:
            item.refusal = refusal
        item.did = {"users": users} if users else {"nothing": "nobody"}


def plan_people(work: Work) -> None:
    """Whom the step would reach."""
    for item in work.items:
        users = people_of(work, item)
        item.did = {"users": users} if users else {"nothing": "nobody"}


def _check_action(ctx: Context, spec: ObjectSpec, step: Step, place: str) -> list[FieldError]:
    action = spec.action(str(step.get("name") or ""))
    if action is None or action.collection or action.scope == "deleted":
        return [FieldError(f"{place}.name", "unknown_action", {"name": str(step.get("name"))[:60]})]
    params = step.get("params") or {}
    if not isinstance(params, Mapping):
        return [FieldError(f"{place}.params", "type.map")]
    known = {item.name: item for item in action.params}
    errors = _permitted(ctx, spec, action.permission, f"{place}.name")
    for name, given in params.items():
        where = f"{place}.params.{name}"
        if name not in known:
            errors.append(FieldError(where, "unknown_field", {"name": str(name)[:60]}))
        else:
            errors += check_value(ctx, spec, known[name], given, where)
    return errors + [
        FieldError(f"{place}.params.{item.name}", "required")
        for item in action.params
        if item.required and item.default is None and item.name not in params
    ]


def _act(work: Work) -> None:
    """Call the action, together for runs with the same parameters."""
    name = str(work.step["name"])
    action = work.spec.action(name)
    if action is None:
        raise Refusal("unknown_action", name=name)
    known = {one.name: one for one in action.params}
    groups: list[tuple[dict[str, Any], list[Item]]] = []
    for item in work.items:
        given = work.step.get("params") or {}
        params = {
            key: value_for(work, item, known[key], value) for key, value in given.items() if key in known
        }
        group = next((items for other, items in groups if other == params), None)
        if group is None:
            groups.append((params, [item]))
        else:
            group.append(item)
    causes = Causes({(work.spec.name, item.row.pk): item.run_id for item in work.items})
    with caused_by(causes):
        for params, items in groups:
            _call(work, name, params, items)


def _call(work: Work, name: str, params: Mapping[str, Any], items: Sequence[Item]) -> None:
    try:
        outcomes = record_action(work.ctx, work.spec.name, name, [item.row.pk for item in items], params)
    except Refusal as refusal:
        for item in items:
            item.refusal = refusal
        return
    for item, outcome in zip(items, outcomes, strict=True):
        item.refusal = outcome.refusal
        item.did = {"action": name}


def _plan_action(work: Work) -> None:
    for item in work.items:
        item.did = {"action": str(work.step["name"])}


def _action_writes(spec: ObjectSpec, step: Step) -> list[Writes]:
    """An action writes the state, the owner, what only actions write, and what its parameters name."""
    kept = {item.name for item in spec.fields if item.read_only and not item.system}
    state = {spec.states.field} if spec.states is not None else set()
    named = set(step.get("params") or {}) & spec.by_name.keys()
    return [Writes(spec.name, tuple(sorted(kept | state | named | ({"owner"} & spec.by_name.keys()))))]


def _no_writes(_spec: ObjectSpec, _step: Step) -> list[Writes]:
    return []


def declare() -> None:
    """Offer these kinds."""
    step_kind(StepKind("set", T("修改字段", "Change fields"), _check_set, _set, _plan_set, _set_writes))
    step_kind(
        StepKind(
            "create", T("新建记录", "Create a record"), _check_create, _create, _plan_create, _create_writes
        )
    )
    step_kind(
        StepKind("assign", T("更换负责人", "Assign"), _check_assign, _assign, _plan_assign, _assign_writes)
    )
    step_kind(
        StepKind(
            "add_member",
            T("添加团队成员", "Add a team member"),
            _check_member,
            _add_members,
            plan_people,
            _no_writes,
        )
    )
    step_kind(
        StepKind("action", T("执行操作", "Call an action"), _check_action, _act, _plan_action, _action_writes)
    )
