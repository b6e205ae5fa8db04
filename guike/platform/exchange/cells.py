"""Reads texts of cells as numbers, dates, yes or no, without a database. CellRefused has the fault."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
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
_CURRENCY = re.compile(
    r"^(rmb|cny|人民币|¥|\$|usd|€|eur|£|hkd|hk\$|us\$)"
    r"|(元整|美元|美金|港元|港币|日元|欧元|英镑|新台币|元|圆|rmb|人民币|cny|usd|eur|hkd|€|¥)$",
    re.IGNORECASE,
)
_LOSS = re.compile(r"\((.+)\)|(.+)-")  # how bookkeepers write negative amounts
_COMMA_GROUPED = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")
_COMMA_PLAIN = re.compile(r"[+-]?\d+,\d+")
_DOLLARS = frozenset({"USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "MOP"})
_YUAN = frozenset({"CNY", "HKD", "TWD", "MOP"})
#: the currencies that a sign may mean; a sign that is not here means itself
_SIGNED = {
    "$": _DOLLARS, "¥": frozenset({"CNY", "JPY"}), "€": frozenset({"EUR"}), "£": frozenset({"GBP"}),
    "rmb": frozenset({"CNY"}), "人民币": frozenset({"CNY"}), "元": _YUAN, "元整": _YUAN, "圆": _YUAN,
    "美元": frozenset({"USD"}), "美金": frozenset({"USD"}), "us$": frozenset({"USD"}), "港元": frozenset({"HKD"}),
    "港币": frozenset({"HKD"}), "hk$": frozenset({"HKD"}), "日元": frozenset({"JPY"}), "欧元": frozenset({"EUR"}),
    "英镑": frozenset({"GBP"}), "新台币": frozenset({"TWD"}),
}  # fmt: skip
_UNITS = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_YES = frozenset({"是", "对", "有", "真", "y", "yes", "true", "t", "1", "√", "✓", "✔", "启用"})
_NO = frozenset({"否", "不是", "错", "无", "没有", "假", "n", "no", "false", "f", "0", "×", "✗", "✘", "停用"})
_SERIAL = re.compile(r"([2-7]\d{4})(\.\d+)?")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NO_DATE = re.compile(r"0{1,4}([-/.])0{1,2}\1(?:0{2}|0{4})(?: 0{1,2}:00(?::00)?)?")
#: a day of any year: --0412, 4月12日, 04-12, 12 April
_YEARLESS = re.compile(
    r"--\d{2}-?\d{2}|\d{1,2}月\d{1,2}[日号]?|\d{1,2}[-/]\d{1,2}|\d{1,2}[ -][A-Za-z]{3,9}\.?|[A-Za-z]{3,9}\.? \d{1,2}"
)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_WORDED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?[\s/-]([A-Za-z]{3,9})\.?|([A-Za-z]{3,9})\.?[\s/-](\d{1,2})(?:st|nd|rd|th)?),?[\s/-](\d{4})"
)
#: a time with its offset from UTC: 09:30:00.000Z, 09:30 +08:00, 18:03:11 UTC
_ZONED = re.compile(
    r"(\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)\s?(?:(?:z|utc|gmt)|(?:utc|gmt)?([+-]\d{2}):?(\d{2})?)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(上午|下午|晚上|凌晨|中午|早上|am|pm)?\s*(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*(?:[:分]\s*(\d{1,2})(?:\.\d+)?\s*秒?)?分?)?\s*(am|pm)?",
    re.IGNORECASE,
)
_BETWEEN_DAY_AND_CLOCK = re.compile(r"^(\d{4}-?\d{2}-?\d{2})T(\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AFTERNOON = frozenset({"下午", "晚上", "pm"})
_MORNING = frozenset({"上午", "凌晨", "早上", "am"})
_EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar, its false leap day of 1900 allowed for
_RECKONED = 13  # so many digits are the result of a calculation, not typed by a person
_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,24}(?::\d{2,5})?(?:/[^\s<>\"']*)?")
_DIALLED = re.compile(r"^\s*(?:p|tel)\s*[:：]\s*(?=[+(\d])", re.IGNORECASE)
_BETWEEN = (re.compile(r"[、,，;；|｜\n]|\s(?:或|or)\s"), re.compile(r"[/／]"), re.compile(r"\s+"))
_SPLIT = re.compile(r"[、,，;；|｜\n]")


def half_width(text: str) -> str:
    """Full-width digits, letters and signs as plain ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def split(text: str) -> list[str]:
    """Several values of one cell, cut at 、,;| or a line break."""
    return [part for part in (piece.strip() for piece in _SPLIT.split(text)) if part]


def number(text: str, decimal: str = ".") -> str:
    """The number in the API's form. Thousands separators, currency signs, 万 and 亿, and (1,234.00) for a negative amount
    are understood. `decimal`: the decimal sign, "." or ","; a text that makes sense only with the other sign is also
    read."""
    plain = "".join(half_width(text).split()).replace("−", "-")
    plain, is_loss = _without_loss(_without_currency(plain))
    unit = _UNITS.get(plain[-1:])
    if unit is not None:
        plain = plain[:-1]
    plain = _pointed(plain, decimal, text)
    exponent = _EXPONENT.fullmatch(plain)
    if exponent:
        plain = format(Decimal(plain), "f")
    if not _PLAIN.fullmatch(plain) or (is_loss and plain[0] in "+-"):
        raise CellRefused("cell.number", value=text)
    plain = plain.removesuffix(".")
    if unit is not None:
        plain = format(Decimal(plain) * unit, "f")
    return f"-{plain}" if is_loss else plain


def _without_currency(plain: str) -> str:
    for _sign in range(4):  # 500万元人民币, ¥ (5)
        shorter = _CURRENCY.sub("", plain)
        if shorter == plain:
            break
        plain = shorter
    sign = plain[:1] if plain[:1] in ("+", "-") else ""
    return sign + _CURRENCY.sub("", plain[1:]) if sign else plain


def _without_loss(plain: str) -> tuple[str, bool]:
    loss = _LOSS.fullmatch(plain)
    return (_without_currency(loss[1] or loss[2]), True) if loss else (plain, False)


def _pointed(plain: str, decimal: str, text: str) -> str:
    """The number without thousands separators and with a decimal point."""
    if "," not in plain and "." not in plain:
        return plain
    as_comma = _COMMA_GROUPED.fullmatch(plain) or _COMMA_PLAIN.fullmatch(plain)
    if as_comma and (decimal == "," or ("," in plain and "." in plain)):
        return plain.replace(".", "").replace(",", ".")
    if "," not in plain:
        return plain
    if not _GROUPED.fullmatch(plain):
        raise CellRefused("cell.number", value=text)
    return plain.replace(",", "")


def check_currency(text: str, code: str) -> None:
    """CellRefused for an amount with the sign of another currency."""
    plain = half_width(text).replace(" ", "")
    for found in _CURRENCY.finditer(plain):
        sign = found[0].lower()
        if code not in _SIGNED.get(sign, {sign.upper()}):
            raise CellRefused("cell.currency", value=text, currency=code)


def integer(text: str, decimal: str = ".", label: str = "") -> str:
    """A whole number; 12.00 counts as 12. Behind it may stand what is counted, where the field's label says the same: 15天 of 账期天数."""
    plain = text.rstrip()
    is_counted = len(plain) > 1 and plain[-1] in label and plain[-1].isalpha() and plain[-1] not in _UNITS
    value = number(plain[:-1] if is_counted else text, decimal)
    whole, _, places = value.partition(".")
    if places.strip("0"):
        raise CellRefused("type.integer")
    return whole or "0"


def discount(text: str, convention: discounts.Convention) -> str:
    """The part taken off, in the company's or any clear spelling: 85, 八五折, 减15%."""
    off = discounts.read(text, convention)
    if off is None:
        raise CellRefused(f"cell.discount_{convention}", value=text)
    return format(off, "f")


def rate(text: str, decimal: str = ".", percent: str = "") -> str:
    """A rate; 10% and 0.1 are the same. `percent` gives the meaning of 10 without a sign: "hundredths" is 10 %,
    "wholes" is 1000 %. CellRefused without it, and with "asked" for every number but 0."""
    plain = half_width(text).strip()
    is_signed = plain.endswith("%")
    value = Decimal(number(plain.removesuffix("%"), decimal))
    if not is_signed and value and ((not percent and abs(value) > 1) or percent == "asked"):
        raise CellRefused("cell.percent", value=text)
    return format(value / 100 if is_signed or percent == "hundredths" else value, "f")


def is_above_one(text: str, decimal: str) -> bool:
    """Whether a cell is a number above 1 without a sign of percent."""
    try:
        return not half_width(text).endswith("%") and abs(Decimal(number(text, decimal))) > 1
    except CellRefused:
        return False


def settled(value: str, places: int) -> str:
    """A number that 15 digits show to be the result of a calculation, rounded to `places`."""
    digits = value.lstrip("+-").replace(".", "").lstrip("0")
    if len(digits) < _RECKONED or len(value.partition(".")[2]) <= places:
        return value
    return format(round(Decimal(value), places), "f")


def url(text: str) -> str:
    """A website in stored form; www.example.com is accepted."""
    plain = half_width(text).strip()
    return f"http://{plain}" if _HOST.fullmatch(plain) else plain


def phone(text: str) -> str:
    """The text of a phone number; a number that a spreadsheet turned into 1.38001380E+10 is restored only when no digit
    is lost."""
    text = _DIALLED.sub("", text)
    exponent = _EXPONENT.fullmatch(text.strip())
    if exponent and len(exponent[2] or "") == int(exponent[3]):
        return format(Decimal(text.strip()), "f")
    return text


def phones(text: str, is_one: Callable[[str], bool]) -> list[str]:
    """The phone numbers of one cell; a comma before an extension does not separate. `is_one`: whether a text is a
    number."""
    for between in _BETWEEN:
        parts = [phone(part.strip()) for part in between.split(text) if part.strip()]
        if len(parts) > 1 and all(sum(map(str.isdigit, part)) > 6 and is_one(part) for part in parts):
            return list(dict.fromkeys(parts))
    return [phone(text)]


def boolean(text: str) -> bool:
    """是/否, yes/no, true/false, 1/0, √/×."""
    word = half_width(text).strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellRefused("cell.boolean", value=text)


def is_no_date(text: str) -> bool:
    """Whether a cell says that there is no date, as address books and databases do: 0.0.00, 0/0/00, 0000-00-00 00:00:00."""
    return _NO_DATE.fullmatch(text.strip()) is not None


def day(text: str, zone: ZoneInfo | None = None) -> date:
    """2026-11-21, 2026/11/21, 2026年11月21日, 20261121, 21-Nov-2026, 46347 (Excel's serial); a time of day is dropped. An
    instant with an offset from UTC gives the day in `zone`; midnight in its own offset gives the day as written. A date
    whose day and month are ambiguous is refused."""
    plain = _iso_parted(half_width(text).strip())
    found, rest = _day_of(plain, text)
    zoned = _ZONED.fullmatch(rest)
    if zoned is None or zone is None or not zoned[1].strip("0:."):
        return found
    return _moment(found, zoned, text).astimezone(zone).date()


def instant(text: str, zone: ZoneInfo) -> datetime:
    """An instant in UTC, from a date with or without a time of day in `zone`, or with an offset from UTC."""
    plain = _iso_parted(half_width(text).strip())
    try:
        found, rest = _day_of(plain, text)
    except CellRefused as refused:
        code = "cell.instant" if refused.code == "cell.date" else refused.code
        raise CellRefused(code, value=text) from None
    zoned = _ZONED.fullmatch(rest)
    if zoned is not None:
        return _moment(found, zoned, text)
    return datetime.combine(found, _clock_of(rest, text), zone).astimezone(UTC)


def _iso_parted(plain: str) -> str:
    """2026-11-21T09:30 with a space between day and clock."""
    return _BETWEEN_DAY_AND_CLOCK.sub(r"\1 \2", plain, count=1)


def _moment(found: date, zoned: re.Match[str], text: str) -> datetime:
    """The instant in UTC of a day and a time with offset."""
    hours, minutes = int(zoned[2] or 0), int(zoned[3] or 0)
    if abs(hours) > 14 or minutes > 59:
        raise CellRefused("cell.instant", value=text)
    distance = timedelta(hours=hours, minutes=-minutes if (zoned[2] or "").startswith("-") else minutes)
    return datetime.combine(found, _clock_of(zoned[1], text), timezone(distance)).astimezone(UTC)


def _day_of(plain: str, text: str) -> tuple[date, str]:
    """(the day, the text after it). The fraction of a serial number is returned as a time. `text`: the cell, for its
    refusal."""
    plain = " ".join(plain.split())  # long runs of spaces would make the pattern slow
    serial = _SERIAL.fullmatch(plain)
    if serial:
        seconds = round(float(serial[2] or 0) * 86_400)
        return _EPOCH + timedelta(int(serial[1])), str(timedelta(seconds=min(seconds, 86_399)))
    for pattern, order in ((_YEAR_FIRST, "ymd"), (_COMPACT, "ymd"), (_YEAR_LAST, "dmy"), (_WORDED, "word")):
        match = pattern.match(plain)
        if match:
            rest = plain[match.end() :].strip()
            if rest and not (_CLOCK.fullmatch(rest) or _ZONED.fullmatch(rest)):
                continue
            return _made(match, order, text), rest
    raise CellRefused("cell.no_year" if _YEARLESS.fullmatch(plain) else "cell.date", value=text)


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
