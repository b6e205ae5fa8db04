"""Reads one page of many rows, with a cost that does not depend on where the rows are in the table.

Three ways: *merge* (each arm of the caller's scope has an index that begins with its column and goes on in
the order: the first rows of each arm, merged), *collect* (the candidates are found by their own indexes,
counted up to the cap, and the first of them read), *walk* (along the index of the order; right when most
rows are candidates). The planner alone would walk in the other two cases as well, and read a million rows for a caller
whose own rows are all old. Page and count are one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, F, Func, IntegerField, Q
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

from guike.kernel import limits
from guike.platform.access.reasons import Arm
from guike.platform.database.guard import GuardedCompiler, GuardedQuery, GuardedQuerySet
from guike.platform.filters.order import SortKey
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.reading.rows import living, table

CAP = int(limits.COUNT_CAP)
#: with more values than this in a caller's scope, a look-up for each is not worthwhile
MOST_VALUES = 400
#: an estimate above so many times the cap proves that there are more rows than the cap
MANY = 10
WHY = "a page of rows whose ids the scope gave"
COUNT = "found_count"


class HeadedCompiler(GuardedCompiler):
    """Puts the query's WITH clause in front."""

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        sql, params = super().as_sql(*args, **kwargs)
        assert isinstance(self.query, HeadedQuery)
        head, more = self.query.head
        return head + sql, (*more, *params)


class HeadedQuery(GuardedQuery):
    """A query over its WITH clause. head: the clause's text and parameters."""

    head: tuple[str, tuple[Any, ...]] = ("", ())

    def get_compiler(self, *args: Any, **kwargs: Any) -> SQLCompiler:
        compiler = super().get_compiler(*args, **kwargs)
        compiler.__class__ = HeadedCompiler
        return compiler


class InPage(Func):
    """The row is one of the page."""

    output_field = BooleanField()
    template = "%(expressions)s IN (SELECT pk FROM page)"


class OfArm(Func):
    """The column holds the arm's value."""

    output_field = BooleanField()
    template = "%(expressions)s = arm.v"


def collect(
    rows: GuardedQuerySet[Any], spec: ObjectSpec, keys: Sequence[SortKey], limit: int, most: int = CAP
) -> Any:
    """The first `limit` of some rows, found by their own indexes and then sorted; annotated with their number
    up to `most` + 1 as `found_count`. With more than `most` candidates it returns one meaningless row. EmptyResultSet
    when no row can match."""
    inner = keyed(rows.order_by(), keys)[: most + 1]
    sql, params = inner.query.sql_with_params()
    order = f"ORDER BY {_order(keys)} LIMIT {int(limit)}"
    number = "(SELECT n FROM number)"  # a branch of the page whose condition is false is not executed
    head = (
        f"WITH found AS MATERIALIZED ({sql}),"  # noqa: S608
        " number AS MATERIALIZED (SELECT count(*) AS n FROM found),"
        f" page AS ((SELECT * FROM found WHERE {number} <= {int(most)} {order})"
        f" UNION ALL (SELECT * FROM found WHERE {number} > {int(most)} LIMIT 1)) "
    )
    return _read(spec, keys, head, params).annotate(
        **{COUNT: RawSQL(number, (), output_field=IntegerField())}  # noqa: S611 - our own text
    )


def merge(
    arms: Sequence[Arm],
    spec: ObjectSpec,
    conditions: Sequence[Q],
    beyond: Sequence[Q],
    keys: Sequence[SortKey],
    limit: int,
) -> Any:
    """The first `limit` rows over all arms that meet the conditions, after the place that `beyond` names;
    annotated with the number of those that meet the conditions, up to CAP + 1, as `found_count`."""
    firsts, params = _arms(
        arms, spec, (*conditions, *beyond), lambda rows: keyed(_sorted(rows, keys), keys)[:limit]
    )
    if not firsts:
        raise EmptyResultSet
    found = f"found AS MATERIALIZED ({' UNION '.join(firsts)})"
    page = f"page AS (SELECT * FROM found ORDER BY {_order(keys)} LIMIT {int(limit)})"  # noqa: S608
    if beyond:  # the first page has counted already
        return _read(spec, keys, f"WITH {found}, {page} ", params)
    counts, more, number = _count(arms, spec, conditions)
    head = f"WITH {', '.join([found, page, *counts])} "
    return _read(spec, keys, head, [*params, *more]).annotate(**{COUNT: number})


def _count(
    arms: Sequence[Arm], spec: ObjectSpec, conditions: Sequence[Q]
) -> tuple[list[str], list[Any], RawSQL]:
    """(a named count of each arm, their parameters, the number of rows in all arms up to CAP + 1). Each arm is counted
    at most once, when it is needed. One arm with more than CAP decides alone. If only one arm has rows, the sum is the
    result; otherwise rows in several arms count once."""
    widest = sorted(arms, key=lambda arm: -len(arm.ids))
    firsts, few = _arms(widest, spec, conditions, lambda rows: rows.order_by().values("pk"))
    counts = [
        f"arm{n} AS MATERIALIZED (SELECT count(*) AS n FROM ({part} LIMIT {CAP + 1}) AS counted)"  # noqa: S608
        for n, part in enumerate(firsts)
    ]
    each = [f"(SELECT n FROM arm{n})" for n in range(len(firsts))]  # noqa: S608
    many = " OR ".join(f"{one} > {CAP}" for one in each)
    filled = " + ".join(f"({one} > 0)::int" for one in each)
    different = f"SELECT DISTINCT pk FROM ({' UNION ALL '.join(firsts)}) AS streamed"  # noqa: S608
    counted = f"least((SELECT count(*) FROM ({different}) AS different), {CAP + 1})"  # noqa: S608
    text = f"(CASE WHEN {many} THEN {CAP + 1} WHEN {filled} <= 1 THEN {' + '.join(each)} ELSE {counted} END)"
    return counts, few, RawSQL(text, few, output_field=IntegerField())  # noqa: S611 - our own text


def capped_number(spec: ObjectSpec, ids: Any) -> RawSQL:
    """The number of rows of these ids, which are all undeleted rows of an object, up to CAP + 1.

    A table with many more rows is not counted: the database's statistics of the index of undeleted rows give their
    number. They are updated whenever a tenth of the rows has changed.
    """
    sql, params = ids[: CAP + 1].query.sql_with_params()
    text = f"(SELECT count(*) FROM ({sql}) AS counted)"  # noqa: S608
    if not spec.is_custom:  # custom objects share a table
        index = f"'{spec.model._meta.model_name}_time_ix'"
        known = f"(SELECT reltuples FROM pg_class WHERE oid = to_regclass({index}))"  # noqa: S608 - our own name
        text = f"(CASE WHEN {known} > {CAP * MANY} THEN {CAP + 1} ELSE {text} END)"
    return RawSQL(text, params, output_field=IntegerField())  # noqa: S611


def _arms(
    arms: Sequence[Arm], spec: ObjectSpec, conditions: Sequence[Q], shape: Callable[[Any], Any]
) -> tuple[list[str], list[Any]]:
    """The statement of each arm, made by `shape`, and their parameters."""
    parts: list[str] = []
    params: list[Any] = []
    for arm in arms:
        rows = living(spec).system(reason=WHY)
        for condition in (*conditions, *([] if arm.rest is None else [arm.rest])):
            rows = rows.filter(condition)
        if arm.column:
            rows = rows.filter(OfArm(F(arm.column)))
        try:
            sql, more = shape(rows).query.sql_with_params()
        except EmptyResultSet:
            continue
        values = ",".join(str(int(one)) for one in sorted(arm.ids))
        lateral = f"SELECT l.* FROM unnest('{{{values}}}'::bigint[]) AS arm(v), LATERAL ({sql}) AS l"  # noqa: S608
        parts.append(lateral if arm.column else f"SELECT l.* FROM ({sql}) AS l")  # noqa: S608
        params += more
    return parts, params


def _sorted(rows: Any, keys: Sequence[SortKey]) -> Any:
    return rows.order_by(*(key.order_by() for key in keys))


def keyed(rows: Any, keys: Sequence[SortKey]) -> Any:
    """Ids with their sort values."""
    names = {f"k_{n}": key.expression for n, key in enumerate(keys)}
    return rows.annotate(**names).values("pk", *names)


def _order(keys: Sequence[SortKey]) -> str:
    words = []
    for n, key in enumerate(keys):
        ending = (" DESC NULLS LAST" if key.nullable else " DESC") if key.descending else ""
        words.append(f"k_{n}{ending}")
    return ", ".join(words)


def _read(spec: ObjectSpec, keys: Sequence[SortKey], head: str, params: Sequence[Any]) -> Any:
    """The rows of the page, in order, with their keys."""
    rows = table(spec).system(reason=WHY).filter(InPage(F("pk")))
    query = rows.query.chain(klass=HeadedQuery)
    assert isinstance(query, HeadedQuery)
    query.head = (head, tuple(params))
    rows.query = query
    named = rows.annotate(**{f"k_{n}": key.expression for n, key in enumerate(keys)})
    return _sorted(named, keys)
