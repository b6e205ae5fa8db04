"""Reports as workbooks. It is an export like that of a list: the right, the limit of rows, the mark and the audit are the same."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from guike.kernel import clock, filters
from guike.platform.access.context import Context
from guike.platform.audit.services import audit
from guike.platform.exchange.exporting import EXPORTED_BY, MOST_BYTES, check_right, check_rows
from guike.platform.exchange.guard import mark_of
from guike.platform.exchange.models import Export
from guike.platform.exchange.services import export_note
from guike.platform.exchange.sheets import Workbook
from guike.platform.files.services import file_write
from guike.platform.jobs.registry import Run
from guike.platform.jobs.services import start
from guike.platform.measures.pace import Pace
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.actions import asked_by, job_context
from guike.platform.records.reading import ListQuery, record_count
from guike.platform.reports.runs import paced
from guike.platform.reports.saved import Kept, kept_asked, restricted, run_kept
from guike.platform.reports.tables import Table, facts_of, table_of

KIND = "reports.export"
FORMAT = "xlsx"
_BLOCK = 256 * 1024


def takes_long(ctx: Context, kept: Kept) -> bool:
    """Whether so many records are looked at that the file is written by a job: more than a list counts exactly."""
    spec = restricted(ctx, kept)
    node = filters.parse(spec["filter"]) if spec.get("filter") else None
    _count, is_exact = record_count(ctx, catalogue().get(kept.object), ListQuery(filter=node))
    return not is_exact


def check_export(ctx: Context, kept: Kept) -> None:
    """Forbidden without the right to export the object that is reported on; the refusal is audited."""
    check_right(ctx, kept.object, "export", "export.start")


def export_now(ctx: Context, kept: Kept, path: Path) -> str:
    """Write the file and return its name. Refused above the caller's limit of rows; it leaves an audit line."""
    table = _table(ctx, kept)
    _write(ctx, kept, table, path)
    name = _file_name(ctx, kept)
    audit(ctx.user_id, "export.done", kept.object, detail=_told(kept, name, table))
    return name


def export_later(ctx: Context, kept: Kept, asked: Mapping[str, Any]) -> int:
    """Start a job that writes the file, and return its id, which is also the export's. `asked`: {"report"} or
    {"template"}, and the caller's {"filter"}."""
    with transaction.atomic():
        job_id = start(KIND, asked_by(ctx), ctx.user_id)
        export_note(ctx, job_id, kept.object, asked, (), FORMAT)
        audit(ctx.user_id, "export.start", kept.object, detail={"export": job_id})
    return job_id


def run_export(run: Run) -> dict[str, Any]:
    """The job: {"rows", "file"}."""
    row = Export.objects.get(job_id=run.id)
    ctx = job_context(run)
    kept = kept_asked(ctx, row.query)
    check_export(ctx, kept)
    pace = paced(run, more=1)
    table = _table(ctx, kept, pace)
    name = _file_name(ctx, kept)
    with tempfile.TemporaryDirectory(prefix="guike-report-") as folder:
        path = Path(folder) / f"report.{FORMAT}"
        _write(ctx, kept, table, path)
        with path.open("rb") as file, transaction.atomic():
            blocks = iter(lambda: file.read(_BLOCK), b"")
            stored = file_write(name, blocks, ctx.user_id, most_bytes=MOST_BYTES)
            Export.objects.filter(job_id=run.id).update(file_id=stored.id, rows=len(table.lines))
            detail = {**_told(kept, name, table), "export": run.id}
            audit(ctx.user_id, "export.done", kept.object, detail=detail)
    run.progress(pace.total + 1, pace.total + 1)
    return {"rows": len(table.lines), "file": stored.id}


def _table(ctx: Context, kept: Kept, pace: Pace | None = None) -> Table:
    table = table_of(ctx, run_kept(ctx, kept, pace=pace))
    check_rows(ctx, kept.object, len(table.lines))
    return table


def _write(ctx: Context, kept: Kept, table: Table, path: Path) -> None:
    with Workbook(path, mark=EXPORTED_BY.get(ctx.locale).format(who=mark_of(ctx))) as book:
        sheet = book.sheet(kept.name, table.header)
        for line in table.lines:
            sheet.row(line.cells, is_strong=line.is_total)
        title, facts = facts_of(ctx, table)
        notes = book.sheet(title, [kept.name])
        for fact in facts:
            notes.row(fact)


def _told(kept: Kept, name: str, table: Table) -> dict[str, Any]:
    """What the audit says of the file."""
    told = {"file": name, "rows": len(table.lines), "format": FORMAT}
    return {**told, "query": {"filter": kept.spec["filter"]}} if kept.spec.get("filter") else told


def _file_name(ctx: Context, kept: Kept) -> str:
    return f"{kept.name}-{clock.now().astimezone(ZoneInfo(ctx.timezone)):%Y%m%d-%H%M}.{FORMAT}"
