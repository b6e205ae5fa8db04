"""Amounts in the capital numerals of Chinese bills (大写金额), which nobody can alter with a stroke of the pen.

188.88 is 壹佰捌拾捌元捌角捌分. 整 closes an amount without 分. 零 stands for digits that are left out between others.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
#: from the largest: how many times a part counts, and its word
_PARTS: Final = ((10**8, "亿"), (10**4, "万"))
_HUNDREDTHS: Final = Decimal("0.01")


def amount_words(amount: Decimal) -> str:
    """The amount in capital numerals, with 负 before a negative one. ValueError for an amount finer than 分."""
    if not amount.is_finite():
        raise ValueError(f"{amount} is not a number")
    fen, rest = divmod(abs(amount), _HUNDREDTHS)
    if rest:
        raise ValueError(f"{amount} is finer than 分")
    yuan, cents = divmod(int(fen), 100)
    if not yuan and not cents:
        return "零元整"
    sign = "负" if amount < 0 else ""
    return sign + (_whole(yuan) + "元" if yuan else "") + _cents(cents, follows_yuan=bool(yuan))


def _cents(cents: int, *, follows_yuan: bool) -> str:
    tens, ones = divmod(cents, 10)
    if not cents:
        return "整"
    first = f"{_DIGITS[tens]}角" if tens else "零" if follows_yuan else ""
    return first + (f"{_DIGITS[ones]}分" if ones else "整")


def _whole(number: int) -> str:
    """A positive whole number: what stands before 亿 or 万 is a whole number itself."""
    for size, word in _PARTS:
        if number >= size:
            many, rest = divmod(number, size)
            gap = "零" if rest and rest * 10 < size else ""
            return f"{_whole(many)}{word}{gap}{_whole(rest) if rest else ''}"
    return _below_ten_thousand(number)


def _below_ten_thousand(number: int) -> str:
    written = ""
    is_gap = False
    for place in range(len(_PLACES) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            written += ("零" if is_gap and written else "") + _DIGITS[digit] + _PLACES[place]
        is_gap = not digit
    return written
