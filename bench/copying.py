"""Filling tables by COPY, with what the write path would have put into every column."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, GeneratedField, JSONField, Model

from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.shapes import INDEX_COLUMNS, index_row

Row = dict[str, Any]


class Values:
    """A row that the product's own functions can read and complete, without the cost of a model."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)


def defaults_of(model: type[Model]) -> Row:
    """attname → the column's default, of all columns that must not be null."""
    found: Row = {}
    for column in model._meta.concrete_fields:
        if isinstance(column, GeneratedField) or column.primary_key or column.null:
            continue
        found[column.attname] = None if isinstance(column, DateTimeField) else column.get_default()
    return found


#: what a row is called and found by
TEXTS = ("name", "company", "company_key", "name_key", *INDEX_COLUMNS)


def indexed(spec: ObjectSpec, rows: Iterable[Row], variety: int = 0) -> Iterator[Row]:
    """Rows with defaults, label, sort key and search grams. With `variety`, the texts of so many rows come
    again and again: quick, and enough for plans."""
    base = defaults_of(spec.model)
    kept: list[Row] = []
    for index, row in enumerate(rows):
        if variety and len(kept) == variety:
            texts = kept[index % variety]
            yield {**base, "number": "", **row, **{name: texts[name] for name in TEXTS if name in texts}}
            continue
        values = Values({**base, "number": "", **row})
        index_row(spec, values)
        if variety:
            kept.append(values.__dict__)
        yield values.__dict__


def copy_rows(model: type[Model], rows: Iterable[Row], also: Iterable[str] = ()) -> int:
    """COPY rows into the model's table; `also`: nullable columns that the rows fill. How many."""
    columns = {f.attname: f for f in model._meta.concrete_fields}
    names = ["id", *dict.fromkeys([*defaults_of(model), *also])]
    json_names = {n for n in names if isinstance(columns[n], JSONField)}
    listed = ", ".join(f'"{columns[n].column}"' for n in names)
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({listed}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row([json.dumps(row[n]) if n in json_names else row.get(n) for n in names])
            count += 1
    return count


@contextmanager
def bare_tables(*models: type[Model]) -> Iterator[None]:
    """Drop the plain indexes and foreign keys of these tables and bring them back afterwards: a bulk load in a
    tenth of the time. Outside a transaction; what fails half-way is filled anew."""
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i JOIN pg_class c ON c.relname = i.indexname"
            " JOIN pg_index x ON x.indexrelid = c.oid"
            " WHERE i.tablename = ANY(%s) AND i.schemaname = 'public' AND NOT x.indisunique",
            [tables],
        )
        indexes = cursor.fetchall()
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
            [tables],
        )
        keys = cursor.fetchall()
        for table, name, _definition in keys:
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')


def next_ids(*models: type[Model]) -> None:
    """Let the sequences go on after the ids that were copied."""
    with connection.cursor() as cursor:
        for model in models:
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 1) FROM \"{table}\"))"  # noqa: S608
            )
