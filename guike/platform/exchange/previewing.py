"""Tries the first rows of a file in a transaction that is rolled back."""

from __future__ import annotations

from itertools import islice
from typing import Any

from guike.platform.access.context import Context
from guike.platform.exchange.adding import added_beside, beside_told
from guike.platform.exchange.checking import groups_of, trials
from guike.platform.exchange.headers import closed, joins, places, suggested
from guike.platform.exchange.importing import told
from guike.platform.exchange.matching import offered_keys
from guike.platform.exchange.models import ImportRow
from guike.platform.exchange.plans import SECRET, Options, Plan, open_plan, proposed
from guike.platform.exchange.queries import mappings_of
from guike.platform.exchange.results import SAME_DOCUMENT, WRITTEN, Result
from guike.platform.files.models import File
from guike.platform.records.duplicates import DuplicateKey

TRIED = 200
SAMPLES = 3
PROBLEMS = 200


def preview(ctx: Context, object_name: str, file: File, options: Options) -> dict[str, Any]:
    """{"file", "columns": [{"name", "samples", "field"}], "fields", "rows", "encoding", "mappings", "problems",
    "skips", "tried"}: the result of an import with these options for the first 200 rows."""
    plan = open_plan(ctx, object_name, file, options, may_be_unmapped=True)
    used = plan.mapping
    samples = _samples(plan)
    likely = proposed(plan.ctx, plan.spec, plan.table)
    shut = closed(ctx, plan.spec, plan.table.columns)
    results = _tried(plan) if plan.columns else []
    groups = groups_of(plan)
    groups.add(results)
    found = [
        (r.outcome, number, reason)
        for r in results
        for number, _cells, reasons in r.told()
        for reason in told(reasons, ctx.locale)
    ]
    return {
        "file": file.id,
        "name": file.name,
        "rows": plan.table.count,
        "encoding": plan.table.encoding,
        "encodings": plan.table.encodings,
        "sheets": plan.table.sheets,
        "reading": plan.table.reading().as_map(),
        "header_row": plan.table.header_row,
        "columns": [
            {
                "name": name,
                "samples": samples[index],
                "field": used.get(name),
                "proposed": likely.get(name),
                "ways": plan.ways(name),
                "closed": None if used.get(name) else shut.get(name),
                "suggested": suggested(plan.ctx, plan.spec, name, used.get(name)),
            }
            for index, name in enumerate(plan.table.columns)
        ],
        "fields": [
            {
                "name": path,
                "label": place.label(ctx.locale),
                "type": place.item.type,
                "required": place.item.required,
                "lines": place.lines.name if place.lines else None,
                "beside": place.beside.name if place.beside else None,
                "group": place.group(ctx.locale),
                "joins": place.lines is None and joins(place.item),
            }
            for path, place in places(plan.ctx, plan.spec).items()
        ],
        "mappings": mappings_of(ctx, object_name),
        "keys": [
            {"name": key.name, "label": key.label(plan.spec).get(ctx.locale), "is_sure": key.identifies}
            for key in offered_keys(plan.spec)
            if _is_given(plan, key)
        ],
        "groups": groups.told(ctx.locale),
        "problems": _listed(found, ImportRow.FAILED),
        "skips": _listed(found, ImportRow.SKIPPED),
        "notes": _listed(found, *WRITTEN),
        "tried": {
            "rows": len(results),
            "is_whole": plan.table.count <= TRIED,
            **{o: sum(r.outcome == o for r in results) for o in ("created", "updated", "skipped", "failed")},
            "beside": beside_told(plan.beside, added_beside(results), ctx.locale),
        },
    }


def _samples(plan: Plan) -> list[list[str]]:
    table = plan.table
    found: list[list[str]] = [[] for _column in table.columns]
    for row in islice(table.first_rows(), TRIED):
        for index, (texts, cell) in enumerate(zip(found, row.cells, strict=True)):
            text = SECRET if index in plan.secret and cell.strip() else cell.strip()[:80]
            if text and len(texts) < SAMPLES and text not in texts:
                texts.append(text)
        if all(len(texts) >= SAMPLES for texts in found):
            break
    return found


def _tried(plan: Plan) -> list[Result]:
    return next(trials(plan, TRIED), ([], 0))[0]


def _is_given(plan: Plan, key: DuplicateKey) -> bool:
    """Whether the file has the fields of a key."""
    given = {*plan.mapping.values(), *plan.options.defaults}
    return all(any(name in given for name in part.here) for part in key.parts)


def _listed(found: list[tuple[str, int, dict[str, str]]], *outcomes: str) -> list[dict[str, Any]]:
    listed = [(number, reason) for o, number, reason in found if o in outcomes]
    return [{"row": number, **r} for number, r in listed if r["code"] != SAME_DOCUMENT][:PROBLEMS]
