"""Roles for the head office alone: who may have them, and what would put a holder outside.

The nearest department of kind `headquarters` or `branch`, from a department upwards, says what the department belongs to.
While a company has no department of the kind `headquarters`, all that lies below no branch is its head office, so that a
company without branches has nothing to set up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guike.kernel.limits import DEPARTMENT_DEPTH
from guike.platform.org.models import Department, Role, User
from guike.platform.org.queries import bump
from guike.platform.records.shapes import Draft

WHY = "whom a role for the head office may have concerns the whole organisation"
HEADQUARTERS, BRANCH = "headquarters", "branch"
#: how many people a refusal names
NAMED = 3


@dataclass(frozen=True)
class Place:
    """What of a department decides: its kind and the department above it."""

    kind: str
    parent: int | None


def lies_in_headquarters(places: Mapping[int, Place], department: int | None) -> bool:
    """Whether the department belongs to the head office."""
    one = department
    for _ in range(DEPARTMENT_DEPTH):
        place = places.get(one) if one is not None else None
        if place is None:
            break
        if place.kind in (HEADQUARTERS, BRANCH):
            return place.kind == HEADQUARTERS
        one = place.parent
    return not any(place.kind == HEADQUARTERS for place in places.values())


def places_now() -> dict[int, Place]:
    """All departments that are not deleted, read under the lock of the organisation."""
    bump(permission=True)  # also a lock, so that a role and a department cannot change past one another
    rows = Department.objects.system(reason=WHY).filter(deleted_at=None)
    return {pk: Place(kind, parent) for pk, kind, parent in rows.values_list("pk", "kind", "parent_id")}


def _headquarters_roles() -> dict[int, str]:
    rows = Role.objects.system(reason=WHY).filter(deleted_at=None, is_headquarters_only=True)
    return dict(rows.values_list("pk", "name"))


def _outside(places: Mapping[int, Place], roles: Iterable[int]) -> list[str]:
    """The names of the holders of these roles who do not belong to the head office, by name."""
    rows = User.objects.system(reason=WHY).filter(deleted_at=None, roles__overlap=list(roles))
    held = rows.order_by("name", "pk").values_list("name", "department_id")
    return [name for name, department in held if not lies_in_headquarters(places, department)]


def _listed(names: Sequence[str]) -> dict[str, Any]:
    return {"people": "、".join(names[:NAMED]), "count": len(names)}


def check_people(drafts: Sequence[Draft]) -> None:
    """Refuse a role for the head office to somebody outside, and a place outside to somebody with such a role."""
    changed = [d for d in drafts if d.changed("roles", "department") and d.get("roles")]
    special = _headquarters_roles() if changed else {}
    concerned = [d for d in changed if special.keys() & set(d.get("roles"))]
    if not concerned:
        return
    places, special = places_now(), _headquarters_roles()
    for draft in concerned:
        names = [special[one] for one in draft.get("roles") if one in special]
        if names and not lies_in_headquarters(places, draft.get("department")):
            field = "roles" if draft.changed("roles") else "department"
            draft.error(field, "user.headquarters_only", role=names[0])


def check_departments(drafts: Sequence[Draft]) -> None:
    """Refuse to move or to mark a department so that holders of roles for the head office are outside of it."""
    changed = [d for d in drafts if d.changed("kind", "parent")]
    special = _headquarters_roles() if changed else {}
    if not special:
        return
    places = places_now()
    for draft in changed:
        before = set(_outside(places, special))
        then = Place(draft.get("kind") or "", draft.get("parent"))
        after = {**places, draft.row.pk or 0: then}
        names = [name for name in _outside(after, special) if name not in before]
        if names:
            field = "kind" if draft.changed("kind") else "parent"
            draft.error(field, "department.headquarters_only", **_listed(names))
        else:
            places = after


def check_role(draft: Draft) -> None:
    """Refuse to keep a role for the head office while somebody outside has it."""
    if draft.is_new or not draft.changed("is_headquarters_only") or not draft.get("is_headquarters_only"):
        return
    names = _outside(places_now(), [draft.row.pk])
    if names:
        draft.error("is_headquarters_only", "role.headquarters_only", **_listed(names))
