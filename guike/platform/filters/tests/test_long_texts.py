"""What takes a text takes it in time that grows as the text does: sixty thousand blanks stops no process.

The time is no figure here: with a pattern that tries each place anew, each of many texts below takes minutes.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from guike.kernel.entered import many_lines, one_line
from guike.kernel.phones import PHONE_CHARS, lacks_country, normalize_phone
from guike.kernel.searching import sought
from guike.kernel.text import T
from guike.platform.filters.values import compared
from guike.platform.metadata.region_names import regions_named
from guike.platform.metadata.spec import FieldSpec
from guike.platform.metadata.types import TYPES, ValueRefused

_PROGRAM = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "guike.config.settings"
import django
django.setup()
from guike.platform.filters.tests.test_long_texts import feed
feed(int(sys.argv[1]))
"""
_PARTS = (
    *(" ", " \u2003", "\t", "\n", "\r", "\u200b", "\u200d", "\xa0", ";", " ext ", " -", "1", "1 ", "x"),
    *("a@", "a.", "a?", "族", "[", "(", "-"),
)
_COUNT = 60_000
_KINDS = (
    *("text", "long_text", "phone", "email", "url", "decimal", "date", "instant", "integer", "tags"),
    "region",
)


def feed(count: int) -> None:
    """Everything that reads a text, over texts of one part again and again."""
    fields = [_field(kind) for kind in _KINDS]
    for number in range(100):  # a search of a hundred signs at most, which could be read in ever so many ways
        sought(f"{number} {'ext.' * 24}!")
    for part in _PARTS:
        for text in (f"1{part * count}b\nc", f"1{part * count}1", part * count):
            for read in (one_line, many_lines, normalize_phone, lacks_country, regions_named):
                read(text)
            for item in fields:
                for parse in (TYPES[item.type].parse, compared):
                    _tried(parse, item, text)


def _tried(parse: object, item: FieldSpec, text: str) -> None:
    assert callable(parse)
    try:
        parse(item, text)
    except ValueRefused:
        return


def _field(kind: str) -> FieldSpec:
    return FieldSpec("f", kind, T("栏", "Field"))


def test_a_text_of_any_length_is_read_in_one_go() -> None:
    subprocess.run([sys.executable, "-c", _PROGRAM, str(_COUNT)], check=True, timeout=180)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("a  \n  b", "a b"),
        ("a \t b", "a b"),
        ("a\u2003\u2028 b", "a b"),
        ("a  b\nc", "a  b c"),
        ("\n a\r\n\r\nb \n", "a b"),
    ],
)
def test_a_gap_with_a_line_break_is_one_blank(pasted: str, kept: str) -> None:
    assert one_line(pasted) == kept


def test_a_number_is_not_longer_than_its_field() -> None:
    digits = "010-62345678"
    longest = digits + " " * (PHONE_CHARS - len(digits) - 3) + "x12"
    assert normalize_phone(f"  {longest}  ") == "+861062345678;ext=12"
    assert normalize_phone(longest.replace("x", " x")) is None


@pytest.mark.parametrize("kind", ["text", "phone", "email"])
def test_a_condition_on_a_text_longer_than_any_is_refused(kind: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        compared(_field(kind), "a" * 20_001)
    assert refused.value.code == "too_long"
    assert refused.value.params == {"max": 20_000, "length": 20_001}
