"""Reading in bulk is exporting."""

from datetime import timedelta

import pytest

from guike.entry.tests.people import person
from guike.kernel import clock
from guike.platform.audit.models import AuditEntry
from guike.platform.exchange import reads
from guike.platform.exchange.models import ReadRecords
from guike.platform.exchange.tests.conftest import Importer
from guike.platform.org.models import Role
from guike.platform.org.queries import bump

WHY = "a test looks"
VIEW = {"lead": ["view", "create"]}


@pytest.fixture(autouse=True)
def small(db, monkeypatch):
    """Ten records an hour, told to other processes after every four."""
    monkeypatch.setattr(reads, "LEAST_READ", 5)
    monkeypatch.setattr(reads, "READ_STEP", 4)
    monkeypatch.setattr(reads, "bulk_rows", lambda: 10)
    reads._clear()
    yield
    reads._clear()


def leads(caller, count):
    rows = [
        {"name": f"访客{n:02}", "mobile": f"138001380{n:02}", "company": f"公司{n}", "source": "exhibition"}
        for n in range(count)
    ]
    answer = caller.post("/records/lead/bulk", {"create": rows}).json()
    assert all(one["ok"] for one in answer["results"]), answer


def page(caller, first, limit=4):
    names = [f"访客{n:02}" for n in range(first, first + limit)]
    condition = {"field": "name", "op": "in", "value": names}
    return caller.post("/records/lead/query", {"filter": condition, "fields": ["name"], "limit": 50})


def noted():
    rows = AuditEntry.objects.system(reason=WHY).filter(action="export.read").order_by("id")
    return [(r.actor_id, r.object_name, r.outcome, r.detail) for r in rows]


@pytest.mark.req("PM-12")
def test_more_than_the_limit_is_refused_and_noted_once_a_minute(db):
    ben = Importer(person("ben", VIEW))
    leads(ben, 14)
    with clock.frozen(clock.now()):
        assert [page(ben, first).status_code for first in (0, 4, 0, 4)] == [200] * 4
        refused = page(ben, 8)
    assert (refused.status_code, refused.json()["code"]) == (429, "export.read_in_bulk")
    assert refused.headers["Retry-After"] == "3600"
    assert "10" in refused.content.decode()
    assert page(ben, 8).status_code == 429
    assert page(ben, 0).status_code == 200  # what he has read stays his to read
    assert page(ben, 8, limit=2).status_code == 200  # and up to the limit he goes on
    assert noted() == [(ben.id, "lead", "refused", {"rows": 8, "most": 10, "minutes": 60})]


@pytest.mark.req("PM-12")
def test_single_records_and_related_lists_count_as_well(db):
    ben = Importer(person("ben", VIEW))
    leads(ben, 12)
    ids = [one["id"] for first in (0, 4) for one in page(ben, first).json()["items"]]
    assert [ben.get(f"/records/lead/{one}").status_code for one in ids] == [200] * 8
    more = [max(ids) + n for n in range(1, 5)]
    assert [ben.get(f"/records/lead/{one}").status_code for one in more] == [200, 200, 429, 429]


@pytest.mark.req("PM-12")
def test_after_an_hour_one_reads_on(db, monkeypatch):
    ben = Importer(person("ben", VIEW))
    leads(ben, 14)
    assert [page(ben, first).status_code for first in (0, 4, 8)] == [200, 200, 429]
    later = clock.now() + timedelta(minutes=61)
    with clock.frozen(later):
        assert page(ben, 8).status_code == 200
        assert ReadRecords.objects.count() > 0
        reads.purge()
        assert ReadRecords.objects.count() == 0


@pytest.mark.req("PM-12")
def test_with_the_right_it_is_noted_once_an_hour(db):
    ann = Importer(person("ann", {"lead": ["view", "create", "export"]}))
    leads(ann, 16)
    assert [page(ann, first).status_code for first in (0, 4, 8, 12)] == [200] * 4
    assert noted() == [(ann.id, "lead", "ok", {"rows": 12, "minutes": 60})]
    reads._clear()  # another process
    assert [page(ann, first).status_code for first in (0, 4, 8, 12)] == [200] * 4
    assert len(noted()) == 1


@pytest.mark.req("PM-12")
def test_the_cap_of_the_role_holds_for_reading(db):
    ann = Importer(person("ann", {"lead": ["view", "create", "export"]}))
    leads(ann, 16)
    Role.objects.system(reason=WHY).filter(name="role of ann").update(export_rows=12)
    bump(permission=True)
    assert [page(ann, first).status_code for first in (0, 4, 8, 12)] == [200, 200, 200, 429]


@pytest.mark.req("PM-12")
def test_processes_count_together(db):
    ben = Importer(person("ben", VIEW))
    leads(ben, 16)
    assert [page(ben, first).status_code for first in (0, 4)] == [200] * 2
    reads._clear()  # another process, which is not told of the last page yet
    assert [page(ben, first).status_code for first in (8, 12)] == [200, 429]
    assert noted() == [(ben.id, "lead", "refused", {"rows": 8, "most": 10, "minutes": 60})]


@pytest.mark.req("PM-12")
def test_ordinary_lists_write_nothing(db):
    ben = Importer(person("ben", VIEW))
    leads(ben, 3)
    assert [page(ben, 0).status_code for _ in range(20)] == [200] * 20
    assert not ReadRecords.objects.exists()


@pytest.mark.req("PM-12")
def test_what_the_search_finds_counts_as_read(db):
    ben = Importer(person("ben", VIEW))
    leads(ben, 12)
    found = [len(ben.get("/search", q=f"1380013800{n}").json()["items"]) for n in range(8)]
    assert found == [1] * 8
    again = ben.get("/search", q="13800138000")
    assert (again.status_code, len(again.json()["items"])) == (200, 1)
    assert [ben.get("/search", q=f"1380013800{n}").status_code for n in (8, 9)] == [200, 200]
    refused = ben.get("/search", q="13800138010")
    assert (refused.status_code, refused.json()["code"]) == (429, "export.read_in_bulk")
    assert ben.get("/search", q="13800138003").status_code == 200
    assert noted() == [(ben.id, "lead", "refused", {"rows": 10, "most": 10, "minutes": 60})]
