"""Whom a step means: people named outright, by a field of the record, by their place above or by their role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guike.kernel.errors import FieldError
from guike.platform.access.context import Context
from guike.platform.automation.steps.reading import read, reads
from guike.platform.filters.memory import Loader
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.models import Role, User
from guike.platform.org.queries import directory

KINDS = ("user", "field", "superior", "department_head", "role", "actor")
_KEYS = frozenset({"kind", "value", "level"})
_LEVELS = 10
WHY = "the members of a role whom a rule means"


def check_person(ctx: Context, spec: ObjectSpec, given: Any, place: str) -> list[FieldError]:
    """The faults of {"kind", "value"?, "level"?}."""
    if not isinstance(given, Mapping) or not given.keys() <= _KEYS or given.get("kind") not in KINDS:
        return [FieldError(place, "automation.person")]
    kind, value = given["kind"], given.get("value")
    level = given.get("level", 1)
    if kind == "user":
        person = directory().people.get(value) if isinstance(value, int) else None
        if person is not None and person.status != "active":
            return [FieldError(f"{place}.value", "automation.person_gone", {"name": person.name})]
        return [] if person is not None else [FieldError(f"{place}.value", "reference.unknown")]
    if kind == "role":
        return _check_role(value, f"{place}.value")
    if type(level) is not int or not 1 <= level <= _LEVELS:
        return [FieldError(f"{place}.level", "out_of_range", {"min": 1, "max": _LEVELS})]
    if kind == "field" or (kind == "superior" and value):
        return _check_path(ctx, spec, value, f"{place}.value")
    if kind == "superior" and _default_person(spec) is None:
        return [FieldError(f"{place}.value", "required")]
    if kind == "department_head" and "department" not in spec.by_name:
        return [FieldError(f"{place}.kind", "automation.no_department")]
    return []


def _check_role(value: Any, place: str) -> list[FieldError]:
    role = _roles().filter(pk=value).first() if isinstance(value, int) else None
    if role is None:
        return [FieldError(place, "reference.unknown")]
    return [FieldError(place, "automation.role_gone", {"name": role.name})] if role.deleted_at else []


def _check_path(ctx: Context, spec: ObjectSpec, path: Any, place: str) -> list[FieldError]:
    item = reads(ctx, spec, path)
    if item is None:
        return [FieldError(place, "unknown_field", {"name": str(path)[:100]})]
    names_people = item.target_object == "user" and item.type != "lines"
    return [] if names_people else [FieldError(place, "automation.not_a_person", {"field": item.label})]


def _default_person(spec: ObjectSpec) -> str | None:
    return next((name for name in ("owner", "created_by") if name in spec.by_name), None)


def _roles() -> Any:
    return Role.objects.system(reason=WHY)


def people(
    ctx: Context, spec: ObjectSpec, row: Any, cause: Mapping[str, Any], given: Mapping[str, Any], load: Loader
) -> list[int]:
    """The ids of those who are meant and work in the company now; none when nobody is."""
    known = directory().people
    found = _meant(ctx, spec, row, cause, given, load)
    return [one for one in dict.fromkeys(found) if one in known and known[one].status == "active"]


def _meant(
    ctx: Context, spec: ObjectSpec, row: Any, cause: Mapping[str, Any], given: Mapping[str, Any], load: Loader
) -> list[int]:
    kind, value = given["kind"], given.get("value")
    if kind == "user":
        return [int(value or 0)]
    if kind == "role":
        members = User.objects.system(reason=WHY).filter(roles__contains=[value], deleted_at=None)
        return list(members.order_by("pk").values_list("pk", flat=True))
    if kind == "actor":
        return [cause["by"]] if cause.get("by") else []
    if kind == "department_head":
        return _head_of(getattr(row, "department_id", None), int(given.get("level", 1)))
    path = value or _default_person(spec)
    _item, held = read(ctx, spec, row, str(path), load)
    named = held if isinstance(held, list) else [held] if held is not None else []
    if kind == "field":
        return named
    return [above for one in named if (above := _superior_of(one, int(given.get("level", 1)))) is not None]


def _superior_of(user_id: int, level: int) -> int | None:
    """The superior so many levels up; the head of the department where nobody is named."""
    one: int | None = user_id
    known = directory().people
    for _step in range(level):
        person = known.get(one) if one is not None else None
        if person is None:
            return None
        one = person.superior_id
        if one is None:
            heads = [head for head in _head_of(person.department_id, 1) if head != person.id]
            one = heads[0] if heads else None
    return one


def _head_of(department_id: int | None, level: int) -> list[int]:
    """The head of the department so many levels up; of the next one above that has a head."""
    unit = directory().units.get(department_id) if department_id is not None else None
    if unit is None:
        return []
    above = list(reversed(unit.path))[level - 1 :]
    units = directory().units
    heads = (units[one].head_id for one in above if one in units)
    return next(([head] for head in heads if head is not None), [])
