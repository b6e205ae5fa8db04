"""The parts of a formula as closures: each takes (values, today) and returns a value.

They check the class of every operand, so that a value of the wrong kind makes the result missing (None).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from guike.kernel.fold import fold
from guike.kernel.formula_functions import NUMBERS

Values = Mapping[str, object]
Run = Callable[[Values, date], object]
Operation = Callable[[Decimal, Decimal], Decimal]
#: the classes that it compares, and how
Comparison = tuple[frozenset[type], Callable[[Any, Any], bool]]

ADD: Operation = NUMBERS.add
SUBTRACT: Operation = NUMBERS.subtract
MULTIPLY: Operation = NUMBERS.multiply
DIVIDE: Operation = NUMBERS.divide

_ORDERED: frozenset[type] = frozenset({Decimal, date})
_COMPARED: frozenset[type] = frozenset({Decimal, date, str, bool})
_INT_BITS = 128


def constant(value: object) -> Run:
    """The same value always."""
    return lambda _values, _today: value


def today_itself(_values: Values, today: date) -> object:
    """TODAY()."""
    return today


def reader(name: str) -> Run:
    """The value of a field; absent and empty ones are missing."""

    def run(values: Values, _today: date) -> object:
        value = values.get(name)
        if value.__class__ is Decimal:
            return value if value.is_finite() else None
        return None if value is None else _normal(value)

    return run


def _normal(value: object) -> object:
    """The value converted for formulas; a value with which they cannot compute is returned unchanged."""
    found = value
    if isinstance(value, str):
        found = str(value) or None
    elif isinstance(value, bool):
        found = value
    elif isinstance(value, int):
        found = Decimal(value) if value.bit_length() < _INT_BITS else None
    elif isinstance(value, float):
        found = Decimal(repr(value)) if math.isfinite(value) else None
    elif isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, (list, tuple)):
        found = tuple(value) or None
    return found


def binary(apply: Operation, left: Run, right: Run) -> Run:
    """One step of arithmetic."""

    def run(values: Values, today: date) -> object:
        a = left(values, today)
        if a.__class__ is not Decimal:
            return None
        b = right(values, today)
        if b.__class__ is not Decimal:
            return None
        try:
            return apply(a, b)
        except ArithmeticError:
            return None

    return run


def binary_constant(apply: Operation, left: Run, b: Decimal) -> Run:
    """`x * 2`, without a call to read the constant."""

    def run(values: Values, today: date) -> object:
        a = left(values, today)
        if a.__class__ is not Decimal:
            return None
        try:
            return apply(a, b)
        except ArithmeticError:
            return None

    return run


def constant_binary(apply: Operation, a: Decimal, right: Run) -> Run:
    """`1 - x`, without a call to read the constant."""

    def run(values: Values, today: date) -> object:
        b = right(values, today)
        if b.__class__ is not Decimal:
            return None
        try:
            return apply(a, b)
        except ArithmeticError:
            return None

    return run


def chained(first: Run, steps: Sequence[tuple[Operation, Run]]) -> Run:
    """`a + b - c …` from left to right, in one loop, so that a long chain needs no deep stack."""
    steps = tuple(steps)

    def run(values: Values, today: date) -> object:
        result = first(values, today)
        if result.__class__ is not Decimal:
            return None
        try:
            for apply, operand in steps:
                value = operand(values, today)
                if value.__class__ is not Decimal:
                    return None
                result = apply(result, value)
        except ArithmeticError:
            return None
        return result

    return run


def signed(apply: Callable[[Decimal], Decimal], inner: Run) -> Run:
    """`-x` and `+x`."""

    def run(values: Values, today: date) -> object:
        value = inner(values, today)
        if value.__class__ is not Decimal:
            return None
        try:
            return apply(value)
        except ArithmeticError:
            return None

    return run


def negation(inner: Run) -> Run:
    """`not x`; missing stays missing."""

    def run(values: Values, today: date) -> object:
        value = inner(values, today)
        return not value if value.__class__ is bool else None

    return run


def logic(decisive: bool, parts: Sequence[Run]) -> Run:
    """`or` is True at the first True, `and` is False at the first False; otherwise a missing part makes it missing."""

    def run(values: Values, today: date) -> object:
        result: bool | None = not decisive
        for part in parts:
            value = part(values, today)
            if value is decisive:
                return decisive
            if value.__class__ is not bool:
                result = None
        return result

    return run


def _equal(left: object, right: object) -> bool:
    if left == right:
        return True
    return isinstance(left, str) and isinstance(right, str) and fold(left) == fold(right)


def _unequal(left: object, right: object) -> bool:
    return not _equal(left, right)


EQUAL: Comparison = (_COMPARED, _equal)
UNEQUAL: Comparison = (_COMPARED, _unequal)
LESS: Comparison = (_ORDERED, operator.lt)
AT_MOST: Comparison = (_ORDERED, operator.le)
MORE: Comparison = (_ORDERED, operator.gt)
AT_LEAST: Comparison = (_ORDERED, operator.ge)


def compared(comparison: Comparison, left: Run, right: Run) -> Run:
    """One comparison."""
    classes, holds = comparison

    def run(values: Values, today: date) -> object:
        a = left(values, today)
        b = right(values, today)
        kind = a.__class__
        return holds(a, b) if kind is b.__class__ and kind in classes else None

    return run


def compared_all(first: Run, steps: Sequence[tuple[Comparison, Run]]) -> Run:
    """`a < b <= c`: every operand is evaluated once. False when one pair is False, else missing when one is missing."""

    def run(values: Values, today: date) -> object:
        left = first(values, today)
        result: bool | None = True
        for (classes, holds), operand in steps:
            right = operand(values, today)
            if left.__class__ is not right.__class__ or left.__class__ not in classes:
                result = None
            elif not holds(left, right):
                return False
            left = right
        return result

    return run


def blank(inner: Run, wanted: bool) -> Run:
    """`x == ""` (wanted) and `x != ""`."""

    def run(values: Values, today: date) -> object:
        return (inner(values, today) is None) is wanted

    return run


def either(condition: Run, body: Run, other: Run) -> Run:
    """`body` when the condition is met, else `other`; only that one is evaluated."""

    def run(values: Values, today: date) -> object:
        return body(values, today) if condition(values, today) is True else other(values, today)

    return run


def coalesce(parts: Sequence[Run]) -> Run:
    """The first that is not missing."""

    def run(values: Values, today: date) -> object:
        for part in parts:
            value = part(values, today)
            if value is not None:
                return value
        return None

    return run


def applied(apply: Callable[..., object], parts: Sequence[tuple[Run, frozenset[type]]], skips: bool) -> Run:
    """A function whose arguments have these classes (an empty set: any class). A missing argument makes the result
    missing, unless the function handles it itself (`skips`)."""
    parts = tuple(parts)

    def run(values: Values, today: date) -> object:
        arguments = []
        for part, classes in parts:
            value = part(values, today)
            if value is None:
                if not skips:
                    return None
            elif classes and value.__class__ not in classes:
                return None
            arguments.append(value)
        try:
            result = apply(*arguments)
        except (ArithmeticError, ValueError, TypeError):
            return None
        return None if result.__class__ is str and not result else result

    return run
