"""What is left of a value under a mask."""

from __future__ import annotations

from decimal import Decimal

import pytest

from guike.kernel.text import Text
from guike.platform.metadata.masking import mask
from guike.platform.metadata.spec import FieldSpec


@pytest.mark.req("PM-01")
@pytest.mark.parametrize(
    ("type_", "value", "shown"),
    [
        ("phone", "+8613800138000", "138****8000"),
        ("phone", "+861062345678", "010-******78"),
        ("email", "zhang@example.com", "z***@example.com"),
        ("email", "no address", "****"),
        ("money", Decimal("123456.78"), "****"),
        ("money", Decimal(0), "****"),
        ("text", "110105199001013218", "****3218"),
        ("text", "11010519900101321X", "****321X"),
        ("text", "91110105MA01234567", "****4567"),
        ("text", "6222 0200 1234 5678 901", "****8901"),
        ("text", "13800138000", "****"),
        ("text", "ABCDEFGHIJKLMN", "****"),
        ("text", "王小明", "****"),
        ("long_text", "110105199001013218", "****"),
        ("text", "", None),
        ("money", None, None),
    ],
)
def test_each_kind_of_value_has_its_style(type_: str, value: object, shown: str | None) -> None:
    assert mask(FieldSpec("x", type_, Text("某", "x")), value) == shown
