"""The API: its routes, authentication, and the answers to errors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest as UnreadableRequest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from guike.entry.api import (
    access,
    approvals,
    assist,
    auth,
    automation,
    calendar,
    company,
    credit,
    exchange,
    feed,
    files,
    integrity,
    jobs,
    keys,
    links,
    meta,
    notifications,
    operations,
    parts,
    prices,
    printing,
    privacy,
    progress,
    provider,
    receivables,
    records,
    reports,
    retention,
    second_factor,
)
from guike.entry.api.answers import Parser, failed, refuse_nul, refused
from guike.entry.api.caller import identify
from guike.entry.api.helping import check_open
from guike.kernel.errors import BadRequest, FieldError, Invalid, NotFound, Refusal, TooLarge, register
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.audit.origin import identified

register(
    {
        "internal": T(
            "系统出错了，请稍后重试；若仍失败请联系管理员",
            "Something went wrong; try again, then tell the administrator",
        ),
        "value.wrong": T("填写有误：{reason}", "Wrong value: {reason}"),
    }
)


def signed_in(request: HttpRequest) -> Context:
    """Authentication of every route that is not open."""
    refuse_nul(request)
    ctx = identify(request)
    if ctx.helper is not None:
        check_open(request)
    identified(ctx.user_id, ctx.helper.id if ctx.helper else None)
    return ctx


def make_api() -> NinjaAPI:
    """Assemble the API once."""
    api = NinjaAPI(
        title="Guike API",
        version="1",
        urls_namespace="api",
        auth=signed_in,
        parser=Parser(),
        docs_url=None,
        openapi_url=None,
    )
    _errors(api)
    # The first route that matches is taken, so the most frequent routes come first.
    api.add_router("/records", records.router)
    api.add_router("/records", parts.router)
    api.add_router("/records", exchange.duplicates)
    api.add_router("/records", printing.router)
    api.add_router("/print-templates", printing.templates)
    api.add_router("/records", privacy.router)
    api.add_router("/records", credit.router)
    api.add_router("/records", progress.router)
    api.add_router("/records", receivables.statements)
    api.add_router("/records", feed.records)
    api.add_router("", meta.router)
    api.add_router("", notifications.router)
    api.add_router("", approvals.router)
    api.add_router("/prices", prices.router)
    api.add_router("/receivables", receivables.router)
    api.add_router("", feed.router)
    api.add_router("/jobs", jobs.router)
    api.add_router("/files", files.router)
    api.add_router("", exchange.router)
    api.add_router("", company.router)
    api.add_router("/auth", auth.router)
    api.add_router("/auth", second_factor.router)
    api.add_router("/auth", keys.router)
    api.add_router("/auth", assist.router)
    api.add_router("/auth", provider.router)
    api.add_router("/links", links.router)
    api.add_router("/public/links", links.public)
    api.add_router("/calendar", calendar.router)
    api.add_router("/operations", operations.router)
    api.add_router("/retention", retention.router)
    api.add_router("/integrity", integrity.router)
    api.add_router("/automation", automation.router)
    api.add_router("/access", access.router)
    api.add_router("/reports", reports.router)
    return api


def _errors(api: NinjaAPI) -> None:
    @api.exception_handler(Refusal)
    def on_refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
        return refused(request, error)

    @api.exception_handler(ValidationError)
    def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return refused(request, Invalid([_field_error(item) for item in error.errors]))

    @api.exception_handler(HttpError)
    def on_http(request: HttpRequest, error: HttpError) -> HttpResponse:
        if error.status_code == 400:
            return refused(request, BadRequest("request.not_json"))
        return refused(request, BadRequest("request.bad", reason=str(error), status=error.status_code))

    @api.exception_handler(Http404)
    def on_missing(request: HttpRequest, _error: Http404) -> HttpResponse:
        return refused(request, NotFound())

    @api.exception_handler(MultiPartParserError)
    @api.exception_handler(SuspiciousOperation)  # thousands of parts or files
    @api.exception_handler(UnreadableRequest)  # not in UTF-8
    def on_form(request: HttpRequest, _error: Exception) -> HttpResponse:
        return refused(request, BadRequest("request.bad", reason="the form cannot be read"))

    @api.exception_handler(RequestDataTooBig)
    def on_too_big(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        return refused(request, TooLarge("request.too_large", limit=f"{most // (1024 * 1024)} MB"))

    @api.exception_handler(Exception)
    def on_bug(request: HttpRequest, error: Exception) -> HttpResponse:
        return failed(request, error)


def _field_error(item: dict[str, Any]) -> FieldError:
    path = [str(p) for p in item["loc"] if p not in ("body", "payload", "query", "path")]
    if item["type"] == "missing":
        return FieldError(".".join(path), "required")
    return FieldError(".".join(path) or "body", "value.wrong", {"reason": item["msg"]})


api = make_api()
