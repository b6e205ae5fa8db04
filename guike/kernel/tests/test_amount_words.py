"""Amounts in capital numerals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.kernel.amount_words import amount_words

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read(words):
    """The amount that words say, by another way: each numeral counts what stands before it."""
    sign = -1 if words.startswith("负") else 1
    total, section, digit, cents = 0, 0, 0, 0
    parts = []
    for letter in words.removeprefix("负").removesuffix("整"):
        if letter in DIGITS:
            digit = DIGITS.index(letter)
        elif letter in PLACES:
            section, digit = section + digit * PLACES[letter], 0
        elif letter == "万":
            parts.append(("万", section + digit))
            section = digit = 0
        elif letter == "亿":
            total = (total + sum(n * 10**4 for _w, n in parts) + section + digit) * 10**8
            parts, section, digit = [], 0, 0
        elif letter == "元":
            total += sum(n * 10**4 for _w, n in parts) + section + digit
            parts, section, digit = [], 0, 0
        elif letter == "角":
            cents, digit = cents + digit * 10, 0
        elif letter == "分":
            cents, digit = cents + digit, 0
    return sign * (Decimal(total) + Decimal(cents) / 100)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("188.88", "壹佰捌拾捌元捌角捌分"),
        ("0", "零元整"),
        ("-0.00", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("100000", "壹拾万元整"),
        ("1000001", "壹佰万零壹元整"),
        ("20010000", "贰仟零壹万元整"),
        ("100000000.01", "壹亿元零壹分"),
        ("100010000", "壹亿零壹万元整"),
        ("123456789012.34", "壹仟贰佰叁拾肆亿伍仟陆佰柒拾捌万玖仟零壹拾贰元叁角肆分"),
        ("1234567890123456.78", "壹仟贰佰叁拾肆万伍仟陆佰柒拾捌亿玖仟零壹拾贰万叁仟肆佰伍拾陆元柒角捌分"),
        ("-1200.30", "负壹仟贰佰元叁角整"),
    ],
)
@pytest.mark.req("CO-13")
def test_amounts_as_bills_say_them(amount, words):
    assert amount_words(Decimal(amount)) == words


@pytest.mark.req("CO-13")
@given(st.integers(min_value=-(10**18), max_value=10**18))
def test_the_words_say_the_amount_and_nothing_twice(fen):
    amount = Decimal(fen) / 100
    words = amount_words(amount)
    assert read(words) == amount
    assert "零零" not in words
    assert words.endswith(("整", "分"))
    assert words.endswith("分") == (fen % 10 != 0)


@pytest.mark.parametrize("amount", ["0.001", "NaN", "Infinity"])
def test_what_cannot_be_said_is_refused(amount):
    with pytest.raises(ValueError, match=amount):
        amount_words(Decimal(amount))
