"""The functions of formulas, each with the kinds of value that it takes and gives.

Values of a formula: Decimal, str (never empty), date, bool, tuple (several texts) and None for a
missing one. Every function returns None instead of raising an exception.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from guike.kernel import limits
from guike.kernel.fold import fold

NUMBER, TEXT, DATE, BOOLEAN = "number", "text", "date", "boolean"
#: several texts; a value for ISEMPTY alone; the missing value; a kind that is not known yet
LIST, OTHER, EMPTY, ANY = "list", "other", "empty", "any"
RESULTS = frozenset({NUMBER, TEXT, DATE, BOOLEAN})

_DIGITS = 40
_TRAPS = [InvalidOperation, DivisionByZero, Overflow]
#: Numbers of a formula have at most 40 digits and lie between -1E+40 and 1E+40.
NUMBERS = Context(prec=_DIGITS, Emax=_DIGITS - 1, Emin=-_DIGITS, rounding=ROUND_HALF_UP, traps=_TRAPS)
_WIDE = Context(prec=3 * _DIGITS, Emax=3 * _DIGITS, Emin=-3 * _DIGITS, rounding=ROUND_HALF_UP, traps=_TRAPS)
_FINEST, _COARSEST = 20, -_DIGITS
_STEPS = {places: Decimal(1).scaleb(-places) for places in range(_COARSEST, _FINEST + 1)}
_quantize = _WIDE.quantize
_FAR = Decimal(10_000_000)
MAX_TEXT = int(limits.LONG_TEXT_CHARS)


@dataclass(frozen=True)
class Function:
    """`takes`: the kinds that fit each argument; the last entry serves for all arguments that follow. `gives` ANY: the
    result has the kind that the arguments have in common. `skips`: `apply` receives missing arguments, too; otherwise
    one missing argument makes the result missing."""

    apply: Callable[..., object]
    takes: tuple[frozenset[str], ...]
    gives: str
    least: int
    most: int | None
    skips: bool = False

    def fits(self, position: int) -> frozenset[str]:
        """The kinds that may stand in a place, counted from 0."""
        return self.takes[min(position, len(self.takes) - 1)]


def whole(number: Decimal) -> int:
    """The number without decimals, limited to a range that covers every date and text."""
    return int(number if -_FAR <= number <= _FAR else _FAR.copy_sign(number))


def plain(value: object) -> str:
    """The value as text: numbers without trailing zeros, dates in ISO form. ValueError for any other value."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(NUMBERS.normalize(NUMBERS.plus(value)), "f")
    if isinstance(value, date):
        return value.isoformat()
    raise ValueError(f"{type(value).__name__} has no text")


def _round(number: Decimal, digits: Decimal = Decimal(0)) -> Decimal:
    places = whole(digits)
    return number if places > _FINEST else _quantize(number, _STEPS[max(places, _COARSEST)])


def _present(values: Iterable[object]) -> list[object]:
    return [value for value in values if value is not None]


def _least(*values: object) -> object:
    found = _present(values)
    return min(found) if found else None  # type: ignore[type-var]


def _most(*values: object) -> object:
    found = _present(values)
    return max(found) if found else None  # type: ignore[type-var]


def _sum(*values: Decimal | None) -> object:
    found = None
    for value in values:
        if value is not None:
            found = value if found is None else NUMBERS.add(found, value)
    return found


def _concat(*values: object) -> str:
    parts: list[str] = []
    size = 0
    for value in values:
        if value is not None and size < MAX_TEXT:
            parts.append(plain(value)[:MAX_TEXT])
            size += len(parts[-1])
    return "".join(parts)[:MAX_TEXT]


def _left(text: str, count: Decimal) -> str:
    return text[: max(whole(count), 0)]


def _right(text: str, count: Decimal) -> str:
    wanted = max(whole(count), 0)
    return text[max(len(text) - wanted, 0) :]


def _add_days(day: date, count: Decimal) -> date:
    return day + timedelta(days=whole(count))


def _add_months(day: date, count: Decimal) -> date:
    """The same day of another month, its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + whole(count), 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("no such year")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _contains(where: str | tuple[object, ...], part: str) -> bool:
    """Whether a text contains a part, or one of several texts equals it. Case and width do not matter, as in
    filters."""
    wanted = fold(part)
    if isinstance(where, tuple):
        return any(isinstance(one, str) and fold(one) == wanted for one in where)
    return wanted in fold(where)


def _kinds(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


_N, _T, _D = _kinds(NUMBER), _kinds(TEXT), _kinds(DATE)
_ALL = _kinds(NUMBER, TEXT, DATE, BOOLEAN, LIST, OTHER)
_WRITABLE = _kinds(NUMBER, TEXT, DATE)

#: IF, COALESCE and TODAY are part of the language itself: see `formulas`.
FUNCTIONS: dict[str, Function] = {
    "ROUND": Function(_round, (_N, _N), NUMBER, 1, 2),
    "ABS": Function(NUMBERS.abs, (_N,), NUMBER, 1, 1),
    "MIN": Function(_least, (_N | _D,), ANY, 1, None, skips=True),
    "MAX": Function(_most, (_N | _D,), ANY, 1, None, skips=True),
    "SUM": Function(_sum, (_N,), NUMBER, 1, None, skips=True),
    "CONCAT": Function(_concat, (_WRITABLE,), TEXT, 1, None, skips=True),
    "LEFT": Function(_left, (_T, _N), TEXT, 2, 2),
    "RIGHT": Function(_right, (_T, _N), TEXT, 2, 2),
    "LEN": Function(lambda text: Decimal(len(text)), (_T,), NUMBER, 1, 1),
    "UPPER": Function(lambda text: text.upper()[:MAX_TEXT], (_T,), TEXT, 1, 1),
    "LOWER": Function(lambda text: text.lower()[:MAX_TEXT], (_T,), TEXT, 1, 1),
    "DAYS": Function(lambda end, start: Decimal((end - start).days), (_D,), NUMBER, 2, 2),
    "YEAR": Function(lambda day: Decimal(day.year), (_D,), NUMBER, 1, 1),
    "MONTH": Function(lambda day: Decimal(day.month), (_D,), NUMBER, 1, 1),
    "DAY": Function(lambda day: Decimal(day.day), (_D,), NUMBER, 1, 1),
    "ADD_DAYS": Function(_add_days, (_D, _N), DATE, 2, 2),
    "ADD_MONTHS": Function(_add_months, (_D, _N), DATE, 2, 2),
    "CONTAINS": Function(_contains, (_kinds(TEXT, LIST), _T), BOOLEAN, 2, 2),
    "ISEMPTY": Function(lambda value: value is None, (_ALL,), BOOLEAN, 1, 1, skips=True),
}
