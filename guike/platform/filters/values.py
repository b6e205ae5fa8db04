"""Operators and values of conditions: which operators a field offers, and how a sent value is converted for
comparison."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from guike.kernel import limits, periods
from guike.kernel.casing import fold
from guike.kernel.filters import CHANGE_OPERATORS, OPERATORS, Leaf, Target, Value, operators_for
from guike.kernel.phone_search import sought_phone
from guike.platform.filters.columns import ANY, FOLDED, IDS, NUMBERS
from guike.platform.metadata.catalogue import Catalogue, catalogue
from guike.platform.metadata.reach import read_phone
from guike.platform.metadata.regions import region_name
from guike.platform.metadata.spec import FieldSpec
from guike.platform.metadata.types import (
    CONTROL,
    DATE,
    MAX_ID,
    TYPES,
    ValueRefused,
    parse_instant,
)

_ALIKE = {"tags": "multi_choice", **dict.fromkeys(("json", "value", "label", "choices"), "lines")}
_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)
#: more digits than any column holds, few enough to print
_LARGEST = 40


def tree_parent(target: str, known: Catalogue | None = None) -> FieldSpec | None:
    """The field by which an object's records form a tree; None without such a field."""
    spec = (known or catalogue()).objects.get(target)
    parent = spec.by_name.get("parent") if spec else None
    return parent if parent is not None and parent.target_object == target else None


def operators_of(item: FieldSpec, *, on_change: bool = False) -> tuple[str, ...]:
    """The operators that a field offers, most used first; () when it cannot be filtered."""
    if item.write_only or item.told:
        return ()
    offered = operators_for(
        _ALIKE.get(item.value_type, item.value_type), on_change=on_change and not item.computed
    )
    if item.type == "user":
        return ("is_me", "in_my_departments", *offered[1:])
    if item.type == "reference" and tree_parent(item.target_object) is None:
        return tuple(op for op in offered if op != "under")
    return offered


@dataclass(frozen=True)
class Zone:
    """The values that depend on the caller: the company's time zone and his colleagues."""

    tz: str
    colleagues: Callable[[], tuple[int, ...]]


def typed_leaf(item: FieldSpec, leaf: Leaf, zone: Zone) -> Leaf:
    """A positive leaf with its value typed for comparison.

    ValueRefused(code) when it does not fit the field; its `params["index"]` names the item of a list.

    A day as the value of an instant means that day in the company's time zone.
    """
    if leaf.op == "in_my_departments" and item.type == "user":
        return Leaf(leaf.field, "in", cast(Value, zone.colleagues()))
    takes = OPERATORS[leaf.op].takes
    if takes in ("nothing", "period", "area"):
        return leaf
    if takes == "text":
        searched(item, leaf.value)
        return leaf
    if item.type == "instant" and leaf.op not in CHANGE_OPERATORS:
        return _instant_leaf(leaf, zone.tz)
    if isinstance(leaf.value, tuple):
        return replace(leaf, value=cast(Value, tuple(_at(item, n, raw) for n, raw in enumerate(leaf.value))))
    return replace(leaf, value=cast(Value, compared(item, leaf.value)))


def _at(item: FieldSpec, index: int, raw: Any) -> Any:
    try:
        return compared(item, raw)
    except ValueRefused as refused:
        refused.params["index"] = index
        raise


def searched(item: FieldSpec, raw: Any) -> str:
    """The text that `contains` and `starts_with` look for: folded, or for a phone number the result of
    `sought_phone`."""
    value = _text(raw)
    if item.type != "phone":
        return fold(value)
    sought = sought_phone(value)
    if not sought:
        raise ValueRefused("type.phone")
    return sought


def compared(item: FieldSpec, raw: Any) -> Any:
    """The value converted for comparison; text must still be folded once. None stays None."""
    if raw is None:
        return None
    if item.type in FOLDED:
        return _text(raw)
    if item.type in NUMBERS:
        return _number(item, raw)
    if item.type in IDS or item.type == "references":
        return _id(raw)
    if item.type in ANY:
        return _target(item, raw)
    parse = _PARSERS.get(item.type)
    return parse(item, raw) if parse else TYPES[item.type].parse(item, raw)


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise ValueRefused("type.text")
    longest = int(limits.LONG_TEXT_CHARS)
    if len(raw) > longest:
        raise ValueRefused("too_long", max=longest, length=len(raw))
    if CONTROL.search(raw) or any("\ud800" <= c <= "\udfff" for c in raw):
        raise ValueRefused("type.control_characters")
    return raw


def _number(item: FieldSpec, raw: Any) -> Decimal:
    code = f"type.{item.type}" if item.type in ("integer", "money", "percent") else "type.decimal"
    if isinstance(raw, bool) or not isinstance(raw, int | str | float | Decimal):
        raise ValueRefused(code)
    try:
        value = Decimal(repr(raw) if isinstance(raw, float) else str(raw).strip())
    except InvalidOperation:
        raise ValueRefused(code) from None
    if not value.is_finite() or (value and not -_LARGEST < value.adjusted() < _LARGEST):
        raise ValueRefused(code)
    return value


def _id(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 < raw <= MAX_ID:
        raise ValueRefused("type.reference")
    return raw


def _target(item: FieldSpec, raw: Any) -> Target:
    if not isinstance(raw, Target) or (item.targets and raw.object not in item.targets):
        raise ValueRefused("type.any_reference")
    if raw.object not in catalogue().objects:
        raise ValueRefused("type.any_reference")
    return Target(raw.object, _id(raw.id))


def _choice(item: FieldSpec, raw: Any) -> str:
    """A choice's code, also of an inactive choice, because old records still have it."""
    if not isinstance(raw, str) or item.choice(raw) is None:
        labels = [c.label for c in item.choices if c.is_active][:12]
        raise ValueRefused("type.choice", value=str(raw)[:50], choices=labels)
    return raw


def _phone(_item: FieldSpec, raw: Any) -> str:
    number = read_phone(_text(raw))
    if number is None:
        raise ValueRefused("type.phone")
    return number


def _region(_item: FieldSpec, raw: Any) -> str:
    if not isinstance(raw, str) or region_name(raw) is None:
        raise ValueRefused("type.region")
    return raw


_PARSERS: dict[str, Callable[[FieldSpec, Any], Any]] = {
    "choice": _choice,
    "multi_choice": _choice,
    "tags": lambda _item, raw: _text(raw),
    "phone": _phone,
    "region": _region,
}


def _moment(raw: Any, tz: str) -> tuple[datetime, datetime]:
    """The first and last instant of a sent value: an instant is both; a day runs from midnight to midnight."""
    if isinstance(raw, str) and DATE.fullmatch(raw.strip()):
        day: date = TYPES["date"].parse(cast(FieldSpec, None), raw)
        start, end = periods.instants(day, day + _DAY, tz)
        return start, end - _TICK
    moment = parse_instant(raw)
    return moment, moment


def _instant_leaf(leaf: Leaf, tz: str) -> Leaf:
    if isinstance(leaf.value, tuple):
        first, last = _moment(leaf.value[0], tz), _moment(leaf.value[1], tz)
        return replace(leaf, value=cast(Value, (first[0], last[1])))
    start, end = _moment(leaf.value, tz)
    if leaf.op == "eq" and start != end:
        return replace(leaf, op="between", value=cast(Value, (start, end)))
    return replace(leaf, value=cast(Value, end if leaf.op in ("gt", "lte") else start))
