"""Two roles side by side: rights, scopes, levels of fields, dimensions and limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from guike.kernel.errors import FieldError, Invalid
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.models import Role
from guike.platform.records.reading import require_visible, table
from guike.platform.sharing.in_force import in_force

WHY = "the two roles that the caller may see"
#: what of a role is a single value
LIMITS = ("is_administrator", "is_headquarters_only", "export_rows")
OWN = "own"
CLOSED = ("hidden", "masked", "masked_edit")


class Line(NamedTuple):
    """What the two roles have of one thing. name: its object, `object.field`, dimension or field of the role."""

    part: str
    name: str
    label: str
    values: tuple[Any, Any]
    labels: Mapping[str, str] = MappingProxyType({})


def compare_roles(ctx: Context, ids: Sequence[int]) -> dict[str, Any]:
    """{"roles", "lines"}, the lines in the order of the objects. Invalid unless there are two different roles; NotFound for one
    that the caller may not see."""
    if len(ids) != 2 or ids[0] == ids[1]:
        raise Invalid([FieldError("roles", "role.compare")])
    for one in ids:
        require_visible(ctx, "role", one)
    rows = table(catalogue().get("role")).system(reason=WHY).in_bulk(list(ids))
    left, right = (cast("Role", rows[one]) for one in ids)
    shown = (line for line in _lines(ctx, left, right) if ctx.level("role", _field(line)) not in CLOSED)
    return {
        "roles": [{"id": role.pk, "name": role.name} for role in (left, right)],
        "lines": [
            {**line._asdict(), "differs": line.values[0] != line.values[1], "labels": dict(line.labels)}
            for line in shown
        ],
    }


def _field(line: Line) -> str:
    return line.name if line.part == "limits" else line.part


def _lines(ctx: Context, left: Role, right: Role) -> Iterator[Line]:
    known = catalogue().objects
    spec = known["role"]
    for name in LIMITS:
        label = spec.by_name[name].label.get(ctx.locale)
        yield Line("limits", name, label, (getattr(left, name), getattr(right, name)))
    for one in in_force().dimensions:
        values = (left.dimensions.get(one.code), right.dimensions.get(one.code))
        if values != (None, None):
            yield Line("dimensions", one.code, one.name, values)
    for name in _named(left.permissions, right.permissions):
        granted = (_granted(left, name), _granted(right, name))
        yield Line("permissions", name, _label(ctx, name), granted, _actions(ctx, known.get(name)))
    for name in _named(left.scopes, right.scopes):
        words = (_words(left, name), _words(right, name))
        yield Line("scopes", name, _label(ctx, name), words)
    for key in _named(left.fields, right.fields):
        levels = (left.fields.get(key, "edit"), right.fields.get(key, "edit"))
        yield Line("fields", key, _field_label(ctx, key), levels)


def _words(role: Role, name: str) -> dict[str, str]:
    """How far it sees and edits; without a word, what is the person's own."""
    return {"view": OWN, "edit": OWN, **role.scopes.get(name, {})}


def _granted(role: Role, name: str) -> list[str]:
    return sorted(role.permissions.get(name, ()))


def _named(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[str]:
    """The names of both, those of objects that are there, in the order in which they were declared."""
    place = {name: n for n, name in enumerate(catalogue().objects)}
    there = [name for name in {**left, **right} if name.partition(".")[0] in place]
    return sorted(there, key=lambda name: (place[name.partition(".")[0]], name))


def _label(ctx: Context, name: str) -> str:
    return catalogue().objects[name].label.get(ctx.locale)


def _field_label(ctx: Context, key: str) -> str:
    object_name, _, name = key.partition(".")
    item = catalogue().objects[object_name].by_name.get(name)
    return f"{_label(ctx, object_name)} · {item.label.get(ctx.locale) if item is not None else name}"


def _actions(ctx: Context, spec: ObjectSpec | None) -> dict[str, str]:
    """The labels of the object's verbs by the operation that they need."""
    return {one.permission: one.label.get(ctx.locale) for one in spec.actions} if spec is not None else {}
