"""Writes rows without composing statements: a few as one JSON list, whose statement is the same for any number of rows;
many through COPY, which takes half the work of INSERT on both sides."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from operator import itemgetter
from typing import Any, cast

import orjson
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from guike.kernel.caches import CODE, process_cache
from guike.platform.database import statements
from guike.platform.database.guard import GuardedModel, GuardedQuerySet, UnguardedQuery
from guike.platform.database.waits import long_wait

FEW = 64  # below this number one INSERT is faster: fewer round trips, and one plan for any number of rows
#: rows that are sent together; the database reads them while Python prepares the next ones
_BLOCK = 64
#: rows that one statement changes; the list of their values is held in memory on both sides
_TOGETHER = 500
_BARE = str.maketrans({"\\": "\\\\", '"': '\\"'})

_ENCODER = DjangoJSONEncoder()

#: renders a value as text for the column's type
Render = Callable[[Any], str]
Column = tuple[str, str, Render | None]


def insert_rows(
    rows: models.QuerySet[Any], fresh: Sequence[Any], complete: Callable[[Any], object] | None = None
) -> None:
    """Insert unsaved instances and set their ids. `rows` needs a grant as for `bulk_create`; a constraint raises the
    same IntegrityError. Values that the database computes are read back, except folded text. `complete` is called with
    each row just before it is sent, while the database reads the rows before it.
    """
    if isinstance(rows, GuardedQuerySet):
        rows.query.require_system("insert")
    if not fresh:
        return
    model: type[models.Model] = rows.model
    if len(fresh) < FEW:
        if complete is not None:
            for row in fresh:
                complete(row)
        _insert_few(model, fresh)
        return
    meta = model._meta
    assert meta.pk is not None
    # the sequence is looked up once; in the list of columns it would be looked up for each row
    ids = statements.rows(
        "SELECT nextval((SELECT pg_get_serial_sequence($1, $2)::regclass)) FROM generate_series(1, $3::int)",
        [f'"{meta.db_table}"', meta.pk.column, len(fresh)],
    )
    for row, (pk,) in zip(fresh, ids, strict=True):
        row.__dict__[meta.pk.attname] = pk
    columns = _columns(model)
    read = itemgetter(*(name for _column, name, _render in columns))

    def values(row: Any) -> tuple[Any, ...]:
        if complete is not None:
            complete(row)
        found: tuple[Any, ...] = read(row.__dict__)
        return found

    _copy(model, columns, map(values, fresh))
    _stand(fresh)
    _read_back(rows, fresh)


def _insert_few(model: type[models.Model], fresh: Sequence[Any]) -> None:
    """Insert the rows in one statement."""
    insert = _insert_of(model)
    rows = ([row.__dict__[name] for _column, name, _render in insert.columns] for row in fresh)
    told = statements.rows(insert.text, [insert.listed(rows)])
    for row, values in zip(fresh, told, strict=True):
        row.__dict__.update(zip(insert.answered, values, strict=True))
    _stand(fresh)


@dataclass(frozen=True)
class _Statement:
    """A statement that writes any number of rows from one JSON list of objects by column; the database converts the
    values to the columns' types. answered: attributes that it returns; inner: places of values whose JSON form differs
    from the column's."""

    text: str
    columns: Sequence[Column]
    answered: tuple[str, ...]
    inner: Sequence[tuple[int, Render]]

    def listed(self, rows: Iterable[Sequence[Any]]) -> str:
        """The parameter."""
        keys = [column for column, _name, _render in self.columns]
        given = []
        for row in rows:
            one = dict(zip(keys, row, strict=True))
            for n, render in self.inner:
                if row[n] is not None:
                    text = render(row[n])
                    one[keys[n]] = orjson.Fragment(text) if render is json_text else text
            given.append(one)
        return orjson.dumps(given, _number_text).decode()


def _statement(text: str, columns: Sequence[Column], answered: tuple[str, ...] = ()) -> _Statement:
    inner = [(n, c[2]) for n, c in enumerate(columns) if c[2] not in (None, array_text, _iso, _number_text)]
    return _Statement(text, columns, answered, cast("Any", inner))


def _insert(
    model: type[models.Model], columns: Sequence[Column], answered: tuple[str, ...] = ()
) -> _Statement:
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), _names(columns)
    text = f"INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, $1)"  # noqa: S608
    told = _names(_named(model, answered))
    return _statement(f"{text} RETURNING {told}" if told else text, columns, answered)


def _names(columns: Sequence[Column]) -> str:
    return ", ".join(connection.ops.quote_name(column) for column, _name, _render in columns)


@process_cache(key="a table", stale=CODE, limit=None)
def _insert_of(model: type[models.Model]) -> _Statement:
    """The statement that inserts new rows; the database draws their ids."""
    assert model._meta.pk is not None
    key = model._meta.pk.attname
    return _insert(model, [c for c in _columns(model) if c[1] != key], (key, *_computed(model)))


@process_cache(key="a table and some of its columns", stale=CODE, limit=1024)
def _append_of(model: type[models.Model], names: tuple[str, ...]) -> _Statement:
    return _insert(model, _named(model, names))


def _stand(fresh: Iterable[Any]) -> None:
    """Mark instances as saved."""
    alias = connection.alias
    for row in fresh:
        state = row._state
        state.adding, state.db = False, alias


def update_alike(
    rows: models.QuerySet[Any], ids: Iterable[int], values: Mapping[str, Any], step: int
) -> None:
    """Set the same values, by attribute, on the rows with these ids and raise their version by `step`. `rows` needs a
    grant as for `update`; a constraint raises the same IntegrityError."""
    if isinstance(rows, GuardedQuerySet):
        rows.query.require_write("update")
    model: type[models.Model] = rows.model
    update = _update_of(model, tuple(values))
    given = update.listed([tuple(values.values())])
    statements.rows(update.text, ["{" + ",".join(map(str, ids)) + "}", step, given])


def update_each(rows: models.QuerySet[Any], instances: Sequence[Any], names: Iterable[str]) -> None:
    """Store of each instance its values of these attributes: one statement for `_TOGETHER` rows, whose text does not grow with them
    (`bulk_update` composes a CASE for each column). `rows` needs a grant as for `update`; a constraint raises the same IntegrityError."""
    if isinstance(rows, GuardedQuerySet):
        rows.query.require_write("update")
    update = _each_of(rows.model, tuple(names))
    read = itemgetter(*(name for _column, name, _render in update.columns))
    waiting = iter(instances)
    while block := list(islice(waiting, _TOGETHER)):
        ids = "{" + ",".join(str(row.pk) for row in block) + "}"
        statements.rows(update.text, [ids, update.listed(read(row.__dict__) for row in block)])


@process_cache(key="a table and some of its columns", stale=CODE, limit=1024)
def _each_of(model: type[models.Model], names: tuple[str, ...]) -> _Statement:
    assert model._meta.pk is not None
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    columns = _named(model, (model._meta.pk.attname, *names))
    sets = ", ".join(f"{quote(column)} = given.{quote(column)}" for column, _name, _render in columns[1:])
    text = (
        f"UPDATE {table} SET {sets}"  # noqa: S608
        f" FROM json_populate_recordset(NULL::{table}, $2) AS given"
        f" WHERE {table}.{key} = ANY($1::bigint[]) AND {table}.{key} = given.{key}"
    )
    return _statement(text, columns)


@process_cache(key="a table and some of its columns", stale=CODE, limit=1024)
def _update_of(model: type[models.Model], names: tuple[str, ...]) -> _Statement:
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), _named(model, names)
    sets = ", ".join(f"{quote(column)} = given.{quote(column)}" for column, _name, _render in columns)
    text = (
        f"UPDATE {table} SET version = {table}.version + $2, {sets}"  # noqa: S608
        f" FROM json_populate_recordset(NULL::{table}, $3) AS given WHERE {table}.id = ANY($1::bigint[])"
    )
    return _statement(text, columns)


def insert_values(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Append rows, given as values of these attributes, to a table of the platform (not of records). The database draws
    the ids. This is cheaper than instances.
    """
    rows = iter(rows)
    if issubclass(model, GuardedModel):
        raise UnguardedQuery(f"{model.__name__}: records go through the write path")
    few = list(islice(rows, FEW))
    if len(few) < FEW:
        if few:
            append = _append_of(model, tuple(names))
            statements.rows(append.text, [append.listed(few)])
        return
    _copy(model, _named(model, tuple(names)), chain(few, rows))


def _copy(model: type[models.Model], columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> None:
    """COPY of rows given as the values of these columns."""
    table = connection.ops.quote_name(model._meta.db_table)
    rows = iter(rows)
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {table} ({_names(columns)}) FROM STDIN") as copy,
    ):
        while block := list(islice(rows, _BLOCK)):
            cells = map(_cells, zip(*block, strict=True), (render for _column, _name, render in columns))
            copy.write("\n".join(map("\t".join, zip(*cells, strict=True))) + "\n")
        long_wait()


def _cells(values: Sequence[Any], render: Render | None) -> Sequence[str]:
    """The values of one column in the text format of COPY. Most columns have the same value in all new rows."""
    first = values[0]
    if (not first or isinstance(first, _FLAT)) and values.count(first) == len(values):
        return (_cell(first, render),) * len(values)
    if None in values:
        return [_cell(value, render) for value in values]
    texts = list(map(render or str, values))
    joined = "".join(texts)
    return [_cell(text, None) for text in texts] if any(c in joined for c in "\\\t\n\r") else texts


#: types whose equal values have the same text; this holds for empty values of any type
_FLAT = (str, int, date)


def _cell(value: Any, render: Render | None) -> str:
    if value is None:
        return "\\N"
    text: str = (render or str)(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


@process_cache(key="a table and some of its columns", stale=CODE, limit=1024)
def _named(model: type[models.Model], names: tuple[str, ...]) -> list[Column]:
    """The columns of these attributes."""
    columns = {f.attname: (str(f.column), f.attname, _render(f)) for f in model._meta.concrete_fields}
    return [columns[name] for name in names]


@process_cache(key="a table", stale=CODE, limit=None)
def _columns(model: type[models.Model]) -> list[Column]:
    """(column, attribute, renderer of its values) of every column that the database does not compute."""
    return [(str(f.column), f.attname, _render(f)) for f in model._meta.concrete_fields if not f.generated]


def _render(field: Any) -> Render | None:
    """The renderer of a column's values; None when the driver writes them directly."""
    if isinstance(field, ArrayField):
        return array_text
    if isinstance(field, models.JSONField):
        return json_text
    if isinstance(field, models.DateTimeField | models.DateField):
        return _iso
    if isinstance(field, models.DecimalField):
        return _number_text
    if isinstance(
        field,
        models.CharField | models.TextField | models.IntegerField | models.BooleanField | models.ForeignKey,
    ):
        return None
    return lambda value: str(field.get_db_prep_save(value, connection))


def array_text(values: Sequence[Any]) -> str:
    """A flat list as an array literal."""
    if values and isinstance(values[0], str):
        joined = '","'.join(values)
        if joined.count('"') == 2 * len(values) - 2 and "\\" not in joined:
            return '{"' + joined + '"}'
    return "{" + ",".join(_item(value) for value in values) + "}"


def _item(value: Any) -> str:
    if value is None:
        return "NULL"
    return f'"{value.translate(_BARE)}"' if isinstance(value, str) else str(value)


def json_text(value: Any) -> str:
    """JSON as Django writes it, with a shortcut for the empty object, which most rows have."""
    if value == {}:
        return "{}"
    try:
        return orjson.dumps(value, _ENCODER.default, orjson.OPT_PASSTHROUGH_DATETIME).decode()
    except TypeError:  # larger numbers, other keys than text
        return json.dumps(value, cls=DjangoJSONEncoder)


def _iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _number_text(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _read_back(rows: models.QuerySet[Any], fresh: Sequence[Any]) -> None:
    """Read the columns that the database computes, except folded text, which nobody reads from a new row."""
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


@process_cache(key="a table", stale=CODE, limit=None)
def _computed(model: type[models.Model]) -> tuple[str, ...]:
    names = {f.attname for f in model._meta.concrete_fields}
    return tuple(
        f.attname
        for f in model._meta.concrete_fields
        if f.generated and not (f.attname.endswith("_fold") and f.attname[:-5] in names)
    )
