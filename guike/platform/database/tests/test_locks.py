"""The door of locks: in order one waits, against it one takes what is free, and begins anew where it is not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from guike.platform.database.locks import (
    COUNTERS,
    Mode,
    OutOfOrder,
    lock_rows,
    record_place,
    use_case,
    whole,
)
from guike.platform.database.trouble import Trouble, trouble_of
from guike.platform.database.turns import take_turns
from tests.support.race import PATIENCE, aside, at_once, until_blocked

#: two tables that stand in this order; their rows are made below
FIRST, SECOND = record_place(1, "first_table"), record_place(2, "second_table")


@pytest.fixture
def tables(fresh_db: str) -> None:
    with connection.cursor() as cursor:
        for place in (FIRST, SECOND):
            cursor.execute(
                f"CREATE TABLE {place.table} (id bigint PRIMARY KEY, taken int NOT NULL DEFAULT 0)"
            )
            cursor.execute(f"INSERT INTO {place.table} (id) SELECT generate_series(1, 9)")


def add(place: Any, row: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {place.table} SET taken = taken + 1 WHERE id = {row}")


def taken(place: Any, row: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT taken FROM {place.table} WHERE id = {row}")
        return int(cursor.fetchone()[0])


def meeting(*steps: tuple[Any, int]) -> tuple[Callable[[], int], list[float]]:
    """A use-case that locks and changes one row after the other, slowly; how often it began."""
    begun: list[float] = []

    @use_case
    def work() -> int:
        begun.append(time.monotonic())
        with whole():
            for place, row in steps:
                lock_rows(place, [row])
                add(place, row)
                time.sleep(0.05)
            return len(begun)

    return work, begun


@contextmanager
def somebody_holds(
    place: Any, *rows: int, mode: Mode = Mode.OWN
) -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """Another connection holds these rows until the end; a third runs what is given to it."""
    held, go = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            lock_rows(place, rows, mode)
            held.set()
            assert go.wait(PATIENCE)

    with aside() as run:
        holding = run(hold)
        assert held.wait(PATIENCE)
        try:
            yield run
        finally:
            go.set()
            holding.result(PATIENCE)


def test_two_that_go_crosswise_both_come_through(tables: None) -> None:
    """Each change is made once, however often its use-case began."""
    there, _begun = meeting((FIRST, 1), (SECOND, 1))
    back, begun = meeting((SECOND, 1), (FIRST, 1))
    for _turn in range(3):
        at_once(there, back, there, back)
    assert (taken(FIRST, 1), taken(SECOND, 1)) == (12, 12)
    assert len(begun) >= 6


def test_rows_of_one_table_are_in_order_by_id(tables: None) -> None:
    there, _begun = meeting((FIRST, 1), (FIRST, 2))
    back, _begun = meeting((FIRST, 2), (FIRST, 1))
    for _turn in range(3):
        at_once(there, back, there, back)
    assert (taken(FIRST, 1), taken(FIRST, 2)) == (12, 12)


def test_who_begins_anew_has_given_everything_back(tables: None) -> None:
    """It waits for the first while it does not hold the second, which a third may take meanwhile."""
    back, begun = meeting((SECOND, 1), (FIRST, 1))
    third, _begun = meeting((SECOND, 1))
    with somebody_holds(FIRST, 1) as run:
        waiting = run(back)
        until_blocked()
        assert third() == 1
    assert waiting.result(PATIENCE) == 2
    assert len(begun) == 2
    assert (taken(FIRST, 1), taken(SECOND, 1)) == (1, 2)


def test_inside_of_another_use_case_nothing_begins_anew_by_itself(tables: None) -> None:
    inner, begun = meeting((SECOND, 2), (FIRST, 2))

    @use_case
    def outer() -> int:
        with whole():
            lock_rows(SECOND, [1])
            add(SECOND, 1)
            return inner()

    with somebody_holds(FIRST, 2) as run:
        waiting = run(outer)
        until_blocked()
    assert waiting.result(PATIENCE) == 2
    assert len(begun) == 2
    assert (taken(SECOND, 1), taken(SECOND, 2), taken(FIRST, 2)) == (1, 1, 1)


def test_who_wants_several_as_a_whole_holds_none_while_it_waits(tables: None) -> None:
    """Somebody who merely keeps the later one standing may come to need the earlier one."""
    begun: list[int] = []
    earlier, _begun = meeting((FIRST, 1))

    @use_case
    def remove() -> None:
        begun.append(1)
        with whole():
            lock_rows(FIRST, [1, 2], Mode.WHOLE)
            add(FIRST, 1)

    with somebody_holds(FIRST, 2, mode=Mode.SHARED) as run:
        waiting = run(remove)
        until_blocked()
        assert earlier() == 1
    waiting.result(PATIENCE)
    assert (taken(FIRST, 1), len(begun)) == (2, 2)


def test_what_is_held_for_too_long_is_told_as_busy(tables: None) -> None:
    @use_case
    def against() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        with whole():
            lock_rows(SECOND, [1])
            lock_rows(FIRST, [1])
            add(FIRST, 1)

    with somebody_holds(FIRST, 1) as run, pytest.raises(OperationalError) as told:
        run(against).result(PATIENCE)
    assert trouble_of(told.value) is Trouble.BUSY
    assert taken(FIRST, 1) == 0


def test_a_turn_comes_before_all_rows(tables: None) -> None:
    @use_case
    def by_turn() -> None:
        with whole():
            take_turns(["a"])
            lock_rows(FIRST, [1])
            add(FIRST, 1)
            time.sleep(0.05)

    @use_case
    def by_row() -> None:
        with whole():
            lock_rows(FIRST, [1])
            time.sleep(0.05)
            take_turns(["a"])
            add(FIRST, 1)

    for _turn in range(3):
        at_once(by_turn, by_row, by_turn, by_row)
    assert taken(FIRST, 1) == 12


def test_counters_come_after_all_rows(tables: None) -> None:
    """A row that is wanted behind a counter is taken if it is free; else the counter waits, too."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO number_counter (key, value) VALUES ('k\"1', 0)")

    @use_case
    def counted() -> None:
        with whole():
            lock_rows(COUNTERS, ['k"1'])
            time.sleep(0.05)
            lock_rows(FIRST, [1])
            add(FIRST, 1)

    @use_case
    def usual() -> None:
        with whole():
            lock_rows(FIRST, [1])
            time.sleep(0.05)
            lock_rows(COUNTERS, ['k"1'])
            add(FIRST, 1)

    for _turn in range(3):
        at_once(counted, usual, counted, usual)
    assert taken(FIRST, 1) == 12


def test_where_the_transaction_around_is_lost_it_is_said(tables: None) -> None:
    """A part without a savepoint cannot begin anew by itself."""

    @use_case
    def against() -> None:
        with whole(savepoint=False):
            lock_rows(SECOND, [1])
            lock_rows(FIRST, [1])

    def refused() -> None:
        with transaction.atomic():
            against()

    with somebody_holds(FIRST, 1) as run, pytest.raises(OutOfOrder) as told:
        run(refused).result(PATIENCE)
    assert trouble_of(told.value) is Trouble.BUSY
