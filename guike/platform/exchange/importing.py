"""Runs an import in chunks; each chunk is one transaction with its checkpoint.

When a worker is killed, its chunk is rolled back together with its checkpoint. The next worker reads the file again and
continues after the last committed chunk. A thread prepares the next chunk in the meantime (ADR 0014).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import F

from guike.kernel.errors import NotFound
from guike.kernel.limits import CHUNK_ROWS
from guike.platform.access.context import Context
from guike.platform.database import pending
from guike.platform.database.turns import take_turns
from guike.platform.exchange.adding import added_beside
from guike.platform.exchange.ahead import ahead
from guike.platform.exchange.beside import AnyConverter
from guike.platform.exchange.models import Import, ImportRow
from guike.platform.exchange.options import make_options
from guike.platform.exchange.plans import Options, Plan, open_plan
from guike.platform.exchange.reading import Reading, Row
from guike.platform.exchange.results import Result
from guike.platform.exchange.values import Candidate
from guike.platform.exchange.waiting import Waiting
from guike.platform.exchange.writing import Writer
from guike.platform.files.models import File
from guike.platform.jobs.errors import JobCancelledError
from guike.platform.jobs.registry import Run
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.actions import job_context
from guike.platform.records.writing import insert_values
from guike.platform.settings.queries import snapshot

KIND = "exchange.import"
_KEPT = ("run", "number", "outcome", "record_id", "version", "old", "reasons", "cells", "beside", "undone")
#: chunks whose search grams are merged together: these fill a third of PostgreSQL's default list
_MERGED = 4
COUNTS = (ImportRow.CREATED, ImportRow.UPDATED, ImportRow.SKIPPED, ImportRow.FAILED)


def run_import(run: Run) -> dict[str, Any]:
    """The job: {"created", "updated", "skipped", "failed"}, together the rows of the file, or its documents where
    it has lines.

    state: "done" rows of the round; "later" numbers of rows that wait for another row; "only" those of this round.
    """
    row = Import.objects.get(job_id=run.id)
    asking = job_context(run)
    plan = plan_of(asking, row)
    if make_options(plan, run.id):
        plan = plan_of(asking, row)  # the fields as they are now
    counts = Counter({name: getattr(row, name) for name in COUNTS})
    waiting: Waiting | None = plan.waiting()
    state: dict[str, Any] = {"done": 0, "later": [], "only": None, **run.state}
    while True:
        state = _round(run, plan, row, waiting, counts, state)
        later, before = state["later"], state["only"]
        if not later:
            return {name: counts[name] for name in COUNTS}
        if before is not None and len(later) == len(before):
            waiting = None  # no row that they name will come, so each is written or refused with its errors
        state = {"done": 0, "later": [], "only": later}


def _round(
    run: Run,
    plan: Plan,
    row: Import,
    waiting: Waiting | None,
    counts: Counter[str],
    state: dict[str, Any],
) -> dict[str, Any]:
    """One pass over the file, or over the waiting rows; returns the state at its end."""
    only = None if state["only"] is None else frozenset(state["only"])
    with snapshot():  # the thread uses the settings that the converter reads now
        converter = plan.converter()
        writer = plan.writer(converter)
        turns = plan.chunks(int(CHUNK_ROWS), state["done"], only)
        with ahead(_made_ready(turns, converter, writer), _merging(plan)) as chunks:
            for rows, ready in chunks:
                if run.cancelled():
                    raise JobCancelledError(dict(counts))
                with snapshot(), transaction.atomic():
                    # otherwise a concurrent import of this object would not see these rows and create them again
                    take_turns([f"import|{name}" for name in (plan.spec.name, *plan.beside)], patient=True)
                    pending.let_wait()
                    later: list[Candidate] = []
                    if not ready:
                        found = converter.convert(rows)
                        found, later = waiting.split(found) if waiting is not None else (found, [])
                        ready = writer.ready(found)
                    results = writer.write(ready)
                    keep(run.id, results, plan.secret)
                    fresh = Counter(result.outcome for result in results)
                    Import.objects.filter(job_id=run.id).update(**{n: F(n) + fresh[n] for n in COUNTS})
                    _note_made(run.id, writer, results)
                    numbers = [number for candidate in later for number in candidate.numbers]
                    state = {
                        **state,
                        "done": state["done"] + len(rows),
                        "later": [*state["later"], *numbers],
                    }
                    run.save_state(state)
                counts.update(fresh)
                written = state["done"] if only is None else row.rows - len(only) + state["done"]
                run.progress(written - len(state["later"]), row.rows, counts[ImportRow.FAILED])
    return state


def _made_ready(
    chunks: Iterator[list[Row]], converter: AnyConverter, writer: Writer
) -> Iterator[tuple[list[Row], list[Candidate]]]:
    """The chunks with their prepared candidates; nothing is prepared if cells are looked up in the database."""
    for rows in chunks:
        yield rows, [] if converter.asks else writer.ready(converter.convert(rows))


def _merging(plan: Plan) -> Callable[[], None]:
    """A function to call after each chunk, which merges search grams after every few chunks. Merging more often costs
    more work; merging less often slows searches down."""
    chunks = count(1)
    written = [plan.spec, *(catalogue().get(name) for name in plan.beside)]

    def merge() -> None:
        if next(chunks) % _MERGED == 0:
            for spec in written:
                pending.merge(spec.model)

    return merge


def _note_made(import_id: int, writer: Writer, results: Sequence[Result]) -> None:
    """Record what was created for the rows, for undoing, and the number of second records."""
    made = writer.decider.made if writer.decider is not None else []
    beside = added_beside(results)
    if not made and not beside:
        return
    row = Import.objects.select_for_update(no_key=True).get(job_id=import_id)
    counts = dict(beside + Counter(row.beside))
    Import.objects.filter(job_id=import_id).update(made=[*row.made, *made], beside=counts)
    made.clear()


def plan_of(ctx: Context, row: Import) -> Plan:
    """The plan of the import, with the present rights of its user."""
    file = File.objects.filter(id=row.file_id).first()
    if file is None:
        raise NotFound()
    options = Options(
        row.mapping,
        row.on_duplicate,
        row.defaults,
        row.mode,
        row.blanks,
        Reading(**row.reading),
        row.columns,
        row.identify_by,
    )
    return open_plan(ctx, row.object, file, options, is_counted=True)


def keep(run_id: int, results: Sequence[Result], secret: Collection[int] = ()) -> None:
    """Store the result of each row for the error file and for undoing, without cells of `secret` columns."""
    insert_values(ImportRow, _KEPT, (row for result in results for row in _rows(run_id, result, secret)))


def _rows(run_id: int, result: Result, secret: Collection[int]) -> Iterator[tuple[object, ...]]:
    """The stored row of the result, then the further rows of a refused document."""
    cells = _open_cells(result.candidate.cells, secret) if result.reasons else None
    number, outcome, beside = result.candidate.number, result.outcome, result.beside or None
    yield (
        run_id,
        number,
        outcome,
        result.record_id,
        result.version,
        result.old,
        result.reasons,
        cells,
        beside,
        "",
    )
    for row, reasons in result.others:
        yield (
            run_id,
            row.number,
            outcome,
            None,
            None,
            None,
            reasons,
            _open_cells(row.cells, secret),
            None,
            "",
        )


def _open_cells(cells: list[str], secret: Collection[int]) -> list[str]:
    return ["" if n in secret else cell for n, cell in enumerate(cells)] if secret else cells


def told(reasons: Sequence[Mapping[str, Any]] | None, locale: str) -> list[dict[str, str]]:
    """Stored reasons in one language: [{"column", "code", "message"}]."""
    return [
        {
            "column": reason["column"].get(locale, ""),
            "code": reason["code"],
            "message": reason["message"].get(locale, ""),
        }
        for reason in reasons or ()
    ]
