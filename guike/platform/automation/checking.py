"""Checks a rule when it is saved: everything that is wrong with it, each at its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from guike.kernel import filters
from guike.kernel.errors import FieldError, Refusal
from guike.kernel.limits import AUTOMATION_RULES, AUTOMATION_STEPS
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.automation import compiled
from guike.platform.automation.circles import Node, circle
from guike.platform.automation.definition import Definition, Step, of_rule
from guike.platform.automation.moments import YEAR
from guike.platform.automation.steps.reading import reads
from guike.platform.automation.steps.registry import Writes, kind_named
from guike.platform.filters.resolve import resolve
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.metadata.types import TYPES, ValueRefused

TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
EVERY = ("day", "workday", "week", "month")
_DAYS = {"week": 7, "month": 31}
_OFFSET = 3_650


def may_have_rules(spec: ObjectSpec) -> bool:
    """Whether the object is one of business, in which people's records are."""
    return not spec.is_line and spec.ledger is None and spec.area not in ("", "admin")


def errors_of(does: Definition, ctx: Context) -> list[FieldError]:
    """Everything wrong with the rule. `ctx`: of the identity that it acts as."""
    spec = catalogue().objects.get(does.object)
    if spec is None:
        return []  # the field says so itself
    if not may_have_rules(spec) or not spec.has_workflow:
        return [FieldError("object", "automation.object", {"object": spec.label})]
    return [
        *_trigger_errors(ctx, spec, does),
        *_filter_errors(ctx, spec, does),
        *_steps_errors(ctx, spec, does.steps),
    ]


def _trigger_errors(ctx: Context, spec: ObjectSpec, does: Definition) -> list[FieldError]:
    check = {
        "updated": _updated_errors,
        "state_changed": _state_errors,
        "date_reached": _date_errors,
        "schedule": _schedule_errors,
    }.get(does.trigger)
    return check(ctx, spec, does) if check is not None else []


def _updated_errors(ctx: Context, spec: ObjectSpec, does: Definition) -> list[FieldError]:
    errors = []
    for index, name in enumerate(does.fields):
        item = spec.by_name.get(str(name))
        if item is None or not item.is_active or ctx.level(spec.name, item.name) == "hidden":
            errors.append(FieldError(f"fields[{index}]", "unknown_field", {"name": str(name)[:60]}))
        elif item.type == "rollup" or item.computed or item.write_only:
            errors.append(FieldError(f"fields[{index}]", "automation.not_watched", {"field": item.label}))
    if errors or not (does.from_values or does.to_values):
        return errors
    if len(does.fields) != 1:
        return [FieldError("fields", "automation.one_field")]
    return _values_errors(spec, does.fields[0], does)


def _values_errors(spec: ObjectSpec, name: str, does: Definition) -> list[FieldError]:
    item = spec.by_name[name]
    errors = []
    for place, values in (("from", does.from_values), ("to", does.to_values)):
        for index, value in enumerate(values):
            try:
                if value is not None:
                    TYPES[item.value_type].parse(item, value)
            except (ValueRefused, KeyError) as refused:
                code = refused.code if isinstance(refused, ValueRefused) else "automation.not_watched"
                params = refused.params if isinstance(refused, ValueRefused) else {"field": item.label}
                errors.append(FieldError(f"{place}[{index}]", code, params))
    return errors


def _state_errors(_ctx: Context, spec: ObjectSpec, does: Definition) -> list[FieldError]:
    if spec.states is None:
        return [FieldError("trigger", "automation.no_states", {"object": spec.label})]
    return _values_errors(spec, spec.states.field, does)


def _date_errors(ctx: Context, spec: ObjectSpec, does: Definition) -> list[FieldError]:
    item = reads(ctx, spec, does.date_field) if "." not in does.date_field else None
    errors = _time_errors(does)
    if item is None or item.value_type not in ("date", "instant") or not item.stored:
        errors.append(FieldError("date_field", "automation.not_a_date", {"name": does.date_field[:60]}))
    if does.every not in ("", YEAR):
        errors.append(FieldError("every", "automation.every_date"))
    if abs(does.offset_days) > _OFFSET:
        errors.append(FieldError("offset_days", "out_of_range", {"min": -_OFFSET, "max": _OFFSET}))
    return errors


def _schedule_errors(_ctx: Context, _spec: ObjectSpec, does: Definition) -> list[FieldError]:
    errors = _time_errors(does)
    if does.every not in EVERY:
        errors.append(FieldError("every", "automation.every"))
    most = _DAYS.get(does.every)
    if most is not None and not 1 <= (does.on_day or 1) <= most:
        errors.append(FieldError("on_day", "out_of_range", {"min": 1, "max": most}))
    return errors


def _time_errors(does: Definition) -> list[FieldError]:
    fits = not does.at_time or TIME.fullmatch(does.at_time)
    return [] if fits else [FieldError("at_time", "automation.time")]


def _filter_errors(ctx: Context, spec: ObjectSpec, does: Definition) -> list[FieldError]:
    if does.filter is None:
        return []
    on_change = does.trigger in ("updated", "state_changed")
    return filter_errors(ctx, spec, does.filter, "filter", on_change=on_change)


def filter_errors(
    ctx: Context, spec: ObjectSpec, node: Any, place: str, *, on_change: bool = False
) -> list[FieldError]:
    """The faults of a condition that the identity reads, each at its place."""
    try:
        resolve(ctx, spec, filters.parse(node, on_change=on_change), on_change=on_change)
    except Refusal as refused:
        return [
            FieldError(place + error.field.removeprefix("filter"), error.code, error.params)
            for error in refused.field_errors()
        ] or [FieldError(place, refused.code, refused.params)]
    return []


def _steps_errors(ctx: Context, spec: ObjectSpec, steps: Sequence[Step]) -> list[FieldError]:
    if not steps:
        return [FieldError("steps", "required")]
    most = int(AUTOMATION_STEPS)
    if len(steps) > most:
        return [FieldError("steps", "too_many_items", {"max": most, "count": len(steps)})]
    return [
        error
        for index, step in enumerate(steps)
        for error in _step_errors(ctx, spec, step, f"steps[{index}]")
    ]


def _step_errors(ctx: Context, spec: ObjectSpec, step: Any, place: str) -> list[FieldError]:
    kind = kind_named(str(step.get("do"))) if isinstance(step, Mapping) else None
    if kind is None:
        return [FieldError(f"{place}.do", "automation.step")]
    condition = step.get("if")
    errors = filter_errors(ctx, spec, condition, f"{place}.if") if condition is not None else []
    return errors + kind.check(ctx, spec, step, place)


def activation_errors(does: Definition) -> list[FieldError]:
    """What speaks against switching it on besides its own faults: too many rules, a circle."""
    others = [of_rule(row) for row in compiled.active_rules() if row.pk != does.rule_id]
    same = sum(other.object == does.object for other in others)
    label = catalogue().get(does.object).label
    if same >= int(AUTOMATION_RULES):
        return [
            FieldError(
                "is_active", "automation.too_many_rules", {"object": label, "max": int(AUTOMATION_RULES)}
            )
        ]
    way = circle([node_of(one) for one in (*others, does)], does.rule_id)
    if not way:
        return []
    names = [*(one.name for one in way), does.name]
    return [
        FieldError("is_active", "automation.circle", {"way": " → ".join(f"「{name}」" for name in names)})
    ]


def node_of(does: Definition) -> Node:
    """The rule as the search for circles sees it."""
    spec = catalogue().objects.get(does.object)
    if spec is None:
        return Node(does, ())
    found: list[Writes] = []
    for step in does.steps:
        kind = kind_named(str(step.get("do")))
        if kind is not None:
            found += kind.writes(spec, step)
    return Node(does, tuple(found), spec.states.field if spec.states else "")


def trigger_words(does: Definition) -> Text:
    """When it fires, in words."""
    spec = catalogue().get(does.object)
    zh, en = spec.label.zh, spec.label.en
    names = [spec.by_name[name].label for name in does.fields if name in spec.by_name]
    if does.trigger == "created":
        return Text(f"新建{zh}时", f"when a {en.lower()} is created")
    if does.trigger == "state_changed":
        return Text(f"{zh}状态变化时", f"when the state of a {en.lower()} changes")
    if does.trigger == "updated" and names:
        joined = "、".join(one.zh for one in names)
        return Text(
            f"修改{zh}的{joined}时", f"when {', '.join(one.en for one in names)} of a {en.lower()} changes"
        )
    if does.trigger == "updated":
        return Text(f"修改{zh}时", f"when a {en.lower()} is changed")
    if does.trigger == "date_reached" and does.date_field in spec.by_name:
        label = spec.by_name[does.date_field].label
        return Text(f"到达{zh}的{label.zh}时", f"when the {label.en.lower()} of a {en.lower()} is reached")
    return Text("按时间表", "on a schedule")
