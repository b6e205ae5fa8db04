"""Formulas whose value the file does not hold are no empty cells."""

from __future__ import annotations

import io
import zipfile

import pytest

from guike.platform.exchange.tests.conftest import counts, csv_of, xlsx_of
from guike.platform.exchange.uncomputed import formulas_without_values

HEADER = ["姓名", "公司", "手机", "备注"]


def rewritten(content: bytes, **pieces: str) -> bytes:
    """The workbook with its sheet's cells as another program writes them: {A2: xml of the cell}."""
    found = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            data = old.read(part)
            if part.startswith("xl/worksheets/sheet"):
                text = data.decode()
                for place, xml in pieces.items():
                    start = text.index(f'<c r="{place}"')
                    end = text.index("</c>", start) + 4
                    text = text[:start] + xml + text[end:]
                data = text.encode()
            new.writestr(part, data)
    return found.getvalue()


def test_a_row_with_a_formula_that_was_never_reckoned_says_so(anna):
    content = xlsx_of(
        HEADER,
        ["张伟", '=CONCATENATE("云帆","印务")', "13800138000", "a"],
        ["李雷", "青禾包装", "13900139000", "b"],
        [None, "=B3", None, None],
    )
    preview = anna.preview("a.xlsx", content, defaults={"source": "phone"})
    assert preview["rows"] == 3
    assert [(one["row"], one["column"], one["code"]) for one in preview["problems"] if one["row"] == 2] == [
        (2, "公司", "cell.no_value")
    ]
    status = anna.take("a.xlsx", content, defaults={"source": "phone"})
    assert counts(status) == (1, 0, 0, 2)
    assert [one["name"] for one in anna.records()] == ["李雷"]
    status = anna.take("a.xlsx", content, defaults={"source": "phone"}, columns={"公司": {"on_bad": "empty"}})
    assert (counts(status), [e["code"] for e in status["errors"]]) == ((1, 0, 1, 1), ["lead.name_or_company"])
    assert [(one["name"], one["company"]) for one in anna.records()] == [("李雷", "青禾包装"), ("张伟", None)]


def test_an_update_does_not_empty_what_a_formula_would_fill(anna):
    made = anna.post(
        "/records/lead", {"name": "张伟", "company": "云帆印务", "mobile": "13800138000", "source": "phone"}
    )
    assert made.status_code == 201, made.content
    content = xlsx_of(HEADER, ["张伟", "=A9", "13800138000", "neu"])
    status = anna.take("a.xlsx", content, on_duplicate="update", blanks="clear", identify_by=["mobile"])
    assert counts(status) == (0, 0, 0, 1)
    assert anna.records()[0]["company"] == "云帆印务"


@pytest.mark.parametrize(
    ("xml", "is_bare"),
    [
        ('<c r="B2"><f>1+1</f></c>', True),
        ('<c r="B2" s="3" ><f t="shared" si="0"/><v/></c>', True),
        ("<c s='3' r='B2'><f>\"a&lt;b\"</f><v></v></c>", True),
        ('<x:c r="B2"><x:f>A1</x:f></x:c>', True),
        # an empty text that a formula came to
        ('<c r="B2" t="str"><f>IF(A2="","",1)</f><v></v></c>', False),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', False),
        ('<c r="B2" t="inlineStr"><is><t>&lt;f&gt;1&lt;/f&gt;</t></is></c>', False),
        ('<c r="B2"/>', False),
    ],
)
def test_what_counts_as_a_formula_without_a_value(tmp_path, xml, is_bare):
    path = tmp_path / "a.xlsx"
    path.write_bytes(rewritten(xlsx_of(HEADER, ["张伟", "x", "y", "z"]), B2=xml))
    assert formulas_without_values(path, "Sheet") == ({2: [1]} if is_bare else {})
    assert formulas_without_values(path, "other") == {}


def test_formulas_are_found_wherever_they_stand_in_a_long_sheet(tmp_path):
    rows = [
        ["x" * 50, f"=A{n}", n, "=1"] if n % 999 == 0 else ["x" * 50, "y", n, "z"] for n in range(2, 30_000)
    ]
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx_of(HEADER, *rows))
    assert formulas_without_values(path, "Sheet") == {n: [1, 3] for n in range(2, 30_000) if n % 999 == 0}


def test_other_files_are_no_workbooks(tmp_path):
    for name, content in (("a.xlsx", b"PK nothing"), ("b.xlsx", b""), ("c.csv", csv_of("姓名", "=1+1"))):
        (tmp_path / name).write_bytes(content)
        assert formulas_without_values(tmp_path / name, "Sheet") == {}
