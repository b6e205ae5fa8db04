"""Statements composed once and sent again: composing one with the ORM costs several times what sending it does.

A `Prepared` is the complete text of a query with holes for ids and texts. `fixed` keeps those that are the same for
everybody for ever; what follows from a caller's rights is kept by `records.prepared`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, F, Func, Model, QuerySet
from django.db.models.query import ModelIterable

_ENDLESS = 2**63  # no id lies beyond, whatever an address says
# Text that no parameter of a caller can hold: it is drawn when the process starts.
_HOLE = f"{{{secrets.token_hex(16)}}}"
_HOLE_OF_IDS = re.compile(re.escape(_HOLE) + "(?![0-9])")


class GivenTexts(list[str]):
    """A list of texts that differs each time a statement is sent: the value of a condition, and in a `Prepared`
    a hole. place: which of the lists that are given then."""

    def __init__(self, texts: Iterable[str], place: int) -> None:
        super().__init__(texts)
        self.place = place

    @property
    def hole(self) -> str:
        return _text_hole(self.place)


def _text_hole(place: int) -> str:
    return f"{_HOLE}{place}"


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

    def text(self, ids: Iterable[int] = (), texts: Sequence[Sequence[str]] = ()) -> str:
        """What is sent."""
        given = ",".join(str(int(one)) for one in ids if -_ENDLESS <= one < _ENDLESS)
        found = ("{" + given + "}").join(self.parts)
        for place, one in enumerate(texts):
            literal = cast("Any", connection.ops).compose_sql("%s", [list(one)])
            found = found.replace(f"'{_text_hole(place)}'", literal)
        return found

    def tuples(self, ids: Iterable[int] = (), texts: Sequence[Sequence[str]] = ()) -> list[tuple[Any, ...]]:
        """Send it and read every row."""
        if not self.parts:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.text(ids, texts))
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        for index, converters, expression in self.converters:
            rows = [_converted(row, index, converters, expression) for row in rows]
        return rows

    def dicts(self, ids: Iterable[int] = (), texts: Sequence[Sequence[str]] = ()) -> list[dict[str, Any]]:
        """Rows by name of column, as `.values()` gives them."""
        return [dict(zip(self.names, row, strict=True)) for row in self.tuples(ids, texts)]

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


def _converted(row: Sequence[Any], index: int, converters: Sequence[Any], expression: Any) -> tuple[Any, ...]:
    values = list(row)
    for converter in converters:
        values[index] = converter(values[index], expression, connection)
    return tuple(values)


def composed(rows: QuerySet[Any]) -> Prepared:
    """The statement of a queryset of instances or of `.values()`."""
    query = rows.query
    compiler = query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return Prepared()
    params = [one.hole if isinstance(one, GivenTexts) else one for one in params]
    parts = tuple(_HOLE_OF_IDS.split(cast("Any", connection.ops).compose_sql(sql, params)))
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


def together(statements: Mapping[str, tuple[Prepared, Iterable[int]]]) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of several statements with the same types of columns, read in one; without those that have none."""
    names = [name for name, (one, _ids) in statements.items() if one.parts]
    if len(names) == 1:
        one, ids = statements[names[0]]
        return {names[0]: one.tuples(ids)}
    found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in names}
    if not names:
        return found
    texts = (statements[name][0].text(statements[name][1]) for name in names)
    parts = (f"SELECT {n} AS part, t{n}.* FROM ({text}) AS t{n}" for n, text in enumerate(texts))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        for part, *row in cursor.fetchall():
            found[names[part]].append(tuple(row))
    return found


_fixed: dict[Hashable, Prepared] = {}


def fixed(key: Hashable, rows: Callable[[], QuerySet[Any]]) -> Prepared:
    """The statement of a queryset in which nothing but ids ever changes: no caller, no clock, no setting."""
    known = _fixed.get(key)
    if known is None:
        known = _fixed[key] = composed(rows())
    return known
