"""Formulas of a record: computed from its own values when it is written, and stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from guike.kernel import clock
from guike.kernel.formulas import Formula, FormulaRefused, compile_formula
from guike.platform.metadata.formulas import RESULT_TYPES, Plan, field_types, formulas_of, in_order, plan_of
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.drafts import Draft
from guike.platform.settings import queries as settings

_PLACES = Decimal("0.000001")
_LARGEST = Decimal(10) ** 14
_ROUNDING = Context(prec=60, rounding=ROUND_HALF_UP)
_ZERO = Decimal(0)


def compute_formulas(draft: Draft) -> None:
    """Bring every formula of the row in step with its values, each after those it reads."""
    plan = plan_of(draft.spec)
    if not plan.steps:
        return
    zone = _zone(plan)
    today = clock.now().astimezone(zone).date() if zone else date.min
    values = {item.name: _input(draft.get(item.name), zone) for item in plan.inputs}
    for item, value in evaluate(plan, values, today):
        draft.set(item.name, value)


def evaluate(plan: Plan, values: dict[str, Any], today: date) -> list[tuple[FieldSpec, Any]]:
    """(field, value to store) for each formula; `values` is filled up with the results on the way."""
    found = []
    for step in plan.steps:
        value = None if step.formula is None else storable(step.item, step.formula.evaluate(values, today))
        values[step.item.name] = value
        found.append((step.item, value))
    return found


def storable(item: FieldSpec, value: object) -> object:
    """The result as it is stored: numbers to 6 places, below 10^14; a result of another type is empty."""
    match item.value_type, value:
        case "decimal", Decimal():
            rounded = _ROUNDING.quantize(value, _PLACES) if abs(value) < _LARGEST else None
            return None if rounded is None or abs(rounded) >= _LARGEST else rounded or _ZERO
        case "boolean", bool():
            return value
        case "date", date():
            return value
        case "text", str():
            return value[: item.max_length] if item.max_length else value
    return None


def _zone(plan: Plan) -> ZoneInfo | None:
    """The company's time zone where the day matters; asking costs a query."""
    if plan.uses_today or any(item.type == "instant" for item in plan.inputs):
        return ZoneInfo(str(settings.get("company.timezone")))
    return None


def _input(value: Any, zone: ZoneInfo | None) -> Any:
    """An instant counts as its day in the company's time zone."""
    return value.astimezone(zone) if isinstance(value, datetime) else value
