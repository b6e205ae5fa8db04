"""Writes a list to a file, page by page, with exactly the values that its owner may see."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from guike.kernel import clock, discounts, filters
from guike.kernel.errors import FieldError, Forbidden, Invalid
from guike.kernel.limits import EXPORT_ROWS, PAGE_MAX
from guike.kernel.text import T, display, join
from guike.platform.access.context import Context
from guike.platform.access.fields import readable
from guike.platform.audit.services import audit
from guike.platform.exchange.errors import ImportRefused
from guike.platform.exchange.guard import mark_of
from guike.platform.exchange.models import Export
from guike.platform.exchange.sheets import CsvFile, Sheet, Workbook
from guike.platform.files.services import file_write
from guike.platform.jobs.errors import JobCancelledError
from guike.platform.jobs.registry import Run
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.actions import job_context
from guike.platform.records.reading import ListQuery, record_list
from guike.platform.views.queries import view_filter

KIND = "exchange.export"
FORMATS = ("xlsx", "csv")
MOST_BYTES = 200 * 1024 * 1024
_UNEXPORTED = frozenset({"lines", "json"})
_BLOCK = 256 * 1024

#: stands in the header of every page of the file, and in its properties
EXPORTED_BY = T("导出人：{who}", "Exported by {who}")
#: between the kind of a record and its name
KIND_MARK = T("：", ": ")

Show = Callable[[Any], Any]


@dataclass(frozen=True)
class Column:
    """A column of the file: the source of its value, its header, its format. `lines`: the field of lines whose rows
    have the value."""

    path: str
    title: str
    show: Show
    lines: str = ""

    @property
    def source(self) -> str:
        """The field to request from the list."""
        return self.lines or self.path


def run_export(run: Run) -> dict[str, Any]:
    """The job: {"rows", "truncated", "file"}. Starts again from the beginning after a crash, because half a file is of
    no use."""
    row = Export.objects.get(job_id=run.id)
    ctx = job_context(run)
    ctx.require(row.object, "export")
    spec = catalogue().get(row.object)
    columns = columns_of(ctx, spec, row.fields)
    query = query_of(ctx, spec, row.query, [c.source for c in columns])
    with tempfile.TemporaryDirectory(prefix="guike-export-") as folder:
        path = Path(folder) / f"export.{row.format}"
        rows, truncated = _write(run, ctx, spec, row.format, columns, query, path)
        name = f"{spec.plural.get(ctx.locale)}-{clock.now().astimezone(ZoneInfo(ctx.timezone)):%Y%m%d-%H%M}.{row.format}"
        with path.open("rb") as file, transaction.atomic():
            stored = file_write(
                name, iter(lambda: file.read(_BLOCK), b""), ctx.user_id, most_bytes=MOST_BYTES
            )
            Export.objects.filter(job_id=run.id).update(file_id=stored.id, rows=rows)
            detail = {
                "export": run.id,
                "file": name,
                "rows": rows,
                "query": row.query,
                "fields": row.fields,
                "format": row.format,
            }
            audit(ctx.user_id, "export.done", row.object, detail=detail)
    return {"rows": rows, "truncated": truncated, "file": stored.id}


def _write(
    run: Run,
    ctx: Context,
    spec: ObjectSpec,
    form: str,
    columns: Sequence[Column],
    query: ListQuery,
    path: Path,
) -> tuple[int, bool]:
    titles = [column.title for column in columns]
    if form == "csv":
        with CsvFile(path, titles) as file:
            return _fill(run, ctx, spec, columns, query, file)
    with Workbook(path, mark=EXPORTED_BY.get(ctx.locale).format(who=mark_of(ctx))) as book:
        return _fill(run, ctx, spec, columns, query, book.sheet(spec.plural.get(ctx.locale), titles))


def _fill(
    run: Run, ctx: Context, spec: ObjectSpec, columns: Sequence[Column], query: ListQuery, sheet: Sheet
) -> tuple[int, bool]:
    """(rows written, whether there were more than the limit)."""
    count = done = 0
    most = ctx.actor.export_rows
    for page, total in pages(ctx, spec, query):
        if most is not None and done + len(page) > most:  # there are more than when it was asked for
            return count, True
        for record in page:
            for cells in rows_of(record, columns):
                if count == EXPORT_ROWS:
                    return count, True
                sheet.row(cells)
                count += 1
        done += len(page)
        if run.cancelled():
            raise JobCancelledError
        run.progress(done, total)
    return count, False


def rows_of(record: Mapping[str, Any], columns: Sequence[Column]) -> Iterator[list[Any]]:
    """The row of a record; with columns of lines one row for each line, with the record's own values repeated."""
    lines = {column.lines: record.get(column.lines) or [] for column in columns if column.lines}
    for index in range(max((len(rows) for rows in lines.values()), default=0) or 1):
        holders = {name: rows[index] if index < len(rows) else {} for name, rows in lines.items()}
        yield [column.show(holders.get(column.lines, record).get(column.path)) for column in columns]


def pages(ctx: Context, spec: ObjectSpec, query: ListQuery) -> Iterator[tuple[list[dict[str, Any]], int]]:
    """The list in keyset pages: (records, how many there are in all)."""
    cursor, total = "", 0
    while True:
        page = record_list(ctx, spec.name, replace(query, cursor=cursor))
        total = max(total, page.total or 0)
        yield page.items, total
        if page.next_cursor is None:
            return
        cursor = page.next_cursor


def query_of(ctx: Context, spec: ObjectSpec, raw: Mapping[str, Any], paths: Sequence[str]) -> ListQuery:
    """The ListQuery of the request: filter, q, view, sort."""
    node = filters.parse(raw["filter"]) if raw.get("filter") else None
    sort, is_view_sort = tuple(raw.get("sort") or ()), False
    if raw.get("view"):
        view_node, view_sort = view_filter(ctx, spec, raw["view"])
        sort, is_view_sort = (sort, False) if sort else (view_sort, True)
        if view_node is not None:
            node = view_node if node is None else filters.All((view_node, node))
    return ListQuery(
        filter=node,
        q=raw.get("q") or "",
        sort=sort,
        is_view_sort=is_view_sort,
        fields=tuple(dict.fromkeys(paths)),
        limit=int(PAGE_MAX),
        view=raw.get("view") or "",
    )


def columns_of(ctx: Context, spec: ObjectSpec, names: Sequence[str]) -> list[Column]:
    """The chosen fields (paths such as account.level and lines.quantity too) as columns; Invalid for those that the
    caller may not read."""
    errors: list[FieldError] = []
    found = []
    for name in names:
        steps = steps_of(ctx, spec, name)
        if not _fits(steps):
            errors.append(FieldError("fields", "unknown_field", {"name": name}))
            continue
        title = " ".join(item.label.get(ctx.locale) for item in steps)
        item = steps[-1]
        show = str_or_none if is_masked(ctx, spec, steps) else shower(ctx, item)
        lines, _dot, rest = name.partition(".")
        found.append(
            Column(rest, title, show, lines) if steps[0].type == "lines" else Column(name, title, show)
        )
    if errors:
        raise Invalid(errors)
    return found


def steps_of(ctx: Context, spec: ObjectSpec, path: str) -> list[FieldSpec]:
    """The fields on a path, as far as the caller may read each; none where he may not."""
    steps: list[FieldSpec] = []
    here: ObjectSpec | None = spec
    for part in path.split("."):
        item = readable(ctx, here).get(part) if here is not None else None
        if item is None or here is None or not ctx.can(here.parent or here.name, "view"):
            return []
        steps.append(item)
        target = item.lines_object or item.target_object
        here = catalogue().objects.get(target) if target else None
    return steps


def _fits(steps: Sequence[FieldSpec]) -> bool:
    """Whether a path ends in a field that fits in a table; a path into lines must end in one of the line's own
    fields."""
    if not steps or steps[-1].type in _UNEXPORTED:
        return False
    if steps[0].type == "lines":
        return len(steps) == 2
    return all(item.type != "lines" for item in steps)


def exportable(ctx: Context, spec: ObjectSpec, path: str) -> bool:
    """Whether the caller may have a path as a column."""
    return _fits(steps_of(ctx, spec, path))


def with_key(ctx: Context, spec: ObjectSpec, fields: Sequence[str]) -> list[str]:
    """The columns, preceded by a key of the record. Without it, a corrected file that is imported again would create
    new records."""
    keys = ("number", "id") if spec.number_pattern else ("id",)
    key = next((name for name in keys if exportable(ctx, spec, name)), None)
    return list(fields) if key is None or set(keys) & set(fields) else [key, *fields]


def is_masked(ctx: Context, spec: ObjectSpec, steps: Sequence[FieldSpec]) -> bool:
    """Whether the caller sees the values at the end of a path masked."""
    return any(ctx.level(name, item.name) == "masked" for name, item in _holders(spec, steps))


def _holders(spec: ObjectSpec, steps: Sequence[FieldSpec]) -> Iterator[tuple[str, FieldSpec]]:
    name = spec.name
    for item in steps:
        yield name, item
        name = item.lines_object or item.target_object


def str_or_none(value: Any) -> Any:
    """A masked value is text already."""
    return None if value is None else str(value)


def shower(ctx: Context, item: FieldSpec) -> Show:
    """A function that turns a value of the API into a cell."""
    kind, convention = item.value_type, item.discount
    if convention is not None:
        return lambda value: None if value is None else discounts.to_cell(Decimal(value), convention)
    if kind in ("choice", "multi_choice"):
        labels = {choice.code: choice.label.get(ctx.locale) for choice in item.choices}
        if kind == "choice":
            return lambda value: labels.get(value, value)
        return lambda value: join([labels.get(code, code) for code in value or ()], ctx.locale)
    if kind == "instant":
        zone = ZoneInfo(ctx.timezone)
        return lambda value: None if value is None else _local(value, zone)
    if kind == "boolean":
        return lambda value: None if value is None else display(bool(value), ctx.locale)
    if kind == "any_reference":
        return lambda value: _any_reference_text(value, ctx.locale)
    if kind == "any_references":
        return lambda value: join([_any_reference_text(one, ctx.locale) for one in value or ()], ctx.locale)
    if kind in ("tags", "references"):
        return lambda value: join([_name(one) for one in value or ()], ctx.locale)
    return _SHOWN.get(kind, _name)


def _name(value: Any) -> Any:
    """The name of a value {"id" or "code", "name"}; other values unchanged."""
    return value.get("name") or "" if isinstance(value, Mapping) else value


def _any_reference_text(value: Any, locale: str) -> Any:
    """A reference to any object as text: the object's label, then the record's: 客户：云帆印务."""
    if not isinstance(value, Mapping):
        return value
    spec = catalogue().objects.get(value["object"])
    name = value.get("name") or f"#{value['id']}"
    return f"{spec.label.get(locale) if spec else value['object']}{KIND_MARK.get(locale)}{name}"


_SHOWN: dict[str, Show] = {
    **dict.fromkeys(("money", "decimal", "percent"), lambda value: None if value is None else Decimal(value)),
    "date": lambda value: None if value is None else date.fromisoformat(value),
    "geo": lambda value: None if value is None else f"{value['lat']},{value['lng']}",
}


def _local(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).astimezone(zone).replace(tzinfo=None)


def check_rows(ctx: Context, object_name: str, total: int, action: str = "export.start") -> None:
    """ImportRefused `export.too_many` above what the caller's roles let him export at once; the refusal is audited."""
    most = ctx.actor.export_rows
    if most is not None and total > most:
        detail = {"rows": total, "most": most}
        audit(ctx.user_id, action, object_name, outcome="refused", detail=detail)
        raise ImportRefused("export.too_many", count=total, max=most)


def check_right(ctx: Context, object_name: str, operation: str, action: str) -> None:
    """Forbidden without the permission for this operation; the refusal is audited."""
    try:
        ctx.require(object_name, "view")
        ctx.require(object_name, operation)
    except Forbidden:
        audit(ctx.user_id, action, object_name, outcome="refused")
        raise
