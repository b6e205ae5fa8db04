"""Roll-ups: figures of a parent kept from its children, in the same transaction, under its lock.

A write says what it writes (`moves_of`), locks every parent whose figures that may move, in one order over the whole house
(`lock`), writes, and brings the figures in step (`refresh`): by the difference where that is certain, else counted anew.
What follows from a figure — formulas of the parent, roll-ups of the parent's own parents — follows at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import transaction

from guike.kernel import limits
from guike.platform.database.composing import Lookup
from guike.platform.database.copying import update_each
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec, RollupSpec
from guike.platform.records.figures.counting import NOTHING, WHY, alike, counted_anew, figures_of
from guike.platform.records.figures.following import (
    Ids,
    Kept,
    figure_index,
    further,
    held,
    is_read,
    over_references,
)
from guike.platform.records.figures.formulas import refresh_formulas
from guike.platform.records.figures.shares import UNKNOWN, Shares, shares_of
from guike.platform.records.locking import lock
from guike.platform.records.reading import living
from guike.platform.records.shapes import Draft, get_value, set_value, silent

_CHUNK = int(limits.CHUNK_ROWS)
_log = structlog.get_logger(__name__)
#: figures that moved: parent → field → what it was
Before = dict[int, dict[str, Any]]


@dataclass
class _Part:
    """Written rows of one object; `parents`: by object, those whose figures count these rows as children; `over`: roll-ups
    that read these rows over references, with the parents to count anew."""

    spec: ObjectSpec
    drafts: Sequence[Draft]
    parents: Ids
    over: Mapping[tuple[str, str], tuple[Kept, set[int]]]


class Moves:
    """What one write may move."""

    def __init__(self, parts: Sequence[_Part]) -> None:
        self.parts = parts

    def lock(self) -> None:
        """Lock every parent, and what decides its figures, before anything is written."""
        wanted: Ids = defaultdict(set)
        named: Ids = defaultdict(set)
        for part in self.parts:
            for name, ids in part.parents.items():
                wanted[name] |= ids
            for one, ids in part.over.values():
                wanted[one.parent.name] |= ids
            for name, ids in held(part.spec, part.drafts).items():
                named[name] |= ids
        for name, ids in named.items():
            wanted[name] |= ids
        lock(wanted)
        for _hop in range(int(limits.PATH_SEGMENTS)):
            named = further(named)
            lock(named)

    def refresh(self) -> None:
        """Bring the figures in step with what has been written."""
        touched: set[tuple[str, int]] = set()
        for part in self.parts:
            parents = {name: set(ids) for name, ids in part.parents.items()}
            if part.spec.is_line:  # new lines know their document only now
                for name, ids in _parents_of(part.spec, part.drafts).items():
                    parents.setdefault(name, set()).update(ids)
            _refresh(part.spec, parents, part.drafts)
            for one, ids in part.over.values():
                _recompute(one.parent, [one.rollup], ids)
                parents.setdefault(one.parent.name, set()).update(ids)
            _refresh_restored(part.spec, part.drafts)
            touched |= {(name, row_id) for name, ids in parents.items() for row_id in ids}
        for part in self.parts:
            _read_back(part.spec, [d for d in part.drafts if (part.spec.name, d.row.pk) in touched])


def moves_of(spec: ObjectSpec, drafts: Sequence[Draft], *others: tuple[ObjectSpec, Sequence[Draft]]) -> Moves:
    """What writing these rows may move, with their lines. `others`: rows of other objects that are written with them."""
    lines: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        for line in draft.all_lines():
            if line.is_new or line.old or line.columns:
                lines[line.spec.name].append(line)
        for name, rows in draft.removed.items():
            removed = catalogue().get(draft.spec.by_name[name].lines_object)
            lines[removed.name] += [Draft(removed, row, 0, False, fate="deleted") for row in rows]
    groups = [(spec, drafts), *((catalogue().get(name), found) for name, found in lines.items()), *others]
    return Moves(
        [
            _Part(one, found, _parents_of(one, found), over_references(one, found))
            for one, found in groups
            if found
        ]
    )


def _parents_of(spec: ObjectSpec, drafts: Sequence[Draft]) -> Ids:
    """Parent object → ids whose roll-ups these rows may change as children: before and after. Those that a roll-up cannot
    notice are left out, so that a draft order does not lock its account."""
    found: Ids = defaultdict(set)
    for one in figure_index().children.get(spec.name, ()):
        via = one.rollup.via
        shares = shares_of(spec, one.parent.name, one.rollup)
        for draft in drafts:
            now = draft.get(via)
            before = draft.old.get(via, now)
            if now is None and before is None:
                continue
            if shares.notice(draft):
                found[one.parent.name].update({now, before} - {None})
    return found


def _refresh(spec: ObjectSpec, parents: Ids, drafts: Sequence[Draft]) -> None:
    """The roll-ups over `spec` of these locked parents. What follows from what it was does; the rest is counted anew."""
    touched: dict[str, list[RollupSpec]] = defaultdict(list)
    for one in figure_index().children.get(spec.name, ()):
        if parents.get(one.parent.name):
            touched[one.parent.name].append(one.rollup)
    for name, rollups in touched.items():
        moving = _moving(spec, name, rollups)
        counted = [rollup for rollup in rollups if rollup.field not in moving]
        if counted:
            _recompute(catalogue().get(name), counted, parents[name])
        if moving:
            _move(catalogue().get(name), list(moving.values()), drafts)


def _read_back(spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Rows that the writer holds and may write once more get the figures that are kept on them."""
    if not drafts:
        return
    names = [one.rollup.field for one in figure_index().parents.get(spec.name, ())]
    columns = sorted({"custom", *(_column(spec.by_name[name]) for name in names)})
    rows = {row.pk: row for row in _FIGURED.instances({d.row.pk for d in drafts}, spec.name, *columns)}
    for draft in drafts:
        if draft.row.pk in rows:
            draft.row.__dict__.update({column: rows[draft.row.pk].__dict__[column] for column in columns})


def _refresh_restored(spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """What came back from the recycle bin, where figures are not kept."""
    ids = {draft.row.pk for draft in drafts if draft.fate == "restored"}
    rollups = [one.rollup for one in figure_index().parents.get(spec.name, ())]
    if ids and rollups:
        _recompute(spec, rollups, ids)


def _moving(spec: ObjectSpec, parent: str, rollups: Sequence[RollupSpec]) -> dict[str, Shares]:
    """Those that follow by differences: all of a group that one query would answer, or none of it."""
    found = {rollup.field: shares_of(spec, parent, rollup) for rollup in rollups}
    counted = {alike(rollup) for rollup in rollups if not found[rollup.field].follows}
    return {rollup.field: found[rollup.field] for rollup in rollups if alike(rollup) not in counted}


def _move(parent: ObjectSpec, figures: Sequence[Shares], drafts: Sequence[Draft]) -> None:
    moves = [(shares, parent.by_name[shares.rollup.field], shares.moves(drafts)) for shares in figures]
    moves = [one for one in moves if one[2]]
    ids = {row_id for _shares, _item, found in moves for row_id in found}
    columns = list(dict.fromkeys(_column(item) for _shares, item, _found in moves))
    rows: dict[int, Any] = {}
    moved: Before = defaultdict(dict)
    unknown: dict[str, set[int]] = defaultdict(set)
    for row in _FIGURED.instances(ids, parent.name, *columns) if ids else ():
        rows[row.pk] = row
        for shares, item, found in moves:
            before = get_value(item, row)
            if row.pk not in found:
                continue
            # an empty custom figure may be one that its job has not worked out yet
            is_unsettled = item.custom and before is None
            after = UNKNOWN if is_unsettled else shares.after(before, found[row.pk])
            if after is UNKNOWN:
                unknown[item.name].add(row.pk)
            elif after != before:
                set_value(item, row, after)
                moved[row.pk][item.name] = before
    _keep(parent, rows, moved)
    lost = [shares.rollup for shares in figures if shares.rollup.field in unknown]
    if lost:
        _recompute(parent, lost, set().union(*unknown.values()))


def _keep(parent: ObjectSpec, rows: Mapping[int, Any], moved: Before) -> None:
    """Store figures that are others now, and all that follows from them: formulas of the same row, and the figures that
    other records keep of it."""
    if not moved:
        return
    names = sorted({name for old in moved.values() for name in old})
    columns = sorted({_column(parent.by_name[name]) for name in names})
    update_each(living(parent).system(reason=WHY), [rows[row_id] for row_id in moved], columns)
    for row_id, old in refresh_formulas(parent, moved, names).items():
        moved[row_id].update(old)
    known = {one.rollup.field for one in figure_index().parents.get(parent.name, ()) if one.is_circular}
    read = {name for old in moved.values() for name in old} - known
    if is_read(parent.name, read):
        whole = living(parent).system(reason=WHY).filter(pk__in=list(moved)).order_by("pk")
        drafts = [Draft(parent, row, n, False, old=dict(moved[row.pk])) for n, row in enumerate(whole)]
        further_moves = moves_of(parent, drafts)
        further_moves.lock()
        further_moves.refresh()


def _column(item: FieldSpec) -> str:
    return "custom" if item.custom else item.attname


#: some parents with these columns
_FIGURED = Lookup(
    lambda name, *columns: living(catalogue().get(name)).system(reason=WHY).only("pk", *columns)
)


def recompute_rollup(parent: ObjectSpec, rollup: RollupSpec, *, quietly: bool = False) -> int:
    """Bring one roll-up in step for all parents; how many were wrong. Those that differ from what reports count are counted
    again under their locks, in chunks, each a transaction of its own. `quietly`: without history."""
    wrong = sorted(wrong_figures(parent, rollup))
    changed = 0
    for start in range(0, len(wrong), _CHUNK):
        chunk = wrong[start : start + _CHUNK]
        with transaction.atomic():
            lock({parent.name: chunk})
            if quietly:
                with silent():
                    changed += _recompute(parent, [rollup], chunk)
            else:
                changed += _recompute(parent, [rollup], chunk)
    if changed < len(wrong):  # a write may have come between, or the two ways of counting differ
        left = wrong_figures(parent, rollup).keys() & {*wrong}
        if left:
            _log.error("counted differently", object=parent.name, field=rollup.field, rows=len(left))
    return changed


def wrong_figures(parent: ObjectSpec, rollup: RollupSpec) -> dict[int, tuple[Any, Any]]:
    """Parent → (what is kept, what the engine of reports counts) where the two differ."""
    item = parent.by_name[rollup.field]
    figures = counted_anew([rollup])[rollup.field]
    found: dict[int, tuple[Any, Any]] = {}
    rows = living(parent).system(reason=WHY).only("pk", _column(item)).order_by("pk")
    for row in rows.iterator(_CHUNK):
        kept = _stored(item, row)
        set_value(item, row, figures.get(row.pk, NOTHING[rollup.aggregate]))
        if kept != _stored(item, row):
            found[row.pk] = (kept, _stored(item, row))
    return found


def _recompute(parent: ObjectSpec, rollups: Sequence[RollupSpec], ids: Iterable[int]) -> int:
    """Count the roll-ups of these locked parents anew; how many had a wrong one."""
    ids = list(ids)
    figures = figures_of(parent.name, rollups, ids)
    items = [parent.by_name[rollup.field] for rollup in rollups]
    rows: dict[int, Any] = {}
    moved: Before = defaultdict(dict)
    columns = dict.fromkeys(_column(item) for item in items)
    for row in _FIGURED.instances(ids, parent.name, *columns):
        rows[row.pk] = row
        for rollup, item in zip(rollups, items, strict=True):
            kept, before = _stored(item, row), get_value(item, row)
            set_value(item, row, figures[rollup.field].get(row.pk, NOTHING[rollup.aggregate]))
            if kept != _stored(item, row):
                moved[row.pk][item.name] = before
    _keep(parent, rows, moved)
    return len(moved)


def _stored(item: FieldSpec, row: Any) -> Any:
    return row.custom.get(item.name) if item.custom else getattr(row, item.attname)
