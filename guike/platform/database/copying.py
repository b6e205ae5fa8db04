"""Many new rows at once through COPY: half the work of INSERT on both sides."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import chain, islice
from operator import itemgetter
from typing import Any

import orjson
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from psycopg import sql

from guike.platform.database.guard import GuardedModel, GuardedQuerySet, UnguardedQuery

FEW = 8  # below this, one INSERT makes fewer round trips
_BARE = str.maketrans({"\\": "\\\\", '"': '\\"'})

_ENCODER = DjangoJSONEncoder()

Render = Callable[[Any], Any]


def insert_rows(rows: models.QuerySet[Any], fresh: Sequence[Any]) -> None:
    """Insert unsaved instances and give them their ids. `rows` is granted like for `bulk_create`; the same
    IntegrityError for a constraint. Values that the database computes are read back, folded text excepted.
    """
    if isinstance(rows, GuardedQuerySet):
        rows.query.require_system("insert")
    if not fresh:
        return
    model: type[models.Model] = rows.model
    if len(fresh) < FEW:
        _insert_few(model, fresh)
        return
    columns = _columns(model)
    meta = model._meta
    target = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(meta.db_table),
        sql.SQL(", ").join(sql.Identifier(column) for column, _name, _render in columns),
    )
    assert meta.pk is not None
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{meta.db_table}"', meta.pk.column, len(fresh)],
        )
        ids = [row[0] for row in cursor.fetchall()]
        for row, pk in zip(fresh, ids, strict=True):
            row.pk = pk
        with cursor.copy(target.as_string(cursor.cursor)) as copy:
            for values in _rendered(fresh, columns):
                copy.write_row(values)
    for row in fresh:
        row._state.adding = False
        row._state.db = connection.alias
    _read_back(rows, fresh)


def _insert_few(model: type[models.Model], fresh: Sequence[Any]) -> None:
    """In one statement, whose text is the same each time."""
    assert model._meta.pk is not None
    columns = [column for column in _columns(model) if column[1] != model._meta.pk.attname]
    answered = (model._meta.pk.attname, *_computed(model))
    params = [value for values in _rendered(fresh, columns) for value in values]
    with connection.cursor() as cursor:
        cursor.execute(
            _insert_text(model, tuple(name for _c, name, _r in columns), len(fresh), answered), params
        )
        told = cursor.fetchall()
    for row, values in zip(fresh, told, strict=True):
        row.__dict__.update(zip(answered, values, strict=True))
        row._state.adding = False
        row._state.db = connection.alias


@cache
def _insert_text(
    model: type[models.Model], names: tuple[str, ...], count: int, answered: tuple[str, ...] = ()
) -> str:
    """INSERT of `count` rows given as values of these attributes, with a placeholder for each value."""
    quote = connection.ops.quote_name
    column_of = {f.attname: quote(str(f.column)) for f in model._meta.concrete_fields}
    row = f"({', '.join(['%s'] * len(names))})"
    text = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(column_of[name] for name in names)})"  # noqa: S608
        f" VALUES {', '.join([row] * count)}"
    )
    return f"{text} RETURNING {', '.join(column_of[name] for name in answered)}" if answered else text


def insert_values(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Append rows to a table of the platform's own (not of records), given as values of these attributes; the
    id is the database's. Cheaper than instances where nothing but the row is wanted.
    """
    rows = iter(rows)
    if issubclass(model, GuardedModel):
        raise UnguardedQuery(f"{model.__name__}: records go through the write path")
    few = list(islice(rows, FEW))
    if len(few) < FEW:
        _append_few(model, tuple(names), few)
        return
    fields, renders = _fields(model, tuple(names))
    target = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(str(f.column)) for f in fields),
    )
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(target.as_string(cursor.cursor)) as copy,
    ):
        for row in chain(few, rows):
            copy.write_row(_written(row, renders))


def _append_few(model: type[models.Model], names: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        _found, renders = _fields(model, names)
        params = [value for row in rows for value in _written(row, renders)]
        with connection.cursor() as cursor:
            cursor.execute(_insert_text(model, names, len(rows)), params)


@cache
def _fields(model: type[models.Model], names: tuple[str, ...]) -> tuple[list[Any], list[tuple[int, Render]]]:
    """(the fields of these attributes, how those are written that the driver does not write as they are)."""
    fields = [next(f for f in model._meta.concrete_fields if f.attname == name) for name in names]
    return fields, [(n, render) for n, field in enumerate(fields) if (render := _render(field)) is not None]


def _written(row: Sequence[Any], renders: Sequence[tuple[int, Render]]) -> list[Any]:
    values = list(row)
    for index, render in renders:
        if values[index] is not None:
            values[index] = render(values[index])
    return values


def _rendered(fresh: Iterable[Any], columns: Sequence[tuple[str, str, Render | None]]) -> Iterable[list[Any]]:
    read = itemgetter(*(name for _column, name, _render in columns))
    special = [
        (index, render) for index, (_column, _name, render) in enumerate(columns) if render is not None
    ]
    for row in fresh:
        values = list(read(row.__dict__))
        for index, render in special:
            value = values[index]
            if value is not None:
                values[index] = render(value)
        yield values


@cache
def _columns(model: type[models.Model]) -> list[tuple[str, str, Render | None]]:
    """(column, attribute, how its value is written) of every column that is not computed."""
    return [(str(f.column), f.attname, _render(f)) for f in model._meta.concrete_fields if not f.generated]


def _render(field: Any) -> Render | None:
    """None: the driver writes the value as it is."""
    if isinstance(field, ArrayField):
        return array_text
    if isinstance(field, models.JSONField):
        return json_text
    if isinstance(field, models.DateTimeField | models.DateField):
        return _iso
    if isinstance(field, models.DecimalField):
        return _plain
    if isinstance(
        field,
        models.CharField | models.TextField | models.IntegerField | models.BooleanField | models.ForeignKey,
    ):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def array_text(values: Sequence[Any]) -> str:
    """A flat list as an array literal."""
    if values and isinstance(values[0], str):
        joined = "\0".join(values)
        if '"' not in joined and "\\" not in joined:
            return '{"' + joined.replace("\0", '","') + '"}'
    return "{" + ",".join(_item(value) for value in values) + "}"


def _item(value: Any) -> str:
    if value is None:
        return "NULL"
    return f'"{value.translate(_BARE)}"' if isinstance(value, str) else str(value)


def json_text(value: Any) -> str:
    """JSON as Django writes it; the empty object, which most rows hold, at once."""
    if value == {}:
        return "{}"
    try:
        return orjson.dumps(value, _ENCODER.default, orjson.OPT_PASSTHROUGH_DATETIME).decode()
    except TypeError:  # larger numbers, other keys than text
        return json.dumps(value, cls=DjangoJSONEncoder)


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _plain(value: Any) -> Any:
    return format(value, "f") if isinstance(value, Decimal) else value


def _read_back(rows: models.QuerySet[Any], fresh: Sequence[Any]) -> None:
    """Columns computed by the database, but for folded text, which nobody reads from a new row."""
    model: type[models.Model] = rows.model
    computed = _computed(model)
    if not computed:
        return
    found = {
        pk: values
        for pk, *values in rows.filter(pk__in=[row.pk for row in fresh]).values_list("pk", *computed)
    }
    for row in fresh:
        row.__dict__.update(zip(computed, found[row.pk], strict=True))


@cache
def _computed(model: type[models.Model]) -> tuple[str, ...]:
    names = {f.attname for f in model._meta.concrete_fields}
    return tuple(
        f.attname
        for f in model._meta.concrete_fields
        if f.generated and not (f.attname.endswith("_fold") and f.attname[:-5] in names)
    )
