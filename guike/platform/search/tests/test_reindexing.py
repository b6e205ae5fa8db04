"""What rows are found by is made anew for a new version: in pieces that stand, and told while it lasts."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from guike.platform.database import statements
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import table
from guike.platform.records.upkeep import reindexing
from guike.platform.records.upkeep.reindexing import reindex
from tests.support import company as people

pytestmark = pytest.mark.django_db
WHY = "the tests' own rows"


def _note(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON COLUMN lead.search_text IS '{text}'")


def _noted() -> str:
    [(text,)] = statements.rows(
        "SELECT coalesce(col_description('lead'::regclass, attnum), '') FROM pg_attribute"
        " WHERE attrelid = 'lead'::regclass AND attname = 'search_text'"
    )
    return str(text)


@pytest.fixture
def of_before() -> list[int]:
    """Leads as version 0 has indexed them."""
    firm = people.found()
    ids = [firm.lead(name=f"王{n}", company="雲帆").pk for n in range(5)]
    rows = table(catalogue().get("lead")).system(reason=WHY)
    rows.update(search_text="old")
    _note("0")
    return ids


def _old() -> list[int]:
    rows = table(catalogue().get("lead")).system(reason=WHY)
    return sorted(rows.filter(search_text="old").values_list("pk", flat=True))


def test_a_start_that_was_killed_goes_on_where_it_was(
    of_before: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(Exception):
        """Stands for kill -9 after the second chunk of leads."""

    def killed(_self: Any, _rows: int) -> None:
        if len(_old()) == 1:
            raise KilledError

    monkeypatch.setattr(reindexing, "_CHUNK", 2)
    with monkeypatch.context() as once:
        once.setattr(reindexing._Waiting, "add", killed)
        with pytest.raises(KilledError):
            reindex()
    assert (_noted(), _old()) == (f"0 {reindexing.VERSION} lead {of_before[3]}", of_before[4:])
    table(catalogue().get("lead")).system(reason=WHY).filter(pk=of_before[0]).update(search_text="old")
    reindex()
    assert (_noted(), _old()) == (reindexing.VERSION, [of_before[0]])  # what was done is not done again


def test_another_version_begins_anew(of_before: list[int]) -> None:
    _note(f"0 1 lead {of_before[3]}")
    reindex()
    assert (_noted(), _old()) == (reindexing.VERSION, [])


def test_who_waits_is_told_how_long(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = [100.0]
    monkeypatch.setattr(reindexing.time, "monotonic", lambda: now[0])
    waiting = reindexing._Waiting(10_000)
    with caplog.at_level("INFO"):
        for at in (101, 104, 105, 114, 200):
            now[0] = float(at)
            waiting.add(1000)
    said = [record.msg["event"].split(";")[0] for record in caplog.records]
    assert said == [
        "search is made ready for this version: 2,000 of 10,000 rows, 16 s left",
        "search is made ready for this version: 4,000 of 10,000 rows, 21 s left",
        "search is made ready for this version: 5,000 of 10,000 rows, 100 s left",
    ]
