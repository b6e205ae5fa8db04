"""What becomes of cells that cannot be taken, by column; rows that name one another; the whole file before it is taken."""

import pytest

from guike.platform.exchange.models import Import, ImportRow
from guike.platform.exchange.tests.conftest import counts, csv_of
from guike.platform.jobs.models import Job
from guike.platform.jobs.testing import run_queued
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import living

WHY = "a test looks at everything"
HEADER = "姓名,手机,邮箱,公司,线索来源,所属行业,市场活动,负责人"


def rows(object_name="lead"):
    return living(catalogue().get(object_name)).system(reason=WHY).order_by("id")


@pytest.mark.req("LD-03")
@pytest.mark.parametrize("policy", ["skip", "update", "create"])
@pytest.mark.parametrize(
    ("column", "bad", "field"),
    [
        ("邮箱", "no-mail", "email"),
        ("所属行业", "没有的行业", "industry"),
        ("市场活动", "没有的活动", "campaign"),
        ("手机", "139", "mobile"),
    ],
)
def test_a_bad_cell_is_left_empty_and_the_row_taken(admin, policy, column, bad, field):
    cells = dict(zip(HEADER.split(","), ["王小明", "", "", "云帆印务", "展会", "", "", ""], strict=True))
    cells[column] = bad
    content = csv_of(HEADER, ",".join(cells.values()))
    refused = admin.take("a.csv", content, on_duplicate=policy)
    assert (counts(refused), rows().count()) == ((0, 0, 0, 1), 0)
    status = admin.take("a.csv", content, on_duplicate=policy, columns={column: {"on_bad": "empty"}})
    assert counts(status) == (1, 0, 0, 0)
    ((note,), (lead,)) = status["notes"], admin.records()
    assert (note["row"], note["column"], note["code"]) == (2, column, "import.left_empty")
    assert (lead["name"], lead[field]) == ("王小明", None)
    assert admin.mistakes(status["id"])["Imported, please check"][1][0] == 2


@pytest.mark.req("LD-03")
def test_on_update_a_cell_left_empty_keeps_what_stands(admin):
    admin.take("a.csv", csv_of(HEADER, "王小明,13800138000,w@example.com,云帆印务,展会,,,"))
    content = csv_of(HEADER, "王小明,13800138000,no-mail,泠泽包装,展会,,,")
    columns = {"邮箱": {"on_bad": "empty"}}
    assert counts(admin.take("b.csv", content, on_duplicate="update", columns=columns)) == (0, 1, 0, 0)
    (lead,) = admin.records()
    assert (lead["email"], lead["company"]) == ("w@example.com", "泠泽包装")


def test_words_of_the_file_are_explained_once_and_remembered(admin):
    admin.post("/records/campaign", {"name": "秋季展会"})
    (campaign,) = admin.records("campaign")
    content = csv_of(HEADER, "甲,,,一,Messe,,Herbst,boss", "乙,,,二, messe ,,HERBST,", "丙,,,三,展会,,,")
    columns = {
        "线索来源": {"words": {"MESSE": "exhibition"}},
        "市场活动": {"words": {"herbst": campaign["id"]}},
        "负责人": {"words": {"boss": admin.id}},
    }
    status = admin.take("a.csv", content, columns=columns, save_mapping="德国展会")
    assert counts(status) == (3, 0, 0, 0)
    assert [(r["source"], (r["campaign"] or {}).get("id")) for r in admin.records()] == [
        ("exhibition", campaign["id"]),
        ("exhibition", campaign["id"]),
        ("exhibition", None),
    ]
    (kept,) = admin.preview("b.csv", content)["mappings"]
    assert (kept["name"], kept["columns"]) == ("德国展会", columns)


@pytest.mark.parametrize(
    ("column", "decision", "code"),
    [
        ("姓名", {"words": {"a": "b"}}, "import.decision"),
        ("姓名", {"on_bad": "nothing"}, "import.decision"),
        ("姓名", {"on_bad": "create"}, "import.decision"),
        ("线索来源", {"on_bad": "empty"}, "import.decision"),
        ("线索来源", {"words": {"a": "no_such_code"}}, "type.choice"),
        ("线索来源", "x", "import.decision"),
        ("线索来源", {"words": [1]}, "import.decision"),
        ("负责人", {"on_bad": "create"}, "import.decision"),
    ],
)
def test_a_wrong_decision_is_refused_and_nothing_begins(admin, column, decision, code):
    content = csv_of(HEADER, "甲,,,一,展会,,,")
    answer = admin.send("/imports", "a.csv", content, "lead", columns={column: decision})
    assert (answer.status_code, [e["code"] for e in answer.json()["errors"]]) == (422, [code])
    assert not Import.objects.exists()


@pytest.mark.req("LD-03")
def test_options_and_archives_are_created_for_who_may_and_taken_back(admin, anna):
    content = csv_of(HEADER, "甲,,,一,地推,印刷,新活动,", "乙,,,二,地推,包装,新活动,", "丙,,,三,展会,印刷,,")
    columns = {name: {"on_bad": "create"} for name in ("线索来源", "所属行业", "市场活动")}
    refused = anna.send("/imports", "a.csv", content, "lead", columns=columns)
    assert refused.status_code == 422
    status = admin.take("a.csv", content, columns=columns)
    assert counts(status) == (3, 0, 0, 0)
    spec = catalogue().get("lead")
    labels = {c.code: c.label.zh for c in spec.by_name["source"].choices}
    made = {labels[lead["source"]] for lead in admin.records()}
    assert made >= {"地推"}
    assert [c["name"] for c in admin.records("campaign")] == ["新活动"]
    assert len({lead["industry"] for lead in admin.records()}) == 2
    result = admin.undo(status["id"])
    assert (result["deleted"], result["kept"], result["made_deleted"], result["made_kept"]) == (3, 0, 4, 0)
    assert admin.records("campaign") == []
    off = {c.label.zh for c in catalogue().get("lead").by_name["source"].choices if not c.is_active}
    assert "地推" in off


def test_what_was_created_and_is_used_by_others_stays_and_is_named(admin):
    content = csv_of(HEADER, "甲,,,一,地推,,新活动,")
    columns = {name: {"on_bad": "create"} for name in ("线索来源", "市场活动")}
    status = admin.take("a.csv", content, columns=columns)
    (lead,) = admin.records()
    other = {"name": "别人", "company": "别家", "source": lead["source"], "campaign": lead["campaign"]["id"]}
    assert admin.post("/records/lead", other).status_code == 201
    result = admin.undo(status["id"])
    assert (result["deleted"], result["made_deleted"], result["made_kept"]) == (1, 0, 2)
    assert "“地推”" in str(result["problems"])


@pytest.mark.req("BA-05")
def test_parents_may_stand_below_their_children(admin):
    content = csv_of(
        "名称,编码,上级部门", "三组,D3,二部", "二部,D2,一厅", "一厅,D1,", "四组,D4,D2", "五组,D5,一厅/二部"
    )
    status = admin.take("a.csv", content, "department")
    assert counts(status) == (5, 0, 0, 0), status["errors"]
    parents = {d["name"]: (d["parent"] or {}).get("name") for d in admin.records("department")}
    assert {k: parents[k] for k in ("三组", "二部", "一厅", "四组", "五组")} == {
        "三组": "二部", "二部": "一厅", "一厅": None, "四组": "二部", "五组": "二部",
    }  # fmt: skip


def test_a_circle_of_rows_is_refused_and_the_others_are_taken(admin):
    content = csv_of(
        "客户名称,上级客户", "甲公司,乙公司", "乙公司,甲公司", "丙公司,丁公司", "丁公司,", "戊公司,没有"
    )
    status = admin.take("a.csv", content, "account")
    assert counts(status) == (2, 0, 0, 3)
    assert [(e["row"], e["code"]) for e in status["errors"]] == [
        (2, "cell.not_found"), (3, "cell.not_found"), (6, "cell.not_found"),
    ]  # fmt: skip


def test_superiors_come_in_any_order_and_the_error_file_holds_no_password(admin):
    header = "姓名,用户名,密码,直接上级,邮箱,角色"
    content = csv_of(
        header,
        "职员,clerk1,green-Lantern-43,boss1@example.com,c@example.com,",
        "经理,boss1,blue-Lantern-44,,boss1@example.com,",
        "坏人,bad1,red-Lantern-45,,,没有的角色",
    )
    looked = admin.preview("a.csv", content, "user")
    assert "Lantern" not in str(looked)
    status = admin.take("a.csv", content, "user")
    assert counts(status) == (2, 0, 0, 1), status["errors"]
    users = {u["username"]: u for u in admin.records("user")}
    assert users["clerk1"]["superior"]["id"] == users["boss1"]["id"]
    assert "Lantern" not in str(admin.mistakes(status["id"])) + str(status)
    assert "Lantern" not in str(list(ImportRow.objects.values_list("cells", "reasons")))


@pytest.mark.req("LD-03")
def test_the_whole_file_is_checked_and_nothing_stays(admin, monkeypatch):
    monkeypatch.setattr("guike.platform.exchange.checking.CHUNK_ROWS", 10)
    lines = [f"访客{n},138001{n:05d},,公司{n},{'展会' if n % 3 else '地推'},,," for n in range(60)]
    lines += ["访客1,13800100001,,公司1,展会,,,", ",,,,展会,,,"]
    content = csv_of(HEADER, *lines)
    answer = admin.send("/imports/check", "a.csv", content, "lead")
    assert answer.status_code == 202
    run_queued()
    result = Job.objects.get(id=answer.json()["job"]).result
    assert {k: result[k] for k in ("rows", "created", "updated", "skipped", "failed")} == {
        "rows": 62, "created": 40, "updated": 0, "skipped": 1, "failed": 21,
    }  # fmt: skip
    first = result["groups"][0]
    assert (first["kind"], first["column"], first["count"], first["rows"], first["values"]) == (
        "failed", "线索来源", 20, [2, 5, 8, 11, 14], ["地推"],
    )  # fmt: skip
    assert [g["count"] for g in result["groups"]] == [20, 1, 1]
    assert rows().count() == 0
    taken = admin.take("a.csv", content)
    assert counts(taken) == (40, 0, 1, 21)


def test_a_preview_groups_by_column_and_reason_and_says_what_may_be_decided(admin, anna):
    content = csv_of(HEADER, *(f"访客{n},,,公司{n},地推,,,没有{n}" for n in range(3)))
    found = admin.preview("a.csv", content)
    assert [(g["column"], g["count"], g["values"]) for g in found["groups"]] == [
        ("线索来源", 3, ["地推"]), ("负责人", 1, ["没有0"]), ("负责人", 1, ["没有1"]), ("负责人", 1, ["没有2"]),
    ] or [(g["column"], g["count"]) for g in found["groups"]] == [("线索来源", 3), ("负责人", 3)]  # fmt: skip
    ways = {c["name"]: c["ways"] for c in found["columns"]}
    assert (ways["线索来源"], ways["市场活动"]) == (["refuse", "create"], ["refuse", "empty", "create"])
    assert ways["姓名"] in (["refuse"], ["refuse", "empty"])
    mine = {c["name"]: c["ways"] for c in anna.preview("a.csv", content)["columns"]}
    assert (mine["线索来源"], mine["市场活动"]) == (["refuse"], ["refuse", "empty"])
