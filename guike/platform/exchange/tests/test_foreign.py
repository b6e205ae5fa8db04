"""Strangers' files read: their letters, their sheets and headers, their cards, their keys."""

from __future__ import annotations

import io

import openpyxl
import pytest

from guike.platform.exchange.encodings import encodings_of
from guike.platform.exchange.errors import FileUnreadable
from guike.platform.exchange.reading import Reading, open_table
from guike.platform.exchange.tests.conftest import counts, csv_of, xlsx_of

CHINESE = "姓名,公司,手机,备注\n张伟,云帆印务有限公司,13800138000,展会认识\n欧阳娜娜,岚榭图文,13900139000,需要报价\n"
TRADITIONAL = "姓名,公司,手機,備註\n陳志明,樣例印刷設備股份有限公司,0912345678,電話諮詢\n林淑芬,測試貿易有限公司,0922333444,請寄報價單\n"
JAPANESE = "氏名,会社,電話,ソース\n山田太郎,見本印刷株式会社,03-1234-5678,お電話\n鈴木花子,テスト商事,03-8765-4321,展示会\n"
KOREAN = "이름,회사,전화\n김민수,견본인쇄주식회사,02-123-4567\n이영희,시험무역,02-765-4321\n"
GERMAN = "Name;Firma;Größe\nJürgen Müller;Büro Schäfer GmbH;groß\nZoë Weiß;Öl & Söhne;klein\n"
FRENCH = "Prénom;Société\nAmélie;Café Élan\nFrançois;Hôtel de l'Été\n"
RUSSIAN = "Имя,Компания\nИван Петров,Образец Печати\nАнна Иванова,Проба Торг\n"


@pytest.mark.parametrize(
    ("text", "codec", "found"),
    [
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gbk", "gb18030"),
        (TRADITIONAL, "cp950", "cp950"),
        (JAPANESE, "cp932", "cp932"),
        (JAPANESE, "euc_jp", "euc_jp"),
        (KOREAN, "cp949", "cp949"),
        (GERMAN, "cp1252", "cp1252"),
        (FRENCH, "latin-1", "cp1252"),
        (RUSSIAN, "cp1251", "cp1251"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "utf-16-le", "utf-16-le"),
        (GERMAN, "utf-8", "utf-8-sig"),
        ("name,mobile\nLi Lei,138\n", "ascii", "utf-8-sig"),
        ("姓名,手机\n张伟,13800138000\n", "gbk", "gb18030"),
        ("name,mobile\nJosé,1\n", "latin-1", "cp1252"),
    ],
)
def test_letters_are_right_or_asked_never_wrong(tmp_path, text, codec, found):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(codec))
    offered = [one["encoding"] for one in encodings_of(path)]
    assert found in offered
    if len(offered) == 1:
        assert path.read_text(encoding=offered[0]).lstrip("\ufeff") == text
    else:
        by_name = {one["encoding"]: one["sample"] for one in encodings_of(path)}
        assert by_name[found].startswith(text.splitlines()[0][:10])


AMBIGUOUS = "name,mobile\n가각,1\n".encode("cp949")  # and 啊阿 in GBK


def test_an_encoding_in_doubt_is_asked_before_anything_is_written(anna):
    preview = anna.preview("a.csv", AMBIGUOUS)
    assert len(preview["encodings"]) > 1
    assert {"gb18030", "cp949"} <= {one["encoding"] for one in preview["encodings"]}
    assert all(one["sample"] for one in preview["encodings"])
    wishes = {"mapping": {"name": "name"}, "defaults": {"source": "phone"}}
    answer = anna.send("/imports", "a.csv", AMBIGUOUS, "lead", **wishes)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reading.encoding")
    assert anna.records() == []
    preview = anna.preview("a.csv", AMBIGUOUS, reading={"encoding": "cp949"})
    assert (preview["encodings"], preview["reading"]["encoding"]) == ([], "cp949")
    assert counts(anna.take("a.csv", AMBIGUOUS, reading={"encoding": "cp949"}, **wishes)) == (1, 0, 0, 0)
    assert [lead["name"] for lead in anna.records()] == ["가각"]


@pytest.mark.parametrize(
    ("reading", "field", "code"),
    [
        ({"encoding": "utf-7"}, None, "import.encoding_wrong"),
        ({"encoding": "utf-8-sig"}, None, "import.encoding_wrong"),
        ({"header_row": 9}, "reading.header_row", "import.no_header_row"),
        ({"header_row": "2"}, "reading.header_row", "type.integer"),
        ({"header_row": True}, "reading.header_row", "type.integer"),
        ({"sheet": 2}, "reading.sheet", "type.text"),
        ({"decimal": "x"}, "reading.decimal", "import.word"),
        ({"colour": "x"}, "reading.colour", "import.not_an_option"),
    ],
)
def test_a_way_of_reading_that_does_not_fit_is_refused_with_words(anna, reading, field, code):
    answer = anna.send("/imports/preview", "a.csv", CHINESE.encode("gbk"), "lead", reading=reading)
    assert answer.status_code == 422, answer.content
    body = answer.json()
    assert (
        body["code"] == code
        if field is None
        else (body["errors"][0]["field"], body["errors"][0]["code"]) == (field, code)
    )


def two_sheets():
    book = openpyxl.Workbook()
    first = book.active
    first.title = "汇总"
    first.append(["月份", "金额"])
    first.append(["一月", 5])
    second = book.create_sheet("名单")
    second.append(["2026 秋季展会名单", None, None])
    second.merge_cells("A1:C1")
    second.append(["填写说明：手机必填，公司请写全称；带 * 的为必填，如有疑问请联系市场部", None, None])
    second.append(["公司名称", "联系人", None])
    second.append([None, "姓名", "手机"])
    second.merge_cells("A3:A4")
    second.merge_cells("B3:C3")
    second.append(["云帆印务", "张伟", 13800138000])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_sheet_is_chosen_and_its_header_found_below_titles_instructions_and_merged_cells(anna):
    preview = anna.preview("a.xlsx", two_sheets())
    assert (preview["sheets"], preview["reading"]["sheet"]) == (["汇总", "名单"], "汇总")
    preview = anna.preview("a.xlsx", two_sheets(), reading={"sheet": "名单"})
    assert (preview["header_row"], preview["rows"]) == (4, 1)
    assert {c["name"]: c["field"] for c in preview["columns"]} == {
        "公司名称": "company",
        "姓名": "name",
        "手机": "mobile",
    }
    wishes = {"defaults": {"source": "phone"}, "reading": {"sheet": "名单"}}
    assert counts(anna.take("a.xlsx", two_sheets(), **wishes)) == (1, 0, 0, 0)
    (lead,) = anna.records()
    assert (lead["company"], lead["name"], lead["mobile"]) == ("云帆印务", "张伟", "13800138000")
    answer = anna.send("/imports/preview", "a.xlsx", two_sheets(), "lead", reading={"sheet": "没有"})
    assert (answer.status_code, answer.json()["code"]) == (422, "import.no_sheet")


def test_the_row_of_the_names_may_be_chosen(anna):
    content = csv_of("姓名,手机", "客户,号码", "张伟,13800138000")
    preview = anna.preview("a.csv", content, reading={"header_row": 2})
    assert (preview["header_row"], [c["name"] for c in preview["columns"]], preview["rows"]) == (
        2,
        ["客户", "号码"],
        1,
    )


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.ods", "a.xlsm"])
def test_tables_of_other_kinds_are_refused_with_the_way_out(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(FileUnreadable) as refused:
        open_table(path, name)
    assert refused.value.code == "import.other_table"
    assert ".xlsx" in refused.value.message("zh-CN")


CARDS = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B;=E5=B0=8F=E6=98=8E;;;
TEL;CELL:13800138000
TEL;WORK;VOICE:010-62345678
TEL;HOME:010-62345679
ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E4=BA=91=E5=B8=86=E5=8D=B0=
=E5=8A=A1
BDAY:19880229
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Ada Muster
N:Muster;Ada;;Dr.;
item1.TEL;VALUE=uri;TYPE="voice,cell":tel:+86-139-0001-2001
item2.EMAIL;TYPE=work:mailto:ada@example.com
EMAIL:ada2@example.com
ORG:Lanxie\\, Print;Sales
NOTE:first line\\nsecond
 line folded
BDAY:--0229
URL:https://lanxie.example.com
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:李雷
BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29
END:VCARD
"""


def test_cards_of_every_version_are_rows(tmp_path):
    path = tmp_path / "a.vcf"
    path.write_text(CARDS)
    table = open_table(path, "a.vcf", locale="zh-CN")
    assert (table.columns[:4], table.count) == (["姓名", "姓", "名", "公司"], 3)
    rows = [{c: v for c, v in zip(table.columns, row.cells, strict=True) if v} for row in table.rows()]
    assert rows == [
        {"姓": "王", "名": "小明", "公司": "云帆印务", "手机": "13800138000", "电话": "010-62345678",
         "更多电话": "010-62345679", "生日": "1988-02-29"},
        {"姓名": "Ada Muster", "姓": "Muster", "名": "Ada", "公司": "Lanxie, Print", "所在部门": "Sales",
         "手机": "+86-139-0001-2001", "邮箱": "ada@example.com", "更多邮箱": "ada2@example.com",
         "网址": "https://lanxie.example.com", "生日": "--02-29", "备注": "first line\nsecondline folded"},
        {"姓名": "李雷", "生日": "--02-29"},
    ]  # fmt: skip
    assert open_table(path, "a.vcf", locale="en").columns[:2] == ["Name", "Last name"]


def test_a_card_of_a_telephone_makes_a_lead(anna):
    assert counts(anna.take("a.vcf", CARDS.encode(), defaults={"source": "phone"})) == (3, 0, 0, 0)
    first, ada, li = anna.records()
    assert (first["name"], first["company"], first["mobile"], first["phone"]) == (
        "王小明",
        "云帆印务",
        "13800138000",
        "010-62345678",
    )
    assert "更多电话：010-62345679" in first["description"].split(
        "\n"
    ) or "More phones：010-62345679" in first["description"].split("\n")
    assert (ada["name"], ada["email"], li["name"]) == ("Ada Muster", "ada@example.com", "李雷")


@pytest.mark.parametrize("header", ["ID", "Id", "id", "No", "No.", "编号", "Record ID", "客户编号"])
def test_a_strangers_key_is_an_outside_key_and_changes_nobody(anna, header):
    anna.take(
        "a.csv", csv_of("姓名,手机", "王小明,13800138000", "李雷,13900139000"), defaults={"source": "phone"}
    )
    first = anna.records()[0]["id"]
    content = csv_of(f"{header},姓名,手机", f"{first},张伟,13700137000", f"{first + 1},赵六,13600136000")
    preview = anna.preview("b.csv", content)
    assert preview["columns"][0]["field"] == "external_id"
    status = anna.take("b.csv", content, on_duplicate="update", defaults={"source": "phone"})
    assert counts(status) == (2, 0, 0, 0)
    assert [lead["name"] for lead in anna.records()] == ["王小明", "李雷", "张伟", "赵六"]


def test_the_keys_of_our_own_export_are_ours(anna):
    anna.take(
        "a.csv", csv_of("姓名,手机", "王小明,13800138000", "李雷,13900139000"), defaults={"source": "phone"}
    )
    leads = anna.records()
    content = csv_of("ID,姓名,职务", *(f"{lead['id']},{lead['name']},经理" for lead in leads))
    assert anna.preview("b.csv", content)["columns"][0]["field"] == "id"
    content = csv_of("编号,职务", *(f"{lead['number']},经理" for lead in leads))
    assert anna.preview("b.csv", content)["columns"][0]["field"] == "number"
    assert counts(anna.take("b.csv", content, on_duplicate="update")) == (0, 2, 0, 0)


def test_numbers_that_a_spreadsheet_rounded_do_not_become_codes(admin):
    content = xlsx_of(
        ["客户名称", "银行账号", "信用额度"],
        ["甲公司", 62220212345678901234, 1.5],
        ["乙公司", "62220212345678901234", 2],
        ["丙公司", 1234567890123456, 3],
        ["丁公司", 123456789012345, 4],
    )
    status = admin.take("a.xlsx", content, "account")
    assert [(e["row"], e["column"], e["code"]) for e in status["errors"]] == [(2, "银行账号", "cell.rounded")]
    assert [a["bank_account"] for a in admin.records("account")] == [
        "62220212345678901234",
        "1234567890123456",
        "123456789012345",
    ]


def products(*rows, header="产品编码,产品名称,税率"):
    return csv_of(header, *rows)


def test_ten_in_a_column_of_percentages_is_asked(admin):
    content = products("A1,甲,10", "A2,乙,0.13", "A3,丙,13%")
    preview = admin.preview("a.csv", content, "product")
    assert {(p["row"], p["code"]) for p in preview["problems"]} >= {(2, "cell.percent"), (3, "cell.percent")}
    status = admin.take("a.csv", content, "product", reading={"percent": "hundredths"})
    assert counts(status) == (3, 0, 0, 0), status["errors"]
    assert [float(p["tax_rate"]) for p in admin.records("product")] == [0.10, 0.0013, 0.13]


def test_percentages_under_a_header_that_says_so_and_with_noise(admin):
    content = xlsx_of(["产品编码", "产品名称", "税率%"], ["A1", "甲", 13], ["A2", "乙", 1 / 3])
    assert counts(admin.take("a.xlsx", content, "product")) == (2, 0, 0, 0)
    content = xlsx_of(["产品编码", "产品名称", "税率"], ["B1", "甲", 0.1 + 0.03], ["B2", "乙", 1 / 3])
    assert counts(admin.take("b.xlsx", content, "product")) == (2, 0, 0, 0)
    assert [float(p["tax_rate"]) for p in admin.records("product")] == [0.13, 0.003333, 0.13, 0.333333]


def test_a_comma_before_the_places(admin):
    content = "产品编码;产品名称;标准价\nA1;甲;1.234,50\nA2;乙;12,5\nA3;丙;7\n".encode()
    preview = admin.preview("a.csv", content, "product")
    assert preview["reading"]["decimal"] == ","
    assert counts(admin.take("a.csv", content, "product")) == (3, 0, 0, 0)
    assert [float(p["standard_price"]) for p in admin.records("product")] == [1234.5, 12.5, 7.0]


@pytest.mark.parametrize("word", ["合计", "总 计：", "Total", "小计"])
def test_a_line_of_sums_is_no_record(anna, word):
    content = csv_of(
        "姓名,手机,备注", "王小明,13800138000,", f"{word},2,", "Total,13900139000,a firm of this name"
    )
    status = anna.take("a.csv", content, defaults={"source": "phone"})
    assert [(e["row"], e["code"]) for e in status["errors"]] == [(3, "cell.total")]
    assert [lead["name"] for lead in anna.records()] == ["王小明", "Total"]


def test_how_a_file_is_read_is_kept_for_the_run(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("姓名;额\n张;1,5\n")
    table = open_table(path, "a.csv")
    again = open_table(path, "a.csv", reading=Reading(**table.reading().as_map()), is_counted=True)
    assert (again.columns, again.decimal, again.encoding) == (["姓名", "额"], ",", "utf-8-sig")


def test_dates_before_a_spreadsheets_calendar_go_out_and_come_back(admin):
    dates = ["1876-05-03", "1899-12-31", "1900-01-01", "1900-02-28", "1900-03-01", "1988-02-29"]
    admin.post("/records/account", {"name": "云帆印务"})
    lines = [f"人{n},云帆印务,{day}" for n, day in enumerate(dates)]
    assert counts(admin.take("a.csv", csv_of("姓名,客户,生日", *lines), "contact")) == (6, 0, 0, 0)
    for form in ("xlsx", "csv"):
        content = admin.export("contact", fields=["id", "name", "birthday"], format=form)
        status = admin.take(f"b.{form}", content, "contact", on_duplicate="update")
        assert status["failed"] == 0, status["errors"]
        assert [contact["birthday"] for contact in admin.records("contact")] == dates


def test_what_is_gathered_in_the_remarks_is_added_to_those_that_stand(anna):
    anna.take(
        "a.csv", csv_of("姓名,手机,需求描述", "王小明,13800138000,要两台机器"), defaults={"source": "phone"}
    )
    content = csv_of("姓名,手机,邮编,经营范围", "王小明,13800138000、13800138001、13800138002,310000,印刷")
    for _round in range(2):
        status = anna.take("b.csv", content, on_duplicate="update")
        assert counts(status) == (0, 1, 0, 0), status["errors"]
        (lead,) = anna.records()
        assert lead["phone"] == "13800138001"
        assert lead["description"].split("\n") == [
            "要两台机器",
            "邮编：310000",
            "经营范围：印刷",
            "手机：13800138002",
        ]
    assert anna.undo(status["id"])["kept"] == 0
