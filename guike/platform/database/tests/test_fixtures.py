"""The test databases keep what they promise."""

import threading

import pytest
from django.db import connection, connections


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _scalar(query: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    return row[0] if row else None


@pytest.mark.django_db
@pytest.mark.parametrize("_turn", [1, 2])
def test_db_rolls_every_test_back(_turn: int) -> None:
    assert _scalar("SELECT to_regclass('left_behind')") is None
    _run("CREATE TABLE left_behind (id int)")


def test_fresh_db_is_one_database_for_all_threads(fresh_db: str) -> None:
    _run("CREATE TABLE shared (id int)", "INSERT INTO shared VALUES (7)")
    seen: list[object] = []

    def read() -> None:
        seen.append((_scalar("SELECT current_database()"), _scalar("SELECT id FROM shared")))
        connections.close_all()

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert seen == [(fresh_db, 7)]


def test_fresh_db_starts_from_the_template(fresh_db: str) -> None:
    assert _scalar("SELECT to_regclass('shared')") is None
    assert _scalar("SELECT to_regclass('django_session')") is not None
    assert _scalar("SELECT datctype FROM pg_database WHERE datname = current_database()") == "C.UTF-8"
