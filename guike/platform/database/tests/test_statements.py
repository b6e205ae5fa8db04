"""What is sent again is planned once by each connection, and says the same as a cursor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import (
    DataError,
    IntegrityError,
    NotSupportedError,
    connection,
    transaction,
)
from django.test.utils import CaptureQueriesContext
from psycopg import pq

from guike.platform.database import statements
from guike.platform.database.composing import Lookup
from guike.platform.org.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    """The connection has prepared nothing yet, and forgets what it prepares here."""
    statements.begin_epoch(object())
    yield
    statements.begin_epoch(object())


def planned() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE name LIKE 'guike%%' ORDER BY 1")
        return [text for (text,) in cursor.fetchall()]


def test_the_second_time_a_text_is_prepared() -> None:
    text = "SELECT $1::int + 1"
    assert statements.rows(text, [1]) == [(2,)]
    assert planned() == []
    assert statements.rows(text, [2]) == [(3,)]
    assert statements.rows(text, ["3"]) == [(4,)]
    assert planned() == [text]


def test_what_somebody_typed_is_not_kept() -> None:
    for _time in range(3):
        assert statements.rows("SELECT 'typed'", again=False) == [("typed",)]
    assert planned() == []


def test_what_was_used_longest_ago_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "KEPT", 2)
    for n in (1, 1, 2, 2, 1, 3, 3):
        assert statements.rows(f"SELECT {n}") == [(n,)]
    assert planned() == ["SELECT 1", "SELECT 3"]
    assert statements.rows("SELECT 2") == [(2,)]


def test_none_is_null_and_nul_is_refused() -> None:
    assert statements.rows("SELECT $1::text IS NULL, $2::text", [None, "甲'乙"]) == [(True, "甲'乙")]
    with pytest.raises(DataError):
        statements.rows("SELECT $1::text", ["a\0b"])


def test_values_are_read_like_those_of_a_cursor() -> None:
    text = "SELECT 1::numeric / 8, now(), '{1,2}'::bigint[], date '2026-11-22', true, NULL::int"
    with connection.cursor() as cursor:
        cursor.execute(text)
        expected = cursor.fetchall()
    assert statements.rows(text) == expected


def test_new_definitions_forget_plans_of_columns_that_have_another_type() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE shelf (width integer)")
        cursor.execute("INSERT INTO shelf VALUES (7)")
        for _time in range(2):
            assert statements.rows("SELECT width FROM shelf") == [(7,)]
        cursor.execute("ALTER TABLE shelf ALTER width TYPE text")
        with pytest.raises(NotSupportedError), transaction.atomic():
            statements.rows("SELECT width FROM shelf")
        statements.begin_epoch("the next")
        assert statements.rows("SELECT width FROM shelf") == [("7",)]


def test_what_the_server_refuses_is_the_error_of_a_cursor() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bin (code text UNIQUE)")
    statements.rows("INSERT INTO bin VALUES ($1)", ["A"])
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        statements.rows("INSERT INTO bin VALUES ($1)", ["A"])
    cause: Any = caught.value.__cause__
    assert cause.diag.constraint_name == "bin_code_key"
    assert statements.rows("SELECT count(*) FROM bin") == [(1,)]


def test_a_connection_that_breaks_in_this_moment_is_no_fault_of_a_program() -> None:
    """The library has told so in a result, without a code, and has not noted it of the connection yet."""
    statements.rows("SELECT 1")
    raw: Any = connection.connection
    result = raw.pgconn.make_empty_result(pq.ExecStatus.FATAL_ERROR)
    assert raw.pgconn.status == pq.ConnStatus.OK
    with pytest.raises(psycopg.OperationalError):
        statements._Sender(raw)._checked(result)


def test_who_watches_sees_the_whole_text() -> None:
    with CaptureQueriesContext(connection) as seen:
        assert statements.rows("SELECT '$1', $2::text, $1::int", [5, "$1"]) == [("$1", "$1", 5)]
    assert [one["sql"] for one in seen] == ["SELECT '$1', '$1'::text, '5'::int"]


def test_a_lookup_takes_several_lists_of_ids() -> None:
    """Each condition has its own list, and the text is the same whatever they hold."""
    everybody = User.objects.system(reason="names of the test")
    one, two, three = everybody.bulk_create([User(username=f"u{n}", name=f"人{n}") for n in range(3)])
    everybody.filter(pk=two.pk).update(version=7)

    def rows() -> Any:
        apart = Lookup.given("pk") | Lookup.given("version", 0)
        return everybody.filter(apart & ~Lookup.given("pk", 1)).order_by("pk").values("pk")

    found = Lookup(rows, None)
    assert found.tuples([one.pk], further=([7], [])) == [(one.pk,), (two.pk,)]
    assert found.tuples([], further=([7], [])) == [(two.pk,)]
    assert found.tuples([one.pk, three.pk], further=([7], [two.pk, three.pk])) == [(one.pk,)]
    assert len([text for text in planned() if "version" in text]) == 1
