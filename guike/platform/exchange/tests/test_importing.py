"""From a file to records."""

import io
from pathlib import Path

import openpyxl
import pytest

from guike.entry.tests.people import person
from guike.platform.audit.models import AuditEntry
from guike.platform.events.models import Event
from guike.platform.exchange.models import Import, ImportRow
from guike.platform.exchange.tests.conftest import EVERYTHING, Importer, body_of, counts, csv_of
from guike.platform.files.models import File
from guike.platform.jobs import runner
from guike.platform.jobs.models import Job
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import User
from guike.platform.org.queries import bump
from guike.platform.records.reading import living, table

EXAMPLES = Path(__file__).parents[4] / "examples"
HEADER = "姓名,手机号,公司名称,线索来源"
WHY = "a test looks at everything"


def leads():
    return living(catalogue().get("lead")).system(reason=WHY).order_by("id")


def nothing_happened():
    written = (Import, ImportRow, Job)
    return not any(model.objects.exists() for model in written) and not (
        leads().exists() or Event.objects.filter(object_name="lead").exists()
    )


@pytest.mark.req("LD-03", "LD-18")
@pytest.mark.parametrize("name", ["exhibition-leads.xlsx", "exhibition-leads-gb18030.csv"])
def test_the_exhibitions_file_into_a_campaign_and_its_pool(admin, name):
    pool = admin.post("/records/lead_pool", {"name": "展会线索池"}).json()["id"]
    campaign = admin.post("/records/campaign", {"name": "秋季展会"}).json()["id"]
    content = (EXAMPLES / name).read_bytes()
    first = admin.take(name, content, defaults={"campaign": campaign, "pool": pool})
    assert (first["rows"], counts(first)) == (200, (178, 0, 12, 10))
    rows = set(leads().values_list("campaign_id", "pool_id", "owner_id", "status"))
    assert rows == {(campaign, pool, None, "unassigned")}
    mistakes = admin.mistakes(first["id"])
    assert {title: len(found) - 1 for title, found in mistakes.items()} == {"Not imported": 10, "Skipped": 12}
    again = admin.take(name, content, defaults={"campaign": campaign, "pool": pool})
    assert (counts(again), leads().count()) == ((0, 0, 190, 10), 178)


@pytest.mark.req("LD-03")
def test_both_example_files_hold_the_same(admin):
    admin.take("a.xlsx", (EXAMPLES / "exhibition-leads.xlsx").read_bytes())
    columns = (
        "name",
        "company",
        "mobile",
        "phone",
        "email",
        "region",
        "industry",
        "description",
        "next_contact_at",
    )
    first = list(leads().values_list(*columns))
    again = admin.take(
        "a.csv", (EXAMPLES / "exhibition-leads-gb18030.csv").read_bytes(), on_duplicate="create"
    )
    assert again["created"] == 190
    assert set(leads().values_list(*columns)[178:]) >= set(first)


@pytest.mark.req("LD-03")
def test_the_error_file_names_rows_columns_and_what_to_do(admin):
    status = admin.take("a.xlsx", (EXAMPLES / "exhibition-leads.xlsx").read_bytes())
    failed = admin.mistakes(status["id"])["Not imported"]
    assert failed[0][:4] == ["Row", "Reason", "姓名", "公司名称"]
    assert [(row[0], row[1].split(":")[0]) for row in failed[1:]] == [
        (14, "手机号"),
        (31, "手机号"),
        (48, "电子邮箱"),
        (65, "线索来源"),
        (82, "姓名"),
        (99, "所在地区"),
        (116, "所属行业"),
        (133, "企业规模"),
        (150, "下次联系时间"),
        (167, "姓名"),
    ]
    assert failed[9][1] == "下次联系时间: “2026-13-45” is not a date and time; write 2026-11-21 09:30"
    assert failed[9][13] == "2026-13-45"
    skipped = admin.mistakes(status["id"])["Skipped"]
    assert {row[1].split(" as ")[0] for row in skipped[1:]} == {
        "Same Mobile",
        "Same Company, Name",
        "Same E-mail",
    }


def test_the_error_file_is_in_the_readers_language(anna):
    status = anna.take("a.csv", csv_of(HEADER, "王小明,139,云帆印务,展会"))
    anna.caller._client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    assert anna.mistakes(status["id"])["未导入"] == [
        ["行号", "原因", "姓名", "手机号", "公司名称", "线索来源"],
        [
            2,
            "手机号：电话号码无效，请填写如 13800138000、010-12345678 转 801 或 +852 2123 4567，其他文字请填入备注",
            "王小明",
            "139",
            "云帆印务",
            "展会",
        ],
    ]


def test_all_faults_of_a_row_are_told_at_once(anna):
    status = anna.take("a.csv", csv_of(f"{HEADER},邮箱", "王小明,139,云帆印务,三号馆,no-mail", ",,,展会,"))
    assert [(e["row"], e["column"], e["code"]) for e in status["errors"]] == [
        (2, "线索来源", "cell.choice"),
        (2, "手机号", "type.phone"),
        (2, "邮箱", "type.email"),
        (3, "姓名", "lead.name_or_company"),
    ]
    assert leads().count() == 0


def test_formulas_in_the_error_file_do_not_run(anna):
    status = anna.take("a.csv", csv_of(HEADER, "王小明,=1+2,云帆印务,展会"))
    assert anna.mistakes(status["id"])["Not imported"][1][3] == "'=1+2"


def test_a_preview_proposes_and_writes_nothing(anna):
    content = csv_of(
        "*姓名（必填）,联系电话,客户名称,随便,线索来源",
        "王小明,13800138000,云帆印务,甲,展会",
        "李雷,12,云帆印务,乙,展会",
    )
    found = anna.preview("名单.csv", content)
    assert [(c["name"], c["field"], c["samples"]) for c in found["columns"]] == [
        ("*姓名（必填）", "name", ["王小明", "李雷"]),
        ("联系电话", "mobile", ["13800138000", "12"]),
        ("客户名称", "company", ["云帆印务"]),
        ("随便", None, ["甲", "乙"]),
        ("线索来源", "source", ["展会"]),
    ]
    assert (found["rows"], found["encoding"], found["mappings"]) == (2, "utf-8-sig", [])
    assert [(p["row"], p["column"]) for p in found["problems"]] == [(3, "联系电话")]
    assert found["tried"] == {
        "rows": 2,
        "is_whole": True,
        "created": 1,
        "updated": 0,
        "skipped": 0,
        "failed": 1,
        "beside": [],
    }
    assert nothing_happened()


def test_the_previewed_file_is_taken_by_its_number(anna):
    number = anna.preview("a.csv", csv_of(HEADER, "王小明,13800138000,云帆印务,展会"))["file"]
    answer = anna.post("/imports", {"object": "lead", "file": number})
    assert answer.status_code == 202
    other = Importer(person("ben", {"lead": EVERYTHING}))
    refused = other.post("/imports", {"object": "lead", "file": number})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "file")
    assert File.objects.get(id=number).object_name == "import"


def test_columns_that_nobody_can_guess_are_shown_all_the_same(anna):
    found = anna.preview("a.csv", csv_of("c1,c2", "x,y"))
    assert ([c["field"] for c in found["columns"]], found["problems"]) == ([None, None], [])


def test_a_mapping_is_kept_under_a_name(anna):
    content = csv_of("谁,号码,渠道", "王小明,13800138000,展会")
    mapping = {"谁": "name", "号码": "mobile", "渠道": "source"}
    status = anna.take("a.csv", content, mapping=mapping, save_mapping="名片机")
    assert (counts(status), status["mapping"]) == ((1, 0, 0, 0), mapping)
    kept = anna.preview("b.csv", content)["mappings"]
    assert kept == [{"id": kept[0]["id"], "name": "名片机", "mapping": mapping, "columns": {}}]
    saved = anna.post("/imports/mappings", {"object": "lead", "name": "名片机", "mapping": {"谁": "name"}})
    assert (saved.status_code, saved.json()["id"]) == (201, kept[0]["id"])
    assert anna.get("/imports/mappings", object="lead").json()["items"][0]["mapping"] == {"谁": "name"}
    other = Importer(person("ben", {"lead": EVERYTHING}))
    assert other.delete(f"/imports/mappings/{kept[0]['id']}").status_code == 404
    assert anna.delete(f"/imports/mappings/{kept[0]['id']}").status_code == 204
    assert anna.get("/imports/mappings", object="lead").json()["items"] == []


@pytest.mark.parametrize(
    ("options", "field", "code"),
    [
        ({"mapping": {"没有": "name"}}, "mapping", "import.no_column"),
        ({"mapping": {"姓名": "nothing"}}, "mapping", "import.not_importable"),
        ({"mapping": {"姓名": "created_at"}}, "mapping", "import.not_importable"),
        ({"mapping": {"姓名": "name", "手机号": "name"}}, "mapping", "import.mapped_twice"),
        ({"mapping": {}}, "mapping", "import.nothing_mapped"),
        ({"on_duplicate": "guess"}, "on_duplicate", "import.word"),
        ({"blanks": "guess"}, "blanks", "import.word"),
        ({"defaults": {"mobile": "12"}}, "defaults.mobile", "type.phone"),
        ({"defaults": {"score": 5}}, "defaults.score", "import.not_importable"),
        ({"defaults": [1]}, "defaults", "type.map"),
    ],
)
def test_a_wrong_wish_is_refused_before_anything_runs(anna, options, field, code):
    answer = anna.send("/imports", "a.csv", csv_of(HEADER, "王小明,13800138000,x,展会"), "lead", **options)
    assert answer.status_code == 422
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]
    assert nothing_happened()


@pytest.mark.req("PM-11")
@pytest.mark.parametrize(
    ("missing", "options"),
    [
        ("import", {}),
        ("create", {}),
        ("edit", {"on_duplicate": "update"}),
        ("import_migration", {"mode": "migration"}),
    ],
)
def test_without_the_right_nothing_is_taken(db, missing, options):
    caller = Importer(person("ben", {"lead": [right for right in EVERYTHING if right != missing]}))
    content = csv_of(HEADER, "王小明,13800138000,云帆印务,展会")
    for path in ("/imports", "/imports/preview"):
        answer = caller.send(path, "a.csv", content, "lead", **options)
        assert (answer.status_code, answer.json()["code"]) == (403, "access.no_permission")
    assert nothing_happened()
    assert not File.objects.exists()


def test_a_right_lost_before_the_job_runs_counts(anna):
    answer = anna.send("/imports", "a.csv", csv_of(HEADER, "王小明,13800138000,云帆印务,展会"), "lead")
    User.objects.system(reason=WHY).filter(id=anna.id).update(roles=[])
    bump(permission=True)
    from_now = Importer(person("boss", is_administrator=True))
    from_now.take("b.csv", csv_of(HEADER, "李雷,13900139000,泠泽包装,展会"))
    failed = from_now.status(answer.json()["id"])
    assert (failed["status"], failed["result"]["error"]["code"]) == ("failed", "access.no_permission")
    assert list(leads().values_list("name", flat=True)) == ["李雷"]


@pytest.mark.parametrize(
    ("browser", "page", "sheet", "column", "reason"),
    [
        ("en-GB,en", "zh-CN", "未导入", "行号", "电话号码无效"),
        ("zh-CN", "en", "Not imported", "Row", "phone number"),
        ("en", "", "Not imported", "Row", "phone number"),
        ("zh-CN", "xx", "未导入", "行号", "电话号码无效"),
    ],
)
def test_the_error_file_is_in_the_language_of_the_page(anna, browser, page, sheet, column, reason):
    status = anna.take("a.csv", csv_of(HEADER, "王小明,139,云帆印务,展会"))
    path = f"/api/v1/imports/{status['id']}/errors.xlsx"
    answer = anna.caller._client.get(
        path, {"locale": page} if page else {}, headers={"Accept-Language": browser}
    )
    failed = openpyxl.load_workbook(io.BytesIO(body_of(answer)))[sheet]
    (head, row) = failed.iter_rows(values_only=True)
    assert (head[0], row[0]) == (column, 2)
    assert reason in row[1]


def test_somebody_elses_import_is_not_found(anna):
    status = anna.take("a.csv", csv_of(HEADER, "王小明,13800138000,云帆印务,展会"))
    other = Importer(person("ben", {"lead": EVERYTHING}))
    for path in (f"/imports/{status['id']}", f"/imports/{status['id']}/errors.xlsx"):
        assert other.get(path).status_code == 404
    assert other.post(f"/imports/{status['id']}/undo").status_code == 404
    assert (other.get("/imports").json(), leads().count()) == ({"items": [], "next": None}, 1)
    assert [row["id"] for row in anna.get("/imports", object="lead").json()["items"]] == [status["id"]]


@pytest.mark.req("LD-18")
def test_into_a_pool_or_into_ones_own_hands(anna, admin):
    pool = admin.post("/records/lead_pool", {"name": "华东池"}).json()["id"]
    mine = anna.take("a.csv", csv_of(HEADER, "王小明,13800138000,云帆印务,展会"))
    pooled = admin.take("b.csv", csv_of(HEADER, "李雷,13900139000,泠泽包装,展会"), defaults={"pool": pool})
    by_name = admin.take("c.csv", csv_of(f"{HEADER},线索池", "韩梅,13700137000,苔语物流,展会,华东池"))
    assert [counts(s) for s in (mine, pooled, by_name)] == [(1, 0, 0, 0)] * 3
    assert list(leads().values_list("owner_id", "pool_id", "status")) == [
        (anna.id, None, "pending"),
        (None, pool, "unassigned"),
        (None, pool, "unassigned"),
    ]


@pytest.mark.req("CA-02")
def test_rows_begun_from_a_campaign_carry_it_and_it_counts_them(admin):
    campaign = admin.post("/records/campaign", {"name": "秋季展会"}).json()["id"]
    lines = [f"访客{n},138001{n:05d},公司{n},展会" for n in range(100)]
    status = admin.take("a.csv", csv_of(HEADER, *lines), defaults={"campaign": campaign})
    assert counts(status) == (100, 0, 0, 0)
    assert leads().filter(campaign_id=campaign).count() == 100
    assert admin.get(f"/records/campaign/{campaign}").json()["lead_count"] == 100


def test_progress_shows_in_the_job_and_the_start_in_the_audit_trail(anna):
    lines = [f"访客{n},138001{n:05d},公司{n},展会" for n in range(1200)]
    status = anna.take("a.csv", csv_of(HEADER, *lines, "坏,1,坏,展会"))
    job = anna.get(f"/jobs/{status['id']}").json()
    assert (job["kind"], job["status"], job["done"], job["total"], job["errors"]) == (
        "exchange.import",
        "done",
        1201,
        1201,
        1,
    )
    assert job["result"] == {"created": 1200, "updated": 0, "skipped": 0, "failed": 1}
    entry = AuditEntry.objects.system(reason="a test looks").get(action="import.start")
    assert (entry.actor_id, entry.object_name, entry.detail["rows"]) == (anna.id, "lead", 1201)


def test_a_cancelled_import_keeps_what_it_wrote_and_says_so(anna):
    answer = anna.send("/imports", "a.csv", csv_of(HEADER, "王小明,13800138000,云帆印务,展会"), "lead")
    number = answer.json()["id"]
    assert anna.post(f"/jobs/{number}/cancel").json()["status"] == "cancelled"
    status = anna.status(number)
    assert (status["status"], status["created"], status["can_undo"], leads().count()) == (
        "cancelled",
        0,
        False,
        0,
    )


def test_queries_grow_with_chunks_not_with_rows(anna, django_assert_max_num_queries):
    lines = [f"访客{n},138001{n:05d},公司{n},展会" for n in range(400)]
    answer = anna.send("/imports", "a.csv", csv_of(HEADER, *lines), "lead")
    assert answer.status_code == 202
    with django_assert_max_num_queries(70):
        status = anna_runs(anna, answer.json()["id"])
    assert counts(status) == (400, 0, 0, 0)


def anna_runs(anna, number):
    runner.run(number)
    return anna.status(number)


def test_other_tables_of_rows_are_left_alone(anna):
    anna.take("a.csv", csv_of(HEADER, "王小明,13800138000,云帆印务,展会"))
    assert table(catalogue().get("account")).system(reason=WHY).count() == 0
