"""Routes of prints. Nothing here is stored for an Idempotency-Key."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Router

from guike.entry.api.answers import json_answer, no_nul, read_object
from guike.entry.api.exchange import PRIVATE, list_parts
from guike.entry.api.queries import check_params
from guike.kernel.errors import BadRequest, Invalid, NotFound, field_error
from guike.platform.access.context import Context
from guike.platform.exchange.printing import print_list, print_record
from guike.platform.metadata.catalogue import catalogue
from guike.platform.printing.choosing import offers
from guike.platform.printing.mailing import Letter, mail_document
from guike.platform.printing.presets import is_printed
from guike.platform.printing.recipients import recipients_of
from guike.platform.printing.services import Document, document_of, preview_of, templates_of

router = Router(tags=["records"])
templates = Router(tags=["print_template"])
PDF = "application/pdf"
FORMATS = ("pdf", "pages")


def _ctx(request: HttpRequest) -> Context:
    return request.auth  # type: ignore[attr-defined, no-any-return]


@router.post("/{object_name}/print")
def print_records(request: HttpRequest, object_name: str) -> HttpResponse:
    """{"view" or "filter", "q", "sort", "fields"}: all records of the list for a printed page. Leaves an audit line."""
    query, fields = list_parts(no_nul(read_object(request, optional=True)), ())
    return json_answer(print_list(_ctx(request), object_name, query, fields))


@router.post("/{object_name}/{int:record_id}/print")
def print_one(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """One record for a printed page. Leaves an audit line."""
    return json_answer(print_record(_ctx(request), object_name, record_id))


@router.get("/{object_name}/{int:record_id}/print")
def print_document(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """?template=&format=: one record as a PDF, or its first pages as pictures. Leaves an audit line."""
    check_params(request, frozenset({"template", "format"}))
    form = request.GET.get("format") or FORMATS[0]
    if form not in FORMATS:
        raise BadRequest("request.bad", reason=f"format: {' / '.join(FORMATS)}")
    document = document_of(_ctx(request), object_name, [record_id], request.GET.get("template") or "")
    return _pages(document) if form == "pages" else _pdf(document)


@router.get("/{object_name}/{int:record_id}/print/templates")
def list_templates(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """The templates that the caller may print the record with."""
    check_params(request, frozenset())
    return json_answer({"items": templates_of(_ctx(request), object_name, record_id)})


@router.post("/{object_name}/print/documents")
def print_documents(request: HttpRequest, object_name: str) -> HttpResponse:
    """{"ids", "template"}: several records as one PDF. Leaves an audit line for each."""
    body = _only(no_nul(read_object(request)), "ids", "template")
    ids, template = body.get("ids"), body.get("template") or ""
    if not isinstance(ids, list) or not ids or not all(_is_id(one) for one in ids):
        raise Invalid([field_error("ids", "required")])
    if not isinstance(template, str):
        raise Invalid([field_error("template", "type.text")])
    return _pdf(document_of(_ctx(request), object_name, ids, template))


@router.get("/{object_name}/{int:record_id}/print/recipients")
def list_recipients(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """Addresses to which the document may be mailed, as far as the caller sees them."""
    check_params(request, frozenset())
    return json_answer({"items": recipients_of(_ctx(request), object_name, record_id)})


@router.post("/{object_name}/{int:record_id}/print/mail")
def mail(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """{"to", "subject", "text", "template"}: the record as a PDF by mail; 202 and the job. Leaves an audit line."""
    body = _only(no_nul(read_object(request)), "to", "subject", "text", "template")
    to = body.get("to")
    if not isinstance(to, list) or not all(isinstance(one, str) for one in to):
        raise Invalid([field_error("to", "required")])
    words = {name: body.get(name) or "" for name in ("subject", "text", "template")}
    wrong = [name for name, value in words.items() if not isinstance(value, str)]
    if wrong:
        raise Invalid([field_error(name, "type.text") for name in wrong])
    letter = Letter([one.strip() for one in to if one.strip()], **words)
    return json_answer({"job": mail_document(_ctx(request), object_name, record_id, letter)}, status=202)


@templates.post("/preview")
def preview(request: HttpRequest) -> HttpResponse:
    """{"object", "id", "content", "template"}: the first pages of a record with a content that is not kept yet. `template`: the
    id of the template whose picture it has."""
    ctx = _ctx(request)
    ctx.require("print_template", "edit")
    body = _only(no_nul(read_object(request)), "object", "id", "content", "template")
    wrong = [name for name in ("object", "id", "content") if body.get(name) is None]
    if wrong or not isinstance(body["object"], str) or not _is_id(body["id"]):
        raise Invalid([field_error(name, "required") for name in wrong or ("id",)])
    template = body.get("template")
    if template is not None and not _is_id(template):
        raise Invalid([field_error("template", "type.integer")])
    return _pages(preview_of(ctx, body["object"], body["id"], body["content"], template))


@templates.get("/presets")
def list_presets(request: HttpRequest) -> HttpResponse:
    """?object=: the contents with which a template of the object may begin: [{"name", "content"}]."""
    ctx = _ctx(request)
    ctx.require("print_template", "view")
    check_params(request, frozenset({"object"}))
    spec = catalogue().objects.get(request.GET.get("object", ""))
    if spec is None or not is_printed(spec):
        raise NotFound
    found = offers(ctx, spec, None, ())
    return json_answer({"items": [{"name": one.name, "content": one.content} for one in found]})


def _pdf(document: Document) -> HttpResponse:
    answer = HttpResponse(document.pdf(), content_type=PDF, headers=PRIVATE)
    answer["Content-Disposition"] = content_disposition_header(False, f"{document.name}.pdf") or "inline"
    return answer


def _pages(document: Document) -> HttpResponse:
    pages, count = document.pages()
    return json_answer(
        {
            "pages": [f"data:image/png;base64,{base64.b64encode(page).decode()}" for page in pages],
            "count": count,
        }
    )


def _only(body: Mapping[str, Any], *known: str) -> Mapping[str, Any]:
    unknown = [name for name in body if name not in known]
    if unknown:
        raise Invalid([field_error(name, "unknown_field", name=name) for name in unknown])
    return body


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63
