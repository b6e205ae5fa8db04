"""Statements on whole tables, for loading and clearing a company."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection


def analyze() -> None:
    """Update the planner's statistics after a large load."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def empty_tables(names: Iterable[str]) -> None:
    """Remove all rows of these tables; refused by the database while another table points at one of them."""
    listed = ", ".join(connection.ops.quote_name(name) for name in dict.fromkeys(names))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with pending checks cannot be emptied
        cursor.execute(f"TRUNCATE {listed}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
