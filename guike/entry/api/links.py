"""Routes of public links: for whoever makes them, and for whoever holds one and has no sign-in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from guike.entry.api.answers import Form, OneLine, empty_answer, json_answer, no_nul, read_object
from guike.entry.api.caller import check_origin, request_locale
from guike.entry.api.queries import check_params
from guike.entry.throttle import client_address, link_calls
from guike.kernel.errors import FieldError, Invalid, NotFound
from guike.kernel.numerals import whole
from guike.platform.access.context import Context
from guike.platform.links.models import PublicLink
from guike.platform.links.queries import links_of
from guike.platform.links.registry import purpose_of, purposes_of
from guike.platform.links.services import link_answer, link_create, link_opened, link_page, link_withdraw
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.types import format_instant
from guike.platform.records.reading import require_visible
from guike.platform.settings import queries as settings

router = Router(tags=["links"])
public = Router(tags=["links"])
#: what keeps the address of a link out of search engines, caches and other sites
_DISCREET = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


class NewLink(Form):
    object: OneLine = Field(max_length=64)
    id: int = Field(ge=1, lt=2**63)
    purpose: OneLine = Field(max_length=64)
    days: int | None = None


def _ctx(request: HttpRequest) -> Context:
    return request.auth  # type: ignore[attr-defined, no-any-return]


def _link(ctx: Context, row: PublicLink) -> dict[str, Any]:
    purpose = purpose_of(row.object, row.purpose)
    return {
        "id": row.pk,
        "purpose": row.purpose,
        "label": purpose.label.get(ctx.locale) if purpose else row.purpose,
        "created_at": format_instant(row.created_at),
        "expires_at": format_instant(row.expires_at),
        "opened_count": row.opened_count,
        "last_opened_at": format_instant(row.last_opened_at),
    }


@router.get("")
def list_links(request: HttpRequest) -> HttpResponse:
    """?object=&id=: the purposes for which the caller may make links of a record, and its valid links without their tokens."""
    check_params(request, frozenset({"object", "id"}))
    ctx, name, number = _ctx(request), request.GET.get("object", ""), whole(request.GET.get("id", ""))
    if number is None:
        raise Invalid([FieldError("id", "type.reference")])
    if name not in catalogue().objects:
        raise NotFound
    require_visible(ctx, name, number)
    purposes = [
        {"name": one.name, "label": one.label.get(ctx.locale), "days": one.days}
        for one in purposes_of(name)
        if ctx.can(name, one.operation)
    ]
    links = [_link(ctx, row) for row in links_of(name, number)] if purposes else []
    return json_answer({"purposes": purposes, "items": links})


@router.post("")
def create_link(request: HttpRequest, payload: NewLink) -> HttpResponse:
    """A link to a record for a purpose; its address is told once. 201."""
    ctx = _ctx(request)
    if payload.object not in catalogue().objects:
        raise NotFound
    row, token = link_create(ctx, payload.object, payload.id, payload.purpose, payload.days)
    return json_answer({**_link(ctx, row), "url": request.build_absolute_uri(f"/l/{token}")}, 201)


@router.delete("/{int:link_id}")
def withdraw_link(request: HttpRequest, link_id: int) -> HttpResponse:
    """Withdraw a link: it answers 404 from now on. 204."""
    link_withdraw(_ctx(request), link_id)
    return empty_answer()


def _stranger(request: HttpRequest) -> str:
    """The language of whoever holds a link, after his address has not called too often."""
    link_calls.take(client_address(request))
    return request_locale(request, None)


def _page(token: str, locale: str) -> HttpResponse:
    shown = link_page(token, locale)
    shown["expires_at"] = format_instant(shown["expires_at"])
    return json_answer({"company": settings.get("company.name"), **shown}, headers=_DISCREET)


@public.get("/{token}", auth=None)
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """What the link shows. The link is the right to read it; nothing is changed."""
    check_params(request, frozenset())
    return _page(token, _stranger(request))


@public.post("/{token}/openings", auth=None)
def note_link_opened(request: HttpRequest, token: str) -> HttpResponse:
    """Told by the page when somebody looks at it. 204."""
    check_origin(request)
    _stranger(request)
    link_opened(token)
    return empty_answer()


@public.post("/{token}", auth=None)
def answer_link(request: HttpRequest, token: str) -> HttpResponse:
    """{"verb", "name", "remark", "lines"} with an Idempotency-Key: answers, and tells the page as it stands then."""
    check_origin(request)
    locale = _stranger(request)
    body = no_nul(read_object(request))
    link_answer(token, locale, request.META.get("HTTP_IDEMPOTENCY_KEY", ""), body)
    return _page(token, locale)
