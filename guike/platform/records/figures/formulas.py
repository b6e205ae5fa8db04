"""Computes and stores the formulas of a record from its own values when it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from guike.kernel import clock
from guike.kernel.formulas import Formula, FormulaRefused, compile_formula
from guike.kernel.text import Text
from guike.platform.database.copying import update_each
from guike.platform.metadata.formulas import (
    RESULT_TYPES,
    dependants,
    field_types,
    formulas_of,
    in_order,
    plan_of,
    readable,
)
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.reading import table
from guike.platform.records.references import write_links
from guike.platform.records.shapes import INDEX_COLUMNS, Draft, index_row, silent
from guike.platform.settings import queries as settings

FORMULA_WHY = "a formula's value follows from its row, whoever may see it; deleted rows keep theirs too"
_PLACES = Decimal("0.000001")
_LARGEST = Decimal(10) ** 14
_ROUNDING = Context(prec=60, rounding=ROUND_HALF_UP)
_ZERO = Decimal("0.000000")


def compute_formulas(draft: Draft) -> None:
    """Compute every formula of the row, each after those that it reads."""
    plan = plan_of(draft.spec)
    if not plan.steps:
        return
    zone = zone_of(plan.inputs, uses_today=plan.uses_today)
    today = today_of(zone) if zone else date.min
    values = {item.name: formula_input(draft.get(item.name), zone) for item in plan.inputs}
    for step in plan.steps:
        name = step.item.name
        values[name] = None
        if step.formula is not None:
            values[name] = storable(step.item, step.formula.evaluate(values, today))
        draft.set(name, values[name])


def compute_late(draft: Draft) -> None:
    """Compute the formulas of a new row that read its number or creation time, after these are known."""
    if plan_of(draft.spec).reads_late:
        compute_formulas(draft)


def refresh_formulas(
    spec: ObjectSpec, ids: Iterable[int], changed: Iterable[str]
) -> dict[int, dict[str, Any]]:
    """Recompute the formulas that read these fields, after they were written outside the write path (roll-ups). Row →
    former values of the formulas that changed."""
    formulas = formulas_of(spec)
    if not any(dependants(formulas, name) for name in changed):
        return {}
    rows = table(spec).system(reason=FORMULA_WHY).filter(pk__in=list(ids)).order_by("pk")
    wrong = recompute_rows(spec, list(rows.select_for_update(no_key=True, of=("self",))))
    return {draft.row.pk: draft.old for draft in wrong}


def recompute_rows(spec: ObjectSpec, rows: Sequence[Any]) -> list[Draft]:
    """Recompute and save the formulas of locked rows, without history or version; the drafts that changed."""
    if not plan_of(spec).steps:
        return []
    drafts = [Draft(spec, row, index, False) for index, row in enumerate(rows)]
    for draft in drafts:
        compute_formulas(draft)
    wrong = [draft for draft in drafts if draft.old]
    if not wrong:
        return []
    items = [spec.by_name[name] for draft in wrong for name in draft.old]
    columns = {"custom" if item.custom else item.attname for item in items}
    if any(item.searchable for item in items) or spec.label_of is not None:
        columns |= set(INDEX_COLUMNS)
        for draft in wrong:
            index_row(spec, draft.row)
    with silent():
        update_each(table(spec).system(reason=FORMULA_WHY), [draft.row for draft in wrong], sorted(columns))
    write_links(spec, wrong)
    return wrong


def storable(item: FieldSpec, value: object) -> object:
    """The result in stored form: numbers to 6 places, below 10^14; a result of the wrong type is stored as empty."""
    match item.value_type, value:
        case "decimal", Decimal():
            rounded = _ROUNDING.quantize(value, _PLACES) if abs(value) < _LARGEST else _LARGEST
            return (rounded or _ZERO) if abs(rounded) < _LARGEST else None
        case ("boolean", bool()) | ("date", date()):
            return value
        case "text", str():
            return value[: item.max_length]
    return None


def today_of(zone: ZoneInfo) -> date:
    """The present day in this time zone."""
    return clock.now().astimezone(zone).date()


def zone_of(inputs: Iterable[FieldSpec], *, uses_today: bool) -> ZoneInfo | None:
    """The company's time zone if the formula depends on the day, else None; reading it costs a query."""
    if uses_today or any(item.type == "instant" for item in inputs):
        return ZoneInfo(str(settings.get("company.timezone")))
    return None


def formula_input(value: Any, zone: ZoneInfo | None) -> Any:
    """The value for a formula; an instant becomes its day in the company's time zone."""
    return value.astimezone(zone) if isinstance(value, datetime) else value


def check_formula(spec: ObjectSpec, name: str, text: str) -> str:
    """The result type of a formula for the new or existing field `name`: decimal, text, date or boolean.

    FormulaRefused, with `field` set to "formula": not a formula, fields that are unknown or cannot be read, a
    wrong type, a circle of formulas (all named), or a formula that reads `name` and could not any more.
    """
    try:
        return _checked(spec, name, text)
    except FormulaRefused as refused:
        refused.field = "formula"
        raise


def _checked(spec: ObjectSpec, name: str, text: str) -> str:
    formula = compile_formula(text)
    for wanted in sorted(formula.fields - {name}):
        item = spec.by_name.get(wanted)
        if item is None or not readable(item) or not item.is_active:
            raise FormulaRefused("formula.unknown_field", name=wanted)
    formulas = {**formulas_of(spec), name: formula}
    circle = _circle(formulas, name)
    if circle:
        raise FormulaRefused("formula.cycle", fields=" → ".join(circle))
    types = dict(field_types(spec))
    result = types[name] = RESULT_TYPES[formula.result_type(types)]
    for other in in_order(formulas):
        if other in dependants(formulas, name):
            types[other] = _still(spec.by_name[other], formulas[other], types)
    return result


def _still(item: FieldSpec, formula: Formula | None, types: Mapping[str, str]) -> str:
    """The type of a formula that reads the changed one."""
    try:
        return "text" if formula is None else RESULT_TYPES[formula.result_type(types)]
    except FormulaRefused as refused:
        reason = Text(*(refused.message(locale) for locale in ("zh-CN", "en")))
        raise FormulaRefused("formula.breaks", name=item.label, reason=reason) from None


def _circle(formulas: Mapping[str, Formula | None], name: str) -> list[str]:
    """The names on a circle from a formula back to itself; [] without a circle."""
    ways = [[name]]
    seen = {name}
    while ways:
        way = ways.pop()
        formula = formulas[way[-1]]
        for wanted in sorted(formula.fields if formula else ()):
            if wanted == name:
                return [*way, name]
            if wanted in formulas and wanted not in seen:
                seen.add(wanted)
                ways.append([*way, wanted])
    return []
