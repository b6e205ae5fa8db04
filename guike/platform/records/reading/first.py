"""The first few records of several objects that a search finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet

from guike.platform.access.context import Context
from guike.platform.database.composing import Statement, composed, united
from guike.platform.filters.order import sort_keys
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.reading.candidates import ListQuery, candidates
from guike.platform.records.reading.pages import COUNT
from guike.platform.records.reading.searching import given_texts, is_rare, named_key, shape_of
from guike.platform.records.reading.ways import COLLECTED, WALKED, Asked, Raw, glanced, sent
from guike.platform.records.shapes import per_caller

#: the number of newest rows in which a frequent word is looked for first
GLANCED_FIRST = 400
#: at most so many rows are collected to find the first few
COLLECTED_MOST = 1_000


def first_found(
    ctx: Context, specs: Sequence[ObjectSpec], q: str, limit: int
) -> dict[str, list[tuple[int, bool]]]:
    """{object: [(id, whether its name is exactly the search)]}: the first records of each object that a search finds,
    exact names first, then the newest. For rare words one statement searches all objects."""
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
        asked = _request_of(ctx, spec, query)
        try:
            return composed(asked.sorted(candidates(ctx, spec, query)).values("pk", "k_0"))
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
    """The first records of one object. The newest rows are read first, which costs little and is enough for a frequent
    word; otherwise all rows are collected, if they are not too many."""
    asked = _request_of(ctx, spec, ListQuery(q=q, limit=limit))
    place = ("first", spec.name, limit, *shape_of(q))

    def found(way: str, rows: Callable[[], Any], *also: str) -> Raw:
        return sent(asked, place, way, lambda: rows().values("pk", "k_0", *also))

    try:
        raw = found("glanced first", lambda: glanced(asked, GLANCED_FIRST))
        if 0 < len(raw) < limit:  # a larger number of newest rows will have more hits
            raw = found("glanced", lambda: glanced(asked))
        if len(raw) < limit:
            raw = found("collected", lambda: COLLECTED.rows(asked), COUNT)
            if not COLLECTED.ends(asked, raw):
                raw = found("walked", lambda: WALKED.rows(asked))
    except EmptyResultSet:
        return []
    return [(row["pk"], bool(row["k_0"])) for row in raw[:limit]]


def _request_of(ctx: Context, spec: ObjectSpec, query: ListQuery) -> Asked:
    keys = (named_key(ctx, spec, query.q, is_rare=query.is_rare), *sort_keys(ctx, spec, ["-id"]))
    return Asked(ctx, spec, query, keys, most=COLLECTED_MOST)
