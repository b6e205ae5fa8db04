"""From records to a file."""

import csv
import io
from datetime import date, datetime, timedelta

import openpyxl
import pytest

from guike.entry.tests.people import person
from guike.kernel import clock
from guike.platform.audit.models import AuditEntry
from guike.platform.exchange import exporting
from guike.platform.exchange.models import Export
from guike.platform.exchange.sheets import neutral
from guike.platform.exchange.tests.conftest import EVERYTHING, Importer, csv_of
from guike.platform.files.models import File
from guike.platform.files.services import purge
from guike.platform.jobs.models import Job
from guike.platform.jobs.testing import run_queued
from guike.platform.org.models import Role
from guike.platform.org.queries import bump

HEADER = "姓名,手机,公司,线索来源"
WHY = "a test changes rights"


def rows_of(content):
    """Rows of an .xlsx, header first."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def lines_of(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_list_as_csv_in_the_callers_language(anna):
    anna.take("a.csv", csv_of(f"{HEADER},标签", "王小明,13800138000,甲,展会,A;B"))
    asked = {"fields": ["name", "mobile", "source", "owner", "tags", "status"], "format": "csv"}
    assert lines_of(anna.export(**asked)) == [
        ["Name", "Mobile", "Source", "Owner", "Tags", "Status"],
        ["王小明", "13800138000", "Exhibition", "anna", "A, B", "Pending"],
    ]
    anna.caller._client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    assert lines_of(anna.export(**asked)) == [
        ["姓名", "手机", "线索来源", "负责人", "标签", "状态"],
        ["王小明", "13800138000", "展会", "anna", "A、B", "未处理"],
    ]


def test_cells_of_a_workbook_have_their_own_kind(admin):
    admin.post(
        "/records/account",
        {
            "name": "云帆印务",
            "region": "330106",
            "phone": "010-62345678",
        },
    )
    admin.post("/records/contact", {"name": "王小明", "account": 0, "birthday": "1990-05-01"})
    account = admin.records("account")[0]["id"]
    admin.post("/records/credit_limit", {"account": account, "limit_amount": "1234567.50"})
    admin.post(
        "/records/contact",
        {"name": "王小明", "account": account, "birthday": "1990-05-01", "is_primary": True},
    )
    fields = ["name", "credit_limit_amount", "region", "phone", "level", "created_at", "id"]
    head, row = rows_of(admin.export("account", fields=fields))
    assert head == ["Name", "Credit limit", "Region", "Phone", "Level", "Created at", "ID"]
    assert row[:5] == ["云帆印务", 1234567.5, "浙江省杭州市西湖区", "010-62345678", None]
    assert (type(row[5]), row[6]) == (datetime, account)
    paths = ["name", "birthday", "is_primary", "account", "account.region"]
    assert rows_of(admin.export("contact", fields=paths)) == [
        ["Name", "Birthday", "Primary contact", "Account", "Account Region"],
        ["王小明", datetime.fromisoformat("1990-05-01"), "yes", "云帆印务", "浙江省杭州市西湖区"],
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86 138", "'+86 138"),
        ("-1+2", "'-1+2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("＝1+1", "'＝1+1"),
        ("\n=1", "'\n=1"),
        ("-12.50", "-12.50"),
        ("+5", "+5"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_text_never_becomes_a_formula(text, written):
    assert neutral(text) == written


def test_a_formula_in_a_name_stays_text_and_comes_back_as_it_was(anna):
    name = '=HYPERLINK("http://evil.example.com","x")'
    anna.post("/records/lead", {"name": name, "mobile": "13800138000", "source": "exhibition"})
    asked = {"fields": ["name", "mobile", "source"]}
    book = openpyxl.load_workbook(io.BytesIO(anna.export(**asked)))
    cell = book.active["A2"]
    assert (cell.value, cell.data_type) == (f"'{name}", "s")
    content = anna.export(**asked, format="csv")
    assert lines_of(content)[1][0] == f"'{name}"
    anna.take("b.csv", content.replace(b"13800138000", b"13800138001"))
    assert [row["name"] for row in anna.records()] == [name, name]


def test_filter_search_view_and_order_are_the_lists(anna):
    lines = [f"访客{n},1380013800{n},公司{n},{'展会' if n % 2 else '网站'}" for n in range(6)]
    anna.take("a.csv", csv_of(HEADER, *lines))
    asked = {"fields": ["name"], "format": "csv", "sort": ["-id"]}
    condition = {"field": "source", "op": "eq", "value": "exhibition"}
    assert lines_of(anna.export(filter=condition, **asked)) == [["Name"], ["访客5"], ["访客3"], ["访客1"]]
    assert lines_of(anna.export(q="访客2", **asked)) == [["Name"], ["访客2"]]
    assert lines_of(anna.export(view="pool", **asked)) == [["Name"]]


def test_pages_follow_one_another_without_gap_or_repeat(anna, monkeypatch):
    monkeypatch.setattr(exporting, "PAGE_MAX", 7)
    lines = [f"访客{n:02d},138001380{n:02d},公司{n},展会" for n in range(30)]
    anna.take("a.csv", csv_of(HEADER, *lines))
    found = lines_of(anna.export(fields=["name"], format="csv", sort=["source"]))
    assert sorted(row[0] for row in found[1:]) == [f"访客{n:02d}" for n in range(30)]


def test_no_more_rows_than_the_limit(anna, monkeypatch):
    monkeypatch.setattr(exporting, "EXPORT_ROWS", 2)
    anna.take("a.csv", csv_of(HEADER, *[f"访客{n},1380013800{n},公司{n},展会" for n in range(3)]))
    assert len(lines_of(anna.export(fields=["name"], format="csv"))) == 3
    job = Job.objects.get(kind="exchange.export")
    assert job.result == {"rows": 2, "truncated": True, "file": Export.objects.get().file_id}


@pytest.mark.req("PM-12", "PM-01")
def test_without_the_right_it_is_refused_and_noted(db):
    caller = Importer(person("ben", {"lead": ["view", "create"]}))
    answer = caller.post("/exports", {"object": "lead", "fields": ["name"]})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.no_permission")
    entry = AuditEntry.objects.system(reason="a test looks").get(action="export.start")
    assert (entry.actor_id, entry.object_name, entry.outcome) == (caller.id, "lead", "refused")
    assert not Export.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.req("PM-12")
def test_more_than_the_role_lets_export_is_refused_and_noted(anna):
    anna.take("a.csv", csv_of(HEADER, *[f"访客{n},1380013800{n},公司{n},展会" for n in range(3)]))
    (role,) = Role.objects.system(reason="a test looks").filter(name="role of anna")
    Role.objects.system(reason="a test looks").filter(pk=role.pk).update(export_rows=2)
    bump(permission=True)
    answer = anna.post("/exports", {"object": "lead", "fields": ["name"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "export.too_many")
    entry = AuditEntry.objects.system(reason="a test looks").get(action="export.start", outcome="refused")
    assert (entry.actor_id, entry.detail) == (anna.id, {"rows": 3, "most": 2})
    assert not Export.objects.exists()
    third = {"field": "name", "op": "ne", "value": "访客2"}
    assert len(lines_of(anna.export(fields=["name"], format="csv", filter=third))) == 3


@pytest.mark.req("PM-12")
def test_the_audit_trail_says_who_what_and_how_many(anna):
    anna.take("a.csv", csv_of(HEADER, "王小明,13800138000,甲,展会"))
    condition = {"field": "source", "op": "eq", "value": "exhibition"}
    anna.export(filter=condition, fields=["name"])
    entry = AuditEntry.objects.system(reason="a test looks").get(action="export.done")
    assert (entry.actor_id, entry.object_name, entry.detail["rows"]) == (anna.id, "lead", 1)
    assert (entry.detail["query"], entry.detail["fields"]) == ({"filter": condition}, ["name"])


@pytest.mark.req("PM-01", "PM-16")
def test_only_rows_and_fields_that_one_may_see(anna, admin):
    admin.take("a.csv", csv_of(HEADER, "王小明,13800138000,甲,展会"))
    anna.take("b.csv", csv_of(HEADER, "李雷,13900139000,乙,展会"))
    role = Role.objects.system(reason=WHY).filter(name="role of anna")
    role.update(fields={"lead.mobile": "masked", "lead.company": "hidden"})
    bump(permission=True)
    assert lines_of(anna.export(fields=["name", "mobile"], format="csv"))[1:] == [["李雷", "139****9000"]]
    refused = anna.post("/exports", {"object": "lead", "fields": ["name", "company"]})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown_field")
    assert "乙" not in str(lines_of(anna.export(format="csv")))


def test_a_target_out_of_sight_gives_no_more_than_its_name(anna, admin):
    account = admin.post("/records/account", {"name": "云帆印务", "region": "330106"}).json()["id"]
    admin.post("/records/contact", {"name": "王小明", "account": account, "owner": anna.id})
    found = lines_of(anna.export("contact", fields=["name", "account", "account.region"], format="csv"))
    assert found[1:] == [["王小明", "云帆印务", ""]]


@pytest.mark.req("PM-01", "PM-16")
@pytest.mark.parametrize(
    ("path", "rights"),
    [
        ("account.region", {"contact": EVERYTHING}),
        ("account.owner", {"contact": EVERYTHING}),
        ("account.parent.region", {"contact": EVERYTHING}),
        ("account.campaign.name", {"contact": EVERYTHING, "account": ["view"]}),
    ],
)
def test_no_path_leads_into_an_object_that_one_may_not_view(db, path, rights):
    """Its name belongs to the row that points at it; nothing further."""
    ben = Importer(person("ben", rights))
    asked = {"object": "contact", "fields": ["name", path]}
    answer = ben.post("/exports", asked)
    assert (answer.status_code, [e["code"] for e in answer.json()["errors"]]) == (422, ["unknown_field"])
    assert (Export.objects.count(), Job.objects.count()) == (0, 0)
    assert ben.post("/exports", {**asked, "fields": ["name", "account"]}).status_code == 202


@pytest.mark.req("PM-01", "PM-16")
def test_a_right_that_was_taken_away_meanwhile_stops_a_path_too(anna, admin):
    """What was asked for is looked at again when the file is written."""
    account = admin.post(
        "/records/account", {"name": "云帆印务", "region": "330106", "owner": anna.id}
    ).json()["id"]
    admin.post("/records/contact", {"name": "王小明", "account": account, "owner": anna.id})
    started = anna.post("/exports", {"object": "contact", "fields": ["name", "account.region"]}).json()["id"]
    role = Role.objects.system(reason=WHY).filter(name="role of anna")
    role.update(permissions={"contact": EVERYTHING})
    bump(permission=True)
    run_queued()
    assert (Job.objects.get(pk=started).status, Export.objects.get(pk=started).file_id) == ("failed", None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"fields": ["nothing"]}, "fields"),
        ({"fields": ["owner.password"]}, "fields"),
        ({"fields": "name"}, "fields"),
        ({"fields": ["name"], "format": "pdf"}, "format"),
        ({"fields": ["name"], "filter": {"field": "nothing", "op": "eq", "value": 1}}, "filter.field"),
    ],
)
def test_a_wrong_wish_is_refused_before_anything_runs(anna, body, field):
    answer = anna.post("/exports", {"object": "lead", **body})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert not Export.objects.exists()


def test_the_file_is_its_owners_for_a_day(anna, admin):
    anna.take("a.csv", csv_of(HEADER, "王小明,13800138000,甲,展会"))
    number = anna.post("/exports", {"object": "lead", "fields": ["name"]}).json()["id"]
    early = anna.get(f"/exports/{number}/file")
    assert (early.status_code, early.json()["code"]) == (409, "export.running")
    anna.export(fields=["name"])
    for other in (admin, Importer(person("ben", {"lead": EVERYTHING}))):
        assert other.get(f"/exports/{number}").status_code == 404
        assert other.get(f"/exports/{number}/file").status_code == 404
        file = anna.get(f"/exports/{number}").json()["file"]["id"]
        assert File.objects.filter(id=file).exists()
        assert other.get(f"/files/{file}").status_code == 404
    with clock.frozen(clock.now() + timedelta(hours=25)):
        purge()
    gone = anna.get(f"/exports/{number}/file")
    assert (gone.status_code, gone.json()["code"]) == (410, "export.gone")


def test_dates_and_instants_are_the_companys(anna):
    with clock.frozen("2026-11-20T18:00:00+00:00"):
        anna.post("/records/lead", {"name": "王小明", "mobile": "13800138000", "source": "exhibition"})
    assert lines_of(anna.export(fields=["created_at"], format="csv"))[1] == ["2026-11-21 02:00"]


def test_a_day_has_no_time(admin):
    account = admin.post("/records/account", {"name": "云帆印务"}).json()["id"]
    admin.post("/records/contact", {"name": "王小明", "account": account, "birthday": "1990-05-01"})
    assert lines_of(admin.export("contact", fields=["birthday"], format="csv"))[1] == [
        date(1990, 5, 1).isoformat()
    ]
