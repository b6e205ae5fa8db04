"""Connections that the server ends, on a database that nothing else uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, close_old_connections, connection, transaction

from guike.platform.database import statements


@pytest.mark.usefixtures("fresh_db")
def test_the_first_statement_of_a_transaction_is_part_of_it() -> None:
    connection.close()
    with transaction.atomic():
        statements.rows("SELECT set_config('guike.test', 'set', true)")
        assert statements.rows("SELECT current_setting('guike.test')") == [("set",)]
        transaction.set_rollback(True)
    assert statements.rows("SELECT coalesce(current_setting('guike.test', true), '')") == [("",)]


def _ended_by_the_server() -> None:
    raw: Any = connection.connection
    with psycopg.connect(raw.info.dsn, password=raw.info.password, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [raw.info.backend_pid])


@pytest.mark.usefixtures("fresh_db")
@pytest.mark.parametrize("before", [1, 2, 3])
def test_a_lost_connection_is_trouble_of_the_database(before: int) -> None:
    for _time in range(before):
        statements.rows("SELECT 1")
    _ended_by_the_server()
    with pytest.raises(OperationalError):
        statements.rows("SELECT 1")
    connection.close()
    assert statements.rows("SELECT 1") == [(1,)]


def _by_cursor() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _in_a_transaction() -> None:
    with transaction.atomic():
        statements.rows("SELECT 1")


@pytest.mark.usefixtures("fresh_db")
@pytest.mark.parametrize("send", [lambda: statements.rows("SELECT 1"), _by_cursor, _in_a_transaction])
def test_a_request_notices_that_the_server_has_ended_the_connection(send: Callable[[], object]) -> None:
    send()
    kept = connection.connection
    close_old_connections()  # as before each request
    send()
    assert connection.connection is kept
    _ended_by_the_server()
    close_old_connections()
    send()
    assert connection.connection is not kept
