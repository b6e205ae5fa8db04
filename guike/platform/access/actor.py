"""The caller and his rights, merged from his roles, his place in the organisation and his pools.

Cached per version of rights and of definitions: a change is in force at the next request.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from guike.kernel.caches import VERSIONS, process_cache
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.formulas import dependants, formulas_of
from guike.platform.metadata.registry import registry
from guike.platform.org import queries as org
from guike.platform.org.models import Role, User

ALL = "*"
#: in place of a list: every value of a dimension
EVERY_VALUE = "all"
#: field levels from strict to open, by what is seen: "masked_edit" is masked to read and free to write
LEVELS = ("hidden", "masked", "masked_edit", "read", "edit")
_WRITES = frozenset({"masked_edit", "edit"})
SCOPES = ("own", "department", "departments", "all")


@dataclass(frozen=True)
class PoolMembership:
    """Pools of one kind: ids where the user is a member, and where he is an administrator."""

    member: frozenset[int] = frozenset()
    admin: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Actor:
    """One user's rights. permissions: object → operations ("*" = any); scopes: object → kind of
    access → words of SCOPES; fields: "object.field" → level, absent = edit."""

    user_id: int | None
    kind: str = "internal"
    username: str = ""
    name: str = ""
    locale: str = ""
    timezone: str = ""
    email: str = ""
    mobile: str = ""
    department_id: int | None = None
    role_ids: tuple[int, ...] = ()
    role_names: tuple[str, ...] = ()
    is_administrator: bool = False
    password_mark: str = field(default="", repr=False)
    permissions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    scopes: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    own_departments: frozenset[int] = frozenset()
    charged_departments: frozenset[int] = frozenset()
    headed_departments: frozenset[int] = frozenset()
    subordinates: frozenset[int] = frozenset()
    pools: Mapping[str, PoolMembership] = field(default_factory=dict)
    #: management dimensions in which he is limited, each with the values that he may see
    dimensions: Mapping[str, frozenset[Any]] = field(default_factory=dict)
    #: the most records of one export; None: as many as anybody may
    export_rows: int | None = None
    #: object → the records that a login from outside stands for: the account of a customer
    stands_for: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def can(self, object_name: str, operation: str) -> bool:
        """Function permission: role × object × operation."""
        for name in (object_name, ALL):
            granted = self.permissions.get(name, frozenset())
            if operation in granted or ALL in granted:
                return True
        return False

    def scope_words(self, object_name: str, access: str) -> frozenset[str]:
        """The scopes that the roles give; "own" when no role gives one."""
        found = self.scopes.get(object_name, {}).get(access, frozenset())
        return found | self.scopes.get(ALL, {}).get(access, frozenset())

    def level(self, object_name: str, field_name: str) -> str:
        """hidden | masked | read | edit: what he sees of the field. What is masked he may be free to write: `writes`."""
        found = self.fields.get(f"{object_name}.{field_name}", "edit") if self.fields else "edit"
        return "masked" if found == "masked_edit" else found

    def writes(self, object_name: str, field_name: str) -> bool:
        """Whether the level lets him write the field."""
        return not self.fields or self.fields.get(f"{object_name}.{field_name}", "edit") in _WRITES

    def hidden(self, object_name: str) -> frozenset[str]:
        """The fields of an object whose existence the user may not know."""
        start = f"{object_name}."
        return frozenset(
            key.removeprefix(start)
            for key, level in self.fields.items()
            if level == "hidden" and key.startswith(start)
        )


PoolSource = Callable[[Actor], PoolMembership]
_pool_sources: dict[str, PoolSource] = {}


def pool_source(pool_object: str, source: PoolSource) -> None:
    """Register the function that returns the memberships of `lead_pool`, `account_pool` …"""
    _pool_sources[pool_object] = source


#: (user) → object → the records that he stands for
StandingSource = Callable[[Actor], Mapping[str, frozenset[int]]]
_standing_sources: dict[str, StandingSource] = {}


def standing_source(kind: str, source: StandingSource) -> None:
    """Register for whom logins of a kind besides internal stand. What it reads raises the version of rights when it changes."""
    _standing_sources[kind] = source


def _merge_permissions(roles: Iterable[Role]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for role in roles:
        if role.is_administrator:
            found[ALL].add(ALL)
        for object_name, operations in role.permissions.items():
            found[object_name].update(operations)
    return {name: frozenset(ops) for name, ops in found.items()}


def _merge_scopes(roles: Iterable[Role]) -> dict[str, dict[str, frozenset[str]]]:
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for role in roles:
        if role.is_administrator:
            found[ALL]["view"].add("all")
            found[ALL]["edit"].add("all")
        for object_name, words in role.scopes.items():
            for access, word in words.items():
                found[object_name][access].add(word)
    return {name: {k: frozenset(v) for k, v in kinds.items()} for name, kinds in found.items()}


def _merge_dimensions(user: User, roles: Iterable[Role]) -> dict[str, frozenset[Any]]:
    """The values of each dimension in which the user is limited.

    What stands at the person counts; without it, the values of all his roles that name the dimension add up. A role that
    does not name it opens nothing, so that a further role never lifts a limit by saying nothing. An administrator's role has
    all values.
    """
    given: dict[str, list[Any]] = {code: [values] for code, values in user.dimensions.items()}
    for role in roles:
        for code, values in role.dimensions.items():
            if code not in user.dimensions:
                given.setdefault(code, []).append(values)
    if any(role.is_administrator for role in roles):
        given = {code: values for code, values in given.items() if code in user.dimensions}
    return {
        code: frozenset(one for values in lists for one in values)
        for code, lists in given.items()
        if EVERY_VALUE not in lists
    }


def _merge_fields(roles: list[Role]) -> dict[str, str]:
    """A field is limited only when every role that reaches its object limits it."""
    found: dict[str, str] = {}
    for key in {k for role in roles for k in role.fields}:
        object_name = key.split(".", 1)[0]
        reaching = [
            r for r in roles if r.is_administrator or object_name in r.permissions or ALL in r.permissions
        ]
        levels = [r.fields.get(key, "edit") for r in reaching or roles]
        found[key] = _united(levels)
    _limit_base_values(found)
    if found:
        _limit_told(found)
    _limit_formulas(found)
    return found


def _most_rows(roles: Iterable[Role]) -> int | None:
    """The greatest limit of the roles that let export anything; None if one of them has none."""
    limits = [
        role.export_rows
        for role in roles
        if role.is_administrator
        or any({"export", ALL} & set(granted) for granted in role.permissions.values())
    ]
    given = [one for one in limits if one is not None]
    return max(given) if given and len(given) == len(limits) else None


def _united(levels: Iterable[str]) -> str:
    """What several roles give together: the most that one lets see, and writing if one lets write."""
    given = list(levels)
    seen = max(given, key=LEVELS.index)
    if not _WRITES.isdisjoint(given):
        return {"masked": "masked_edit", "read": "edit"}.get(seen, seen)
    return seen


def _limit_base_values(found: dict[str, str]) -> None:
    """Limit an amount in the base currency like the amount itself, since it is the same amount."""
    for key, level in list(found.items()):
        object_name, _, name = key.partition(".")
        spec = registry.objects.get(object_name)
        item = spec.by_name.get(name) if spec else None
        if item is not None and item.base_column:
            base = f"{object_name}.{item.base_column}"
            found[base] = min(level, found.get(base, "edit"), key=LEVELS.index)


def _limit_told(found: dict[str, str]) -> None:
    """What a field says of others is kept from whom one of them is kept from."""
    for spec in registry.objects.values():
        for item in spec.fields:
            own = f"{spec.name}.{item.name}"
            told = [found[one] for one in item.tells.split() if one in found]
            if told:
                found[own] = min(*told, found.get(own, "edit"), key=LEVELS.index)


def _limit_formulas(found: dict[str, str]) -> None:
    """Hide a formula from a user who may not see one of the fields that it reads, because its result reveals them."""
    known = catalogue().objects
    for key in [key for key, level in found.items() if level in ("hidden", "masked", "masked_edit")]:
        object_name, _, name = key.partition(".")
        if object_name in known:
            for formula in dependants(formulas_of(known[object_name]), name):
                found[f"{object_name}.{formula}"] = "hidden"


@process_cache(key="a user, and the versions of rights and definitions", stale=VERSIONS, limit=4096)
def _actor(user_id: int, _permission: int, _metadata: int) -> Actor | None:
    user = org.user_by_id(user_id)
    if user is None or not user.is_active:
        return None
    return _build(user)


def _build(user: User) -> Actor:
    roles = org.roles_by_ids(user.roles)
    tree = org.directory()
    own = tree.departments_below([user.department_id] if user.department_id else [])
    base = Actor(
        user_id=user.id,
        kind=user.kind,
        username=user.username,
        name=user.name,
        locale=user.locale,
        timezone=user.timezone,
        email=user.email,
        mobile=user.mobile,
        department_id=user.department_id,
        role_ids=tuple(r.id for r in roles),
        role_names=tuple(r.name for r in roles),
        is_administrator=any(r.is_administrator for r in roles),
        password_mark=user.password,
        permissions=_merge_permissions(roles),
        scopes=_merge_scopes(roles),
        fields=_merge_fields(roles),
        dimensions=_merge_dimensions(user, roles),
        export_rows=_most_rows(roles),
        own_departments=own,
        charged_departments=tree.departments_below(user.departments),
        headed_departments=tree.headed_by(user.id),
        subordinates=tree.subordinates(user.id),
    )
    pools = {name: source(base) for name, source in _pool_sources.items()}
    standing = _standing_sources.get(base.kind)
    return replace(base, pools=pools, stands_for=standing(base) if standing else {})


def actor_if(user_id: int, changes: Mapping[str, Any]) -> Actor | None:
    """The rights that an active user would have with these values of his columns. Nothing is written."""
    user = org.user_by_id(user_id)
    if user is None or not user.is_active:
        return None
    for name, value in changes.items():
        setattr(user, name, value)
    return _build(user)


def actor_of(user_id: int) -> Actor | None:
    """The user's rights now; None when he may not sign in (left, disabled, deleted)."""
    versions = org.versions()
    return _actor(user_id, versions.permission, versions.metadata)
