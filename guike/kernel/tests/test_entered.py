"""Text as people type and paste it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.kernel.entered import many_lines, one_line

FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("云帆\n印务", "云帆 印务"),
        ("云帆 \r\n  印务", "云帆 印务"),
        ("云帆\t印务", "云帆 印务"),
        ("云帆\u2028印务\u2029", "云帆 印务"),
        ("云\u200b帆\ufeff印\u200d务", "云帆印务"),
        ("\u202d云帆\u202c\u2066印务\u2069", "云帆印务"),
        ("\ufeff云帆印务\xa0", "云帆印务"),
        ("ACME\xa0Ltd.", "ACME Ltd."),
        ("\u3000云帆　印务\u3000", "云帆　印务"),
        ("soft\xadhyphen", "softhyphen"),
        (f"{FAMILY} 店", f"{FAMILY} 店"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("一  二", "一  二"),
        ("\u200b \u2060", ""),
        ("a\x00b", "a\x00b"),  # left for the caller to refuse
    ],
)
def test_a_text_of_one_line(pasted: str, kept: str) -> None:
    assert one_line(pasted) == kept


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("一\r\n二\r三\n", "一\n二\n三"),
        ("一\u2028二", "一\n二"),
        ("一\t二", "一\t二"),
        ("\u202e一\u200b\n\n二\xa0", "一\n\n二"),
        (f"一\n{FAMILY}", f"一\n{FAMILY}"),
    ],
)
def test_a_text_of_several_lines(pasted: str, kept: str) -> None:
    assert many_lines(pasted) == kept


@given(st.text(max_size=60))
def test_what_was_cleaned_stays(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)
    assert many_lines(many_lines(text)) == many_lines(text)
    assert not set(one_line(text)) & set("\n\r\t\v\f\x85\u2028\u2029\u200b\u200e\u202e\ufeff\xa0")
