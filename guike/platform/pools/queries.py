"""Who belongs to which pool."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from guike.platform.access.actor import Actor, PoolMembership
from guike.platform.access.context import Context
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import directory


def membership_of(model: type[Any], actor: Actor) -> PoolMembership:
    """Pools where the user, or a department of his (or one above it), is a member, and those he administers."""
    unit = directory().units.get(actor.department_id or 0)
    path = list(unit.path) if unit else []
    rows = model.objects.system(reason="pool membership of the signed-in user").filter(deleted_at=None)
    condition = Q(members__contains=[actor.user_id]) | Q(admins__contains=[actor.user_id])
    if path:
        condition |= Q(member_departments__overlap=path)
    member: set[int] = set()
    admin: set[int] = set()
    for pk, admins in rows.filter(condition).values_list("pk", "admins"):
        (admin if actor.user_id in admins else member).add(pk)
    return PoolMembership(frozenset(member), frozenset(admin))


def administers(ctx: Context, spec: ObjectSpec, pool: int) -> bool:
    """Whether the caller is an administrator of this pool of `spec`'s records, or may edit all of these."""
    membership = ctx.actor.pools.get(spec.by_name[spec.access.pool].target)
    named = membership is not None and pool in membership.admin
    return named or "all" in ctx.actor.scope_words(spec.name, "edit")
