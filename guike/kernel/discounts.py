"""Discounts as people write them.

The stored value is always the part taken off: ``0.15``. A company writes either the part that is paid (``to_pay``: 85,
which is 八五折) or the part taken off (``off``: 15). The same number means the opposite in another company, so all code
that shows or reads a discount needs the company's convention.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Literal

Convention = Literal["to_pay", "off"]

_HUNDRED = Decimal(100)
_DIGITS = {char: str(number) for number, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "点": "."}
_NONE = frozenset({"无折扣", "不打折", "无", "原价", "全价", "none", "nodiscount", "fullprice"})
_FREE = frozenset({"免费", "赠送", "free"})
_ZHE = re.compile(
    r"打?([0-9]{1,3}(?:\.[0-9]{1,4})?|[零〇一二三四五六七八九]{1,3}(?:点[零〇一二三四五六七八九]{1,3})?)折"
)
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)%")
_OFF = re.compile(r"(?:减免?|优惠|-)([0-9]{1,3}(?:\.[0-9]{1,4})?)%|([0-9]{1,3}(?:\.[0-9]{1,4})?)%off")
_PAID = re.compile(r"付([0-9]{1,3}(?:\.[0-9]{1,4})?)%|([0-9]{1,3}(?:\.[0-9]{1,4})?)%topay")
_BARE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")


def as_percent(off: Decimal, convention: Convention) -> Decimal:
    """The number that a company writes for a part taken off: 0.15 → 85 or 15."""
    return (1 - off if convention == "to_pay" else off) * _HUNDRED


def from_percent(percent: Decimal, convention: Convention) -> Decimal:
    """The part taken off that a company means by a number: 85 → 0.15, or 15 → 0.15."""
    part = percent / _HUNDRED
    return 1 - part if convention == "to_pay" else part


def to_cell(off: Decimal, convention: Convention) -> Decimal | str:
    """A discount as a cell that `read` understands: a number, or a text with its sign where a number alone is
    ambiguous."""
    percent = Decimal(f"{as_percent(off, convention).normalize():f}")
    if _is_clear(percent, convention):
        return percent
    return f"{percent / 10:f}折" if convention == "to_pay" else f"{percent:f}%"


def read(text: str, convention: Convention) -> Decimal | None:
    """The part taken off that a text means: 八五折, 8.5折, 85折, 15%, 减15%, 付85%, 85. None when the text is ambiguous:
    0.85 and 8.5 without a word may be a share, a percentage or 折; where the part paid is written, 85% may be that part."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
    if plain in _NONE:
        return Decimal(0)
    if plain in _FREE:
        return Decimal(1)
    off = _read_zhe(plain)
    if off is None and (found := _OFF.fullmatch(plain)):
        off = Decimal(found[1] or found[2]) / _HUNDRED
    if off is None and (found := _PAID.fullmatch(plain)):
        off = 1 - Decimal(found[1] or found[2]) / _HUNDRED
    if off is None and (found := _PERCENT.fullmatch(plain)):
        percent = Decimal(found[1])
        off = percent / _HUNDRED if convention == "off" or percent <= _HUNDRED / 2 else None
    if off is None and _BARE.fullmatch(plain) and _is_clear(Decimal(plain), convention):
        off = from_percent(Decimal(plain), convention)
    return off if off is not None and 0 <= off <= 1 else None


def _read_zhe(plain: str) -> Decimal | None:
    """八五折 and 85折 are 85 of 100 that are paid, 87.5折 too, 8.5折 and 九折 are tenths. 10折 may be either."""
    found = _ZHE.fullmatch(plain)
    if found is None:
        return None
    digits = "".join(_DIGITS.get(char, char) for char in found[1])
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return None
    whole, point, _places = digits.partition(".")
    if digits == "10":
        return None
    if digits == "100":
        return Decimal(0)
    return 1 - number / Decimal(10) ** (len(whole) if not point or len(whole) == 2 else 1)


def _is_clear(percent: Decimal, convention: Convention) -> bool:
    """Whether a number alone can only be a percentage. As the part paid, 8.5 may be 折, 0.85 may be a share, and 0 may
    mean no discount; as the part taken off, 0.15 may be a share."""
    return percent > 10 if convention == "to_pay" else percent == 0 or percent > 1
