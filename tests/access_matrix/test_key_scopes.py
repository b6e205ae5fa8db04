"""A key with scopes is for what they name and for nothing else: on every route, of one's own things, and in the jobs that
it starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from guike.entry.tests.people import Caller, person
from guike.platform.exchange.models import ImportMapping
from guike.platform.files.models import File
from guike.platform.jobs.testing import run_queued
from guike.platform.metadata.catalogue import catalogue
from guike.platform.notify.models import Notification
from guike.platform.org.models import ApiToken
from tests.access_matrix.calls import Voice, fingerprint, undone
from tests.access_matrix.company import World
from tests.access_matrix.others import others
from tests.access_matrix.routes import RECORD_ROUTES, Case
from tests.access_matrix.test_matrix import OTHER_ROUTES

#: the steps of signing in, who one is, and what everybody knows: told to any key; tried below with what they ask for
OPEN = {
    "GET /auth/config", "POST /auth/login", "POST /auth/login/code", "GET /auth/oidc/begin", "GET /auth/oidc/callback",
    "POST /auth/login/password", "POST /auth/login/enroll", "POST /auth/login/confirm",
    "GET /auth/me", "GET /live", "GET /meta/objects", "GET /meta/regions",
    "GET /search", "GET /openapi.json", "GET /imports", "GET /exports", "POST /imports/mappings",
}  # fmt: skip
EVERYTHING = ["view", "create", "edit", "delete", "import", "export", "transfer", "convert"]


def _key(caller: Any, *scopes: str) -> Caller:
    answer = caller.post("/auth/tokens", {"name": "narrow", "scopes": list(scopes)})
    assert answer.status_code == 201, answer.content
    return Caller(caller.id, answer.json()["token"])


@pytest.mark.parametrize("object_name", ["lead", "account", "sales_order", "user"])
def test_a_key_for_something_else_opens_no_route_of_records(world: World, object_name: str) -> None:
    admin = Caller(world.users["admin"], world.tokens["admin"])
    with undone():
        voice = Voice(_key(admin, "campaign_member:view").token)
        case = Case(world, admin.id, catalogue().get(object_name))
        assert voice("GET", "/auth/me").status == 200  # notes the use of the key
        before, faults = fingerprint(), []
        for route, make in RECORD_ROUTES.items():
            for probe in make(case):
                answer = voice(probe.method, probe.path, probe.body)
                if answer.status not in (403, 404):
                    faults.append(f"{route} {probe.path}: {answer.status}")
        assert faults == []
        assert fingerprint() == before


def test_a_key_for_something_else_opens_no_other_route(world: World) -> None:
    admin = Caller(world.users["admin"], world.tokens["admin"])
    with undone():
        voice = Voice(_key(admin, "campaign_member:view").token)
        assert voice("GET", "/auth/me").status == 200
        before, faults = fingerprint(), []
        for route in sorted({*OTHER_ROUTES} - OPEN):
            for probe in others(world, route, "admin"):
                answer = voice(probe.method, probe.path, probe.body)
                if answer.status not in (403, 404):
                    faults.append(f"{route}: {answer.status} {answer.body}")
        assert faults == []
        assert fingerprint() == before


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def boss(db: None, folder: None) -> Caller:
    return person("boss", is_administrator=True)


def _lead(caller: Any, **values: Any) -> int:
    answer = caller.post("/records/lead", {"name": "Guest", "source": "phone", **values})
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def test_one_s_own_things_are_for_keys_whose_scopes_name_them(boss: Any) -> None:
    file = boss.upload("note.txt", b"for me").json()["id"]
    leads = boss.upload("leads.csv", "姓名,来源\n甲,phone\n".encode()).json()["id"]
    mapping = {"姓名": "name", "来源": "source"}
    imported = boss.post("/imports", {"file": str(leads), "object": "lead", "mapping": mapping}).json()["id"]
    exported = boss.post("/exports", {"object": "lead", "format": "csv"}).json()["id"]
    ran = boss.post("/reports/run", {"object": "account", "as_job": True}).json()["id"]
    kept = boss.post("/imports/mappings", {"object": "lead", "name": "mine", "mapping": mapping}).json()["id"]
    run_queued()
    calls = {
        ("get", f"/files/{file}"): "file:view",
        ("get", f"/jobs/{imported}"): "job:view",
        ("get", "/notifications"): "notification:view",
        ("get", f"/imports/{imported}"): "lead:import",
        ("get", f"/imports/{imported}/undo"): "lead:*",
        ("get", f"/imports/{imported}/errors.xlsx"): "lead:import",
        ("get", "/imports/mappings?object=lead"): "lead:import",
        ("get", f"/exports/{exported}"): "lead:export",
        ("get", f"/exports/{exported}/file"): "lead:export",
        ("get", f"/reports/runs/{ran}"): "account:view",
    }
    for (method, path), scope in calls.items():
        narrow = _key(boss, "campaign:*", "lead:view")
        refused = getattr(narrow, method)(path)
        assert refused.status_code == 403, path
        assert (refused.json()["code"], scope.rstrip("*") in refused.json()["detail"]) == (
            "access.key_scope",
            True,
        ), refused.json()
        assert getattr(_key(boss, scope), method)(path).status_code == 200, path
    narrow = _key(boss, "campaign:*", "lead:view")
    assert (narrow.get("/imports").json()["items"], narrow.get("/exports").json()["items"]) == ([], [])  # type: ignore[attr-defined]
    wide = _key(boss, "lead:*")
    assert [len(wide.get(p).json()["items"]) for p in ("/imports", "/exports")] == [1, 1]  # type: ignore[attr-defined]
    before = fingerprint()
    for method, path, body in (
        ("post", "/notifications/read", {"all": True}),
        ("delete", f"/files/{file}", None),
        ("delete", f"/imports/mappings/{kept}", None),
        ("post", f"/imports/{imported}/undo", None),
        ("post", f"/jobs/{imported}/cancel", None),
        ("post", "/auth/logout", None),
        ("post", "/imports/mappings", {"object": "lead", "name": "new", "mapping": mapping}),
    ):
        answer = getattr(narrow, method)(path, *([body] if method == "post" else []))
        assert answer.status_code == 403, path
    assert narrow.upload("more.txt", b"x").status_code == 403
    assert fingerprint() == before
    assert ImportMapping.objects.count() == 1
    assert _key(boss, "notification:edit").post("/notifications/read", {"all": True}).status_code == 204
    assert _key(boss, "file:delete").delete(f"/files/{file}").status_code == 204
    assert _key(boss, "file:create").upload("more.txt", b"x").status_code == 201


def test_a_file_for_a_record_needs_the_scope_of_the_record_alone(boss: Any) -> None:
    lead = str(_lead(boss))
    before = File.objects.count()
    for scopes in (("lead:view",), ("file:*", "lead:view"), ("lead:edit",)):
        assert _key(boss, *scopes).upload("n.txt", b"x", object="lead", id=lead).status_code in (403, 404)
    assert File.objects.count() == before
    key = _key(boss, "lead:view", "lead:edit")
    file = key.upload("n.txt", b"x", object="lead", id=lead).json()["id"]  # type: ignore[attr-defined]
    assert key.get(f"/files/{file}").status_code == 200
    assert key.delete(f"/files/{file}").status_code == 204


@pytest.mark.parametrize(
    "word",
    ["lead", "lead:", ":view", "lead:fly", "unicorn:view", "*:fly", "*:*", "LEAD:view",
      " lead:view", "", "lead:view ", "sales_order_line:view", "file:export", "notification:create"],
)  # fmt: skip
def test_a_word_that_names_nothing_makes_no_key(boss: Any, word: str) -> None:
    before = ApiToken.objects.count()
    answer = boss.post("/auth/tokens", {"name": "n", "scopes": ["lead:view", word]})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"]) == ("scopes[1]", "key.scope")
    assert ApiToken.objects.count() == before


@pytest.mark.parametrize(
    "word",
    ["*", "*:view", "lead:*", "lead:view", "lead:convert", "lead:follow_up", "setting:edit", "audit:view", "file:create", "job:view", "*:create"],
)  # fmt: skip
def test_a_word_that_names_something_does(boss: Any, word: str) -> None:
    assert boss.post("/auth/tokens", {"name": "n", "scopes": [word]}).status_code == 201


def test_a_job_does_no_more_than_the_key_that_started_it(boss: Any) -> None:
    """Conversion makes accounts; done for many as a job, as for one at once, it needs the scope to create them."""
    lead = _lead(boss, company="Quiet Ltd")
    key: Any = _key(boss, "lead:view", "lead:convert", "lead:edit", "job:view")
    params = {"account": {}}
    assert key.post(f"/records/lead/{lead}/actions/convert", params).status_code == 403
    chosen = {"field": "company", "op": "eq", "value": "Quiet Ltd"}
    asked = {"filter": chosen, "expected_count": 1, "params": params}
    job = key.post("/records/lead/actions/convert", asked).json()["job"]
    run_queued()
    result = key.get(f"/jobs/{job}").json()["result"]
    assert (result["ok"], [e["code"] for e in result["errors"]]) == (0, ["access.no_permission"])
    assert boss.get("/records/account", count="exact").json()["total"] == 0
    assert boss.get(f"/records/lead/{lead}").json()["status"] == "pending"
    wider: Any = _key(boss, "lead:*", "account:create", "account:view", "job:view")
    job = wider.post("/records/lead/actions/convert", asked).json()["job"]
    run_queued()
    assert wider.get(f"/jobs/{job}").json()["result"]["ok"] == 1


def test_an_export_holds_what_the_key_that_started_it_may_read(boss: Any) -> None:
    account = boss.post("/records/account", {"name": "Hidden From Key"}).json()["id"]
    boss.post("/records/contact", {"name": "Guest", "account": account})
    key: Any = _key(boss, "contact:view", "contact:export")
    begun = key.post("/exports", {"object": "contact", "format": "csv", "fields": ["name", "account"]})
    run_queued()
    file = key.get(f"/exports/{begun.json()['id']}/file")
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    assert "Guest" in text
    shown = key.get("/records/contact", fields="account").json()["items"][0]["account"]
    assert ("Hidden From Key" in text) == ("Hidden From Key" in str(shown))


def test_a_kept_answer_is_not_told_to_a_key_that_is_for_less(boss: Any) -> None:
    body = b'{"name": "Guest", "source": "phone"}'
    sent = {"HTTP_IDEMPOTENCY_KEY": "one", "content_type": "application/json"}

    def post(token: str) -> Any:
        client = Client(headers={"Authorization": f"Bearer {token}"})
        return client.post("/api/v1/records/lead", body, **sent)

    first = post(boss.token)
    assert (first.status_code, post(boss.token).json()) == (201, first.json())
    narrow = post(_key(boss, "campaign:view").token)
    assert narrow.status_code in (403, 422)
    assert "Guest" not in narrow.content.decode()


def test_marking_reminders_without_the_scope_marks_none(boss: Any) -> None:
    Notification.objects.create(
        user_id=boss.id, kind="lead.next_contact", params={"name": "x"}, at="2026-11-20T08:00:00Z"
    )
    assert _key(boss, "*:view").post("/notifications/read", {"all": True}).status_code == 403
    assert Notification.objects.filter(read_at=None).count() == 1
