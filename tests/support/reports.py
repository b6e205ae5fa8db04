"""Reports beside the lists behind them, and stored figures beside the engine's, for whatever company stands in the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from guike.kernel.filters import parse
from guike.platform.access.context import Context
from guike.platform.filters.caller import visible_rows
from guike.platform.filters.columns import summed_expression
from guike.platform.filters.sql import compile_filter
from guike.platform.measures.asking import Asker
from guike.platform.measures.figures import figures_of
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import ObjectSpec, RollupSpec
from guike.platform.records.reading import living
from guike.platform.records.shapes import get_value
from guike.platform.reports.running import run_report

WHY = "a test compares stored figures with the engine's"


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
    lines += [{"keys": {}, "values": answer["totals"], "drills": answer["drills"]}]
    for line in lines:
        for name, measure in measures.items():
            told, counted = line["values"][name], _counted(ctx, measure, line["drills"][name])
            if Decimal(str(told)) != counted:
                yield f"{code}, {line['keys']}: {name} is {told}, its list gives {counted}"


def _counted(ctx: Context, measure: Mapping[str, Any], drill: Mapping[str, Any]) -> Decimal:
    """A count or sum over the rows of a list."""
    spec = catalogue().get(drill["object"])
    rows = visible_rows(ctx, spec).filter(compile_filter(ctx, spec, parse(drill["filter"])))
    if measure["agg"] in ("count", "count_distinct"):
        return Decimal(rows.count())
    assert measure["agg"] == "sum", measure
    item = spec.by_name[str(measure["field"]).rsplit(".", 1)[-1]]
    values = rows.values_list(summed_expression(spec, item), flat=True)
    return sum((Decimal(value) for value in values if value is not None), Decimal(0))


def rollups_that_differ(ctx: Context) -> list[str]:
    """Stored roll-ups that are not what the engine counts. `ctx`: one who sees everything."""
    found: list[str] = []
    for pairs in catalogue().rollups.values():
        for parent, rollup in pairs:
            found += _rollup(ctx, parent, rollup)
    return found


def _rollup(ctx: Context, parent: ObjectSpec, rollup: RollupSpec) -> Iterator[str]:
    relations = catalogue().relations[parent.name]
    path = next(one.name for one in relations if one.object == rollup.child and one.field == rollup.via)
    asker = Asker(ctx.walking(), parent)
    measure = {"agg": rollup.aggregate, "field": f"{path}.{rollup.source or 'id'}", "as": "figure"}
    if rollup.filter:
        measure["filter"] = _under(path, rollup.filter)
    question = asker.question(asker.keys([{"field": "id"}]), asker.measures([measure]))
    counted = figures_of(ctx.walking(), question).levels[(0,)]
    item = parent.by_name[rollup.field]
    for row in living(parent).system(reason=WHY):
        stored, engine = get_value(item, row), counted[(row.pk,)][0]
        if (stored or 0) != (engine or 0):
            yield f"{parent.name}.{rollup.field} of {row.pk}: {stored} is stored, the engine counts {engine}"


def _under(path: str, raw: Any) -> Any:
    """A filter with its paths written from the parent."""
    if isinstance(raw, Mapping):
        return {
            name: f"{path}.{value}"
            if name in ("field", "other", "some", "none", "every")
            else value
            if name == "where"
            else _under(path, value)
            for name, value in raw.items()
        }
    return (
        [_under(path, one) for one in raw]
        if isinstance(raw, list | tuple) and raw and isinstance(raw[0], Mapping)
        else raw
    )
