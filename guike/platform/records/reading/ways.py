"""The ways to read one page of a list: a table of strategies. The list takes the first that fits and returns a full
answer.

No way is right for every caller: the planner alone would walk a million rows for a caller whose thirty rows are all
old. Each way tells when it fits, which rows it reads, and whether its result is the page. `bench/tests/test_plans.py`
checks the plan of each; docs/design/lists.md explains them with a picture.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db.models import F, Q

from guike.kernel import clock, filters, limits
from guike.platform.access.context import Context
from guike.platform.access.reasons import Arm
from guike.platform.access.scope import scope_arms
from guike.platform.database.composing import composed
from guike.platform.database.guard import GuardedQuerySet
from guike.platform.filters.expressions import AmongRows
from guike.platform.filters.order import SortKey
from guike.platform.filters.sql import compile_filter
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.reading import pages
from guike.platform.records.reading.candidates import ListQuery, candidates
from guike.platform.records.reading.rows import Reader, living
from guike.platform.records.reading.searching import NAMED, called_so, given_texts, shape_of
from guike.platform.records.shapes import per_caller

CAP = int(limits.COUNT_CAP)
#: the number of newest rows in which a frequent word is looked for first
GLANCED = 3_000
#: Collecting more candidates than are counted is work for nothing. So long it is believed that there still are so many: a list
#: that has fallen below the cap meanwhile says "10,000 or more" for these minutes, and its rows are right.
BELIEVED = timedelta(minutes=5)
NEWEST = (["created_at", "id"], ["id"])
WHY = "the newest rows, of which those in scope are chosen"

#: (the count up to the cap, whether it is exact)
Count = tuple[int, bool]
Raw = list[dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    """A request for one page. beyond: the condition "after the cursor"; counted: the count of the first page; most: the
    largest number of rows to collect."""

    ctx: Context
    spec: ObjectSpec
    query: ListQuery
    keys: tuple[SortKey, ...]
    beyond: tuple[Q, ...] = ()
    counted: Count | None = None
    most: int = field(default_factory=lambda: CAP)

    def narrowed(self, rows: GuardedQuerySet[Any]) -> GuardedQuerySet[Any]:
        """The rows after the cursor."""
        for condition in self.beyond:
            rows = rows.filter(condition)
        return rows

    def sorted(self, rows: GuardedQuerySet[Any]) -> GuardedQuerySet[Any]:
        """The first rows in order, one more than the page, with their sort values."""
        keyed: GuardedQuerySet[Any] = rows.order_by(*(key.order_by() for key in self.keys)).annotate(
            **{f"k_{n}": key.expression for n, key in enumerate(self.keys)}
        )
        return keyed[: self.query.limit + 1]


@dataclass(frozen=True)
class Way:
    """fits: whether the way may be tried; rows: the queryset that reads the page and one row more; ends: whether the
    result is the page, else the next way is tried; counts: whether the way also counts the candidates."""

    name: str
    fits: Callable[[Asked], bool]
    rows: Callable[[Asked], Any]
    ends: Callable[[Asked, Raw], bool] = lambda _asked, _raw: True
    counts: bool = False


def _arms(asked: Asked) -> Sequence[Arm] | None:
    """The look-ups that make up the caller's scope, when a page can be merged from them."""
    if asked.query.q.strip() or asked.query.deleted:
        return None
    arms = scope_arms(asked.ctx, asked.spec)
    return arms if arms is not None and sum(len(arm.ids) for arm in arms) <= pages.MOST_VALUES else None


def _merged(asked: Asked) -> Any:
    query, arms = asked.query, _arms(asked)
    assert arms is not None
    conditions = [] if query.within is None else [query.within]
    if query.filter is not None:
        conditions.append(compile_filter(asked.ctx, asked.spec, query.filter))
    return pages.merge(arms, asked.spec, conditions, asked.beyond, asked.keys, query.limit + 1)


def _is_everything(asked: Asked) -> bool:
    query = asked.query
    narrowed = query.within is not None or query.filter is not None or query.q.strip() or query.deleted
    scope = asked.ctx.scope_of(asked.spec.model, "view", asked.spec.name)
    return not narrowed and not asked.beyond and scope is None


def _everything(asked: Asked) -> Any:
    rows = candidates(asked.ctx, asked.spec, asked.query)
    number = pages.capped_number(asked.spec, rows.order_by().values("pk"))
    return asked.sorted(rows.annotate(**{pages.COUNT: number}))


def _collected(asked: Asked) -> Any:
    rows = asked.narrowed(candidates(asked.ctx, asked.spec, asked.query))
    return pages.collect(rows, asked.spec, asked.keys, asked.query.limit + 1, asked.most)


def _is_frequent_of_newest(asked: Asked) -> bool:
    """Whether the request is a search in which the newest rows come first, after exact names."""
    by = [key.path for key in asked.keys if key.path != NAMED]
    return bool(asked.query.q.strip()) and by in NEWEST and all(key.descending for key in asked.keys)


def glanced(asked: Asked, most: int = GLANCED) -> Any:
    """The page from the newest `most` rows and the rows with exactly the typed name."""
    by_time = [key.order_by() for key in asked.keys if key.path != NAMED]
    newest = asked.narrowed(living(asked.spec).system(reason=WHY)).order_by(*by_time)
    found = Q(AmongRows(F("pk"), newest.values("pk")[:most], "seek"))
    is_named_first = len(by_time) < len(asked.keys)
    named = called_so(asked.ctx, asked.spec, asked.query.q) if is_named_first else None
    if named is not None:
        found |= named
    rows = asked.narrowed(candidates(asked.ctx, asked.spec, asked.query))
    return asked.sorted(rows.filter(found))


def _walked(asked: Asked) -> Any:
    return asked.sorted(asked.narrowed(candidates(asked.ctx.walking(), asked.spec, asked.query)))


#: The first rows of each look-up that makes up the caller's scope, by an index that goes on in the order of the list, merged.
MERGED = Way("merged", lambda asked: _arms(asked) is not None, _merged, counts=True)
#: Every row of the table is a candidate: along the index of the order; the number is what the database knows.
EVERYTHING = Way("everything", _is_everything, _everything, counts=True)
#: The candidates are found by their own indexes, counted up to the cap and then sorted. Pointless where the first page
#: has counted more than the cap.
COLLECTED = Way(
    "collected",
    lambda asked: asked.counted is None or asked.counted[1],
    _collected,
    lambda asked, raw: number_of(raw) <= asked.most,
    counts=True,
)
#: A frequent word fills a page from the newest rows alone. The planner treats the grams of one word as independent and
#: would collect every row that has them.
GLANCED_AT = Way("glanced", _is_frequent_of_newest, glanced, lambda asked, raw: len(raw) > asked.query.limit)
#: Along the index of the order; right when most rows are candidates.
WALKED = Way("walked", lambda _asked: True, _walked)

WAYS = (MERGED, EVERYTHING, COLLECTED, GLANCED_AT, WALKED)


def number_of(raw: Raw) -> int:
    """How many candidates a way has counted."""
    return int(raw[0][pages.COUNT]) if raw else 0


def page_of(asked: Asked, reader: Reader) -> tuple[Raw, Count]:
    """(the rows of the page and one more, the count)."""
    place = None if asked.beyond else _follows_from(asked, reader)
    had_many = _had_many(asked, place)
    try:
        for way in _fitting(asked, place):
            if way is COLLECTED and had_many is not None and clock.now() < had_many[0]:
                continue
            raw = sent(asked, place, way.name, lambda way=way: reader.selected(way.rows(asked)))  # type: ignore[misc]
            if way.ends(asked, raw):
                break
            if way is COLLECTED and had_many is not None:
                had_many[0] = clock.now() + BELIEVED
    except EmptyResultSet:
        return [], asked.counted or (0, True)
    if asked.counted is not None:
        return raw, asked.counted
    number = number_of(raw) if way.counts else CAP + 1
    return raw, (CAP, False) if number > CAP else (number, True)


def _had_many(asked: Asked, place: tuple[Hashable, ...] | None) -> list[datetime] | None:
    """Until when it is believed that this caller's list has more rows than are counted, in a list of one that may be changed;
    None for a list that is not known again, such as a search."""
    if place is None or asked.query.q.strip():
        return None
    return per_caller(asked.ctx, ("many", *place), lambda: [clock.now()])


def _fitting(asked: Asked, place: tuple[Hashable, ...] | None) -> tuple[Way, ...]:
    """The ways to try, in order."""

    def choose() -> tuple[Way, ...]:
        return tuple(way for way in WAYS if way.fits(asked))

    return choose() if place is None else per_caller(asked.ctx, ("ways", *place), choose)


def sent(asked: Asked, place: tuple[Hashable, ...] | None, way: str, rows: Callable[[], Any]) -> Raw:
    """The rows of a statement, which is composed once if `place` names everything on which it depends."""
    texts = given_texts(asked.query.q)
    if place is None:
        return composed(rows()).dicts((), texts)
    return per_caller(asked.ctx, (way, *place), lambda: composed(rows())).dicts((), texts)


def _follows_from(asked: Asked, reader: Reader) -> tuple[Hashable, ...] | None:
    """Everything on which the statement of a list's first page depends, besides the caller and the grams of a search;
    None when it depends on the clock or on typed words."""
    query, keys = asked.query, asked.keys
    plain = {item.name for item in asked.spec.fields if not item.computed}
    if reader.follows_clock or query.deleted or query.within is not None:
        return None
    if any(key.path not in plain for key in keys if key.path != NAMED):
        return None
    narrowed = ""
    if query.filter is not None:
        if filters.relations_of(query.filter) or not filters.fields_of(query.filter) <= plain:
            return None
        narrowed = orjson.dumps(filters.dump(query.filter), default=str).decode() + asked.ctx.timezone
        narrowed += clock.today(asked.ctx.timezone).isoformat()
    order = tuple((key.path, key.descending) for key in keys)
    return (
        "list",
        asked.spec.name,
        order,
        query.limit,
        narrowed,
        bool(query.q.strip()),
        query.is_rare,
        shape_of(query.q),
        *reader.columns(),
        *(f.computed for f in reader.computed),
    )
