"""Reading records: list, count, one, related, history. First argument always ctx."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db.models import F, Q

from guike.kernel import clock, filters, limits
from guike.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from guike.platform.access.context import Context
from guike.platform.access.reasons import Arm
from guike.platform.access.scope import scope_arms
from guike.platform.database.composing import Statement, composed, united
from guike.platform.database.guard import GuardedQuerySet
from guike.platform.filters.aggregate import run_aggregate
from guike.platform.filters.caller import UNREADABLE
from guike.platform.filters.expressions import AmongRows
from guike.platform.filters.order import SortKey, after, decode_cursor, encode_cursor, sort_keys
from guike.platform.filters.sql import compile_filter
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec, Relation
from guike.platform.records.models import RecordLink
from guike.platform.records.reading import pages
from guike.platform.records.reading.rows import Reader, Record, living, reader_of, table, visible, visible_ids
from guike.platform.records.reading.searching import (
    NAMED,
    called_so,
    given_texts,
    is_rare,
    named_key,
    search_condition,
    shape_of,
)
from guike.platform.records.shapes import per_caller

CAP = int(limits.COUNT_CAP)
#: rows that a frequent word is first looked for in
GLANCED = 3_000
#: and for the first few of all objects
FIRST_GLANCED = 400
#: more rows than these are not collected to find the first few
COLLECTED = 1_000
NEWEST = (["created_at", "id"], ["id"])
WHY = "the newest rows, of which those in scope are chosen"


@dataclass(frozen=True)
class ListQuery:
    """What a list asks for. filter: parsed AST; view filter already joined by the caller; is_rare: few rows hold
    the words of q; is_view_sort: the view says how it is sorted, not the person."""

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
        """What a cursor is bound to."""
        parts = [object_name, self.q, self.view, list(self.sort), self.is_view_sort, self.deleted]
        parts.append(filters.dump(self.filter) if self.filter is not None else None)
        return hashlib.sha256(orjson.dumps(parts, default=str)).hexdigest()[:16]


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


def record_count(
    ctx: Context, spec: ObjectSpec, query: ListQuery, *, exact: bool = False
) -> tuple[int, bool]:
    """(count, is it exact). Capped at COUNT_CAP unless exact."""
    rows = candidates(ctx, spec, query).order_by()
    if exact:
        return rows.count(), True
    found = rows.values("pk")[: CAP + 1].count()
    return (CAP, False) if found > CAP else (found, True)


def record_list(ctx: Context, object_name: str, query: ListQuery) -> Page:
    """One page. Forbidden without the function permission; Invalid for unknown or unreadable fields."""
    spec = catalogue().get(object_name)
    ctx.require(object_name, "view")
    if query.q.strip() and not query.deleted:  # the rare are looked up among the living
        query = replace(query, is_rare=is_rare(spec, query.q))
    keys = _keys(ctx, spec, query)
    fingerprint = query.fingerprint(object_name)
    position, counted = None, None
    if query.cursor:
        saved = decode_cursor(fingerprint, query.cursor)
        position, counted = saved[:-1], (saved[-1][0], saved[-1][1])
    reader = reader_of(ctx, spec, query.fields, lines=False)
    raw, (total, is_exact) = _page(ctx, spec, query, reader, keys, position, counted)
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


def _keys(ctx: Context, spec: ObjectSpec, query: ListQuery) -> tuple[SortKey, ...]:
    """What a list is sorted by; where nobody says it, what is called just as was typed comes first."""
    keys = sort_keys(ctx, spec, list(query.sort) or default_sort(ctx, spec))
    if (query.sort and not query.is_view_sort) or not query.q.strip() or spec.is_line:
        return keys
    return (named_key(ctx, spec, query.q, is_rare=query.is_rare), *keys)


def first_found(
    ctx: Context, specs: Sequence[ObjectSpec], q: str, limit: int
) -> dict[str, list[tuple[int, bool]]]:
    """{object: [(id, is it called just so)]}: the first records of each object that a search finds, those that are called
    just so, then the newest. Where few hold the words, one statement looks in all objects."""
    rare = [spec for spec in specs if is_rare(spec, q)]
    found = _first_of_rare(ctx, rare, q, limit) if rare else {}
    for spec in specs:
        if spec not in rare:
            found[spec.name] = _first_of_many(ctx, spec, q, limit)
    return found


def _first_of_rare(
    ctx: Context, specs: Sequence[ObjectSpec], q: str, limit: int
) -> dict[str, list[tuple[int, bool]]]:
    query = ListQuery(q=q, limit=limit, is_rare=True)

    def looked_up(spec: ObjectSpec) -> Statement:
        keys = _first_keys(ctx, spec, query)
        try:
            return composed(_sorted(candidates(ctx, spec, query), query, keys).values("pk", "k_0"))
        except EmptyResultSet:
            return Statement()

    place = ("first of rare", limit, *(spec.name for spec in specs), *shape_of(q))
    statement = per_caller(ctx, place, lambda: united([looked_up(spec) for spec in specs]))
    found: dict[str, list[tuple[int, bool]]] = {spec.name: [] for spec in specs}
    for part, pk, is_called in statement.tuples((), given_texts(q)):
        found[specs[part].name].append((pk, bool(is_called)))
    newest_first = {
        name: sorted(ids, key=lambda one: (one[1], one[0]), reverse=True) for name, ids in found.items()
    }
    return {name: ids[:limit] for name, ids in newest_first.items()}


def _first_of_many(ctx: Context, spec: ObjectSpec, q: str, limit: int) -> list[tuple[int, bool]]:
    """A word that is frequent fills them from the newest rows, which are looked at first because that costs little; of
    others all rows are collected, if these are not too many."""
    query = ListQuery(q=q, limit=limit)
    keys = _first_keys(ctx, spec, query)
    place = ("first", spec.name, limit, *shape_of(q))

    def sent(way: str, rows: Callable[[], Any], *also: str) -> list[dict[str, Any]]:
        return _sent(ctx, query, place, way, lambda: rows().values("pk", "k_0", *also))

    try:
        raw = sent("glanced first", lambda: _glance(ctx, spec, query, keys, (), FIRST_GLANCED))
        if 0 < len(raw) < limit:  # there will be more among some more rows
            raw = sent("glanced", lambda: _glance(ctx, spec, query, keys, ()))
        if len(raw) < limit:
            raw = sent("collected", lambda: _collected(ctx, spec, query, keys, (), COLLECTED), pages.COUNT)
            if raw and raw[0][pages.COUNT] > COLLECTED:
                raw = sent("walked", lambda: _walked(ctx, spec, query, keys, ()))
    except EmptyResultSet:
        return []
    return [(row["pk"], bool(row["k_0"])) for row in raw[:limit]]


def _first_keys(ctx: Context, spec: ObjectSpec, query: ListQuery) -> tuple[SortKey, ...]:
    return (named_key(ctx, spec, query.q, is_rare=query.is_rare), *sort_keys(ctx, spec, ["-id"]))


def _page(
    ctx: Context,
    spec: ObjectSpec,
    query: ListQuery,
    reader: Reader,
    keys: Sequence[SortKey],
    position: Sequence[Any] | None,
    counted: tuple[int, bool] | None,
) -> tuple[list[dict[str, Any]], tuple[int, bool]]:
    """(one row more than the page, (count, is it exact)). Few candidates are collected, many merged from the
    arms of the scope or walked to along the order; see `records.pages`."""
    beyond = () if position is None else (after(keys, position),)
    place = None if beyond else _fixed(ctx, spec, query, reader, keys)
    try:
        first = _settled(ctx, spec, query, reader, keys, beyond, place)
        if first is not None:
            raw = first.dicts()
            return raw, counted or _capped(raw)
        if counted is None or counted[1]:
            raw = _sent(
                ctx,
                query,
                place,
                "collected",
                lambda: reader.selected(_collected(ctx, spec, query, keys, beyond)),
            )
            if _capped(raw)[1]:
                return raw, counted or _capped(raw)
    except EmptyResultSet:
        return [], counted or (0, True)
    if query.q.strip() and _is_newest(keys):
        raw = _sent(
            ctx, query, place, "glanced", lambda: reader.selected(_glance(ctx, spec, query, keys, beyond))
        )
        if len(raw) > query.limit:
            return raw, counted or (CAP, False)
    raw = _sent(ctx, query, place, "walked", lambda: reader.selected(_walked(ctx, spec, query, keys, beyond)))
    return raw, counted or (CAP, False)


def _is_newest(keys: Sequence[SortKey]) -> bool:
    """Whether the newest come first, but for those that are called just so."""
    return [key.path for key in keys if key.path != NAMED] in NEWEST and all(key.descending for key in keys)


def _sent(
    ctx: Context, query: ListQuery, place: tuple[Hashable, ...] | None, way: str, rows: Callable[[], Any]
) -> list[dict[str, Any]]:
    """Rows of a statement that is composed once where `place` says what it follows from."""
    texts = given_texts(query.q)
    if place is None:
        return composed(rows()).dicts((), texts)
    return per_caller(ctx, (way, *place), lambda: composed(rows())).dicts((), texts)


def _collected(
    ctx: Context,
    spec: ObjectSpec,
    query: ListQuery,
    keys: Sequence[SortKey],
    beyond: Sequence[Q],
    most: int = CAP,
) -> Any:
    """The page out of few candidates, with their number."""
    rows = _filtered(candidates(ctx, spec, query), beyond)
    return pages.collect(rows, spec, keys, query.limit + 1, most)


def _walked(
    ctx: Context, spec: ObjectSpec, query: ListQuery, keys: Sequence[SortKey], beyond: Sequence[Q]
) -> Any:
    """The page out of many, along the order."""
    return _sorted(_filtered(candidates(ctx.walking(), spec, query), beyond), query, keys)


def _settled(
    ctx: Context,
    spec: ObjectSpec,
    query: ListQuery,
    reader: Reader,
    keys: Sequence[SortKey],
    beyond: Sequence[Q],
    place: tuple[Hashable, ...] | None,
) -> Statement | None:
    """The statement of page and count, where it need not be tried out which way is the best: the arms of the
    caller's scope merged, or all rows walked. None: it depends on how many there are."""

    def make() -> Statement | None:
        arms = _arms(ctx, spec, query)
        if arms is not None:
            conditions = _conditions(ctx, spec, query)
            rows = pages.merge(arms, spec, conditions, beyond, keys, query.limit + 1)
        elif not beyond and _is_everything(ctx, spec, query):
            rows = candidates(ctx, spec, query)
            number = pages.capped_number(spec, rows.order_by().values("pk"))
            rows = _with_keys(rows.order_by(*(key.order_by() for key in keys)), keys)
            rows = rows.annotate(**{pages.COUNT: number})[: query.limit + 1]
        else:
            return None
        return composed(reader.selected(rows))

    return make() if place is None else per_caller(ctx, place, make)


def _fixed(
    ctx: Context, spec: ObjectSpec, query: ListQuery, reader: Reader, keys: Sequence[SortKey]
) -> tuple[Hashable, ...] | None:
    """What the first page of a list follows from, besides the caller and the grams of a search; None when the
    clock, or the words that somebody types, have a part in it."""
    plain = {item.name for item in spec.fields if not item.computed}
    if reader.follows_clock or query.deleted or query.within is not None:
        return None
    if any(key.path not in plain for key in keys if key.path != NAMED):
        return None
    narrowed = ""
    if query.filter is not None:
        if filters.relations_of(query.filter) or not filters.fields_of(query.filter) <= plain:
            return None
        narrowed = orjson.dumps(filters.dump(query.filter), default=str).decode() + ctx.timezone
        narrowed += clock.today(ctx.timezone).isoformat()
    order = tuple((key.path, key.descending) for key in keys)
    return (
        "list",
        spec.name,
        order,
        query.limit,
        narrowed,
        bool(query.q.strip()),
        query.is_rare,
        shape_of(query.q),
        *reader.columns(),
        *(f.computed for f in reader.computed),
    )


def _glance(
    ctx: Context,
    spec: ObjectSpec,
    query: ListQuery,
    keys: Sequence[SortKey],
    beyond: Sequence[Q],
    most: int = GLANCED,
) -> GuardedQuerySet[Any]:
    """The page out of the newest rows alone, and those that are called just so. A frequent word fills it; the planner, who takes the grams of one
    word for chance, would rather collect every row that has them."""
    by_time = [key.order_by() for key in keys if key.path != NAMED]
    newest = _filtered(living(spec).system(reason=WHY), beyond).order_by(*by_time)
    glanced = Q(AmongRows(F("pk"), newest.values("pk")[:most], "seek"))
    named = called_so(ctx, spec, query.q) if len(by_time) < len(keys) else None
    if named is not None:
        glanced |= named
    return _sorted(_filtered(candidates(ctx, spec, query), beyond).filter(glanced), query, keys)


def _capped(raw: Sequence[Mapping[str, Any]]) -> tuple[int, bool]:
    found = raw[0][pages.COUNT] if raw else 0
    return (CAP, False) if found > CAP else (found, True)


def _arms(ctx: Context, spec: ObjectSpec, query: ListQuery) -> Sequence[Arm] | None:
    """The look-ups that make up the caller's scope, when a page can be merged from them."""
    if query.q.strip() or query.deleted:
        return None
    arms = scope_arms(ctx, spec)
    return arms if arms is not None and sum(len(arm.ids) for arm in arms) <= pages.MOST_VALUES else None


def _conditions(ctx: Context, spec: ObjectSpec, query: ListQuery) -> list[Q]:
    """What rows must meet besides lying in the scope."""
    found = [] if query.within is None else [query.within]
    return found if query.filter is None else [*found, compile_filter(ctx, spec, query.filter)]


def _is_everything(ctx: Context, spec: ObjectSpec, query: ListQuery) -> bool:
    """Every row of the table is a candidate, so that there is nothing to find by an index."""
    narrowed = query.within is not None or query.filter is not None or query.q.strip() or query.deleted
    return not narrowed and ctx.scope_of(spec.model, "view", spec.name) is None


def _filtered(rows: GuardedQuerySet[Any], conditions: Sequence[Q]) -> GuardedQuerySet[Any]:
    for condition in conditions:
        rows = rows.filter(condition)
    return rows


def _sorted(rows: GuardedQuerySet[Any], query: ListQuery, keys: Sequence[SortKey]) -> GuardedQuerySet[Any]:
    return _with_keys(rows.order_by(*(key.order_by() for key in keys)), keys)[: query.limit + 1]


def _with_keys(rows: GuardedQuerySet[Any], keys: Sequence[SortKey]) -> GuardedQuerySet[Any]:
    keyed: GuardedQuerySet[Any] = rows.annotate(**{f"k_{n}": key.expression for n, key in enumerate(keys)})
    return keyed


def default_sort(ctx: Context, spec: ObjectSpec) -> list[str]:
    """Newest first, lines in their order; by id where the caller may not read what that goes by."""
    if spec.is_line:
        return ["position"]
    wanted = list(spec.views[0].sort) if spec.views else ["-created_at"]
    unread = any(ctx.level(spec.name, word.lstrip("-").split(".")[0]) in UNREADABLE for word in wanted)
    return ["-id"] if unread else wanted


def records_by_ids(ctx: Context, spec: ObjectSpec, ids: Sequence[int]) -> dict[int, Record]:
    """Visible records with lines, by id: what a write answers."""
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
    return bool(visible_ids(ctx, spec, [record_id], action))


def require_visible(ctx: Context, object_name: str, record_id: int, action: str = "view") -> ObjectSpec:
    """NotFound unless visible; Forbidden when visible but `action` is not allowed."""
    spec = catalogue().get(object_name)
    ctx.require(object_name, "view")
    if not visible_ids(ctx, spec, [record_id]):
        raise NotFound
    if action != "view" and not visible_ids(ctx, spec, [record_id], action):
        raise Forbidden("access.out_of_scope")
    return spec


def check_limit(limit: int) -> int:
    """1 … PAGE_MAX; Invalid otherwise."""
    if not 1 <= limit <= int(limits.PAGE_MAX):
        raise Invalid([FieldError("limit", "out_of_range", {"min": 1, "max": int(limits.PAGE_MAX)})])
    return limit


def living_ids(ctx: Context, spec: ObjectSpec, query: ListQuery, limit: int) -> list[int]:
    """Ids in scope that match, for actions on a whole selection."""
    return list(candidates(ctx, spec, query).order_by("pk").values_list("pk", flat=True)[:limit])
