"""What belongs to one user, or to a record that others do not see: to everybody else it is not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from guike.entry.tests.people import Caller, person
from guike.platform.files.models import File
from guike.platform.jobs.testing import run_queued
from guike.platform.metadata.catalogue import catalogue
from guike.platform.notify.models import Notification
from guike.platform.org.models import ApiToken
from tests.access_matrix.calls import fingerprint

pytestmark = pytest.mark.django_db
EVERYTHING = ["view", "create", "edit", "delete", "import", "export", "transfer"]
RIGHTS = {"lead": EVERYTHING, "activity": EVERYTHING}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def anna(db: None) -> Caller:
    return person("anna", RIGHTS)


@pytest.fixture
def others(anna: Caller) -> dict[str, Caller]:
    """One with the same rights, one without any, one who is no employee."""
    return {
        "colleague": person("colleague", RIGHTS),
        "unroled": person("unroled"),
        "portal": person("portal", RIGHTS, kind="portal"),
        "integration": person("integration", kind="integration", is_administrator=True),
    }


def _json(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


def _lead(caller: Caller, **values: Any) -> int:
    made: int = _json(caller.post("/records/lead", {"name": "Guest", "source": "phone", **values}), 201)["id"]
    return made


def _absent(callers: dict[str, Caller], calls: list[tuple[str, str]]) -> None:
    """404 to every one of them, and nothing changes."""
    before = fingerprint()
    told = {
        f"{name} {method} {path}": getattr(caller, method)(path).status_code
        for name, caller in callers.items()
        for method, path in calls
    }
    assert told == dict.fromkeys(told, 404)
    assert fingerprint() == before


@pytest.mark.req("PM-16")
def test_a_file_follows_its_record(anna: Caller, others: dict[str, Caller]) -> None:
    lead = _lead(anna)
    file = _json(anna.upload("note.txt", b"for Anna alone", object="lead", id=str(lead)), 201)["id"]
    assert anna.get(f"/files/{file}").status_code == 200
    _absent(
        others,
        [("get", f"/files/{file}"), ("get", f"/files/{file}?size=thumb"), ("delete", f"/files/{file}")],
    )
    assert (
        anna.post(
            f"/records/lead/{lead}/team", {"user": others["colleague"].id, "access": "read"}
        ).status_code
        == 200
    )
    assert others["colleague"].get(f"/files/{file}").status_code == 200
    assert others["colleague"].delete(f"/files/{file}").status_code == 404


def test_a_file_that_hangs_nowhere_is_its_uploader_s(anna: Caller, others: dict[str, Caller]) -> None:
    file = _json(anna.upload("note.txt", b"for Anna alone"), 201)["id"]
    _absent(others, [("get", f"/files/{file}"), ("delete", f"/files/{file}")])


@pytest.mark.req("PM-16")
def test_nobody_hangs_a_file_on_what_he_does_not_see(anna: Caller, others: dict[str, Caller]) -> None:
    lead = _lead(anna)
    for caller in others.values():
        assert caller.upload("note.txt", b"x", object="lead", id=str(lead)).status_code == 404
    assert File.objects.filter(object_name="lead").count() == 0


def test_an_export_is_its_owner_s(anna: Caller, others: dict[str, Caller]) -> None:
    _lead(anna)
    number = _json(anna.post("/exports", {"object": "lead", "format": "csv"}), 202)["id"]
    run_queued()
    assert anna.get(f"/exports/{number}/file").status_code == 200
    callers = {**others, "administrator": person("boss", is_administrator=True)}
    _absent(callers, [("get", f"/exports/{number}"), ("get", f"/exports/{number}/file")])


def test_what_a_report_computed_in_the_background_is_for_whoever_asked(
    anna: Caller, others: dict[str, Caller]
) -> None:
    _lead(anna)
    number = _json(anna.post("/reports/run", {"object": "lead", "as_job": True}), 202)["id"]
    run_queued()
    assert _json(anna.get(f"/reports/runs/{number}"))["answer"]["totals"] == {"count": 1}
    callers = {**others, "administrator": person("boss", is_administrator=True)}
    _absent(callers, [("get", f"/reports/runs/{number}")])


def test_an_import_is_its_owner_s(anna: Caller, others: dict[str, Caller]) -> None:
    lead = {
        "file": _json(anna.upload("leads.csv", "姓名,来源\n甲,phone\n".encode()), 201)["id"],
        "object": "lead",
    }
    body = {**lead, "file": str(lead["file"]), "mapping": {"姓名": "name", "来源": "source"}}
    number = _json(anna.post("/imports", body), 202)["id"]
    run_queued()
    assert _json(anna.get(f"/imports/{number}"))["created"] == 1
    mapping = _json(
        anna.post("/imports/mappings", {"object": "lead", "name": "mine", "mapping": {"姓名": "name"}}), 201
    )["id"]
    _absent(
        others,
        [
            ("get", f"/imports/{number}"), ("get", f"/imports/{number}/errors.xlsx"), ("post", f"/imports/{number}/undo"),
            ("get", f"/jobs/{number}"), ("post", f"/jobs/{number}/cancel"), ("delete", f"/imports/mappings/{mapping}"),
        ],
    )  # fmt: skip
    for caller in others.values():
        assert _json(caller.get("/imports"))["items"] == []
        assert _json(caller.get("/imports/mappings?object=lead"))["items"] == []


def test_tokens_are_one_s_own(anna: Caller, others: dict[str, Caller]) -> None:
    token = ApiToken.objects.get(user_id=anna.id)
    _absent(others, [("delete", f"/auth/tokens/{token.pk}")])
    for caller in others.values():
        assert token.pk not in [item["id"] for item in _json(caller.get("/auth/tokens"))["items"]]
    assert anna.get("/auth/me").status_code == 200


@pytest.mark.req("PM-16")
def test_reminders_are_one_s_own_and_fall_silent_with_the_record(
    anna: Caller, others: dict[str, Caller]
) -> None:
    colleague = others["colleague"]
    lead = _lead(anna)
    assert _json(anna.post(f"/records/lead/{lead}/actions/transfer", {"owner": colleague.id}))["id"] == lead
    before = Notification.objects.count()
    for caller in others.values():
        assert caller.post("/notifications/read", {"all": True}).status_code == 204
    assert Notification.objects.count() == before
    assert _json(anna.get("/records/lead?fields=id"))["items"] == []
    texts = json.dumps(_json(anna.get("/notifications")))
    assert "Guest" not in texts


@pytest.mark.req("PM-16")
def test_who_is_no_employee_is_told_nothing(anna: Caller, others: dict[str, Caller]) -> None:
    """Portal and integration users, whatever their roles: no object declares them as its audience."""
    lead = _lead(anna)
    for caller in (others["portal"], others["integration"]):
        assert _json(caller.get("/meta/objects"))["items"] == []
        assert _json(caller.get("/search?q=Guest"))["items"] == []
        assert _json(caller.get("/auth/me"))["permissions"] == {}
        document = _json(caller.get("/openapi.json"))
        assert [path for path in document["paths"] if path.startswith("/records/")] == []
        assert [name for name in document["components"]["schemas"] if name in catalogue().objects] == []
        for path in (
            "/records/lead",
            f"/records/lead/{lead}",
            "/records/user",
            "/settings",
            "/meta/objects/lead",
        ):
            assert caller.get(path).status_code == 403, path
        answer = caller.post("/records/lead", {"name": "Guest", "source": "phone"})
        assert (answer.status_code, _json(answer, 403)["code"]) == (403, "access.no_permission")
