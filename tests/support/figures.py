"""After each test, every figure that it may have moved is counted again: a refresh that somebody forgot fails the test
that went that way, whatever the test is about.

Looked at are the roll-ups that read a table which the test wrote to, and the formulas made of them. Left out is what is
not in step at that moment by design: what the calendar decides, and definitions whose job has not run yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from guike.kernel.errors import Refusal
from guike.platform.jobs.models import Job
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.formulas import dependants, formulas_of
from guike.platform.metadata.readings import Place, Reading, reading_of
from guike.platform.metadata.spec import ObjectSpec, RollupSpec
from guike.platform.org.queries import begin_versions
from guike.platform.records.figures import compute_formulas
from guike.platform.records.figures.counting import NOTHING, counted_anew
from guike.platform.records.reading import living
from guike.platform.records.shapes import Draft, get_value
from guike.platform.records.shapes.values import same

WHY = "a test counts again what is kept"
_WRITTEN = "SELECT relname FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
_JOBS = ("records.recompute_rollup", "records.recompute_formula")


def wrong_figures() -> list[str]:
    """What is kept otherwise than counting gives, `account.x_orders of 7: 3 instead of 4`. Inside of a test's transaction
    that of the tables that it wrote to; else that of all."""
    if connection.needs_rollback:
        return []
    written = written_tables() if connection.in_atomic_block else None
    if written is not None and not written:
        return []
    begin_versions()
    touched: dict[str, list[tuple[RollupSpec, Reading]]] = defaultdict(list)
    for parent, rollup, reading in _rollups():
        tables = {catalogue().get(name).model._meta.db_table for name in _objects(parent, rollup, reading)}
        if (written is None or tables & written) and not _moves_by_itself(rollup, reading):
            touched[parent.name].append((rollup, reading))
    waiting = _waiting() if touched else {}
    return sorted(
        line for name, pairs in touched.items() for line in _wrong(catalogue().get(name), pairs, waiting)
    )


def written_tables() -> set[str]:
    """The tables that this transaction wrote to."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        return {name for (name,) in cursor.fetchall()}


def _rollups() -> Iterator[tuple[ObjectSpec, RollupSpec, Reading]]:
    known = catalogue()
    for pairs in known.rollups.values():
        for parent, rollup in pairs:
            try:
                yield parent, rollup, reading_of(known.objects, parent, rollup)
            except Refusal:
                continue


def _objects(parent: ObjectSpec, rollup: RollupSpec, reading: Reading) -> set[str]:
    return {parent.name, rollup.child, *(one.end for one in reading.along)}


def _waiting() -> dict[Place, datetime]:
    """Since when definitions wait for their job: what was there before has not been brought in step yet."""
    jobs = Job.objects.filter(kind__in=_JOBS, status__in=Job.OPEN).order_by("id")
    return {
        (params["object"], params["field"]): at for params, at in jobs.values_list("params", "created_at")
    }


def _read(rollup: RollupSpec, reading: Reading) -> set[Place]:
    return {(rollup.child, name) for name in reading.own} | set(reading.places)


def _moves_by_itself(rollup: RollupSpec, reading: Reading) -> bool:
    return reading.follows_calendar or any(
        name in _of_today(catalogue().get(object_name)) for object_name, name in _read(rollup, reading)
    )


def _of_today(spec: ObjectSpec) -> set[str]:
    formulas = formulas_of(spec)
    daily = {name for name, formula in formulas.items() if formula is not None and formula.uses_today}
    return daily.union(*(dependants(formulas, name) for name in daily))


def _wrong(
    parent: ObjectSpec, pairs: Sequence[tuple[RollupSpec, Reading]], waiting: Mapping[Place, datetime]
) -> Iterator[str]:
    rows = list(living(parent).system(reason=WHY).order_by("pk"))
    rollups = [rollup for rollup, _reading in pairs]
    figures = counted_anew(rollups) if rows else {}
    formulas = formulas_of(parent)
    made_of = {name for one in rollups for name in dependants(formulas, one.field)} - _of_today(parent)
    for row in rows:
        standing = {place for place, since in waiting.items() if row.created_at < since}
        for rollup, reading in pairs:
            if standing & {(parent.name, rollup.field), *_read(rollup, reading)}:
                continue
            kept = get_value(parent.by_name[rollup.field], row)
            counted = figures[rollup.field].get(row.pk, NOTHING[rollup.aggregate])
            if not same(kept, counted):
                yield f"{parent.name}.{rollup.field} of {row.pk}: {kept} instead of {counted}"
        for name, before, after in _stale(parent, row, made_of):
            if not standing:
                yield f"{parent.name}.{name} of {row.pk}: {before} instead of {after}"


def _stale(parent: ObjectSpec, row: Any, names: set[str]) -> Iterator[tuple[str, Any, Any]]:
    if not names:
        return
    draft = Draft(parent, row, 0, False)
    compute_formulas(draft)
    for name in sorted(names & draft.old.keys()):
        yield name, draft.old[name], draft.get(name)
