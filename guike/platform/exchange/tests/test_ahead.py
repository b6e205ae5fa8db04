"""The next chunk is made ready while the database works on the one before."""

import threading

import pytest

from guike.platform.database import pending
from guike.platform.database.waits import long_wait
from guike.platform.exchange import ahead as module
from guike.platform.exchange.ahead import ahead
from guike.platform.exchange.matching import Matcher
from guike.platform.exchange.tests.conftest import counts, csv_of
from guike.platform.exchange.values import Converter
from guike.platform.exchange.writing import Writer
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import living

HEADER = "姓名,手机,公司,线索来源"
WHY = "a test looks at everything"
PATIENCE = 10


def nothing():
    """To do after each item."""


def test_one_item_is_made_ahead_and_not_before_the_database_has_its_work():
    made: list[tuple[int, str]] = []

    def items():
        for n in range(4):
            made.append((n, threading.current_thread().name.partition("_")[0]))
            yield n

    seen = []
    with ahead(items(), nothing) as numbers:
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

    with ahead(items(), nothing) as numbers:
        assert next(numbers) == 0
        assert not begun.is_set()
        long_wait()
        assert begun.wait(PATIENCE)
        assert list(numbers) == [1]
    begun.clear()
    long_wait()  # outside nobody listens
    assert not begun.is_set()


def test_after_each_item_the_thread_does_what_else_there_is_and_nobody_hears_of_its_failure():
    done = []

    def then():
        done.append(threading.current_thread().name.partition("_")[0])
        raise ValueError("broken")

    with ahead(iter(range(3)), then) as numbers:
        assert list(numbers) == [0, 1, 2]
    assert done == ["ahead"] * 4  # also after the look past the last one


def test_what_making_one_raises_is_raised_when_its_turn_comes():
    def items():
        yield 0
        raise ValueError("broken")

    done = []

    def work():
        with ahead(items(), nothing) as numbers:
            for n in numbers:
                long_wait()
                done.append(n)

    with pytest.raises(ValueError, match="broken"):
        work()
    assert done == [0]


def test_leaving_early_ends_the_thread_and_its_connection(monkeypatch):
    closed = []

    class Watched:
        def close(self) -> None:
            closed.append(threading.current_thread().name.partition("_")[0])

    monkeypatch.setattr(module, "connection", Watched())
    with ahead(iter(range(9)), nothing) as numbers:
        assert next(numbers) == 0
        long_wait()
    assert closed == ["ahead"]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]


CHUNK = 10


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr("guike.platform.exchange.importing.CHUNK_ROWS", CHUNK)


@pytest.fixture
def looked_up(monkeypatch):
    """What is looked up: [(by which thread, names)]. A chunk is written only when the next one is ready."""
    found = []
    ready, written = threading.Condition(), []
    chunks = []
    make, write, match = Writer.ready, Writer.write, Matcher.match

    def making(self, candidates):
        made = make(self, candidates)
        with ready:
            chunks.append(made)
            ready.notify()
        return made

    def writing(self, candidates):
        written.append(candidates)
        long_wait()
        with ready:
            assert len(candidates) < CHUNK or ready.wait_for(lambda: len(chunks) > len(written), PATIENCE)
        return write(self, candidates)

    def matching(self, candidates):
        if candidates:
            thread = threading.current_thread().name.partition("_")[0]
            found.append((thread, [c.values["name"] for c in candidates]))
        return match(self, candidates)

    monkeypatch.setattr(Writer, "ready", making)
    monkeypatch.setattr(Writer, "write", writing)
    monkeypatch.setattr(Matcher, "match", matching)
    return found


def sheet(standing):
    """Of four chunks: 访客12 is the standing record, 访客15 a row of the chunk before, 访客25 one of the first chunk."""
    mobiles = [f"138001{n:05d}" for n in range(35)]
    mobiles[12], mobiles[15], mobiles[25] = standing, mobiles[4], mobiles[5]
    return csv_of(HEADER, *(f"访客{n},{mobile},公司{n},展会" for n, mobile in enumerate(mobiles)))


@pytest.mark.req("LD-03")
@pytest.mark.parametrize("policy", ["skip", "update"])
def test_what_stands_already_is_looked_up_in_its_turn(anna, small_chunks, looked_up, policy):
    status = anna.take("a.csv", sheet("13800113812"), on_duplicate=policy)
    assert counts(status) == (33, 0, 2, 0)  # another name: not the same person
    assert {thread for thread, _names in looked_up} == {"MainThread"}
    rows = living(catalogue().get("lead")).system(reason=WHY).filter(mobile="+8613800100004")
    assert rows.get().name == "访客4"


def test_a_file_whose_cells_are_looked_up_is_converted_by_the_import_itself(anna, small_chunks, monkeypatch):
    threads = set()
    convert = Converter.convert

    def converting(self, rows):
        threads.add(threading.current_thread().name)
        return convert(self, rows)

    monkeypatch.setattr(Converter, "convert", converting)
    lines = [f"访客{n},138001{n:05d},公司{n},展会,anna" for n in range(25)]
    assert counts(anna.take("a.csv", csv_of(f"{HEADER},负责人", *lines))) == (25, 0, 0, 0)
    owners = living(catalogue().get("lead")).system(reason=WHY).values_list("owner_id", flat=True)
    assert set(owners) == {anna.id}
    assert threads == {"MainThread"}


def test_search_grams_are_merged_beside_after_every_fourth_chunk(anna, small_chunks, monkeypatch):
    merged = []

    def merge(model):
        merged.append((threading.current_thread().name.partition("_")[0], model.__name__))

    monkeypatch.setattr(pending, "merge", merge)
    lines = [f"访客{n},138001{n:05d},公司{n},展会" for n in range(95)]
    assert counts(anna.take("a.csv", csv_of(HEADER, *lines))) == (95, 0, 0, 0)
    assert merged == [("ahead", "Lead")] * 2
