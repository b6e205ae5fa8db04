"""Routes of background jobs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from guike.entry.api.answers import json_answer
from guike.platform.access.context import Context
from guike.platform.jobs.queries import job_status
from guike.platform.jobs.services import cancel
from guike.platform.metadata.types import format_instant

router = Router(tags=["jobs"])
_INSTANTS = ("created_at", "started_at", "finished_at")


def _status(ctx: Context, job_id: int) -> dict[str, Any]:
    ctx.require_key("job", "view")
    status = job_status(ctx.user_id, job_id, ctx.locale, sees_all=ctx.can("job", "view"))
    return status | {name: format_instant(status[name]) for name in _INSTANTS}


@router.get("/{int:job_id}")
def get_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """{kind, status, done, total, errors, result} of one of the caller's jobs, or of any with the permission
    job.view."""
    return json_answer(_status(request.auth, job_id))  # type: ignore[attr-defined]


@router.post("/{int:job_id}/cancel")
def cancel_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Ask a job to stop; answers its state."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    ctx.require_key("job", "view")  # because the answer contains its state
    ctx.require_key("job", "edit")
    cancel(ctx.user_id, job_id, sees_all=ctx.can("job", "edit"))
    return json_answer(_status(ctx, job_id))
