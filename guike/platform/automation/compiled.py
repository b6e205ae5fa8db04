"""The active rules, made ready once for each version of definitions and rights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from guike.kernel.caches import VERSIONS, process_cache
from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.automation.definition import Definition, of_rule, of_version
from guike.platform.automation.matching import Watcher
from guike.platform.automation.models import AutomationRule, AutomationVersion
from guike.platform.filters.memory import matcher
from guike.platform.metadata.catalogue import UnknownObject, catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES, ValueRefused
from guike.platform.org.queries import versions
from guike.platform.settings import queries as settings

WHY = "rules watch every record, whoever writes it"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ObjectRules:
    """The rules of one object. `waits`: whether runs on its records may wait for something."""

    created: tuple[Watcher, ...] = ()
    changed: tuple[Watcher, ...] = ()
    waits: bool = False


NONE = ObjectRules()


def identity(user_id: int) -> Context | None:
    """The context of the person in whose name a rule acts, with his rights now; None when he may not sign in."""
    actor = actor_of(user_id)
    if actor is None:
        return None
    return Context(actor, actor.locale or str(settings.get("company.locale")))


def rules_of(object_name: str) -> ObjectRules:
    """What to do when a record of the object is written."""
    now = versions()
    return _compiled(now.metadata, now.permission).get(object_name, NONE)


def active_rules() -> list[Any]:
    """The rows of all rules that may fire, in their order."""
    rows = AutomationRule.objects.system(reason=WHY)
    return list(rows.filter(is_active=True, deleted_at=None).order_by("position", "id"))


@process_cache(key="the versions of definitions and rights", stale=VERSIONS, limit=2)
def _compiled(_metadata: int, _permission: int) -> Mapping[str, ObjectRules]:
    found: dict[str, dict[str, list[Watcher]]] = defaultdict(lambda: {"created": [], "changed": []})
    rows = active_rules()
    if not rows:
        return {}
    for row in rows:
        try:
            watcher = ready(of_rule(row))
        except Refusal as refusal:
            _log.warning("automation rule does not fit its object", rule=row.pk, reason=str(refusal))
            continue
        if watcher is None or not watcher.spec.has_workflow:
            continue
        for moment in _moments(watcher.does.trigger):
            found[row.object][moment].append(watcher)
    waiting = _waiting_objects([row.pk for row in rows])
    return {
        name: ObjectRules(
            tuple(found[name]["created"]) if name in found else (),
            tuple(found[name]["changed"]) if name in found else (),
            name in waiting,
        )
        for name in {*found, *waiting}
    }


def _moments(trigger: str) -> tuple[str, ...]:
    if trigger == "created":
        return ("created",)
    if trigger == "updated":
        return ("changed",)
    return ("created", "changed") if trigger in ("state_changed", "date_reached") else ()


def _waiting_objects(rules: list[int]) -> set[str]:
    """The objects of rules that wait in some version."""
    stored = AutomationVersion.objects.filter(rule_id__in=rules).values_list("definition", flat=True)
    return {does.object for does in map(of_version, stored) if does.waits}


def ready(does: Definition) -> Watcher | None:
    """The rule made ready; None when its identity may not sign in. A Refusal when it does not fit its object (any more)."""
    spec = catalogue().get(does.object)
    ctx = identity(does.run_as)
    if ctx is None:
        return None
    watched = watched_fields(spec, does)
    condition = matcher(ctx, spec, does.filter, on_change=True) if does.filter is not None else None
    return Watcher(
        does,
        spec,
        ctx,
        watched,
        _typed(watched, does.from_values),
        _typed(watched, does.to_values),
        condition,
    )


def watched_fields(spec: ObjectSpec, does: Definition) -> tuple[FieldSpec, ...]:
    """The fields whose change the rule listens to. UnknownObject when one is gone."""
    if does.trigger == "state_changed":
        if spec.states is None:
            raise UnknownObject(spec.name)
        return (spec.by_name[spec.states.field],)
    if does.trigger != "updated":
        return ()
    gone = [name for name in does.fields if name not in spec.by_name or not spec.by_name[name].is_active]
    if gone:
        raise Refusal("automation.field_gone", field="fields", name=gone[0])
    return tuple(spec.by_name[name] for name in does.fields)


def _typed(watched: tuple[FieldSpec, ...], values: tuple[Any, ...]) -> tuple[Any, ...]:
    if not values or not watched:
        return ()
    return tuple(typed_value(watched[0], value) for value in values)


def typed_value(item: FieldSpec, raw: Any) -> Any:
    """A stored JSON value as records hold it. A Refusal when it is none of the field."""
    if raw is None:
        return None
    try:
        return TYPES[item.value_type].parse(item, raw)
    except ValueRefused as refused:
        raise Invalid([FieldError("to", refused.code, refused.params)]) from None


def faults(does: Definition) -> list[FieldError]:
    """Why the rule cannot be made ready; empty when it can."""
    try:
        ready(does)
    except Refusal as refusal:
        return list(refusal.field_errors()) or [FieldError("filter", refusal.code, refusal.params)]
    return []
