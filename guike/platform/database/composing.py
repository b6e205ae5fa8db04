"""Statements that are composed once and sent again, because composing one with the ORM takes several times as long as
sending it.

A `Statement` is the complete text of a query with placeholders for ids and texts. A `Lookup` is a statement that is the
same for every caller; `records.shapes.callers` keeps statements that depend on a caller's rights. Packages above the
write path import `Lookup` from `records.reading` and nothing else of this file (`.importlinter`).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable

from guike.platform.database import statements

_ENDLESS = 2**63  # no id is larger, even if an address contains a larger number
# A text that no caller's parameter can contain, because it is drawn at random when the process starts.
_HOLE = f"{{{secrets.token_hex(16)}}}"
#: a list of ids; with the second group it is looked up one by one, so the plan need not know it
_LIST = re.compile(r"'(\{[0-9a-f,]*\})'(?=::bigint\[\](\) AS arm\(v\)|\)\[1\])?)")
#: a list of texts that is a parameter
_TEXTS = re.compile(rf"'{re.escape(_HOLE)}\$([0-9]+)'")


class GivenTexts(list[str]):
    """A list of texts that differs each time a statement is sent: the value of a condition, and a placeholder in a
    `Statement`. place: its index among the given lists; is_parameter: the plan need not know the texts."""

    def __init__(self, texts: Iterable[str], place: int, is_parameter: bool = False) -> None:
        super().__init__(texts)
        self.place = place
        self.is_parameter = is_parameter

    @property
    def hole(self) -> str:
        return f"{_HOLE}${self.place}" if self.is_parameter else _text_hole(self.place)


def _text_hole(place: int) -> str:
    return f"{_HOLE}{place}"


class GivenIds(Func):
    """The column is one of the ids that are given when the statement is sent. further: the index of their list among those that
    are given beside the first one."""

    output_field = BooleanField()

    def __init__(self, column: str = "pk", further: int | None = None) -> None:
        super().__init__(F(column))
        self.further = further

    def as_sql(self, compiler: Any, *_connection: Any, **_extra: Any) -> Any:
        left, params = compiler.compile(self.source_expressions[0])
        hole = _HOLE if self.further is None else f"{_HOLE}${self.further}"
        return f"{left} = ANY(%s::bigint[])", [*params, hole]


@dataclass(frozen=True)
class Statement:
    """Complete SQL text, cut at the places of its lists, with its columns. A statement without text has no rows.

    order: for each cut the index in `given`; given: lists that follow from the caller, None for the ids and a number
    for the list of texts that are given at sending; names: the columns in order; model: set when rows are instances.
    """

    parts: tuple[str, ...] = ()
    order: tuple[int, ...] = ()
    given: tuple[str | int | None, ...] = ()
    names: tuple[str, ...] = ()
    converters: tuple[tuple[int, tuple[Any, ...], Any], ...] = ()
    model: type[Model] | None = None

    def text(self, first: int = 1) -> str:
        """The text to send, with its parameters numbered from `first`."""
        pairs = zip(self.order, self.parts[1:], strict=True)
        return self.parts[0] + "".join(f"${first + n}{part}" for n, part in pairs)

    @cached_property
    def _text(self) -> str:
        return self.text()

    def params(self, ids: Iterable[int], texts: Sequence[Sequence[str]] = ()) -> list[str]:
        """The parameters for these ids and texts."""
        listed = "{" + ",".join(str(int(one)) for one in ids if -_ENDLESS <= one < _ENDLESS) + "}"
        return [
            listed if one is None else _array(texts[one]) if isinstance(one, int) else one
            for one in self.given
        ]

    def tuples(self, ids: Iterable[int] = (), texts: Sequence[Sequence[str]] = ()) -> list[tuple[Any, ...]]:
        """Send it and read every row."""
        if not self.parts:
            return []
        text = self._text
        if _HOLE in text:
            for place, one in enumerate(texts):
                literal = cast("Any", connection.ops).compose_sql("%s", [list(one)])
                text = text.replace(f"'{_text_hole(place)}'", literal)
        rows = statements.rows(text, self.params(ids, texts), again=text is self._text)
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
        return [self._instance(self.model, row) for row in self.tuples(ids)]

    def _instance(self, model: type[Model], row: Sequence[Any]) -> Model:
        """An instance as `Model.from_db` makes it, in a fifth of the time. Columns that were not read are deferred."""
        one = model.__new__(model)
        state = one._state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        one.__dict__.update(zip(self.names, row, strict=True))
        return one


def _converted(row: Sequence[Any], index: int, converters: Sequence[Any], expression: Any) -> tuple[Any, ...]:
    values = list(row)
    for converter in converters:
        values[index] = converter(values[index], expression, connection)
    return tuple(values)


def composed(rows: QuerySet[Any]) -> Statement:
    """The statement of a queryset of instances or of `.values()`."""
    query = rows.query
    compiler = query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return Statement()
    params = [one.hole if isinstance(one, GivenTexts) else one for one in params]
    cut = _cut(cast("Any", connection.ops).compose_sql(sql, params))
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
        return Statement(*cut, tuple(named), converters)
    own = [column.target.attname for column in expressions[: len(compiler.klass_info["select_fields"])]]
    annotated = compiler.annotation_col_map or {}
    more = sorted(annotated, key=annotated.__getitem__)
    return Statement(*cut, (*own, *more), converters, rows.model)


def _cut(sql: str) -> tuple[tuple[str, ...], tuple[int, ...], tuple[str | int | None, ...]]:
    """(parts, order, given) of a `Statement`. When rows are found by ids or texts that are given later, the plan need
    not know the other lists."""
    found = list(_LIST.finditer(sql))
    texts = list(_TEXTS.finditer(sql))
    later = bool(texts) or any(one[1] == _HOLE for one in found)
    cuts: list[tuple[int, int, str | int | None]] = [
        (one.start(), one.end(), None if one[1] == _HOLE else one[1]) for one in found if later or one[2]
    ]
    cuts = sorted([*cuts, *((one.start(), one.end(), int(one[1])) for one in texts)], key=itemgetter(0))
    given = tuple(dict.fromkeys(one for _start, _end, one in cuts))
    ends = [0, *(end for _start, end, _one in cuts)]
    starts = [*(start for start, _end, _one in cuts), len(sql)]
    parts = tuple(sql[end:start] for end, start in zip(ends, starts, strict=True))
    return parts, tuple(given.index(one) for _start, _end, one in cuts), given


def _array(texts: Iterable[str]) -> str:
    """Texts as PostgreSQL reads an array of them."""
    quoted = (one.replace("\\", "\\\\").replace('"', '\\"') for one in texts)
    return "{" + ",".join(f'"{one}"' for one in quoted) + "}"


def together(wanted: Mapping[str, tuple[Statement, Iterable[int]]]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of several statements with the same types of columns, read in one statement; keys without rows are
    absent."""
    names = [name for name, (one, _ids) in wanted.items() if one.parts]
    if len(names) == 1:
        one, ids = wanted[names[0]]
        return {names[0]: one.tuples(ids)}
    found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in names}
    if not names:
        return found
    texts: list[str] = []
    given: list[str] = []
    for n, name in enumerate(names):
        one, ids = wanted[name]
        texts.append(f"SELECT {n} AS part, t{n}.* FROM ({one.text(len(given) + 1)}) AS t{n}")  # noqa: S608
        given += one.params(ids)
    for part, *row in statements.rows(" UNION ALL ".join(texts), given):
        found[names[part]].append(tuple(row))
    return found


def united(several: Sequence[Statement]) -> Statement:
    """One statement with the rows of several that have the same columns. Its first column, `part`, is the index of the
    row's statement. Statements without text are left out; if none is left, the result has no rows."""
    text, parts, order, given = "", list[str](), list[int](), list[str | int | None]()
    for n, one in enumerate(several):
        if not one.parts:
            continue
        text += f"{' UNION ALL ' if parts or text else ''}SELECT {n} AS part, t{n}.* FROM ({one.parts[0]}"  # noqa: S608
        for at, after in zip(one.order, one.parts[1:], strict=True):
            if one.given[at] not in given:
                given.append(one.given[at])
            order.append(given.index(one.given[at]))
            parts.append(text)
            text = after
        text += f") AS t{n}"
    if not text:
        return Statement()
    names = next(one.names for one in several if one.parts)
    return Statement((*parts, text), tuple(order), tuple(given), ("part", *names))


class Lookup:
    """A query in which only ids ever change; it depends on no caller, clock or setting. It is composed at its first
    use.

    In `Lookup(rows)`, `rows()` is a queryset of instances or of `.values()`; the look-up returns those of its rows
    whose `column` is one of the given ids. For a family of queries `rows` takes arguments (the name of an object, of a
    field), which the caller gives after the ids. `Lookup(rows, None)` reads all rows.
    """

    def __init__(self, rows: Callable[..., QuerySet[Any]], column: str | None = "pk") -> None:
        self._rows = rows
        self._column = column
        self._composed: dict[tuple[Hashable, ...], Statement] = {}

    @staticmethod
    def given(column: str, further: int | None = None) -> Q:
        """The condition that `column` holds one of the ids, for a query of `Lookup(rows, None)` that looks for them further in.
        further: of the further list with this index, which `tuples` takes, instead."""
        return Q(GivenIds(column, further))

    def of(self, *about: Hashable) -> Statement:
        """The composed statement."""
        known = self._composed.get(about)
        if known is None:
            rows = self._rows(*about)
            if self._column is not None:
                rows = rows.filter(Q(GivenIds(self._column)))
            known = self._composed[about] = composed(rows)
        return known

    def tuples(
        self, ids: Iterable[int] = (), *about: Hashable, further: Sequence[Iterable[int]] = ()
    ) -> list[tuple[Any, ...]]:
        return self.of(*about).tuples(ids, [list(map(str, one)) for one in further])

    def dicts(self, ids: Iterable[int] = (), *about: Hashable) -> list[dict[str, Any]]:
        return self.of(*about).dicts(ids)

    def instances(self, ids: Iterable[int] = (), *about: Hashable) -> list[Any]:
        return self.of(*about).instances(ids)
