"""Imports and exports found again, and what an undo would do before it does it."""

from __future__ import annotations

from typing import Any

import pytest

from guike.entry.tests.people import person
from guike.platform.events.models import Event
from guike.platform.exchange import listing, undoing
from guike.platform.exchange.models import ImportRow
from guike.platform.exchange.tests.conftest import EVERYTHING, Importer, csv_of
from guike.platform.jobs.models import Job
from guike.platform.records.models import History

HEADER = "姓名,手机,公司,线索来源"
ROWS = [f"客人{n},1380013800{n},公司{n},展会" for n in range(4)]


def _state() -> tuple[Any, ...]:
    rows = tuple(ImportRow.objects.order_by("pk").values_list("pk", "undone", "version"))
    return rows, Event.objects.count(), History.objects.count(), Job.objects.count()


@pytest.mark.parametrize("tried", [1_000, 0], ids=["tried", "compared"])
def test_an_undo_says_beforehand_what_goes_and_what_stays(
    anna: Importer, monkeypatch: pytest.MonkeyPatch, tried: int
) -> None:
    """Two untouched, one updated row, one changed since; then the undo does exactly that."""
    monkeypatch.setattr(undoing, "TRIED", tried)
    anna.take("a.csv", csv_of(HEADER, ROWS[0]))
    done = anna.take(
        "b.csv", csv_of(HEADER, "客人0,13800138000,另一家公司,展会", *ROWS[1:]), on_duplicate="update"
    )
    assert (done["created"], done["updated"]) == (3, 1), str(done["errors"]) + str(done["skips"])
    changed = next(one for one in anna.records("lead") if one["name"] == "客人3")
    assert anna.patch(f"/records/lead/{changed['id']}", {"title": "经理"}).status_code == 200
    before = _state(), anna.records("lead")
    foreseen = anna.get(f"/imports/{done['id']}/undo").json()
    (reason,) = foreseen.pop("reasons")
    assert foreseen == {"deleted": 2, "restored": 1, "kept": 1, "beside": [], "exact": bool(tried)}
    assert (_state(), anna.records("lead")) == before
    result = anna.undo(done["id"])
    (problem,) = result["problems"]
    assert "客人3" in problem["message"]
    assert reason == {"count": 1, "message": problem["message"] if tried else reason["message"]}
    assert "was changed after the import" in reason["message"]
    after = anna.status(done["id"])
    assert {name: result[name] for name in ("deleted", "restored", "kept")} == {
        "deleted": 2, "restored": 1, "kept": 1,
    }  # fmt: skip
    assert (after["status"], after["can_undo"]) == ("undone", False)
    again = anna.get(f"/imports/{done['id']}/undo")
    assert (again.status_code, again.json()["code"]) == (409, "import.undone")


def test_what_something_hangs_on_is_said_to_stay(anna: Importer, admin: Importer) -> None:
    done = anna.take("a.csv", csv_of("客户名称", "云帆印务", "棠梨包装"), "account")
    account = next(one for one in anna.records("account") if one["name"] == "云帆印务")["id"]
    assert admin.post("/records/contact", {"name": "王小明", "account": account}).status_code == 201
    foreseen = anna.get(f"/imports/{done['id']}/undo").json()
    assert (foreseen["deleted"], foreseen["kept"], foreseen["exact"]) == (1, 1, True)
    assert [one["count"] for one in foreseen["reasons"]] == [1]
    assert "1 Contact" in foreseen["reasons"][0]["message"]
    assert len(anna.records("account")) == 2


def test_own_ones_for_everybody_and_all_for_the_administrator(anna: Importer, admin: Importer) -> None:
    ben = Importer(person("ben", {"lead": EVERYTHING}))
    first = anna.take("a.csv", csv_of(HEADER, ROWS[0]))["id"]
    second = ben.take("b.csv", csv_of(HEADER, ROWS[1], "无来源,13800138009,,不存在的来源"))["id"]
    anna.export(fields=["name"], format="csv")
    own = {who: [one["id"] for one in who.get("/imports").json()["items"]] for who in (anna, ben, admin)}
    assert own == {anna: [first], ben: [second], admin: []}
    for who in (anna, ben):
        for path in ("/imports", "/exports"):
            refused = who.get(path, everybody="true")
            assert (refused.status_code, refused.json()["code"]) == (403, "access.no_permission")
    items = admin.get("/imports", everybody="true").json()["items"]
    assert [
        (one["id"], one["user"]["name"], one["file"], one["created"], one["failed"]) for one in items
    ] == [
        (second, "ben", "b.csv", 1, 1),
        (first, "anna", "a.csv", 1, 0),
    ]
    (mine,) = anna.get("/exports").json()["items"]
    assert (mine["user"]["name"], mine["rows"], mine["status"], mine["format"]) == ("anna", 1, "done", "csv")
    assert mine["file"]["name"].endswith(".csv")
    (theirs,) = admin.get("/exports", everybody="true").json()["items"]
    assert (theirs["id"], theirs["file"]) == (mine["id"], None)
    assert admin.get("/imports", everybody="true", object="account").json()["items"] == []


def test_fifty_at_a_time(anna: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "LISTED", 2)
    ids = [anna.take(f"{n}.csv", csv_of(HEADER, ROWS[n]))["id"] for n in range(4)]
    page = anna.get("/imports").json()
    assert ([one["id"] for one in page["items"]], page["next"]) == (ids[:1:-1], ids[2])
    page = anna.get("/imports", before=str(page["next"])).json()
    assert ([one["id"] for one in page["items"]], page["next"]) == (ids[1::-1], None)
    Job.objects.filter(pk=ids[0]).delete()  # forgotten after its days
    assert anna.get("/imports", before=str(ids[1])).json()["items"][0]["status"] == "done"


@pytest.mark.parametrize("before", ["²", "-1", "x", "9" * 30])
def test_a_crooked_place_to_go_on_is_refused(anna: Importer, before: str) -> None:
    answer = anna.get("/imports", before=before)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "before")
