"""Related team members of a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from guike.kernel import clock, limits
from guike.kernel.errors import FieldError, Invalid, NotFound, register
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.access.models import TeamMember
from guike.platform.access.people import person
from guike.platform.audit.services import audit
from guike.platform.database.locks import taking, use_case, whole
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.types import format_instant
from guike.platform.org.queries import directory
from guike.platform.records.locking import place_of
from guike.platform.records.reading.queries import require_visible
from guike.platform.records.reading.rows import visible

register({"team.access": T("权限请选择查看或编辑", "Choose to view or to edit")})
ACCESS = ("read", "edit")


def team_list(ctx: Context, object_name: str, record_id: int) -> list[dict[str, Any]]:
    """The members of a visible record."""
    require_visible(ctx, object_name, record_id)
    rows = TeamMember.objects.filter(object=object_name, record_id=record_id).order_by("id")
    return [
        {
            "user": person(ctx, row.user_id),
            "role": row.role,
            "access": row.access,
            "source": row.source,
            "created_at": format_instant(row.created_at),
        }
        for row in rows
    ]


def team_members(object_name: str, ids: Collection[int]) -> dict[int, set[int]]:
    """Record → its members, for notices about what happened to it; records without are absent. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = TeamMember.objects.filter(object=object_name, record_id__in=ids)
    for record_id, user_id in rows.values_list("record_id", "user_id"):
        found[record_id].add(user_id)
    return dict(found)


def _require_change(ctx: Context, object_name: str, record_id: int) -> None:
    """Forbidden unless the caller may edit the record, by permission and by scope, because its team is part of the
    record."""
    if not require_visible(ctx, object_name, record_id).has_team:
        raise NotFound
    ctx.require(object_name, "edit")
    require_visible(ctx, object_name, record_id, "edit")


def _lock(ctx: Context, object_name: str, record_id: int) -> None:
    """Lock the record's team, because concurrent changes count the same members."""
    spec = catalogue().get(object_name)
    row = visible(ctx, spec, "edit").filter(pk=record_id)
    with taking({place_of(spec): [record_id]}) as at_once:
        if not row.select_for_update(no_key=True, of=("self",), nowait=at_once).exists():
            raise NotFound


@use_case
def team_add(ctx: Context, object_name: str, record_id: int, user_id: int, role: str, access: str) -> None:
    """Add or change a member; the record must be editable by the caller."""
    _require_change(ctx, object_name, record_id)
    person = directory().people.get(user_id)
    errors = []
    if person is None or person.status != "active":
        errors.append(FieldError("user", "reference.unknown"))
    if access not in ACCESS:
        errors.append(FieldError("access", "team.access"))
    if errors:
        raise Invalid(errors)
    with whole():
        _lock(ctx, object_name, record_id)
        rows = TeamMember.objects.filter(object=object_name, record_id=record_id)
        mine = rows.filter(user_id=user_id, source="manual")
        if not mine.update(role=role, access=access):
            count = rows.count() + 1
            if count > int(limits.TEAM_MEMBERS):
                crowded = {"max": int(limits.TEAM_MEMBERS), "count": count}
                raise Invalid([FieldError("user", "too_many_items", crowded)])
            TeamMember.objects.bulk_create(
                [
                    TeamMember(
                        object=object_name, record_id=record_id, user_id=user_id, role=role, access=access,
                        created_at=clock.now(),
                    )
                ]
            )  # fmt: skip
        audit(
            ctx.user_id,
            "team.add",
            object_name,
            record_id,
            detail={"user": user_id, "role": role, "access": access},
        )


@use_case
def team_remove(ctx: Context, object_name: str, record_id: int, user_id: int) -> None:
    """Remove a member who was added by hand; NotFound when there is none."""
    _require_change(ctx, object_name, record_id)
    with whole():
        rows = TeamMember.objects.filter(
            object=object_name, record_id=record_id, user_id=user_id, source="manual"
        )
        if not rows.delete()[0]:
            raise NotFound
        audit(ctx.user_id, "team.remove", object_name, record_id, detail={"user": user_id})
