"""Recomputes stored formulas after their definition, or the day, has changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from guike.kernel import limits
from guike.kernel.text import T
from guike.platform.jobs.registry import Run, job_kind, periodic
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.formulas import dependants, formulas_of
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.figures import (
    FORMULA_WHY,
    figure_index,
    figure_readers,
    recompute_rollup,
    recompute_rows,
)
from guike.platform.records.reading import table
from guike.platform.settings import queries as settings

RECOMPUTE = "records.recompute_formula"
_CHUNK = int(limits.CHUNK_ROWS)


def recompute_formula(object_name: str, field_name: str, run: Run | None = None) -> int:
    """Recompute a formula, and all formulas that read it, on every row; the number of changed rows.

    It works in locked chunks, each in a transaction of its own, without history, version or event. With `run` it shows
    its progress and continues after the last finished chunk. It does nothing when object or field no longer exist.
    """
    spec = catalogue().objects.get(object_name)
    if spec is None or field_name not in formulas_of(spec):
        return 0
    changed = _over_all(spec, run)
    _refresh_rollups(spec, {field_name} | dependants(formulas_of(spec), field_name))
    return changed


def recompute_for_today() -> int:
    """Recompute formulas that use TODAY(), and roll-ups of a period such as this month; run at midnight. The number of
    changed rows."""
    changed = 0
    for spec in catalogue().objects.values():
        formulas = formulas_of(spec)
        daily = {name for name, formula in formulas.items() if formula is not None and formula.uses_today}
        if daily:
            changed += _over_all(spec, None)
            _refresh_rollups(spec, daily.union(*(dependants(formulas, name) for name in daily)))
    for found in figure_index().children.values():
        for one in found:
            if one.reading is not None and one.reading.follows_calendar:
                changed += recompute_rollup(one.parent, one.rollup)
    return changed


def _over_all(spec: ObjectSpec, run: Run | None) -> int:
    state = dict(run.state) if run else {}
    last, done, changed = (int(state.get(key, 0)) for key in ("last", "done", "changed"))
    if run:
        run.progress(done=done, total=table(spec).system(reason=FORMULA_WHY).count())
    while True:
        with settings.snapshot(), transaction.atomic():
            rows = list(
                table(spec)
                .system(reason=FORMULA_WHY)
                .filter(pk__gt=last)
                .order_by("pk")
                .select_for_update(no_key=True, of=("self",))[:_CHUNK]
            )
            if not rows:
                return changed
            changed += len(recompute_rows(spec, rows))
            last, done = rows[-1].pk, done + len(rows)
            if run:
                run.save_state({"last": last, "done": done, "changed": changed})
        if run:
            run.progress(done=done)


def _refresh_rollups(spec: ObjectSpec, names: set[str]) -> None:
    """Recompute figures that add up these formulas or read them in a condition."""
    for one in figure_readers(spec.name, names):
        recompute_rollup(one.parent, one.rollup)


def _run(run: Run) -> Mapping[str, Any]:
    """params: {"object", "field"}; result: {"changed"}."""
    return {"changed": recompute_formula(run.params["object"], run.params["field"], run)}


def declare() -> None:
    """Register the job, and the run of every midnight."""
    job_kind(RECOMPUTE, _run, label=T("重新计算公式", "Recompute a formula"))
    periodic("records.formulas_of_today", "1 0 * * *", recompute_for_today)
