"""A filter in words, for people who read a rule: 状态 属于 跟进中、待处理 且 金额 大于 1000."""

from __future__ import annotations

from collections.abc import Callable

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
    Scalar,
    Some,
    Target,
    Value,
    is_missing,
    join_path,
)
from guike.kernel.filters.operators import OPERATORS
from guike.kernel.text import T, display, join

# (path, None) → the field's or relation's label; (path, value) → the label of one value, such as a choice's.
LabelOf = Callable[[str, object | None], str]

_AND = T(" 且 ", " and ")
_OR = T(" 或 ", " or ")
_NOT = T("不满足（{inner}）", "not ({inner})")
_EVERYTHING = T("全部记录", "all records")
_NOTHING = T("没有记录", "no records")
_EMPTY = T("空", "empty")
_SOME = T("{path} 中至少一条满足（{inner}）", "some of {path} has ({inner})")
_NONE = T("{path} 中没有一条满足（{inner}）", "none of {path} has ({inner})")
_EVERY = T("{path} 中每一条都满足（{inner}）", "every one of {path} has ({inner})")
_BETWEEN = T("{low} 到 {high}", "{low} and {high}")
_WITHIN = T("{period}内", "{period}")
_AREA = T("（{lat}, {lng}）{km} 公里以内", "({lat}, {lng}), {km} km")


def to_text(node: Node, locale: str, label_of: LabelOf, prefix: str = "") -> str:
    """The filter as a sentence in ``locale``. ``label_of`` gives the labels of fields and of values."""
    match node:
        case All(items):
            return _group(items, _AND.get(locale), _EVERYTHING.get(locale), locale, label_of, prefix)
        case Any_(items):
            return _group(items, _OR.get(locale), _NOTHING.get(locale), locale, label_of, prefix)
        case Not(item):
            return _NOT.format(locale, inner=to_text(item, locale, label_of, prefix))
        case Some(path, where) | None_(path, where) | Every(path, where):
            full = join_path(prefix, path)
            text = _SOME if isinstance(node, Some) else _NONE if isinstance(node, None_) else _EVERY
            return text.format(
                locale, path=label_of(full, None), inner=to_text(where, locale, label_of, full)
            )
        case Leaf():
            return _leaf(node, locale, label_of, prefix)


def _group(
    items: tuple[Node, ...], word: str, empty: str, locale: str, label_of: LabelOf, prefix: str
) -> str:
    """The items joined; a group of the other kind inside is put in brackets."""
    if not items:
        return empty
    left, right = ("(", ")") if locale == "en" else ("（", "）")
    texts = []
    for item in items:
        text = to_text(item, locale, label_of, prefix)
        bracket = isinstance(item, (All, Any_)) and len(item.items) > 1 and len(items) > 1
        texts.append(f"{left}{text}{right}" if bracket else text)
    return word.join(texts)


def _leaf(leaf: Leaf, locale: str, label_of: LabelOf, prefix: str) -> str:
    path = join_path(prefix, leaf.field)
    words = [label_of(path, None), OPERATORS[leaf.op].label.get(locale)]
    if leaf.other is not None:
        words.append(label_of(join_path(prefix, leaf.other), None))
    elif OPERATORS[leaf.op].takes != "nothing":
        words.append(_value(path, leaf.op, leaf.value, locale, label_of))
    return " ".join(words)


def _value(path: str, op: str, value: Value, locale: str, label_of: LabelOf) -> str:
    if isinstance(value, Area):
        return _AREA.format(locale, lat=value.lat, lng=value.lng, km=f"{value.km:g}")
    if op == "within":
        return _WITHIN.format(locale, period=periods.label(str(value), locale))
    if isinstance(value, tuple):
        shown = [_scalar(path, item, locale, label_of) for item in value]
        if op == "between":
            return _BETWEEN.format(locale, low=shown[0], high=shown[1])
        return join(shown, locale) or _EMPTY.get(locale)
    return _scalar(path, value, locale, label_of)


def _scalar(path: str, value: Scalar, locale: str, label_of: LabelOf) -> str:
    if is_missing(value):
        return _EMPTY.get(locale)
    shown = label_of(path, value)
    if shown:
        return shown
    return f"{value.object} {value.id}" if isinstance(value, Target) else display(value, locale)
