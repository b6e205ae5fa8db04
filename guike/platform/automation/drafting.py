"""A rule as somebody is writing it, before it is saved: for trying it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guike.kernel.errors import FieldError, Invalid
from guike.platform.access.context import Context
from guike.platform.automation import compiled
from guike.platform.automation.checking import errors_of
from guike.platform.automation.definition import Definition

#: what stands for a rule that has no id yet
UNSAVED = 0
_LISTS = ("fields", "from", "to", "steps")
_TEXTS = ("name", "object", "trigger", "date_field", "at_time", "every", "once")


def drafted(ctx: Context, body: Mapping[str, Any]) -> Definition:
    """The rule of a form's values. Invalid with everything that is wrong with it. The caller needs the right to write
    rules; who is no administrator tries only rules that act as himself."""
    ctx.require("automation_rule", "create")
    errors = [FieldError(name, "type.list") for name in _LISTS if not isinstance(body.get(name) or [], list)]
    errors += [FieldError(name, "type.text") for name in _TEXTS if not isinstance(body.get(name) or "", str)]
    number = body.get("offset_days") or 0
    errors += [] if type(number) is int else [FieldError("offset_days", "type.integer")]
    day = body.get("on_day")
    errors += [] if day is None or type(day) is int else [FieldError("on_day", "type.integer")]
    user = body.get("run_as") or ctx.user_id
    if isinstance(user, Mapping):
        user = user.get("id")
    identity = compiled.identity(user) if isinstance(user, int) else None
    if identity is None:
        errors.append(FieldError("run_as", "automation.identity"))
    elif not ctx.administers and user != ctx.user_id:
        errors.append(FieldError("run_as", "automation.other_identity"))
    if errors or identity is None:
        raise Invalid(errors)
    does = _definition(body, int(user or 0))
    errors = errors_of(does, identity) or compiled.faults(does)
    if errors:
        raise Invalid(errors)
    return does


def _definition(body: Mapping[str, Any], user: int) -> Definition:
    texts = {name: str(body.get(name) or "") for name in _TEXTS}
    given = body.get("id")
    return Definition(
        rule_id=given if isinstance(given, int) else UNSAVED,
        revision=1,
        fields=tuple(body.get("fields") or ()),
        from_values=tuple(body.get("from") or ()),
        to_values=tuple(body.get("to") or ()),
        offset_days=body.get("offset_days") or 0,
        on_day=body.get("on_day"),
        filter=body.get("filter"),
        steps=tuple(body.get("steps") or ()),
        run_as=user,
        **{**texts, "once": texts["once"] or "each_time"},
    )
