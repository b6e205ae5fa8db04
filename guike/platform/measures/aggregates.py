"""Counts and sums over the rows of a list: board columns, list totals, badges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guike.kernel import limits
from guike.platform.filters.caller import Caller
from guike.platform.measures.asking import Asker
from guike.platform.measures.figures import figures_of
from guike.platform.measures.pace import Pace
from guike.platform.measures.presenting import Presenter
from guike.platform.metadata.spec import ObjectSpec


def run_aggregate(
    ctx: Caller, spec: ObjectSpec, rows: Any, groups: Sequence[Any] = (), measures: Sequence[Any] = ()
) -> dict[str, Any]:
    """`{"rows": [{"keys", "values"}], "totals", "truncated"}` over an already scoped queryset.

    groups: `"status"` or `{"field", "bucket"?, "bands"?, "as"?}`; measures: `{"agg", "field"?, "as"?, "filter"?}`, none: the
    count. Amounts are counted in base currency. Invalid: every fault.
    """
    asker = Asker(ctx, spec, rows)
    keys = asker.keys(groups)
    if len(keys) > limits.GROUP_KEYS:
        asker.refuse("groups", "group.too_many", max=limits.GROUP_KEYS)
    for index, key in enumerate(keys):
        if any(place.hop is not None and place.hop.many for place in key.place.chain):
            asker.refuse(f"groups[{index}].field", "group.not_groupable", name=key.path)
    question = asker.question(keys, asker.measures(measures or ({"agg": "count"},)))
    finest, total = question.levels[0], ()
    levels = [finest, total] if finest else [total]
    figures = figures_of(ctx, question, levels=levels, limit=int(limits.AGGREGATE_ROWS), pace=Pace(None))
    presenter = Presenter(ctx, question, figures)
    found = figures.levels[finest] if finest else {}
    ordered = sorted(found, key=lambda group: presenter.rank(finest, group))
    return {
        "rows": [
            {"keys": presenter.keys(finest, group), "values": presenter.values(found[group])}
            for group in ordered
        ],
        "totals": presenter.values(figures.levels[total][()]),
        "truncated": figures.truncated,
    }
