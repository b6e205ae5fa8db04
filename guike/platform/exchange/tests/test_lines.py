"""Documents with lines come in and go out as one sheet: the head in the first row of each, a line in every row."""

import base64
import csv
import io

import pytest

from guike.platform.exchange.tests.conftest import counts_of, csv_of

LOAN = "sample_loan__c"
LINE = "sample_loan_item__c"
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HEADER = "名称,外部编号,客户,押金,样品,数量,明细备注"


@pytest.fixture
def loans(admin):
    for name, label in ((LOAN, "样品借用"), (LINE, "借用明细")):
        made = admin.post("/records/object_def", {"api_name": name, "label": label})
        assert made.status_code == 201, made.content
    fields = (
        (LINE, "x_item", "text", "样品", {"is_required": True}),
        (LINE, "x_qty", "decimal", "数量", {}),
        (LINE, "x_note", "text", "备注", {}),
        (LOAN, "x_customer", "reference", "客户", {"target": "account"}),
        (LOAN, "x_deposit", "money", "押金", {}),
        (LOAN, "x_items", "lines", "明细", {"target": LINE}),
        (
            LOAN,
            "x_total",
            "rollup",
            "总数量",
            {"rollup": {"object": LINE, "via": LOAN, "agg": "sum", "field": "x_qty"}},
        ),
    )
    for object_name, name, kind, label, more in fields:
        field = {"object": object_name, "api_name": name, "type": kind, "label": label, **more}
        made = admin.post("/records/field_def", field)
        assert made.status_code == 201, made.content
    admin.post("/records/account", {"name": "云帆印务"})
    return admin


def standing(caller):
    """(name, deposit, total, [(item, quantity, note)]) of every loan, oldest first."""
    found = []
    for item in caller.records(LOAN):
        one = caller.get(f"/records/{LOAN}/{item['id']}").json()
        lines = [(line["x_item"], line["x_qty"], line["x_note"]) for line in one["x_items"]]
        found.append((one["name"], one["x_deposit"], one["x_total"], lines))
    return found


TWO = [
    ("展会样机", "500.00", "3", [("激光机", "2", "带电源线"), ("墨盒", "1", None)]),
    ("试用机", "80.00", "4", [("标签机", "4", None)]),
]


@pytest.mark.req("CO-01")
def test_columns_of_lines_are_proposed_by_their_own_name_and_by_both(loans):
    preview = loans.preview("a.csv", csv_of(HEADER, "展会样机,,,,激光机,2,"), LOAN)
    assert {c["name"]: c["field"] for c in preview["columns"]} == {
        "名称": "name",
        "外部编号": "external_id",
        "客户": "x_customer",
        "押金": "x_deposit",
        "样品": "x_items.x_item",
        "数量": "x_items.x_qty",
        "明细备注": "x_items.x_note",
    }
    assert [(f["name"], f["label"], f["required"]) for f in preview["fields"] if f["lines"] == "x_items"] == [
        ("x_items.id", "明细 ID", False),
        ("x_items.x_item", "明细 样品", True),
        ("x_items.x_qty", "明细 数量", False),
        ("x_items.x_note", "明细 备注", False),
    ]
    assert preview["tried"] == {
        "rows": 1,
        "is_whole": True,
        "created": 1,
        "updated": 0,
        "skipped": 0,
        "failed": 0,
        "beside": [],
    }
    assert standing(loans) == []


@pytest.mark.req("CO-01")
@pytest.mark.parametrize(
    "rows",
    [
        (  # the head repeated
            "展会样机,,云帆印务,500,激光机,2,带电源线",
            "展会样机,,云帆印务,500,墨盒,1,",
            "试用机,,云帆印务,80,标签机,4,",
        ),
        (  # the head in the first row only
            "展会样机,,云帆印务,500,激光机,2,带电源线",
            ",,,,墨盒,1,",
            "试用机,,云帆印务,80,标签机,4,",
        ),
        (  # told by the key, the rest in the first row only
            "展会样机,D-1,云帆印务,500,激光机,2,带电源线",
            ",D-1,,,墨盒,1,",
            "试用机,D-2,云帆印务,80,标签机,4,",
        ),
        (  # the head above its lines
            "展会样机,,云帆印务,500,,,",
            ",,,,激光机,2,带电源线",
            ",,,,墨盒,1,",
            "试用机,,云帆印务,80,标签机,4,",
        ),
    ],
)
def test_rows_of_one_head_become_one_record_with_lines(loans, rows):
    status = loans.take("a.csv", csv_of(HEADER, *rows), LOAN)
    assert counts_of(status) == (2, 0, 0, 0)
    assert (status["rows"], status["total"]) == (len(rows), len(rows))
    assert standing(loans) == TWO


@pytest.mark.req("CO-01")
def test_two_keys_are_two_documents_however_alike(loans):
    rows = ("样机,D-1,,,激光机,1,", "样机,D-2,,,激光机,1,")
    assert counts_of(loans.take("a.csv", csv_of(HEADER, *rows), LOAN)) == (2, 0, 0, 0)
    assert [lines for *_head, lines in standing(loans)] == [[("激光机", "1", None)]] * 2


@pytest.mark.req("CO-01")
def test_a_bad_line_leaves_its_whole_document_out_and_says_where(loans):
    rows = (
        "展会样机,D-1,云帆印务,500,激光机,2,",
        ",D-1,,,,1,没有样品",
        ",D-1,,,墨盒,一个,",
        "试用机,D-2,云帆印务,80,标签机,4,",
        "备用机,D-3,云帆印务,,激光机,1,",
        "别的名字,D-3,,,墨盒,1,",
    )
    status = loans.take("a.csv", csv_of(HEADER, *rows), LOAN)
    assert counts_of(status) == (1, 0, 0, 2)
    assert [(e["row"], e["column"], e["code"]) for e in status["errors"]] == [
        (3, "样品", "required"),
        (4, "数量", "cell.number"),
        (6, "名称", "import.head_differs"),
    ]
    assert standing(loans) == [TWO[1]]
    sheet = loans.mistakes(status["id"])["Not imported"]
    assert [row[0] for row in sheet[1:]] == [2, 3, 4, 6, 7]
    assert [row[2:] for row in sheet[1:]] == [
        [cell or None for cell in row.split(",")] for row in (*rows[:3], *rows[4:])
    ]


@pytest.mark.req("CO-01")
def test_an_update_gives_the_whole_list_of_lines_and_can_be_taken_back(loans):
    loans.take(
        "a.csv",
        csv_of(
            HEADER,
            "展会样机,D-1,云帆印务,500,激光机,2,带电源线",
            ",D-1,,,墨盒,1,",
            "试用机,D-2,,80,标签机,4,",
        ),
        LOAN,
    )
    before = standing(loans)
    assert before == TWO
    (first, _second) = (loans.get(f"/records/{LOAN}/{r['id']}").json() for r in loans.records(LOAN))
    kept = first["x_items"][0]["id"]
    content = csv_of(
        "外部编号,明细 ID,样品,数量",
        f"D-1,{kept},激光机,5",
        "D-1,,硒鼓,7",
    )
    status = loans.take("b.csv", content, LOAN, on_duplicate="update")
    assert counts_of(status) == (0, 1, 0, 0)
    assert standing(loans) == [
        ("展会样机", "500.00", "12", [("激光机", "5", "带电源线"), ("硒鼓", "7", None)]),
        TWO[1],
    ]
    assert loans.get(f"/records/{LOAN}/{first['id']}").json()["x_items"][0]["id"] == kept
    assert loans.undo(status["id"])["restored"] == 1
    assert standing(loans) == TWO


@pytest.mark.req("CO-01")
def test_heads_without_lines_leave_the_lines_alone(loans):
    loans.take("a.csv", csv_of(HEADER, "展会样机,D-1,云帆印务,500,激光机,2,带电源线", ",D-1,,,墨盒,1,"), LOAN)
    status = loans.take("b.csv", csv_of("外部编号,押金,样品", "D-1,20,"), LOAN, on_duplicate="update")
    assert counts_of(status) == (0, 1, 0, 0)
    assert standing(loans) == [("展会样机", "20.00", "3", TWO[0][3])]


def test_a_document_is_never_cut_in_two(loans, monkeypatch):
    monkeypatch.setattr("guike.platform.exchange.importing.CHUNK_ROWS", 2)
    rows = [f"单{n},,,,样品{line},{line + 1}," for n in range(3) for line in range(3)]
    status = loans.take("a.csv", csv_of(HEADER, *rows), LOAN)
    assert counts_of(status) == (3, 0, 0, 0)
    assert [(name, total, len(lines)) for name, _d, total, lines in standing(loans)] == [
        ("单0", "6", 3),
        ("单1", "6", 3),
        ("单2", "6", 3),
    ]


def test_a_salesperson_fills_only_lines_that_he_may_write(loans, anna):
    role = loans.records("role", filter={"field": "name", "op": "contains", "value": "anna"})[0]
    rights = {**role["permissions"], LOAN: ["view", "create", "edit", "import"]}
    changed = loans.patch(
        f"/records/role/{role['id']}", {"permissions": rights, "fields": {f"{LINE}.x_qty": "read"}}
    )
    assert changed.status_code == 200, changed.content
    preview = anna.preview("a.csv", csv_of(HEADER, "展会样机,,,,激光机,2,"), LOAN)
    assert [c["field"] for c in preview["columns"]][4:] == ["x_items.x_item", None, "x_items.x_note"]
    answer = anna.send(
        "/imports",
        "a.csv",
        csv_of(HEADER, "展会样机,,,,激光机,2,"),
        LOAN,
        mapping={"名称": "name", "数量": "x_items.x_qty"},
    )
    assert answer.status_code == 422
    assert [e["code"] for e in answer.json()["errors"]] == ["import.not_importable"]
    assert standing(loans) == []


@pytest.mark.req("CO-01")
def test_lines_go_out_one_a_row_and_come_back(loans):
    loans.take(
        "a.csv",
        csv_of(HEADER, "展会样机,D-1,云帆印务,500,激光机,2,带电源线", ",D-1,,,墨盒,1,", "空单,D-3,,,,,"),
        LOAN,
    )
    names = ["name", "x_customer.name", "x_total", "x_items.x_item", "x_items.x_qty", "external_id"]
    content = loans.export(LOAN, fields=names, format="csv", sort=["id"])
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert (
        rows
        == [
            ["名称", "客户 名称", "总数量", "明细 样品", "明细 数量", "External ID"],
            ["展会样机", "云帆印务", "3", "激光机", "2", "D-1"],
            ["展会样机", "云帆印务", "3", "墨盒", "1", "D-1"],
            ["空单", "", "0", "", "", "D-3"],
        ]
        or rows
    )
    again = [["1" if cell == "2" else cell for cell in row] for row in rows]
    status = loans.take(
        "b.csv",
        csv_of(*(",".join(row) for row in again)),
        LOAN,
        on_duplicate="update",
        mapping={"External ID": "external_id", "明细 样品": "x_items.x_item", "明细 数量": "x_items.x_qty"},
    )
    assert counts_of(status) == (0, 2, 0, 0)
    first = standing(loans)[0]
    assert (first[2], first[3]) == (
        "2",
        [("激光机", "1", None), ("墨盒", "1", None)],
    )


def test_hidden_lines_are_no_columns(loans, anna):
    loans.take("a.csv", csv_of(HEADER, "展会样机,D-1,云帆印务,500,激光机,2,带电源线"), LOAN)
    role = loans.records("role", filter={"field": "name", "op": "contains", "value": "anna"})[0]
    rights = {**role["permissions"], LOAN: ["view", "export"]}
    fields = {f"{LINE}.x_qty": "hidden"}
    loans.patch(f"/records/role/{role['id']}", {"permissions": rights, "fields": fields})
    for path in ("x_items.x_qty", "x_items", "x_items.x_items.x_qty", "x_items.owner"):
        answer = anna.post("/exports", {"object": LOAN, "fields": ["name", path]})
        assert (answer.status_code, [e["code"] for e in answer.json()["errors"]]) == (422, ["unknown_field"])
    content = anna.export(LOAN, fields=["name", "x_items.x_item"], format="csv")
    assert content.decode("utf-8-sig").splitlines()[1:] == []


@pytest.mark.req("CO-01")
def test_any_record_and_own_files_come_in_by_name(loans, anna):
    for name, kind, label in (
        ("x_any", "any_reference", "相关单据"),
        ("x_all", "any_references", "其他单据"),
        ("x_photo", "image", "照片"),
    ):
        made = loans.post(
            "/records/field_def", {"object": LOAN, "api_name": name, "type": kind, "label": label}
        )
        assert made.status_code == 201, made.content
    loans.post("/records/account", {"name": "天目科技"})
    photo = loans.upload("样机.png", PICTURE)
    anna.upload("别人的.png", PICTURE)
    rows = (
        "甲,客户：云帆印务,account:天目科技、客户:云帆印务,样机.png",
        "乙,云帆印务,,",
        "丙,客户：没有这家,,",
        "丁,,,别人的.png",
    )
    status = loans.take("a.csv", csv_of("名称,相关单据,其他单据,照片", *rows), LOAN)
    assert counts_of(status) == (1, 0, 0, 3)
    assert [(e["row"], e["column"], e["code"]) for e in status["errors"]] == [
        (3, "相关单据", "cell.kind"),
        (4, "相关单据", "cell.not_found"),
        (5, "照片", "cell.file"),
    ]
    (made,) = loans.records(LOAN)
    assert (made["x_any"]["object"], made["x_any"]["name"]) == ("account", "云帆印务")
    assert [one["name"] for one in made["x_all"]] == ["天目科技", "云帆印务"]
    assert (made["x_photo"]["id"], made["x_photo"]["name"]) == (photo, "样机.png")
    content = loans.export(LOAN, fields=["x_any", "x_all", "x_photo"], format="csv").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content)))[1] == [
        "Account: 云帆印务",
        "Account: 天目科技, Account: 云帆印务",
        "样机.png",
    ]
