"""What an administrator defined a moment ago is imported and exported like everything else."""

import csv
import io

import pytest

from guike.platform.exchange.tests.conftest import counts, csv_of

FIELDS = (
    ("x_model", "text", "型号", {"is_unique": True}),
    ("x_qty", "integer", "数量", {}),
    ("x_deposit", "money", "押金", {}),
    ("x_share", "percent", "折扣", {}),
    ("x_due", "date", "归还日期", {}),
    ("x_at", "instant", "借出时间", {}),
    (
        "x_state",
        "choice",
        "状况",
        {"choices": [{"code": "new", "label": "全新"}, {"code": "used", "label": "旧"}]},
    ),
    (
        "x_parts",
        "multi_choice",
        "附件",
        {"choices": [{"code": "cable", "label": "电源线"}, {"code": "box", "label": "包装"}]},
    ),
    ("x_customer", "reference", "客户", {"target": "account"}),
    ("x_ok", "boolean", "完好", {}),
)


@pytest.fixture
def loans(admin):
    made = admin.post("/records/object_def", {"api_name": "sample_loan__c", "label": "样品借用"})
    assert made.status_code == 201, made.content
    for name, kind, label, more in FIELDS:
        field = {"object": "sample_loan__c", "api_name": name, "type": kind, "label": label, **more}
        made = admin.post("/records/field_def", field)
        assert made.status_code == 201, made.content
    return admin


@pytest.mark.req("CO-01", "CO-07")
def test_a_custom_object_comes_in_and_goes_out(loans):
    loans.post("/records/account", {"name": "云帆印务"})
    header = "名称,型号,数量,押金,折扣,归还日期,借出时间,状况,附件,客户,完好"
    first = '激光机,M-1,２,"1,234.50",10%,2026年12月1日,2026/11/21 9:30,全新,电源线、包装,云帆印务,是'
    content = csv_of(header, first, "标签机,M-2,1test,5,0.2,,,坏,,没有,否", "激光机,M-1,1,,,,,,,,")
    status = loans.take("a.csv", content, "sample_loan__c")
    assert counts(status) == (1, 0, 1, 1)
    assert [(e["column"], e["code"]) for e in status["errors"]] == [
        ("数量", "cell.number"),
        ("状况", "cell.choice"),
        ("客户", "cell.not_found"),
    ]
    (record,) = loans.records("sample_loan__c")
    assert {name: record[name] for name in ("name", "x_model", "x_qty", "x_deposit", "x_share", "x_due")} == {
        "name": "激光机",
        "x_model": "M-1",
        "x_qty": 2,
        "x_deposit": "1234.50",
        "x_share": "0.1",
        "x_due": "2026-12-01",
    }
    assert (record["x_at"], record["x_state"], record["x_parts"]) == (
        "2026-11-21T01:30:00Z",
        "new",
        ["cable", "box"],
    )
    assert (record["x_customer"]["name"], record["x_ok"]) == ("云帆印务", True)
    names = ["name", *(name for name, *_rest in FIELDS)]
    content = loans.export("sample_loan__c", fields=names, format="csv")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1] == [
        *("激光机", "M-1", "2", "1234.50", "0.1", "2026-12-01", "2026-11-21 09:30"),
        *("全新", "电源线, 包装", "云帆印务", "yes"),
    ]


@pytest.mark.req("CO-01")
def test_its_own_export_comes_back_as_an_update_and_can_be_taken_back(loans):
    loans.take("a.csv", csv_of("名称,型号,数量,附件", "激光机,M-1,2,包装"), "sample_loan__c")
    changed = csv_of("名称,型号,数量,附件", "激光机,M-1,7,电源线")
    status = loans.take("b.csv", changed, "sample_loan__c", on_duplicate="update")
    assert counts(status) == (0, 1, 0, 0)
    assert [(r["x_qty"], r["x_parts"]) for r in loans.records("sample_loan__c")] == [(7, ["cable"])]
    assert loans.undo(status["id"])["restored"] == 1
    assert [(r["x_qty"], r["x_parts"]) for r in loans.records("sample_loan__c")] == [(2, ["box"])]
