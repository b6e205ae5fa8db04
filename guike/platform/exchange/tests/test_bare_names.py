"""What is left of a column's name when it is looked up."""

from __future__ import annotations

import pytest

from guike.platform.exchange.synonyms import bare


@pytest.mark.parametrize(
    ("header", "left"),
    [
        ("*手机号（必填）", "手机号"),
        ("E-mail", "email"),
        ("(" * 199 + "a", "(" * 199 + "a"),
        ("-" * 199 + "a", "a"),
        ("-" * 200 + "a", "-" * 200 + "a"),
        ("（a）" * 40_000, "（a）" * 40_000),
    ],
)
def test_a_long_cell_is_no_name_with_decoration(header: str, left: str) -> None:
    """Every cell of the first rows is looked at as a name: a page of brackets is not gone through sign by sign."""
    assert bare(header) == left
