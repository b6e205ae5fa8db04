"""Lists of imports and exports: who started them, when, and their results."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from guike.kernel.errors import Forbidden
from guike.platform.access.context import Context
from guike.platform.exchange.adding import beside_told
from guike.platform.exchange.models import Export, Import
from guike.platform.files.queries import file_facts
from guike.platform.jobs.queries import job_statuses
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.types import format_instant
from guike.platform.org.queries import directory

LISTED = 50
OPEN = ("queued", "running")


def imports_of(
    ctx: Context, object_name: str = "", *, everybody: bool = False, before: int | None = None
) -> dict[str, Any]:
    """The body of GET /imports: the caller's imports, newest first; those of all users with `everybody` and the
    permission job.view, Forbidden without it. `before`: only imports that were started before this one."""
    rows = _page(ctx, Import.objects.all(), "import", object_name, everybody=everybody, before=before)
    jobs = job_statuses([n for row in rows for n in (row.job_id, row.undo_job) if n], ctx.locale)
    return _body([import_summary(ctx, row, jobs) for row in rows[:LISTED]], more=len(rows) > LISTED)


def exports_of(
    ctx: Context, object_name: str = "", *, everybody: bool = False, before: int | None = None
) -> dict[str, Any]:
    """The body of GET /exports, with the parameters of `imports_of`. Only the owner gets the file, for one day;
    otherwise it is null."""
    rows = _page(ctx, Export.objects.all(), "export", object_name, everybody=everybody, before=before)
    jobs = job_statuses([row.job_id for row in rows], ctx.locale)
    files = file_facts([row.file_id for row in rows if row.file_id and row.user_id == ctx.user_id])
    items = [
        {
            "id": row.job_id,
            "job": row.job_id,
            "object": row.object,
            "user": _user(row.user_id),
            "format": row.format,
            "fields": row.fields,
            "status": jobs[row.job_id]["status"],
            "rows": row.rows,
            "file": files.get(row.file_id) if row.file_id else None,
            "created_at": format_instant(row.created_at),
            "finished_at": format_instant(jobs[row.job_id]["finished_at"]),
        }
        for row in rows[:LISTED]
    ]
    return _body(items, more=len(rows) > LISTED)


def import_summary(ctx: Context, row: Import, jobs: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """The summary of an import; `jobs`: the states of its job and of its undo job."""
    job = jobs[row.job_id]
    undo = jobs.get(row.undo_job) if row.undo_job else None
    ended = job["status"] not in OPEN
    return {
        "id": row.job_id,
        "job": row.job_id,
        "object": row.object,
        "file": row.file_name,
        "user": _user(row.user_id),
        "status": "undone" if undo is not None and undo["status"] == "done" else job["status"],
        "done": job["done"],
        "total": row.rows,
        "rows": row.rows,
        "created": row.created,
        "updated": row.updated,
        "skipped": row.skipped,
        "failed": row.failed,
        "beside": beside_told(_second_objects(row), row.beside, ctx.locale),
        "on_duplicate": row.on_duplicate,
        "mode": row.mode,
        "blanks": row.blanks,
        "identify_by": row.identify_by,
        "result": job["result"],
        "can_undo": ended
        and row.undo_job is None
        and bool(row.created or row.updated or row.beside)
        and ctx.can(row.object, "import"),
        "undo_job": row.undo_job,
        "created_at": format_instant(row.created_at),
        "finished_at": format_instant(job["finished_at"]),
    }


def _second_objects(row: Import) -> list[str]:
    """The objects of the file's second records."""
    known = catalogue().objects
    possible = catalogue().beside(row.object) if row.object in known else {}
    return [name for name in possible if any(path.startswith(f"{name}.") for path in row.mapping.values())]


def _page(
    ctx: Context, rows: QuerySet[Any], verb: str, object_name: str, *, everybody: bool, before: int | None
) -> list[Any]:
    """A page and one row more, which shows whether there is a next page. An API key with scopes sees only what it could
    have started."""
    if everybody and not ctx.can("job", "view"):
        raise Forbidden("access.no_permission")
    if not everybody:
        rows = rows.filter(user=ctx.user_id)
        if ctx.token_scopes is not None:
            rows = rows.filter(object__in=[n for n in catalogue().objects if ctx.key_covers(n, verb)])
    if object_name:
        rows = rows.filter(object=object_name)
    if before is not None:
        rows = rows.filter(job_id__lt=before)
    return list(rows.order_by("-job_id")[: LISTED + 1])


def _body(items: list[dict[str, Any]], *, more: bool) -> dict[str, Any]:
    return {"items": items, "next": items[-1]["id"] if more else None}


def _user(user_id: int | None) -> dict[str, Any] | None:
    return None if user_id is None else {"id": user_id, "name": directory().person_name(user_id)}
