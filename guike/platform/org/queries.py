"""Reads of the organisation, cached per permission version.

A company has at most some thousand people: their names, departments and reporting lines are
kept in memory and dropped when `change_version.permission` moves.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import BigIntegerField, F, Func
from django.db.models.functions import Greatest

from guike.kernel.caches import PERMISSION, process_cache
from guike.kernel.casing import fold
from guike.platform.database.models import Fold
from guike.platform.database.statements import begin_epoch, one_row
from guike.platform.org.models import ApiToken, ChangeVersion, Department, Role, User

#: the kind of a department that stands for others
VIRTUAL = "virtual"


@dataclass(frozen=True)
class Versions:
    """The versions that the caches of this process must have."""

    metadata: int
    permission: int


_current: ContextVar[Versions | None] = ContextVar("guike_versions", default=None)


#: the two versions as columns, for statements that read something else as well
VERSIONS = (
    "(SELECT metadata FROM change_version WHERE id = 1), (SELECT permission FROM change_version WHERE id = 1)"
)


def read_versions() -> Versions:
    """The versions in the database now."""
    metadata, permission = one_row(f"SELECT {VERSIONS}") or (0, 0)
    return Versions(metadata or 0, permission or 0)


def begin_versions() -> Versions:
    """Read the versions, once for each request or job; all code until the next call sees the same definitions."""
    return _take(read_versions())


def take_versions(metadata: int, permission: int) -> None:
    """Set versions that another statement has read."""
    _take(Versions(metadata, permission))


def _take(versions: Versions) -> Versions:
    _current.set(versions)
    begin_epoch(versions.metadata)
    return versions


def versions() -> Versions:
    """The versions of this request or job (read on first use)."""
    return _current.get() or begin_versions()


def _never_used_before(column: str) -> Greatest:
    """The next version. It is not just the last one plus one, because a rolled-back change must not share its number
    with the next change: a process may have cached it."""
    microseconds = Func(
        template="(extract(epoch FROM clock_timestamp()) * 1000000)::bigint", output_field=BigIntegerField()
    )
    return Greatest(F(column) + 1, microseconds)


def bump(*, metadata: bool = False, permission: bool = False) -> None:
    """Raise the version of definitions or rights; other processes see it after the commit."""
    changes: dict[str, Any] = {}
    if metadata:
        changes["metadata"] = _never_used_before("metadata")
    if permission:
        changes["permission"] = _never_used_before("permission")
    if not ChangeVersion.objects.filter(id=1).update(**changes):
        ChangeVersion.objects.bulk_create([ChangeVersion(id=1)], ignore_conflicts=True)
        ChangeVersion.objects.filter(id=1).update(**changes)
    _current.set(None)
    transaction.on_commit(lambda: _current.set(None))


@dataclass(frozen=True)
class Person:
    """`roles`, `departments` (in charge): ids; `deputies`: whose managing director he is. He is away from `absent_from_on`
    (None: from ever) until `absent_until_on`."""

    id: int
    username: str
    name: str
    department_id: int | None
    superior_id: int | None
    status: str
    kind: str
    is_salesperson: bool
    roles: tuple[int, ...] = ()
    departments: tuple[int, ...] = ()
    absent_from_on: date | None = None
    absent_until_on: date | None = None
    substitute_id: int | None = None
    deputies: tuple[int, ...] = ()


@dataclass(frozen=True)
class Unit:
    """A department. path: ids from the root to itself."""

    id: int
    name: str
    path: tuple[int, ...]
    head_id: int | None
    is_active: bool
    deleted: bool


@dataclass(frozen=True)
class Directory:
    """All people and departments by id, also deleted ones, since old records name them."""

    people: dict[int, Person]
    units: dict[int, Unit]
    below: dict[int, frozenset[int]] = field(default_factory=dict)
    reports: dict[int, tuple[int, ...]] = field(default_factory=dict)
    #: names of departments that share their name with another one: 华北 / 销售部
    told_apart: dict[int, str] = field(default_factory=dict)

    def person_name(self, id_: int | None) -> str | None:
        person = self.people.get(id_) if id_ is not None else None
        return person.name if person else None

    def unit_name(self, id_: int | None) -> str | None:
        """The name of a department, with as much of its path as distinguishes it from others of the same name."""
        unit = self.units.get(id_) if id_ is not None else None
        return self.told_apart.get(unit.id, unit.name) if unit else None

    def departments_below(self, ids: Any) -> frozenset[int]:
        """These departments and all below them."""
        return frozenset().union(*(self.below.get(i, frozenset()) for i in ids))

    def subordinates(self, user_id: int) -> frozenset[int]:
        """All people who report to the user, directly or indirectly, without himself."""
        found: set[int] = set()
        stack = list(self.reports.get(user_id, ()))
        while stack:
            one = stack.pop()
            if one not in found and one != user_id:
                found.add(one)
                stack.extend(self.reports.get(one, ()))
        return frozenset(found)

    def headed_by(self, user_id: int) -> frozenset[int]:
        """Departments that the user leads, with all below."""
        return self.departments_below(
            u.id for u in self.units.values() if u.head_id == user_id and not u.deleted
        )


_OF_PERSON = (
    *("id", "username", "name", "department_id", "superior_id", "status", "kind", "is_salesperson"),
    *("roles", "departments", "absent_from_on", "absent_until_on", "substitute_id", "deputies"),
)


def _person(row: tuple[Any, ...]) -> Person:
    """A row of these columns, lists as tuples."""
    values: list[Any] = [tuple(value) if isinstance(value, list) else value for value in row]
    return Person(*values)


@process_cache(key="the version of the rights", stale=PERMISSION, limit=2)
def _directory(_permission: int) -> Directory:
    people = {
        row[0]: _person(row)
        for row in User.objects.system(reason="directory of names and reporting lines").values_list(
            *_OF_PERSON
        )
    }
    units: dict[int, Unit] = {}
    below: dict[int, set[int]] = defaultdict(set)
    standing: dict[int, list[int]] = {}
    for id_, name, path, head, active, deleted, kind, members in Department.objects.system(
        reason="directory of names and reporting lines"
    ).values_list("id", "name", "path", "head_id", "is_active", "deleted_at", "kind", "members"):
        units[id_] = Unit(id_, name, tuple(path), head, active, deleted is not None)
        for ancestor in path:
            below[ancestor].add(id_)
        if kind == VIRTUAL and active and deleted is None and members:
            standing[id_] = members
    _stand_for(below, standing)
    reports: dict[int, list[int]] = defaultdict(list)
    for person in people.values():
        if person.superior_id:
            reports[person.superior_id].append(person.id)
    return Directory(
        people,
        units,
        {k: frozenset(v) for k, v in below.items()},
        {k: tuple(v) for k, v in reports.items()},
        _told_apart(units),
    )


def _stand_for(below: dict[int, set[int]], standing: dict[int, list[int]]) -> None:
    """A virtual department is its members and all below them, wherever departments are named. Only for who names it: above it,
    it is a department without anything below, so that nobody sees more because it lies in his part of the tree."""
    found = {
        id_: set().union(*(below.get(one, set()) for one in members)) for id_, members in standing.items()
    }
    for id_, members in found.items():
        below[id_] |= members


def _told_apart(units: dict[int, Unit]) -> dict[int, str]:
    """For each department that shares its name with another one, the shortest end of its path that no other has."""
    alike: dict[str, list[Unit]] = defaultdict(list)
    for unit in units.values():
        if not unit.deleted:
            alike[fold(unit.name)].append(unit)
    found: dict[int, str] = {}
    for group in alike.values():
        for unit in group if len(group) > 1 else ():
            paths = [[units[i].name for i in one.path if i in units] for one in group]
            own = [units[i].name for i in unit.path if i in units]
            length = next(
                (n for n in range(2, len(own)) if [p[-n:] for p in paths].count(own[-n:]) == 1), len(own)
            )
            found[unit.id] = " / ".join(own[-length:])
    return found


def directory() -> Directory:
    """The organisation as of this request's permission version."""
    return _directory(versions().permission)


def signin_name(typed: str) -> str:
    """A login name as people type it: letters of any width and case, blanks and invisible signs around and within it."""
    return "".join(
        c for c in fold(typed) if not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )


def user_for_signin(username: str) -> User | None:
    """The user of a login name, however it is typed (see `signin_name`)."""
    rows = User.objects.system(reason="sign-in looks a user up by name").annotate(folded=Fold(F("username")))
    found: list[User] = list(rows.filter(folded=signin_name(username), deleted_at=None).order_by("pk"))
    exact = (user for user in found if user.username.lower() == username.strip().lower())
    return next(exact, found[0] if found else None)


def user_by_id(user_id: int) -> User | None:
    """One user with all columns, for sessions and permission."""
    found: User | None = (
        User.objects.system(reason="the signed-in user himself").filter(id=user_id, deleted_at=None).first()
    )
    return found


def roles_by_ids(ids: list[int]) -> list[Role]:
    """The living roles among `ids`."""
    return list(
        Role.objects.system(reason="rights of the signed-in user").filter(id__in=ids, deleted_at=None)
    )


def administrator_roles() -> set[int]:
    """The roles of administrators."""
    rows = Role.objects.system(reason="who administers the company").filter(
        deleted_at=None, is_administrator=True
    )
    return set(rows.values_list("pk", flat=True))


def administrators() -> set[int]:
    """Active internal users with a role of administrators."""
    rows = User.objects.system(reason="who administers the company").filter(
        deleted_at=None, status="active", kind="internal"
    )
    return set(rows.filter(roles__overlap=list(administrator_roles())).values_list("pk", flat=True))


def people_who(object_name: str, operation: str) -> set[int]:
    """Active internal users with a role that says so itself; administrators, who may do everything, are not meant."""
    roles = Role.objects.system(reason="whose work it is").filter(deleted_at=None, is_administrator=False)
    able = {
        pk for pk, given in roles.values_list("pk", "permissions") if operation in given.get(object_name, ())
    }
    return {
        person.id
        for person in directory().people.values()
        if person.status == "active" and person.kind == "internal" and able & set(person.roles)
    }


def anybody_can_sign_in() -> bool:
    """Whether an active user has a password with which he can sign in."""
    rows = User.objects.system(reason="who can sign in, before anybody can")
    active = rows.filter(deleted_at=None, status="active").exclude(password="")
    return bool(active.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists())


def token_by_digest(digest: str) -> ApiToken | None:
    """The API token with this SHA-256, if it is not revoked; the calling code must check its expiry."""
    return ApiToken.objects.filter(digest=digest, revoked_at=None).first()
