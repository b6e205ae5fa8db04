"""What is asked of the records: keys to group by, and measures, each at the place of the graph where it counts.

The places form a tree. Its root are the records of the object that is reported on; each further place is reached by one
step along a reference. A *tuple* is one way through the tree from a record of the root to a record of each place; where
a step finds nothing, the place is empty and its keys are empty (left join). A measure counts, within one combination of
keys, each record of its own place once, however many tuples meet it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guike.kernel.filters import Node as Condition
from guike.platform.filters.resolve import Hop
from guike.platform.metadata.spec import FieldSpec, ObjectSpec

#: how a measure counts
COUNTS = frozenset({"count", "count_distinct"})
#: aggregates of groups that follow from those of their parts, as long as no record is in two of them
ADDED = frozenset({"count", "sum", "avg", "min", "max", "weighted_avg", "weighted_sum"})
#: aggregates with a weight
WEIGHTED = frozenset({"weighted_avg", "weighted_sum"})
#: means, which have more places than what they are of
MEANS = frozenset({"avg", "weighted_avg", "median"})
AGGREGATES = (
    "count", "count_distinct", "sum", "avg", "min", "max", "median", "last", "weighted_avg", "weighted_sum"
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Place:
    """A place of the tree: the records of `spec` that the steps of `path` lead to. `hop`: the last step; None at the root.
    A tree has one `Place` for each path, and each has its `number`."""

    path: tuple[str, ...]
    spec: ObjectSpec
    number: int = 0
    hop: Hop | None = None
    parent: Place | None = None

    @property
    def chain(self) -> tuple[Place, ...]:
        """The places from the root to this one."""
        return (self,) if self.parent is None else (*self.parent.chain, self)

    @property
    def name(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True)
class Key:
    """One key of the groups. `bucket`: unit of time for days and instants; `bands`: lower bounds of numeric ranges, the
    first band lies below the first bound; `is_record`: each record of the place is a group of its own; `is_column`: it
    spreads over columns."""

    name: str
    place: Place
    item: FieldSpec
    bucket: str = ""
    bands: tuple[Decimal, ...] = ()
    is_record: bool = False
    is_column: bool = False

    @property
    def path(self) -> str:
        return ".".join((*self.place.path, self.item.name))


@dataclass(frozen=True)
class Part:
    """A condition of a measure on the records of a place of its path."""

    place: Place
    where: Condition


@dataclass(frozen=True)
class Measure:
    """One figure. `item` None: the records themselves. `weight`: of a weighted average or sum, a number of the same place; `by`: of
    "last", the day or instant whose last value in the group counts (a balance is the last of its period)."""

    name: str
    aggregate: str
    place: Place
    item: FieldSpec | None = None
    weight: FieldSpec | None = None
    by: FieldSpec | None = None
    parts: tuple[Part, ...] = ()

    @property
    def counts_records(self) -> bool:
        return self.aggregate in COUNTS and self.item is None


@dataclass(frozen=True)
class Beyond:
    """All groups of a key but these."""

    key: Key
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Question:
    """A checked question. `rows`: the records of the root, scoped and filtered; `where`: their filter, for the way back from
    a figure to its records; `beyond`: it asks for "the others", which these groups leave out; `fiscal_start`: the month in which
    the fiscal year begins."""

    spec: ObjectSpec
    root: Place
    keys: tuple[Key, ...]
    measures: tuple[Measure, ...]
    where: Condition
    rows: Any
    beyond: Beyond | None = None
    fiscal_start: int = 1

    @property
    def levels(self) -> tuple[tuple[int, ...], ...]:
        """The combinations of keys at which figures stand: all keys, then fewer from the right, in rows and columns, and none
        for the grand total. Each is a tuple of indexes of `keys`."""
        rows = [n for n, key in enumerate(self.keys) if not key.is_column]
        columns = [n for n, key in enumerate(self.keys) if key.is_column]
        found = [
            tuple(sorted(rows[:r] + columns[:c]))
            for r in range(len(rows), -1, -1)
            for c in range(len(columns), -1, -1)
        ]
        return tuple(found)


def shares_records(keys: Sequence[Key], measure: Measure) -> bool:
    """Whether one record of the measure may be met by several tuples, so that groups may share it and figures must be
    counted anew at each level.

    It is met once when every step to it goes from a record to those that point back at it with a single reference, and no
    key or condition stands off that way behind a step to several records.
    """
    way = set(measure.place.chain)
    for place in measure.place.chain[1:]:
        assert place.hop is not None
        if not (place.hop.reverse and place.hop.item.is_reference):
            return True
    needed = {place for key in keys for place in key.place.chain}
    needed |= {place for part in measure.parts for place in part.place.chain}
    return any(place.hop is not None and place.hop.many for place in needed - way)
