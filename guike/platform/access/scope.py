"""Record scope: the predicate of the rows that a caller may see, edit or act on.

    scope = ((owner OR record team)
             OR ((object default OR role scope OR superiors and managed departments
                  OR pool membership OR Inherits: a parent is visible OR what higher packages register)
                 AND Requires: the parent is visible AND wide bounds: management dimensions))
            AND bounds of every reason: restriction rules

An object that names a switch is looked at without all this but the last line while the switch is off.

One predicate in two forms: *seek* (`= ANY(array)`, so that bitmap ORs over indexes work) and
*walk* (hashed IN, for reading along the index of the order).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import BooleanField, F, Func, Q, Subquery, Value

from guike.kernel.text import Text
from guike.platform.access.context import Context, compile_scopes_by
from guike.platform.access.reasons import (
    Arm,
    NoArm,
    Reach,
    Rule,
    bounds_of,
    rules_of,
    scope_source,
)
from guike.platform.filters.expressions import AmongRows, literal
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.org.queries import versions
from guike.platform.settings import queries as settings

NOTHING = Q(pk__in=[])
#: why a login from outside sees a record
OUTSIDE = Text("这是您所代表的一方的记录", "It is a record of whom you stand for")
EVERY = NoArm("every row is let in: there is nothing to look up")
BY_PARENT = NoArm("which parents are visible is a question of its own")


class Among(Func):
    """column = one of these ids."""

    output_field = BooleanField()

    def __init__(self, column: str, ids: Iterable[int], form: str):
        listed = ",".join(str(int(i)) for i in sorted(ids))
        test = "= ANY('{%s}'::bigint[])" if form == "seek" else "IN (SELECT unnest('{%s}'::bigint[]))"
        super().__init__(F(column), template="(%(expressions)s " + test % listed + ")")


class Linked(Func):
    """id of a row that a link table names, the table keyed by object and one value."""

    output_field = BooleanField()

    def __init__(self, select: str, form: str):
        test = f"= ANY(ARRAY({select}))" if form == "seek" else f"IN ({select})"
        super().__init__(F("pk"), template="(%(expressions)s " + test.replace("%", "%%") + ")")


#: (caller, action) → the rows of an open object on which he may do it; None = all
ScopeRule = Callable[[Context, str], Q | None]
_scope_rules: dict[str, ScopeRule] = {}


def scope_rule(object_name: str, rule: ScopeRule) -> None:
    """Register the rule of an open object (saved views: own and shared). ValueError when the object has one already."""
    if object_name in _scope_rules:
        raise ValueError(f"{object_name} has two scope rules")
    _scope_rules[object_name] = rule


def _q(expression: Func) -> Q:
    return Q(expression)


def _column_rule(name: str, text: Text, column: str, ids: Iterable[int], form: str) -> Rule:
    """Rows whose column holds one of the ids."""
    return Rule(name, text, _q(Among(column, ids, form)), Arm(column, frozenset(ids)))


def personal_rules(ctx: Context, spec: ObjectSpec, action: str) -> list[Rule]:
    """The rules of owner, record team and other personal reasons."""
    return rules_of(ctx, spec, action, "personal")


def wide_rules(ctx: Context, spec: ObjectSpec, action: str) -> list[Rule]:
    """The rules of default access, role scope, line management, pools, inherited parents and other wide reasons."""
    return rules_of(ctx, spec, action, "wide")


def _owner_rules(ctx: Context, _spec: ObjectSpec, _action: str) -> list[Rule]:
    user = ctx.user_id
    if user is None:
        return []
    mine = _q(Among("owner_id", [user], "seek"))
    return [Rule("owner", Text("您是负责人", "You are the owner"), mine, Arm("owner_id", frozenset({user})))]


def _in_team(ctx: Context, spec: ObjectSpec, action: str) -> list[Rule]:
    user = ctx.user_id
    if user is None:
        return []
    access = "" if action == "view" else " AND access = 'edit'"
    who = f"object = {literal(spec.name)} AND user_id = ('{{{int(user)}}}'::bigint[])[1]{access}"
    select = f"SELECT record_id FROM record_team WHERE {who}"  # noqa: S608 - an api name and a number
    few = _q(Linked(select, ctx.form))
    return [Rule("team", Text("您是相关团队成员", "You are in the record's team"), few, Arm(rest=few))]


def _access_of(action: str) -> str:
    return "view" if action == "view" else "edit"


def _everything(ctx: Context, spec: ObjectSpec, action: str) -> list[Rule]:
    """All records by role, and objects that are open by default."""
    access = _access_of(action)
    rules = []
    if "all" in ctx.actor.scope_words(spec.name, access):
        rules.append(
            Rule("role_all", Text("您的角色可处理全部记录", "Your role covers all records"), None, EVERY)
        )
    if spec.access.default == "edit" or (access == "view" and spec.access.default == "read"):
        rules.append(Rule("default", Text("该对象默认公开", "The object is open by default"), None, EVERY))
    return rules


def _managed(ctx: Context, spec: ObjectSpec, action: str) -> list[Rule]:
    """Rules for the departments that the caller manages by role or as head, and for the people below him."""
    access = _access_of(action)
    actor, form = ctx.actor, ctx.form
    words = actor.scope_words(spec.name, access)
    manages = access == "view" or spec.access.managers_edit
    departments = set(actor.headed_departments) if manages else set()
    if "department" in words:
        departments |= actor.own_departments
    if "departments" in words:
        departments |= actor.charged_departments
    rules = []
    if departments:
        text = Text("记录属于您管辖的部门", "The record belongs to a department in your charge")
        rules.append(_column_rule("department", text, "department_id", departments, form))
    if actor.subordinates and manages:
        text = Text("负责人是您的下属", "The owner reports to you")
        rules.append(_column_rule("superior", text, "owner_id", actor.subordinates, form))
    return rules


def _pooled(ctx: Context, spec: ObjectSpec, action: str) -> list[Rule]:
    """Rules of pools: members see records without an owner, administrators of the pool see all its records."""
    if not spec.access.pool:
        return []
    pool_field = spec.by_name[spec.access.pool]
    membership = ctx.actor.pools.get(pool_field.target)
    if membership is None:
        return []
    rules = []
    if membership.admin:
        text = Text("您是该池的管理员", "You administer its pool")
        rules.append(_column_rule("pool_admin", text, pool_field.attname, membership.admin, ctx.form))
    if membership.member and action == "view":
        text = Text("记录在您可用的池中", "It lies in a pool open to you")
        unowned = Q(owner_id=None) & _q(Among(pool_field.attname, membership.member, ctx.form))
        rules.append(
            Rule("pool", text, unowned, Arm(pool_field.attname, membership.member, Q(owner_id=None)))
        )
    return rules


def _of_parents(ctx: Context, spec: ObjectSpec, action: str) -> list[Rule]:
    """Rules of inherited scope: records whose parent is visible."""
    if action != "view":
        return []
    return [rule for name in spec.access.inherits for rule in _inherited(ctx, spec, spec.by_name[name])]


def _inherited(ctx: Context, spec: ObjectSpec, item: FieldSpec) -> list[Rule]:
    text = Text("您可查看它所关联的记录", "You may see a record it belongs to")
    if item.is_reference:
        parent = catalogue().get(item.target_object)
        rows = visible_ids(ctx, parent)
        if rows is None:
            return [Rule("parent", text, Q(**{f"{item.attname}__isnull": False}), BY_PARENT)]
        return [Rule("parent", text, _q(AmongRows(F(item.attname), rows, ctx.form)), BY_PARENT)]
    rules = []
    for target in item.targets:
        known = catalogue().objects.get(target)
        if known is not None and ctx.can(target, "view"):
            rules.append(Rule("parent", text, _q(_LinkedParents(spec, item, known, ctx)), BY_PARENT))
    return rules


class _LinkedParents(Func):
    """Rows whose link table names a visible record of `parent`."""

    output_field = BooleanField()

    def __init__(self, spec: ObjectSpec, item: FieldSpec, parent: ObjectSpec, ctx: Context):
        names = (
            f"object = {literal(spec.name)} AND field = {literal(item.name)}"
            f" AND target_object = {literal(parent.name)}"
        )
        self.head = f"SELECT record_id FROM record_link WHERE {names}"  # noqa: S608 - api names only
        self.form = ctx.form
        rows = visible_ids(ctx, parent)
        super().__init__(F("pk"), *([] if rows is None else [Subquery(rows)]))

    def as_sql(self, compiler: Any, *_connection: Any, **_extra: Any) -> Any:
        left, params = compiler.compile(self.source_expressions[0])
        params = list(params)
        select = self.head
        if len(self.source_expressions) > 1:
            rows, more = compiler.compile(self.source_expressions[1])
            select += f" AND target_id IN {rows}"
            params += more
        sql = f"({left} = ANY(ARRAY({select})))" if self.form == "seek" else f"({left} IN ({select}))"
        return sql, params


def visible_ids(ctx: Context, spec: ObjectSpec, action: str = "view") -> Any | None:
    """Sub-query of the ids in scope; None when every row is. Without the right to view the object nothing of
    it is visible; a token's scopes narrow what may be called, not which records are."""
    rows = spec.model._default_manager.visible_to(ctx, action, spec.name)  # type: ignore[attr-defined]
    if not ctx.actor.can(spec.parent or spec.name, "view"):
        return rows.none().values("pk")
    if scope_predicate(ctx, spec, action) is None:
        return None
    return rows.order_by().values("pk")


def bounded(ctx: Context, spec: ObjectSpec, action: str, reach: Reach) -> Q | None:
    """All bounds of this reach at once; None without any."""
    return _all_of(bound.predicate for bound in bounds_of(ctx, spec, action, reach))


def wide_bounds(ctx: Context, spec: ObjectSpec, action: str) -> Q | None:
    """What a row has to meet besides a wide reason: visible parents and the caller's dimensions."""
    return _both(required(ctx, spec), bounded(ctx, spec, action, "wide"))


def _both(one: Q | None, other: Q | None) -> Q | None:
    """One and the other, where None is true."""
    return _all_of(q for q in (one, other) if q is not None)


def _all_of(conditions: Iterable[Q]) -> Q | None:
    found: Q | None = None
    for one in conditions:
        found = one if found is None else found & one
    return found


def required(ctx: Context, spec: ObjectSpec) -> Q | None:
    """Requires: the parents named in the spec must be visible (an empty reference passes)."""
    found: Q | None = None
    for name in spec.access.requires:
        item = spec.by_name[name]
        rows = visible_ids(ctx, catalogue().get(item.target_object))
        if rows is not None:
            one = Q(**{f"{item.attname}__isnull": True}) | _q(AmongRows(F(item.attname), rows, ctx.form))
            found = one if found is None else found & one
    return found


def outside_rule(ctx: Context, spec: ObjectSpec) -> Rule | None:
    """The one rule for a login from outside: records of whom it stands for, or none. None where it is treated as a colleague."""
    kind = ctx.actor.kind
    if kind == "internal":
        return None
    name = spec.access.audiences.get(kind)
    if name == "":
        return None
    if name is None:
        return Rule("outside", OUTSIDE, NOTHING, NoArm("nothing is let in"))
    column, target = (
        ("pk", spec.name) if name == "id" else (spec.by_name[name].attname, spec.by_name[name].target_object)
    )
    return _column_rule("outside", OUTSIDE, column, ctx.actor.stands_for.get(target, ()), ctx.form)


def is_switched_off(spec: ObjectSpec, action: str) -> bool:
    """Whether the company has switched the rights on records off for looking at this object."""
    return action == "view" and bool(spec.access.switch) and not settings.get(spec.access.switch)


def _any_of(rules: Iterable[Rule]) -> Q:
    found = Q()
    for rule in rules:
        assert rule.predicate is not None
        found |= rule.predicate
    return found


def scope_predicate(ctx: Context, spec: ObjectSpec, action: str) -> Q | None:
    """The rows of `spec` on which the caller may do `action`; None = all rows of the table.

    Rows of other custom objects in the shared table and deleted rows are the reader's business. Compiled once for a caller:
    an object stands in the scopes of many others (of comments, of all that is about a record).
    """
    now = versions()
    known = ctx.scopes.get((spec.name, action))
    if known is not None and known[0] is spec and known[1] == now:
        return known[2]
    found = _compiled(ctx, spec, action)
    ctx.scopes[spec.name, action] = (spec, now, found)
    return found


def _compiled(ctx: Context, spec: ObjectSpec, action: str) -> Q | None:
    if spec.access.administrators and not ctx.actor.is_administrator:
        return NOTHING
    if spec.access.kind == "line":
        item = spec.parent_field
        rows = visible_ids(ctx, catalogue().get(spec.parent), "view" if action == "view" else "edit")
        return None if rows is None else _q(AmongRows(F(item.attname), rows, ctx.form))
    return _both(_reached(ctx, spec, action), bounded(ctx, spec, action, "every"))


def _reached(ctx: Context, spec: ObjectSpec, action: str) -> Q | None:
    """The rows that some reason opens; None = all rows."""
    outside = outside_rule(ctx, spec)
    if outside is not None:
        return outside.predicate
    if is_switched_off(spec, action):
        return None
    if spec.access.kind == "open":
        own_rule = _scope_rules.get(spec.name)
        return _both(own_rule(ctx, action) if own_rule else None, bounded(ctx, spec, action, "wide"))
    if action in _POOL_SCOPES:
        return _both(_POOL_SCOPES[action](ctx, spec), bounded(ctx, spec, action, "wide"))
    wide = wide_rules(ctx, spec, action)
    needed = wide_bounds(ctx, spec, action)
    if any(rule.predicate is None for rule in wide):
        if needed is None:
            return None
        return _any_of(personal_rules(ctx, spec, action)) | needed
    widened = _any_of(wide) if wide else None
    if widened is not None and needed is not None:
        widened &= needed
    found = _any_of(personal_rules(ctx, spec, action)) or NOTHING
    return found if widened is None else found | widened


def scope_arms(ctx: Context, spec: ObjectSpec) -> list[Arm] | None:
    """What the caller may see, as look-ups; None when he sees all, or when some rule is no look-up."""
    if spec.access.kind != "owned":
        return None
    every = bounded(ctx, spec, "view", "every")
    outside = outside_rule(ctx, spec)
    if outside is not None:
        found = _arms([outside])
        return found if found is None else _narrowed(found, every)
    if is_switched_off(spec, "view"):
        return None
    own = _arms(personal_rules(ctx, spec, "view"))
    wide = _arms(wide_rules(ctx, spec, "view"))
    if own is None or wide is None:
        return None
    if wide:
        wide = _narrowed(wide, wide_bounds(ctx, spec, "view"))
    return _narrowed([*own, *wide], every)


def _narrowed(arms: list[Arm], bound: Q | None) -> list[Arm]:
    """The same look-ups for rows that meet the bound, too."""
    if bound is None:
        return arms
    return [replace(arm, rest=_both(arm.rest, bound)) for arm in arms]


def _arms(rules: Sequence[Rule]) -> list[Arm] | None:
    """Their look-ups; None when one of them is none."""
    arms = [rule.arm for rule in rules if isinstance(rule.arm, Arm)]
    return arms if len(arms) == len(rules) else None


def _pool_scope(ctx: Context, spec: ObjectSpec) -> Q | None:
    """For `claim` alone: every record of the caller's pools, so that the loser learns who won."""
    pool_field = spec.by_name[spec.access.pool]
    membership = ctx.actor.pools.get(pool_field.target)
    if "all" in ctx.actor.scope_words(spec.name, "edit"):
        return None
    if membership is None or not (membership.member | membership.admin):
        return NOTHING
    return _q(Among(pool_field.attname, membership.member | membership.admin, ctx.form))


def _pool_admin_scope(ctx: Context, spec: ObjectSpec) -> Q | None:
    """For `assign`: records of pools that the caller administers; everything with scope "all"."""
    if "all" in ctx.actor.scope_words(spec.name, "edit"):
        return None
    pool_field = spec.by_name[spec.access.pool]
    membership = ctx.actor.pools.get(pool_field.target)
    if membership is None or not membership.admin:
        return NOTHING
    return _q(Among(pool_field.attname, membership.admin, ctx.form))


#: actions with a scope of their own
_POOL_SCOPES: Mapping[str, Callable[[Context, ObjectSpec], Q | None]] = {
    "pool": _pool_scope,
    "pool_admin": _pool_admin_scope,
}
TRUE = Value(True, output_field=BooleanField())


scope_source("owner", "personal", _owner_rules)
scope_source("team", "personal", _in_team)
scope_source("everything", "wide", _everything)
scope_source("management", "wide", _managed)
scope_source("pools", "wide", _pooled)
scope_source("parents", "wide", _of_parents)
compile_scopes_by(scope_predicate)
