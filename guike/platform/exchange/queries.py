"""Reads of imports, exports and mappings."""

from __future__ import annotations

from typing import Any

from guike.kernel.errors import NotFound
from guike.platform.access.context import Context
from guike.platform.exchange.importing import told
from guike.platform.exchange.listing import import_summary
from guike.platform.exchange.models import Export, Import, ImportMapping, ImportRow
from guike.platform.exchange.results import SAME_DOCUMENT, WRITTEN
from guike.platform.files.queries import file_facts
from guike.platform.jobs.queries import job_status, job_statuses
from guike.platform.metadata.types import format_instant

ERRORS_SHOWN = 200


def import_of(ctx: Context, import_id: int) -> Import:
    """The caller's import, or any with the permission job.view; NotFound otherwise."""
    row = Import.objects.filter(job_id=import_id).first()
    if row is None or not (row.user_id == ctx.user_id or ctx.can("job", "view")):
        raise NotFound()
    if row.user_id == ctx.user_id:
        ctx.require_key(row.object, "import")
    return row


def import_status(ctx: Context, import_id: int) -> dict[str, Any]:
    """The body of GET /imports/{id}: options, counts, state, the first problems."""
    row = import_of(ctx, import_id)
    jobs = job_statuses([number for number in (row.job_id, row.undo_job) if number], ctx.locale)
    return import_summary(ctx, row, jobs) | {
        "errors": _problems(ctx, row, ImportRow.FAILED),
        "skips": _problems(ctx, row, ImportRow.SKIPPED),
        "notes": _problems(ctx, row, *WRITTEN),
        "mapping": row.mapping,
        "columns": row.columns,
        "defaults": row.defaults,
        "undo": _undo(row, jobs),
    }


def _problems(ctx: Context, row: Import, *outcomes: str) -> list[dict[str, Any]]:
    rows = ImportRow.objects.filter(run=row.job_id, outcome__in=outcomes, reasons__isnull=False).order_by(
        "number"
    )
    return [
        {"row": number, **reason}
        for number, reasons in rows.values_list("number", "reasons")[:ERRORS_SHOWN]
        for reason in told(reasons, ctx.locale)
        if reason["code"] != SAME_DOCUMENT
    ][:ERRORS_SHOWN]


def _undo(row: Import, jobs: dict[int, dict[str, Any]]) -> dict[str, Any] | None:
    if row.undo_job is None:
        return None
    job = jobs[row.undo_job]
    return {"job": row.undo_job, "status": job["status"], "result": job["result"]}


def mappings_of(ctx: Context, object_name: str) -> list[dict[str, Any]]:
    """The caller's named mappings of an object."""
    ctx.require_key(object_name, "import")
    rows = ImportMapping.objects.filter(user=ctx.user_id, object=object_name).order_by("name")
    return [
        {"id": row.id, "name": row.name, "mapping": row.columns, "columns": row.decisions} for row in rows
    ]


def export_of(ctx: Context, export_id: int) -> Export:
    """The caller's own export; nobody else may read it, because the file has the values that its owner may see."""
    row = Export.objects.filter(job_id=export_id, user=ctx.user_id).first()
    if row is None:
        raise NotFound()
    ctx.require_key(row.object, "export")
    return row


def export_status(ctx: Context, export_id: int) -> dict[str, Any]:
    """The body of GET /exports/{id}."""
    row = export_of(ctx, export_id)
    job = job_status(ctx.user_id, row.job_id, ctx.locale)
    file = file_facts([row.file_id]).get(row.file_id) if row.file_id else None
    return {
        "id": row.job_id,
        "job": row.job_id,
        "object": row.object,
        "format": row.format,
        "fields": row.fields,
        "status": job["status"],
        "done": job["done"],
        "total": job["total"],
        "rows": row.rows,
        "file": file,
        "result": job["result"],
        "created_at": format_instant(row.created_at),
    }
