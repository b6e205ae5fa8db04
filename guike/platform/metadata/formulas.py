"""The formulas of an object: their order of computation and their result types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from guike.kernel.errors import Refusal
from guike.kernel.formulas import Formula, compile_formula
from guike.platform.metadata.spec import FieldSpec, ObjectSpec

#: kind of result → the type of field whose storage it uses
RESULT_TYPES: Mapping[str, str] = {"number": "decimal", "text": "text", "date": "date", "boolean": "boolean"}
#: set when a new row is inserted, after its values were checked
LATE = frozenset({"number", "created_at", "created_by"})
#: set by the database, or at every save whatever it changes
UNKNOWN = frozenset({"id", "updated_at", "updated_by"})


@dataclass(frozen=True)
class Step:
    """One formula field; `formula` None: its text is not valid (any more), so the value is empty."""

    item: FieldSpec
    formula: Formula | None


@dataclass(frozen=True)
class Plan:
    """The formulas of an object, each after those that it reads. `inputs`: the other fields that they read;
    `reads_late`: some of these are set only when a new row is inserted."""

    steps: tuple[Step, ...]
    inputs: tuple[FieldSpec, ...]
    uses_today: bool
    reads_late: bool


def plan_of(spec: ObjectSpec) -> Plan:
    """The plan, made once for each spec."""
    plan: Plan | None = spec.__dict__.get("_formula_plan")
    if plan is None:
        plan = _plan(spec)
        object.__setattr__(spec, "_formula_plan", plan)
    return plan


def formulas_of(spec: ObjectSpec) -> dict[str, Formula | None]:
    """Field name → its formula, None for an invalid one."""
    return {item.name: _compiled(item) for item in spec.fields if item.type == "formula"}


def _compiled(item: FieldSpec) -> Formula | None:
    try:
        return compile_formula(item.formula)
    except Refusal:
        return None


def _plan(spec: ObjectSpec) -> Plan:
    formulas = formulas_of(spec)
    ordered = list(in_order(formulas))
    steps = [Step(spec.by_name[name], formulas[name]) for name in ordered]
    # formulas in a circle have no value
    steps += [Step(spec.by_name[name], None) for name in formulas if name not in ordered]
    known = [step.formula for step in steps if step.formula is not None]
    read = {name for formula in known for name in formula.fields} - set(formulas)
    inputs = tuple(f for f in spec.fields if f.name in read and readable(f))
    uses_today = any(formula.uses_today for formula in known)
    return Plan(tuple(steps), inputs, uses_today, any(item.name in LATE for item in inputs))


def readable(item: FieldSpec) -> bool:
    """Whether a formula can read the field: it must be stored, and known before the row is written."""
    return item.stored and item.name not in UNKNOWN


def in_order(formulas: Mapping[str, Formula | None]) -> Iterator[str]:
    """The names, each after those that it reads, without those in a circle and those that read them."""
    waiting = {name: _needs(formula, formulas) for name, formula in formulas.items()}
    done: set[str] = set()
    ready = True
    while ready:
        ready = False
        for name, needs in list(waiting.items()):
            if needs <= done:
                del waiting[name]
                done.add(name)
                ready = True
                yield name


def _needs(formula: Formula | None, formulas: Mapping[str, Formula | None]) -> set[str]:
    return set() if formula is None else {name for name in formula.fields if name in formulas}


def dependants(formulas: Mapping[str, Formula | None], name: str) -> set[str]:
    """The formulas that read a field, through other formulas too."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        read = waiting.pop()
        for other, formula in formulas.items():
            if formula is not None and read in formula.fields and other not in found:
                found.add(other)
                waiting.append(other)
    return found


def field_types(spec: ObjectSpec) -> dict[str, str]:
    """Field name → type of every field that a formula may read, for `Formula.result_type`."""
    types = {f.name: f.value_type for f in spec.fields if readable(f) and f.type != "formula"}
    formulas = formulas_of(spec)
    for name in in_order(formulas):
        types[name] = RESULT_TYPES[_result(formulas[name], types)]
    return types


def _result(formula: Formula | None, types: Mapping[str, str]) -> str:
    if formula is None:
        return "text"
    try:
        return formula.result_type(types)
    except Refusal:
        return "text"


def with_result_types(spec: ObjectSpec) -> ObjectSpec:
    """The spec with `result_type` filled in on its formula fields."""
    if not any(item.type == "formula" for item in spec.fields):
        return spec
    types = field_types(spec)
    return spec.with_(
        fields=tuple(
            replace(f, result_type=types.get(f.name, "text")) if f.type == "formula" else f
            for f in spec.fields
        )
    )
