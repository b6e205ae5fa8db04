"""Formulas: a whitelist compiler from a small language to closures over Decimal. No code is ever executed.

The language: fields by api name, numbers, texts in quotes, True, False, `+ - * /`, comparisons, `and`, `or`,
`not`, `a if condition else b`, and functions. Rules of its values:

* A missing value (None; empty text and lists are missing) makes every result computed from it missing, also
  comparisons. `COALESCE` replaces it; `ISEMPTY`, `== ""` and `== None` test for it; MIN, MAX, SUM and CONCAT ignore it.
* `and`, `or`, `not` know three values: False and missing = False, True or missing = True. A missing condition
  counts as not met.
* These results are missing, too: a division by zero, a number beyond 40 digits, a date that does not exist, and a
  result computed from a value of the wrong kind.
* Texts are compared without regard to case and width, as in filters. `DAYS(end, start)` = end − start.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guike.kernel import formula_closures as closures
from guike.kernel import limits
from guike.kernel.caches import NEVER, process_cache
from guike.kernel.formula_closures import Comparison, Operation, Run, Values
from guike.kernel.formula_functions import (
    ANY,
    BOOLEAN,
    DATE,
    EMPTY,
    FUNCTIONS,
    LIST,
    MAX_TEXT,
    NUMBER,
    NUMBERS,
    OTHER,
    RESULTS,
    TEXT,
    Function,
)
from guike.kernel.formula_text import FormulaRefused, Place, Source, parse, read
from guike.kernel.text import T, Text

__all__ = ["FUNCTION_NAMES", "Formula", "FormulaRefused", "compile_formula", "kind_of"]

Kinds = Mapping[str, str]
Infer = Callable[[Kinds], str]

FUNCTION_NAMES: tuple[str, ...] = ("IF", "COALESCE", *FUNCTIONS, "TODAY")
_TRUTHS = {"true": True, "false": False, "TRUE": True, "FALSE": False}

_ARITHMETIC: dict[type[ast.operator], Operation] = {
    ast.Add: closures.ADD,
    ast.Sub: closures.SUBTRACT,
    ast.Mult: closures.MULTIPLY,
    ast.Div: closures.DIVIDE,
}
_SUMS, _PRODUCTS = (ast.Add, ast.Sub), (ast.Mult, ast.Div)
_ORDERING: dict[type[ast.cmpop], Comparison] = {
    ast.Lt: closures.LESS,
    ast.LtE: closures.AT_MOST,
    ast.Gt: closures.MORE,
    ast.GtE: closures.AT_LEAST,
}
_COMPARISONS: dict[type[ast.cmpop], Comparison] = {
    ast.Eq: closures.EQUAL,
    ast.NotEq: closures.UNEQUAL,
    **_ORDERING,
}
_CLASSES: dict[str, type] = {NUMBER: Decimal, TEXT: str, DATE: date, BOOLEAN: bool, LIST: tuple}

_NAMES: dict[str, Text] = {
    NUMBER: T("数字", "a number"),
    TEXT: T("文字", "text"),
    DATE: T("日期", "a date"),
    BOOLEAN: T("是否值", "true or false"),
    LIST: T("多个选项", "several choices"),
    OTHER: T("不能用于计算的内容", "something that cannot be computed with"),
}
_FIELD_KINDS: dict[str, str] = {
    **dict.fromkeys(("number", "integer", "decimal", "money", "percent", "rollup", "formula"), NUMBER),
    **dict.fromkeys(("text", "long_text", "auto_number", "choice", "phone", "email", "url", "region"), TEXT),
    **dict.fromkeys(("date", "instant"), DATE),
    "boolean": BOOLEAN,
    **dict.fromkeys(("multi_choice", "tags"), LIST),
}


def kind_of(field_type: str) -> str:
    """The kind of a field type's values: number, text, date, boolean, list, or other (for ISEMPTY alone)."""
    return _FIELD_KINDS.get(field_type, OTHER)


@dataclass(frozen=True)
class Formula:
    """A compiled formula. `fields`: the names it reads. `uses_today`: its value changes with the day."""

    text: str
    fields: frozenset[str]
    uses_today: bool
    _run: Run
    _infer: Infer
    _place: Place

    def evaluate(self, values: Values, today: date) -> object:
        """Decimal, str, date, bool, or None for a missing value; never fails. Absent names are missing.

        An instant (datetime) counts with its own date, so convert it to the company's time zone before.
        """
        result = self._run(values, today)
        kind = result.__class__
        if kind is Decimal:
            try:
                return NUMBERS.plus(result)  # type: ignore[arg-type]
            except ArithmeticError:
                return None
        if kind is str:
            return result[:MAX_TEXT]  # type: ignore[index]
        return result if kind is bool or kind is date else None

    def result_type(self, field_types: Mapping[str, str]) -> str:
        """The kind of the result: "number", "text", "date" or "boolean", given the type of every field by name.

        FormulaRefused formula.unknown_field for a field that is not among them, formula.type where a part
        is of the wrong kind. A formula that is always missing counts as text.
        """
        for name in sorted(self.fields):
            if name not in field_types:
                raise FormulaRefused("formula.unknown_field", name=name)
        kind = self._infer({name: kind_of(field_types[name]) for name in self.fields})
        if kind in (LIST, OTHER):
            raise _wrong(self._place, RESULTS, kind)
        return kind if kind in RESULTS else TEXT


@process_cache(key="the text of a formula", stale=NEVER, limit=4096)
def compile_formula(text: str) -> Formula:
    """The compiled formula. FormulaRefused with the place for a text that is no formula. Faults that depend on the
    types of the fields are refused by `Formula.result_type`."""
    source = read(text)
    tree = parse(source)
    compiler = _Compiler(source)
    node = compiler.node(tree, 1)
    node.infer({})
    fields = frozenset(compiler.fields)
    return Formula(text, fields, compiler.uses_today, node.run, node.infer, source.place_of(tree))


def _wrong(place: Place, expected: Iterable[str], found: str) -> FormulaRefused:
    names = [name for kind, name in _NAMES.items() if kind in set(expected)]
    wanted = Text(" / ".join(n.zh for n in names), " or ".join(n.en for n in names))
    return FormulaRefused("formula.type", place, expected=wanted, found=_NAMES[found])


@dataclass(frozen=True)
class _Node:
    """A compiled part: the closure, and a function that gives the kind of its result from the kinds of the fields."""

    run: Run
    infer: Infer
    constant: object = None


class _Compiler:
    """Turns one tree into closures and collects the fields that it reads."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.fields: set[str] = set()
        self.uses_today = False

    def node(self, tree: ast.expr, depth: int) -> _Node:
        if depth > limits.FORMULA_DEPTH:
            raise FormulaRefused("formula.too_deep", max=int(limits.FORMULA_DEPTH))
        match tree:
            case ast.Constant():
                return self._constant(tree)
            case ast.Name():
                return self._name(tree)
            case ast.BinOp():
                return self._chain(tree, depth)
            case ast.UnaryOp():
                return self._unary(tree, depth)
            case ast.BoolOp():
                return self._logic(tree, depth)
            case ast.Compare():
                return self._compare(tree, depth)
            case ast.IfExp(test=test, body=body, orelse=other):
                return self._choice([test, body, other], depth)
            case ast.Call():
                return self._call(tree, depth)
        raise self._refused(tree)

    def _refused(self, tree: ast.expr, code: str = "formula.not_allowed", **params: object) -> FormulaRefused:
        return FormulaRefused(code, self.source.place_of(tree), **params)

    def _checked(self, tree: ast.expr, infer: Infer, allowed: frozenset[str]) -> Infer:
        """`infer`, but with a refusal of kinds that do not fit. A missing or unknown kind fits."""
        place = self.source.place_of(tree)

        def check(kinds: Kinds) -> str:
            kind = infer(kinds)
            if kind not in allowed and kind not in (ANY, EMPTY):
                raise _wrong(place, allowed, kind)
            return kind

        return check

    def _common(self, trees: Sequence[ast.expr], infers: Sequence[Infer]) -> Infer:
        """The kind that all have in common."""
        places = [self.source.place_of(tree) for tree in trees]

        def infer(kinds: Kinds) -> str:
            common, unknown = EMPTY, False
            for place, one in zip(places, infers, strict=True):
                kind = one(kinds)
                unknown = unknown or kind == ANY
                if kind in (ANY, EMPTY):
                    continue
                if common not in (EMPTY, kind):
                    raise _wrong(place, {common}, kind)
                common = kind
            return ANY if common == EMPTY and unknown else common

        return infer

    def _constant(self, tree: ast.Constant) -> _Node:
        value: object = tree.value
        kind = BOOLEAN
        if value is None or value == "":
            value, kind = None, EMPTY
        elif isinstance(value, str):
            kind = TEXT
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            # read from the text itself, because a float has lost digits
            value, kind = Decimal(self.source.code_of(tree)), NUMBER
        elif not isinstance(value, bool):
            raise self._refused(tree)
        return _Node(closures.constant(value), lambda _kinds: kind, value)

    def _name(self, tree: ast.Name) -> _Node:
        name = tree.id
        if name in _TRUTHS:
            return _Node(closures.constant(_TRUTHS[name]), lambda _kinds: BOOLEAN)
        self.fields.add(name)
        return _Node(closures.reader(name), lambda kinds: kinds.get(name, ANY))

    def _chain(self, tree: ast.BinOp, depth: int) -> _Node:
        """`a + b - c` is one level, however long."""
        family = _SUMS if isinstance(tree.op, _SUMS) else _PRODUCTS
        steps: list[tuple[type[ast.operator], ast.expr]] = []
        first: ast.expr = tree
        while isinstance(first, ast.BinOp) and isinstance(first.op, family):
            steps.append((type(first.op), first.right))
            first = first.left
        if not steps:
            raise self._refused(tree)
        steps.reverse()
        operands = [first, *(operand for _op, operand in steps)]
        nodes = [self.node(operand, depth + 1) for operand in operands]
        infer = self._all_of(operands, nodes, frozenset({NUMBER}), NUMBER)
        if len(nodes) == 2:
            return _Node(_binary(_ARITHMETIC[steps[0][0]], *nodes), infer)
        following = [(_ARITHMETIC[op], node.run) for (op, _tree), node in zip(steps, nodes[1:], strict=True)]
        return _Node(closures.chained(nodes[0].run, following), infer)

    def _all_of(
        self, trees: Sequence[ast.expr], nodes: Sequence[_Node], allowed: frozenset[str], gives: str
    ) -> Infer:
        checks = [self._checked(tree, node.infer, allowed) for tree, node in zip(trees, nodes, strict=True)]

        def infer(kinds: Kinds) -> str:
            for check in checks:
                check(kinds)
            return gives

        return infer

    def _unary(self, tree: ast.UnaryOp, depth: int) -> _Node:
        if not isinstance(tree.op, (ast.USub, ast.UAdd, ast.Not)):
            raise self._refused(tree)
        inner = self.node(tree.operand, depth + 1)
        kind = BOOLEAN if isinstance(tree.op, ast.Not) else NUMBER
        infer = self._all_of([tree.operand], [inner], frozenset({kind}), kind)
        run = inner.run
        if isinstance(tree.op, ast.Not):
            return _Node(closures.negation(run), infer)
        return _Node(
            closures.signed(NUMBERS.minus if isinstance(tree.op, ast.USub) else NUMBERS.plus, run), infer
        )

    def _logic(self, tree: ast.BoolOp, depth: int) -> _Node:
        nodes = [self.node(part, depth + 1) for part in tree.values]
        infer = self._all_of(tree.values, nodes, frozenset({BOOLEAN}), BOOLEAN)
        return _Node(closures.logic(isinstance(tree.op, ast.Or), [node.run for node in nodes]), infer)

    def _compare(self, tree: ast.Compare, depth: int) -> _Node:
        operands = [tree.left, *tree.comparators]
        nodes = [self.node(operand, depth + 1) for operand in operands]
        if not all(type(op) in _COMPARISONS for op in tree.ops):
            raise self._refused(tree)
        ordering = any(type(op) in _ORDERING for op in tree.ops)
        allowed = frozenset({NUMBER, DATE}) if ordering else RESULTS
        blank = [node.infer({}) == EMPTY for node in nodes]
        if len(nodes) == 2 and any(blank) and not ordering:
            asked = nodes[1 if blank[0] else 0]
            wants = isinstance(tree.ops[0], ast.Eq)
            return _Node(closures.blank(asked.run, wants), _gives(asked.infer, BOOLEAN))
        checks = [self._checked(one, node.infer, allowed) for one, node in zip(operands, nodes, strict=True)]
        infer = _gives(self._common(operands, checks), BOOLEAN)
        steps = [(_COMPARISONS[type(op)], node.run) for op, node in zip(tree.ops, nodes[1:], strict=True)]
        if len(steps) == 1:
            return _Node(closures.compared(steps[0][0], nodes[0].run, steps[0][1]), infer)
        return _Node(closures.compared_all(nodes[0].run, steps), infer)

    def _choice(self, trees: Sequence[ast.expr], depth: int) -> _Node:
        """`IF(condition, a, b)` and `a if condition else b`; without b it is missing."""
        nodes = [self.node(tree, depth + 1) for tree in trees]
        condition = self._checked(trees[0], nodes[0].infer, frozenset({BOOLEAN}))
        common = self._common(trees[1:], [node.infer for node in nodes[1:]])

        def infer(kinds: Kinds) -> str:
            condition(kinds)
            return common(kinds)

        other = nodes[2].run if len(nodes) > 2 else closures.constant(None)
        return _Node(closures.either(nodes[0].run, nodes[1].run, other), infer)

    def _call(self, tree: ast.Call, depth: int) -> _Node:
        if not isinstance(tree.func, ast.Name) or tree.keywords:
            raise self._refused(tree)
        for argument in tree.args:
            if isinstance(argument, ast.Starred):
                raise self._refused(argument)
        name = tree.func.id.upper()
        if name not in FUNCTION_NAMES:
            raise self._refused(
                tree, "formula.unknown_function", name=tree.func.id, functions=", ".join(FUNCTION_NAMES)
            )
        arguments = tree.args
        if name == "TODAY":
            self._counted(tree, name, 0, 0)
            self.uses_today = True
            return _Node(closures.today_itself, lambda _kinds: DATE)
        if name == "IF":
            self._counted(tree, name, 2, 3)
            return self._choice(arguments, depth)
        if name == "COALESCE":
            self._counted(tree, name, 1, None)
            nodes = [self.node(one, depth + 1) for one in arguments]
            runs = [node.run for node in nodes]
            return _Node(closures.coalesce(runs), self._common(arguments, [node.infer for node in nodes]))
        function = FUNCTIONS[name]
        self._counted(tree, name, function.least, function.most)
        return self._function(arguments, function, depth)

    def _counted(self, tree: ast.Call, name: str, least: int, most: int | None) -> None:
        count = len(tree.args)
        if count < least or (most is not None and count > most):
            expected = f"{least}" if least == most else f"{least}…" if most is None else f"{least}–{most}"
            raise self._refused(tree, "formula.arguments", name=name, expected=expected, count=count)

    def _function(self, trees: Sequence[ast.expr], function: Function, depth: int) -> _Node:
        nodes = [self.node(tree, depth + 1) for tree in trees]
        checks = [
            self._checked(tree, node.infer, function.fits(index))
            for index, (tree, node) in enumerate(zip(trees, nodes, strict=True))
        ]
        if function.gives == ANY:
            infer = self._common(trees, checks)
        else:

            def infer(kinds: Kinds) -> str:
                for check in checks:
                    check(kinds)
                return function.gives

        parts = [(node.run, _classes(function.fits(index))) for index, node in enumerate(nodes)]
        return _Node(closures.applied(function.apply, parts, function.skips), infer)


def _gives(infer: Infer, kind: str) -> Infer:
    """An `infer` that returns `kind`, after it has checked the part itself."""

    def inferred(kinds: Kinds) -> str:
        infer(kinds)
        return kind

    return inferred


def _classes(kinds: frozenset[str]) -> frozenset[type]:
    """The Python classes of these kinds; an empty set means any class."""
    return frozenset() if OTHER in kinds else frozenset(_CLASSES[kind] for kind in kinds)


def _binary(apply: Operation, left: _Node, right: _Node) -> Run:
    if isinstance(right.constant, Decimal):
        return closures.binary_constant(apply, left.run, right.constant)
    if isinstance(left.constant, Decimal):
        return closures.constant_binary(apply, left.constant, right.run)
    return closures.binary(apply, left.run, right.run)
