"""The typesetter: what people typed stays text, and nothing takes for ever."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest

from guike.platform.printing import fonts, typesetting
from guike.platform.printing.errors import PrintRefused
from guike.platform.printing.wording import clean


def data(*texts: str, **values: Any) -> dict[str, Any]:
    blocks = [{"kind": "text", "label": "", "align": "left", "text": text} for text in texts]
    return {
        "title": "t",
        "author": "贵客",
        "lang": "zh",
        "region": "cn",
        "size": 10,
        "paper": "a4",
        "flipped": False,
        "mark": "",
        "page_number": "第 {page} 页 共 {pages} 页",
        "documents": [{"header": "", "footer": "", "blocks": blocks}],
        **values,
    }


def texts_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


HOSTILE = (
    '#eval(1) #read("/etc/passwd") #import "x"',
    "*x* _y_ $z$ `w` <a> @b // c /* d \\ e",
    "= 标题 - 列表 + 列表",
    "\u202egnp.exe\u202c",
    "مرحبا بالعالم",
    "👨‍👩‍👧 😀",
)


@pytest.mark.req("CO-13")
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_printed_as_it_is(text: str) -> None:
    (page,) = texts_of(typesetting.pdf_of(data(clean(text)), {}))
    assert "第 1 页 共 1 页" in page
    if text.isascii():
        assert "".join(text.split()) in "".join(page.split())


@pytest.mark.req("CO-13")
def test_a_long_word_stays_on_the_paper() -> None:
    (page,) = texts_of(typesetting.pdf_of(data("w" * 2_000), {}))
    assert page.count("w") == 2_000
    assert len(max(page.splitlines(), key=len)) < 200


def test_characters_that_reverse_or_hide_are_left_out() -> None:
    assert clean("a\u202eb\x00c\u200b\n👨\u200d👩") == "abc\n👨\u200d👩"


@pytest.mark.req("CO-13")
def test_pages_are_numbered_and_previewed() -> None:
    long = "\n".join(["行"] * 120)
    pages = texts_of(typesetting.pdf_of(data(long), {}))
    assert [f"第 {n} 页 共 {len(pages)} 页" in page for n, page in enumerate(pages, start=1)] == [True] * len(
        pages
    )
    pictures, count = typesetting.pages_of(data(long), {})
    assert (len(pictures), count) == (len(pages), len(pages))
    assert pictures[0].startswith(b"\x89PNG")


@pytest.mark.req("PM-12")
def test_the_mark_lies_behind_every_page() -> None:
    (page,) = texts_of(typesetting.pdf_of(data("x", mark="张三 zhangsan 2026-11-30"), {}))
    assert page.count("zhangsan 2026-11-30") == 15


def refusal(**values: Any) -> str:
    with pytest.raises(PrintRefused) as refused:
        typesetting.pdf_of(data("x", **values), {})
    return refused.value.code


def test_what_is_too_much_or_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(title="x" * 4_100_000) == "print.too_large"
    assert refusal(paper="b99") == "print.failed"
    monkeypatch.setattr(typesetting, "PRINT_SECONDS", 0)
    assert refusal() == "print.too_long"


def test_a_broken_picture_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "logo"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 20)
    shown = data()
    shown["documents"][0]["blocks"] = [
        {"kind": "logo", "label": "", "file": "logo", "height": 10, "align": "left"}
    ]
    with pytest.raises(PrintRefused) as refused:
        typesetting.pdf_of(shown, {"logo": broken})
    assert refused.value.code == "print.failed"


@pytest.mark.req("CO-13")
def test_without_a_font_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(fonts.FOLDER, str(tmp_path))
    assert refusal() == "print.no_font"
    (tmp_path / "Own.otf").touch()
    (tmp_path / "readme.txt").touch()
    assert [path.name for path in fonts.font_files()] == ["Own.otf"]
