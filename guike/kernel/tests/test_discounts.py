"""A discount is read and written in the company's way, and what could mean two things is not read at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.kernel import discounts


@pytest.mark.parametrize(
    ("text", "to_pay", "off"),
    [
        ("85", "0.15", "0.85"),
        ("15", "0.85", "0.15"),
        ("15%", "0.15", "0.15"),
        ("１５％", "0.15", "0.15"),
        ("85%", None, "0.85"),
        ("８５％", None, "0.85"),
        ("50%", "0.5", "0.5"),
        ("50.01%", None, "0.5001"),
        ("付85%", "0.15", "0.15"),
        ("85% to pay", "0.15", "0.15"),
        ("100", "0", "1"),
        ("八五折", "0.15", "0.15"),
        ("打八五折", "0.15", "0.15"),
        ("8.5折", "0.15", "0.15"),
        ("8.5 折", "0.15", "0.15"),
        ("85折", "0.15", "0.15"),
        ("８５折", "0.15", "0.15"),
        ("87.5折", "0.125", "0.125"),
        ("8.75折", "0.125", "0.125"),
        ("0.5折", "0.95", "0.95"),
        ("05折", "0.95", "0.95"),
        ("10折", None, None),
        ("100折", "0", "0"),
        ("八七五折", "0.125", "0.125"),
        ("八点七五折", "0.125", "0.125"),
        ("九折", "0.1", "0.1"),
        ("9折", "0.1", "0.1"),
        ("减15%", "0.15", "0.15"),
        ("优惠15%", "0.15", "0.15"),
        ("15% off", "0.15", "0.15"),
        ("原价", "0", "0"),
        ("不打折", "0", "0"),
        ("赠送", "1", "1"),
        ("0%", "0", "0"),
        ("0", None, "0"),
        ("8.5", None, "0.085"),
        ("0.85", None, None),
        ("0.15", None, None),
        ("1", None, None),
        ("10", None, "0.1"),
        ("101", None, None),
        ("-5", None, None),
        ("abc", None, None),
        ("", None, None),
    ],
)
def test_what_people_write(text: str, to_pay: str | None, off: str | None) -> None:
    def wanted(value: str | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    assert discounts.read(text, "to_pay") == wanted(to_pay)
    assert discounts.read(text, "off") == wanted(off)


@given(st.integers(0, 10_000), st.sampled_from(["to_pay", "off"]))
def test_what_is_written_is_read_back(hundredths: int, convention: discounts.Convention) -> None:
    off = Decimal(hundredths) / 10_000
    assert discounts.read(str(discounts.to_cell(off, convention)), convention) == off
    assert discounts.from_percent(discounts.as_percent(off, convention), convention) == off
