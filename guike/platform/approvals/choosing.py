"""What the author of a definition may choose from: facts, people behind fields, records with a team and the roles in teams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guike.platform.access.context import Context
from guike.platform.access.models import TeamMember
from guike.platform.approvals.conditions import FACT, known_fields
from guike.platform.approvals.registry import facts_of
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec

#: roles are words that people chose: so many of the latest members are looked at
_LATEST = 2_000
_HIDDEN = frozenset({"hidden", "masked"})


def fact_fields(spec: ObjectSpec) -> list[tuple[str, FieldSpec]]:
    """Each fact of the object and the field by which conditions read it, by name."""
    known = known_fields(spec.name).by_name
    return [(name, known[FACT + name]) for name in sorted(facts_of(spec.name))]


def team_records(ctx: Context, spec: ObjectSpec) -> list[dict[str, Any]]:
    """[{"field", "label", "object"}]: the record itself, as "", where it has a team, and those that it names and that have one."""
    own = [{"field": "", "label": spec.label.get(ctx.locale), "object": spec.name}] if _has_team(spec) else []
    return own + [
        {"field": item.name, "label": item.label.get(ctx.locale), "object": target.name}
        for item, target in _named(ctx, spec)
        if _has_team(target)
    ]


def team_roles(ctx: Context, spec: ObjectSpec) -> list[str]:
    """The roles that members of those teams have, as far as they were given lately."""
    objects = [one["object"] for one in team_records(ctx, spec)]
    rows = TeamMember.objects.filter(object__in=objects).exclude(role="").order_by("-id")
    return sorted(set(rows.values_list("role", flat=True)[:_LATEST]))


def people_fields(ctx: Context, spec: ObjectSpec) -> list[dict[str, str]]:
    """[{"path", "label"}]: the fields that name people, of the record and of those that it names; its own first."""
    own = [(item.name, item.label.get(ctx.locale)) for item in _people(ctx, spec)]
    behind = [
        (f"{holder.name}.{item.name}", f"{holder.label.get(ctx.locale)} · {item.label.get(ctx.locale)}")
        for holder, target in _named(ctx, spec)
        for item in _people(ctx, target)
        if not item.system
    ]
    return [{"path": path, "label": label} for path, label in own + behind]


def _has_team(spec: ObjectSpec) -> bool:
    return spec.has_team and spec.access.kind == "owned"


def _people(ctx: Context, spec: ObjectSpec) -> Iterator[FieldSpec]:
    """The fields of the object that name people, what every object has last."""
    found = [
        item
        for item in spec.fields
        if item.is_active
        and item.in_effect
        and item.target_object == "user"
        and ctx.level(spec.name, item.name) not in _HIDDEN
    ]
    return iter(sorted(found, key=lambda item: item.system))


def _named(ctx: Context, spec: ObjectSpec) -> Iterator[tuple[FieldSpec, ObjectSpec]]:
    """The single references of the object to other records, with what they point at; people and departments are none."""
    for item in spec.fields:
        target = catalogue().objects.get(item.target_object) if item.is_reference else None
        shown = item.is_active and item.in_effect and ctx.level(spec.name, item.name) not in _HIDDEN
        if target is not None and shown and target.module != "admin" and target.name != "user":
            yield item, target
