"""Reports beside the lists behind them, for whatever company stands in the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from guike.kernel.filters import parse
from guike.platform.access.context import Context
from guike.platform.filters.caller import visible_rows
from guike.platform.filters.columns import summed_expression
from guike.platform.filters.sql import compile_filter
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.reports.running import run_report


def presets_that_differ(ctx: Context) -> list[str]:
    """Figures of preset reports that are not those of the list that they open."""
    return [
        problem
        for preset in registry.reports.values()
        for problem in _differing(ctx, preset.code, preset.spec)
    ]


def _differing(ctx: Context, code: str, spec: Mapping[str, Any]) -> Iterator[str]:
    answer = run_report(ctx, spec)
    measures = {one.get("as"): one for one in spec["measures"] if "agg" in one}
    lines = [*answer["rows"], *answer["subtotals"], *answer.get("cells", ())]
    if spec.get("totals"):
        lines += [{"keys": {}, "values": answer["totals"], "drills": answer["drills"]}]
    for line in lines:
        for name, measure in measures.items():
            told, counted = line["values"][name], _counted(ctx, measure, line["drills"][name])
            if Decimal(str(told)) != counted:
                yield f"{code}, {line['keys']}: {name} is {told}, its list gives {counted}"


def _counted(ctx: Context, measure: Mapping[str, Any], drill: Mapping[str, Any]) -> Decimal:
    """A count or sum over the rows of a list; that of a balance holds its last day alone."""
    spec = catalogue().get(drill["object"])
    rows = visible_rows(ctx, spec).filter(compile_filter(ctx, spec, parse(drill["filter"])))
    if measure["agg"] in ("count", "count_distinct"):
        return Decimal(rows.count())
    assert measure["agg"] in ("sum", "last"), measure
    item = spec.by_name[str(measure["field"]).rsplit(".", 1)[-1]]
    values = rows.values_list(summed_expression(spec, item), flat=True)
    return sum((Decimal(value) for value in values if value is not None), Decimal(0))
