"""Computes the share of one row in a figure of its parent, before and after a change. Where the shares are known
exactly, the new figure follows from the old one, and a parent with a hundred thousand children costs as much as one
with ten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from guike.kernel import filters
from guike.kernel.caches import own_cache
from guike.platform.access.context import system_context
from guike.platform.filters.columns import is_reckoned
from guike.platform.filters.memory import Matcher, matcher
from guike.platform.metadata.readings import ALWAYS
from guike.platform.metadata.spec import FieldSpec, ObjectSpec, RollupSpec
from guike.platform.records.shapes import Draft, get_value, set_value

#: (parent, value), None: the row gives nothing
Share = tuple[int, Any] | None
#: (values that a parent loses, values that it gains)
Move = tuple[list[Any], list[Any]]
UNKNOWN = object()
_EXTREMES: dict[str, Callable[[list[Any]], Any]] = {"max": max, "min": min}
#: types whose values are stored as they are compared here
_COMPARED = frozenset({"integer", "date", "instant"})
#: what decides these lies outside of the row: the calendar, the caller, a tree
_MOVING = frozenset({"within", "under", "is_me", "in_my_departments"})
_STORED_AMOUNT = Decimal("0.0001")
_BASE_AMOUNT = Decimal("0.01")


class Shares:
    """The shares of one roll-up, prepared once for many rows.

    `is_known`: the shares depend only on the row's own plain fields; otherwise all children must be counted. `follows`:
    the new figure is exactly the old one with the lost and gained shares.
    """

    def __init__(self, spec: ObjectSpec, rollup: RollupSpec) -> None:
        self.spec, self.rollup = spec, rollup
        self._source = source_of(spec, rollup)
        self._via = spec.by_name[rollup.via]
        self._inputs = _inputs(spec, rollup)
        self.is_known = self._inputs is not None
        self.follows = self.is_known and _follows(rollup, self._source)
        self._counts: Matcher | None = None
        if self.is_known and rollup.filter is not None:
            self._counts = matcher(system_context(), spec, rollup.filter)

    def of(self, draft: Draft) -> tuple[Share, Share]:
        """(before, after); both are None if no field that decides them has changed."""
        if draft.is_new or draft.fate == "restored":
            return None, self._share(draft.row)
        if draft.fate == "deleted":
            return self._share(draft.row), None
        assert self._inputs is not None
        moved = [name for name in draft.old if name in self._inputs]
        if not moved:
            return None, None
        return self._share(_as_it_was(draft, moved)), self._share(draft.row)

    def notice(self, draft: Draft) -> bool:
        """Whether a written row may change the figure."""
        if not self.is_known:
            return True
        before, after = self.of(draft)
        return before != after

    def moves(self, drafts: Iterable[Draft]) -> dict[int, Move]:
        """Parent → the shares that it loses and gains; parents without a change are absent."""
        found: dict[int, Move] = defaultdict(lambda: ([], []))
        for draft in drafts:
            for side, share in enumerate(self.of(draft)):
                if share is not None and share[1] is not None:
                    found[share[0]][side].append(share[1])
        return {parent: (lost, gained) for parent, (lost, gained) in found.items() if lost != gained}

    def after(self, figure: Any, move: Move) -> Any:
        """What the figure is after that; UNKNOWN when the largest or smallest itself is gone: only the other children
        know the next one."""
        lost, gained = move
        if self.rollup.aggregate not in _EXTREMES:
            return (figure or 0) + sum(gained) - sum(lost)
        best = _EXTREMES[self.rollup.aggregate]([*gained, *lost, *([] if figure is None else [figure])])
        return best if best in gained or best not in lost else UNKNOWN

    def _share(self, row: Any) -> Share:
        parent = get_value(self._via, row)
        if parent is None or (self._counts is not None and not self._counts(row)):
            return None
        return parent, self._value(row)

    def _value(self, row: Any) -> Any:
        if self._source is None:
            return 1
        value = get_value(self._source, row)
        if value is None or not self._source.base_column:
            return 0 if value is None and self.rollup.aggregate == "sum" else value
        # The same rounding as the database's, which keeps the amount with four places and its base value.
        stored = Decimal(value).quantize(_STORED_AMOUNT, ROUND_HALF_UP)
        return (stored * Decimal(row.exchange_rate)).quantize(_BASE_AMOUNT, ROUND_HALF_UP)


def source_of(child: ObjectSpec, rollup: RollupSpec) -> FieldSpec | None:
    """The field of the child that is added up, without a base value where amounts count as they stand; None where records are
    counted."""
    if not rollup.source:
        return None
    item = child.by_name[rollup.source]
    return replace(item, type="decimal", base_column="") if rollup.as_stands else item


def _inputs(spec: ObjectSpec, rollup: RollupSpec) -> frozenset[str] | None:
    """The child's own plain fields that decide the figure; None when other values decide it as well."""
    names = {rollup.via, rollup.source} - {""}
    source = source_of(spec, rollup)
    if source is not None and is_reckoned(spec, source):
        names.add("exchange_rate")
    if rollup.filter:
        node = filters.parse(rollup.filter)
        if filters.relations_of(node) or any(leaf.op in _MOVING for _path, leaf in filters.leaves(node)):
            return None
        names |= set(filters.fields_of(node))
    items = [spec.by_name.get(name) for name in names]
    plain = ALWAYS.isdisjoint(names) and all(
        item is not None and item.stored and item.type not in ("formula", "rollup") for item in items
    )
    return frozenset(names) if plain else None


def _follows(rollup: RollupSpec, source: FieldSpec | None) -> bool:
    """Whether the figure follows from shares: counts, and sums, largest and smallest values of types that are stored
    exactly."""
    if rollup.aggregate == "count":
        return source is None
    if source is None or rollup.aggregate == "avg":
        return False
    return bool(source.base_column) or source.type in (
        _COMPARED if rollup.aggregate in _EXTREMES else ("integer",)
    )


def _as_it_was(draft: Draft, names: Sequence[str]) -> Any:
    """A copy of the row with the former values of these fields."""
    row = object.__new__(type(draft.row))
    row.__dict__.update(draft.row.__dict__)
    if "custom" in row.__dict__:
        row.custom = dict(row.custom)
    for name in names:
        set_value(draft.spec.by_name[name], row, draft.old[name])
    return row


_kept: dict[tuple[str, str, str], Shares] = {}
own_cache(
    "platform.records.figures.shares.kept",
    key="a child, its parent and the name of the figure",
    stale="another definition of the child or of the figure, compared by identity",
    limit=None,
    size=lambda: len(_kept),
    clear=_kept.clear,
)


def shares_of(spec: ObjectSpec, parent: str, rollup: RollupSpec) -> Shares:
    """The shares of a roll-up of `parent`, prepared once for these definitions."""
    place = (spec.name, parent, rollup.field)
    found = _kept.get(place)
    if found is None or found.spec is not spec or found.rollup is not rollup:
        found = _kept[place] = Shares(spec, rollup)
    return found
