"""A copy of what is kept of an employee."""

import io
import json
import zipfile

import pytest

from guike.entry.tests.people import person
from guike.kernel import clock
from guike.platform.audit.models import AuditEntry
from guike.platform.audit.origin import Origin, acting
from guike.platform.audit.services import audit
from guike.platform.exchange.models import Export
from guike.platform.jobs.testing import run_queued
from guike.platform.notify.models import Notification
from guike.platform.org.models import ApiToken, ProviderLink, SignIn
from guike.platform.privacy.tests.test_anonymising import folder

__all__ = ["folder"]

WHY = "a test looks"
GROUND = {"reason": "本人来函，11 月 28 日"}
CUSTOMER = "plant-customer-01"
#: section → what is planted in it and nowhere else in it
PLANTED = {
    "record": {"plant-title-02", "13800138000", "plant-emergency-03"},
    "named": {"plant-course-04", "plant-note-05", "plant-credit-06", "plant-department-07"},
    "sign_ins": {"203.0.113.7", "plant-agent-08", "plant-key-09", "plant-subject-10"},
    "deeds": {"203.0.113.9"},
    "events": {"plant-title-02"},
}


@pytest.fixture
def people():
    """(an employee who sells, an administrator), with something in each place."""
    zoe = person("zoe", is_administrator=True)
    anna = person("anna", {"lead": ["view", "create"], "comment": ["view", "create"]})
    changes = {
        "job_title": "plant-title-02", "mobile": "13800138000", "emergency_contact": "plant-emergency-03",
    }  # fmt: skip
    assert zoe.patch(f"/records/user/{anna.id}", changes).status_code == 200
    for name, values in (
        ("user_training", {"user": anna.id, "course": "plant-course-04", "note": "plant-note-05"}),
        ("user_credit", {"user": anna.id, "event": "plant-credit-06"}),
        ("department", {"name": "plant-department-07", "code": "D7", "head": anna.id}),
    ):
        assert zoe.post(f"/records/{name}", values).status_code == 201
    lead = anna.post("/records/lead", {"name": CUSTOMER, "source": "phone"}).json()["id"]
    said = anna.post("/records/comment", {"object": "lead", "record": lead, "content": f"{CUSTOMER} 的评论"})
    assert said.status_code == 201, said.content
    now = clock.now()
    SignIn.objects.create(
        user_id=anna.id,
        session_key="s1",
        address="203.0.113.7",
        agent="plant-agent-08",
        created_at=now,
        last_seen_at=now,
    )
    ProviderLink.objects.create(
        user_id=anna.id, issuer="https://id.example", subject="plant-subject-10", since=now
    )
    ApiToken.objects.filter(user_id=anna.id).update(name="plant-key-09")
    Notification.objects.create(
        user_id=anna.id, kind="k", object_name="lead", record_id=lead, params={"name": CUSTOMER}, at=now
    )
    with acting(Origin(actor_id=anna.id, ip="203.0.113.9")):
        audit(anna.id, "auth.login")
    return anna, zoe


def told(sections):
    """{code: all that the section says}"""
    return {one["code"]: json.dumps(one["items"], ensure_ascii=False).replace(" ", "") for one in sections}


def values(sections, code):
    """(title, values) of each entry of a section."""
    (found,) = (one for one in sections if one["code"] == code)
    return [(item["title"], {one["label"]: one["text"] for one in item["values"]}) for item in found["items"]]


def lines():
    found = AuditEntry.objects.system(reason=WHY).filter(action__startswith="privacy.copy").order_by("id")
    return [(one.action, one.actor_id, one.object_name, one.record_id, one.outcome) for one in found]


@pytest.mark.django_db
@pytest.mark.req("IG-09")
def test_everything_kept_of_an_employee_is_told_and_of_business_the_numbers_alone(people):
    anna, zoe = people
    answer = zoe.post(f"/records/user/{anna.id}/personal_copy", GROUND)
    assert answer.status_code == 200, answer.content
    shown = answer.json()
    assert (shown["name"], shown["closed"]) == ("anna", 0)
    assert shown["scope"].startswith("Holds the person's own record, training and credit")
    assert [one["code"] for one in shown["sections"]] == [
        "record", "named", "sign_ins", "work", "deeds", "events", "history", "audit",
    ]  # fmt: skip
    said = told(shown["sections"])
    assert {code: {one for one in words if one not in said[code]} for code, words in PLANTED.items()} == {
        code: set() for code in PLANTED
    }
    assert CUSTOMER not in json.dumps(shown)
    assert values(shown["sections"], "work") == [
        ("Leads that he owns", {"How many": "1"}),
        ("Comments that he wrote", {"How many": "1"}),
        ("Reminders to him", {"How many": "1"}),
    ]
    assert values(shown["sections"], "deeds") == [("Signed in", {"IP address": "203.0.113.9"})]
    assert values(shown["sections"], "audit") == [("User changed", {})]
    assert {one["stays"] for one in shown["sections"]} == {None}
    assert lines() == [("privacy.copy", zoe.id, "user", anna.id, "ok")]


@pytest.mark.django_db
@pytest.mark.req("IG-09")
def test_the_file_holds_the_same(people):
    anna, zoe = people
    answer = zoe.post(f"/records/user/{anna.id}/personal_copy/file", GROUND)
    assert answer.status_code == 202, answer.content
    run_queued()
    file = zoe.get(f"/exports/{answer.json()['id']}/file")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(file.streaming_content)))
    assert sorted(archive.namelist()) == ["data.json", "index.html"]
    data = json.loads(archive.read("data.json"))
    said, page = told(data["sections"]), archive.read("index.html").decode()
    for code, words in PLANTED.items():
        assert {one for one in words if one not in said[code] or one not in page.replace(" ", "")} == set()
    assert CUSTOMER not in page + json.dumps(data)
    assert "records of business belong to the company and its customers and are only counted" in page
    assert lines() == [("privacy.copy_file", zoe.id, "user", anna.id, "ok")]
    assert anna.get(f"/exports/{answer.json()['id']}/file").status_code == 404


@pytest.mark.django_db
@pytest.mark.req("IG-09", "PM-12")
def test_only_who_has_the_right_gets_it_and_nobody_below_of_an_administrator(people):
    anna, zoe = people
    viewer = person("viewer", {"user": ["view"]})
    clerk = person("clerk", {"user": ["view", "personal_copy"]})
    operations = {
        who.id: "personal_copy" in who.get("/meta/objects/user").json()["operations"]
        for who in (viewer, clerk, zoe)
    }
    assert operations == {viewer.id: False, clerk.id: True, zoe.id: True}
    for path in ("personal_copy", "personal_copy/file"):
        assert viewer.post(f"/records/user/{anna.id}/{path}", GROUND).status_code == 403
        assert clerk.post(f"/records/user/{zoe.id}/{path}", GROUND).status_code == 403
    assert not Export.objects.filter(format="zip").exists()
    assert lines() == [
        ("privacy.copy", who.id, "user", about.id, "refused")
        for _path in (1, 2)
        for who, about in ((viewer, anna), (clerk, zoe))
    ]
    shown = clerk.post(f"/records/user/{anna.id}/personal_copy", GROUND).json()
    named = dict(values(shown["sections"], "named"))
    assert (shown["closed"], [title.split(": ")[0] for title in named]) == (
        3, ["Department", "Training record", "Credit record"],
    )  # fmt: skip
    assert all(
        ": #" in title for title in named
    )  # what he may not open has no name, and what is about her is told
    (training,) = (said for title, said in named.items() if title.startswith("Training"))
    assert (training["Course"], training["Note"]) == ("plant-course-04", "plant-note-05")
    assert zoe.post(f"/records/user/{anna.id}/personal_copy", {"reason": "anna 来函"}).json()["errors"][0][
        "code"
    ] == ("privacy.reason_tells")
    assert zoe.get(f"/records/user/{anna.id}/anonymise").status_code == 404
    actions = {one["name"] for one in zoe.get("/meta/objects/user").json()["actions"]}
    assert "anonymise" not in actions
