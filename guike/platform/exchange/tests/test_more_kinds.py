"""Kinds of files that offices have, each checked, imported, taken back, imported again, exported and imported once more."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest

from guike.platform.exchange.tests.conftest import counts_of, csv_of
from guike.platform.jobs.testing import run_queued

#: what differs between two imports of one file
_OF_THE_ROW = {"id", "number", "created_at", "updated_at", "stage_entered_at", "_version"}


def checked(admin: Any, name: str, content: bytes, object_name: str, **options: Any) -> dict[str, Any]:
    """What the check of the whole file foretells."""
    file = admin.preview(name, content, object_name, **options)["file"]
    parts = {k: v if isinstance(v, str) else json.dumps(v) for k, v in options.items()}
    answer = admin.caller._client.post(
        "/api/v1/imports/check", {"file": file, "object": object_name, **parts}
    )
    assert answer.status_code == 202, answer.content
    run_queued()
    job = admin.get(f"/jobs/{answer.json()['job']}").json()
    assert job["status"] == "done", job
    return dict(job["result"])


def facts(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in one.items() if k not in _OF_THE_ROW} for one in records]


def through(admin: Any, name: str, content: bytes, object_name: str, **options: Any) -> list[dict[str, Any]]:
    """The records that a file makes, after every way that they can go."""
    before = admin.records(object_name)
    told = checked(admin, name, content, object_name, **options)
    assert admin.records(object_name) == before
    status = admin.take(name, content, object_name, **options)
    assert counts_of(status) == counts_of(told), (status, told)
    made = admin.records(object_name)
    undone = admin.undo(status["id"])
    assert (undone["deleted"], undone["kept"], undone["problems"]) == (status["created"], 0, [])
    assert admin.records(object_name) == before
    status = admin.take(name, content, object_name, **options)
    records: list[dict[str, Any]] = admin.records(object_name)
    assert facts(records) == facts(made), status
    for form in ("xlsx", "csv"):
        sheet = admin.export(object_name, format=form)
        again = admin.take(f"again.{form}", sheet, object_name, on_duplicate="update")
        assert (again["created"], again["failed"]) == (0, 0), (
            again["mapping"],
            again["errors"],
            again["skips"],
        )
        assert admin.records(object_name) == records
    return records


GERMAN = (
    '"Anrede","Vorname","Weitere Vornamen","Nachname","Suffix","Firma","Abteilung","Position","Straße geschäftlich",'
    '"Ort geschäftlich","Postleitzahl geschäftlich","Land/Region geschäftlich","Fax geschäftlich","Telefon geschäftlich",'
    '"Telefon (privat)","Mobiltelefon","E-Mail-Adresse","E-Mail 2: Adresse","Geburtstag","Notizen","Webseite"',
    '"Frau","Änne","","Müßig","","Probe GmbH","Einkauf","Leiterin","Langer Weg 1","Köln","50667","Deutschland",'
    '"+49 221 5550199","+49 221 5550100","","+49 151 55501000","aenne@example.com","buero@example.com","30.04.1985",'
    '"Zeile eins","http://probe.example.com"',
    '"","Bo","","Muster","","","","","","","","","","","+49 30 5550111","","bo@example.com","","0.0.00","",""',
)


def said(records: list[dict[str, Any]], *names: str) -> list[list[Any]]:
    """Values by name, references by theirs, places by code."""
    return [
        [one[n] if not isinstance(one[n], dict) else one[n].get("code") or one[n].get("name") for n in names]
        for one in records
    ]


def fields_of(preview: dict[str, Any]) -> dict[str, str]:
    return {c["name"]: c["field"] for c in preview["columns"] if c["field"]}


def book(rows: list[list[Any]], *merged: str, percents: str = "") -> bytes:
    """A workbook with merged cells; `percents`: letters of columns that are shown as such."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    for letter in percents:
        for (cell,) in sheet[f"{letter}2:{letter}{len(rows)}"]:
            cell.number_format = "0%"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_outlook_in_german(admin):
    content = csv_of(*GERMAN, encoding="cp1252")
    preview = admin.preview("kontakte.csv", content, "lead", defaults={"source": "phone"})
    assert preview["encoding"] == "cp1252"
    records = through(admin, "kontakte.csv", content, "lead", defaults={"source": "phone"})
    names = ("name", "company", "title", "mobile", "phone", "email", "address")
    assert said(records, *names) == [
        ["Änne Müßig", "Probe GmbH", "Leiterin", "+49 1515 5501000", "+49 221 5550100", "aenne@example.com", "Langer Weg 1"],
        ["Bo Muster", None, None, None, None, "bo@example.com", None],
    ]  # fmt: skip
    assert records[0]["description"].split("\n") == [
        "Ort geschäftlich：Köln", "Postleitzahl geschäftlich：50667", "Land/Region geschäftlich：Deutschland",
        "Fax geschäftlich：+49 221 5550199", "E-Mail 2: Adresse：buero@example.com", "Geburtstag：30.04.1985", "Zeile eins",
        "Webseite：http://probe.example.com",
    ]  # fmt: skip
    # 0.0.00 is how the program says that it knows no birthday
    assert records[1]["description"] == "Telefon (privat)：+49 30 5550111"


def test_hubspot_deals(admin):
    for name in ("Probe GmbH", "Lanxie Print Ltd"):
        assert admin.post("/records/account", {"name": name}).status_code == 201
    content = csv_of(
        "Record ID,Deal Name,Deal Stage,Close Date,Amount,Deal owner,Associated Company,Pipeline,Create Date,"
        "Deal Type,Deal Description",
        '7001,Neue Maschine,appointmentscheduled,2026-12-31 00:00,"12,500.00",admin@example.com,Probe GmbH,Sales Pipeline,'
        "2026-11-01 09:12,newbusiness,first talk",
        "7002,Zweite,closedwon,,,,Lanxie Print Ltd,Sales Pipeline,2026-11-01 09:12,,",
    )
    preview = admin.preview("deals.csv", content, "opportunity", defaults={"source": "other"})
    columns = {c: {"on_bad": "empty"} for c in ("Deal Stage", "Pipeline", "Deal owner")}
    records = through(
        admin, "deals.csv", content, "opportunity", defaults={"source": "other"}, columns=columns
    )
    assert fields_of(preview) == {
        "Record ID": "external_id", "Deal Name": "name", "Deal Stage": "stage", "Close Date": "expected_close_on",
        "Amount": "amount", "Deal owner": "owner", "Associated Company": "account", "Pipeline": "process",
        "Deal Description": "description",
    }  # fmt: skip
    assert said(
        records, "external_id", "name", "account", "amount", "expected_close_on", "status", "description"
    ) == [
        ["7001", "Neue Maschine", "Probe GmbH", "12500.00", "2026-12-31", "open", "first talk"],
        ["7002", "Zweite", "Lanxie Print Ltd", None, None, "open", None],
    ]


def test_yongyou_customers(admin):
    content = book(
        [
            ["客户档案", None, None, None, None, None, None, None, None],
            ["单位：云帆集团", None, None, None, "打印日期：2026-11-21", None, None, None, None],
            ["客户编码", "客户名称", "客户简称", "所属分类", "联系信息", None, None, "税务信息", None],
            [None, None, None, None, "联系人", "电话", "手机", "纳税人登记号", "信用额度"],
            [
                "0101001",
                "云帆印务有限公司",
                "云帆",
                "华东",
                "张伟",
                "010-62345001",
                13800138000,
                "91330106MA00000001",
                50000,
            ],
            ["0101002", "青禾包装有限公司", "青禾", "华东", None, "0571-88886666-801", None, None, 1200.5],
            ["合计", None, None, None, None, None, None, None, 51200.5],
            ["制表人：李雷", None, None, None, "审核人：韩梅", None, None, None, None],
            ["注：信用额度单位为元，不含税。", None, None, None, None, None, None, None, None],
        ],
        "A1:I1",
        "A3:A4",
        "B3:B4",
        "C3:C4",
        "D3:D4",
        "E3:G3",
        "H3:I3",
    )
    preview = admin.preview("客户档案.xlsx", content, "account")
    records = through(admin, "客户档案.xlsx", content, "account")
    assert (preview["header_row"], fields_of(preview)) == (4, {
        "客户编码": "external_id", "客户名称": "name", "客户简称": "short_name", "所属分类": "description", "联系人": "contact.name",
        "电话": "phone", "手机": "contact.mobile", "纳税人登记号": "tax_number",
    })  # fmt: skip
    assert [(one["row"], one["code"], one["message"].split("”")[0]) for one in preview["problems"]] == [
        (7, "cell.total", "This row says “合计"),
        (8, "cell.total", "This row says “制表人：李雷"),
        (9, "cell.total", "This row says “注：信用额度单位为元，不含税。"),
    ]
    names = ("external_id", "name", "short_name", "phone", "tax_number", "description")
    assert said(records, *names) == [
        [
            "0101001",
            "云帆印务有限公司",
            "云帆",
            "010-62345001",
            "91330106MA00000001",
            "所属分类：华东",
        ],
        [
            "0101002",
            "青禾包装有限公司",
            "青禾",
            "0571-88886666 转 801",
            None,
            "所属分类：华东",
        ],
    ]
    assert said(admin.records("contact"), "name", "account", "mobile") == [
        ["张伟", "云帆印务有限公司", "13800138000"]
    ]


def test_wps_products_with_noise(admin):
    content = book(
        [
            ["商品编码", "商品名称", "条码", "单价", "成本价", "税率", "规格型号"],
            [1001, "标签机", 6901234567892, 12.999999999999998, 0.1 + 0.2, 0.13, "A4/A3"],
            [1002.0, "墨盒", "0690123456789", 1e3, 99.99, 0.060000000000000005, 5],
            ["1003", "纸", None, "1,234.50", None, "9%", None],
        ],
        percents="F",
    )
    preview = admin.preview("商品.xlsx", content, "product")
    records = through(admin, "商品.xlsx", content, "product")
    assert (preview["problems"], preview["notes"]) == ([], [])
    assert said(
        records, "code", "name", "barcode", "standard_price", "cost", "tax_rate", "specification"
    ) == [
        ["1001", "标签机", "6901234567892", "13", "0.3", "0.13", "A4/A3"],
        ["1002", "墨盒", "0690123456789", "1000", "99.99", "0.06", "5"],
        ["1003", "纸", None, "1234.5", None, "0.09", None],
    ]


def test_semicolons_in_utf16(admin):
    text = "Société;Téléphone;Chiffre d'affaires;E-mail\r\nÉtablissement Müller;+33 1 55 50 01 00;1.234,50;a@example.com\r\n云帆印务;010-62345001;;\r\n"
    for content in (text.encode("utf-16"), b"\xfe\xff" + text.encode("utf-16-be")):
        preview = admin.preview("clients.csv", content, "account")
        assert (preview["encoding"], preview["problems"]) == ("utf-16", [])
    records = through(admin, "clients.csv", text.encode("utf-16"), "account")
    assert said(records, "name", "phone", "description") == [
        ["Établissement Müller", "+33 1 55 50 01 00", "Chiffre d'affaires：1.234,50\nE-mail：a@example.com"],
        ["云帆印务", "010-62345001", None],
    ]


def test_columns_of_one_name(admin):
    content = csv_of(
        "姓名,电话,电话,电话,备注,备注,公司",
        "张伟,13800138000,010-62345001,010-62345002,第一,第二,云帆印务",
        "李雷,,010-62345003,,,只有第二,",
    )
    preview = admin.preview("a.csv", content, "lead", defaults={"source": "phone"})
    assert [c["name"] for c in preview["columns"]][1:6] == [
        "电话",
        "电话 (2)",
        "电话 (3)",
        "备注",
        "备注 (2)",
    ]
    records = through(admin, "a.csv", content, "lead", defaults={"source": "phone"})
    assert said(records, "name", "company", "phone", "description") == [
        ["张伟", "云帆印务", "13800138000", "电话 (2)：010-62345001\n电话 (3)：010-62345002\n第一\n第二"],
        ["李雷", None, None, "电话 (2)：010-62345003\n只有第二"],
    ]


def test_fifty_columns(admin):
    admin.post("/records/account", {"name": "云帆印务"})
    names = (
        ["姓名", "客户名称", "手机", "邮箱", "职务"]
        + [f"电话{n}" for n in range(2, 8)]
        + [f"邮箱{n}" for n in range(2, 6)]
    )
    names += [f"自定义{n}" for n in range(1, 51 - len(names))]
    row = ["张伟", "云帆印务", "13800138000", "zhang@example.com", "经理"]
    row += [f"010-6234500{n}" for n in range(2, 8)] + [f"z{n}@example.com" for n in range(2, 6)]
    content = csv_of(
        ",".join(names),
        ",".join([*row, *(f"v{n}" for n in range(len(row), 50))]),
        ",".join(["李雷", "云帆印务"] + [""] * 48),
    )
    preview = admin.preview("a.csv", content, "contact")
    records = through(admin, "a.csv", content, "contact")
    assert len(preview["columns"]) == 50
    kept = [f"电话{n}：010-6234500{n}" for n in range(3, 8)] + [
        f"邮箱{n}：z{n}@example.com" for n in range(2, 6)
    ]
    assert said(records, "name", "account", "mobile", "phone", "email", "title", "description") == [
        ["张伟", "云帆印务", "13800138000", "010-62345002", "zhang@example.com", "经理", "\n".join(kept)],
        ["李雷", "云帆印务", None, None, None, None, None],
    ]


CARDS = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=BC=9F;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0=E4=BC=9F
ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E4=BA=91=E5=B8=86=
=E5=8D=B0=E5=8A=A1;=E9=94=80=E5=94=AE=E9=83=A8
TITLE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=BB=8F=E7=90=86
TEL;CELL;PREF:+8613800138000
TEL;WORK;VOICE:010-62345001
TEL;WORK;FAX:010-62345009
EMAIL;INTERNET:zhang@example.com
ADR;WORK;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;=E6=96=87=E4=B8=80=E8=B7=AF1=E5=8F=B7;=E6=9D=AD=E5=B7=9E=E5=B8=82;=E6=B5=99=E6=B1=9F=E7=9C=81;310000;=E4=B8=AD=E5=9B=BD
NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=AC=AC=E4=B8=80=E8=A1=8C=0D=0A=
=E7=AC=AC=E4=BA=8C=E8=A1=8C
BDAY:--0412
PHOTO;ENCODING=BASE64;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD
 /2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDREN
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=C0=EE;=C0=D7;;;
TEL;CELL:139-0013-9000
BDAY:19900412
END:VCARD
"""


def test_old_cards_in_chinese(admin):
    content = CARDS.replace("\n", "\r\n").encode()
    preview = admin.preview("通讯录.vcf", content, "lead", defaults={"source": "phone"})
    records = through(admin, "通讯录.vcf", content, "lead", defaults={"source": "phone"})
    assert (preview["problems"], preview["notes"]) == ([], [])
    assert said(records, "name", "company", "title", "mobile", "phone", "email", "region", "address") == [
        [
            "张伟",
            "云帆印务",
            "经理",
            "13800138000",
            "010-62345001",
            "zhang@example.com",
            "330100",
            "文一路1号",
        ],
        ["李雷", None, None, "13900139000", None, None, None, None],
    ]
    assert [one["description"].split("\n") for one in records] == [
        [
            "More phones：010-62345009",
            "Postal code：310000",
            "Country：中国",
            "Birthday：--04-12",
            "第一行",
            "第二行",
        ],
        ["Birthday：1990-04-12"],
    ]


def test_references_by_name_path_and_code(admin):
    """One column names its records in every way that people do."""
    units = {}
    for name, parent in (
        ("总部", None),
        ("华北", "总部"),
        ("销售一部", "华北"),
        ("华东", "总部"),
        ("销售一部", "华东"),
    ):
        made = admin.post("/records/department", {"name": name, "parent": units.get(parent)})
        assert made.status_code == 201, made.content
        units[name if parent != "华东" else "华东/销售一部"] = made.json()["id"]
    account = admin.post("/records/account", {"name": "云帆印务", "external_id": "K-7"}).json()
    content = csv_of(
        "姓名,客户,负责人",
        "张伟,云帆印务,admin",
        f"李雷,{account['number']},",
        f"韩梅,{account['id']},",
        "王芳,K-7,",
        "赵六,没有这家,",
    )
    records = through(admin, "a.csv", content, "contact", columns={"负责人": {"on_bad": "empty"}})
    assert said(records, "name", "account") == [[n, "云帆印务"] for n in ("张伟", "李雷", "韩梅", "王芳")]
    people = csv_of(
        "姓名,用户名,部门",
        "甲,jia,总部/华北/销售一部",
        "乙,yi,华东>销售一部",
        "丙,bing,总部",
        "丁,ding,销售一部",
    )
    status = admin.take("u.csv", people, "user", defaults={"password": "Long-enough-9"})
    found = {
        one["username"]: one["department"] and one["department"]["id"]
        for one in admin.records("user")
        if one["username"] != "admin"
    }
    assert found == {"jia": units["销售一部"], "yi": units["华东/销售一部"], "bing": units["总部"]}, status[
        "errors"
    ]
    assert [(error["row"], error["column"], error["code"]) for error in status["errors"]] == [
        (5, "部门", "cell.department_ambiguous")
    ]


@pytest.mark.parametrize("policy", ["skip", "update"])
def test_sums_and_notes_around_a_list(admin, policy):
    """What is written above, between and below the records is none of them, and is told."""
    content = csv_of(
        "2026 年客户名单,,,",
        "说明：带 * 的为必填项,,,",
        "*客户名称,电话,信用额度（元）,备注",
        '云帆印务,010-62345001,"1,000.00",',
        '小计,,"1,000.00",',
        '青禾包装,0571-88886666,"2,000.50",注：老客户',
        '小计,,"2,000.50",',
        '合计：,,"3,000.50",',
        "备注：以上金额均含税,,,",
        "制表：李雷,审核：韩梅,,",
        "注：备注 公司,,,",
    )
    records = through(admin, "名单.csv", content, "account", on_duplicate=policy)
    assert said(records, "name", "phone", "description") == [
        ["云帆印务", "010-62345001", None],
        ["青禾包装", "0571-88886666", "注：老客户"],
    ]
    groups = admin.preview("名单.csv", content, "account", on_duplicate=policy)["groups"]
    assert [(one["code"], one["count"]) for one in groups if one["kind"] == "failed"] == [("cell.total", 6)]


def test_a_company_whose_name_begins_like_a_note_is_taken(admin):
    content = csv_of(
        "客户名称,电话,网址,备注",
        "注塑科技有限公司,010-62345001,,",
        "制表机械厂,,,",
        "备注：文具店,010-62345002,b.example.com,老客户",
    )
    assert said(through(admin, "a.csv", content, "account"), "name") == [
        ["注塑科技有限公司"], ["制表机械厂"], ["备注：文具店"],
    ]  # fmt: skip


def test_a_key_that_a_person_deleted_is_not_taken_from_him(admin):
    """Only what an undone import left lets go of its key."""
    made = admin.post("/records/product", {"code": "P1", "name": "标签机"})
    assert admin.delete(f"/records/product/{made.json()['id']}").status_code in (200, 204)
    content = csv_of("商品编码,商品名称", "P1,别的", "P2,墨盒")
    status = admin.take("a.csv", content, "product")
    assert (status["created"], [(e["row"], e["code"]) for e in status["errors"]]) == (
        1,
        [(2, "unique.taken")],
    )
    assert "recycle bin" in status["errors"][0]["message"]
