"""Tiny statements that every request sends: written out once, since composing them costs more than they do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def one_row(statement: str, params: Sequence[Any] = ()) -> tuple[Any, ...] | None:
    """The first row of a statement on tables that carry no permission: versions, sessions. Never on records."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row
