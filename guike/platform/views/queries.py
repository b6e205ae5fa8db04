"""Saved views that a caller may use, and the rule of whatever people keep for themselves and share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from guike.kernel import filters
from guike.kernel.errors import FieldError, Invalid
from guike.kernel.numerals import whole
from guike.platform.access.context import Context
from guike.platform.filters.caller import UnknownField
from guike.platform.filters.order import sort_keys
from guike.platform.filters.resolve import resolve, route_to
from guike.platform.metadata.spec import FieldSpec, ObjectSpec, ViewSpec
from guike.platform.org.queries import directory
from guike.platform.views.models import SavedView


def shared_condition(ctx: Context) -> Q:
    """What is shared with the caller himself, one of his departments (or one above), or one of his roles."""
    targets: list[dict[str, Any]] = [{"object": "user", "id": ctx.user_id}]
    targets += [{"object": "role", "id": role} for role in ctx.actor.role_ids]
    unit = directory().units.get(ctx.actor.department_id or 0)
    targets += [{"object": "department", "id": i} for i in (unit.path if unit else ())]
    found = Q()
    for target in targets:
        found |= Q(shared_with__contains=[target])
    return found


def own_or_shared(ctx: Context, action: str) -> Q | None:
    """The scope of what people keep for themselves and share (`owner`, `shared_with`): a person sees his own and what is shared
    with him, and changes his own; administrators have all."""
    if ctx.actor.is_administrator:
        return None
    own = Q(owner_id=ctx.user_id)
    return own | shared_condition(ctx) if action == "view" else own


def saved_views(ctx: Context, object_name: str) -> list[SavedView]:
    """Own views, then shared ones."""
    rows = SavedView.objects.system(reason="own and shared views, by their own rule").filter(
        object=object_name, deleted_at=None
    )
    return list(rows.filter(Q(owner=ctx.user_id) | shared_condition(ctx)).order_by("position", "id"))


def usable_view(
    ctx: Context, spec: ObjectSpec, filter_: Any, sort: Sequence[str], group_by: str = ""
) -> bool:
    """Whether the caller may use every field by which a view filters, sorts and groups. A view with a hidden field
    would reveal the field, and its list would be refused."""
    try:
        if filter_:
            resolve(ctx, spec, filters.parse(filter_))
        sort_keys(ctx, spec, list(sort))
        if group_by:
            route_to(ctx, spec, group_by)
    except (Invalid, UnknownField):
        return False
    return True


def switched_off(ctx: Context, spec: ObjectSpec, view: SavedView) -> FieldSpec | None:
    """The switched-off field that keeps a saved view from being used. None where anything else keeps it so, too, such as a
    field that is hidden from the caller, or where he might not read that field if it were on."""
    off: list[FieldSpec] = []
    try:
        node = filters.parse(view.filter) if view.filter else None
        for path in filters.relations_of(node) if node else ():
            route_to(ctx, spec, path, rows=True, off=off)
        keys = [key.removeprefix("-") for key in view.sort]
        fields = sorted(filters.fields_of(node)) if node else []
        for path in [*fields, *keys, *([view.group_by] if view.group_by else [])]:
            route_to(ctx, spec, path, off=off)
    except (Invalid, UnknownField):
        return None
    return off[0] if off else None


def view_filter(ctx: Context, spec: ObjectSpec, view: str) -> tuple[filters.Node | None, tuple[str, ...]]:
    """(filter, sort) of a preset (by name) or saved view (by id). Invalid for an unknown view."""
    preset = next((v for v in presets(spec) if v.name == view), None)
    if preset is not None:
        return (filters.parse(preset.filter) if preset.filter else None), preset.sort
    number = whole(view)
    if number is not None:
        found = next((v for v in saved_views(ctx, spec.name) if v.id == number), None)
        if found is not None:
            return (filters.parse(found.filter) if found.filter else None), tuple(found.sort)
    raise Invalid([FieldError("view", "view.unknown", {"name": view})])


def presets(spec: ObjectSpec) -> tuple[ViewSpec, ...]:
    """The preset views; an object that declares none has one with everything."""
    return spec.views or (ViewSpec("all", spec.plural),)
