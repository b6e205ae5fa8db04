"""Files as rows of text."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from guike.kernel.limits import IMPORT_COLUMNS
from guike.platform.exchange import reading
from guike.platform.exchange.errors import FileUnreadable
from guike.platform.exchange.formats import delimiter_of, text_of
from guike.platform.exchange.reading import Row, letter_of, open_table
from guike.platform.exchange.tests.conftest import xlsx_of

LINES = "姓名,手机,备注\n王小明,13800138000,“好”\n\n李雷,010-62345678,\n"


def opened(tmp_path, name, content, score=None):
    path = tmp_path / name
    path.write_bytes(content)
    return open_table(path, name, score)


def refused(tmp_path, name, content):
    with pytest.raises(FileUnreadable) as found:
        opened(tmp_path, name, content)
    return found.value.code


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_every_encoding_gives_the_same_rows(tmp_path, encoding, named):
    table = opened(tmp_path, "a.csv", LINES.encode(encoding))
    assert (table.encoding, table.columns, table.count) == (named, ["姓名", "手机", "备注"], 2)
    assert list(table.rows()) == [
        Row(2, ["王小明", "13800138000", "“好”"]),
        Row(4, ["李雷", "010-62345678", ""]),
    ]
    assert list(table.rows()) == list(table.rows())


def test_a_rare_character_of_gb18030(tmp_path):
    table = opened(tmp_path, "a.csv", "姓名,公司\n王䶮,𠮷野印务\n".encode("gb18030"))
    assert [row.cells for row in table.rows()] == [["王䶮", "𠮷野印务"]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_separator_is_found(tmp_path, delimiter):
    content = "\n".join(
        delimiter.join(cells) for cells in (["a", "b", "c"], ["1", "x, y; z", "3"], ["4", "5", "6"])
    )
    content = content.replace("x, y; z", '"x, y; z"')
    table = opened(tmp_path, "a.csv", content.encode())
    assert [row.cells for row in table.rows()] == [["1", "x, y; z", "3"], ["4", "5", "6"]]


def test_one_column_needs_no_separator():
    assert delimiter_of("姓名\n王小明\n李雷\n") == ","


def test_cells_of_a_workbook_as_a_person_would_type_them(tmp_path):
    content = xlsx_of(
        ["姓名", "手机", "日期", "时间", "是", "率", "额"],
        [
            "王小明",
            13800138000,
            date(2026, 11, 21),
            datetime.fromisoformat("2026-11-21T09:30"),
            True,
            0.1,
            1234.5600000000001,
        ],
        [" 李雷 ", 1e20, None, None, False, 0.30000000000000004, -7.0],
    )
    table = opened(tmp_path, "a.xlsx", content)
    assert (table.encoding, table.count) == ("", 2)
    assert [row.cells for row in table.rows()] == [
        ["王小明", "13800138000", "2026-11-21", "2026-11-21 09:30:00", "TRUE", "0.1", "1234.56"],
        [" 李雷 ", "100000000000000000000", "", "", "FALSE", "0.3", "-7"],
    ]


def test_numbers_never_show_an_exponent_or_an_idle_point():
    assert [text_of(n) for n in (1.0, 1e14, 1e-7, 123456789012345678.0)] == [
        "1",
        "100000000000000",
        "0.0000001",
        "123456789012346000",
    ]


def test_the_header_may_stand_below_a_title(tmp_path):
    content = xlsx_of(["2026 秋季展会名单"], [], ["姓名", "手机", "公司"], ["王小明", 1, "x"])
    table = opened(tmp_path, "a.xlsx", content)
    assert (table.columns, table.header_row, list(table.rows())) == (
        ["姓名", "手机", "公司"],
        3,
        [Row(4, ["王小明", "1", "x"])],
    )


def test_whoever_knows_the_names_tells_the_header_from_the_rest(tmp_path):
    content = "名单,甲,乙,丙,丁\n姓名,手机,公司\n王,1,x\n".encode()
    table = opened(tmp_path, "a.csv", content, lambda row: sum(cell in ("姓名", "手机") for cell in row))
    assert (table.columns, table.header_row) == (["姓名", "手机", "公司"], 2)


def test_columns_without_or_with_the_same_name_stay_apart(tmp_path):
    table = opened(tmp_path, "a.csv", "电话,,电话,电话 (2)\n1,2,3,4\n".encode())
    assert table.columns == ["电话", "B", "电话 (2)", "电话 (2) (2)"]


def test_letters_of_columns():
    assert [letter_of(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_the_first_visible_sheet_with_rows_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "说明"
    hidden = book.create_sheet("隐藏")
    hidden.append(["x"])
    hidden.append(["y"])
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("数据")
    shown.append(["姓名"])
    shown.append(["王小明"])
    file = io.BytesIO()
    book.save(file)
    assert [row.cells for row in opened(tmp_path, "a.xlsx", file.getvalue()).rows()] == [["王小明"]]


def test_what_cannot_be_taken_is_named(tmp_path):
    assert refused(tmp_path, "a.pdf", b"%PDF-1.7") == "import.type"
    assert refused(tmp_path, "a.xlsx", b"no zip at all") == "import.broken"
    assert refused(tmp_path, "a.xlsx", xlsx_of(["姓名"])[:-300]) == "import.broken"
    assert refused(tmp_path, "a.csv", "姓名,手机\n".encode()) == "import.no_rows"
    assert refused(tmp_path, "a.xlsx", xlsx_of()) == "import.no_rows"
    assert refused(tmp_path, "a.csv", ('a,b\n"' + "x" * 200_000 + '",2\n').encode()) == "import.csv"
    wide = ",".join(f"c{n}" for n in range(IMPORT_COLUMNS + 1))
    assert refused(tmp_path, "a.csv", f"{wide}\n{wide}\n".encode()) == "import.too_many_columns"


def test_too_many_rows_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "IMPORT_ROWS", 3)
    assert opened(tmp_path, "a.csv", b"a\n1\n2\n3\n").count == 3
    assert refused(tmp_path, "b.csv", b"a\n1\n2\n3\n4\n") == "import.too_many_rows"


def packed_with(content, member, data):
    """The workbook with one part replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, data if part.filename == member else old.read(part.filename))
    return file.getvalue()


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def test_cells_without_an_address_are_read_in_their_order(tmp_path):
    rows = '<row r="1"><c t="inlineStr"><is><t>姓名</t></is></c></row><row r="3"><c t="inlineStr"><is><t>王小明</t></is></c></row>'
    content = packed_with(xlsx_of(["a"], ["b"]), "xl/worksheets/sheet1.xml", SHEET.format(rows))
    assert [row.cells for row in opened(tmp_path, "a.xlsx", content).rows()] == [["王小明"]]


def test_empty_cells_far_away_do_not_matter(tmp_path):
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData></worksheet>'
    )
    content = packed_with(xlsx_of(["a"], ["b"]), "xl/worksheets/sheet1.xml", sheet)
    assert [row.cells for row in opened(tmp_path, "a.xlsx", content).rows()] == [["2"]]
