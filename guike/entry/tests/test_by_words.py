"""Words choose the same records wherever they are given: a list, an export, an action on all of them, a reference's
picker. And who may not import leaves nothing behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from guike.entry.tests.people import person
from guike.platform.exchange.models import Export, Import
from guike.platform.files.models import File
from guike.platform.jobs.models import Job
from guike.platform.jobs.testing import run_queued

pytestmark = pytest.mark.django_db
EVERYTHING = ["view", "create", "edit", "delete", "import", "export", "transfer", "qualify"]
MANY = 40


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def anna(db: None) -> Any:
    return person("anna", dict.fromkeys(("lead", "account", "contact"), EVERYTHING))


def _exported(caller: Any, **asked: Any) -> list[str]:
    begun = caller.post("/exports", {"format": "csv", **asked})
    assert begun.status_code == 202, begun.content
    run_queued()
    text = b"".join(caller.get(f"/exports/{begun.json()['id']}/file").streaming_content).decode("utf-8-sig")
    return text.split("\r\n")[1:-1]


@pytest.fixture
def leads(anna: Any) -> dict[str, str]:
    """number → name, of leads whose numbers, phones and names have almost everything in common."""
    rows = [
        {
            "name": f"Guest {n}",
            "company": f"Harbour {MANY - n}",
            "source": "phone",
            "mobile": f"1391234{5600 + n}",
        }
        for n in range(MANY)
    ]
    made = anna.post("/records/lead/bulk", {"create": rows}).json()["results"]
    assert all(one["ok"] for one in made)
    items = anna.get("/records/lead", fields="number,name", limit="100").json()["items"]
    return {one["number"]: one["name"] for one in items}


def test_an_export_by_words_holds_the_rows_that_hold_them_and_no_others(
    anna: Any, leads: dict[str, str]
) -> None:
    assert len(leads) == MANY
    for number in sorted(leads)[::9]:
        assert _exported(anna, object="lead", fields=["name"], q=number) == [leads[number]]
    assert _exported(anna, object="lead", fields=["name"], q="13912345607") == ["Guest 7"]


def test_an_action_on_all_that_hold_the_words_touches_no_others(anna: Any, leads: dict[str, str]) -> None:
    number = sorted(leads)[17]
    asked = {"q": number, "expected_count": 1, "params": {"stage": "mql"}}
    assert anna.post("/records/lead/actions/qualify", asked).status_code == 202
    run_queued()
    mql = {"filter": {"field": "stage", "op": "eq", "value": "mql"}, "fields": ["number"]}
    assert [one["number"] for one in anna.post("/records/lead/query", mql).json()["items"]] == [number]
    wrong = {**asked, "expected_count": MANY}
    assert anna.post("/records/lead/actions/qualify", wrong).status_code == 409


def test_an_export_by_words_holds_nothing_of_others(anna: Any, leads: dict[str, str]) -> None:
    berta = person("berta", {"lead": EVERYTHING})
    number = min(leads)
    assert _exported(berta, object="lead", fields=["name"], q=number) == []
    assert berta.get("/records/lead", q=number).json()["items"] == []


def test_a_picker_offers_what_holds_the_words_in_its_group(anna: Any) -> None:
    homes = [anna.post("/records/account", {"name": f"Harbour {n}"}).json()["id"] for n in range(3)]
    for home in homes:
        for n in range(4):
            anna.post(
                "/records/contact", {"name": f"Guest {home}-{n}", "account": home, "title": "Harbour master"}
            )
    group = {"field": "account", "op": "eq", "value": homes[1]}
    asked = {"q": f"Guest {homes[1]}-2", "filter": group, "fields": ["name"], "count": "none"}
    assert [one["name"] for one in anna.post("/records/contact/query", asked).json()["items"]] == [
        f"Guest {homes[1]}-2"
    ]
    other = {**asked, "filter": {**group, "value": homes[0]}}
    assert anna.post("/records/contact/query", other).json()["items"] == []
    found = anna.get("/records/account", q="Harbour 2", fields="name").json()["items"]
    assert [one["name"] for one in found] == ["Harbour 2"]


@pytest.mark.parametrize("way", ["/imports/preview", "/imports/check", "/imports"])
@pytest.mark.parametrize("rights", [[], ["view", "create", "edit"], ["view", "import"]])
def test_who_may_not_import_leaves_nothing(folder: Path, way: str, rights: list[str]) -> None:
    berta = person("berta", {"lead": rights} if rights else {})
    file = SimpleUploadedFile("a.csv", "姓名,来源\n甲,phone\n".encode())
    before = Job.objects.count()
    answer = berta._client.post(f"/api/v1{way}", {"file": file, "object": "lead"})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.no_permission")
    assert (File.objects.count(), Import.objects.count(), Export.objects.count()) == (0, 0, 0)
    assert Job.objects.count() == before
    assert [one for one in folder.rglob("*") if one.is_file()] == []
    described = berta.get("/meta/objects/lead")
    assert (
        described.status_code == 403
        or "import" not in described.json()["operations"]
        or "create" not in rights
    )
