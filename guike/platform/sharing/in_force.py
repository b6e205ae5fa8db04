"""The rules as they stand, read once for each version of rights and definitions, and made ready for SQL."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q

from guike.kernel import filters
from guike.kernel.caches import VERSIONS, process_cache
from guike.kernel.errors import Refusal
from guike.platform.access.context import Context, system_context
from guike.platform.filters.caller import UnknownField
from guike.platform.filters.resolve import Resolution, resolve, route_to
from guike.platform.filters.sql import compile_resolved
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.org.queries import directory, versions
from guike.platform.sharing.models import ManagementDimension, RestrictionRule, SharingRule, TeamRule

WHY = "rules of access hold for everybody"
#: kind of dimension → the types of fields at the end of its paths
KINDS: Mapping[str, Collection[str]] = {
    "department": ("department",),
    "account_class": ("choice", "multi_choice"),
    "region": ("region",),
    "category": ("reference",),
    "choice_set": ("choice", "multi_choice"),
}
#: stands in a list of values for records that have none
EMPTY = None
#: stands in the values of a department dimension for the person's own departments
OWN = "own"


@dataclass(frozen=True)
class Dimension:
    """A management dimension in force."""

    id: int
    code: str
    name: str
    kind: str
    paths: Mapping[str, str]

    def path(self, spec: ObjectSpec) -> str:
        """Where a record of the object has its value; "" where the dimension does not divide the object."""
        if spec.name in self.paths:
            return self.paths[spec.name]
        is_owned = self.kind == "department" and spec.access.kind == "owned"
        return spec.access.dimensions.get(self.kind, "department" if is_owned else "")


@dataclass(frozen=True)
class Share:
    """A sharing rule in force. owners: who owns what is shared, for a rule by owners."""

    id: int
    name: str
    object: str
    access: str
    filter: Any
    owners: tuple[tuple[str, int], ...]
    targets: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Restriction:
    """A restriction rule in force."""

    id: int
    name: str
    object: str
    effect: str
    filter: Any
    roles: frozenset[int]
    users: frozenset[int]


@dataclass(frozen=True)
class Team:
    """A team rule in force. members: as stored."""

    id: int
    name: str
    object: str
    filter: Any
    owners: tuple[tuple[str, int], ...]
    members: tuple[Mapping[str, Any], ...]
    access: str
    role: str

    @property
    def source(self) -> str:
        """What its member rows name as their source."""
        return f"{BY_RULE}{self.id}"


BY_RULE = "rule:"
R = TypeVar("R", Share, Restriction, Team)


@dataclass(frozen=True)
class Rules:
    """All of them; rules by object."""

    dimensions: Sequence[Dimension]
    shares: Mapping[str, Sequence[Share]]
    restrictions: Mapping[str, Sequence[Restriction]]
    teams: Mapping[str, Sequence[Team]]


def in_force() -> Rules:
    """The active dimensions and rules, in the order in which they were made."""
    now = versions()
    return _in_force(now.permission, now.metadata)


@process_cache(key="the versions of rights and definitions", stale=VERSIONS, limit=4)
def _in_force(_permission: int, _metadata: int) -> Rules:
    dimensions = [
        Dimension(row.pk, row.code, row.name, row.kind, dict(row.paths or {}))
        for row in _active(ManagementDimension)
    ]
    shares = [
        Share(row.pk, row.name, row.object, row.access, row.filter if row.source == "filter" else None,
              parties(row.owners) if row.source == "owners" else (), parties(row.targets))
        for row in _active(SharingRule)
    ]  # fmt: skip
    restrictions = [
        Restriction(row.pk, row.name, row.object, row.effect, row.filter, frozenset(row.roles), frozenset(row.users))
        for row in _active(RestrictionRule)
    ]  # fmt: skip
    teams = [
        Team(row.pk, row.name, row.object, row.filter if row.source == "filter" else None,
             parties(row.owners) if row.source == "owners" else (), tuple(row.members), row.access, row.role_label)
        for row in _active(TeamRule)
    ]  # fmt: skip
    return Rules(dimensions, _by_object(shares), _by_object(restrictions), _by_object(teams))


def _active(model: Any) -> Any:
    return model.objects.system(reason=WHY).filter(deleted_at=None, is_active=True).order_by("pk")


def _by_object(rules: Iterable[R]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    for rule in rules:
        found.setdefault(rule.object, []).append(rule)
    return found


def parties(entries: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, int], ...]:
    """[{"kind", "value"}] as pairs."""
    return tuple((str(entry["kind"]), int(entry["value"])) for entry in entries)


def people_of(entries: Iterable[tuple[str, int]]) -> frozenset[int]:
    """Everybody whom the parties name now, also those who have left: what they owned stays shared."""
    tree = directory()
    found: set[int] = set()
    for kind, value in entries:
        if kind == "user":
            found.add(value)
        elif kind == "department":
            below = tree.departments_below([value])
            found |= {one.id for one in tree.people.values() if one.department_id in below}
        else:
            found |= {one.id for one in tree.people.values() if value in one.roles}
    return frozenset(found)


def path_end(spec: ObjectSpec, path: str) -> FieldSpec | None:
    """The field at the end of a path, whoever asks; None when it leads nowhere."""
    try:
        return route_to(None, spec, path).item
    except UnknownField:
        return None


def filter_of(item: FieldSpec, path: str, values: Collection[Any]) -> dict[str, Any]:
    """The filter of the records whose value at `path` is one of these, or below one of them in a tree. EMPTY among them:
    also of those without a value. Without values, of none."""
    found: list[dict[str, Any]] = []
    named = sorted((value for value in values if value is not EMPTY), key=str)
    if named:
        is_tree = item.type in ("department", "region", "reference")
        op = "under" if is_tree else "has_any" if item.type == "multi_choice" else "in"
        found.append({"field": path, "op": op, "value": named})
    if EMPTY in values:
        found.append({"not": {"field": path, "op": "is_not_empty"}})
    return {"any": found}


def condition(ctx: Context, spec: ObjectSpec, node: Any) -> Q | None:
    """A rule's filter as a condition for the caller; None for one that does not fit the object any more, so that each kind of
    rule falls to its safe side. Paths go over all records, whatever the caller sees of them."""
    reader = Everywhere(ctx)
    now = versions()
    key = json.dumps(node, sort_keys=True)
    try:
        found = _resolved(spec.name, key, reader.timezone, now.permission, now.metadata)
        if found.is_callers:
            found = resolve(reader, spec, filters.parse(node), trusted=True)
    except Refusal:
        return None
    return compile_resolved(reader, found)


@process_cache(
    key="a filter, the time zone, the versions of rights and definitions", stale=VERSIONS, limit=2000
)
def _resolved(object_name: str, key: str, _timezone: str, _permission: int, _metadata: int) -> Resolution:
    reader = Everywhere(system_context())
    return resolve(reader, catalogue().get(object_name), filters.parse(json.loads(key)), trusted=True)


@dataclass(frozen=True)
class Everywhere:
    """The caller of a rule's filter: "me" is the person, but every record and field is seen, because what a rule opens or
    closes must not depend on what is open."""

    ctx: Context

    @property
    def form(self) -> str:
        return self.ctx.form

    @property
    def timezone(self) -> str:
        return self.ctx.timezone

    @property
    def user_id(self) -> int | None:
        return self.ctx.user_id

    @property
    def department_ids(self) -> Collection[int]:
        return self.ctx.department_ids

    def can(self, _object_name: str, _operation: str, /) -> bool:
        return True

    def level(self, _object_name: str, _field_name: str, /) -> str:
        return "edit"

    def scope_of(self, _model: type[Model], _action: str, object_name: str, /) -> Q | None:
        spec = catalogue().get(object_name)
        return Q(object=object_name) if spec.is_custom else None
