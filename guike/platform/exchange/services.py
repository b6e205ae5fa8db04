"""Starts and undoes imports, stores mappings, starts exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from guike.kernel import clock
from guike.kernel.entered import one_line
from guike.kernel.errors import FieldError, Invalid, NotFound
from guike.platform.access.context import Context
from guike.platform.audit.services import audit
from guike.platform.exchange import checking, exporting, importing, undoing
from guike.platform.exchange.errors import ImportRefused
from guike.platform.exchange.models import Export, Import, ImportMapping, ImportRow, ReadRecords
from guike.platform.exchange.options import wanted_options
from guike.platform.exchange.plans import Options, open_plan
from guike.platform.exchange.queries import import_of
from guike.platform.files.models import File
from guike.platform.files.services import Attachment, attach, detach
from guike.platform.jobs.queries import job_status
from guike.platform.jobs.services import start
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.actions import asked_by
from guike.platform.records.reading import record_count
from guike.platform.views.layouts import Layouts

FILES_OF = "import"  # the owner of an import's file, so that the file stays until the import is purged
_NAME_CHARS = 100


def import_start(ctx: Context, object_name: str, file: File, options: Options, *, save_as: str = "") -> int:
    """Start an import and return its id, which is also the job's. Invalid for a wrong mapping or default, Forbidden
    without the permission to import (and create, to update also edit)."""
    plan = open_plan(ctx, object_name, file, options)
    if not plan.table.is_sure:
        raise Invalid([FieldError("reading.encoding", "import.encoding_unsure")])
    wanted_options(plan)
    with transaction.atomic():
        if save_as:
            mapping_save(ctx, object_name, save_as, plan.mapping, options.columns)
        job_id = start(importing.KIND, asked_by(ctx), ctx.user_id, total=plan.table.count)
        Import.objects.create(
            job_id=job_id,
            object=object_name,
            file_id=file.id,
            file_name=file.name,
            user_id=ctx.user_id,
            mapping=plan.mapping,
            on_duplicate=options.on_duplicate,
            defaults=dict(options.defaults),
            blanks=options.blanks,
            mode=options.mode,
            reading=plan.table.reading().as_map(),
            columns={column: one for column, one in options.columns.items() if column in plan.columns},
            identify_by=list(options.identify_by),
            header_row=plan.table.header_row,
            rows=plan.table.count,
            created_at=clock.now(),
        )
        attach([Attachment([file.id], FILES_OF, job_id)], ctx.user_id)
        detail = {"import": job_id, "file": file.name, "rows": plan.table.count, "mode": options.mode}
        audit(ctx.user_id, "import.start", object_name, detail=detail)
    return job_id


def import_check(ctx: Context, object_name: str, file: File, options: Options) -> int:
    """Start a job that tries the whole file without writing; returns the job's id. Its result tells the effect of an
    import."""
    plan = open_plan(ctx, object_name, file, options)
    wanted_options(plan)
    params = checking.params_of(ctx, options, file, object_name)
    return start(checking.KIND, params, ctx.user_id, total=plan.table.count)


def import_undo(ctx: Context, import_id: int) -> int:
    """Start a job that undoes an import for all records that are unchanged since; returns the job's id."""
    with transaction.atomic():
        row = import_of(ctx, import_id)
        Import.objects.select_for_update(no_key=True).get(job_id=row.job_id)
        row.refresh_from_db()
        _require_undoable(ctx, row)
        total = row.created + row.updated
        params = {"import": row.job_id, **asked_by(ctx)}
        job_id = start(undoing.KIND, params, ctx.user_id, total=total)
        Import.objects.filter(job_id=row.job_id).update(undo_job=job_id)
        audit(ctx.user_id, "import.undo", row.object, detail={"import": row.job_id, "rows": total})
    return job_id


def import_undo_foreseen(ctx: Context, import_id: int) -> dict[str, Any]:
    """The effect of `import_undo` in numbers (`undoing.undo_foreseen`), with the same refusals. Changes nothing."""
    row = import_of(ctx, import_id)
    _require_undoable(ctx, row)
    return undoing.undo_foreseen(ctx, row)


def _require_undoable(ctx: Context, row: Import) -> None:
    ctx.require(row.object, "import")
    if job_status(ctx.user_id, row.job_id, sees_all=True)["status"] in ("queued", "running"):
        raise ImportRefused("import.running")
    if row.undo_job is not None:
        raise ImportRefused("import.undone")
    if not (row.created or row.updated or row.beside):
        raise ImportRefused("import.nothing_to_undo")


def export_start(
    ctx: Context, object_name: str, query: Mapping[str, Any], fields: Sequence[str] | None, form: str
) -> int:
    """Start an export and return its id, which is also the job's. query {filter, q, view, sort}; fields None = the
    list's
    default columns, with the number or id of each record. Forbidden without the permission (audited), Invalid for a wrong field or filter."""
    exporting.check_right(ctx, object_name, "export", "export.start")
    spec = catalogue().get(object_name)
    if form not in exporting.FORMATS:
        words = {"value": str(form)[:20], "words": list(exporting.FORMATS)}
        raise Invalid([FieldError("format", "import.word", words)])
    if fields is None:
        fields = [path for path in Layouts(ctx, spec, ()).columns() if exporting.exportable(ctx, spec, path)]
        fields = exporting.with_key(ctx, spec, fields)
    columns = exporting.columns_of(ctx, spec, fields)
    if not columns:
        raise Invalid([FieldError("fields", "required")])
    asked = exporting.query_of(ctx, spec, query, [column.source for column in columns])
    total, _exact = record_count(ctx, spec, asked)
    exporting.check_rows(ctx, object_name, total)
    with transaction.atomic():
        job_id = start(exporting.KIND, asked_by(ctx), ctx.user_id, total=total)
        export_note(ctx, job_id, object_name, query, fields, form)
        audit(
            ctx.user_id,
            "export.start",
            object_name,
            detail={"export": job_id, "query": query, "fields": fields},
        )
    return job_id


def purge_exports(before: datetime, most: int) -> int:
    """Forget exports that were asked for before this, `most` of them; how many. Their files went after a day, the audit keeps a line."""
    old = Export.objects.filter(created_at__lt=before).order_by("job_id")
    ids = list(old.values_list("job_id", flat=True)[:most])
    Export.objects.filter(job_id__in=ids).delete()
    return len(ids)


def export_note(
    ctx: Context, job_id: int, object_name: str, query: Mapping[str, Any], fields: Sequence[str], form: str
) -> None:
    """Write down what a job writes to a file, so that its owner finds the file."""
    Export.objects.create(
        job_id=job_id,
        object=object_name,
        user_id=ctx.user_id,
        query=dict(query),
        fields=list(fields),
        format=form,
        created_at=clock.now(),
    )


def mapping_save(
    ctx: Context,
    object_name: str,
    name: str,
    columns: Mapping[str, Any],
    decisions: Mapping[str, Any] | None = None,
) -> int:
    """Store a mapping and the treatment of bad cells under a name, replacing the caller's mapping of that name; its
    id."""
    ctx.require(object_name, "import")
    name = one_line(name)
    if not name:
        raise Invalid([FieldError("name", "required")])
    if len(name) > _NAME_CHARS:
        raise Invalid([FieldError("name", "too_long", {"max": _NAME_CHARS, "length": len(name)})])
    wrong = [c for c, f in columns.items() if not isinstance(f, str | None)]
    if wrong:
        raise Invalid([FieldError("mapping", "type.text")])
    row, _new = ImportMapping.objects.update_or_create(
        user_id=ctx.user_id or 0,
        object=object_name,
        name=name,
        defaults={
            "columns": {c: f for c, f in columns.items() if f},
            "decisions": {c: one for c, one in (decisions or {}).items() if columns.get(c)},
            "updated_at": clock.now(),
        },
    )
    return int(row.id)


def mapping_delete(ctx: Context, mapping_id: int) -> None:
    """Delete one of the caller's mappings."""
    row = ImportMapping.objects.filter(id=mapping_id, user=ctx.user_id).first()
    if row is None:
        raise NotFound()
    ctx.require_key(row.object, "import")
    ImportMapping.objects.filter(id=row.id).delete()


def reads_note(user_id: int, object_name: str, at: datetime, ids: Sequence[int], *, is_told: bool) -> None:
    """Write down what a process has seen somebody read, for `exchange.reads`."""
    ReadRecords.objects.create(user_id=user_id, object=object_name, at=at, ids=list(ids), is_told=is_told)


def purge(before: datetime, most: int) -> int:
    """Delete the files and rows of imports older than this, `most` of them; their records stay, and who imported what. How many."""
    old = list(
        Import.objects.filter(created_at__lt=before)
        .exclude(file_id=0)
        .order_by("job_id")
        .values_list("job_id", "file_id")[:most]
    )
    for job_id, file_id in old:
        with transaction.atomic():
            detach(FILES_OF, job_id, [file_id])
            ImportRow.objects.filter(run=job_id).delete()
            Import.objects.filter(job_id=job_id).update(file_id=0)
    return len(old)
