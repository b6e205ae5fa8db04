"""Small SQL expressions that the ORM lacks. A condition may be null, so it must be negated by `is_not_true`."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateField,
    DateTimeField,
    DecimalField,
    Expression,
    F,
    Field,
    Func,
    JSONField,
    Q,
    Subquery,
    TextField,
)

_API_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}", re.ASCII)


def literal(name: str) -> str:
    """An api name as SQL text. ValueError for anything that is not one."""
    if not _API_NAME.fullmatch(name):
        raise ValueError(f"not an api name: {name!r}")
    return f"'{name}'"


class Const(Expression):
    """A parameter, with a cast when PostgreSQL cannot infer its type."""

    def __init__(self, value: Any, cast: str = "") -> None:
        super().__init__(output_field=TextField())
        self.value = value
        self.cast = cast

    def as_sql(self, *_compiler: Any, **_extra: Any) -> Any:
        return (f"%s::{self.cast}" if self.cast else "%s"), [self.value]


class Typed(Func):
    """A value written as a template with one `{}` for each expression, of the given type."""

    def __init__(self, pattern: str, *expressions: Any, output_field: Field[Any, Any]) -> None:
        super().__init__(*expressions, output_field=output_field)
        self.pattern = pattern

    def as_sql(self, compiler: Any, *_connection: Any, **_extra: Any) -> Any:
        parts, params = [], []
        for expression in self.source_expressions:
            sql, more = compiler.compile(expression)
            parts.append(sql)
            params += more
        return self.pattern.replace("%", "%%").format(*parts), params


def test(pattern: str, *expressions: Any) -> Q:
    """A condition as a Q: `test("{} = {}", F("a"), Const(1))`."""
    return Q(Typed(pattern, *expressions, output_field=BooleanField()))


TRUE = test("TRUE")
FALSE = test("FALSE")


class IsNotTrue(Func):
    """The two-valued NOT: false and unknown both become true."""

    output_field = BooleanField()

    def __init__(self, condition: Q) -> None:
        super().__init__(condition)

    def as_sql(self, compiler: Any, *_connection: Any, **_extra: Any) -> Any:
        try:
            sql, params = compiler.compile(self.source_expressions[0])
        except EmptyResultSet:
            return "TRUE", []
        except FullResultSet:
            return "FALSE", []
        return f"({sql}) IS NOT TRUE", list(params)


def is_not_true(condition: Q) -> Q:
    """Rows for which the condition is false or unknown."""
    return Q(IsNotTrue(condition))


def json_key(key: str, column: Any = "custom") -> Typed:
    """`(custom -> 'k')`, spelled as the expression index on it."""
    source = F(column) if isinstance(column, str) else column
    return Typed(f"({{}} -> {literal(key)})", source, output_field=JSONField())


def text_key(key: str, column: Any = "custom") -> Typed:
    """`(custom ->> 'k')`"""
    source = F(column) if isinstance(column, str) else column
    return Typed(f"({{}} ->> {literal(key)})", source, output_field=TextField())


_CASTS: dict[str, Field[Any, Any]] = {
    "numeric": DecimalField(max_digits=40, decimal_places=12),
    "bigint": BigIntegerField(),
    "boolean": BooleanField(),
    "date": DateField(),
    "timestamptz": DateTimeField(),
}


def cast(expression: Expression, type_: str) -> Typed:
    """`(x)::numeric` and the like."""
    return Typed(f"({{}})::{type_}", expression, output_field=_CASTS[type_])


class AmongRows(Func):
    """value = one of a sub-query's values: as an array in seek form, or a hashed set in walk form."""

    output_field = BooleanField()

    def __init__(self, value: Any, rows: Any, form: str) -> None:
        super().__init__(value, Subquery(rows))
        self.form = form

    def as_sql(self, compiler: Any, *_connection: Any, **_extra: Any) -> Any:
        left, params = compiler.compile(self.source_expressions[0])
        right, more = compiler.compile(self.source_expressions[1])
        sql = f"({left} = ANY(ARRAY{right}))" if self.form == "seek" else f"({left} IN {right})"
        return sql, [*params, *more]


class Linked(Func):
    """id of a row that the link table names. `select`: record_id or target_id; `where`: which links, with
    `{}` for each expression."""

    output_field = BooleanField()

    def __init__(self, select: str, where: str, form: str, *expressions: Any) -> None:
        super().__init__(F("pk"), *expressions)
        self.query = f"SELECT {select} FROM record_link WHERE {where}"  # noqa: S608 - api names only
        self.form = form

    def as_sql(self, compiler: Any, *_connection: Any, **_extra: Any) -> Any:
        parts, params = [], []
        for expression in self.source_expressions:
            sql, more = compiler.compile(expression)
            parts.append(sql)
            params += more
        query = self.query.format(*parts[1:])
        sql = f"({parts[0]} = ANY(ARRAY({query})))" if self.form == "seek" else f"({parts[0]} IN ({query}))"
        return sql, params


def like(text: str) -> str:
    """Text for LIKE with its wildcards taken literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
