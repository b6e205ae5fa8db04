"""Formulas, whatever the text and the values: nothing but FormulaRefused when compiled, nothing when
evaluated, and the same results as an evaluator that is as simple as can be."""

from __future__ import annotations

import operator
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, timedelta
from decimal import ROUND_HALF_UP, Decimal, DecimalException, localcontext
from functools import cache, partial
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from guike.kernel.errors import MESSAGES
from guike.kernel.fold import fold
from guike.kernel.formula_functions import MAX_TEXT
from guike.kernel.formulas import FUNCTION_NAMES, FormulaRefused, compile_formula

_words = st.sampled_from(
    [
        *FUNCTION_NAMES,
        "a",
        "b",
        "c",
        "d",
        "if",
        "else",
        "and",
        "or",
        "not",
        "in",
        "is",
        "lambda",
        "None",
        "True",
    ]
)
_SIGNS = "()()()+-*/<>=!,.:[]{}'\"“”（），＝＞ \n\\#@%~^&|1290.,"
_signs = st.sampled_from([*_SIGNS, "==", "<=", "**", "->", "f'"])
_token_soup = st.lists(st.one_of(_words, _signs, st.just(" ")), max_size=40).map("".join)
_anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(max_size=20),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.lists(st.one_of(st.text(max_size=3), st.integers()), max_size=3),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.binary(max_size=3),
)
_rows = st.dictionaries(st.sampled_from("abcd"), _anything)
RESULT_CLASSES = (type(None), Decimal, str, date, bool)


def _check_refusal(refused: FormulaRefused, *codes: str) -> None:
    assert refused.code in (codes or MESSAGES)
    assert refused.message("zh-CN")
    assert refused.message("en")


def _check_result(found: object) -> None:
    assert type(found) in RESULT_CLASSES
    if isinstance(found, Decimal):
        assert found.is_finite()
        assert abs(found) < Decimal(10) ** 40
        assert len(found.as_tuple().digits) <= 40
    if isinstance(found, str):
        assert 0 < len(found) <= MAX_TEXT


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=60), _token_soup), _rows, st.dates())
def test_any_text_compiles_or_is_refused(text: str, row: dict[str, object], today: date) -> None:
    try:
        formula = compile_formula(text)
    except FormulaRefused as refused:
        _check_refusal(refused)
    else:
        _check_result(formula.evaluate(row, today))


# Agreement with an evaluator that is as simple as can be: a tree, walked.

Tree = tuple[Any, ...]
_numbers = st.decimals(-1000, 1000, places=2, allow_nan=False).map(lambda n: ("number", abs(n)))
_fields = st.sampled_from("abcdef").map(lambda name: ("field", name))
_quoted = st.text("abAB贵é '", min_size=1, max_size=4).map(lambda t: ("text", t))
_truths = st.booleans().map(lambda truth: ("truth", truth))
_days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
_leaves = st.one_of(_fields, _numbers, _quoted, st.just(("call", "TODAY")), _truths)
_ARITIES = {
    "ROUND": (1, 2), "ABS": (1, 1), "MIN": (1, 3), "MAX": (1, 3), "SUM": (1, 3), "COALESCE": (1, 3),
    "CONCAT": (1, 3), "LEFT": (2, 2), "RIGHT": (2, 2), "LEN": (1, 1), "UPPER": (1, 1), "LOWER": (1, 1),
    "DAYS": (2, 2), "YEAR": (1, 1), "MONTH": (1, 1), "DAY": (1, 1), "ADD_DAYS": (2, 2), "ADD_MONTHS": (2, 2),
    "CONTAINS": (2, 2), "ISEMPTY": (1, 1), "IF": (2, 3),
}  # fmt: skip


def _call(name: str, arguments: list[Tree]) -> Tree:
    return ("call", name, *arguments)


def _grow(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    calls = [
        st.lists(inner, min_size=least, max_size=most).map(partial(_call, name))
        for name, (least, most) in _ARITIES.items()
    ]
    pairs = st.sampled_from(["+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!=", "and", "or"])
    return st.one_of(
        st.tuples(pairs, inner, inner),
        st.tuples(st.sampled_from(["-", "not"]), inner),
        st.tuples(st.just("if"), inner, inner, inner),
        *calls,
    )


_trees = st.recursive(_leaves, _grow, max_leaves=12)
_plain_values = st.one_of(
    st.none(),
    st.booleans(),
    st.decimals(-(10**6), 10**6, places=3, allow_nan=False),
    st.text("abAB贵é '", max_size=4),
    _days,
)
_plain_rows = st.dictionaries(st.sampled_from("abcdef"), _plain_values)


def show(tree: Tree) -> str:
    match tree:
        case ("number", number):
            return format(number, "f")
        case ("field", name):
            return str(name)
        case ("text", text):
            return f'"{text}"'
        case ("truth", truth):
            return str(truth)
        case ("call", name, *arguments):
            return f"{name}({', '.join(map(show, arguments))})"
        case ("if", condition, body, other):
            return f"({show(body)} if {show(condition)} else {show(other)})"
        case (sign, operand):
            return f"({sign} {show(operand)})"
        case (sign, left, right):
            return f"({show(left)} {sign} {show(right)})"
    raise AssertionError(tree)


def brute(tree: Tree, row: dict[str, object], today: date) -> Any:
    """Decimal, str, date, bool or None; reads like the description of the language."""
    match tree:
        case ("number" | "text" | "truth", literal):
            return literal
        case ("field", name):
            return None if row.get(name) == "" else row.get(name)
        case ("call", name, *arguments):
            return _brute_call(name, [brute(one, row, today) for one in arguments], today)
        case ("if", condition, body, other):
            return brute(body if brute(condition, row, today) is True else other, row, today)
        case ("-", operand):
            found = brute(operand, row, today)
            return _arithmetic(operator.sub, Decimal(0), found)
        case ("not", operand):
            found = brute(operand, row, today)
            return not found if isinstance(found, bool) else None
        case (sign, left, right):
            return _brute_pair(sign, brute(left, row, today), brute(right, row, today))
    raise AssertionError(tree)


def _arithmetic(apply: Callable[[Decimal, Decimal], Decimal], left: Any, right: Any) -> Decimal | None:
    if type(left) is not Decimal or type(right) is not Decimal:
        return None
    with localcontext(prec=40, Emax=39, Emin=-40, rounding=ROUND_HALF_UP):
        try:
            return apply(left, right)
        except DecimalException:
            return None


def _brute_pair(sign: str, left: Any, right: Any) -> Any:
    arithmetic = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
    if sign in arithmetic:
        return _arithmetic(arithmetic[sign], left, right)
    if sign in ("and", "or"):
        known = [one if isinstance(one, bool) else None for one in (left, right)]
        decisive = sign == "or"
        return decisive if decisive in known else None if None in known else not decisive
    if left is None or type(left) is not type(right):
        return None
    if sign in ("==", "!="):
        same = fold(left) == fold(right) if isinstance(left, str) else left == right
        return same if sign == "==" else not same
    if type(left) not in (Decimal, date):
        return None
    order = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    return order[sign](left, right)


_SIGNATURES: dict[str, list[type]] = {
    "ROUND": [Decimal, Decimal], "ABS": [Decimal], "LEFT": [str, Decimal], "RIGHT": [str, Decimal],
    "LEN": [str], "UPPER": [str], "LOWER": [str], "DAYS": [date, date], "YEAR": [date], "MONTH": [date],
    "DAY": [date], "ADD_DAYS": [date, Decimal], "ADD_MONTHS": [date, Decimal], "CONTAINS": [str, str],
}  # fmt: skip


def _brute_call(name: str, given_values: list[Any], today: date) -> Any:
    present = [one for one in given_values if one is not None]
    match name:
        case "TODAY":
            return today
        case "IF":
            return [*given_values, None][1 if given_values[0] is True else 2]
        case "COALESCE":
            return present[0] if present else None
        case "ISEMPTY":
            return not present
        case "CONCAT":
            return (
                "".join(map(_written, present)) or None if not any(type(o) is bool for o in present) else None
            )
        case "MIN" | "MAX" | "SUM":
            return _brute_fold(name, present)
    wanted = _SIGNATURES[str(name)]
    if [type(one) for one in given_values] != wanted[: len(given_values)]:
        return None
    try:
        return _brute_strict(name, *given_values)
    except (OverflowError, ValueError, DecimalException):
        return None


def _written(one: Any) -> str:
    if not isinstance(one, Decimal):
        return str(one)
    text = format(one, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _brute_fold(name: str, present: list[Any]) -> Any:
    kinds = {type(one) for one in present}
    if kinds == {date} and name != "SUM":
        return min(present) if name == "MIN" else max(present)
    if kinds != {Decimal}:
        return None
    if name != "SUM":
        return min(present) if name == "MIN" else max(present)
    total: Decimal | None = present[0]
    for one in present[1:]:
        total = _arithmetic(operator.add, total, one)
    return total


def _brute_strict(name: str, first: Any, second: Any = Decimal(0)) -> Any:
    match name:
        case "ROUND":
            with localcontext(prec=200, Emax=999, Emin=-999, rounding=ROUND_HALF_UP):
                places = max(min(int(second), 60), -60)
                return first.quantize(Decimal(1).scaleb(-places)) if places <= 20 else first
        case "ABS":
            return _arithmetic(operator.sub, Decimal(0), first) if first < 0 else first
        case "LEFT":
            return "".join(c for i, c in enumerate(first) if i < int(second)) or None
        case "RIGHT":
            return "".join(c for i, c in enumerate(first) if i >= len(first) - int(second)) or None
        case "LEN" | "YEAR" | "MONTH" | "DAY":
            return Decimal(len(first) if name == "LEN" else getattr(first, name.lower()))
        case "UPPER" | "LOWER":
            return getattr(first, name.lower())()
        case "DAYS":
            return Decimal(first.toordinal() - second.toordinal())
        case "ADD_DAYS":
            return first + timedelta(days=int(second))
        case "CONTAINS":
            return fold(second) in fold(first)
    months = first.year * 12 + first.month - 1 + int(second)
    year, month = months // 12, months % 12 + 1
    return date(year, month, 1) + timedelta(days=min(first.day, monthrange(year, month)[1]) - 1)


def _check_agreement(tree: Tree, row: dict[str, object], today: date) -> object:
    found = compile_formula(show(tree)).evaluate(row, today)
    _check_result(found)
    expected = brute(tree, row, today)
    if isinstance(expected, Decimal):
        expected = _arithmetic(operator.add, expected, Decimal(0))
    assert found == expected
    assert type(found) is type(expected)
    return found


@settings(max_examples=150)
@given(_trees, _plain_rows, _days)
def test_agrees_with_a_simple_evaluator(tree: Tree, row: dict[str, object], today: date) -> None:
    try:
        _check_agreement(tree, row, today)
    except FormulaRefused as refused:
        _check_refusal(refused, "formula.type", "formula.too_deep")


@cache
def _typed(kind: str, depth: int) -> st.SearchStrategy[Tree]:
    """Trees of one kind of result, every part of its right kind; fields n1, n2, t1, t2, d1, d2, b1, b2."""
    leaf: st.SearchStrategy[Tree] = st.sampled_from([("field", kind + "1"), ("field", kind + "2")])
    literal = {"n": _numbers, "t": _quoted, "b": _truths, "d": st.just(("call", "TODAY"))}[kind]
    if depth == 0:
        return st.one_of(leaf, literal)
    inner = {one: _typed(one, depth - 1) for one in "ntdb"}
    forms = [*_FORMS[kind], ("if", "b", kind, kind), ("call", "COALESCE", kind, kind)]
    return st.one_of(leaf, *(st.tuples(*(inner.get(part, st.just(part)) for part in form)) for form in forms))


def _forms(*written: str) -> list[tuple[str, ...]]:
    """`MAX n n` is a call of two numbers, `< n n` a sign between them; one letter is a tree of that kind."""
    parts = [one.split() for one in written]
    return [("call", *form) if form[0].isupper() else tuple(form) for form in parts]


_FORMS: dict[str, list[tuple[str, ...]]] = {
    "n": _forms(
        *("+ n n", "- n n", "* n n", "/ n n", "- n", "ROUND n", "ROUND n n", "ABS n", "MIN n n", "MAX n n n"),
        *("SUM n n", "LEN t", "DAYS d d", "YEAR d", "MONTH d", "DAY d"),
    ),
    "t": _forms("CONCAT t n", "CONCAT d t n", "LEFT t n", "RIGHT t n", "UPPER t", "LOWER t", "IF b t"),
    "d": _forms("ADD_DAYS d n", "ADD_MONTHS d n", "MIN d d", "MAX d d"),
    "b": _forms(
        *("< n n", "<= n n", "> n n", ">= n n", "== n n", "!= n n", "< d d", ">= d d", "== t t", "!= t t"),
        *("== b b", "and b b", "or b b", "not b", "CONTAINS t t", "ISEMPTY n", "ISEMPTY t"),
    ),
}
_typed_rows = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("n1", "n2"), st.decimals(-(10**6), 10**6, places=3)),
        **dict.fromkeys(("t1", "t2"), st.text("abAB贵é '", max_size=4)),
        **dict.fromkeys(("d1", "d2"), _days),
        **dict.fromkeys(("b1", "b2"), st.booleans()),
    },
)
_KINDS = {
    "n": ("decimal", "number"),
    "t": ("text", "text"),
    "d": ("date", "date"),
    "b": ("boolean", "boolean"),
}
_TYPES = {f"{kind}{number}": _KINDS[kind][0] for kind in "ntdb" for number in (1, 2)}
_CLASSES = {"number": Decimal, "text": str, "date": date, "boolean": bool}


@settings(max_examples=150)
@given(
    st.sampled_from("ntdb").flatmap(lambda kind: st.tuples(st.just(kind), _typed(kind, 3))),
    _typed_rows,
    _days,
)
def test_well_typed_formulas_have_their_type(
    kind_and_tree: tuple[str, Tree], row: dict[str, object], today: date
) -> None:
    """Never refused, of the result type that was announced, and right."""
    kind, tree = kind_and_tree
    announced = compile_formula(show(tree)).result_type(_TYPES)
    assert announced == _KINDS[kind][1]
    found = _check_agreement(tree, row, today)
    assert found is None or type(found) is _CLASSES[announced]


@given(st.lists(st.tuples(st.sampled_from("+-*/"), st.decimals(1, 9, places=1)), min_size=1, max_size=12))
def test_precedence_without_brackets(steps: list[tuple[str, Decimal]]) -> None:
    """`+ -` from left to right over runs of `* /` from left to right."""
    runs: list[tuple[str, Decimal | None]] = [("+", Decimal(1))]
    for sign, number in steps:
        if sign in "+-":
            runs.append((sign, number))
        else:
            before, product = runs[-1]
            runs[-1] = (before, _brute_pair(sign, product, number))
    total: Decimal | None = runs[0][1]
    for sign, product in runs[1:]:
        total = _brute_pair(sign, total, product)
    text = "1" + "".join(f" {sign} {number}" for sign, number in steps)
    assert compile_formula(text).evaluate({}, date(2026, 11, 21)) == total
