"""Roll-ups: figures of a parent kept from its children, in the same transaction, under its lock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum

from guike.kernel import filters
from guike.platform.access.context import system_context
from guike.platform.database.prepared import GivenIds, Prepared, composed, fixed
from guike.platform.filters.columns import field_expression, summed_expression
from guike.platform.filters.sql import compile_filter
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec, RollupSpec
from guike.platform.records.drafts import Draft
from guike.platform.records.formulas import refresh_formulas
from guike.platform.records.prepared import kept
from guike.platform.records.rows import living, table
from guike.platform.records.shares import UNKNOWN, Shares, shares_of
from guike.platform.records.values import get_value, set_value

_AGGREGATES = {"sum": Sum, "count": Count, "max": Max, "min": Min}
#: the figure of a parent without children
_NOTHING = {"sum": 0, "count": 0, "max": None, "min": None}
WHY = "a roll-up counts all children, whoever may see them"

Parents = dict[str, set[int]]


def touched(spec: ObjectSpec, drafts: Sequence[Draft]) -> Parents:
    """Parent object → ids whose roll-ups these drafts may change: before and after. Those that a roll-up cannot notice
    are left out, so that a draft order does not lock its account.
    """
    found: Parents = defaultdict(set)
    for parent, rollup in catalogue().rollups.get(spec.name, ()):
        if rollup.via not in spec.by_name:
            continue
        shares = shares_of(spec, parent.name, rollup)
        for draft in drafts:
            now = draft.get(rollup.via)
            before = draft.old.get(rollup.via, now)
            if now is None and before is None:
                continue
            if shares.notice(draft):
                found[parent.name].update({now, before} - {None})
    return found


def lock_parents(parents: Parents) -> None:
    """Lock in the order of the ids, before anything is written."""
    for name, ids in sorted(parents.items()):
        spec = catalogue().get(name)
        fixed(("lock", name), lambda spec=spec: _locking(spec)).tuples(ids)  # type: ignore[misc]


def _locking(spec: ObjectSpec) -> Any:
    rows = table(spec).system(reason=WHY).filter(Q(GivenIds())).order_by("pk")
    return rows.select_for_update(no_key=True).values("pk")


def refresh(spec: ObjectSpec, parents: Parents, drafts: Sequence[Draft] | None = None) -> None:
    """Bring the roll-ups of these locked parents in step with their children of `spec`.

    `drafts`: all that has happened has happened to these. What then follows from what it was does; the rest is
    counted anew.
    """
    kept: dict[str, list[RollupSpec]] = defaultdict(list)
    for parent, rollup in catalogue().rollups.get(spec.name, ()):
        if parents.get(parent.name) and rollup.via in spec.by_name:
            kept[parent.name].append(rollup)
    for name, rollups in kept.items():
        moving = {} if drafts is None else _moving(spec, name, rollups)
        counted = [rollup for rollup in rollups if rollup.field not in moving]
        if counted:
            _recompute(catalogue().get(name), counted, parents[name])
        if moving:
            _move(catalogue().get(name), list(moving.values()), drafts or ())


def _moving(spec: ObjectSpec, parent: str, rollups: Sequence[RollupSpec]) -> dict[str, Shares]:
    """Those that follow by differences: all of a group that one query would answer, or none of it."""
    found = {rollup.field: shares_of(spec, parent, rollup) for rollup in rollups}
    counted = {_alike(rollup) for rollup in rollups if not found[rollup.field].follows}
    return {rollup.field: found[rollup.field] for rollup in rollups if _alike(rollup) not in counted}


def _move(parent: ObjectSpec, figures: Sequence[Shares], drafts: Sequence[Draft]) -> None:
    moves = [(shares, parent.by_name[shares.rollup.field], shares.moves(drafts)) for shares in figures]
    moves = [one for one in moves if one[2]]
    ids = {row_id for _shares, _item, found in moves for row_id in found}
    columns = list(dict.fromkeys(_column(item) for _shares, item, _found in moves))
    moved: dict[str, dict[int, Any]] = defaultdict(dict)
    unknown: dict[str, set[int]] = defaultdict(set)
    for row in _figured(parent, columns).instances(ids) if ids else ():
        for shares, item, found in moves:
            before = get_value(item, row)
            after = shares.after(before, found[row.pk]) if row.pk in found else before
            if after is UNKNOWN:
                unknown[item.name].add(row.pk)
            elif after != before:
                set_value(item, row, after)
                moved[item.name][row.pk] = row
    _keep(parent, moved)
    lost = [shares.rollup for shares in figures if shares.rollup.field in unknown]
    if lost:
        _recompute(parent, lost, set().union(*unknown.values()))


def _keep(parent: ObjectSpec, moved: Mapping[str, Mapping[int, Any]]) -> None:
    """Store figures that are others now, {roll-up field: {parent: row}}, and what is worked out from them."""
    if moved:
        rows = {row_id: row for found in moved.values() for row_id, row in found.items()}
        _store(parent, list(rows.values()), sorted({_column(parent.by_name[name]) for name in moved}))
    for name, found in moved.items():
        refresh_formulas(parent, list(found), name)


def _column(item: FieldSpec) -> str:
    return "custom" if item.custom else item.attname


def _figured(parent: ObjectSpec, columns: Sequence[str]) -> Prepared:
    """The statement that reads these columns of some parents."""
    rows = living(parent).system(reason=WHY).filter(Q(GivenIds())).only("pk", *columns)
    return fixed(("figured", parent.name, *columns), lambda: rows)


def _store(parent: ObjectSpec, rows: Sequence[Any], columns: Sequence[str]) -> None:
    standing = living(parent).system(reason=WHY)
    if len(rows) == 1:
        standing.filter(pk=rows[0].pk).update(**{column: getattr(rows[0], column) for column in columns})
    else:
        standing.bulk_update(rows, columns, batch_size=500)


def recompute(parent: ObjectSpec, rollup: RollupSpec, ids: Iterable[int] | None = None) -> int:
    """Bring one roll-up in step for some parents (None: all); how many were wrong."""
    return _recompute(parent, [rollup], ids)


def _recompute(parent: ObjectSpec, rollups: Sequence[RollupSpec], ids: Iterable[int] | None) -> int:
    figures = _figures(parent.name, rollups, ids)
    items = [parent.by_name[rollup.field] for rollup in rollups]
    read = list(dict.fromkeys(_column(item) for item in items))
    if ids is None:
        rows: Iterable[Any] = living(parent).system(reason=WHY).only("pk", *read)
    else:
        rows = _figured(parent, read).instances(ids)
    moved: dict[str, dict[int, Any]] = defaultdict(dict)
    for row in rows:
        for rollup, item in zip(rollups, items, strict=True):
            before = _stored(item, row)
            set_value(item, row, figures[rollup.field].get(row.pk, _NOTHING[rollup.aggregate]))
            if before != _stored(item, row):
                moved[item.name][row.pk] = row
    _keep(parent, moved)
    return len(set().union(*moved.values()))


def _stored(item: FieldSpec, row: Any) -> Any:
    return row.custom.get(item.name) if item.custom else getattr(row, item.attname)


def _figures(
    parent: str, rollups: Sequence[RollupSpec], ids: Iterable[int] | None
) -> dict[str, dict[int, Any]]:
    """Roll-up field → parent → figure. One query for all that look at the same children."""
    alike: dict[str, list[RollupSpec]] = defaultdict(list)
    for rollup in rollups:
        alike[_alike(rollup)].append(rollup)
    wanted = None if ids is None else list(ids)
    return {
        field: found
        for group in alike.values()
        for field, found in _of_children(parent, group, wanted).items()
    }


def _alike(rollup: RollupSpec) -> str:
    """The same for roll-ups that look at the same children."""
    return repr((rollup.child, rollup.via, rollup.filter))


def _of_children(
    parent: str, rollups: Sequence[RollupSpec], ids: list[int] | None
) -> dict[str, dict[int, Any]]:
    first = rollups[0]
    child = catalogue().get(first.child)

    def counted() -> Any:
        rows = living(child).system(reason=WHY)
        rows = rows.annotate(parent_key=field_expression(child, child.by_name[first.via]))
        given = Q(parent_key__isnull=False) if ids is None else Q(GivenIds("parent_key"))
        rows = rows.filter(given)
        if first.filter:
            rows = rows.filter(compile_filter(system_context(), child, filters.parse(first.filter)))
        measures = {f"f{n}": _AGGREGATES[r.aggregate](_source(child, r)) for n, r in enumerate(rollups)}
        return composed(rows.order_by().values("parent_key").annotate(**measures))

    # The clock has no part in those that one row's own fields decide.
    is_lasting = ids is not None and all(shares_of(child, parent, rollup).is_known for rollup in rollups)
    place = ("figures", parent, *(rollup.field for rollup in rollups))
    statement = kept(None, place, counted) if is_lasting else counted()
    found: dict[str, dict[int, Any]] = {rollup.field: {} for rollup in rollups}
    for line in statement.dicts(ids or ()):
        for number, rollup in enumerate(rollups):
            figure = line[f"f{number}"]
            found[rollup.field][line["parent_key"]] = _NOTHING[rollup.aggregate] if figure is None else figure
    return found


def _source(child: ObjectSpec, rollup: RollupSpec) -> Any:
    """What is added up: money always by its base value, since documents may differ in currency."""
    if not rollup.source:
        return "pk"
    return summed_expression(child, child.by_name[rollup.source])
