"""Compiles one positive condition on a field of the row itself to SQL that an index can serve.

A condition is true, false or null; only the compiler (`sql.py`) reduces this to two values.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import asin, cos, degrees, pi, radians, sin
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import F, Q

from guike.kernel import clock, periods
from guike.kernel.casing import fold
from guike.kernel.filters import Area, Leaf, Target
from guike.kernel.geo import EARTH_RADIUS_KM
from guike.kernel.limits import TREE_DEPTH
from guike.kernel.phone_search import HOME, STORED_EXTENSION, TRUNK, extension_sign
from guike.platform.filters.caller import Caller, visible_rows
from guike.platform.filters.columns import (
    ANY,
    CODES,
    FOLDED,
    IDS,
    NUMBERS,
    comparable,
    model_field,
    not_empty,
)
from guike.platform.filters.expressions import FALSE, Const, Linked, json_key, like, literal, test, text_key
from guike.platform.filters.values import searched, tree_parent
from guike.platform.metadata import regions
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import MAX_ID, store_instant
from guike.platform.org.queries import directory

_ARRAYS = {**dict.fromkeys(IDS, "bigint[]"), **dict.fromkeys(NUMBERS, "numeric[]")}
_SIGNS = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_NAMING = frozenset({"eq", "in", "has_any", "has_all"})
_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)


def leaf_condition(ctx: Caller, spec: ObjectSpec, item: FieldSpec, leaf: Leaf) -> Q:
    """The condition of a positive leaf on a field of `spec` itself, after `typed_leaf` has converted its value."""
    value = leaf.value
    if item.scoped and leaf.op in _NAMING:
        value = _seen(ctx, item, value)
        if value is None:
            return FALSE
    return _OPERATORS[leaf.op](_Place(ctx, spec, item), value)


def _seen(ctx: Caller, item: FieldSpec, value: Any) -> Any:
    """Of the records that a condition on a scoped reference names, those that the caller may see; None for a single one
    that he may not: nothing is told of it, not even where it is named."""
    many = list(value) if isinstance(value, list | tuple) else [value]
    pairs = [(one.object, one.id) if isinstance(one, Target) else (item.target_object, one) for one in many]
    seen: set[tuple[str, int]] = set()
    for name in {name for name, _one in pairs} & catalogue().objects.keys():
        rows = visible_rows(ctx, catalogue().get(name)).filter(
            pk__in={one for of, one in pairs if of == name}
        )
        seen |= {(name, pk) for pk in rows.values_list("pk", flat=True)}
    kept = [one for one, pair in zip(many, pairs, strict=True) if pair in seen]
    if isinstance(value, list | tuple):
        return kept
    return value if kept else None


class _Place:
    """A field on a table, with what conditions on it need."""

    def __init__(self, ctx: Caller, spec: ObjectSpec, item: FieldSpec) -> None:
        self.ctx, self.spec, self.item = ctx, spec, item

    @property
    def as_json(self) -> bool:
        """Compared as `(custom -> 'k')`, which is what an index on the key holds."""
        return self.item.custom and self.item.type in CODES | IDS | {"boolean"}

    @property
    def left(self) -> Any:
        """The field's side of a comparison."""
        if self.as_json:
            return json_key(self.item.name)
        if self.item.custom and self.item.type in ("date", "instant"):
            # The order of ISO text is the order of time, and it can be indexed.
            return text_key(self.item.name)
        return comparable(self.spec, self.item, self.ctx.timezone)

    def right(self, value: Any) -> Const:
        """The other side, typed as `left` needs it."""
        if self.as_json:
            return Const(json.dumps(value), "jsonb")
        return Const(self.plain(value))

    def plain(self, value: Any) -> Any:
        """A typed value in the driver's form."""
        if self.item.type in FOLDED:
            return fold(value)
        if isinstance(value, Decimal):
            return int(value) if self.item.type == "integer" and value == value.to_integral_value() else value
        if self.item.custom and isinstance(value, datetime):
            return store_instant(value)
        if self.item.custom and isinstance(value, date):
            return value.isoformat()
        return value

    def among(self, values: Iterable[Any]) -> Q:
        """The field equals one of them."""
        values = list(values)
        if not values:
            return FALSE
        if len(values) == 1:
            return test("({} = {})", self.left, self.right(values[0]))
        if self.as_json:
            listed = [json.dumps(v) for v in values]
            return test("({} = ANY({}))", self.left, Const(listed, "text[]::jsonb[]"))
        plain = [self.plain(v) for v in values]
        type_ = _ARRAYS.get(self.item.type, "text[]")
        if self.item.type == "integer" and all(isinstance(v, int) and abs(v) < MAX_ID for v in plain):
            type_ = "bigint[]"
        return test("({} = ANY({}))", self.left, Const(plain, type_))


def _compare(place: _Place, sign: str, value: Any) -> Q:
    return test(f"({{}} {sign} {{}})", place.left, place.right(value))


def _ordered(op: str) -> Callable[[_Place, Any], Q]:
    return lambda place, value: _compare(place, _SIGNS[op], value)


def _eq(place: _Place, value: Any) -> Q:
    if place.item.type in ANY:
        return _points_at(place, [value])
    return _compare(place, "=", value)


def _in(place: _Place, values: Sequence[Any]) -> Q:
    if place.item.type in ANY:
        return _points_at(place, values)
    return place.among(values)


def _between(place: _Place, bounds: Sequence[Any]) -> Q:
    low, high = bounds
    return test("({} BETWEEN {} AND {})", place.left, place.right(low), place.right(high))


def _contains(place: _Place, value: str) -> Q:
    return _like(place, "%", value)


def _starts_with(place: _Place, value: str) -> Q:
    return _like(place, "", value)


def _like(place: _Place, before: str, value: str) -> Q:
    sought = searched(place.item, value)
    left = _phone_form(sought) if place.item.type == "phone" else "{}"
    return test(f"({left} LIKE {{}})", place.left, Const(f"{before}{like(sought)}%"))


def _phone_form(sought: str) -> str:
    """`kernel.phone_search.phone_form` in SQL."""
    shown = "{}"
    if not sought.startswith("+"):
        shown = f"regexp_replace(regexp_replace({{}}, '{TRUNK}', '0'), '{HOME}', '')"
    return f"replace({shown}, '{STORED_EXTENSION}', '{extension_sign(sought)}')"


def _is_not_empty(place: _Place, _value: Any) -> Q:
    return not_empty(place.spec, place.item, place.ctx.timezone)


def _within(place: _Place, period: str) -> Q:
    start, end = periods.resolve(period, clock.today(place.ctx.timezone))
    if place.item.type == "instant":
        first, last = periods.instants(start, end, place.ctx.timezone)
        return _between(place, (first, last - _TICK))
    return _between(place, (start, end - _DAY))


def _under(place: _Place, value: Any) -> Q:
    roots = list(value) if isinstance(value, tuple) else [value]
    if place.item.type == "region":
        found = Q()
        for low, high in (regions.under(code) for code in roots):
            plain = text_key(place.item.name) if place.item.custom else F(place.item.attname)
            found |= test("({} BETWEEN {} AND {})", plain, Const(low), Const(high))
        return found
    return place.among(sorted(ids_under(place.ctx, place.item, roots)))


def ids_under(ctx: Caller, item: FieldSpec, roots: Iterable[int]) -> frozenset[int]:
    """These rows of the field's target and all below them that the caller may see."""
    if item.target_object == "department":
        return directory().departments_below(roots) | frozenset(roots)
    parent = tree_parent(item.target_object)
    if parent is None:
        return frozenset(roots)
    target = catalogue().get(item.target_object)
    found = level = frozenset(roots)
    for _ in range(TREE_DEPTH):
        place = _Place(ctx, target, parent)
        below = visible_rows(ctx, target).filter(place.among(sorted(level)))
        level = frozenset(below.values_list("pk", flat=True)) - found
        if not level:
            break
        found |= level
    return found


def _is_me(place: _Place, _value: Any) -> Q:
    user = place.ctx.user_id
    return FALSE if user is None else _eq(place, user)


def _in_my_departments(place: _Place, _value: Any) -> Q:
    return place.among(sorted(place.ctx.department_ids))


def _has_any(place: _Place, values: Sequence[Any]) -> Q:
    if place.item.type in ANY:
        return _points_at(place, values)
    if not place.item.custom:
        return _overlap(place, "&&", values)
    found = Q()
    for value in values:
        found |= _has_key(place, [value])
    return found


def _has_all(place: _Place, values: Sequence[Any]) -> Q:
    if place.item.type in ANY:
        found = Q()
        for value in values:
            found &= _points_at(place, [value])
        return found
    if place.item.custom:
        return _has_key(place, values)
    return _overlap(place, "@>", values)


def _overlap(place: _Place, sign: str, values: Sequence[Any]) -> Q:
    column = model_field(place.spec, place.item.attname)
    if not isinstance(column, ArrayField):
        raise TypeError(f"{place.spec.name}.{place.item.name}: several values need an array column")
    listed = Const(list(values), str(column.db_type(connection)))
    return test(f"({{}} {sign} {{}})", F(place.item.attname), listed)


def _has_key(place: _Place, values: Sequence[Any]) -> Q:
    """The list under the key holds them all."""
    return test("({} @> {})", json_key(place.item.name), Const(json.dumps(list(values)), "jsonb"))


def _points_at(place: _Place, targets: Sequence[Target]) -> Q:
    """A reference to any object: through the link table, which is indexed from both ends; an unlinked one by its
    column."""
    if not targets:
        return FALSE
    if place.item.unlinked:
        many = place.item.type == "any_references"
        named = [{"object": target.object, "id": target.id} for target in targets]
        wanted = [json.dumps([one] if many else one) for one in named]
        same = "({} @> ANY ({}))" if many else "({} = ANY ({}))"
        return test(same, F(place.item.attname), Const(wanted, "text[]::jsonb[]"))
    pairs = ", ".join(f"({literal(target.object)}, {int(target.id)})" for target in targets)
    where = (
        f"object = {literal(place.spec.name)} AND field = {literal(place.item.name)}"
        f" AND (target_object, target_id) IN ({pairs})"
    )
    return Q(Linked("record_id", where, place.ctx.form))


def _near(place: _Place, area: Area) -> Q:
    """Whether a place is within the circle: first a box, which excludes most rows, then the great-circle distance."""
    point = json_key(place.item.name) if place.item.custom else F(place.item.attname)
    angle = area.km / EARTH_RADIUS_KM
    margin = degrees(angle) + 1e-6
    lat, lng = "({0} ->> 'lat')::float8", "({0} ->> 'lng')::float8"
    parts = [f"{lat} BETWEEN {_float(area.lat - margin)} AND {_float(area.lat + margin)}"]
    if abs(area.lat) + margin < 90 and angle < pi / 2:
        width = degrees(asin(min(1.0, sin(angle) / cos(radians(area.lat))))) + 1e-6
        if abs(area.lng) + width < 180:
            parts.append(f"{lng} BETWEEN {_float(area.lng - width)} AND {_float(area.lng + width)}")
    here = f"radians({_float(area.lat)})"
    rise = f"power(sin((radians({lat}) - {here}) / 2), 2)"
    run = f"cos({here}) * cos(radians({lat})) * power(sin(radians({lng} - {_float(area.lng)}) / 2), 2)"
    distance = f"2 * {EARTH_RADIUS_KM} * asin(sqrt(least(1.0, {rise} + {run})))"
    return test(f"({' AND '.join(parts)} AND {distance} <= {_float(area.km)})", point)


def _float(value: float) -> str:
    """A number that we computed or checked, as SQL text."""
    return f"({float(value)!r})::float8"


_OPERATORS: dict[str, Callable[[_Place, Any], Q]] = {
    "eq": _eq,
    "gt": _ordered("gt"),
    "gte": _ordered("gte"),
    "lt": _ordered("lt"),
    "lte": _ordered("lte"),
    "between": _between,
    "in": _in,
    "contains": _contains,
    "starts_with": _starts_with,
    "is_not_empty": _is_not_empty,
    "within": _within,
    "under": _under,
    "is_me": _is_me,
    "in_my_departments": _in_my_departments,
    "has_any": _has_any,
    "has_all": _has_all,
    "near": _near,
}


def other_condition(op: str, left: Any, right: Any) -> Q:
    """One value of the row against another of the same kind."""
    return test(f"({{}} {_SIGNS[op]} {{}})", left, right)
