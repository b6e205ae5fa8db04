"""Checks administrators' validation rules on every write, whether from a form, an import or a bulk change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.kernel.formulas import Formula, FormulaRefused, compile_formula
from guike.platform.access.context import Context
from guike.platform.filters.memory import Loader, matcher
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.formulas import field_types, readable
from guike.platform.metadata.models import ValidationRule
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.figures import formula_input, today_of, zone_of
from guike.platform.records.shapes import Draft

Judge = Callable[[Draft], bool]


def check_rules(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft], load: Loader) -> None:
    """Refuse a row for which filter and formula of a rule are true, with the administrator's message. A rule that does
    not fit its object any more is ignored."""
    for rule in catalogue().rules.get(spec.name, ()) if drafts else ():
        try:
            judges = _judges(ctx, spec, rule, load)
        except (Invalid, FormulaRefused):
            continue
        for draft in drafts:
            if draft.ok and judges and all(judge(draft) for judge in judges):
                place = draft.prefix + _place(ctx, spec, rule)
                draft.errors.append(FieldError(place, "rule.refused", {"message": rule.message}))


def _place(ctx: Context, spec: ObjectSpec, rule: ValidationRule) -> str:
    """The field of a refusal's error; the record's name if the writer may not know of the field."""
    return rule.field if rule.field and ctx.level(spec.name, rule.field) != "hidden" else spec.name_field


def _judges(ctx: Context, spec: ObjectSpec, rule: ValidationRule, load: Loader) -> list[Judge]:
    found: list[Judge] = []
    if rule.filter:
        matches = matcher(ctx, spec, rule.filter, load=load, on_change=True)
        found.append(lambda draft: bool(matches(draft.row, draft.old)))
    if rule.formula:
        found.append(partial(_holds, checked_formula(spec, rule.formula)))
    return found


def checked_formula(spec: ObjectSpec, text: str) -> Formula:
    """The compiled formula of a rule. FormulaRefused for unknown fields, a wrong type, or a result that is not true or
    false."""
    formula = compile_formula(text)
    for name in sorted(formula.fields):
        item = spec.by_name.get(name)
        if item is None or not readable(item) or not item.is_active:
            raise FormulaRefused("formula.unknown_field", name=name)
    if formula.result_type(field_types(spec)) != "boolean":
        raise FormulaRefused("formula.not_a_condition")
    return formula


def formula_fault(spec: ObjectSpec, text: str) -> Refusal | None:
    """The fault of a rule's formula, or None."""
    try:
        checked_formula(spec, text)
    except FormulaRefused as refused:
        return refused
    return None


def _holds(formula: Formula, draft: Draft) -> bool:
    items = [draft.spec.by_name[name] for name in formula.fields]
    zone = zone_of(items, uses_today=formula.uses_today)
    values = {item.name: formula_input(draft.get(item.name), zone) for item in items}
    today = today_of(zone) if zone else date.min
    return formula.evaluate(values, today) is True
