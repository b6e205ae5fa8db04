"""Steps that several migrations share."""

from __future__ import annotations

from django.db.migrations import RunSQL


def tell_numbers_apart(table: str, *, within: str = "") -> RunSQL:
    """Before a constraint makes numbers unique: of rows with one number the first keeps it, the others get their id behind it
    (`L20261128-00001~357`), so that nobody has to mend rows before he can upgrade. within: a column, among whose equal
    values numbers are unique."""
    group = f"{within}, number" if within else "number"
    return RunSQL(
        f"""
        UPDATE {table} SET number = left({table}.number, 40) || '~' || {table}.id
        FROM (SELECT id, row_number() OVER (PARTITION BY {group} ORDER BY id) AS place FROM {table} WHERE number <> '') AS held
        WHERE held.id = {table}.id AND held.place > 1
        """,  # noqa: S608 - names of our own
        RunSQL.noop,
    )
