"""Evaluates a filter on one record in memory. The result is the same as in SQL; a test compares the two."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any, Protocol, cast

from guike.kernel import periods
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

# Reads a record: the values that a path reaches, none when a reference on the path is empty. A to-many path gives one
# value
# per row. A field with several values (multi-choice, references) is one ``list``. On a relation path the
# values are the rows themselves, each a Get of its own.
Get = Callable[[str], Sequence[object]]


class Fields(Protocol):
    """How the fields of a filter are compared. Paths are full: they start at the record itself."""

    def coerce(self, path: str, value: object, /) -> object:
        """A value of the filter or of the record, converted for comparison: Decimal, date, aware datetime, folded
        text."""

    def sought(self, path: str, value: object, /) -> str:
        """A text to look for, in the form in which its field is searched: folded text, or the digits of a phone
        number."""

    def as_text(self, path: str, value: object, sought: str, /) -> str:
        """The text of a stored value in which `sought` is looked for."""


class Context(Protocol):
    """What a filter needs to know besides the record. Paths are full: they start at the record itself."""

    @property
    def today(self) -> date:
        """The present day in the company's time zone."""

    @property
    def timezone(self) -> str:
        """The company's time zone (IANA name)."""

    @property
    def user_id(self) -> int | None:
        """The caller's id."""

    @property
    def department_ids(self) -> Collection[object]:
        """The caller's departments and all below them."""

    @property
    def old(self) -> Get | None:
        """The record before the change; None when nothing is being changed. A new record was empty before."""

    def under(self, path: str, value: object, /) -> Collection[object]:
        """The ids (codes) of a department, category or region and all below it, for the field at ``path``."""


Check = Callable[[Get, Context], bool]


def compiled(node: Node, fields: Fields, prefix: str = "") -> Check:
    """The filter as a function of a record and a context. The parts that do not depend on these (operators, values to
    compare with) are computed here, once. ``prefix``: the path that led to this row."""
    match node:
        case All(items):
            return partial(_all, [compiled(item, fields, prefix) for item in items])
        case Any_(items):
            return partial(_any, [compiled(item, fields, prefix) for item in items])
        case Not(item):
            return partial(_not, compiled(item, fields, prefix))
        case Some(path, where):
            return partial(_some, path, compiled(where, fields, join_path(prefix, path)))
        case None_(path, where):
            return partial(_not, partial(_some, path, compiled(where, fields, join_path(prefix, path))))
        case Every(path, where):
            return partial(_every, path, compiled(where, fields, join_path(prefix, path)))
        case Leaf():
            plain = positive(node)
            if isinstance(plain, Leaf):
                return partial(_TESTS[plain.op], _Test(plain, fields, prefix))
            return compiled(plain, fields, prefix)


def _all(checks: Sequence[Check], get: Get, ctx: Context) -> bool:
    for check in checks:  # noqa: SIM110 - a loop is quicker, and rules are evaluated at every save
        if not check(get, ctx):
            return False
    return True


def _any(checks: Sequence[Check], get: Get, ctx: Context) -> bool:
    return any(check(get, ctx) for check in checks)


def _not(check: Check, get: Get, ctx: Context) -> bool:
    return not check(get, ctx)


def _some(path: str, check: Check, get: Get, ctx: Context) -> bool:
    return any(check(row, ctx) for row in _rows(get, path))


def _every(path: str, check: Check, get: Get, ctx: Context) -> bool:
    return all(check(row, ctx) for row in _rows(get, path))


def _rows(get: Get, path: str) -> list[Get]:
    return [cast(Get, row) for row in get(path) if row is not None]


class _Test:
    """One leaf with a positive operator, ready to test any record."""

    def __init__(self, leaf: Leaf, fields: Fields, prefix: str) -> None:
        self.leaf, self.path = leaf, join_path(prefix, leaf.field)
        self.fields = fields
        self.other_path = join_path(prefix, leaf.other or "")

    def raw(self, get: Get) -> list[object]:
        """The values that the path reaches, without empty ones; those of multi-valued fields one by one."""
        return _flat(get(self.leaf.field))

    def values(self, get: Get) -> list[object]:
        """The values that the path reaches, converted for comparison."""
        found = get(self.leaf.field)
        if len(found) == 1 and not isinstance(found[0], _SEVERAL):  # by far the most
            if is_missing(found[0]):
                return []
            value = self.fields.coerce(self.path, found[0])
            return [] if value is not found[0] and is_missing(value) else [value]
        return self.typed(self.path, _flat(found))

    def wanted(self, get: Get) -> list[object]:
        """The values to compare with, converted: those in the filter, or those of the other field."""
        if self.leaf.other is not None:
            return self.typed(self.other_path, _flat(get(self.leaf.other)))
        return self.given

    @cached_property
    def given(self) -> list[object]:
        """The values in the filter, converted for comparison."""
        given = self.leaf.value
        return self.typed(self.path, list(given) if isinstance(given, tuple) else [given])

    @cached_property
    def given_text(self) -> str:
        """The value in the filter, in the form in which texts are searched."""
        return self.fields.sought(self.path, self.leaf.value)

    def texts(self, get: Get) -> list[str]:
        """The values that the path reaches, in the form in which texts are searched."""
        return [self.fields.as_text(self.path, value, self.given_text) for value in self.raw(get)]

    def typed(self, path: str, values: Sequence[object]) -> list[object]:
        """The values converted for comparison by their field."""
        coerce = self.fields.coerce
        found = [coerce(path, value) for value in values]
        return [value for value in found if not is_missing(value)]


_SEVERAL = (list, set, frozenset)


def _flat(values: Sequence[object]) -> list[object]:
    flat: list[object] = []
    for value in values:
        if isinstance(value, _SEVERAL):
            flat.extend(value)
        else:
            flat.append(value)
    return [value for value in flat if not is_missing(value)]


def _eq(test: _Test, get: Get, _ctx: Context) -> bool:
    wanted = test.wanted(get)
    values = test.values(get)
    if len(values) == 1 and wanted:
        return values[0] in wanted
    return any(value in wanted for value in values) if wanted else not values


def _in(test: _Test, get: Get, _ctx: Context) -> bool:
    wanted = test.wanted(get)
    return any(value in wanted for value in test.values(get))


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[_Test, Get, Context], bool]:
    def holds(test: _Test, get: Get, _ctx: Context) -> bool:
        wanted = test.wanted(get)
        return any(compare(value, bound) for value in test.values(get) for bound in wanted)

    return holds


def _between(test: _Test, get: Get, _ctx: Context) -> bool:
    bounds = cast("list[Any]", test.wanted(get))
    values = cast("list[Any]", test.values(get))
    return len(bounds) == 2 and any(bounds[0] <= value <= bounds[1] for value in values)


def _contains(test: _Test, get: Get, _ctx: Context) -> bool:
    return any(test.given_text in text for text in test.texts(get))


def _starts_with(test: _Test, get: Get, _ctx: Context) -> bool:
    return any(text.startswith(test.given_text) for text in test.texts(get))


def _is_not_empty(test: _Test, get: Get, _ctx: Context) -> bool:
    return bool(test.raw(get))


def _within(test: _Test, get: Get, ctx: Context) -> bool:
    start, end = periods.resolve(str(test.leaf.value), ctx.today)
    return any(start <= _day(value, ctx.timezone) < end for value in test.values(get))


def _day(value: object, tz: str) -> date:
    if isinstance(value, datetime):
        return periods.local_date(value, tz)
    return cast(date, value)


def _under(test: _Test, get: Get, ctx: Context) -> bool:
    given = test.leaf.value
    roots = given if isinstance(given, tuple) else (given,)
    values = test.values(get)
    return any(value in ctx.under(test.path, root) for root in roots for value in values)


def _is_me(test: _Test, get: Get, ctx: Context) -> bool:
    return ctx.user_id is not None and ctx.user_id in test.values(get)


def _in_my_departments(test: _Test, get: Get, ctx: Context) -> bool:
    mine = ctx.department_ids
    return any(value in mine for value in test.values(get))


def _has_all(test: _Test, get: Get, _ctx: Context) -> bool:
    """Whether one value has all wanted items; on a to-many path, one row must have them all."""
    wanted = test.wanted(get)
    rows = [test.typed(test.path, _flat([value])) for value in get(test.leaf.field)]
    return any(row and all(value in row for value in wanted) for row in rows)


def _near(test: _Test, get: Get, _ctx: Context) -> bool:
    area = test.leaf.value
    if not isinstance(area, Area):
        return False
    points = (_point(value) for value in test.raw(get))
    return any(distance_km(area.lat, area.lng, lat, lng) <= area.km for lat, lng in points)


def _point(value: object) -> tuple[float, float]:
    """A stored location, as ``{"lat","lng"}`` or a pair."""
    if isinstance(value, Mapping):
        return float(value["lat"]), float(value["lng"])
    lat, lng = cast("tuple[Any, Any]", value)
    return float(lat), float(lng)


def _before(test: _Test, ctx: Context) -> list[object] | None:
    """The typed values before the change; None when nothing is being changed."""
    return None if ctx.old is None else test.values(ctx.old)


def _same(first: list[object], second: list[object]) -> bool:
    return len(first) == len(second) and all(value in second for value in first)


def _changed(test: _Test, get: Get, ctx: Context) -> bool:
    before = _before(test, ctx)
    return before is not None and not _same(before, test.values(get))


def _changed_from(test: _Test, get: Get, ctx: Context) -> bool:
    return _changed(test, get, ctx) and _same(_before(test, ctx) or [], test.wanted(get))


def _changed_to(test: _Test, get: Get, ctx: Context) -> bool:
    return _changed(test, get, ctx) and _same(test.values(get), test.wanted(get))


_TESTS: dict[str, Callable[[_Test, Get, Context], bool]] = {
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
