"""From records to a page for the printer."""

import io
from zipfile import ZipFile

import openpyxl
import pytest

from guike.entry.tests.people import person
from guike.platform.audit.models import AuditEntry
from guike.platform.exchange import printing
from guike.platform.exchange.tests.conftest import Importer, csv_of
from guike.platform.org.models import Role
from guike.platform.org.queries import bump
from guike.platform.settings.services import set_many

WHY = "a test looks"
HEADER = "姓名,手机,公司,线索来源"


def noted(**of):
    """(who, object, record, outcome, detail) of the prints that the audit knows."""
    rows = AuditEntry.objects.system(reason=WHY).filter(action="print", **of).order_by("id")
    return [(r.actor_id, r.object_name, r.record_id, r.outcome, r.detail) for r in rows]


def three(caller):
    caller.take("a.csv", csv_of(HEADER, *[f"访客{n},1380013800{n},公司{n},展会" for n in range(3)]))


def limit_role(of, **values):
    Role.objects.system(reason=WHY).filter(name=f"role of {of}").update(**values)
    bump(permission=True)


@pytest.mark.req("PM-11", "PM-12")
def test_a_list_is_printed_with_its_filter_and_noted(anna):
    three(anna)
    condition = {"field": "name", "op": "ne", "value": "访客2"}
    asked = {"filter": condition, "fields": ["name", "mobile"], "sort": ["name"]}
    answer = anna.post("/records/lead/print", asked).json()
    assert [(one["name"], one["mobile"]) for one in answer["items"]] == [
        ("访客0", "13800138000"),
        ("访客1", "13800138001"),
    ]
    assert (answer["fields"], answer["total"]) == (["name", "mobile"], 2)
    assert answer["printed"]["by"].startswith("anna anna 20")
    query = {"filter": condition, "sort": ["name"]}
    assert noted() == [
        (anna.id, "lead", None, "ok", {"rows": 2, "query": query, "fields": ["name", "mobile"]})
    ]


@pytest.mark.req("PM-11", "PM-12")
def test_without_the_right_nothing_is_printed_and_the_refusal_is_noted(db):
    ben = Importer(person("ben", {"lead": ["view", "create", "export"]}))
    values = {"name": "王小明", "mobile": "13800138000", "company": "甲", "source": "exhibition"}
    made = ben.post("/records/lead", values).json()
    for path, record in (("/records/lead/print", None), (f"/records/lead/{made['id']}/print", None)):
        answer = ben.post(path, {})
        assert (answer.status_code, answer.json()["code"]) == (403, "access.no_permission")
        assert noted()[-1] == (ben.id, "lead", record, "refused", {})
    assert len(noted()) == 2


@pytest.mark.req("PM-01", "PM-12")
def test_a_record_is_printed_as_far_as_it_is_seen(anna):
    three(anna)
    lead = anna.get("/records/lead?sort=name").json()["items"][0]["id"]
    limit_role("anna", fields={"lead.mobile": "masked", "lead.company": "hidden"})
    answer = anna.post(f"/records/lead/{lead}/print", {}).json()
    assert (answer["record"]["name"], answer["record"]["mobile"]) == ("访客0", "138****8000")
    assert "company" not in answer["record"]
    assert noted() == [(anna.id, "lead", lead, "ok", {"rows": 1})]
    assert anna.post("/records/lead/print", {"fields": ["company"]}).status_code == 422
    assert anna.post("/records/lead/999999/print", {}).status_code == 404
    assert len(noted()) == 1


@pytest.mark.req("PM-12")
def test_the_cap_of_the_role_and_of_the_page_hold(anna, monkeypatch):
    three(anna)
    limit_role("anna", export_rows=2)
    answer = anna.post("/records/lead/print", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "export.too_many")
    assert noted() == [(anna.id, "lead", None, "refused", {"rows": 3, "most": 2})]
    limit_role("anna", export_rows=None)
    monkeypatch.setattr(printing, "PRINT_ROWS", 2)
    answer = anna.post("/records/lead/print", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "print.too_many")


@pytest.mark.req("PM-12")
def test_where_pages_are_marked_is_a_setting(anna):
    assert anna.get("/auth/me").json()["company"]["watermark"] == "off"
    set_many({"access.watermark": "records"}, None)
    assert anna.get("/auth/me").json()["company"]["watermark"] == "records"


@pytest.mark.req("PM-12")
def test_a_workbook_names_who_exported_it(anna):
    three(anna)
    content = anna.export(fields=["name"], format="xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.properties.creator.startswith("Exported by anna anna 20")
    assert b"Exported by anna anna 20" in ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
