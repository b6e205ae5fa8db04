"""The roles of a fresh company, as packages declare them.

One package declares the roles. Every package grants rights on its own objects to duties. A role has the duty of its own
code, the duties that it names, and, unless it administers, the duty of everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from guike.kernel.text import Text
from guike.platform.metadata.spec import ObjectSpec

#: the duty of everybody who works in the company
EVERYBODY = "everybody"

VIEW = ("view",)
#: what takes data out of the system
OUT = ("export", "print")
READ = ("view", *OUT)
WRITE = ("view", "create", "edit")
KEEP = (*WRITE, "delete")
FULL = (*KEEP, "import", *OUT)
#: operations that may be granted on every object, whether the object has them or not
GENERAL = frozenset({*FULL, "merge", "reveal", "*"})
#: to count records in the presets of reports that name the object in `counts`, without seeing them
FIGURES = ("figures",)

Named = TypeVar("Named")
#: whose records: (view, edit)
Scope = tuple[str, str]
OWN: Scope = ("own", "own")


@dataclass(frozen=True)
class RoleSpec:
    """One preset role. `duties`: further duties, such as those of another role. `scope`: the scope on all objects on
    which it has more rights than everybody; a grant may set another scope for its object. `apart`: it has not even what
    everybody has, only what its own duties are granted. `is_headquarters_only`: only for people of the head office."""

    code: str
    label: Text
    description: str
    duties: tuple[str, ...] = ()
    scope: Scope = OWN
    is_administrator: bool = False
    apart: bool = False
    is_headquarters_only: bool = False

    def has(self, duties: Iterable[str]) -> bool:
        """Whether the role has one of these duties."""
        own = (self.code, *self.duties) if self.apart else (EVERYBODY, self.code, *self.duties)
        return not self.is_administrator and any(duty in own for duty in duties)


@dataclass(frozen=True)
class Grant:
    """The operations that duties have on one object, and the scopes (by the code of a role)."""

    object: str
    operations: Mapping[str, Sequence[str]]
    scopes: Mapping[str, Scope] = field(default_factory=dict)
    to_come: bool = False


@dataclass(frozen=True)
class Limit:
    """A limit of fields for roles with one of `duties` and none of `beyond`."""

    object: str
    fields: tuple[str, ...]
    level: str
    duties: tuple[str, ...]
    beyond: tuple[str, ...] = ()
    to_come: bool = False

    def concerns(self, role: RoleSpec) -> bool:
        """Whether the limit applies to the role."""
        limits_all = EVERYBODY in self.duties and not role.is_administrator
        return (limits_all or role.has(self.duties)) and not role.has(self.beyond)


def split(named: Mapping[str, Named]) -> dict[str, Named]:
    """The same map with one entry for each name, where a key has several names separated by spaces."""
    found: dict[str, Named] = {}
    for names, value in named.items():
        for name in names.split():
            if name in found:
                raise ValueError(f"{name} is named twice")
            found[name] = value
    return found


def operations_there(spec: ObjectSpec) -> frozenset[str]:
    """Every operation that the object has today."""
    return GENERAL | {*spec.operations, *(action.permission for action in spec.actions)}


def check_roles(
    objects: Mapping[str, ObjectSpec],
    roles: Mapping[str, RoleSpec],
    grants: Sequence[Grant],
    limits: Sequence[Limit],
) -> None:
    """ValueError for impossible rights. Rights that are declared as `to_come` must not exist yet; once they do, their
    own package must grant them."""
    duties = {EVERYBODY, *roles, *(duty for role in roles.values() for duty in role.duties)}
    for grant in grants:
        _check_names(grant.object, grant.operations.keys() - duties, "no role has the duty")
        _check_names(grant.object, grant.scopes.keys() - roles.keys(), "there is no role")
        granted = {name for operations in grant.operations.values() for name in operations}
        spec = objects.get(grant.object)
        _check_there(grant, granted, operations_there(spec) if spec else None)
    for limit in limits:
        _check_names(limit.object, {*limit.duties, *limit.beyond} - duties, "no role has the duty")
        spec = objects.get(limit.object)
        _check_there(limit, set(limit.fields), spec.by_name.keys() if spec else None)


def _check_there(declared: Grant | Limit, names: set[str], there: Iterable[str] | None) -> None:
    """there: the names that exist on the object; None without such an object."""
    if there is None:
        missing = set() if declared.to_come else {declared.object}
        _check_names(declared.object, missing, "there is no object")
    elif declared.to_come:
        arrived = names & {*there} if names else {declared.object}
        _check_names(declared.object, arrived, "no longer to come, its package grants")
    else:
        _check_names(declared.object, names - {*there}, "it has no")


def _check_names(object_name: str, wrong: Iterable[str], reason: str) -> None:
    if wrong:
        raise ValueError(f"rights on {object_name}: {reason} {', '.join(sorted(wrong))}")
