"""Turns JSON into a tree. All faults are reported at once, each with its place.

Only the shape is checked here. The resolver checks whether a field exists, may be read and takes the operator.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite

from guike.kernel import periods
from guike.kernel.errors import FieldError, Invalid, Refusal, field_error, register
from guike.kernel.filters.nodes import (
    EVERYTHING,
    All,
    Any_,
    Area,
    Every,
    Leaf,
    Node,
    None_,
    Not,
    Scalar,
    Some,
    Target,
    Value,
)
from guike.kernel.filters.operators import CHANGE_OPERATORS, OPERATORS, OTHER_OPERATORS
from guike.kernel.limits import FILTER_CONDITIONS, FILTER_DEPTH, FILTER_VALUES, PATH_SEGMENTS
from guike.kernel.text import T

register(
    {
        "filter.shape": T(
            "每个条件应为 all、any、not、some、none、every、field 之一",
            "Each condition must be one of all, any, not, some, none, every, field",
        ),
        "filter.unknown_key": T(
            "条件中不认识“{name}”，请去掉", "Unknown key “{name}” in a condition; remove it"
        ),
        "filter.list": T("应为条件的列表", "Must be a list of conditions"),
        "filter.path": T(
            "字段路径的写法不正确，例如 account.level", "Not a field path; write one such as account.level"
        ),
        "filter.path_too_long": T("字段路径最多 {max} 段", "A field path has at most {max} segments"),
        "filter.operator": T(
            "没有运算符“{name}”，可用：{known}", "There is no operator “{name}”; use one of {known}"
        ),
        "filter.on_change_only": T(
            "“{name}”只能用于变更时触发的规则，且只能用于记录自身的字段",
            "“{name}” is for rules on a change, on the record's own fields",
        ),
        "filter.too_deep": T(
            "条件嵌套最多 {max} 层，请拆分", "Conditions nest at most {max} levels; split the filter"
        ),
        "filter.too_many": T(
            "最多 {max} 个条件，请拆分成多个视图", "At most {max} conditions; split the filter"
        ),
        "filter.too_many_values": T(
            "清单最多 {max} 项，请改用条件", "At most {max} values in a list; use a condition"
        ),
        "filter.value_required": T("请填写条件的值", "Give a value for this condition"),
        "filter.value_unwanted": T("此运算符不需要值，请去掉", "This operator takes no value; remove it"),
        "filter.value_scalar": T("应为单个值", "Must be a single value"),
        "filter.value_text": T("请填写要查找的文字", "Must be the text to look for"),
        "filter.value_list": T("应为值的列表", "Must be a list of values"),
        "filter.value_list_empty": T("列表至少要有一个值", "The list needs at least one value"),
        "filter.value_range": T("应为两个值的列表：[从, 到]", "Must be a list of two values: [from, to]"),
        "filter.value_area": T(
            '应给出 lat、lng 和 km，例如 {{"lat":31.23,"lng":121.47,"km":5}}',
            'Must have lat, lng and km, such as {{"lat":31.23,"lng":121.47,"km":5}}',
        ),
        "filter.other_unwanted": T(
            "此运算符不能与另一个字段比较", "This operator cannot compare with another field"
        ),
        "filter.value_and_other": T("value 和 other 只能给出一个", "Give either value or other, not both"),
    }
)

_PATH = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*", re.ASCII)
_QUANTIFIERS: dict[str, type[Some | None_ | Every]] = {
    "some": Some,
    "none": None_,
    "every": Every,
}
_HEADS = ("all", "any", "not", "field", *_QUANTIFIERS)
_ABSENT = object()


def parse(raw: object, *, root: str = "filter", on_change: bool = False) -> Node:
    """The tree of a decoded JSON filter; null and ``{}`` are everything.

    Invalid with one error per fault, at places such as ``filter.all[1].op``. ``on_change`` admits the
    operators ``changed``, ``changed_from``, ``changed_to``.
    """
    if raw is None or raw == {}:
        return EVERYTHING
    parser = _Parser(on_change)
    node = parser.node(raw, root, 0)
    if parser.conditions > FILTER_CONDITIONS:
        parser.refuse(root, "filter.too_many", max=FILTER_CONDITIONS)
    if parser.errors or node is None:
        raise Invalid(parser.errors)
    return node


class _Parser:
    """Walks the JSON and collects errors. A faulty part gives None, and the walk continues."""

    def __init__(self, on_change: bool) -> None:
        self.errors: list[FieldError] = []
        self.conditions = 0
        self._on_change = on_change
        self._in_row = 0

    def refuse(self, place: str, code: str, **params: object) -> None:
        self.errors.append(field_error(place, code, **params))

    def node(self, raw: object, place: str, depth: int) -> Node | None:
        """A condition or group at ``place``; ``depth`` groups lie around it."""
        if self.conditions > FILTER_CONDITIONS:
            return None
        heads = [head for head in _HEADS if head in raw] if isinstance(raw, Mapping) else []
        if not isinstance(raw, Mapping) or len(heads) != 1:
            self.refuse(place, "filter.shape")
            return None
        head = heads[0]
        if head == "field":
            return self._leaf(raw, place)
        if depth >= FILTER_DEPTH:
            self.refuse(place, "filter.too_deep", max=FILTER_DEPTH)
            return None
        allowed = {head, "where"} if head in _QUANTIFIERS else {head}
        self._only(raw, place, allowed)
        if head == "not":
            item = self.node(raw["not"], f"{place}.not", depth + 1)
            return None if item is None else Not(item)
        if head in _QUANTIFIERS:
            return self._quantified(raw, place, head, depth)
        items = self._items(raw[head], f"{place}.{head}", depth + 1)
        return All(items) if head == "all" else Any_(items)

    def _only(self, raw: Mapping[object, object], place: str, allowed: set[str]) -> None:
        for key in raw:
            if key not in allowed:
                self.refuse(f"{place}.{key}", "filter.unknown_key", name=key)

    def _items(self, raw: object, place: str, depth: int) -> tuple[Node, ...]:
        if not isinstance(raw, (list, tuple)):
            self.refuse(place, "filter.list")
            return ()
        nodes = (self.node(item, f"{place}[{index}]", depth) for index, item in enumerate(raw))
        return tuple(node for node in nodes if node is not None)

    def _quantified(self, raw: Mapping[object, object], place: str, head: str, depth: int) -> Node | None:
        self.conditions += 1
        path = self._path(raw[head], f"{place}.{head}")
        where = raw.get("where")
        self._in_row += 1
        inner = EVERYTHING if where is None or where == {} else self.node(where, f"{place}.where", depth + 1)
        self._in_row -= 1
        if path is None or inner is None:
            return None
        return _QUANTIFIERS[head](path, inner)

    def _path(self, raw: object, place: str) -> str | None:
        if not isinstance(raw, str) or not _PATH.fullmatch(raw):
            self.refuse(place, "filter.path")
            return None
        if raw.count(".") >= PATH_SEGMENTS:
            self.refuse(place, "filter.path_too_long", max=PATH_SEGMENTS)
            return None
        return raw

    def _leaf(self, raw: Mapping[object, object], place: str) -> Leaf | None:
        self.conditions += 1
        before = len(self.errors)
        self._only(raw, place, {"field", "op", "value", "other"})
        path = self._path(raw["field"], f"{place}.field")
        op = self._operator(raw.get("op"), path, f"{place}.op")
        if op is None:
            return None
        value: Value = None
        other = raw.get("other")
        if other is not None:
            other = self._other(raw, op, place)
        else:
            value = self._value(raw.get("value", _ABSENT), op, f"{place}.value")
        if path is None or len(self.errors) > before:
            return None
        return Leaf(path, op, value, other if isinstance(other, str) else None)

    def _operator(self, raw: object, path: str | None, place: str) -> str | None:
        if not isinstance(raw, str) or raw not in OPERATORS:
            self.refuse(place, "filter.operator", name=raw, known=list(OPERATORS))
            return None
        own = self._on_change and not self._in_row and "." not in (path or "")
        if raw in CHANGE_OPERATORS and not own:
            self.refuse(place, "filter.on_change_only", name=raw)
            return None
        return raw

    def _other(self, raw: Mapping[object, object], op: str, place: str) -> str | None:
        if raw.get("value") is not None:
            self.refuse(f"{place}.other", "filter.value_and_other")
        if op not in OTHER_OPERATORS:
            self.refuse(f"{place}.other", "filter.other_unwanted")
        return self._path(raw["other"], f"{place}.other")

    def _value(self, raw: object, op: str, place: str) -> Value:
        takes = OPERATORS[op].takes
        if takes == "nothing":
            if raw is not _ABSENT and raw is not None and raw is not True:
                self.refuse(place, "filter.value_unwanted")
            return None
        if raw is _ABSENT:
            self.refuse(place, "filter.value_required")
            return None
        if takes == "value":
            return self._one(raw, place, empty=op in ("eq", "ne", "changed_from", "changed_to"))
        if takes == "text":
            if not isinstance(raw, str) or not raw:
                self.refuse(place, "filter.value_text")
                return None
            return raw
        if takes == "period":
            return self._period(raw, place)
        if takes == "area":
            return self._area(raw, place)
        if takes == "tree" and not isinstance(raw, (list, tuple)):
            return self._one(raw, place, empty=False)
        return self._many(raw, op, place)

    def _one(self, raw: object, place: str, *, empty: bool) -> Scalar:
        """A single value: text, number, boolean, record of any object; null where ``empty``."""
        if isinstance(raw, Mapping) and raw.keys() == {"object", "id"}:
            name, key = raw["object"], raw["id"]
            if isinstance(name, str) and isinstance(key, int) and not isinstance(key, bool):
                return Target(name, key)
        if raw is None or raw == "":
            if not empty:
                self.refuse(place, "filter.value_required")
            return None
        if isinstance(raw, float) and not isfinite(raw):
            raw = None
        if not isinstance(raw, (str, int, float)):
            self.refuse(place, "filter.value_scalar")
            return None
        return raw

    def _many(self, raw: object, op: str, place: str) -> Value:
        if not isinstance(raw, (list, tuple)):
            self.refuse(place, "filter.value_range" if op == "between" else "filter.value_list")
            return None
        if op == "between" and len(raw) != 2:
            self.refuse(place, "filter.value_range")
            return None
        if not raw and op not in ("in", "not_in"):
            self.refuse(place, "filter.value_list_empty")
            return None
        if len(raw) > FILTER_VALUES:
            self.refuse(place, "filter.too_many_values", max=FILTER_VALUES)
            return None
        empty = op in ("in", "not_in")
        return tuple(self._one(item, f"{place}[{index}]", empty=empty) for index, item in enumerate(raw))

    def _period(self, raw: object, place: str) -> str | None:
        try:
            periods.check(raw if isinstance(raw, str) else "")
        except Refusal as refusal:
            params = {**refusal.params, "name": raw}
            self.refuse(place, refusal.code, **params)
            return None
        return raw if isinstance(raw, str) else None

    def _area(self, raw: object, place: str) -> Area | None:
        numbers = [_number(raw.get(key)) for key in ("lat", "lng", "km")] if isinstance(raw, Mapping) else []
        if not isinstance(raw, Mapping) or len(raw) != 3 or None in numbers:
            self.refuse(place, "filter.value_area")
            return None
        lat, lng, km = (number or 0.0 for number in numbers)
        if not (-90 <= lat <= 90 and -180 <= lng <= 180 and 0 < km <= 20_040):
            self.refuse(place, "filter.value_area")
            return None
        return Area(lat, lng, km)


def _number(raw: object) -> float | None:
    """A finite JSON number, or None."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not isfinite(raw):
        return None
    return float(raw)
