"""Reports that are run by a job: with more time, telling how far they are. The answer is kept for a day, for whoever asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from django.db import transaction

from guike.kernel import limits
from guike.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, field_error, register
from guike.kernel.text import LOCALES, T
from guike.platform.access.context import Context
from guike.platform.files.queries import unowned_file
from guike.platform.files.services import file_write
from guike.platform.jobs.errors import JobCancelledError
from guike.platform.jobs.queries import job_asked, job_status, open_jobs
from guike.platform.jobs.registry import Run
from guike.platform.jobs.services import start
from guike.platform.measures.pace import Pace
from guike.platform.metadata.catalogue import catalogue
from guike.platform.notify.services import notify
from guike.platform.records.actions import asked_by, job_context
from guike.platform.reports.running import run_report
from guike.platform.reports.saved import kept_asked, restricted, run_kept
from guike.platform.reports.specs import check_report

KIND = "reports.run"
DONE, FAILED = "report.done", "report.failed"
#: what a run is told by besides what is asked
_TOLD = ("template", "report", "filter")

register(
    {
        "report.jobs": T(
            "您已有 {max} 份报表在后台计算，请等其中一份算完，或取消一份",
            "{max} reports of yours are being computed in the background; wait until one has ended, or cancel one",
        ),
    },
    status=Conflict.status,
)
register(
    {
        "report.run_gone": T(
            "后台计算的结果只保留一天，请重新计算",
            "What a job computed is kept for a day; run the report again",
        )
    },
    status=NotFound.status,
)
register(
    {
        "report.run_rights": T(
            "您的权限在计算之后有变化，请重新计算",
            "Your rights have changed since it was computed; run the report again",
        )
    },
    status=Forbidden.status,
)


def paced(run: Run, more: int = 0) -> Pace:
    """The pace of a job: it has longer, tells how far it is, and stops between two statements when somebody cancels it. `more`:
    steps that come after the statements."""

    def told(done: int, total: int) -> None:
        if run.cancelled():
            raise JobCancelledError
        run.progress(done, total + more)

    return Pace(int(limits.REPORT_JOB_SECONDS), told)


def run_later(ctx: Context, asked: Mapping[str, Any]) -> int:
    """Start a job that runs a report, and return its id. `asked`: {"spec"}, or {"template"} or {"report"} and the caller's
    {"filter"}; with {"explain"}. Refused as the run itself would be, and while too many of the caller's run. The same again
    is the job that is not over."""
    name, spec = _checked(ctx, asked)
    params = {**asked, "object": spec["object"], "name": name, **asked_by(ctx)}
    running = open_jobs(ctx.user_id, KIND)
    for job_id, known in running.items():
        if known == params:
            return job_id
    if len(running) >= limits.REPORT_JOBS:
        raise Conflict("report.jobs", max=int(limits.REPORT_JOBS))
    return start(KIND, params, ctx.user_id)


def _checked(ctx: Context, asked: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
    """The report's name and the spec that the caller would run."""
    if "spec" in asked:
        check_report(ctx, asked["spec"])
        return catalogue().get(asked["spec"]["object"]).plural.as_map(), asked["spec"]
    kept = kept_asked(ctx, asked)
    spec = restricted(ctx, kept)
    try:
        check_report(ctx, spec)
    except Invalid:
        raise Invalid([field_error("spec", "report.unusable")]) from None
    return kept.name, spec


def run_job(run: Run) -> dict[str, Any]:
    """The job: {"file"}. Whoever asked is told when there is an answer, or why there is none."""
    ctx = job_context(run)
    occasion = f"report-{run.id}"
    try:
        content = orjson.dumps(_answered(ctx, run.params, paced(run)), option=orjson.OPT_NON_STR_KEYS)
    except Refusal as refusal:
        reason = {locale: refusal.message(locale) for locale in LOCALES}
        notify(FAILED, [run.created_by or 0], occasion=occasion, name=run.params["name"], reason=reason)
        raise
    with transaction.atomic():
        # nobody's upload, so that it is read through its run alone and goes after a day
        stored = file_write(f"report-{run.id}.txt", [content], None)
        notify(DONE, [run.created_by or 0], occasion=occasion, name=run.params["name"])
    return {"file": stored.id}


def _answered(ctx: Context, asked: Mapping[str, Any], pace: Pace) -> dict[str, Any]:
    """The answer, with the spec that was run."""
    explained = asked["explain"]
    if "spec" in asked:
        return {
            "spec": asked["spec"],
            "answer": run_report(ctx, asked["spec"], explained=explained, pace=pace),
        }
    kept = kept_asked(ctx, asked)
    return {"spec": restricted(ctx, kept), "answer": run_kept(ctx, kept, explained=explained, pace=pace)}


def run_state(ctx: Context, job_id: int) -> dict[str, Any]:
    """The body of GET /reports/runs/{id}: what was asked, how far it is, and when it is done the answer. Only for whoever
    asked, as long as he may run the same; NotFound `report.run_gone` after a day."""
    asked = job_asked(ctx.user_id, job_id, KIND)
    ctx.require_key(asked["object"], "view")
    job = job_status(ctx.user_id, job_id, ctx.locale)
    answer = _answer_of(ctx, job["result"]["file"]) if job["status"] == "done" else None
    return {
        "id": job_id,
        "job": job_id,
        **{name: asked.get(name) for name in _TOLD},
        **{name: job[name] for name in ("status", "done", "total", "result")},
        "answer": answer,
    }


def _answer_of(ctx: Context, file_id: int) -> Any:
    try:
        kept = orjson.loads(unowned_file(file_id).read_bytes())
    except (NotFound, FileNotFoundError):
        raise NotFound("report.run_gone") from None
    try:
        check_report(ctx, kept["spec"])
    except Invalid:
        raise Forbidden("report.run_rights") from None
    return kept["answer"]
