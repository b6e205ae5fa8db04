"""Files made to do harm, and the child that meets them."""

import io
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from guike.platform.exchange import apart
from guike.platform.exchange.errors import FileUnreadable
from guike.platform.exchange.reading import open_table
from guike.platform.exchange.tests.conftest import xlsx_of

HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FOOT = b"</sheetData></worksheet>"
SHEET = "xl/worksheets/sheet1.xml"
MEGABYTE = b"x" * 1_000_000
FAR = b'<row r="1048576"><c %s><v>1</v></c></row>'
FIRST = b'<row r="1"><c r="A1"><v>1</v></c></row>'


def book_with(part, *blocks, says=None):
    """A workbook with one part replaced; `says`: the size that it declares for it instead of the true one."""
    file = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(xlsx_of(["a"], ["b"])))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            with new.open(item.filename, "w") as out:
                for block in blocks if item.filename == part else [old.read(item.filename)]:
                    out.write(block)
    content = file.getvalue()
    if says is not None:
        true = sum(map(len, blocks)).to_bytes(4, "little")
        assert true in content
        content = content.replace(true, says.to_bytes(4, "little"))
    return content


def refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileUnreadable) as found:
        list(open_table(path, name).rows())
    return found.value.code


MANY_ROWS = [HEAD, *[b"<row><c><v>1</v></c></row>" * 10_000] * 1_150, FOOT]
ONE_TEXT = [HEAD, b'<row><c t="inlineStr"><is><t>', *[MEGABYTE] * 300, b"</t></is></c></row>", FOOT]


@pytest.mark.parametrize(
    ("part", "blocks", "says", "code"),
    [
        (SHEET, MANY_ROWS, None, "import.too_big"),
        (SHEET, MANY_ROWS, 1_000, "import.broken"),
        (SHEET, ONE_TEXT, 1_000, "import.broken"),
        (SHEET, [HEAD, FIRST, FAR % b'r="XFD1048576"', FOOT], None, "import.too_big"),
        (SHEET, [HEAD, FIRST, FAR % b"s='>' r = 'XFD1048576'", FOOT], None, "import.too_big"),
        ("xl/workbook.xml", [b"<workbook a='", *[MEGABYTE] * 300, b"'/>"], None, "import.too_big"),
    ],
    ids=["rows", "lying rows", "lying text", "far apart", "far apart, hidden", "workbook"],
)
def test_a_small_workbook_that_unpacks_to_a_large_one_is_refused(tmp_path, part, blocks, says, code):
    content = book_with(part, *blocks, says=says)
    assert len(content) < 1_000_000
    assert refused(tmp_path, "a.xlsx", content) == code


def test_what_is_no_workbook_is_broken(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refused(tmp_path, "a.xlsx", file.getvalue()) == "import.broken"
    assert refused(tmp_path, "b.xlsx", b"PK\x03\x04" + b"\x00" * 100) == "import.broken"
    assert refused(tmp_path, "c.xlsx", book_with(SHEET, b"<worksheet><sheetData><row><c")) == "import.broken"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"a" + b",a" * 5_000_000 + b"\n", "import.too_many_columns"),
        ("a.csv", b'a,b\n"' + b"x" * 20_000_000, "import.csv"),
        ("a.csv", b"a,b\n" + b"x" * 200_000 + b",2\n", "import.csv"),
        ("a.xlsx", book_with(SHEET, HEAD, b'<row><c t="inlineStr"><is><t>', b"x" * 200_000, b"</t></is></c></row>", FOOT), "import.cell_too_long"),
        ("a.vcf", b"BEGIN:VCARD\nFN:" + b"x" * 200_000 + b"\nEND:VCARD\n", "import.cell_too_long"),
    ],
)  # fmt: skip
def test_tables_of_one_cell_or_of_nothing_but_columns_are_refused(tmp_path, name, content, code):
    assert refused(tmp_path, name, content) == code


@pytest.mark.parametrize(("limit", "value"), [("BASE_SECONDS", 0), ("MEMORY", 60_000_000)])
def test_seconds_of_work_and_memory_are_limited_whatever_the_format(tmp_path, monkeypatch, limit, value):
    monkeypatch.setattr(apart, "SECONDS_A_MEGABYTE", 0)
    monkeypatch.setattr(apart, limit, value)
    lines = b"a,b\n" * 8_000_000
    cards = b"BEGIN:VCARD\nFN:x\nEND:VCARD\n" * 1_200_000
    assert (
        refused(tmp_path, "a.csv", lines if limit == "BASE_SECONDS" else b"a," * 4_000_000)
        == "import.too_big"
    )
    assert refused(tmp_path, "a.vcf", cards) == "import.too_big"


def test_a_child_that_is_silent_is_not_waited_for_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(apart, "PATIENCE", 0.0)
    assert refused(tmp_path, "a.csv", b"a,b\n1,2\n") == "import.too_big"


def children():
    """Processes that this one has started and that are still there."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_whoever_wants_no_more_rows_leaves_no_child(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 100_000)
    before = children()
    rows = open_table(path, "a.csv").rows()
    assert [next(rows).number for _n in range(300)][-1] == 301
    assert len(children() - before) == 1
    rows.close()
    assert children() == before


PARENT = """
import sys, time
from pathlib import Path
from guike.platform.exchange.reading import open_table
rows = open_table(Path(sys.argv[1]), "a.csv").rows()
for _n in range(300):
    next(rows)
print(Path("/proc/self/task").joinpath(__import__("os").listdir("/proc/self/task")[0], "children").read_text(), flush=True)
time.sleep(60)
"""


def test_a_child_ends_with_its_parent_however_that_ends(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 190_000)
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = Path("/proc") / parent.stdout.readline().strip()
    assert child.exists()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    for _n in range(200):
        if not child.exists() or " Z " in (child / "stat").read_text():
            return
        signal.sigtimedwait([], 0.05)
    pytest.fail("the child outlived its parent")
