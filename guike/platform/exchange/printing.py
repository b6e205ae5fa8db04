"""Prints: what a page for the printer holds. The content comes from these calls alone, which ask for the right, hold the
limit of rows and leave an audit line, so that nobody prints by a hidden button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.kernel import clock
from guike.kernel.errors import FieldError, Invalid
from guike.kernel.limits import PRINT_ROWS
from guike.platform.access.context import Context
from guike.platform.audit.services import audit
from guike.platform.exchange.errors import ImportRefused
from guike.platform.exchange.exporting import (
    check_right,
    check_rows,
    columns_of,
    exportable,
    pages,
    query_of,
)
from guike.platform.exchange.guard import mark_of
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.types import format_instant
from guike.platform.records.reading import record_count, records_by_ids, require_visible
from guike.platform.views.layouts import Layouts


def print_record(ctx: Context, object_name: str, record_id: int) -> dict[str, Any]:
    """{"record", "printed"}: one record with its lines, as far as the caller sees it. Forbidden without the permission to
    print; both are audited."""
    spec = require_visible(ctx, object_name, record_id)
    check_right(ctx, object_name, "print", "print")
    check_rows(ctx, object_name, 1, "print")
    record = records_by_ids(ctx, spec, [record_id])[record_id]
    audit(ctx.user_id, "print", object_name, record_id, detail={"rows": 1})
    return {"record": record, "printed": _printed(ctx)}


def print_list(
    ctx: Context, object_name: str, query: Mapping[str, Any], fields: Sequence[str] | None
) -> dict[str, Any]:
    """{"items", "fields", "total", "printed"}: all records of a list. query {filter, q, view, sort}; fields None = the list's
    default columns. Refused like an export, and above PRINT_ROWS."""
    check_right(ctx, object_name, "print", "print")
    spec = catalogue().get(object_name)
    if fields is None:
        fields = [path for path in Layouts(ctx, spec, ()).columns() if exportable(ctx, spec, path)]
    columns = columns_of(ctx, spec, fields)
    if not columns or any(column.lines for column in columns):
        raise Invalid(
            [FieldError("fields", "required" if not columns else "unknown_field", {"name": "lines"})]
        )
    asked = query_of(ctx, spec, query, [column.source for column in columns])
    total, _exact = record_count(ctx, spec, asked)
    check_rows(ctx, object_name, total, "print")
    if total > PRINT_ROWS:
        raise ImportRefused("print.too_many", count=total, max=int(PRINT_ROWS))
    items = [record for page, _total in pages(ctx, spec, asked) for record in page]
    detail = {"rows": len(items), "query": query, "fields": list(fields)}
    audit(ctx.user_id, "print", object_name, detail=detail)
    return {"items": items, "fields": list(fields), "total": len(items), "printed": _printed(ctx)}


def _printed(ctx: Context) -> dict[str, Any]:
    """Who printed when, for the foot of the page."""
    return {"by": mark_of(ctx), "at": format_instant(clock.now())}
