"""Statements composed once and sent again: composing one costs several times what sending it does.

A statement over records follows from the caller's rights (his `Actor`, which never changes), from the
definitions and rights in force (two versions, read with every request), and from what is asked for, which is
the key that callers of this module give. Nothing else may enter one: no clock (computed fields and "before
today" are composed anew, or the day stands in the key), no value of a request but ids, for which a hole is
left. What was composed for one caller is never sent for another.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, F, Func, Model, QuerySet
from django.db.models.query import ModelIterable

from guike.platform.access.context import Context
from guike.platform.org.queries import versions

T = TypeVar("T")
#: statements kept in one process, some kilobytes each
KEPT = 600
_ENDLESS = 2**63  # no id lies beyond, whatever an address says
# Text that no parameter of a caller can hold: it is drawn when the process starts.
_HOLE = f"{{{secrets.token_hex(16)}}}"


class GivenIds(Func):
    """The column holds one of the ids that are given when the statement is sent."""

    output_field = BooleanField()

    def __init__(self, column: str = "pk") -> None:
        super().__init__(F(column))

    def as_sql(self, compiler: Any, *_connection: Any, **_extra: Any) -> Any:
        left, params = compiler.compile(self.source_expressions[0])
        return f"{left} = ANY(%s::bigint[])", [*params, _HOLE]


@dataclass(frozen=True)
class Prepared:
    """Complete SQL text, cut where ids go in, and what its columns are. Without text it has no rows.

    names: of the columns, in order; model: when rows are instances, of which `columns` columns are its own.
    """

    parts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    converters: tuple[tuple[int, tuple[Any, ...], Any], ...] = ()
    model: type[Model] | None = None
    columns: int = 0

    def tuples(self, ids: Iterable[int] = ()) -> list[Sequence[Any]]:
        """Send it and read every row."""
        if not self.parts:
            return []
        given = ",".join(str(int(one)) for one in ids if -_ENDLESS <= one < _ENDLESS)
        text = ("{" + given + "}").join(self.parts)
        with connection.cursor() as cursor:
            cursor.execute(text)
            rows: list[Sequence[Any]] = cursor.fetchall()
        for index, converters, expression in self.converters:
            rows = [_converted(row, index, converters, expression) for row in rows]
        return rows

    def dicts(self, ids: Iterable[int] = ()) -> list[dict[str, Any]]:
        """Rows by name of column, as `.values()` gives them."""
        return [dict(zip(self.names, row, strict=True)) for row in self.tuples(ids)]

    def instances(self, ids: Iterable[int] = ()) -> list[Any]:
        """Rows as instances with what they are annotated with."""
        if self.model is None:  # the caller's scope is empty
            return []
        own, more = self.names[: self.columns], self.names[self.columns :]
        found = []
        for row in self.tuples(ids):
            one = self.model.from_db(DEFAULT_DB_ALIAS, own, row[: self.columns])
            one.__dict__.update(zip(more, row[self.columns :], strict=True))
            found.append(one)
        return found


def _converted(row: Sequence[Any], index: int, converters: Sequence[Any], expression: Any) -> list[Any]:
    values = list(row)
    for converter in converters:
        values[index] = converter(values[index], expression, connection)
    return values


_kept: OrderedDict[Hashable, tuple[Any, Any]] = OrderedDict()
_lock = Lock()


def kept(ctx: Context | None, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """What `make` gives, which follows from the caller and from what `key` names, and from nothing else; made
    once for each. Without a caller (None), for everyone. Made anew for the system, whose actors come and go.
    """
    if ctx is not None and ctx.user_id is None:
        return make()
    actor = None if ctx is None else ctx.actor
    place = (id(actor), ctx and ctx.form, ctx and ctx.token_scopes, versions(), key)
    with _lock:
        known = _kept.get(place)
        if known is not None and known[0] is actor:
            _kept.move_to_end(place)
            return cast("T", known[1])
    made = make()
    with _lock:
        _kept[place] = (actor, made)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def composed(rows: QuerySet[Any]) -> Prepared:
    """The statement of a queryset of instances or of `.values()`."""
    query = rows.query
    compiler = query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return Prepared()
    parts = tuple(cast("Any", connection.ops).compose_sql(sql, params).split(_HOLE))
    expressions = [column for column, _sql, _alias in compiler.select]
    converters = tuple(
        (index, tuple(found), expression)
        for index, (found, expression) in compiler.get_converters(expressions).items()
    )
    if not issubclass(rows._iterable_class, ModelIterable):
        named: Iterable[str] = query.selected or (
            *query.extra_select,
            *query.values_select,
            *query.annotation_select,
        )
        return Prepared(parts, tuple(named), converters)
    own = [column.target.attname for column in expressions[: len(compiler.klass_info["select_fields"])]]
    annotated = compiler.annotation_col_map or {}
    more = sorted(annotated, key=annotated.__getitem__)
    return Prepared(parts, (*own, *more), converters, rows.model, len(own))
