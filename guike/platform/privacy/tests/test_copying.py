"""Everything about a person is told, and only to whoever may ask for it."""

import io
import json
import zipfile

import pytest

from guike.entry.tests.people import person
from guike.kernel import clock
from guike.platform.approvals.models import ApprovalDefinition, ApprovalRequest, ApprovalTask
from guike.platform.audit.models import AuditEntry
from guike.platform.automation.models import AutomationRule, AutomationRun
from guike.platform.automation.steps.telling import KIND
from guike.platform.database.ledger import append
from guike.platform.events.dispatcher import run_once
from guike.platform.exchange.models import Export, ImportRow
from guike.platform.files.models import File
from guike.platform.files.services import purge
from guike.platform.jobs.testing import run_queued
from guike.platform.notify.models import Notification
from guike.platform.org.models import Role
from guike.platform.pools.models import ClaimEntry
from guike.platform.privacy.tests.test_anonymising import EMAIL, NAME, PHONE, RIGHTS, folder, holding, someone
from guike.platform.webhooks.models import Webhook, WebhookDelivery

__all__ = ["folder"]

WHY = "a test looks"
GROUND = {"reason": "本人来函，11 月 28 日"}
FORMER = "wx-former-10"
#: section → what is planted in it and nowhere else in it
PLANTED = {
    "record": {NAME, PHONE, "wx-now-01", "甲"},
    "related": {"plant-follow-03", "plant-comment-04"},
    "files": {"plant-file-06.txt"},
    "history": {"13987654322", FORMER},
    "claims": {"plant-claim-02"},
    "imports": {"a.csv", "plant-cell-08"},
    "notices": {"plant-notice-07"},
    "processes": {"plant-params-09", "plant-cause-11", "plant-facts-12"},
    "opinions": {"plant-opinion-13"},
    "related_history": {f"{NAME} plant-former-05"},
    "events": {FORMER, f"{NAME} plant-former-05"},
    "answers": {FORMER},
}
#: what anonymising leaves, as the sections and the doc say
LEFT = {"甲", "a.csv", "plant-follow-03", "plant-comment-04", "plant-opinion-13"}


def surrounded():
    """Somebody of whom every place keeps something of its own: (who works with him, an administrator, his lead)."""
    anna, lead = someone()
    admin = person("zoe", is_administrator=True)
    admin.patch(f"/records/lead/{lead}", {"wechat": FORMER})
    content = {"content": f"{NAME} plant-former-05", "kind": "call"}
    keyed = admin._client.post(
        f"/api/v1/records/lead/{lead}/actions/follow_up",
        json.dumps(content),
        content_type="application/json",
        headers={"Idempotency-Key": "k-1"},
    )
    assert keyed.status_code == 200, keyed.content
    admin.patch(f"/records/lead/{lead}", {"wechat": "wx-now-01"})
    followed = admin.get(f"/records/lead/{lead}/related/activities").json()["items"]
    for one in followed:
        admin.patch(f"/records/activity/{one['id']}", {"content": "plant-follow-03"})
    said = {"object": "lead", "record": lead, "content": "plant-comment-04"}
    assert admin.post("/records/comment", said).status_code == 201
    answer = admin.upload("plant-file-06.txt", b"a card", object="lead", id=str(lead))
    assert answer.status_code == 201, answer.content
    while run_once():
        pass
    run_queued()
    plant(admin.id, lead)
    return anna, admin, lead


def plant(user_id, lead):
    """What processes keep, put there directly."""
    now = clock.now()
    claim = ClaimEntry(
        object="lead", record_id=lead, user_id=user_id, verb="return", at=now, reason="plant-claim-02"
    )
    append([claim])
    ImportRow.objects.filter(record_id=lead).update(cells={"备注": "plant-cell-08"})
    Notification.objects.create(
        user_id=user_id,
        kind=KIND,
        object_name="lead",
        record_id=lead,
        params={"text": "plant-notice-07"},
        at=now,
    )
    record = {"object": "lead", "id": lead}
    rule = AutomationRule(object="lead", name="r", trigger="create", run_as_id=user_id)
    hook = Webhook(name="h", url="https://example.com/", run_as_id=user_id)
    definition = ApprovalDefinition(object="lead", name="d")
    for row in (rule, hook, definition):
        type(row).objects.system(reason=WHY).bulk_create([row])
    run = AutomationRun(
        rule=rule, revision=1, object="lead", record_id=lead, run_as_id=user_id, event="e", operation="o",
        status="done", cause={"mobile": "plant-cause-11"},
    )  # fmt: skip
    delivery = WebhookDelivery(
        webhook=hook, event="e", object="lead", record_id=lead, record=record, occasion="o", happened_at=now,
        sequence=1, status="delivered", facts={"changes": {"mobile": ["plant-facts-12", None]}},
    )  # fmt: skip
    request = ApprovalRequest(
        object="lead", record=record, record_id=lead, definition=definition, definition_version=1,
        started_at=now, status="approved", params={"mobile": "plant-params-09"},
    )  # fmt: skip
    for kept in (run, delivery, request):
        type(kept).objects.system(reason=WHY).bulk_create([kept])
    task = ApprovalTask(
        request=request,
        object="lead",
        record_id=lead,
        step=1,
        name="经理",
        status="approved",
        comment="plant-opinion-13",
    )
    ApprovalTask.objects.system(reason=WHY).bulk_create([task])


def told(sections):
    """{code: all that the section says}"""
    return {one["code"]: json.dumps(one["items"], ensure_ascii=False) for one in sections}


def missing(sections):
    """What is planted and not told, by section."""
    said = told(sections)
    return {
        code: gone
        for code, words in PLANTED.items()
        if (gone := {word for word in words if word not in said.get(code, "").replace(" ", "").replace("+86", "")
                     and word not in said.get(code, "")})
    }  # fmt: skip


def written(caller, lead):
    """The archive that the job writes."""
    answer = caller.post(f"/records/lead/{lead}/personal_copy/file", GROUND)
    assert answer.status_code == 202, answer.content
    run_queued()
    file = caller.get(f"/exports/{answer.json()['id']}/file")
    assert file.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(file.streaming_content)))


@pytest.mark.django_db
@pytest.mark.req("IG-09")
def test_everything_that_anonymising_empties_was_told_before():
    _anna, admin, lead = surrounded()
    answer = admin.post(f"/records/lead/{lead}/personal_copy", GROUND)
    assert answer.status_code == 200, answer.content
    shown = answer.json()
    assert (shown["name"], shown["closed"]) == (NAME, 0)
    assert missing(shown["sections"]) == {}
    archive = written(admin, lead)
    data = json.loads(archive.read("data.json"))
    assert missing(data["sections"]) == {}
    page = archive.read("index.html").decode()
    every = {word for words in PLANTED.values() for word in words}
    assert {word for word in every if word not in page.replace(" ", "") and word not in page} == set()
    names = [name.split("-", 1)[1] for name in archive.namelist() if name.startswith("files/")]
    assert sorted(names) == ["plant-file-06.txt", f"{NAME}.txt"]
    done = admin.post(f"/records/lead/{lead}/actions/anonymise", {"name": NAME, "reason": "本人要求删除"})
    assert done.status_code == 200, done.content
    while run_once():
        pass
    run_queued()
    purge()
    assert holding(*(every - LEFT)) == set()
    lines = AuditEntry.objects.system(reason=WHY).filter(action__startswith="privacy.copy").order_by("id")
    assert [(one.action, one.actor_id, one.record_id, one.detail["reason"]) for one in lines] == [
        ("privacy.copy", admin.id, lead, GROUND["reason"]),
        ("privacy.copy_file", admin.id, lead, GROUND["reason"]),
    ]
    assert lines[0].detail["rows"] == sum(one["count"] for one in shown["sections"])


@pytest.mark.django_db
@pytest.mark.req("IG-09")
def test_the_file_goes_with_the_person():
    anna, lead = someone()
    admin = person("zoe", is_administrator=True)
    written(admin, lead)
    file = Export.objects.get(format="zip").file_id
    answer = admin.post(f"/records/lead/{lead}/actions/anonymise", {"name": NAME, "reason": "本人要求删除"})
    assert answer.status_code == 200, answer.content
    purge()
    assert file is not None
    assert not File.objects.filter(id=file).exists()
    export = Export.objects.get(format="zip").job_id
    assert admin.get(f"/exports/{export}/file").status_code == 410
    assert anna.get(f"/exports/{export}/file").status_code == 404


@pytest.mark.django_db
@pytest.mark.req("IG-09", "PM-12")
def test_others_are_refused_and_the_refusal_is_noted():
    anna, lead = someone()
    for path in ("personal_copy", "personal_copy/file"):
        assert anna.post(f"/records/lead/{lead}/{path}", GROUND).status_code == 403
    ben = person("ben", {"contact": ["view", "personal_copy"]})
    assert ben.post(f"/records/lead/{lead}/personal_copy", GROUND).status_code in (403, 404)
    assert not Export.objects.filter(format="zip").exists()
    lines = AuditEntry.objects.system(reason=WHY).filter(action="privacy.copy")
    assert [(one.actor_id, one.outcome) for one in lines] == [(anna.id, "refused")] * 2
    assert "personal_copy" not in anna.get("/meta/objects/lead").json()["operations"]


@pytest.mark.django_db
@pytest.mark.req("IG-09")
def test_a_ground_is_needed_and_tells_nothing_of_the_person():
    _anna, lead = someone()
    admin = person("zoe", is_administrator=True)
    for reason, code in (
        (" ", "privacy.basis"),
        (f"{NAME}来函", "privacy.reason_tells"),
        ("来" * 201, "too_long"),
    ):
        answer = admin.post(f"/records/lead/{lead}/personal_copy", {"reason": reason})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    assert not AuditEntry.objects.system(reason=WHY).filter(action="privacy.copy").exists()
    account = admin.post("/records/account", {"name": "云帆印务"}).json()["id"]
    assert admin.post(f"/records/account/{account}/personal_copy", GROUND).status_code == 404


@pytest.mark.django_db
@pytest.mark.req("IG-09", "PM-01")
def test_a_record_out_of_sight_is_counted_and_not_named():
    """Field levels do not narrow the copy; the scope of records takes away their names and links."""
    anna, lead = someone()
    rights = {"lead": [*RIGHTS, "personal_copy"]}
    dora = person("dora", rights)
    role = Role.objects.system(reason=WHY).get(name="role of dora").id
    person("zoe", is_administrator=True).patch(
        f"/records/role/{role}", {"fields": {"lead.mobile": "hidden", "lead.email": "masked"}}
    )
    assert PHONE not in dora.get(f"/records/lead/{lead}").content.decode().replace(" ", "")
    anna.post(f"/records/lead/{lead}/team", {"user": dora.id, "access": "read"})
    answer = dora.post(f"/records/lead/{lead}/personal_copy", GROUND)
    assert answer.status_code == 200, answer.content
    assert answer.json()["closed"] == 1
    assert {PHONE, EMAIL} <= {
        one["text"].replace(" ", "") for one in answer.json()["sections"][0]["items"][0]["values"]
    }
    related = next(one for one in answer.json()["sections"] if one["code"] == "related")
    (item,) = related["items"]
    assert (item["record"], item["is_closed"]) == (None, True)
    assert item["title"].startswith("Activity: #")
    assert NAME in item["values"][0]["text"]
