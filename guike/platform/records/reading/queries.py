"""Reads of records: list, count, one, related. The first argument is always ctx."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from guike.kernel import limits
from guike.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from guike.platform.access.context import Context
from guike.platform.filters.order import after, decode_cursor, encode_cursor
from guike.platform.measures.aggregates import run_aggregate
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec, Relation
from guike.platform.records.models import RecordLink
from guike.platform.records.reading.candidates import ListQuery, candidates, list_keys
from guike.platform.records.reading.rows import Record, reader_of, visible_of
from guike.platform.records.reading.searching import is_rare
from guike.platform.records.reading.ways import CAP, Asked, page_of


@dataclass(frozen=True)
class Page:
    items: list[Record]
    next_cursor: str | None
    total: int | None
    total_is_exact: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "items": self.items,
            "next_cursor": self.next_cursor,
            "total": self.total,
            "total_is_exact": self.total_is_exact,
        }


def record_count(
    ctx: Context, spec: ObjectSpec, query: ListQuery, *, exact: bool = False
) -> tuple[int, bool]:
    """(count, whether it is exact). Capped at COUNT_CAP unless `exact`."""
    rows = candidates(ctx, spec, query).order_by()
    if exact:
        return rows.count(), True
    found = rows.values("pk")[: CAP + 1].count()
    return (CAP, False) if found > CAP else (found, True)


def record_list(ctx: Context, object_name: str, query: ListQuery) -> Page:
    """One page. Forbidden without the function permission; Invalid for unknown or unreadable fields."""
    spec = catalogue().get(object_name)
    ctx.require(object_name, "view")
    if query.q.strip() and not query.deleted:  # rare words are looked up among undeleted rows only
        query = replace(query, is_rare=is_rare(spec, query.q))
    keys = list_keys(ctx, spec, query)
    fingerprint = query.fingerprint(object_name)
    asked = Asked(ctx, spec, query, keys)
    if query.cursor:
        *position, (number, was_exact) = decode_cursor(fingerprint, query.cursor)
        asked = replace(asked, beyond=(after(keys, position),), counted=(number, was_exact))
    reader = reader_of(ctx, spec, query.fields, lines=False)
    raw, (total, is_exact) = page_of(asked, reader)
    more = len(raw) > query.limit
    raw = raw[: query.limit]
    next_cursor = None
    if more:
        last = [raw[-1][f"k_{n}"] for n in range(len(keys))]
        next_cursor = encode_cursor(fingerprint, [*last, (total, is_exact)])
    shown: int | None = total
    if query.count == "exact" and not is_exact:
        shown, is_exact = record_count(ctx, spec, query, exact=True)
    if query.count == "none":
        shown, is_exact = None, False
    return Page(reader.records(raw), next_cursor, shown, is_exact)


def records_by_ids(ctx: Context, spec: ObjectSpec, ids: Sequence[int]) -> dict[int, Record]:
    """Visible records with lines, by id, as the answers of writes."""
    reader = reader_of(ctx, spec, None, lines=True)
    raw = reader.visible(ids)
    return {record["id"]: record for record in reader.records(raw)}


def record_aggregate(
    ctx: Context,
    object_name: str,
    query: ListQuery,
    groups: Sequence[Mapping[str, Any]],
    measures: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """{"rows": [{"keys", "values"}], "totals"} over the rows of a list."""
    spec = catalogue().get(object_name)
    ctx.require(object_name, "view")
    rows = candidates(ctx, spec, query)
    return run_aggregate(ctx, spec, rows, groups, measures)


def related_query(spec: ObjectSpec, record_id: int, relation: Relation) -> tuple[ObjectSpec, Q]:
    """The pointing object and the condition "points at this record"."""
    child = catalogue().get(relation.object)
    item = child.by_name[relation.field]
    if item.is_reference and not item.custom:
        return child, Q(**{item.attname: record_id})
    if item.is_reference:
        return child, Q(**{f"custom__{item.name}": record_id})
    return child, Q(pk__in=_linked_ids(child, item.name, spec.name, record_id))


def _linked_ids(child: ObjectSpec, field: str, target: str, target_id: int) -> Any:
    return RecordLink.objects.filter(
        object=child.name, field=field, target_object=target, target_id=target_id
    ).values("record_id")


def exists_visible(ctx: Context, object_name: str, record_id: int, action: str = "view") -> bool:
    """Whether the caller may do `action` on the record."""
    spec = catalogue().objects.get(object_name)
    if spec is None or not ctx.can(spec.parent or spec.name, "view"):
        return False
    return bool(visible_of(ctx, spec, [record_id], action))


def require_visible(ctx: Context, object_name: str, record_id: int, action: str = "view") -> ObjectSpec:
    """NotFound unless visible; Forbidden when visible but `action` is not allowed."""
    spec = catalogue().get(object_name)
    ctx.require(object_name, "view")
    if not visible_of(ctx, spec, [record_id]):
        raise NotFound
    if action != "view" and not visible_of(ctx, spec, [record_id], action):
        raise Forbidden("access.out_of_scope")
    return spec


def check_limit(limit: int) -> int:
    """1 … PAGE_MAX; Invalid otherwise."""
    if not 1 <= limit <= int(limits.PAGE_MAX):
        raise Invalid([FieldError("limit", "out_of_range", {"min": 1, "max": int(limits.PAGE_MAX)})])
    return limit


def living_ids(ctx: Context, spec: ObjectSpec, query: ListQuery, limit: int) -> list[int]:
    """The ids in scope that match, for actions on a whole selection."""
    return list(candidates(ctx, spec, query).order_by("pk").values_list("pk", flat=True)[:limit])
