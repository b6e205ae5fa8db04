"""Turns the list parameters of a query string or a JSON body into a ListQuery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from guike.entry.api.answers import parse_json
from guike.kernel import filters, limits
from guike.kernel.errors import BadRequest, FieldError, Invalid
from guike.kernel.numerals import whole
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import ListQuery, check_limit
from guike.platform.views.queries import view_filter

LIST_PARAMS = frozenset({"fields", "filter", "view", "q", "sort", "limit", "cursor", "count", "deleted"})

#: `?labels=all` on any call: labels in every language
LABELS = "labels"


def check_params(request: HttpRequest, allowed: frozenset[str]) -> None:
    """BadRequest for an unknown query parameter."""
    for name in request.GET:
        if name not in allowed and name != LABELS:
            raise BadRequest("request.unknown_parameter", name=name)


def query_of_url(request: HttpRequest, ctx: Context, object_name: str) -> ListQuery:
    """From `?fields=a,b&filter={…}&sort=-created_at`."""
    check_params(request, LIST_PARAMS)
    raw: dict[str, Any] = {k: v for k, v in request.GET.items() if v != "" and k != LABELS}
    for name in ("fields", "sort"):
        if name in raw:
            raw[name] = [part.strip() for part in raw[name].split(",") if part.strip()]
    if "filter" in raw:
        raw["filter"] = filter_of_url(raw["filter"])
    if "limit" in raw:
        number = whole(raw["limit"])
        if number is None:
            raise Invalid([FieldError("limit", "type.integer")])
        raw["limit"] = number
    if "deleted" in raw:
        raw["deleted"] = raw["deleted"].lower() in ("true", "1")
    return query_of(raw, ctx, object_name)


def filter_of_url(text: str) -> Any:
    """A filter as it stands in an address."""
    try:
        return parse_json(text)
    except BadRequest:
        raise BadRequest("request.bad", reason="filter is not valid JSON") from None


def query_of(raw: Mapping[str, Any], ctx: Context, object_name: str) -> ListQuery:
    """The ListQuery of a JSON body. Unknown keys and wrong values are refused by name."""
    for name in raw:
        if name not in LIST_PARAMS:
            raise BadRequest("request.unknown_parameter", name=name)
    spec = catalogue().get(object_name)
    ctx.require(object_name, "view")
    node = filters.parse(raw["filter"]) if raw.get("filter") else None
    sort = _names(raw, "sort")
    view, is_view_sort = _text(raw, "view"), False
    if view:
        view_node, view_sort = view_filter(ctx, spec, view)
        sort, is_view_sort = (sort, False) if sort else (view_sort, True)
        if view_node is not None:
            node = view_node if node is None else filters.All((view_node, node))
    limit = raw.get("limit", int(limits.PAGE_DEFAULT))
    if isinstance(limit, bool) or not isinstance(limit, int):
        raise Invalid([FieldError("limit", "type.integer")])
    count = raw.get("count", "capped")
    if count not in ("capped", "exact", "none"):
        raise Invalid([FieldError("count", "out_of_range", {"min": "none", "max": "exact"})])
    fields = _names(raw, "fields") if raw.get("fields") is not None else None
    return ListQuery(
        filter=node,
        q=_text(raw, "q"),
        sort=sort,
        is_view_sort=is_view_sort,
        fields=fields,
        limit=check_limit(limit),
        cursor=_text(raw, "cursor", 4000),
        count=count,
        deleted=raw.get("deleted") is True,
        view=view,
    )


def _text(raw: Mapping[str, Any], name: str, longest: int = int(limits.SEARCH_CHARS)) -> str:
    value = raw.get(name) or ""
    if not isinstance(value, str) or "\0" in value:
        raise Invalid([FieldError(name, "type.text")])
    if len(value) > longest:
        raise Invalid([FieldError(name, "too_long", {"max": longest, "length": len(value)})])
    return value


def _names(raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = raw.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Invalid([FieldError(name, "type.list")])
    return tuple(value)
