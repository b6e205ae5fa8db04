"""Sort keys, cursors and the condition "after this row".

`id` is always the last key, empty values come last in both directions, a reference sorts by its target's
label (Chinese by pinyin). Where no key can be empty, the keyset is one row comparison, which an index serves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import F, IntegerField, Q, Subquery, TextField
from django.db.models.expressions import OrderBy

from guike.kernel.errors import BadRequest, FieldError, Invalid, field_error, register
from guike.kernel.limits import SORT_KEYS
from guike.kernel.text import T
from guike.platform.filters.caller import Caller, UnknownField, all_labels, visible_rows
from guike.platform.filters.columns import ANY, FOLDED, comparable, is_nullable
from guike.platform.filters.expressions import FALSE, Const, Typed, test
from guike.platform.filters.labels import label_sort
from guike.platform.filters.resolve import Hop, Route, route_to
from guike.platform.filters.sql import lookup, outer_reference
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import MANY, FieldSpec, ObjectSpec

register(
    {
        "sort.too_many": T("最多按 {max} 个字段排序", "Sort by at most {max} fields"),
        "sort.not_sortable": T(
            "不能按“{name}”排序，请另选字段", "Cannot sort by “{name}”; choose another field"
        ),
        "sort.shape": T(
            "应为字段名的列表，降序在前面加 -，例如 -created_at",
            "Must be a list of field names, with - in front for descending, such as -created_at",
        ),
    }
)

#: fields with longer lists of choices sort by code
CHOICES_IN_ORDER = 30
_UNSORTABLE = MANY | ANY | {"geo", "json", "value", "label", "choices", "lines", "image", "file", "long_text"}


@dataclass(frozen=True)
class SortKey:
    """One key. `expression` reads its value, `nullable`: it may be empty."""

    path: str
    descending: bool
    expression: Any
    nullable: bool

    def order_by(self) -> OrderBy:
        """For `queryset.order_by`. NULLS LAST only where it matters: a plain index serves the rest."""
        if self.descending:
            return OrderBy(self.expression, descending=True, nulls_last=True if self.nullable else None)
        return OrderBy(self.expression)


def is_sortable(item: FieldSpec) -> bool:
    """Whether lists may be sorted by the field."""
    return item.value_type not in _UNSORTABLE and not item.write_only and not item.told


def sort_keys(
    ctx: Caller, spec: ObjectSpec, wanted: Sequence[str], *, path: str = "sort"
) -> tuple[SortKey, ...]:
    """The keys of `["-created_at", "name"]`, then `id` in the last one's direction. Invalid: all faults."""
    errors: list[FieldError] = []
    keys: list[SortKey] = []
    if len(wanted) > SORT_KEYS:
        errors.append(field_error(path, "sort.too_many", max=SORT_KEYS))
    for index, word in enumerate(wanted[: int(SORT_KEYS)]):
        try:
            keys.append(_key(ctx, spec, word))
        except UnknownField as unknown:
            errors.append(field_error(f"{path}[{index}]", "unknown_field", name=unknown.name))
        except _NotSortable as wrong:
            errors.append(field_error(f"{path}[{index}]", "sort.not_sortable", name=wrong.args[0]))
    if errors:
        raise Invalid(errors)
    for index, key in enumerate(keys):
        if key.path == "id":
            return tuple(keys[: index + 1])
    return (*keys, SortKey("id", bool(keys) and keys[-1].descending, F("pk"), nullable=False))


class _NotSortable(ValueError):
    """A field without an order, or one of several rows."""


def _key(ctx: Caller, spec: ObjectSpec, word: Any) -> SortKey:
    if not isinstance(word, str):
        raise UnknownField(str(word)[:50])
    path, descending = word.removeprefix("-"), word.startswith("-")
    if path == "position" and spec.is_line and path not in spec.by_name:
        return SortKey(path, descending, F(path), nullable=False)
    route = route_to(ctx, spec, path)
    assert route.item is not None
    if route.many or not is_sortable(route.item):
        raise _NotSortable(path)
    expression = sort_expression(ctx, route)
    plain = not route.hops and isinstance(expression, F)
    own = FieldSpec("", "text", route.item.label, column=expression.name) if plain else route.item
    return SortKey(path, descending, expression, not plain or is_nullable(spec, own))


def sort_expression(ctx: Caller, route: Route) -> Any:
    """What rows are sorted by at the end of a to-one path."""
    item, end = route.item, route.end
    assert item is not None
    if item.target_object in catalogue().objects and item.is_reference:
        return lookup(ctx, route.hops, _label_of(ctx, Hop(end, catalogue().get(item.target_object), item)))
    return lookup(ctx, route.hops, _own_expression(ctx, end, item))


def _own_expression(ctx: Caller, spec: ObjectSpec, item: FieldSpec) -> Any:
    if item.name == spec.name_field or item.attname == "label":
        return label_sort(ctx, spec)
    value = comparable(spec, item, ctx.timezone)
    if item.type == "choice" and 0 < len(item.choices) <= CHOICES_IN_ORDER:
        codes = Const([choice.code for choice in item.choices], "text[]")
        return Typed("array_position({}, {}::text)", codes, value, output_field=IntegerField())
    if item.type in FOLDED | {"choice", "phone", "region"}:
        return Typed("NULLIF({}, '')", value, output_field=TextField())
    return value


def _label_of(ctx: Caller, hop: Hop) -> Any:
    """The label that a reference shows: it belongs to the row that holds it, unless the reference is scoped."""
    table = visible_rows(ctx, hop.target) if hop.item.scoped else all_labels(hop.target)
    rows = table.filter(pk=outer_reference(hop)).order_by()
    found = rows.values(called=label_sort(ctx, hop.target))[:1]
    return Typed("NULLIF({}, '')", Subquery(found), output_field=TextField())


def after(keys: Sequence[SortKey], values: Sequence[Any]) -> Q:
    """Rows that come after the row with these values of the keys."""
    if all(not key.nullable and key.descending == keys[0].descending for key in keys):
        marks = ", ".join("{}" for _ in keys)
        sign = "<" if keys[0].descending else ">"
        sides = [*(key.expression for key in keys), *map(Const, values)]
        return test(f"(({marks}) {sign} ({marks}))", *sides)
    found = FALSE
    for index, key in enumerate(keys):
        beyond = _beyond(key, values[index])
        if beyond is None:
            continue
        for earlier, value in zip(keys[:index], values[:index], strict=True):
            beyond = _equals(earlier, value) & beyond
        found |= beyond
    return _not_before(keys[0], values[0]) & found


def _beyond(key: SortKey, value: Any) -> Q | None:
    if value is None:
        return None
    beyond = test(f"({{}} {'<' if key.descending else '>'} {{}})", key.expression, Const(value))
    return beyond | test("({} IS NULL)", key.expression) if key.nullable else beyond


def _equals(key: SortKey, value: Any) -> Q:
    if value is None:
        return test("({} IS NULL)", key.expression)
    return test("({} = {})", key.expression, Const(value))


def _not_before(key: SortKey, value: Any) -> Q:
    """A condition that follows from the others; it tells the planner where in the index of the first key to begin."""
    if key.nullable:
        return Q()
    return test(f"({{}} {'<=' if key.descending else '>='} {{}})", key.expression, Const(value))


_WRITE: tuple[tuple[type, str, Callable[[Any], str]], ...] = (
    (Decimal, "n", str),
    (datetime, "t", lambda value: value.isoformat(timespec="microseconds")),
    (date, "d", lambda value: value.isoformat()),
)
_READ: dict[str, Callable[[str], Any]] = {"n": Decimal, "t": datetime.fromisoformat, "d": date.fromisoformat}


def _dump(value: Any) -> Any:
    for type_, mark, write in _WRITE:
        if isinstance(value, type_):
            return {mark: write(value)}
    return [_dump(item) for item in value] if isinstance(value, (list, tuple)) else value


def _load(value: Any) -> Any:
    if isinstance(value, dict):
        ((mark, text),) = value.items()
        return _READ[mark](text)
    return [_load(item) for item in value] if isinstance(value, list) else value


def _signer() -> Signer:
    return Signer(salt="guike.cursor")


def fingerprint(*parts: Any) -> str:
    """A digest of filter, sort, view, search …, to which a cursor is bound."""
    text = json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def encode_cursor(fingerprint: str, values: Sequence[Any]) -> str:
    """An opaque text for null, text, numbers, booleans, Decimal, date, datetime and lists of them. It is signed, so a
    client cannot change it."""
    return _signer().sign_object([fingerprint, _dump(list(values))], compress=True)


def decode_cursor(fingerprint: str, text: str) -> list[Any]:
    """The values of a cursor. BadRequest cursor.invalid for the cursor of another query or a forged one."""
    try:
        bound, values = _signer().unsign_object(text)
    except (BadSignature, ValueError, TypeError) as error:
        raise BadRequest("cursor.invalid", field="cursor") from error
    if bound != fingerprint:
        raise BadRequest("cursor.invalid", field="cursor")
    found = _load(values)
    assert isinstance(found, list)
    return found
