"""A filter on one record in memory. It means exactly what the SQL form means; a test holds them equal."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, cast

from guike.kernel import periods
from guike.kernel.casing import fold
from guike.kernel.filters.nodes import (
    All,
    Any_,
    Area,
    Every,
    Leaf,
    Node,
    None_,
    Not,
    Some,
    is_missing,
    join_path,
    positive,
)
from guike.kernel.geo import distance_km

# Reads a record: the values that a path reaches, none when the way is empty. A to-many path gives one value
# per row. A field with several values (multi-choice, references) is one ``list``. On a relation path the
# values are the rows themselves, each a Get of its own.
Get = Callable[[str], Sequence[object]]


class Context(Protocol):
    """What a filter needs to know beside the record. Paths are full, from the record itself."""

    @property
    def today(self) -> date:
        """The present day in the company's time zone."""

    @property
    def timezone(self) -> str:
        """The company's time zone (IANA name)."""

    @property
    def user_id(self) -> int | None:
        """Who asks."""

    @property
    def department_ids(self) -> Collection[object]:
        """The asker's departments and all below them."""

    @property
    def old(self) -> Get | None:
        """The record before the change; None when nothing is being changed. A new record was empty before."""

    def under(self, path: str, value: object, /) -> Collection[object]:
        """The ids (codes) of a department, category or region and all below it, for the field at ``path``."""

    def coerce(self, path: str, value: object, /) -> object:
        """A value, given or stored, as its field compares it: Decimal, date, aware datetime, folded text."""

    def as_text(self, path: str, value: object, /) -> str:
        """A value as text search sees it: folded; a phone number as its digits."""


def _no_tree(_path: str, value: object, /) -> Collection[object]:
    return (value,)


def fold_text(_path: str, value: object, /) -> object:
    """The plain coercion: text folded, all else as it is."""
    return fold(value) if isinstance(value, str) else value


def folded(_path: str, value: object, /) -> str:
    """The plain text form: folded."""
    return fold(str(value))


@dataclass(frozen=True)
class MatchContext:
    """A Context given by plain values; ``dataclasses.replace`` adds what the case at hand needs."""

    today: date
    timezone: str = "Asia/Shanghai"
    user_id: int | None = None
    department_ids: Collection[object] = frozenset()
    old: Get | None = None
    under: Callable[[str, object], Collection[object]] = field(default=_no_tree)
    coerce: Callable[[str, object], object] = field(default=fold_text)
    as_text: Callable[[str, object], str] = field(default=folded)


def match(node: Node, get: Get, ctx: Context, prefix: str = "") -> bool:
    """Whether the record read by ``get`` satisfies the filter. ``prefix``: the path that led to this row."""
    match node:
        case All(items):
            return all(match(item, get, ctx, prefix) for item in items)
        case Any_(items):
            return any(match(item, get, ctx, prefix) for item in items)
        case Not(item):
            return not match(item, get, ctx, prefix)
        case Some(path, where):
            return any(match(where, row, ctx, join_path(prefix, path)) for row in _rows(get, path))
        case None_(path, where):
            return not any(match(where, row, ctx, join_path(prefix, path)) for row in _rows(get, path))
        case Every(path, where):
            return all(match(where, row, ctx, join_path(prefix, path)) for row in _rows(get, path))
        case Leaf():
            plain = positive(node)
            if isinstance(plain, Leaf):
                return _TESTS[plain.op](_Test(plain, get, ctx, prefix))
            return match(plain, get, ctx, prefix)


def _rows(get: Get, path: str) -> list[Get]:
    return [cast(Get, row) for row in get(path) if row is not None]


@dataclass(frozen=True)
class _Test:
    """One positive leaf on one record."""

    leaf: Leaf
    get: Get
    ctx: Context
    prefix: str

    @property
    def path(self) -> str:
        return join_path(self.prefix, self.leaf.field)

    def raw(self) -> list[object]:
        """The values reached, those of multi-valued fields one by one, without the empty ones."""
        return _flat(self.get(self.leaf.field))

    def values(self) -> list[object]:
        """The values reached, typed for comparison."""
        return _typed(self.ctx, self.path, self.raw())

    def wanted(self) -> list[object]:
        """What to compare with, typed: the values given, or those of the other field."""
        if self.leaf.other is not None:
            return _typed(self.ctx, join_path(self.prefix, self.leaf.other), _flat(self.get(self.leaf.other)))
        given = self.leaf.value
        return _typed(self.ctx, self.path, list(given) if isinstance(given, tuple) else [given])


def _flat(values: Sequence[object]) -> list[object]:
    flat: list[object] = []
    for value in values:
        if isinstance(value, (list, set, frozenset)):
            flat.extend(value)
        else:
            flat.append(value)
    return [value for value in flat if not is_missing(value)]


def _typed(ctx: Context, path: str, values: Sequence[object]) -> list[object]:
    typed = (ctx.coerce(path, value) for value in values)
    return [value for value in typed if not is_missing(value)]


def _eq(test: _Test) -> bool:
    wanted = test.wanted()
    values = test.values()
    return any(value in wanted for value in values) if wanted else not values


def _in(test: _Test) -> bool:
    wanted = test.wanted()
    return any(value in wanted for value in test.values())


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[_Test], bool]:
    def holds(test: _Test) -> bool:
        wanted = test.wanted()
        return any(compare(value, bound) for value in test.values() for bound in wanted)

    return holds


def _between(test: _Test) -> bool:
    bounds = cast("list[Any]", test.wanted())
    values = cast("list[Any]", test.values())
    return len(bounds) == 2 and any(bounds[0] <= value <= bounds[1] for value in values)


def _contains(test: _Test) -> bool:
    wanted = test.ctx.as_text(test.path, test.leaf.value)
    return any(wanted in test.ctx.as_text(test.path, value) for value in test.raw())


def _starts_with(test: _Test) -> bool:
    wanted = test.ctx.as_text(test.path, test.leaf.value)
    return any(test.ctx.as_text(test.path, value).startswith(wanted) for value in test.raw())


def _is_not_empty(test: _Test) -> bool:
    return bool(test.raw())


def _within(test: _Test) -> bool:
    start, end = periods.resolve(str(test.leaf.value), test.ctx.today)
    return any(start <= _day(value, test.ctx.timezone) < end for value in test.values())


def _day(value: object, tz: str) -> date:
    if isinstance(value, datetime):
        return periods.local_date(value, tz)
    return cast(date, value)


def _under(test: _Test) -> bool:
    given = test.leaf.value
    roots = given if isinstance(given, tuple) else (given,)
    values = test.values()
    return any(value in test.ctx.under(test.path, root) for root in roots for value in values)


def _is_me(test: _Test) -> bool:
    return test.ctx.user_id is not None and test.ctx.user_id in test.values()


def _in_my_departments(test: _Test) -> bool:
    return any(value in test.ctx.department_ids for value in test.values())


def _has_all(test: _Test) -> bool:
    """On a to-many path, one row must have them all."""
    wanted = test.wanted()
    rows = [_typed(test.ctx, test.path, _flat([value])) for value in test.get(test.leaf.field)]
    return any(row and all(value in row for value in wanted) for row in rows)


def _near(test: _Test) -> bool:
    area = test.leaf.value
    if not isinstance(area, Area):
        return False
    points = (_point(value) for value in test.raw())
    return any(distance_km(area.lat, area.lng, lat, lng) <= area.km for lat, lng in points)


def _point(value: object) -> tuple[float, float]:
    """A stored location, as ``{"lat","lng"}`` or a pair."""
    if isinstance(value, Mapping):
        return float(value["lat"]), float(value["lng"])
    lat, lng = cast("tuple[Any, Any]", value)
    return float(lat), float(lng)


def _before(test: _Test) -> list[object] | None:
    """The typed values before the change; None when nothing is being changed."""
    return None if test.ctx.old is None else _typed(test.ctx, test.path, _flat(test.ctx.old(test.leaf.field)))


def _same(first: list[object], second: list[object]) -> bool:
    return len(first) == len(second) and all(value in second for value in first)


def _changed(test: _Test) -> bool:
    before = _before(test)
    return before is not None and not _same(before, test.values())


def _changed_from(test: _Test) -> bool:
    return _changed(test) and _same(_before(test) or [], test.wanted())


def _changed_to(test: _Test) -> bool:
    return _changed(test) and _same(test.values(), test.wanted())


_TESTS: dict[str, Callable[[_Test], bool]] = {
    "eq": _eq,
    "gt": _ordered(operator.gt),
    "gte": _ordered(operator.ge),
    "lt": _ordered(operator.lt),
    "lte": _ordered(operator.le),
    "between": _between,
    "in": _in,
    "has_any": _in,
    "has_all": _has_all,
    "contains": _contains,
    "starts_with": _starts_with,
    "is_not_empty": _is_not_empty,
    "within": _within,
    "under": _under,
    "is_me": _is_me,
    "in_my_departments": _in_my_departments,
    "near": _near,
    "changed": _changed,
    "changed_from": _changed_from,
    "changed_to": _changed_to,
}
