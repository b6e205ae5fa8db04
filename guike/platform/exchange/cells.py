"""What people write in a cell, read as a number, date, yes or no. Pure; CellRefused says what is wrong."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from guike.kernel import discounts


class CellRefused(ValueError):
    """A cell that cannot be read; `params` fill the text of `code`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})")
_EXPONENT = re.compile(r"([+-]?\d(?:\.(\d{1,20}))?)e\+?(\d{1,2})", re.IGNORECASE)
_CURRENCY = re.compile(r"^(rmb|cny|人民币|¥|\$|usd|€|eur|£)|(元整|元|圆|rmb|cny|usd|eur)$", re.IGNORECASE)
_DOLLARS = frozenset({"USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "MOP"})
_YUAN = frozenset({"CNY", "HKD", "TWD", "MOP"})
#: whose amounts a sign may stand at; what is not named here stands for itself
_SIGNED = {
    "$": _DOLLARS, "¥": frozenset({"CNY", "JPY"}), "€": frozenset({"EUR"}), "£": frozenset({"GBP"}),
    "rmb": frozenset({"CNY"}), "人民币": frozenset({"CNY"}), "元": _YUAN, "元整": _YUAN, "圆": _YUAN,
}  # fmt: skip
_UNITS = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_YES = frozenset({"是", "对", "有", "真", "y", "yes", "true", "t", "1", "√", "✓", "✔", "启用"})
_NO = frozenset({"否", "不是", "错", "无", "没有", "假", "n", "no", "false", "f", "0", "×", "✗", "✘", "停用"})
_SERIAL = re.compile(r"([2-7]\d{4})(\.\d+)?")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_WORDED = re.compile(
    r"(?:(\d{1,2})\s+([A-Za-z]{3,9})\.?|([A-Za-z]{3,9})\.?\s+(\d{1,2}))(?:st|nd|rd|th)?,?\s+(\d{4})"
)
_CLOCK = re.compile(
    r"(上午|下午|晚上|凌晨|中午|早上|am|pm)?\s*(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*(?:[:分]\s*(\d{1,2})(?:\.\d+)?\s*秒?)?分?)?\s*(am|pm)?",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AFTERNOON = frozenset({"下午", "晚上", "pm"})
_MORNING = frozenset({"上午", "凌晨", "早上", "am"})
_EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar, its false leap day of 1900 allowed for
_SPLIT = re.compile(r"[、,，;；|｜\n]")


def half_width(text: str) -> str:
    """Full-width digits, letters and signs as plain ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def split(text: str) -> list[str]:
    """Several values of one cell, cut at 、,;| or a line break."""
    return [part for part in (piece.strip() for piece in _SPLIT.split(text)) if part]


def number(text: str) -> str:
    """Digits as the API takes them: thousands separators, currency signs, 万 and 亿 are read."""
    plain = half_width(text).replace(" ", "").replace("，", ",")
    plain = _CURRENCY.sub("", _CURRENCY.sub("", plain))
    unit = _UNITS.get(plain[-1:])
    if unit is not None:
        plain = plain[:-1]
    if "," in plain:
        if not _GROUPED.fullmatch(plain):
            raise CellRefused("cell.number", value=text)
        plain = plain.replace(",", "")
    exponent = _EXPONENT.fullmatch(plain)
    if exponent:
        plain = format(Decimal(plain), "f")
    if not _PLAIN.fullmatch(plain):
        raise CellRefused("cell.number", value=text)
    plain = plain.removesuffix(".")
    return plain if unit is None else format(Decimal(plain) * unit, "f")


def check_currency(text: str, code: str) -> None:
    """An amount written with the sign of another currency is no amount of this one."""
    plain = half_width(text).replace(" ", "")
    for found in _CURRENCY.finditer(plain):
        sign = found[0].lower()
        if code not in _SIGNED.get(sign, {sign.upper()}):
            raise CellRefused("cell.currency", value=text, currency=code)


def integer(text: str) -> str:
    """A number without places; 12.00 counts as 12."""
    value = number(text)
    whole, _, places = value.partition(".")
    if places.strip("0"):
        raise CellRefused("type.integer")
    return whole or "0"


def discount(text: str, convention: discounts.Convention) -> str:
    """The part taken off, from how the company or anybody writes it: 85, 八五折, 减15%."""
    off = discounts.read(text, convention)
    if off is None:
        raise CellRefused(f"cell.discount_{convention}", value=text)
    return format(off, "f")


def rate(text: str) -> str:
    """10% and 0.1 are the same."""
    plain = half_width(text).strip()
    if not plain.endswith("%"):
        return number(text)
    try:
        return format(Decimal(number(plain[:-1])) / 100, "f")
    except InvalidOperation:
        raise CellRefused("cell.number", value=text) from None


def phone(text: str) -> str:
    """As written; a number that a spreadsheet turned into 1.38001380E+10 comes back only when no digit is lost."""
    exponent = _EXPONENT.fullmatch(text.strip())
    if exponent and len(exponent[2] or "") == int(exponent[3]):
        return format(Decimal(text.strip()), "f")
    return text


def boolean(text: str) -> bool:
    """是/否, yes/no, true/false, 1/0, √/×."""
    word = half_width(text).strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellRefused("cell.boolean", value=text)


def day(text: str) -> date:
    """2026-11-21, 2026/11/21, 2026年11月21日, 20261121, 21 Nov 2026, 46347 (Excel's serial); a time of day is
    dropped. A date whose day and month could be either is refused."""
    found, _rest = _day_of(text)
    return found


def instant(text: str, zone: ZoneInfo) -> datetime:
    """A date with or without a time of day in `zone`, or ISO 8601 with an offset; in UTC."""
    plain = half_width(text).strip()
    if "T" in plain:
        try:
            exact = datetime.fromisoformat(plain)
        except ValueError:
            raise CellRefused("cell.instant", value=text) from None
        return (exact if exact.tzinfo else exact.replace(tzinfo=zone)).astimezone(UTC)
    try:
        found, rest = _day_of(text)
    except CellRefused as refused:
        code = "cell.instant" if refused.code == "cell.date" else refused.code
        raise CellRefused(code, value=text) from None
    moment = _clock_of(rest, text)
    return datetime.combine(found, moment, zone).astimezone(UTC)


def _day_of(text: str) -> tuple[date, str]:
    """(the day, what follows it). A serial's fraction comes back as a clock."""
    plain = " ".join(
        half_width(text).split()
    )  # no long run of spaces, over which a pattern could take for ever
    serial = _SERIAL.fullmatch(plain)
    if serial:
        seconds = round(float(serial[2] or 0) * 86_400)
        return _EPOCH + timedelta(int(serial[1])), str(timedelta(seconds=min(seconds, 86_399)))
    for pattern, order in ((_YEAR_FIRST, "ymd"), (_COMPACT, "ymd"), (_YEAR_LAST, "dmy"), (_WORDED, "word")):
        match = pattern.match(plain)
        if match:
            rest = plain[match.end() :].strip()
            if rest and not _CLOCK.fullmatch(rest):
                continue
            return _made(match, order, text), rest
    raise CellRefused("cell.date", value=text)


def _made(match: re.Match[str], order: str, text: str) -> date:
    if order == "ymd":
        year, month, number_ = (int(part) for part in match.groups())
    elif order == "word":
        name = (match[2] or match[3]).lower()[:3]
        if name not in _MONTHS:
            raise CellRefused("cell.date", value=text)
        year, month, number_ = int(match[5]), _MONTHS.index(name) + 1, int(match[1] or match[4])
    else:
        first, second, year = (int(part) for part in match.groups())
        if first <= 12 and second <= 12 and first != second:
            raise CellRefused("cell.date_order", value=text)
        month, number_ = (first, second) if first <= 12 else (second, first)
    try:
        return date(year, month, number_)
    except ValueError:
        raise CellRefused("cell.date", value=text) from None


def _clock_of(rest: str, text: str) -> time:
    if not rest:
        return time()
    match = _CLOCK.fullmatch(rest)
    if match is None:
        raise CellRefused("cell.instant", value=text)
    word = (match[1] or match[5] or "").lower()
    hour, minute, second = int(match[2]), int(match[3] or 0), int(match[4] or 0)
    if word in _AFTERNOON and hour < 12:
        hour += 12
    elif word in _MORNING and hour == 12:
        hour = 0
    try:
        return time(hour, minute, second)
    except ValueError:
        raise CellRefused("cell.instant", value=text) from None


def position(text: str) -> dict[str, float]:
    """`30.2741,120.1551` → latitude and longitude."""
    parts = [part for part in re.split(r"[,，\s]+", half_width(text).strip()) if part]
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        raise CellRefused("cell.geo", value=text) from None
    return {"lat": latitude, "lng": longitude}
