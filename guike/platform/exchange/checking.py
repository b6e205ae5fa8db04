"""Tries a whole file in chunks and rolls every chunk back, to tell the effect of an import before it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from guike.kernel.errors import FieldError, NotFound
from guike.kernel.limits import CHUNK_ROWS
from guike.platform.access.context import Context
from guike.platform.exchange.adding import added_beside, beside_told
from guike.platform.exchange.grouping import Groups
from guike.platform.exchange.models import ImportRow
from guike.platform.exchange.plans import Options, Plan, open_plan
from guike.platform.exchange.reading import Reading
from guike.platform.exchange.results import Result
from guike.platform.exchange.values import Candidate, Identity
from guike.platform.exchange.writing import Writer
from guike.platform.files.models import File
from guike.platform.jobs.errors import JobCancelledError
from guike.platform.jobs.registry import Run
from guike.platform.records.actions import asked_by, job_context
from guike.platform.settings.queries import snapshot

KIND = "exchange.check"
COUNTS = (ImportRow.CREATED, ImportRow.UPDATED, ImportRow.SKIPPED, ImportRow.FAILED)


def params_of(ctx: Context, options: Options, file: File, object_name: str) -> dict[str, Any]:
    """The options as parameters of a job."""
    return {
        **asked_by(ctx),
        "object": object_name,
        "file": file.id,
        "mapping": options.mapping,
        "on_duplicate": options.on_duplicate,
        "defaults": dict(options.defaults),
        "mode": options.mode,
        "blanks": options.blanks,
        "reading": options.reading.as_map(),
        "columns": dict(options.columns),
        "identify_by": list(options.identify_by),
    }


def run_check(run: Run) -> dict[str, Any]:
    """The job: {"rows", "created", "updated", "skipped", "failed", "beside", "groups"} of the whole file."""
    given = run.params
    file = File.objects.filter(id=given["file"]).first()
    if file is None:
        raise NotFound()
    options = Options(
        given["mapping"],
        given["on_duplicate"],
        given["defaults"],
        given["mode"],
        given["blanks"],
        Reading(**given["reading"]),
        given["columns"],
        given["identify_by"],
    )
    ctx = job_context(run)
    plan = open_plan(ctx, given["object"], file, options)
    counts: Counter[str] = Counter()
    beside: Counter[str] = Counter()
    groups = groups_of(plan)
    done = 0
    for results, rows in trials(plan, int(CHUNK_ROWS)):
        if run.cancelled():
            raise JobCancelledError({})
        counts.update(result.outcome for result in results)
        beside += added_beside(results)
        groups.add(results)
        done += rows
        run.progress(done, plan.table.count, counts[ImportRow.FAILED])
    named = {name: counts[name] for name in COUNTS}
    told = beside_told(plan.beside, beside, ctx.locale)
    return {"rows": plan.table.count, **named, "beside": told, "groups": groups.told(ctx.locale)}


def groups_of(plan: Plan) -> Groups:
    """An empty sum of the faults of a run."""
    return Groups({column: n for n, column in enumerate(plan.table.columns)}, plan.secret)


def trials(plan: Plan, size: int) -> Iterator[tuple[list[Result], int]]:
    """(the result of each row, the number of rows) for one chunk after another. Records that a chunk would have created
    are remembered for the next ones; references to other records of the file count as found."""
    with snapshot():
        converter = plan.converter()
        writer = plan.writer(converter, is_trial=True)
        waiting = plan.waiting()
    made: dict[Identity, int] = {}
    for rows in plan.chunks(size):
        with snapshot(), transaction.atomic():
            candidates = converter.convert(rows)
            for candidate in candidates:
                candidate.errors = [e for e in candidate.errors if not waiting.is_coming(candidate, e)]
            candidates = writer.ready(candidates)
            again = [c for c in candidates if not c.errors and not made.keys().isdisjoint(c.identity)]
            known = {candidate.number for candidate in again}
            results = writer.write([c for c in candidates if c.number not in known])
            results += _repeated(plan, writer, again, made)
            transaction.set_rollback(True)
        for result in results:
            if result.outcome == ImportRow.CREATED:
                for identity in result.candidate.identity:
                    made.setdefault(identity, result.candidate.number)
        yield sorted(results, key=lambda result: result.candidate.number), len(rows)


def _repeated(
    plan: Plan, writer: Writer, again: Sequence[Candidate], made: dict[Identity, int]
) -> list[Result]:
    """Rows that are the same as a row of an earlier chunk."""
    results = []
    for candidate in again:
        same = next(identity for identity in candidate.identity if identity in made)
        if plan.options.on_duplicate == "update":
            results.append(Result(candidate, ImportRow.UPDATED))
            continue
        reason = writer.matcher.reason(same)
        error = FieldError("", "import.duplicate_row", {"row": made[same], "reason": reason})
        results.append(writer.told(candidate, ImportRow.SKIPPED, [error]))
    return results
