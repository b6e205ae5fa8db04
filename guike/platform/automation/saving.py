"""Everything that acts when a record of an object is saved, in the order in which it acts, with who changed it last."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from guike.kernel.errors import Forbidden
from guike.kernel.text import T, Text
from guike.platform.access.context import Context
from guike.platform.access.people import person
from guike.platform.approvals.models import ApprovalDefinition
from guike.platform.automation.checking import trigger_words
from guike.platform.automation.definition import of_rule
from guike.platform.automation.models import AutomationRule
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.models import FieldDef
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.metadata.types import format_instant

WHY = "an administrator looks at everything that acts on an object"


@dataclass(frozen=True)
class Act:
    """One thing that acts. `object`, `id`: the definition behind it, if it has one; `is_on`: whether it acts now."""

    name: str
    detail: str = ""
    object: str = ""
    id: int = 0
    changed_by: int | None = None
    changed_at: Any = None
    is_on: bool = True


Source = Callable[[Context, ObjectSpec], Iterable[Act]]


@dataclass(frozen=True)
class _Part:
    position: int
    key: str
    label: Text
    source: Source


_parts: dict[str, _Part] = {}


def saving_part(position: int, key: str, label: Text, source: Source) -> None:
    """Add something that acts on saving, at its place in the order; called at start. ValueError for a key that is taken."""
    if key in _parts:
        raise ValueError(f"the part {key} is registered twice")
    _parts[key] = _Part(position, key, label, source)


def what_acts(ctx: Context, object_name: str) -> dict[str, Any]:
    """{"object", "label", "parts": [{"key", "label", "acts": […]}]}; for administrators."""
    if not ctx.administers:
        raise Forbidden("access.no_permission")
    spec = catalogue().get(object_name)
    parts = []
    for part in sorted(_parts.values(), key=lambda one: one.position):
        acts = [_shown(ctx, act) for act in part.source(ctx, spec)]
        if acts:
            parts.append({"key": part.key, "label": part.label.get(ctx.locale), "acts": acts})
    return {"object": spec.name, "label": spec.label.get(ctx.locale), "parts": parts}


def _shown(ctx: Context, act: Act) -> dict[str, Any]:
    return {
        "name": act.name,
        "detail": act.detail,
        "object": act.object or None,
        "id": act.id or None,
        "changed_by": person(ctx, act.changed_by) if act.changed_by else None,
        "changed_at": format_instant(act.changed_at),
        "is_on": act.is_on,
    }


def _definitions(spec: ObjectSpec) -> dict[str, Any]:
    """Field → the row of its definition."""
    rows = FieldDef.objects.system(reason=WHY).filter(object=spec.name, deleted_at=None)
    return {row.api_name: row for row in rows}


def _of_fields(ctx: Context, spec: ObjectSpec, chosen: Iterable[tuple[str, str]]) -> list[Act]:
    """(field, detail) as acts."""
    rows = _definitions(spec)
    found = []
    for name, detail in chosen:
        row, label = rows.get(name), spec.by_name[name].label.get(ctx.locale)
        if row is None:
            found.append(Act(label, detail))
        else:
            found.append(Act(label, detail, "field_def", row.pk, row.updated_by_id, row.updated_at))
    return found


def _defaults(ctx: Context, spec: ObjectSpec) -> list[Act]:
    words = {
        "$me": T("当前用户", "the user"),
        "$today": T("今天", "today"),
        "$now": T("当前时间", "now"),
        "$my_department": T("当前用户的部门", "the user's department"),
    }
    chosen = [
        (item.name, words[item.default].get(ctx.locale) if item.default in words else str(item.default))
        for item in spec.defaulted_fields
        if isinstance(item.default, str | int) and not isinstance(item.default, bool)
    ]
    return _of_fields(ctx, spec, chosen)


def _own_logic(ctx: Context, spec: ObjectSpec) -> list[Act]:
    if spec.hooks.prepare is None:
        return []
    text = T("补全和检查该对象自己的数据", "Completes and checks what is particular to the object")
    return [Act(T("系统内置处理", "Built-in logic").get(ctx.locale), text.get(ctx.locale))]


def _formulas(ctx: Context, spec: ObjectSpec) -> list[Act]:
    return _of_fields(
        ctx, spec, [(item.name, item.formula) for item in spec.fields if item.type == "formula"]
    )


def _required(ctx: Context, spec: ObjectSpec) -> list[Act]:
    return _of_fields(ctx, spec, [(item.name, "") for item in spec.required_fields])


def _validation(_ctx: Context, spec: ObjectSpec) -> list[Act]:
    return [
        Act(
            rule.name or rule.message,
            rule.message,
            "validation_rule",
            rule.pk,
            rule.updated_by_id,
            rule.updated_at,
        )
        for rule in catalogue().rules.get(spec.name, ())
    ]


def _unique(ctx: Context, spec: ObjectSpec) -> list[Act]:
    text = T("不允许重复", "must be unique").get(ctx.locale)
    fields = _of_fields(
        ctx, spec, [(item.name, text) for item in spec.fields if item.unique and item.is_active]
    )
    rules = [
        Act(rule.name or f"#{rule.pk}", "", "duplicate_rule", rule.pk, rule.updated_by_id, rule.updated_at)
        for rule in catalogue().duplicate_rules.get(spec.name, ())
    ]
    return [*fields, *rules]


def _states(ctx: Context, spec: ObjectSpec) -> list[Act]:
    if spec.states is None:
        return []
    item = spec.by_name[spec.states.field]
    found = []
    for step in spec.states.steps:
        old, new = (
            "、".join(
                (choice.label.get(ctx.locale) if (choice := item.choice(code)) else code) for code in codes
            )
            for codes in (step.sources, step.targets or step.sources)
        )
        action = spec.action(step.name)
        found.append(Act(action.label.get(ctx.locale) if action else step.name, f"{old} → {new}"))
    return found


def _number(ctx: Context, spec: ObjectSpec) -> list[Act]:
    if not spec.number_pattern:
        return []
    return [Act(T("编号", "Number").get(ctx.locale), spec.number_pattern, "object_def", spec.definition_id)]


def _rollups(ctx: Context, spec: ObjectSpec) -> list[Act]:
    """Figures of other objects that are counted anew."""
    found = []
    for parent in catalogue().objects.values():
        for rollup in parent.rollups:
            item = parent.by_name.get(rollup.field)
            if rollup.child == spec.name and item is not None:
                found.append(Act(f"{parent.label.get(ctx.locale)} · {item.label.get(ctx.locale)}"))
    return found


def _participants(_ctx: Context, spec: ObjectSpec) -> list[Act]:
    return [Act(one.name, "、".join(one.states)) for one in spec.participants]


def _approvals(ctx: Context, spec: ObjectSpec) -> list[Act]:
    """Definitions that begin on saving, or let a change wait; those of other moments do not act on saving."""
    rows = ApprovalDefinition.objects.system(reason=WHY).filter(object=spec.name, deleted_at=None)
    field = catalogue().get("approval_definition").by_name["trigger"]
    return [
        Act(
            row.name,
            choice.label.get(ctx.locale) if (choice := field.choice(row.trigger)) else row.trigger,
            "approval_definition",
            row.pk,
            row.updated_by_id,
            row.updated_at,
            row.is_active and row.published_version > 0 and spec.has_approval,
        )
        for row in rows.filter(trigger__in=("create", "change")).order_by("position", "id")
    ]


def _rules(ctx: Context, spec: ObjectSpec) -> list[Act]:
    rows = AutomationRule.objects.system(reason=WHY).filter(object=spec.name, deleted_at=None)
    return [
        Act(
            row.name,
            trigger_words(of_rule(row)).get(ctx.locale),
            "automation_rule",
            row.pk,
            row.updated_by_id,
            row.updated_at,
            row.is_active and not row.paused_for and spec.has_workflow,
        )
        for row in rows.order_by("-is_active", "position", "id")
    ]


def declare() -> None:
    """Register what the platform itself does, in the order of the write path."""
    saving_part(10, "defaults", T("填写默认值", "Defaults"), _defaults)
    saving_part(20, "logic", T("系统内置处理", "Built-in logic"), _own_logic)
    saving_part(30, "formulas", T("计算公式", "Formulas"), _formulas)
    saving_part(40, "required", T("检查必填", "Required fields"), _required)
    saving_part(50, "validation", T("校验规则", "Validation rules"), _validation)
    saving_part(60, "unique", T("唯一与查重", "Unique values and duplicates"), _unique)
    saving_part(70, "states", T("状态流转", "Steps between states"), _states)
    saving_part(80, "number", T("生成编号", "Numbers"), _number)
    saving_part(90, "rollups", T("更新汇总", "Figures of other objects"), _rollups)
    saving_part(100, "participants", T("联动处理", "What other parts do"), _participants)
    saving_part(105, "approvals", T("审批", "Approvals"), _approvals)
    saving_part(110, "rules", T("自动化规则（保存后执行）", "Automation rules (after saving)"), _rules)
