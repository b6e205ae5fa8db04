"""Explains why a caller may or may not do something with a record."""

from __future__ import annotations

from typing import Any

from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.access.scope import outside_rule, personal_rules, required, wide_rules
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.reading.rows import living, visible

NO_FUNCTION = Text("您的角色没有此功能权限", "Your roles lack this function")
NO_SCOPE = Text("没有任何规则允许您操作这条记录", "No rule lets you reach this record")
ARCHIVE = Text("基础档案，有功能权限即可", "An archive: the function permission is enough")
BY_PARENT = Text("权限与所属单据相同", "Same rights as its parent record")


def explain_access(ctx: Context, object_name: str, record_id: int) -> list[dict[str, Any]]:
    """[{"operation", "allowed", "rule", "text"}] for view, edit, delete and every action."""
    spec = catalogue().get(object_name)
    found = []
    reasons = {access: _reason(ctx, spec, record_id, access) for access in ("view", "edit")}
    for operation in ("view", "edit", "delete"):
        found.append(
            _line(ctx, spec, operation, operation, reasons["view" if operation == "view" else "edit"])
        )
    for action in spec.actions:
        if action.collection:
            continue
        reason = reasons.get(action.scope) or _reason(ctx, spec, record_id, action.scope)
        line = _line(ctx, spec, action.permission, action.name, reason)
        line["label"] = action.label.get(ctx.locale)
        found.append(line)
    return found


def _line(
    ctx: Context, spec: ObjectSpec, permission: str, operation: str, reason: tuple[str, Text] | None
) -> dict[str, Any]:
    if not ctx.can(spec.parent or spec.name, permission):
        return {
            "operation": operation,
            "allowed": False,
            "rule": "no_permission",
            "text": NO_FUNCTION.get(ctx.locale),
        }
    if reason is None:
        return {
            "operation": operation,
            "allowed": False,
            "rule": "out_of_scope",
            "text": NO_SCOPE.get(ctx.locale),
        }
    return {"operation": operation, "allowed": True, "rule": reason[0], "text": reason[1].get(ctx.locale)}


def _reason(ctx: Context, spec: ObjectSpec, record_id: int, access: str) -> tuple[str, Text] | None:
    """The first rule that holds; None when none does."""
    if not visible(ctx, spec, access).filter(pk=record_id).exists():
        return None
    if spec.access.kind != "owned":
        return ("archive", ARCHIVE) if spec.access.kind == "open" else ("parent", BY_PARENT)
    outside = outside_rule(ctx, spec)
    if outside is not None:
        return outside.name, outside.text
    row = (
        living(spec).system(reason="which rule lets a caller see a record that he sees").filter(pk=record_id)
    )
    for rule in personal_rules(ctx, spec, access):
        if rule.predicate is not None and row.filter(rule.predicate).exists():
            return rule.name, rule.text
    needed = required(ctx, spec)
    for rule in wide_rules(ctx, spec, access):
        predicate = (
            rule.predicate
            if needed is None
            else (needed if rule.predicate is None else rule.predicate & needed)
        )
        if predicate is None or row.filter(predicate).exists():
            return rule.name, rule.text
    return access, Text("该操作有自己的范围", "This operation has a scope of its own")
