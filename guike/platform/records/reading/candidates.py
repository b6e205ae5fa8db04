"""The query of a list, and the rows in the caller's scope that match it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import Q

from guike.kernel import filters, limits
from guike.platform.access.context import Context
from guike.platform.database.guard import GuardedQuerySet
from guike.platform.filters.caller import UNREADABLE
from guike.platform.filters.order import SortKey, sort_keys
from guike.platform.filters.sql import compile_filter
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.reading.rows import table, visible
from guike.platform.records.reading.searching import named_key, search_condition


@dataclass(frozen=True)
class ListQuery:
    """The query of a list. filter: parsed AST, with the view's filter already joined; is_rare: few rows have the words
    of q; is_view_sort: the sort order comes from the view, not from the person."""

    filter: filters.Node | None = None
    q: str = ""
    is_rare: bool = False
    sort: tuple[str, ...] = ()
    is_view_sort: bool = False
    fields: tuple[str, ...] | None = None
    limit: int = int(limits.PAGE_DEFAULT)
    cursor: str = ""
    count: str = "capped"
    deleted: bool = False
    view: str = ""
    within: Q | None = None

    def fingerprint(self, object_name: str) -> str:
        """The digest to which a cursor is bound."""
        parts = [object_name, self.q, self.view, list(self.sort), self.is_view_sort, self.deleted]
        parts.append(filters.dump(self.filter) if self.filter is not None else None)
        return hashlib.sha256(orjson.dumps(parts, default=str)).hexdigest()[:16]


def candidates(ctx: Context, spec: ObjectSpec, query: ListQuery) -> GuardedQuerySet[Any]:
    """Rows in scope that match filter and search, unordered."""
    rows = visible(ctx, spec)
    if query.deleted:
        ctx.require(spec.name, "delete")
        rows = table(spec).filter(deleted_at__isnull=False).visible_to(ctx, "edit", spec.name)
    if query.within is not None:
        rows = rows.filter(query.within)
    if query.filter is not None:
        rows = rows.filter(compile_filter(ctx, spec, query.filter))
    if query.q.strip():
        condition = search_condition(ctx, spec, query.q, is_rare=query.is_rare)
        rows = rows.none() if condition is None else rows.filter(condition)
    return rows


def list_keys(ctx: Context, spec: ObjectSpec, query: ListQuery) -> tuple[SortKey, ...]:
    """The sort keys of a list. Without an order in the query, rows with exactly the typed name come first."""
    keys = sort_keys(ctx, spec, list(query.sort) or default_sort(ctx, spec))
    if (query.sort and not query.is_view_sort) or not query.q.strip() or spec.is_line:
        return keys
    return (named_key(ctx, spec, query.q, is_rare=query.is_rare), *keys)


def default_sort(ctx: Context, spec: ObjectSpec) -> list[str]:
    """Newest first, lines of a document in their order; by id where the caller may not read what that goes by."""
    if spec.is_line and spec.ledger is None:
        return ["position"]
    wanted = list(spec.views[0].sort) if spec.views else ["-created_at"]
    unread = any(ctx.level(spec.name, word.lstrip("-").split(".")[0]) in UNREADABLE for word in wanted)
    return ["-id"] if unread else wanted
