"""Joins of record tables, each of which stands in the statement as the rows that its own grant admits.

The guard refuses a queryset that joins record tables. A statement over several objects is put together here instead:
every table in it is a *part*, a sub-query that was compiled from a guarded queryset with a grant, so no row enters it
that the grant does not admit. The text around the parts names nothing but their aliases and columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction

from guike.kernel.errors import Refusal
from guike.kernel.text import T
from guike.platform.database.guard import GuardedQuerySet, UnguardedQuery

#: the one table that holds no rows of records, only which record names which
_TABLE_OF_LINKS = "record_link"
#: what a text reads from, unless it is a sub-query in brackets
_READ = re.compile(r"\b(?:from|join)\s+([a-z_][a-z0-9_]*)", re.IGNORECASE)
#: the names that composed statements give to their own sub-queries
#: of a type, what limits its values
_SIZE = re.compile(r"\(.*\)")
_ALIAS = re.compile(r"[tlu][0-9]*")


class TooSlow(Refusal):
    """The statement took longer than it may."""

    status = 503
    messages: ClassVar = {
        "query.too_slow": T(
            "计算超过 {max} 秒，请缩小范围或减少分组",
            "This takes more than {max} seconds; narrow the filter or group by fewer fields",
        )
    }


@dataclass(frozen=True)
class Sql:
    """A piece of a statement with its parameters."""

    text: str
    params: tuple[Any, ...] = ()


def granted(rows: GuardedQuerySet[Any], columns: Mapping[str, Any]) -> Sql:
    """The sub-query of these columns (alias → expression) of the rows, in brackets. UnguardedQuery without a grant.

    A queryset that admits nothing gives a sub-query without rows and with the same columns.
    """
    rows.query.require_grant("read")
    found = rows.order_by().values(**columns)
    try:
        text, params = found.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        types = ((name, found.query.annotations[name].output_field.db_type(connection)) for name in columns)
        empty = ", ".join(f"NULL::{_SIZE.sub('', one or 'text')} AS {name}" for name, one in types)
        return Sql(f"(SELECT {empty} WHERE FALSE)")
    return Sql(f"({text})", tuple(params))


def links(object_name: str, field: str, target: str) -> Sql:
    """The pairs (record_id, target_id) of a field that references several records, or records of any object."""
    where = "object = %s AND field = %s AND target_object = %s"
    text = f"(SELECT record_id, target_id FROM {_TABLE_OF_LINKS} WHERE {where})"  # noqa: S608 - a constant
    return Sql(text, (object_name, field, target))


def joined(*pieces: Sql | str) -> Sql:
    """The pieces one after another. UnguardedQuery when a text reads from a table itself, which only parts may do."""
    for piece in pieces:
        if isinstance(piece, str):
            named = next((one for one in _READ.findall(piece) if not _ALIAS.fullmatch(one)), None)
            if named is not None:
                raise UnguardedQuery(f"{named} stands in a composed statement without a grant")
    text = "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)
    return Sql(text, tuple(p for piece in pieces if isinstance(piece, Sql) for p in piece.params))


def listed(pieces: Sequence[Sql], between: str = ", ") -> Sql:
    """The pieces with a text between them."""
    found: list[Sql | str] = []
    for n, piece in enumerate(pieces):
        found += [between, piece] if n else [piece]
    return joined(*found)


def select(columns: Sequence[str], source: Sql, name: str = "", by: Sequence[str] = ()) -> Sql:
    """SELECT … FROM source, with `name` as a sub-query of that name, GROUP BY `by`."""
    heads = f"SELECT {', '.join(columns)} FROM "  # noqa: S608 - columns of granted parts, by their aliases
    grouped = f" GROUP BY {', '.join(by)}" if by else ""
    if not name:
        return joined(heads, source, grouped)
    return joined(f"{heads}(", source, f") AS {name}{grouped}")


@contextmanager
def at_one_instant() -> Iterator[None]:
    """Statements within see the database as it is at the first of them. Within a transaction that has begun before, they see what
    it sees."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def apart() -> Iterator[None]:
    """Within `at_one_instant`: statements within have a session of their own, which may write and sees what others have
    written meanwhile. Within a transaction that may write they belong to it."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        is_reading = cursor.fetchone() == ("on",)
    if not is_reading:
        yield
        return
    held = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        yield
    finally:
        connection.close()
        connections[DEFAULT_DB_ALIAS] = held


def rows_of(statement: Sql, seconds: int | None = None) -> list[tuple[Any, ...]]:
    """Send it and read every row. TooSlow when it takes longer than `seconds`."""
    if seconds is None:
        with connection.cursor() as cursor:
            cursor.execute(statement.text, statement.params)
            return list(cursor.fetchall())
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = %s", [seconds * 1000])
            cursor.execute(statement.text, statement.params)
            found = cursor.fetchall()
            # the limit holds for this statement, not for what the same transaction does later
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if isinstance(error.__cause__, psycopg.errors.QueryCanceled):
            raise TooSlow("query.too_slow", max=seconds) from error
        raise
    return list(found)
