"""Routes of privacy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from guike.entry.api.answers import Form, json_answer
from guike.entry.api.queries import check_params
from guike.platform.access.context import Context
from guike.platform.privacy.anonymising import anonymise_foreseen
from guike.platform.privacy.copying import copy_start, personal_copy
from guike.platform.privacy.revealing import value_reveal

router = Router(tags=["records"])


class Reveal(Form):
    field: str
    reason: str = ""


class Ground(Form):
    """On what ground somebody asks for everything about a person."""

    reason: str = ""


def _ctx(request: HttpRequest) -> Context:
    return request.auth  # type: ignore[attr-defined, no-any-return]


@router.post("/{object_name}/{int:record_id}/reveal")
def reveal_value(request: HttpRequest, object_name: str, record_id: int, payload: Reveal) -> HttpResponse:
    """The value of a masked field, once and with a reason. Leaves an audit line."""
    return json_answer(value_reveal(_ctx(request), object_name, record_id, payload.field, payload.reason))


@router.get("/{object_name}/{int:record_id}/anonymise")
def foresee_anonymise(request: HttpRequest, object_name: str, record_id: int) -> HttpResponse:
    """What the action `anonymise` would touch, with counts."""
    check_params(request, frozenset())
    return json_answer(anonymise_foreseen(_ctx(request), object_name, record_id))


@router.post("/{object_name}/{int:record_id}/personal_copy")
def tell_everything(request: HttpRequest, object_name: str, record_id: int, payload: Ground) -> HttpResponse:
    """Everything about the person whose record this is. Leaves an audit line."""
    return json_answer(personal_copy(_ctx(request), object_name, record_id, payload.reason))


@router.post("/{object_name}/{int:record_id}/personal_copy/file")
def start_copy(request: HttpRequest, object_name: str, record_id: int, payload: Ground) -> HttpResponse:
    """The same as a file: 202 and a job; the file is that of an export with its id. Leaves an audit line."""
    job_id = copy_start(_ctx(request), object_name, record_id, payload.reason)
    return json_answer({"id": job_id, "job": job_id}, 202)
