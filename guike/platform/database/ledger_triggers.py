"""The triggers that hold ledgers: made from the models after each migration, for every way of sending a statement.

UPDATE, DELETE and TRUNCATE are refused, also by raw SQL and on a single partition. Two things open a ledger, each for one
transaction and only while an audit row *of this transaction* says so (`audit.retention` writes it and names it in the
setting `guike.ledger_opened`): blanking the declared values of a ledger of behaviour, and taking out the data of a demo
company. The setting alone opens nothing.

What no trigger can hold is who owns the tables: he may drop a trigger, or a table. THREAT_MODEL.md says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection
from django.db.backends.utils import CursorWrapper

from guike.platform.database.ledger import AppendOnly, ledgers

#: setting of the transaction: the id of the audit row that says what is opened
OPENED = "guike.ledger_opened"
#: actions of such audit rows
BLANKED = "ledger.blanked"
CLEARED = "demo.cleared"

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION ledger_is_opened(what text, ledger text) RETURNS boolean LANGUAGE plpgsql AS $body$
BEGIN
  RETURN EXISTS (
    SELECT FROM audit_entry
    WHERE id = NULLIF(current_setting('{OPENED}', true), '')::bigint AND action = what AND object = ledger
      AND detail ->> 'transaction' = pg_current_xact_id()::text
  );
END $body$;

CREATE OR REPLACE FUNCTION ledger_is_of_demo() RETURNS boolean LANGUAGE plpgsql AS $body$
BEGIN
  RETURN ledger_is_opened('{CLEARED}', '') AND EXISTS (
    SELECT FROM setting_value WHERE key = 'company.is_demo' AND department_id = 0 AND value = 'true'
  );
END $body$;

CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  ledger CONSTANT text := TG_ARGV[0];
  blanked CONSTANT text[] := TG_ARGV[1:];
BEGIN
  IF TG_OP = 'TRUNCATE' AND ledger <> 'audit_entry' AND ledger_is_of_demo() THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' AND cardinality(blanked) > 0 AND ledger_is_opened('{BLANKED}', ledger) THEN
    IF TG_LEVEL = 'STATEMENT' THEN
      RETURN NULL;
    END IF;
    IF to_jsonb(NEW) - blanked = to_jsonb(OLD) - blanked
       AND NOT EXISTS (SELECT FROM unnest(blanked) AS c WHERE COALESCE(to_jsonb(NEW) ->> c, '') <> '') THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', ledger;
END $body$;
"""  # noqa: S608 - names of our own


def install() -> None:
    """After every migration: the triggers of every ledger."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        for model in ledgers():
            _hold(cursor, model)


def hold_ledger(model: type[AppendOnly]) -> None:
    """The triggers of one ledger that has come just now, or that has new partitions."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        _hold(cursor, model)


def _hold(cursor: CursorWrapper, model: type[AppendOnly]) -> None:
    table = model._meta.db_table
    values = model.keeping.values if model.keeping else ()
    given = ", ".join(f"'{one}'" for one in (table, *values))
    partitions = _partitions(cursor, table)
    for name in (table, *partitions):
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER ledger_statement BEFORE UPDATE OR DELETE OR TRUNCATE ON {name}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse({given})"
        )
    if values:  # what an UPDATE that was let in writes is looked at, row by row; partitions inherit it
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER ledger_row BEFORE UPDATE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION ledger_refuse({given})"
        )


def _partitions(cursor: CursorWrapper, table: str) -> list[str]:
    cursor.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass ORDER BY 1", [table]
    )
    return [name for (name,) in cursor.fetchall()]


@contextmanager
def opened(note: Callable[[str], int]) -> Iterator[None]:
    """Within, the triggers let through what the audit row of this transaction says. `note(transaction)` writes that row
    and answers its id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        (current,) = cursor.fetchone()
        cursor.execute("SELECT set_config(%s, %s, true)", [OPENED, str(note(current))])
        yield
        cursor.execute("SELECT set_config(%s, '', true)", [OPENED])


def months_before(model: type[AppendOnly], day: date) -> list[str]:
    """The partitions of whole months that ended before this day."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = %s::regclass AND c.relname ~ %s AND c.relname < %s ORDER BY 1",
            [table, f"^{table}_[0-9]{{6}}$", f"{table}_{day:%Y%m}"],
        )
        return [name for (name,) in cursor.fetchall()]


def drop(partitions: list[str]) -> None:
    """Remove partitions with their rows."""
    with connection.cursor() as cursor:
        for name in partitions:
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)}")
