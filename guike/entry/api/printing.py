"""Routes of prints."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from guike.entry.api.answers import json_answer, no_nul, read_object
from guike.entry.api.exchange import list_parts
from guike.platform.access.context import Context
from guike.platform.exchange.printing import print_list, print_record

router = Router(tags=["records"])


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
