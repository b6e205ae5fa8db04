"""Writes of dimensions and rules: what cannot be followed is refused when it is defined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from guike.kernel import filters
from guike.kernel.errors import FieldError, Refusal, field_error
from guike.kernel.limits import ACCESS_RULES
from guike.platform.access.context import Context
from guike.platform.filters.resolve import resolve
from guike.platform.filters.values import tree_parent
from guike.platform.metadata import regions
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.org.models import Role, User
from guike.platform.org.queries import directory
from guike.platform.records.reading import table
from guike.platform.records.shapes import Draft
from guike.platform.sharing.in_force import EMPTY, KINDS, OWN, Dimension, Everywhere, in_force, path_end
from guike.platform.sharing.models import ManagementDimension, RestrictionRule, SharingRule, TeamRule

WHY = "rules of access are checked against what they name"
CODE = re.compile(r"[a-z][a-z0-9_]{0,49}")
PARTIES = ("user", "department", "role")
ALL = "all"


# Dimensions ------------------------------------------------------------------------------------------------------------


def dimension_prepare(_ctx: Context, drafts: Sequence[Draft[ManagementDimension]]) -> None:
    """Check code, kind, choice set and paths."""
    for draft in drafts:
        if draft.changed("code") and not CODE.fullmatch(draft.get("code") or ""):
            draft.error("code", "dimension.code")
        if draft.changed("kind") and not draft.is_new:
            draft.error("kind", "dimension.kind_fixed")
        if draft.get("kind") == "choice_set" and not _is_used(draft.get("choice_set")):
            draft.error("choice_set", "dimension.choice_set")
        if draft.changed("paths", "kind", "choice_set"):
            draft.errors += _path_errors(draft)


def _is_used(choice_set: str | None) -> bool:
    """Whether some field has its choices from the set; of another set nothing could be divided by it."""
    specs = catalogue().objects.values()
    return bool(choice_set) and any(item.choice_set == choice_set for spec in specs for item in spec.fields)


def _path_errors(draft: Draft[ManagementDimension]) -> Iterator[FieldError]:
    paths = draft.get("paths") or {}
    if not isinstance(paths, Mapping):
        yield FieldError("paths", "type.map")
        return
    for name, path in paths.items():
        spec = catalogue().objects.get(name)
        if spec is None:
            yield field_error(f"paths.{name}", "unknown_object", name=name)
        elif path and not fits(draft.row, path_end(spec, str(path))):
            kind = catalogue().get("management_dimension").by_name["kind"].choice(str(draft.get("kind")))
            yield field_error(
                f"paths.{name}", "dimension.path", object=spec.label, path=str(path)[:100],
                kind=kind.label if kind is not None else "",
            )  # fmt: skip


def fits(dimension: Any, item: FieldSpec | None) -> bool:
    """Whether a path of the dimension may end at this field."""
    if item is None or item.type not in KINDS.get(dimension.kind, ()):
        return False
    if dimension.kind == "choice_set":
        return bool(item.choice_set == dimension.choice_set)
    return dimension.kind != "category" or tree_parent(item.target_object) is not None


def dimension_deleting(_ctx: Context, drafts: Sequence[Draft[ManagementDimension]]) -> None:
    """Refuse to delete a dimension in which somebody is limited: he would see more without a word."""
    for draft in drafts:
        holders = {"deleted_at": None, "dimensions__has_key": draft.row.code}
        roles, users = Role.objects.system(reason=WHY), User.objects.system(reason=WHY)
        if roles.filter(**holders).exists() or users.filter(**holders).exists():
            draft.error("code", "dimension.in_use")


def dimension_errors(given: Any) -> list[FieldError]:
    """The faults of `dimensions` {code: "all" | [values]} of a role or a person, each at its place."""
    if not isinstance(given, Mapping):
        return [FieldError("dimensions", "type.map")]
    known = {one.code: one for one in in_force().dimensions}
    rows = ManagementDimension.objects.system(reason=WHY).filter(deleted_at=None)
    there = set(rows.values_list("code", flat=True))
    found: list[FieldError] = []
    for code, values in given.items():
        place = f"dimensions.{code}"
        if code not in there:
            found.append(field_error(place, "dimension.unknown", name=str(code)[:60]))
        elif values != ALL and not isinstance(values, list):
            found.append(FieldError(place, "dimension.values"))
        elif values != ALL and code in known:  # values of one that is switched off stay as they are
            found += [
                field_error(f"{place}[{n}]", "dimension.value", value=str(value)[:60])
                for n, value in enumerate(values)
                if not is_value(known[code], value)
            ]
    return found


def is_value(dimension: Dimension, value: Any) -> bool:
    """Whether a dimension has such a value."""
    if value is EMPTY:
        return True
    if dimension.kind == "department":
        return value == OWN or (isinstance(value, int) and value in directory().units)
    if dimension.kind == "region":
        return isinstance(value, str) and regions.region_name(value) is not None
    if dimension.kind == "category":
        targets = {item.target_object for _spec, item in ends(dimension)}
        return isinstance(value, int) and any(_is_there(name, value) for name in targets)
    return isinstance(value, str) and any(item.choice(value) for _spec, item in ends(dimension))


def _is_there(object_name: str, pk: int) -> bool:
    rows = table(catalogue().get(object_name)).system(reason=WHY)
    return bool(rows.filter(pk=pk, deleted_at=None).exists())


def ends(dimension: Dimension) -> Iterator[tuple[ObjectSpec, FieldSpec]]:
    """The objects that a dimension divides, each with the field that has its value."""
    for spec in catalogue().objects.values():
        path = dimension.path(spec)
        item = path_end(spec, path) if path else None
        if item is not None:
            yield spec, item


# Rules -----------------------------------------------------------------------------------------------------------------


def sharing_prepare(ctx: Context, drafts: Sequence[Draft[SharingRule]]) -> None:
    """Check object, owners or filter, and receivers; what the source does not use is emptied."""
    for draft in drafts:
        spec = catalogue().objects.get(draft.get("object") or "")
        if spec is not None and spec.access.kind != "owned":
            draft.error("object", "sharing.object", object=spec.label)
            continue
        by_filter = draft.get("source") == "filter"
        draft.set("owners" if by_filter else "filter", [] if by_filter else None)
        if by_filter:
            _check_filter(ctx, draft, spec)
        else:
            _check_parties(draft, "owners")
        _check_parties(draft, "targets")
        _check_number(draft, SharingRule)


def team_prepare(ctx: Context, drafts: Sequence[Draft[TeamRule]]) -> None:
    """Check object, condition and members. A condition reads fields of the record alone: a change elsewhere would go by
    unnoticed."""
    for draft in drafts:
        spec = catalogue().objects.get(draft.get("object") or "")
        if spec is not None and not (spec.has_team and spec.access.kind == "owned"):
            draft.error("object", "team_rule.object", object=spec.label)
            continue
        by_filter = draft.get("source") == "filter"
        draft.set("owners" if by_filter else "filter", [] if by_filter else None)
        if by_filter:
            _check_filter(ctx, draft, spec)
            if spec is not None and not draft.errors:
                draft.errors += followed(ctx, spec, draft.get("filter"))
        else:
            _check_parties(draft, "owners")
        if spec is not None and (draft.changed("members") or not draft.get("members")):
            draft.errors += member_errors(spec, draft.get("members"))
        _check_number(draft, TeamRule)


def followed(ctx: Context, spec: ObjectSpec, node: Any) -> Iterator[FieldError]:
    """The faults of a team rule's condition: fields whose changes would go by unnoticed."""
    found = resolve(Everywhere(ctx), spec, filters.parse(node), trusted=True)
    figures = {one.field for one in spec.rollups}
    for path, item in found.fields.items():
        if "." in path or item.computed or item.name in figures or item.type in ("formula", "rollup"):
            yield field_error("filter", "team_rule.not_followed", name=item.label)


def member_errors(spec: ObjectSpec, entries: Any) -> list[FieldError]:
    """The faults of a team rule's `members`, each at its place."""
    if not isinstance(entries, list) or not entries:
        return [FieldError("members", "required")]
    found = []
    for number, entry in enumerate(entries):
        place = f"members[{number}]"
        kind, value = (entry.get("kind"), entry.get("value")) if isinstance(entry, Mapping) else (None, None)
        if kind in ("user", "role"):
            found += [FieldError(place, one.code) for one in party_errors("members", [entry])]
        elif kind == "field":
            item = spec.by_name.get(str(value))
            if item is None or item.type != "user" or item.computed:
                found.append(field_error(place, "team_rule.field", name=str(value)[:60]))
        elif kind != "serving":
            found.append(FieldError(place, "team_rule.member"))
    return found


def restriction_prepare(ctx: Context, drafts: Sequence[Draft[RestrictionRule]]) -> None:
    """Check object, filter, and that the rule holds for somebody."""
    for draft in drafts:
        spec = catalogue().objects.get(draft.get("object") or "")
        if spec is not None and (spec.is_line or spec.area == "admin"):
            draft.error("object", "restriction.object", object=spec.label)
            continue
        if not draft.get("roles") and not draft.get("users"):
            draft.error("roles", "restriction.nobody")
        _check_filter(ctx, draft, spec)
        _check_number(draft, RestrictionRule)


def _check_filter(ctx: Context, draft: Draft[Any], spec: ObjectSpec | None) -> None:
    if spec is not None and draft.changed("filter", "object", "source", "is_active"):
        draft.errors += filter_errors(ctx, spec, draft.get("filter"))


def filter_errors(ctx: Context, spec: ObjectSpec, node: Any) -> Sequence[FieldError]:
    """The faults of a rule's condition, each at its place."""
    if not node:
        return [FieldError("filter", "required")]
    try:
        resolve(Everywhere(ctx), spec, filters.parse(node), trusted=True)
    except Refusal as refused:
        return refused.field_errors()
    return ()


def _check_parties(draft: Draft[Any], name: str) -> None:
    if draft.changed(name) or not draft.get(name):
        draft.errors += party_errors(name, draft.get(name))


def party_errors(name: str, entries: Any) -> list[FieldError]:
    """The faults of [{"kind": user | department | role, "value": id}] in the field `name`."""
    if not isinstance(entries, list) or not entries:
        return [FieldError(name, "required")]
    tree = directory()
    roles = set(Role.objects.system(reason=WHY).filter(deleted_at=None).values_list("pk", flat=True))
    known: Mapping[str, Any] = {"user": tree.people, "department": tree.units, "role": roles}
    found = []
    for number, entry in enumerate(entries):
        place = f"{name}[{number}]"
        kind = entry.get("kind") if isinstance(entry, Mapping) else None
        if kind not in PARTIES or type(entry.get("value")) is not int:
            found.append(FieldError(place, "sharing.party"))
        elif entry["value"] not in known[kind]:
            found.append(FieldError(place, "sharing.gone"))
    return found


def _check_number(draft: Draft[Any], model: Any) -> None:
    if not draft.get("is_active") or not draft.changed("is_active", "object"):
        return
    others = model.objects.system(reason=WHY).filter(
        object=draft.get("object"), is_active=True, deleted_at=None
    )
    if others.exclude(pk=draft.row.pk).count() >= ACCESS_RULES:
        draft.error("object", "access_rule.limit", max=int(ACCESS_RULES))
