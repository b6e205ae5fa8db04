"""The operators: their names for people, the shape of their values, and the field types that offer them."""

from __future__ import annotations

from dataclasses import dataclass

from guike.kernel.text import T, Text


@dataclass(frozen=True)
class Operator:
    """``takes``: value, values (a list), range (two), text, nothing, period, tree (one or several), area."""

    name: str
    label: Text
    takes: str


_ALL = (
    Operator("eq", T("等于", "is"), "value"),
    Operator("ne", T("不等于", "is not"), "value"),
    Operator("gt", T("大于", "is greater than"), "value"),
    Operator("gte", T("大于等于", "is at least"), "value"),
    Operator("lt", T("小于", "is less than"), "value"),
    Operator("lte", T("小于等于", "is at most"), "value"),
    Operator("between", T("介于", "is between"), "range"),
    Operator("in", T("属于", "is one of"), "values"),
    Operator("not_in", T("不属于", "is none of"), "values"),
    Operator("contains", T("包含", "contains"), "text"),
    Operator("not_contains", T("不包含", "does not contain"), "text"),
    Operator("starts_with", T("开头是", "starts with"), "text"),
    Operator("is_empty", T("为空", "is empty"), "nothing"),
    Operator("is_not_empty", T("不为空", "is not empty"), "nothing"),
    Operator("within", T("在", "is within"), "period"),
    Operator("under", T("属于（含下级）", "is under"), "tree"),
    Operator("is_me", T("是我", "is me"), "nothing"),
    Operator("in_my_departments", T("在我的部门（含下级）", "is in my departments"), "nothing"),
    Operator("has_any", T("含任一", "has any of"), "values"),
    Operator("has_all", T("含全部", "has all of"), "values"),
    Operator("near", T("附近", "is near"), "area"),
    Operator("changed", T("已改变", "has changed"), "nothing"),
    Operator("changed_from", T("改变前是", "changed from"), "value"),
    Operator("changed_to", T("变为", "changed to"), "value"),
)
OPERATORS: dict[str, Operator] = {operator.name: operator for operator in _ALL}

CHANGE_OPERATORS: tuple[str, ...] = ("changed", "changed_from", "changed_to")
OTHER_OPERATORS: frozenset[str] = frozenset({"eq", "ne", "gt", "gte", "lt", "lte"})

_EMPTY = ("is_empty", "is_not_empty")
_ONE_OF = ("eq", "ne", "in", "not_in")
_TEXT = ("contains", "not_contains", "starts_with", *_ONE_OF, *_EMPTY)
_ORDER = ("gt", "gte", "lt", "lte", "between")
_NUMBER = ("eq", "ne", *_ORDER, "in", "not_in", *_EMPTY)
_TIME = ("within", "eq", "ne", *_ORDER, *_EMPTY)
_SEVERAL = ("has_any", "has_all", *_EMPTY)

_BY_TYPE: dict[str, tuple[str, ...]] = {
    "text": _TEXT,
    "long_text": ("contains", "not_contains", "starts_with", *_EMPTY),
    "email": _TEXT,
    "phone": _TEXT,
    "url": _TEXT,
    "auto_number": _TEXT,
    "integer": _NUMBER,
    "decimal": _NUMBER,
    "money": _NUMBER,
    "percent": _NUMBER,
    "boolean": ("eq", "ne", *_EMPTY),
    "date": _TIME,
    "instant": _TIME,
    "choice": ("in", "not_in", "eq", "ne", *_EMPTY),
    "multi_choice": _SEVERAL,
    "reference": ("in", "not_in", "eq", "ne", "under", *_EMPTY),
    "references": _SEVERAL,
    "any_reference": (*_ONE_OF, *_EMPTY),
    "any_references": _SEVERAL,
    "user": ("is_me", "in", "not_in", "eq", "ne", *_EMPTY),
    "department": ("under", "in_my_departments", "in", "not_in", "eq", "ne", *_EMPTY),
    "region": ("under", "in", "not_in", "eq", "ne", *_EMPTY),
    "geo": ("near", *_EMPTY),
    "image": _EMPTY,
    "file": _EMPTY,
    "files": _EMPTY,
    "lines": (),
}
_COMPUTED = frozenset({"formula", "rollup"})

FIELD_TYPES: tuple[str, ...] = (*_BY_TYPE, *sorted(_COMPUTED))


def operators_for(field_type: str, *, on_change: bool = False) -> tuple[str, ...]:
    """The operators that a field type offers, most used first. KeyError for an unknown type.

    A formula or roll-up offers the operators of its result type: call with that type; otherwise numbers are assumed.
    ``lines`` has none: conditions on lines are written with ``some``, ``none``, ``every``.
    """
    offered = _NUMBER if field_type in _COMPUTED else _BY_TYPE[field_type]
    return (*offered, *CHANGE_OPERATORS) if on_change and offered else offered


def operators_meta(locale: str) -> list[dict[str, str]]:
    """``[{"name","label","takes"}]`` for the filter builder."""
    return [{"name": op.name, "label": op.label.get(locale), "takes": op.takes} for op in _ALL]
