"""Who may see a post and a comment. It is asked when they are read: a comment is seen by whoever sees its record."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q

from guike.platform.access.context import Context
from guike.platform.access.models import TeamMember
from guike.platform.access.scope import NOTHING
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import directory
from guike.platform.records.models import RecordLink
from guike.platform.records.reading import visible, visible_of

POST, COMMENT = "post", "comment"


def is_talked_about(spec: ObjectSpec) -> bool:
    """Whether records of the object have comments, followers and read marks."""
    if spec.name == POST:
        return True
    kept = spec.has_timeline and spec.access.kind in ("owned", "open") and spec.module != "admin"
    return kept and not spec.is_line and spec.ledger is None and spec.name != COMMENT


def talked_about(ctx: Context) -> list[ObjectSpec]:
    """The objects of which the caller may see records and their comments."""
    return [
        spec for spec in catalogue().objects.values() if is_talked_about(spec) and ctx.can(spec.name, "view")
    ]


def seen_among(ctx: Context, object_name: str, ids: Iterable[int]) -> set[int]:
    """Those of the records that the caller may see, by function and scope; none of an unknown object."""
    spec = catalogue().objects.get(object_name)
    if spec is None or not ctx.can(spec.parent or spec.name, "view"):
        return set()
    return visible_of(ctx, spec, ids)


def comment_scope(ctx: Context, action: str) -> Q | None:
    """Comments on records that the caller sees; he changes his own, an administrator removes any that he sees."""
    if ctx.user_id is None:
        return None
    seen = _any_of(
        Q(object=spec.name) & Q(Exists(visible(ctx, spec).filter(pk=OuterRef("record"))))
        for spec in talked_about(ctx)
    )
    return seen if action == "view" else seen & _changeable(ctx)


def post_scope(ctx: Context, action: str) -> Q | None:
    """Own posts, and those whose audience the caller belongs to; of a post about records he sees at least one record."""
    if ctx.user_id is None:
        return None
    own = Q(created_by_id=ctx.user_id)
    seen = own | (_audience(ctx) & (Q(related=[]) | _related(ctx)))
    return seen if action == "view" else seen & _changeable(ctx)


def _changeable(ctx: Context) -> Q:
    return Q() if ctx.administers else Q(created_by_id=ctx.user_id)


def _audience(ctx: Context) -> Q:
    me = ctx.user_id
    found = Q(audience="everybody") | Q(audience="users", users__contains=[me]) | Q(mentions__contains=[me])
    found |= Q(audience="team") & _team(ctx)
    places = departments_upwards(ctx)
    return found | Q(audience="departments", departments__overlap=places) if places else found


def departments_upwards(ctx: Context) -> list[int]:
    """The departments that the caller belongs to, leads or is in charge of, with all above them."""
    units = directory().units
    actor = ctx.actor
    own = {actor.department_id, *actor.headed_departments, *actor.charged_departments}
    return sorted({step for unit in own if unit in units for step in units[unit].path})


def _links(object_name: str | None = None) -> Any:
    links = RecordLink.objects.filter(object=POST, field="related", record_id=OuterRef("pk"))
    return links if object_name is None else links.filter(target_object=object_name)


def _related(ctx: Context) -> Q:
    """Posts about at least one record that the caller sees."""
    return _any_of(
        Q(Exists(_links(spec.name).filter(Exists(visible(ctx, spec).filter(pk=OuterRef("target_id"))))))
        for spec in talked_about(ctx)
        if spec.name != POST
    )


def _team(ctx: Context) -> Q:
    """Posts about a record of which the caller is the owner or in the team."""
    member = TeamMember.objects.filter(
        object=OuterRef("target_object"), record_id=OuterRef("target_id"), user_id=ctx.person_id
    )
    owned = (
        Q(
            Exists(
                _links(spec.name).filter(
                    Exists(visible(ctx, spec).filter(pk=OuterRef("target_id"), owner_id=ctx.user_id))
                )
            )
        )
        for spec in talked_about(ctx)
        if spec.access.kind == "owned" and spec.has_team
    )
    return Q(Exists(_links().filter(Exists(member)))) | _any_of(owned)


def _any_of(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, NOTHING)
