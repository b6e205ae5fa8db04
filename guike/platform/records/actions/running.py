"""Runs actions on records: checks permission, parameters, scope (with lock) and state, then calls the domain's
service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from guike.kernel import filters
from guike.kernel.errors import FieldError, Forbidden, Invalid, Refusal
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.audit import origin
from guike.platform.database.locks import use_case, whole
from guike.platform.filters.memory import Loader, matches, scoped_loader
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ActionSpec, FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES, ValueRefused, empty
from guike.platform.metadata.ways import ways_of
from guike.platform.org.queries import directory
from guike.platform.records.errors import RecordRefused
from guike.platform.records.reading import visible_of
from guike.platform.records.references import declared_ways, lock_after, lock_before, may_choose
from guike.platform.records.shapes import Outcome, RolledBack, default_value, per_caller
from guike.platform.records.writing import begin_write, fetch_locked, not_a_line

#: (ctx, object, action, rows, raw parameters) → the answers for the rows whose action has to wait
Gate = Callable[[Context, ObjectSpec, ActionSpec, Sequence[Any], Mapping[str, Any]], Mapping[int, Any]]
_gates: list[Gate] = []


def action_gate(gate: Gate) -> None:
    """Register a package that may let actions wait; called at start."""
    _gates.append(gate)


class UnknownAction(Refusal):
    """The object has no such action."""

    status = 404

    def __init__(self, name: str) -> None:
        super().__init__("unknown_action", name=name)


def find_action(spec: ObjectSpec, name: str) -> ActionSpec:
    """The action, or UnknownAction. A line has none: `not_a_line`."""
    not_a_line(spec)
    action = spec.action(name)
    if action is None:
        raise UnknownAction(name)
    return action


def parse_params(ctx: Context, action: ActionSpec, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Typed parameters; Invalid with every wrong one at once."""
    known = {p.name: p for p in action.params}
    errors = [FieldError(name, "unknown_field", {"name": name}) for name in raw if name not in known]
    params: dict[str, Any] = {}
    for name, item in known.items():
        given = raw.get(name)
        if given is None or given == "":
            value = default_value(ctx, item) if item.default is not None else None
            if item.required and value is None:
                errors.append(FieldError(name, "required"))
            params[name] = value
            continue
        try:
            value = TYPES[item.type].parse(item, given)
        except ValueRefused as refused:
            errors.append(FieldError(name, refused.code, refused.params))
            continue
        if item.required and empty(value):
            errors.append(FieldError(name, "required"))
        # an empty list was said, and is not the same as nothing: who receives no line must not receive all of them
        params[name] = None if empty(value) and not (item.type == "json" and value == []) else value
    errors += _unknown_targets(ctx, known, params)
    if errors:
        raise Invalid(errors)
    return params


def _unknown_targets(
    ctx: Context, known: Mapping[str, FieldSpec], params: Mapping[str, Any]
) -> list[FieldError]:
    """Errors of parameters that reference a record which does not exist or which the caller may not see."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for name, value in params.items():
        for target, one in _named(known[name], value):
            wanted[target].add(one)
    there = {target: _existing_ids(ctx, target, ids) for target, ids in wanted.items()}
    return [
        FieldError(name, "reference.unknown")
        for name, value in params.items()
        if any(one not in there[target] for target, one in _named(known[name], value))
    ]


def _named(item: FieldSpec, value: Any) -> list[tuple[str, int]]:
    """(object, id) of every record that the value of a parameter names."""
    several = value if isinstance(value, list) else [] if value is None else [value]
    if item.type in ("any_reference", "any_references"):
        return [(one["object"], one["id"]) for one in several]
    return [(item.target_object, one) for one in several] if item.target_object else []


def _existing_ids(ctx: Context, target: str, ids: Collection[int]) -> set[int]:
    """The ids of existing records that the caller may see and choose; of people, only those who still work in the company."""
    if target == "user":
        people = directory().people
        return {i for i in ids if i in people and people[i].status == "active"}
    if target == "department":
        units = directory().units
        return {i for i in ids if i in units and not units[i].deleted}
    spec = catalogue().objects.get(target)
    return set() if spec is None or not may_choose(ctx, target) else visible_of(ctx, spec, ids)


@use_case
def record_action(
    ctx: Context,
    object_name: str,
    action_name: str,
    ids: Sequence[int],
    raw_params: Mapping[str, Any],
    *,
    atomic: bool = False,
) -> list[Outcome]:
    """Run an action on records; one outcome for each. A record that is absent, out of scope or in the wrong state is
    refused by itself; wrong parameters refuse the whole call."""
    spec = catalogue().get(object_name)
    action = find_action(spec, action_name)
    ctx.require(object_name, action.permission)
    params = parse_params(ctx, action, raw_params)
    with whole(), origin.caused(f"{object_name}.{action_name}"):
        begin_write(ctx)
        outcomes = _run(ctx, spec, action, ids, params, raw_params)
        if atomic and not all(o.ok for o in outcomes):
            raise RolledBack(outcomes)
    return outcomes


def _run(
    ctx: Context,
    spec: ObjectSpec,
    action: ActionSpec,
    ids: Sequence[int],
    params: dict[str, Any],
    raw: Mapping[str, Any],
) -> list[Outcome]:
    ways = declared_ways(spec, action)
    held = lock_before(spec, ways, ids, params) if ways else {}
    found, refused = _fetch(ctx, spec, action, ids)
    if ways and found:
        lock_after(spec, ways, found, params, held)
    ready: list[Any] = []
    for record_id in dict.fromkeys(ids):
        row = found.get(record_id)
        if row is None:
            continue
        reason = not_now(ctx, spec, action, row)
        if reason is not None:
            refused[record_id] = reason
        else:
            ready.append(row)
    results: dict[int, Any] = dict(refused)
    for gate in _gates:
        results |= gate(ctx, spec, action, ready, raw)
        ready = [row for row in ready if row.pk not in results]
    if ready:
        answers = action.run(ctx, ready, params)
        results.update({row.pk: answer for row, answer in zip(ready, answers, strict=True)})
    outcomes = []
    for index, record_id in enumerate(ids):
        result = results.get(record_id)
        if isinstance(result, Refusal):
            outcomes.append(Outcome(index, record_id, result))
        else:
            outcomes.append(Outcome(index, record_id, None, result))
    return outcomes


def _fetch(
    ctx: Context, spec: ObjectSpec, action: ActionSpec, ids: Sequence[int]
) -> tuple[dict[int, Any], dict[int, Refusal]]:
    if action.scope != "deleted":
        return fetch_locked(ctx, spec, ids, action.scope)
    raise Forbidden("access.no_permission")


def not_now(
    ctx: Context, spec: ObjectSpec, action: ActionSpec, row: Any, load: Loader | None = None
) -> Refusal | None:
    """Why the row's state does not admit the action; None when it does. `load`: as for `matches`."""
    if action.when is None or matches(ctx, spec, action.when, row, load=load):
        return None
    return RecordRefused(action.refusal, action=action.label, reason=_reason(spec, action, row))


def _reason(spec: ObjectSpec, action: ActionSpec, row: Any) -> Any:
    if action.when_text is not None:
        return action.when_text
    if spec.states is not None:
        item = spec.by_name[spec.states.field]
        choice = item.choice(getattr(row, item.attname))
        if choice is not None:
            zh, en, zh_tw = (choice.label.get(locale) for locale in ("zh-CN", "en", "zh-TW"))
            return Text(f"已是“{zh}”", f"it is “{en}”", f"已是「{zh_tw}」")
    return ""


def scopes_asked(spec: ObjectSpec) -> set[str]:
    """The scopes besides viewing that a record's actions and operations depend on."""
    found = {"edit", *(action.scope for action in spec.actions if not action.collection)}
    return found - {"view", "deleted"}


def _may_do(ctx: Context, spec: ObjectSpec) -> list[ActionSpec]:
    """The actions on one record that the caller has the function permission for."""
    return [
        action
        for action in spec.actions
        if not action.collection and action.placement != "hidden" and ctx.can(spec.name, action.permission)
    ]


def offered_actions(
    ctx: Context, spec: ObjectSpec, row: Any, scopes: Collection[str]
) -> dict[str, str | None]:
    """{action: None or the reason why not now} for one visible record that lies in these scopes."""
    offered: dict[str, str | None] = {}
    load = scoped_loader(ctx)
    for action in per_caller(ctx, ("actions", spec.name), lambda: _may_do(ctx, spec)):
        if action.scope not in scopes:
            continue
        if action.offered is not None and not matches(ctx, spec, action.offered, row, load=load):
            continue
        refusal = not_now(ctx, spec, action, row, load)
        offered[action.name] = None if refusal is None else refusal.message(ctx.locale)
    return offered


def actions_leading_to(spec: ObjectSpec, old: str, new: str) -> list[ActionSpec]:
    """Actions that bring a record into a state: those from its present state, or else from any state."""
    steps = spec.states.steps if spec.states is not None else ()
    taken = [step for step in steps if step.by == "action" and new in step.targets]
    names = {step.name for step in taken if step.leads(old, new)} or {step.name for step in taken}
    return [action for action in spec.actions if action.name in names]


def is_offered(ctx: Context, spec: ObjectSpec, action: ActionSpec, row: Any) -> bool:
    """Whether the record's state admits the action now and its button is shown."""
    offers = action.offered is None or matches(ctx, spec, action.offered, row)
    return offers and not_now(ctx, spec, action, row) is None


def check_when(action: ActionSpec) -> None:
    """Fails at start when a `when` does not parse, so that no action silently has a condition that never matches."""
    for condition in (action.when, action.offered):
        if condition is not None:
            filters.parse(condition)


def check_locks(objects: Mapping[str, ObjectSpec], spec: ObjectSpec) -> None:
    """Fails at start when an action or a step declares to lock what no way leads to."""
    for action in spec.actions:
        ways_of(objects, spec, action.locks, action)
    for step in spec.states.steps if spec.states is not None else ():
        if step.by != "action":
            ways_of(objects, spec, step.locks)
