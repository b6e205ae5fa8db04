"""Files, jobs, reminders, settings and the live redirect through the API."""

import io
from typing import Any

import pytest
from PIL import Image

from guike.entry.tests.people import person
from guike.kernel.text import T
from guike.platform.audit.models import AuditEntry
from guike.platform.events.models import Event
from guike.platform.files.models import File
from guike.platform.jobs.registry import job_kind
from guike.platform.jobs.services import start
from guike.platform.jobs.testing import empty_registry, run_queued
from guike.platform.notify import registry as kinds
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import notify
from guike.platform.org.models import Department
from guike.platform.org.queries import begin_versions, bump
from guike.platform.settings.models import SettingValue

PDF = b"%PDF-1.7 hello"
LEADS = {"lead": ["view", "create", "edit"]}


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, settings: Any) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def anna(db: Any) -> Any:
    return person("anna", LEADS)


@pytest.fixture
def ben(db: Any) -> Any:
    return person("ben", LEADS)


def lead_of(caller: Any) -> Any:
    created = caller.post(
        "/records/lead", {"name": "王小明", "mobile": "13800138000", "source": "exhibition"}
    )
    assert created.status_code == 201, created.content
    return created.json()["id"]


def body_of(answer: Any) -> Any:
    return b"".join(answer.streaming_content)


def test_a_file_goes_up_and_comes_down_as_an_attachment(anna: Any) -> None:
    sent = anna.upload("报价单.pdf", PDF)
    assert sent.status_code == 201
    assert sent.json() == {
        "id": sent.json()["id"],
        "name": "报价单.pdf",
        "size": 14,
        "type": "application/pdf",
    }
    got = anna.get(f"/files/{sent.json()['id']}")
    assert (got.status_code, body_of(got), got["Content-Type"]) == (200, PDF, "application/pdf")
    assert got["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert (got["X-Content-Type-Options"], got["Cache-Control"]) == ("nosniff", "private, no-cache")
    assert got["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_access_follows_the_record(anna: Any, ben: Any) -> None:
    lead = lead_of(anna)
    attached = anna.upload("a.pdf", PDF, object="lead", id=str(lead))
    own = anna.upload("b.pdf", PDF)
    assert (attached.status_code, own.status_code) == (201, 201)
    for answer in (attached, own):
        assert ben.get(f"/files/{answer.json()['id']}").status_code == 404
        assert ben.delete(f"/files/{answer.json()['id']}").status_code == 404
    assert anna.get(f"/files/{attached.json()['id']}").status_code == 200
    refused = ben.upload("c.pdf", PDF, object="lead", id=str(lead))
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert list(File.objects.filter(object_name="lead").values_list("id", flat=True)) == [
        attached.json()["id"]
    ]
    assert anna.delete(f"/files/{attached.json()['id']}").status_code == 204
    assert anna.get(f"/files/{attached.json()['id']}").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "form", "field", "code"),
    [
        ("a.svg", b"<svg/>", {}, "file", "file.type"),
        ("a.pdf", b"MZ", {}, "file", "file.content"),
        ("a.pdf", PDF, {"id": "1"}, "object", "required"),
        ("a.pdf", PDF, {"object": "lead"}, "id", "type.reference"),
        ("a.pdf", PDF, {"object": "lead", "id": "²"}, "id", "type.reference"),
    ],
)
def test_what_is_refused_is_named(
    anna: Any, name: Any, content: Any, form: Any, field: Any, code: Any
) -> None:
    refused = anna.upload(name, content, **form)
    assert refused.status_code == 422
    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == [(field, code)]
    assert File.objects.count() == 0


def test_no_file_no_thumbnail_no_such_size(anna: Any) -> None:
    assert anna.post("/files", {}).status_code == 422
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "red").save(out, "PNG")
    picture = anna.upload("a.png", out.getvalue()).json()["id"]
    small = anna.get(f"/files/{picture}", size="thumb")
    with Image.open(io.BytesIO(body_of(small))) as image:
        assert (image.size, small["Content-Type"]) == ((320, 213), "image/jpeg")
    letter = anna.upload("a.pdf", PDF).json()["id"]
    assert anna.get(f"/files/{letter}", size="thumb").status_code == 404
    assert anna.get(f"/files/{letter}", size="huge").status_code == 400


def test_jobs_are_seen_and_stopped_by_their_owner(anna: Any, ben: Any) -> None:
    with empty_registry():
        job_kind("trial", lambda _run: {"made": 3}, label=T("试做", "Trial"))
        first, second = (start("trial", {}, anna.id) for _ in range(2))
        assert anna.post(f"/jobs/{second}/cancel").json()["status"] == "cancelled"
        run_queued()
        status = anna.get(f"/jobs/{first}").json()
    assert {key: status[key] for key in ("kind", "label", "status", "done", "total", "errors", "result")} == {
        "kind": "trial",
        "label": "Trial",
        "status": "done",
        "done": 0,
        "total": 0,
        "errors": 0,
        "result": {"made": 3},
    }
    assert status["finished_at"].endswith("Z")
    again = anna.post(f"/jobs/{first}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "job.finished")
    assert (ben.get(f"/jobs/{first}").status_code, ben.post(f"/jobs/{first}/cancel").status_code) == (
        404,
        404,
    )
    assert person("root", is_administrator=True).get(f"/jobs/{first}").status_code == 200


def test_reminders_of_records_that_one_may_see(anna: Any, ben: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})
    notification_kind("trial.told", T("提醒", "Reminder"), T("“{name}”", "“{name}”"))
    lead = lead_of(anna)
    notify("trial.told", [anna.id, ben.id], "lead", lead, name="王小明")
    notify("trial.told", [anna.id, ben.id], name="all")
    mine, his = anna.get("/notifications").json(), ben.get("/notifications").json()
    assert [item["text"] for item in mine["items"]] == ["“all”", "“王小明”"]
    assert (mine["unread"], mine["total_unread"]) == ({"trial.told": 2}, 2)
    assert mine["items"][1]["at"].endswith("Z")
    assert [item["text"] for item in his["items"]] == ["“all”"]
    assert his["total_unread"] == 1
    assert anna.post("/notifications/read", {"ids": [mine["items"][0]["id"]]}).status_code == 204
    assert anna.get("/notifications", unread="true").json()["total_unread"] == 1
    assert anna.post("/notifications/read", {"all": True}).status_code == 204
    assert anna.get("/notifications").json()["total_unread"] == 0
    assert ben.get("/notifications").json()["total_unread"] == 1


@pytest.mark.parametrize(
    "body", [{}, {"ids": "1"}, {"ids": ["1"]}, {"ids": [True]}, {"ids": [2**63]}, {"all": 1}]
)
def test_what_to_mark_as_read_must_be_said(anna: Any, body: Any) -> None:
    assert anna.post("/notifications/read", body).status_code == 422


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "501"}, {"limit": "x"}, {"cursor": "x"}, {"page": "2"}]
)
def test_wrong_parameters_are_refused(anna: Any, query: Any) -> None:
    assert anna.get("/notifications", **query).status_code == 400


def test_a_request_leaves_its_origin_in_audit_and_events(db: Any) -> None:
    root = person("root", is_administrator=True)
    changed = root.patch("/settings", {"org.leaf_only": True})
    assert changed.status_code == 200
    line = AuditEntry.objects.system(reason="a test looks").filter(action="setting.change").get()
    assert (line.actor_id, line.ip, len(line.request_id)) == (root.id, "127.0.0.1", 32)
    lead_of(root)
    event = Event.objects.filter(kind="record.created", object_name="lead").get()
    assert (event.actor_id, len(event.request_id)) == (root.id, 32)


def test_settings_of_one_object(db: Any) -> None:
    root = person("root", is_administrator=True)

    def days(**query: str) -> Any:
        items = root.get("/settings", **query).json()["items"]
        return {item["key"]: (item["value"], item["is_set"]) for item in items}.get("recycle.days")

    assert days(object="lead") == (30, False)
    answer = root.patch("/settings?object=lead", {"recycle.days": 90})
    assert [(i["key"], i["value"], i["scope"]) for i in answer.json()["items"]] == [
        ("recycle.days", 90, "object")
    ]
    assert (days(), days(object="lead"), days(object="account")) == ((30, False), (90, True), (30, False))
    assert root.patch("/settings", {"recycle.days": 10}).status_code == 200
    assert (days(object="lead"), days(object="account")) == ((90, True), (10, True))
    assert root.patch("/settings?object=lead", {"recycle.days": None}).status_code == 200
    assert days(object="lead") == (10, True)
    line = AuditEntry.objects.system(reason="a test looks").filter(action="setting.change").order_by("-id")[0]
    assert (line.detail["object"], line.detail["old"], line.detail["new"]) == ("lead", 90, None)


def test_settings_of_what_is_not_there(db: Any, anna: Any) -> None:
    root = person("root", is_administrator=True)
    department = Department(name="North", label="North")
    Department.objects.system(reason="a test's own rows").bulk_create([department])
    begin_versions()
    bump(permission=True)
    told = [
        ("/settings?department=0", 404, "not_found"),
        ("/settings?department=x", 404, "not_found"),
        ("/settings?object=nothing", 404, "not_found"),
        (f"/settings?object=lead&department={department.pk}", 400, "request.bad"),
        ("/settings?user=1", 400, "request.unknown_parameter"),
    ]
    for path, status, code in told:
        for answer in (root.get(path), root.patch(path, {"recycle.days": 5})):
            assert (answer.status_code, answer.json()["code"]) == (status, code), path
    for path, code in (
        (f"/settings?department={department.pk}", "setting.not_for_department"),
        ("/settings?object=lead", "setting.not_for_object"),
    ):
        assert root.get(path).status_code == 200
        answer = root.patch(path, {"company.name": "Elsewhere"})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    assert anna.get("/settings?object=lead").status_code == 403
    assert anna.patch("/settings?object=lead", {"recycle.days": 5}).status_code == 403
    assert not SettingValue.objects.exists()


def test_the_live_channel_lies_on_the_next_port(anna: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("GUIKE_LIVE_PORT", "8001")
    moved = anna.get("/live")
    assert (moved.status_code, moved["Location"]) == (307, "http://testserver:8001/api/v1/live")
    moved = anna.get("/live?age=12&after=0a-7%0d%0aX&other=1")
    assert moved["Location"] == "http://testserver:8001/api/v1/live?age=12&after=0a-7%0D%0AX"
    monkeypatch.delenv("GUIKE_LIVE_PORT")
    assert anna.get("/live").status_code == 404
