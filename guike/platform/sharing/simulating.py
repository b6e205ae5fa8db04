"""What a rule would change, before it is saved: how many records it is about, and how many of them each person would gain
or lose. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from guike.kernel.errors import FieldError, Invalid
from guike.kernel.limits import COUNT_CAP, SIMULATED_PEOPLE
from guike.platform.access.actor import actor_if, actor_of
from guike.platform.access.context import Context
from guike.platform.access.people import person
from guike.platform.access.scope import NOTHING, Among, bounded, wide_bounds
from guike.platform.filters.expressions import is_not_true
from guike.platform.filters.memory import stored_value
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import directory
from guike.platform.records.reading import living, visible
from guike.platform.sharing.in_force import condition, parties, people_of
from guike.platform.sharing.services import (
    dimension_errors,
    filter_errors,
    followed,
    member_errors,
    party_errors,
)

WHY = "an administrator asks what a rule would be about"
KINDS = ("sharing_rule", "restriction_rule", "team_rule")


def simulate(ctx: Context, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """{"records", "people_count", "people": [{"user", "now", "then"}]} of a sharing, restriction or team rule as a form has it.

    records: how many it is about, capped; now and then: how many of them the person may do it with before and after,
    for the first people by name. Invalid with all faults. The caller administers.
    """
    ctx.require(kind, "create")
    spec = catalogue().objects.get(str(values.get("object") or ""))
    owned = kind == "restriction_rule" or (spec is not None and spec.access.kind == "owned")
    if spec is None or spec.is_line or not owned or (kind == "team_rule" and not spec.has_team):
        raise Invalid([FieldError("object", "unknown_object", {"name": str(values.get("object"))[:60]})])
    errors = _errors(ctx, kind, spec, values)
    if errors:
        raise Invalid(errors)
    people = _concerned(ctx, kind, spec, values)
    shown = people[: int(SIMULATED_PEOPLE)]
    return {
        "records": _count(living(spec).system(reason=WHY).filter(_about(ctx, spec, values))),
        "people_count": len(people),
        "people": [
            {"user": person(ctx, who.user_id), **_change(who, spec, kind, values)}
            for user in shown
            if (who := _as(ctx, user)) is not None
        ],
    }


def simulate_person(ctx: Context, values: Mapping[str, Any]) -> dict[str, Any]:
    """{"items": [{"object", "label", "now", "then"}]}: how many records of each object a person sees now, and how many he would
    see with other `roles`, `departments` in charge or `dimensions`; capped. Invalid with all faults. The caller administers."""
    errors, changes = _person_changes(values)
    user_id = values.get("user")
    now = actor_of(user_id) if type(user_id) is int else None
    then = actor_if(user_id, changes) if type(user_id) is int else None
    if now is None or then is None:
        errors = [FieldError("user", "reference.unknown"), *errors]
    if errors or now is None or then is None:
        raise Invalid(errors)
    before, after = Context(now, ctx.locale), Context(then, ctx.locale)
    specs = [one for one in catalogue().objects.values() if one.access.kind == "owned" and not one.is_line]
    return {
        "items": [
            {"object": spec.name, "label": spec.label.get(ctx.locale), "now": seen[0], "then": seen[1]}
            for spec in specs
            if before.can(spec.name, "view") or after.can(spec.name, "view")
            for seen in [(_seen(before, spec), _seen(after, spec))]
        ]
    }


def _person_changes(values: Mapping[str, Any]) -> tuple[list[FieldError], dict[str, Any]]:
    """The columns of a person as the form has them, and their faults."""
    errors: list[FieldError] = []
    changes: dict[str, Any] = {}
    for name in ("roles", "departments"):
        if name in values and isinstance(values[name], list):
            changes[name] = _ids(values[name])
        elif name in values:
            errors.append(FieldError(name, "type.list"))
    if "dimensions" in values:
        errors += dimension_errors(values["dimensions"])
        changes["dimensions"] = values["dimensions"]
    return errors, changes


def _seen(who: Context, spec: ObjectSpec) -> int:
    return _count(visible(who, spec)) if who.can(spec.name, "view") else 0


def _errors(ctx: Context, kind: str, spec: ObjectSpec, values: Mapping[str, Any]) -> Sequence[FieldError]:
    found: list[FieldError] = []
    if kind == "restriction_rule" or values.get("source") == "filter":
        found += filter_errors(ctx, spec, values.get("filter"))
    else:
        found += party_errors("owners", values.get("owners"))
    if kind == "sharing_rule":
        found += party_errors("targets", values.get("targets"))
    if kind == "team_rule":
        found += member_errors(spec, values.get("members"))
        if not found and values.get("source") == "filter":
            found += followed(ctx, spec, values.get("filter"))
    return found


def _about(ctx: Context, spec: ObjectSpec, values: Mapping[str, Any]) -> Q:
    """The records that the rule is about."""
    if values.get("filter") and values.get("source") != "owners":
        return condition(ctx, spec, values["filter"]) or NOTHING
    return Q(Among("owner_id", people_of(parties(values["owners"])), ctx.form))


def _concerned(ctx: Context, kind: str, spec: ObjectSpec, values: Mapping[str, Any]) -> list[int]:
    """The active people for whom the rule is, by name."""
    if kind == "sharing_rule":
        ids = people_of(parties(values["targets"]))
    elif kind == "team_rule":
        ids = frozenset(_members(ctx, spec, values))
    else:
        named = [{"kind": "role", "value": one} for one in _ids(values.get("roles"))]
        ids = people_of(parties(named)) | set(_ids(values.get("users")))
    known = directory().people
    active = [known[one] for one in ids if one in known and known[one].status == "active"]
    return [one.id for one in sorted(active, key=lambda one: (one.name, one.id))]


def _members(ctx: Context, spec: ObjectSpec, values: Mapping[str, Any]) -> dict[int, Q]:
    """Whom a team rule would add, and to which records: of all that it is about, of those that name the person in a field, of
    those whose owner he serves."""
    about = _about(ctx, spec, values)
    found: dict[int, Q] = {}
    for entry in values["members"]:
        added: dict[int, Q] = {}
        if entry["kind"] == "field":
            name = str(entry["value"])
            rows = living(spec).system(reason=WHY).filter(about)[: int(COUNT_CAP)]
            named = {stored_value(spec.by_name[name], one) for one in rows} - {None}
            added = {user: _names(ctx, spec, name, user) for user in named}
        elif entry["kind"] == "serving":
            serving = [one for one in directory().people.values() if one.deputies]
            added = {one.id: Q(owner_id__in=one.deputies) for one in serving}
        else:
            added = dict.fromkeys(people_of(parties([entry])), Q())
        for user, which in added.items():
            found[user] = found[user] | (about & which) if user in found else about & which
    return found


def _names(ctx: Context, spec: ObjectSpec, name: str, user: int) -> Q:
    return condition(ctx, spec, {"field": name, "op": "in", "value": [user]}) or NOTHING


def _ids(given: Any) -> list[int]:
    """Ids as a form has them: numbers, or references with an id."""
    found = [one.get("id") if isinstance(one, Mapping) else one for one in given or ()]
    return [one for one in found if type(one) is int]


def _as(ctx: Context, user: int) -> Context | None:
    actor = actor_of(user)
    return None if actor is None else Context(actor, ctx.locale)


def _change(who: Context, spec: ObjectSpec, kind: str, values: Mapping[str, Any]) -> dict[str, int]:
    """How many of the rule's records the person reaches before and after."""
    if not who.can(spec.name, "view"):
        return {"now": 0, "then": 0}
    is_edit = values.get("effect") == "edit" or values.get("access") == "edit"
    action = "edit" if is_edit else "view"
    about = _about(who, spec, values)
    now = visible(who, spec, action).filter(about)
    if kind == "restriction_rule":
        return {"now": _count(now), "then": _count(now.filter(is_not_true(about)))}
    if kind == "team_rule":  # who belongs to the team is bound by no dimension
        about = _members(who, spec, values).get(who.user_id or 0, NOTHING)
        bounds = [bounded(who, spec, action, "every")]
    else:
        bounds = [wide_bounds(who, spec, action), bounded(who, spec, action, "every")]
    gained = living(spec).system(reason=WHY).filter(about, *(one for one in bounds if one is not None))
    both = (
        living(spec)
        .system(reason=WHY)
        .filter(Q(pk__in=now.order_by().values("pk")) | Q(pk__in=gained.order_by().values("pk")))
    )
    return {"now": _count(now), "then": _count(both)}


def _count(rows: Any) -> int:
    """Rows, capped."""
    return int(rows.order_by().values("pk")[: int(COUNT_CAP)].count())
