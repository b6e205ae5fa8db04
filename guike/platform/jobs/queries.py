"""Reads of jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from guike.kernel.errors import NotFound
from guike.kernel.limits import PAGE_MAX
from guike.platform.jobs.models import Job
from guike.platform.jobs.registry import kind_named


def job_status(
    user_id: int | None, job_id: int, locale: str = "zh-CN", *, sees_all: bool = False
) -> dict[str, Any]:
    """The body of GET /jobs/{id}. NotFound for another person's job unless `sees_all`.

    A failed job's result is {"error": {"code", "message"}}, the message in `locale`.
    """
    job = Job.objects.filter(id=job_id).first()
    if job is None or not (sees_all or job.created_by == user_id):
        raise NotFound()
    return _status(job, locale)


def job_asked(user_id: int | None, job_id: int, kind: str) -> Mapping[str, Any]:
    """What a job of this kind was started with. NotFound for another person's and for another kind."""
    job = Job.objects.filter(id=job_id, kind=kind).first()
    if job is None or job.created_by != user_id:
        raise NotFound()
    params: Mapping[str, Any] = job.params
    return params


def open_jobs(user_id: int | None, kind: str) -> dict[int, Mapping[str, Any]]:
    """{id: what it was started with} of a person's jobs of a kind that have not ended."""
    rows = Job.objects.filter(created_by=user_id, kind=kind, status__in=Job.OPEN).order_by("id")
    return dict(rows.values_list("id", "params"))


def job_statuses(ids: Iterable[int], locale: str = "zh-CN") -> dict[int, dict[str, Any]]:
    """`job_status` of several jobs by id, whoever started them; the calling code must have checked access. A job that
    was removed has ended, and nothing more is known of it."""
    wanted = set(ids)
    found = {job.id: _status(job, locale) for job in Job.objects.filter(id__in=wanted)}
    return {job_id: found.get(job_id) or _forgotten(job_id) for job_id in wanted}


def _forgotten(job_id: int) -> dict[str, Any]:
    return _status(Job(id=job_id, status=Job.DONE), "")


def _status(job: Job, locale: str) -> dict[str, Any]:
    return {
        "id": job.id,
        "kind": job.kind,
        "label": _label(job.kind, locale),
        "status": job.status,
        "done": job.done,
        "total": job.total,
        "errors": job.errors,
        "result": _result(job.result, locale),
        "cancel_requested": job.cancel_requested,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
    }


def backlog() -> dict[str, int]:
    """{"queued", "running", "failed"} for doctor and metrics; failed jobs of the last 90 days that nobody discarded."""
    waiting = Job.objects.filter(status__in=Job.OPEN)
    return {
        Job.QUEUED: waiting.filter(status=Job.QUEUED).count(),
        Job.RUNNING: waiting.filter(status=Job.RUNNING).count(),
        Job.FAILED: failed_jobs_rows().count(),
    }


def failed_jobs_rows() -> QuerySet[Job]:
    """Jobs that failed and were not discarded, the newest first."""
    return Job.objects.filter(status=Job.FAILED, discarded_at=None).order_by("-id")


def failed_jobs(limit: int, before_id: int | None = None, locale: str = "zh-CN") -> list[dict[str, Any]]:
    """[{"id", "kind", "label", "created_by", "created_at", "finished_at", "done", "total", "reason"}], the newest first."""
    rows = failed_jobs_rows()
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return [
        {
            "id": job.id,
            "kind": job.kind,
            "label": _label(job.kind, locale),
            "created_by": job.created_by,
            "created_at": job.created_at,
            "finished_at": job.finished_at,
            "done": job.done,
            "total": job.total,
            "reason": ((_result(job.result, locale) or {}).get("error") or {}).get("message", ""),
        }
        for job in rows[: min(limit, int(PAGE_MAX) + 1)]
    ]


def _label(kind: str, locale: str) -> str:
    try:
        return kind_named(kind).label.get(locale)
    except LookupError:
        return kind


def _result(result: Any, locale: str) -> Any:
    """The result with an error's message in the reader's language; it is stored in every language."""
    if not isinstance(result, dict) or not isinstance(result.get("error"), dict):
        return result
    error = result["error"]
    return result | {"error": error | {"message": error["message"].get(locale, "")}}
