"""What dimensions, sharing rules and restriction rules mean for a caller, as sources of the scope."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import Q

from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.access.reasons import Arm, Bound, NoArm, Rule, scope_bound, scope_source
from guike.platform.access.scope import NOTHING, Among
from guike.platform.filters.expressions import is_not_true
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import directory
from guike.platform.sharing.in_force import (
    OWN,
    Dimension,
    Share,
    condition,
    filter_of,
    in_force,
    path_end,
    people_of,
)
from guike.platform.sharing.switched import switched_on

SHARED = Text("由共享规则开放", "A sharing rule opens it")
DIVIDED = Text("不在管理维度的范围内", "It is outside of a management dimension")
CLOSED = Text("限制规则不允许", "A restriction rule closes it")
BY_FILTER = NoArm("which rows a rule's filter finds is a question of its own")


def shared(ctx: Context, spec: ObjectSpec, action: str) -> Sequence[Rule]:
    """Records that sharing rules open to the caller. Rules by owners make one rule, since one look-up finds their rows."""
    known = in_force().shares.get(spec.name)
    if not known or ctx.user_id is None:
        return ()
    mine = [one for one in known if (action == "view" or one.access == "edit") and is_target(ctx, one)]
    return list(_rules(ctx, spec, mine))


def is_target(ctx: Context, rule: Share) -> bool:
    """Whether a sharing rule is for the caller."""
    actor = ctx.actor
    for kind, value in rule.targets:
        if kind == "user" and value == actor.user_id:
            return True
        if kind == "role" and value in actor.role_ids:
            return True
        if kind == "department" and actor.department_id in directory().departments_below([value]):
            return True
    return False


def _rules(ctx: Context, spec: ObjectSpec, mine: Sequence[Share]) -> Iterator[Rule]:
    by_owners = [one for one in mine if one.owners]
    if by_owners:
        owners = people_of(entry for one in by_owners for entry in one.owners)
        by = tuple(("sharing_rule", one.id) for one in by_owners)
        yield Rule("sharing", SHARED, Q(Among("owner_id", owners, ctx.form)), Arm("owner_id", owners), by)
    for one in mine:
        found = condition(ctx, spec, one.filter) if one.filter is not None else None
        if found is not None:
            yield Rule("sharing", SHARED, found, BY_FILTER, (("sharing_rule", one.id),))


def divided(ctx: Context, spec: ObjectSpec, _action: str) -> Sequence[Bound]:
    """The dimensions in which the caller is limited, of those that divide the object."""
    if not ctx.actor.dimensions:
        return ()
    found = []
    for one in in_force().dimensions:
        path = one.path(spec) if one.code in ctx.actor.dimensions else ""
        if path:
            by = (("management_dimension", one.id),)
            found.append(Bound("dimension", DIVIDED, _within(ctx, spec, one, path), by))
    return found


def values_of(ctx: Context, dimension: Dimension) -> Collection[Any]:
    """The values that the caller may see, with his own departments in place of OWN."""
    values = set(ctx.actor.dimensions[dimension.code])
    if OWN in values:
        values = (values - {OWN}) | set(ctx.actor.own_departments)
    return values


def _within(ctx: Context, spec: ObjectSpec, dimension: Dimension, path: str) -> Q:
    """A path that leads nowhere any more lets nothing in."""
    item = path_end(spec, path)
    found = condition(ctx, spec, filter_of(item, path, values_of(ctx, dimension))) if item else None
    return NOTHING if found is None else found


def restricted(ctx: Context, spec: ObjectSpec, action: str) -> Sequence[Bound]:
    """The restrictions that hold for the caller: rules, and what a setting switches on. One whose filter does not fit the object any
    more closes all records."""
    if ctx.user_id is None:
        return ()
    found: list[tuple[str, Any, Text, tuple[tuple[str, int], ...]]] = [
        (one.effect, one.filter, CLOSED, (("restriction_rule", one.id),))
        for one in in_force().restrictions.get(spec.name, ())
        if ctx.user_id in one.users or not one.roles.isdisjoint(ctx.actor.role_ids)
    ]
    for switched, effect in switched_on(spec.name, ctx.actor.role_ids):
        found.append((effect, switched.filter, switched.text, ()))
    return [
        Bound("restriction", text, _open(ctx, spec, node), by)
        for effect, node, text, by in found
        if effect == "view" or action != "view"
    ]


def _open(ctx: Context, spec: ObjectSpec, node: Any) -> Q:
    """What a restriction leaves."""
    closed = condition(ctx, spec, node)
    return NOTHING if closed is None else is_not_true(closed)


def declare() -> None:
    """Register the sources."""
    scope_source("sharing", "wide", shared)
    scope_bound("dimensions", "wide", divided)
    scope_bound("restrictions", "every", restricted)
