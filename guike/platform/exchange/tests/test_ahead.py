"""The next chunk is made ready while the database works on the one before."""

import threading
from collections import defaultdict

import pytest
from django.db import connections

from guike.platform.database.copying import FEW
from guike.platform.database.waits import long_wait
from guike.platform.exchange import ahead as module
from guike.platform.exchange.ahead import ahead
from guike.platform.exchange.tests.conftest import counts, csv_of
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.rows import living

HEADER = "姓名,手机,公司,线索来源"
WHY = "a test looks at everything"


def test_one_item_is_made_ahead_and_not_before_the_database_has_its_work():
    made: list[tuple[int, str]] = []

    def items():
        for n in range(4):
            made.append((n, threading.current_thread().name.partition("_")[0]))
            yield n

    seen = []
    with ahead(items()) as numbers:
        for n in numbers:
            seen.append((n, len(made)))
            if n == 1:
                long_wait()
                long_wait()  # of the same item: nothing more is begun
    assert seen == [(0, 1), (1, 2), (2, 3), (3, 4)]
    assert made == [(n, "ahead") for n in range(4)]


def test_a_wait_begins_the_next_item():
    begun = threading.Event()

    def items():
        yield 0
        begun.set()
        yield 1

    with ahead(items()) as numbers:
        assert next(numbers) == 0
        assert not begun.is_set()
        long_wait()
        assert begun.wait(10)
        assert list(numbers) == [1]
    begun.clear()
    long_wait()  # outside nobody listens
    assert not begun.is_set()


def test_what_making_one_raises_is_raised_when_its_turn_comes():
    def items():
        yield 0
        raise ValueError("broken")

    done = []

    def work():
        with ahead(items()) as numbers:
            for n in numbers:
                long_wait()
                done.append(n)

    with pytest.raises(ValueError, match="broken"):
        work()
    assert done == [0]


def test_leaving_early_ends_the_thread():
    with ahead(iter(range(9))) as numbers:
        assert next(numbers) == 0
        long_wait()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]


@pytest.fixture
def small_chunks(monkeypatch):
    """Of as many rows as are sent by COPY, which begins the next chunk."""
    monkeypatch.setattr("guike.platform.exchange.importing.CHUNK_ROWS", 2 * FEW)


@pytest.fixture
def connected(monkeypatch):
    """For each thread that made chunks ahead, whether it took a connection to the database."""
    found = defaultdict(list)

    class Watched:
        def close(self) -> None:
            found[threading.current_thread().name].append(connections["default"].connection is not None)
            connections["default"].close()

    monkeypatch.setattr(module, "connection", Watched())
    return found


@pytest.mark.req("LD-03")
@pytest.mark.parametrize(
    ("policy", "expected"), [("skip", (5 * FEW - 1, 0, 1, 0)), ("update", (5 * FEW - 1, 1, 0, 0))]
)
def test_a_chunk_made_ready_before_its_forerunner_was_written_knows_its_duplicates(
    anna, small_chunks, connected, policy, expected
):
    lines = [f"访客{n},138001{n:05d},公司{n},展会" for n in range(5 * FEW)]
    lines[3 * FEW] = "访客改,13800100004,公司改,展会"
    status = anna.take("a.csv", csv_of(HEADER, *lines), on_duplicate=policy)
    assert counts(status) == expected
    names = living(catalogue().get("lead")).system(reason=WHY).filter(mobile="+8613800100004")
    assert list(names.values_list("name", flat=True)) == ["访客改" if policy == "update" else "访客4"]
    assert list(connected.values()) == [[False] * 4]  # three chunks, and the look past the last one


def test_a_file_whose_cells_are_looked_up_is_converted_by_the_import_itself(anna, small_chunks, connected):
    lines = [f"访客{n},138001{n:05d},公司{n},展会,anna" for n in range(3 * FEW)]
    status = anna.take("a.csv", csv_of(f"{HEADER},负责人", *lines))
    assert counts(status) == (3 * FEW, 0, 0, 0)
    owners = living(catalogue().get("lead")).system(reason=WHY).values_list("owner_id", flat=True)
    assert set(owners) == {anna.id}
    assert list(connected.values()) == [[False] * 3]
