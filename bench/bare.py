"""The SQL that each measurement needs, written by hand: what a program for this one purpose would send.

Each function gives (statement, parameters) pairs; their rows, encoded as JSON, are what the API is compared with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from django.db import connection
from psycopg.rows import dict_row

Statement = tuple[str, Sequence[Any]]
CAP = 10_001
PAGE = 81
COLUMNS = (
    "id, name, company, mobile, status, source, campaign_id, pool_id, owner_id, last_follow_up_at, next_contact_at,"
    " created_at, version"
)
LIVING = "deleted_at IS NULL"
TEAM = "id = ANY(ARRAY(SELECT record_id FROM record_team WHERE object = 'lead' AND user_id = %s))"


def run(statements: Sequence[Statement]) -> bytes:
    """Send them, read every row, encode."""
    connection.ensure_connection()
    found: list[Any] = []
    with connection.connection.cursor(row_factory=dict_row) as cursor:
        for text, params in statements:
            cursor.execute(text, params)
            found.append(cursor.fetchall() if cursor.description else None)
    return orjson.dumps(found, default=str)


def count_and_page(where: str = "TRUE", params: Sequence[Any] = ()) -> list[Statement]:
    """The capped count and the newest page of 80."""
    rows = f"lead WHERE {LIVING} AND ({where})"
    return [
        (f"SELECT count(*) FROM (SELECT 1 FROM {rows} LIMIT {CAP}) found", params),  # noqa: S608
        (f"SELECT {COLUMNS} FROM {rows} ORDER BY created_at DESC, id DESC LIMIT {PAGE}", params),  # noqa: S608
    ]


def own(user_id: int) -> list[Statement]:
    """What a salesperson sees: his own by their index, and what he is in the team of."""
    mine = f"SELECT {COLUMNS} FROM lead WHERE {LIVING} AND owner_id = %s ORDER BY created_at DESC, id DESC LIMIT {PAGE}"  # noqa: S608
    team = f"SELECT {COLUMNS} FROM lead WHERE {LIVING} AND {TEAM}"  # noqa: S608
    counted = (
        f"SELECT count(*) FROM (SELECT id FROM lead WHERE {LIVING} AND owner_id = %s"  # noqa: S608
        f" UNION SELECT id FROM lead WHERE {LIVING} AND {TEAM} LIMIT {CAP}) found"
    )
    page = f"SELECT * FROM (({mine}) UNION ({team})) page ORDER BY created_at DESC, id DESC LIMIT {PAGE}"  # noqa: S608
    return [(counted, [user_id, user_id]), (page, [user_id, user_id])]


def collected(where: str, params: Sequence[Any]) -> list[Statement]:
    """Few rows: found by their index first, then sorted."""
    rows = f"lead WHERE {LIVING} AND ({where})"
    return [
        (f"SELECT count(*) FROM (SELECT 1 FROM {rows} LIMIT {CAP}) found", params),  # noqa: S608
        (
            f"WITH found AS MATERIALIZED (SELECT {COLUMNS} FROM {rows})"  # noqa: S608
            f" SELECT * FROM found ORDER BY created_at DESC, id DESC LIMIT {PAGE}",
            params,
        ),
    ]


def departments(ids: Sequence[int]) -> list[Statement]:
    """What the head of a branch sees: the newest of each department, merged."""
    picked = (
        f"SELECT l.* FROM unnest(%s::bigint[]) d(id), LATERAL (SELECT {COLUMNS} FROM lead WHERE department_id = d.id"  # noqa: S608
        f" AND {LIVING} ORDER BY created_at DESC, id DESC LIMIT {PAGE}) l ORDER BY created_at DESC, id DESC LIMIT {PAGE}"
    )
    counted = f"SELECT count(*) FROM (SELECT 1 FROM lead WHERE {LIVING} AND department_id = ANY(%s) LIMIT {CAP}) found"  # noqa: S608
    return [(counted, [list(ids)]), (picked, [list(ids)])]


def search(grams: Sequence[str], where: str = "TRUE", params: Sequence[Any] = ()) -> list[Statement]:
    """By the gram index, as administrator or narrowed."""
    return count_and_page(f"search_grams @> %s AND ({where})", [list(grams), *params])


def searched_few(grams: Sequence[str]) -> list[Statement]:
    """A rare word: collected, then sorted."""
    return collected("search_grams @> %s", [list(grams)])


def group(table: str, column: str, figure: str) -> list[Statement]:
    """Counts and a sum by one column."""
    return [(f"SELECT {column}, count(*), {figure} FROM {table} WHERE {LIVING} GROUP BY 1", ())]  # noqa: S608


def one(table: str, record_id: int) -> list[Statement]:
    """One row with all its columns."""
    return [(f"SELECT * FROM {table} WHERE id = %s AND {LIVING}", [record_id])]  # noqa: S608
