"""Reads one record when a person opens it: its values and the actions that are possible now, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from guike.kernel.errors import NotFound
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.actions.asking import asked
from guike.platform.records.actions.running import offered_actions, scopes_asked
from guike.platform.records.reading import Record, reader_of
from guike.platform.states.freezes import freezes_of


def _locked(ctx: Context, spec: ObjectSpec, row: Any) -> dict[str, str]:
    """{field that the record's state locks, or that is frozen: the reason}"""
    machine = spec.states
    freeze = freezes_of(ctx, spec, [row]).get(row.pk)
    opened = freeze.opens if freeze is not None else frozenset()
    found: dict[str, str] = {}
    for lock in machine.locks_in(getattr(row, machine.field)) if machine is not None else ():
        reason = lock.reason.get(ctx.locale)
        held = (f for f in spec.fields if not f.read_only and lock.holds(f.name, custom=f.custom))
        found |= {item.name: reason for item in held if item.name not in opened}
    if freeze is not None:
        frozen = (f for f in spec.fields if not f.read_only and freeze.holds(f))
        found |= {item.name: freeze.reason.get(ctx.locale) for item in frozen}
    return {name: reason for name, reason in found.items() if ctx.writes(spec.name, name)}


_OWNER = T("负责人", "The owner")


def _next(ctx: Context, spec: ObjectSpec, row: Any, record: Record) -> str:
    """What has to happen next, as the record's state says it; nothing for whoever does not see the state."""
    machine = spec.states
    if machine is None or ctx.level(spec.name, machine.field) in ("hidden", "masked"):
        return ""
    said = machine.next_of(getattr(row, machine.field))
    owner = record.get("owner")
    name = owner.get("name") if isinstance(owner, dict) else None
    return said.format(ctx.locale, owner=name or _OWNER) if said is not None else ""


def record_get(ctx: Context, object_name: str, record_id: int, fields: Sequence[str] | None = None) -> Record:
    """One record; NotFound when absent or invisible.

    `_actions`: name → None, or the reason why not now; `_operations`: view, edit, delete; `_locked`: field → why its
    value cannot be changed now; `_asks`: action → the empty fields that it asks for; `_next`: what has to happen next, where its state says so.
    A line has none of these.
    """
    spec = catalogue().get(object_name)
    ctx.require(object_name, "view")
    reader = reader_of(ctx, spec, fields, lines=True)
    scopes = set() if spec.is_line else scopes_asked(spec)

    def within() -> dict[str, Q]:
        found = {f"in_{scope}": ctx.scope_of(spec.model, scope, spec.name) for scope in sorted(scopes)}
        return {name: predicate for name, predicate in found.items() if predicate is not None}

    found = reader.instances([record_id], within)
    if not found:
        raise NotFound
    ((row, columns),) = found
    (record,) = reader.records([columns])
    if not spec.is_line:
        allowed = {"view", *(scope for scope in scopes if getattr(row, f"in_{scope}", True))}
        record["_actions"] = offered_actions(ctx, spec, row, allowed)
        if wanted := asked(ctx, spec, row, record["_actions"]):
            record["_asks"] = wanted
        may = [op for op in ("edit", "delete") if ctx.can(spec.name, op) and "edit" in allowed]
        record["_operations"] = ["view", *may]
        locked = _locked(ctx, spec, row)
        if locked:
            record["_locked"] = locked
        if said := _next(ctx, spec, row, record):
            record["_next"] = said
    return record
