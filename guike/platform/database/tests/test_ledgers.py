"""Ledgers: rows are only ever added, whoever sends the statement and by whatever way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from guike.platform.audit.models import AuditEntry
from guike.platform.audit.retention import blank
from guike.platform.audit.services import audit
from guike.platform.database.ledger import AppendOnly, append, ledgers
from guike.platform.database.ledger_triggers import BLANKED, OPENED
from guike.platform.metadata.models import ObjectDef
from guike.platform.records.models import History
from guike.platform.records.shapes import ensure_partitions

#: by table: whether retention may blank or drop something of it
KNOWN = {
    "audit_entry": False,
    "account_entry": False,
    "allocation": False,
    "stock_move": False,
    "shipment_event": False,
    "expense_reimbursement": False,
    "history": True,
    "pool_entry": True,
    "handover_entry": False,
    "stage_history": True,
    "forecast_snapshot": False,
}


def test_every_ledger_has_its_class() -> None:
    assert {model._meta.db_table: model.keeping is not None for model in ledgers()} == KNOWN


def test_what_retention_may_touch_are_columns_of_the_ledger() -> None:
    for model in ledgers():
        columns = {item.attname for item in model._meta.concrete_fields}
        assert model.keeping is None or {*model.keeping.about, *model.keeping.values} <= columns


def test_nothing_that_calls_itself_append_only_is_missing() -> None:
    """A model whose words promise it is one of the ledgers."""
    saying = {
        model._meta.db_table for model in apps.get_models() if "append" in (model.__doc__ or "").lower()
    }
    assert saying <= set(KNOWN)


def test_rows_of_other_tables_are_not_appended() -> None:
    with pytest.raises(TypeError, match="ObjectDef is no ledger"):
        append([ObjectDef()])  # type: ignore[type-var]


@pytest.fixture
def link(fresh_db: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection that knows nothing of the product."""
    params = connection.get_connection_params()
    params.pop("cursor_factory", None)
    params.pop("context", None)
    with psycopg.connect(**params, autocommit=True) as found:
        yield found


def tables_of(model: type[AppendOnly], link: psycopg.Connection[Any]) -> list[str]:
    """The table with its partitions."""
    table = model._meta.db_table
    parts = link.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass ORDER BY 1", [table]
    )
    return [table, *(name for (name,) in parts)]


def test_no_statement_changes_or_removes_a_row_of_any_ledger(link: psycopg.Connection[Any]) -> None:
    audit(1, "sign_in")
    tried = 0
    for model in ledgers():
        column = model._meta.concrete_fields[0].column
        for table in tables_of(model, link):
            for statement in (
                f"UPDATE {table} SET {column} = {column}",
                f"DELETE FROM {table}",
                f"DELETE FROM {table} WHERE false",
                f"TRUNCATE {table} CASCADE",
            ):
                with pytest.raises(
                    psycopg.errors.RaiseException, match=f"{model._meta.db_table} is append-only"
                ):
                    link.execute(statement)
                tried += 1
    assert tried == 4 * (len(KNOWN) + 5)  # the history: this month, three ahead and the rest
    assert AuditEntry.objects.system(reason="a test looks").filter(action="sign_in").count() == 1


def test_a_month_that_comes_later_is_held_too(link: psycopg.Connection[Any]) -> None:
    ensure_partitions(date(2031, 5, 2))
    link.execute(
        "INSERT INTO history (at, object, record_id, field) VALUES ('2031-05-03', 'lead', 1, 'title')"
    )
    for statement in (
        "UPDATE history_203105 SET field = ''",
        "DELETE FROM history_203105",
        "TRUNCATE history_203105",
    ):
        with pytest.raises(psycopg.errors.RaiseException, match="history is append-only"):
            link.execute(statement)
    assert link.execute("SELECT field FROM history_203105").fetchall() == [("title",)]


def test_what_opened_a_ledger_once_does_not_open_it_again(link: psycopg.Connection[Any]) -> None:
    link.execute(
        "INSERT INTO history (at, object, record_id, field, old) VALUES (now(), 'contact', 1, 'mobile', '1')"
    )
    blank(None, History, {"object": ["contact"], "record_id": [2]}, because="a test")
    entry = AuditEntry.objects.system(reason="a test looks").get(action=BLANKED)
    link.execute(f"SELECT set_config('{OPENED}', '{entry.pk}', false)")
    with pytest.raises(psycopg.errors.RaiseException, match="history is append-only"):
        link.execute("UPDATE history SET old = NULL, new = NULL")
    assert link.execute("SELECT old FROM history WHERE object NOT LIKE 'approval%'").fetchall() == [(1,)]


def test_the_orm_is_refused_too(db: None) -> None:
    audit(1, "sign_in")
    rows = AuditEntry.objects.system(reason="a test tries it").filter(action="sign_in")
    for change in (rows.delete, lambda: rows._raw_delete(rows.db), lambda: rows.update(action="other")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert AuditEntry.objects.system(reason="a test looks").filter(action="sign_in").count() == 1
