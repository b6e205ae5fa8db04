"""Steps that several migrations share."""

from __future__ import annotations

from django.db.migrations import RunSQL


def tell_numbers_apart(table: str, *, within: str = "") -> RunSQL:
    """A step before a constraint makes numbers unique. Of several rows with one number the first keeps it; the others
    get their id appended (`L20261128-00001~357`), so nobody has to correct rows before an upgrade. within: a column;
    numbers are unique among rows with the same value in it."""
    group = f"{within}, number" if within else "number"
    return RunSQL(
        f"""
        UPDATE {table} SET number = left({table}.number, 40) || '~' || {table}.id
        FROM (SELECT id, row_number() OVER (PARTITION BY {group} ORDER BY id) AS place FROM {table} WHERE number <> '') AS held
        WHERE held.id = {table}.id AND held.place > 1
        """,  # noqa: S608 - names of our own
        RunSQL.noop,
    )
