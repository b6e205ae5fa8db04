"""Routes of reports: run one, the presets, saved ones, and their workbooks. Nothing here is stored for an Idempotency-Key."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router

from guike.entry.api import records
from guike.entry.api.answers import json_answer, no_nul, read_object
from guike.entry.api.exchange import PRIVATE, XLSX
from guike.entry.api.queries import check_params, filter_of_url
from guike.kernel.errors import BadRequest, FieldError, Invalid, Refusal, register
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.database.granted import TooSlow
from guike.platform.reports.exports import FORMAT, check_export, export_later, export_now, takes_long
from guike.platform.reports.running import run_report
from guike.platform.reports.runs import run_later, run_state
from guike.platform.reports.saved import Kept, kept_report, kept_template, narrowed, run_kept, templates

router = Router(tags=["reports"])
register(
    {
        "report.too_slow": T(
            "计算超过 {max} 秒；请在后台计算，或缩小范围、减少分组",
            "This takes more than {max} seconds; run it in the background, narrow the filter or group by fewer fields",
        )
    },
    status=TooSlow.status,
)


def _ctx(request: HttpRequest) -> Context:
    return request.auth  # type: ignore[attr-defined, no-any-return]


@router.post("/run")
def run_spec(request: HttpRequest) -> HttpResponse:
    """{"spec": {…}}, or the spec itself; besides, "explain": true tells what the figures are, and "as_job": true answers 202
    and a job."""
    ctx, body = _ctx(request), no_nul(read_object(request))
    explained, is_job = _flag(body, "explain"), _flag(body, "as_job")
    if "spec" in body:
        _only(body, "spec")
        body = body["spec"]
    if is_job:
        return _begun(run_later(ctx, {"spec": body, "explain": explained}))
    return _answered(lambda: run_report(ctx, body, explained=explained))


@router.get("/runs/{int:job_id}")
def get_run(request: HttpRequest, job_id: int) -> HttpResponse:
    """A run by a job: its state, and when it is done the answer, for whoever asked, for a day."""
    check_params(request, frozenset())
    return json_answer(run_state(_ctx(request), job_id))


@router.get("/templates")
def list_templates(request: HttpRequest) -> HttpResponse:
    """The presets that the caller may run, with their specs."""
    ctx = _ctx(request)
    ctx.require("report", "view")
    check_params(request, frozenset())
    return json_answer({"items": templates(ctx)})


@router.post("/templates/{code}/run")
def run_template(request: HttpRequest, code: str) -> HttpResponse:
    """{"filter"} besides the preset's own, on the records of its object; "explain"; "as_job"."""
    ctx = _ctx(request)
    return _ran(request, ctx, kept_template(ctx, code), {"template": code})


@router.get("/templates/{code}/export")
def export_template(request: HttpRequest, code: str) -> HttpResponseBase:
    """The workbook of a preset; 202 and a job where it takes long."""
    ctx = _ctx(request)
    return _exported(request, ctx, kept_template(ctx, code), {"template": code})


@router.get("")
def list_reports(request: HttpRequest) -> HttpResponse:
    """The saved reports that the caller sees: GET /records/report."""
    return records.list_records(request, "report")


@router.post("")
def create_report(request: HttpRequest) -> HttpResponse:
    """Save a report: POST /records/report."""
    return records.create_record(request, "report")


@router.get("/{int:report_id}")
def get_report(request: HttpRequest, report_id: int) -> HttpResponse:
    """A saved report: GET /records/report/{id}."""
    return records.get_record(request, "report", report_id)


@router.post("/{int:report_id}/run")
def run_saved(request: HttpRequest, report_id: int) -> HttpResponse:
    """{"filter"} besides the report's own, on the records of its object; "explain"; "as_job"."""
    ctx = _ctx(request)
    return _ran(request, ctx, kept_report(ctx, report_id), {"report": report_id})


@router.get("/{int:report_id}/export")
def export_saved(request: HttpRequest, report_id: int) -> HttpResponseBase:
    """The workbook of a saved report; 202 and a job where it takes long."""
    ctx = _ctx(request)
    return _exported(request, ctx, kept_report(ctx, report_id), {"report": report_id})


def _ran(request: HttpRequest, ctx: Context, kept: Kept, asked: Mapping[str, Any]) -> HttpResponse:
    body = no_nul(read_object(request, optional=True))
    explained, is_job = _flag(body, "explain"), _flag(body, "as_job")
    _only(body, "filter")
    if is_job:
        return _begun(run_later(ctx, {**asked, "filter": body.get("filter"), "explain": explained}))
    kept = narrowed(ctx, kept, body.get("filter"))
    return _answered(lambda: run_kept(ctx, kept, explained=explained))


def _answered(run: Callable[[], dict[str, Any]]) -> HttpResponse:
    try:
        return json_answer(run())
    except TooSlow as slow:
        raise Refusal("report.too_slow", max=slow.params["max"]) from slow


def _begun(job_id: int) -> HttpResponse:
    return json_answer({"id": job_id, "job": job_id}, 202)


def _flag(body: dict[str, Any], name: str) -> bool:
    """Whether a flag of the body is set; taken out of it."""
    given = body.pop(name, False)
    if not isinstance(given, bool):
        raise Invalid([FieldError(name, "type.boolean")])
    return given


def _only(body: Mapping[str, Any], name: str) -> None:
    for given in body:
        if given != name:
            raise BadRequest("request.unknown_parameter", name=given)


def _exported(request: HttpRequest, ctx: Context, kept: Kept, asked: Mapping[str, Any]) -> HttpResponseBase:
    check_params(request, frozenset({"format", "filter"}))
    given = request.GET.get("format", FORMAT)
    if given != FORMAT:
        raise Invalid([FieldError("format", "import.word", {"value": given[:20], "words": [FORMAT]})])
    check_export(ctx, kept)
    if request.GET.get("filter"):
        asked = {**asked, "filter": filter_of_url(request.GET["filter"])}
        kept = narrowed(ctx, kept, asked["filter"])
    if takes_long(ctx, kept):
        return _begun(export_later(ctx, kept, asked))
    # the file goes with the answer that reads it
    file = tempfile.NamedTemporaryFile(prefix="guike-report-", suffix=f".{FORMAT}")  # noqa: SIM115 - closed with the answer
    try:
        name = export_now(ctx, kept, Path(file.name))
    except TooSlow:
        file.close()
        return _begun(export_later(ctx, kept, asked))
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX, headers=PRIVATE)
