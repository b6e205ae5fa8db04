"""Roll-ups: figures of a parent kept from its children, in the same transaction, under its lock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Max, Min, Sum

from guike.kernel import filters
from guike.platform.access.context import Context, system_context
from guike.platform.filters.sql import compile_filter, field_expression
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec, RollupSpec
from guike.platform.records.drafts import Draft
from guike.platform.records.formulas import refresh_formulas
from guike.platform.records.rows import living, table
from guike.platform.records.values import set_value

_AGGREGATES = {"sum": Sum, "count": Count, "max": Max, "min": Min}
WHY = "a roll-up counts all children, whoever may see them"

Parents = dict[str, set[int]]


def touched(spec: ObjectSpec, drafts: Sequence[Draft]) -> Parents:
    """Parent object → ids whose roll-ups these drafts may change: before and after."""
    found: Parents = defaultdict(set)
    for parent, rollup in catalogue().rollups.get(spec.name, ()):
        for draft in drafts:
            if rollup.via not in spec.by_name:
                continue
            found[parent.name].update({draft.get(rollup.via), draft.before(rollup.via)} - {None})
    return found


def lock_parents(parents: Parents) -> None:
    """Lock in the order of the ids, before anything is written."""
    for name, ids in sorted(parents.items()):
        rows = table(catalogue().get(name)).system(reason=WHY).filter(pk__in=ids).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def refresh(spec: ObjectSpec, parents: Parents) -> None:
    """Recompute the roll-ups of these parents from the children of `spec`."""
    for parent, rollup in catalogue().rollups.get(spec.name, ()):
        ids = parents.get(parent.name)
        if ids:
            recompute(parent, rollup, ids)


def recompute(parent: ObjectSpec, rollup: RollupSpec, ids: Iterable[int] | None = None) -> int:
    """Bring one roll-up in step for some parents (None: all); how many were wrong."""
    figures = _figures(rollup, ids)
    rows = living(parent).system(reason=WHY)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    item = parent.by_name[rollup.field]
    empty = 0 if rollup.aggregate in ("sum", "count") else None
    wrong = []
    for row in rows.only("pk", "custom" if item.custom else item.attname):
        value = figures.get(row.pk, empty)
        before = row.custom.get(item.name) if item.custom else getattr(row, item.attname)
        set_value(item, row, value)
        after = row.custom.get(item.name) if item.custom else getattr(row, item.attname)
        if before != after:
            wrong.append(row)
    if wrong:
        column = "custom" if item.custom else item.attname
        rows.bulk_update(wrong, [column], batch_size=500)
        refresh_formulas(parent, [row.pk for row in wrong], item.name)
    return len(wrong)


def _figures(rollup: RollupSpec, ids: Iterable[int] | None) -> dict[int, Any]:
    child = catalogue().get(rollup.child)
    via = child.by_name[rollup.via]
    ctx: Context = system_context()
    rows = living(child).system(reason=WHY)
    key = field_expression(child, via)
    rows = rows.annotate(parent_key=key)
    rows = rows.filter(parent_key__in=list(ids)) if ids is not None else rows.filter(parent_key__isnull=False)
    if rollup.filter:
        rows = rows.filter(compile_filter(ctx, child, filters.parse(rollup.filter)))
    source = _source(child, rollup)
    pairs = rows.order_by().values("parent_key").annotate(figure=_AGGREGATES[rollup.aggregate](source))
    return dict(pairs.values_list("parent_key", "figure"))


def _source(child: ObjectSpec, rollup: RollupSpec) -> Any:
    """What is added up: money always by its base value, since documents may differ in currency."""
    if not rollup.source:
        return "pk"
    item = child.by_name[rollup.source]
    return item.base_column or field_expression(child, item)
