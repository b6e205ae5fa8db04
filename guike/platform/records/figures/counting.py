"""Computes roll-ups from the children, with one query for all roll-ups that read the same children."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Avg, Count, Max, Min, Q, Sum

from guike.kernel import filters
from guike.platform.access.context import system_context
from guike.platform.database.composing import GivenIds, composed
from guike.platform.filters.columns import field_expression, summed_expression
from guike.platform.filters.sql import compile_filter
from guike.platform.measures.figures import figures_of as measured
from guike.platform.measures.pace import Pace
from guike.platform.measures.questions import Key, Measure, Place, Question
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec, RollupSpec
from guike.platform.records.figures.shares import shares_of, source_of
from guike.platform.records.reading import living
from guike.platform.records.shapes import per_caller

WHY = "a roll-up counts all children, whoever may see them"
_AGGREGATES = {"sum": Sum, "count": Count, "avg": Avg, "max": Max, "min": Min}
#: the figures of a parent without children
NOTHING = {"sum": 0, "count": 0, "avg": None, "max": None, "min": None}
#: averages have as many places as formulas; averages of money as many as the base currency
_PLACES = Decimal("0.000001")
_MONEY_PLACES = Decimal("0.01")

#: more groups than there are records of any object
_ALL = 2**62
#: roll-up field → parent → figure
Figures = dict[str, dict[int, Any]]


def figures_of(parent: str, rollups: Sequence[RollupSpec], ids: Iterable[int]) -> Figures:
    """The figures of these parents; a parent without children is absent."""
    wanted = list(ids)
    found: Figures = {}
    for group in _that_read_the_same(rollups):
        found |= _of_children(parent, group, wanted)
    return found


def counted_anew(rollups: Sequence[RollupSpec]) -> Figures:
    """The figures of all parents as reports count them, by another way than writes do, so that one notices what the other
    gets wrong. A parent without children is absent."""
    found: Figures = {}
    for group in _that_read_the_same(rollups):
        question = _question(group)
        counted = measured(system_context().walking(), question, limit=_ALL, pace=Pace(None)).levels[(0,)]
        for n, rollup in enumerate(group):
            found[rollup.field] = {key: row[n] for (key,), row in counted.items() if key is not None}
    return found


def _question(rollups: Sequence[RollupSpec]) -> Question:
    """The roll-ups, which read the same children, as measures of them by their parent."""
    first = rollups[0]
    child = catalogue().get(first.child)
    rows = living(child).system(reason=WHY)
    if first.filter:
        node = filters.parse(first.filter)
        rows = rows.filter(compile_filter(system_context(), child, node, trusted=True))
    root = Place((), child)
    measures = [Measure(one.field, one.aggregate, root, source_of(child, one)) for one in rollups]
    key = Key(first.via, root, child.by_name[first.via])
    return Question(child, root, (key,), tuple(measures), filters.EVERYTHING, rows.order_by())


def _that_read_the_same(rollups: Sequence[RollupSpec]) -> Iterable[list[RollupSpec]]:
    same: dict[str, list[RollupSpec]] = defaultdict(list)
    for rollup in rollups:
        same[alike(rollup)].append(rollup)
    return same.values()


def alike(rollup: RollupSpec) -> str:
    """A key that is equal for roll-ups that read the same children."""
    return repr((rollup.child, rollup.via, rollup.filter))


def _of_children(parent: str, rollups: Sequence[RollupSpec], ids: list[int]) -> Figures:
    first = rollups[0]
    child = catalogue().get(first.child)

    def counted() -> Any:
        rows = living(child).system(reason=WHY)
        rows = rows.annotate(parent_key=field_expression(child, child.by_name[first.via]))
        rows = rows.filter(Q(GivenIds("parent_key")))
        if first.filter:
            node = filters.parse(first.filter)
            rows = rows.filter(compile_filter(system_context(), child, node, trusted=True))
        measures = {f"f{n}": _AGGREGATES[r.aggregate](_source(child, r)) for n, r in enumerate(rollups)}
        return composed(rows.order_by().values("parent_key").annotate(**measures))

    # Roll-ups that only a row's own fields decide do not depend on the clock.
    is_lasting = all(shares_of(child, parent, rollup).is_known for rollup in rollups)
    place = ("figures", parent, *(rollup.field for rollup in rollups))
    statement = per_caller(None, place, counted) if is_lasting else counted()
    found: Figures = {rollup.field: {} for rollup in rollups}
    for line in statement.dicts(ids):
        for number, rollup in enumerate(rollups):
            found[rollup.field][line["parent_key"]] = _settled(child, rollup, line[f"f{number}"])
    return found


def _source(child: ObjectSpec, rollup: RollupSpec) -> Any:
    """The expression that is added up; money by its base value, since documents may have different currencies, unless the roll-up
    says that these have not."""
    source = source_of(child, rollup)
    return "pk" if source is None else summed_expression(child, source)


def _settled(child: ObjectSpec, rollup: RollupSpec, figure: Any) -> Any:
    if figure is None:
        return NOTHING[rollup.aggregate]
    if rollup.aggregate == "avg":
        is_money = child.by_name[rollup.source].value_type == "money"
        return Decimal(figure).quantize(_MONEY_PLACES if is_money else _PLACES, ROUND_HALF_UP)
    return figure
