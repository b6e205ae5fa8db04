"""Nothing of a person remains where his record was, in no table."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from guike.entry.tests.people import person
from guike.platform.audit.models import AuditEntry
from guike.platform.events.dispatcher import run_once
from guike.platform.exchange.tests.conftest import Importer, csv_of
from guike.platform.files.models import File
from guike.platform.files.services import purge
from guike.platform.jobs.testing import run_queued

WHY = "a test looks"
NAME, PHONE, EMAIL = "欧阳澄澈", "13987654321", "chengche@example.com"
RIGHTS = ["view", "create", "edit", "delete", "import", "export", "follow_up", "anonymise", "claim"]
#: tables that keep what they were told, and why that is so
KEPT = {"audit_entry": "the audit is never changed; it holds searches and exports, no values of records"}


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.FILES_DIR = tmp_path / "files"


def holding(*words):
    """{table.column} of every text, JSON or list in the whole database that holds one of the words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY') ORDER BY 1, 2"
        )
        found = set()
        for table, column in cursor.fetchall():
            for word in words:
                cursor.execute(
                    f'SELECT EXISTS (SELECT FROM "{table}" WHERE "{column}"::text ILIKE %s)', [f"%{word}%"]
                )
                if cursor.fetchone()[0]:
                    found.add(f"{table}.{column}")
    return {one for one in found if one.split(".")[0] not in KEPT}


def someone():
    """Somebody whose leads come from a file, are followed up, commented, filed and changed."""
    rights = {"lead": RIGHTS, "activity": RIGHTS, "comment": RIGHTS, "post": RIGHTS}
    anna = Importer(person("anna", rights))
    header = "姓名,手机,邮箱,公司,线索来源,需求描述"
    anna.take("a.csv", csv_of(header, f"{NAME},{PHONE},{EMAIL},甲,展会,{NAME}要三台"))
    run_queued()
    lead = anna.get("/records/lead").json()["items"][0]["id"]
    anna.patch(f"/records/lead/{lead}", {"mobile": "13987654322"})
    anna.patch(f"/records/lead/{lead}", {"mobile": PHONE})
    content = f"给{NAME}打电话 139-8765-4321，约周五；旧号 139 8765 4322"
    answer = anna.post(f"/records/lead/{lead}/actions/follow_up", {"content": content, "kind": "call"})
    assert answer.status_code == 200, answer.content
    file = SimpleUploadedFile(f"{NAME}.txt", b"his card")
    form = {"file": file, "object": "lead", "id": str(lead)}
    assert anna.caller._client.post("/api/v1/files", form).status_code == 201
    while run_once():
        pass
    run_queued()
    return anna, lead


@pytest.mark.django_db
@pytest.mark.req("IG-09")
def test_nothing_of_the_person_remains_in_any_table():
    anna, lead = someone()
    before = holding(NAME, PHONE, EMAIL, "139-8765-4321")
    assert {"lead.name", "lead.mobile", "history.old", "activity.content", "file.name"} <= before
    foreseen = anna.get(f"/records/lead/{lead}/anonymise").json()
    assert (foreseen["files"], foreseen["fields"]) == (1, ["Name", "Mobile", "E-mail", "Description"])
    assert [(one["object"], one["count"]) for one in foreseen["records"]] == [("activity", 1)]
    answer = anna.post(f"/records/lead/{lead}/actions/anonymise", {"name": NAME, "reason": "本人要求删除"})
    assert answer.status_code == 200, answer.content
    assert (answer.json()["name"], answer.json()["mobile"], answer.json()["company"]) == (
        f"已匿名 {lead}",
        None,
        "甲",
    )
    while run_once():
        pass
    run_queued()
    purge()
    assert holding(NAME, PHONE, EMAIL, "139-8765-4321", "13987654322", "139 8765 4322") == set()
    assert not File.objects.filter(object_name="lead").exists()
    entry = AuditEntry.objects.system(reason=WHY).get(action="privacy.anonymise")
    assert (entry.actor_id, entry.record_id, entry.detail) == (anna.id, lead, {"reason": "本人要求删除"})


@pytest.mark.django_db
@pytest.mark.req("IG-09")
def test_another_name_or_a_reason_that_tells_changes_nothing():
    anna, lead = someone()
    before = holding(NAME, PHONE)
    path = f"/records/lead/{lead}/actions/anonymise"
    for body, field in (
        ({"name": "欧阳", "reason": "本人要求"}, "name"),
        ({"name": NAME, "reason": f"{NAME}要求"}, "reason"),
    ):
        answer = anna.post(path, body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert holding(NAME, PHONE) == before
    ben = person("ben", {"lead": ["view", "edit"]})
    assert ben.post(path, {"name": NAME, "reason": "本人要求"}).status_code == 403
    assert not AuditEntry.objects.system(reason=WHY).filter(action="privacy.anonymise").exists()


@pytest.mark.django_db
@pytest.mark.req("IG-09")
def test_a_contact_with_a_field_of_the_companys_own_and_a_comment():
    admin = person("admin", is_administrator=True)
    field = {
        "object": "contact",
        "label": "身份证号",
        "api_name": "x_id",
        "type": "text",
        "is_personal": True,
    }
    assert admin.post("/records/field_def", field).status_code == 201
    account = admin.post("/records/account", {"name": "云帆印务"}).json()["id"]
    values = {
        "name": NAME,
        "account": account,
        "mobile": PHONE,
        "birthday": "1980-02-29",
        "x_id": "110101198002291234",
    }
    made = admin.post("/records/contact", values)
    assert made.status_code == 201, made.content
    contact = made.json()["id"]
    text = {"object": "contact", "record": contact, "content": f"{NAME}（139 8765 4321）下周签字"}
    assert admin.post("/records/comment", text).status_code == 201
    while run_once():
        pass
    answer = admin.post(
        f"/records/contact/{contact}/actions/anonymise", {"name": NAME, "reason": "本人要求删除"}
    )
    assert answer.status_code == 200, answer.content
    after = admin.get(f"/records/contact/{contact}").json()
    assert (after["name"], after["birthday"], after["x_id"]) == (f"已匿名 {contact}", None, None)
    assert after["account"]["id"] == account
    while run_once():
        pass
    run_queued()
    assert holding(NAME, PHONE, "139 8765 4321", "110101198002291234", "1980-02-29") == set()
