"""Explains why somebody may or may not do something with a record, and what would change it.

What an explanation names (a rule, a role, a customer) is named only where the one who asks may see it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.access.reasons import bounds_of
from guike.platform.access.scope import (
    is_switched_off,
    outside_rule,
    personal_rules,
    required,
    wide_bounds,
    wide_rules,
)
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import roles_by_ids
from guike.platform.records.reading.rows import labels_of_many, living, visible

WHY = "which rule lets a person reach a record"
NO_FUNCTION = Text("角色没有此功能权限", "The roles lack this function")
NO_SCOPE = Text("没有任何规则允许操作这条记录", "No rule lets this person reach the record")
ARCHIVE = Text("基础档案，有功能权限即可", "An archive: the function permission is enough")
SWITCHED_OFF = Text(
    "公司设置：查看该对象不按记录级权限控制",
    "By a setting of the company its records are open to whoever may view it",
)
BY_PARENT = Text("权限与所属单据相同", "Same rights as its parent record")
OWN_SCOPE = Text("该操作有自己的范围", "This operation has a scope of its own")
PARENT_UNSEEN = Text("无权查看所属的记录", "The record it belongs to is not visible")
GRANT = Text("在角色中授予此功能权限", "Grant the function to a role")
LIFT = Text("让规则不再适用于此人或这条记录", "Let the rule no longer hold for the person or the record")
WIDEN = Text(
    "在此人或其角色的管理维度中加入这条记录的取值；记录没有取值时，勾选“含未填写的记录”",
    "Add the record's value to the dimension of the person or of a role; for a record without a value, admit those without one",
)
SEE_PARENT = Text("先让此人能查看所属的记录", "Let the person see the record it belongs to")
JOIN = Text("设为负责人，或加入相关团队", "Make the person its owner, or a member of its team")
MANAGE = Text(
    "由其管辖记录的部门，或成为负责人的上级",
    "Put its department in the person's charge, or its owner below the person",
)
ALL = Text("角色的数据权限改为“全部”", "Give a role the record scope “all”")
SHARE = Text("为其设置共享规则", "Make a sharing rule")
READS = Text("可以查看，但由此得到的只是查看权限", "It is visible, but only to be read by what opens it")
LET_EDIT = Text("让它同时给予编辑权限", "Let the same give editing, too")
POOL = Text("加入记录所在的池", "Make the person a member of its pool")

By = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Answer:
    """What is said of one operation. would: what would change a refusal."""

    allowed: bool
    rule: str
    text: Text
    by: By = ()
    would: Sequence[tuple[Text, By]] = field(default=())


def explain_access(
    ctx: Context, object_name: str, record_id: int, *, asker: Context | None = None
) -> list[dict[str, Any]]:
    """[{"operation", "allowed", "rule", "text", "by": [{"object", "id", "name"}], "would": [{"text", "by"}]}] for view, edit,
    delete and every action. `ctx`: the person it is about; `asker`: who reads it, himself without it."""
    reader = asker or ctx
    spec = catalogue().get(object_name)
    about = _About(ctx, spec, record_id)
    found: list[tuple[str, Text | None, Answer]] = []
    for operation in ("view", "edit", "delete"):
        scope = "view" if operation == "view" else "edit"
        found.append((operation, None, about.answer(operation, scope)))
    for action in spec.actions:
        if not action.collection:
            found.append((action.name, action.label, about.answer(action.permission, action.scope)))
    names = by_names(reader, [answer for _operation, _label, answer in found])
    return [_line(reader, names, operation, label, answer) for operation, label, answer in found]


class _About:
    """One record and one person."""

    def __init__(self, ctx: Context, spec: ObjectSpec, record_id: int) -> None:
        self.ctx, self.spec, self.record_id = ctx, spec, record_id
        self.row = living(spec).system(reason=WHY).filter(pk=record_id)
        self._reached: dict[str, Answer] = {}

    def answer(self, permission: str, access: str) -> Answer:
        """Function permission first, then the scope of the access."""
        name = self.spec.parent or self.spec.name
        if not self.ctx.can(name, permission):
            roles = [("role", one) for one in self.ctx.actor.role_ids]
            return Answer(False, "no_permission", NO_FUNCTION, would=[(GRANT, roles)])
        if access not in self._reached:
            self._reached[access] = self._reach(access)
        return self._reached[access]

    def _reach(self, access: str) -> Answer:
        if visible(self.ctx, self.spec, access).filter(pk=self.record_id).exists():
            return self._granted(access)
        return self._denied(access)

    def holds(self, predicate: Any | None) -> bool:
        return predicate is None or bool(self.row.filter(predicate).exists())

    def _granted(self, access: str) -> Answer:
        """The first rule that holds."""
        spec, ctx = self.spec, self.ctx
        if spec.access.kind != "owned":
            name, text = ("archive", ARCHIVE) if spec.access.kind == "open" else ("parent", BY_PARENT)
            return Answer(True, name, text)
        outside = outside_rule(ctx, spec)
        if outside is not None:
            return Answer(True, outside.name, outside.text)
        if is_switched_off(spec, access):
            return Answer(True, "switched_off", SWITCHED_OFF)
        for rule in personal_rules(ctx, spec, access):
            if rule.predicate is not None and self.holds(rule.predicate):
                return Answer(True, rule.name, rule.text, rule.by)
        needed = wide_bounds(ctx, spec, access)
        for rule in wide_rules(ctx, spec, access):
            if self.holds(rule.predicate) and self.holds(needed):
                return Answer(True, rule.name, rule.text, rule.by or self._roles_of(rule.name, access))
        return Answer(True, access, OWN_SCOPE)

    def _roles_of(self, rule: str, access: str) -> By:
        """The roles that give a scope; () where the reason is no role's."""
        words = {"role_all": ("all",), "department": ("department", "departments")}.get(rule)
        if words is None:
            return ()
        kind = "view" if access == "view" else "edit"
        roles = roles_by_ids(list(self.ctx.actor.role_ids))
        return [("role", one.pk) for one in roles if _gives(one, self.spec.name, kind, words)]

    def _denied(self, access: str) -> Answer:
        """What keeps the person out: a bound that some reason meets with, else that there is no reason."""
        spec, ctx = self.spec, self.ctx
        if spec.access.kind == "line":
            return Answer(False, "parent", BY_PARENT, would=[(SEE_PARENT, ())])
        for bound in bounds_of(ctx, spec, access, "every"):
            if not self.holds(bound.predicate):
                return Answer(False, bound.name, bound.text, bound.by, [(LIFT, bound.by)])
        has_reason = any(self.holds(rule.predicate) for rule in wide_rules(ctx, spec, access))
        if has_reason or spec.access.kind == "open":
            for bound in bounds_of(ctx, spec, access, "wide"):
                if not self.holds(bound.predicate):
                    return Answer(False, bound.name, bound.text, bound.by, [(WIDEN, bound.by), (JOIN, ())])
            if not self.holds(required(ctx, spec)):
                parents = list(self._parents())
                return Answer(False, "requires", PARENT_UNSEEN, parents, [(SEE_PARENT, parents), (JOIN, ())])
        seen = self.answer("view", "view") if access == "edit" else None
        if seen is not None and seen.allowed and seen.by:
            return Answer(False, "out_of_scope", READS, seen.by, [(LET_EDIT, seen.by), *self._ways()])
        return Answer(False, "out_of_scope", NO_SCOPE, would=list(self._ways()))

    def _parents(self) -> Iterator[tuple[str, int]]:
        row = self.row.first()
        for name in self.spec.access.requires:
            item = self.spec.by_name[name]
            target = getattr(row, item.attname, None)
            if target is not None:
                yield item.target_object, target

    def _lies_in_a_pool(self) -> bool:
        """Whether its pool would open it: it lies in one, and has no owner."""
        name = self.spec.access.pool
        pool = self.spec.by_name[name].attname if name else ""
        return bool(name) and self.row.filter(**{f"{pool}__isnull": False}, owner_id=None).exists()

    def _ways(self) -> Iterator[tuple[Text, By]]:
        if self.spec.access.kind != "owned":
            return
        yield JOIN, ()
        if self.spec.access.inherits:
            yield SEE_PARENT, ()
        yield MANAGE, ()
        if self._lies_in_a_pool():
            yield POOL, ()
        yield SHARE, ()
        yield ALL, [("role", one) for one in self.ctx.actor.role_ids]


def _gives(role: Any, object_name: str, kind: str, words: Collection[str]) -> bool:
    if role.is_administrator:
        return "all" in words
    return any(role.scopes.get(name, {}).get(kind) in words for name in (object_name, "*"))


def by_names(reader: Context, answers: Iterable[Answer]) -> dict[tuple[str, int], str]:
    """The names of what the answers name, of those that the reader may see."""
    wanted: dict[str, set[int]] = {}
    for answer in answers:
        for by in (answer.by, *(by for _text, by in answer.would)):
            for name, pk in by:
                wanted.setdefault(name, set()).add(pk)
    found: dict[tuple[str, int], str] = {}
    for name, ids in wanted.items():
        spec = catalogue().objects.get(name)
        if spec is None or not reader.can(name, "view"):
            continue
        seen = set(visible(reader, spec, "view").filter(pk__in=ids).values_list("pk", flat=True))
        labels = labels_of_many(reader, {name: seen}).get(name, {})
        found |= {(name, pk): labels.get(pk, "") for pk in seen}
    return found


def named(names: Mapping[tuple[str, int], str], by: By) -> list[dict[str, Any]]:
    """What is named, as far as the names are known."""
    return [{"object": one[0], "id": one[1], "name": names[one]} for one in by if one in names]


def _line(
    reader: Context, names: dict[tuple[str, int], str], operation: str, label: Text | None, answer: Answer
) -> dict[str, Any]:
    return {
        "operation": operation,
        **({"label": label.get(reader.locale)} if label is not None else {}),
        "allowed": answer.allowed,
        "rule": answer.rule,
        "text": answer.text.get(reader.locale),
        "by": named(names, answer.by),
        "would": [{"text": text.get(reader.locale), "by": named(names, by)} for text, by in answer.would],
    }
