"""Compiles a filter to a condition of a queryset.

The logic is two-valued, although SQL's has three values. A positive leaf is compiled directly, so that an index can
serve it, and may be null where the field is empty; every NOT is `(…) IS NOT TRUE`. A path goes through the scope of
each object on it, as an uncorrelated sub-query, so rows that the caller may not see do not count.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, JSONField, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable

from guike.kernel.filters import Leaf, Node, Target, Value
from guike.platform.filters.caller import Caller, visible_rows
from guike.platform.filters.columns import ANY, comparable, field_expression, index_sql, not_empty
from guike.platform.filters.computed import computed, computed_expression, computed_value
from guike.platform.filters.expressions import (
    FALSE,
    TRUE,
    AmongRows,
    Linked,
    Typed,
    cast,
    is_not_true,
    json_key,
    literal,
    test,
    text_key,
)
from guike.platform.filters.leaves import leaf_condition, other_condition
from guike.platform.filters.resolve import (
    Check,
    Group,
    Hop,
    Inverse,
    Related,
    Resolution,
    Resolved,
    Route,
    resolve,
)
from guike.platform.metadata.spec import ObjectSpec

__all__ = [
    "compile_filter",
    "compile_resolved",
    "computed",
    "computed_expression",
    "computed_value",
    "field_expression",
    "index_sql",
    "lookup",
    "outer_reference",
    "rows_through",
    "value_along",
]


def compile_filter(
    ctx: Caller, spec: ObjectSpec, node: Node, *, path: str = "filter", trusted: bool = False
) -> Q:
    """The condition for `queryset.filter(…)` of `spec.model`. Invalid: every fault, at places under `path`.

    The calling code must exclude deleted rows and other custom objects of the shared table. `trusted`: a rule of the
    system, which may read fields that `ctx` may not.
    """
    return compile_resolved(ctx, resolve(ctx, spec, node, path=path, trusted=trusted))


def compile_resolved(ctx: Caller, found: Resolution) -> Q:
    """The condition of a filter that was checked before. One with values of a caller (`is_callers`) serves him alone."""
    return _condition(ctx, found.tree)


def _condition(ctx: Caller, node: Resolved) -> Q:
    match node:
        case Group(items, every):
            found = TRUE if every else FALSE
            for index, item in enumerate(items):
                one = _condition(ctx, item)
                found = one if index == 0 else found & one if every else found | one
            return found
        case Inverse(item):
            return is_not_true(_condition(ctx, item))
        case Related(kind, route, where):
            inner = _condition(ctx, where)
            if kind == "some":
                return _along(ctx, route.hops, inner)
            bad = inner if kind == "none" else is_not_true(inner)
            return is_not_true(_along(ctx, route.hops, bad))
        case Check():
            return _check(ctx, node)


def _check(ctx: Caller, check: Check) -> Q:
    route = check.route
    if check.other is None:
        return _along(ctx, route.hops, leaf_condition(ctx, route.end, check.item, check.leaf))
    left, right = value_along(ctx, route), value_along(ctx, check.other)
    found = other_condition(check.leaf.op, left, right)
    if check.leaf.op == "eq":
        empty = [is_not_true(_along(ctx, r.hops, _present(ctx, r))) for r in (route, check.other)]
        found |= empty[0] & empty[1]
    return found


def _present(ctx: Caller, route: Route) -> Q:
    assert route.item is not None
    return not_empty(route.end, route.item, ctx.timezone)


def _along(ctx: Caller, hops: tuple[Hop, ...], inner: Q) -> Q:
    """Rows from which the steps lead to some visible row that meets `inner`."""
    for hop in reversed(hops):
        inner = _through(ctx, hop, visible_rows(ctx, hop.target).filter(inner))
    return inner


def _through(ctx: Caller, hop: Hop, rows: Any) -> Q:
    """Rows of `hop.source` that one step leads from to one of `rows`."""
    item, form = hop.item, ctx.form
    if not hop.many:
        if item.custom:
            ids = rows.values(found=Typed("to_jsonb({})", F("pk"), output_field=JSONField()))
            return Q(AmongRows(json_key(item.name), ids, form))
        return Q(AmongRows(F(item.attname), rows.values("pk"), form))
    if not hop.reverse:
        if item.custom or item.type in ANY:
            where = _link(hop.source, item.name, hop.target)
            return Q(Linked("record_id", where, form, Subquery(rows.values("pk"))))
        return test("({} && ARRAY{})", F(item.attname), Subquery(rows.values("pk")))
    if item.is_reference:
        key = cast(text_key(item.name), "bigint") if item.custom else F(item.attname)
        return Q(AmongRows(F("pk"), rows.values(found=key), form))
    where = _link(hop.target, item.name, hop.source, end="record_id")
    return Q(Linked("target_id", where, form, Subquery(rows.values("pk"))))


def rows_through(ctx: Caller, hop: Hop, key: int) -> Any:
    """The visible rows of `hop.target` that point at the row `key` of `hop.source`."""
    item, rows = hop.item, visible_rows(ctx, hop.target)
    if item.is_reference:
        return rows.filter(leaf_condition(ctx, hop.target, item, Leaf(item.name, "eq", key)))
    target: Value = (Target(hop.source.name, key),) if item.type in ANY else (key,)
    return rows.filter(leaf_condition(ctx, hop.target, item, Leaf(item.name, "has_any", target)))


def _link(owner: ObjectSpec, field: str, target: ObjectSpec, end: str = "target_id") -> str:
    return (
        f"object = {literal(owner.name)} AND field = {literal(field)}"
        f" AND target_object = {literal(target.name)} AND {end} IN {{}}"
    )


def value_along(ctx: Caller, route: Route, *, folded: bool = True) -> Any:
    """The value at the end of a to-one path as an expression; null where a reference on the path is empty or its target
    invisible."""
    assert route.item is not None
    read = comparable if folded else field_expression
    return lookup(ctx, route.hops, read(route.end, route.item, ctx.timezone))


def lookup(ctx: Caller, hops: tuple[Hop, ...], value: Any) -> Any:
    """An expression over the table at the end of to-one steps, read from their start."""
    for hop in reversed(hops):
        rows = visible_rows(ctx, hop.target).filter(pk=outer_reference(hop))
        value = Subquery(rows.values(found=value)[:1])
    return value


def outer_reference(hop: Hop) -> Combinable:
    """The id that a to-one step holds, seen from a sub-query."""
    if not hop.item.custom:
        return OuterRef(hop.item.attname)
    return cast(text_key(hop.item.name, OuterRef("custom")), "bigint")
