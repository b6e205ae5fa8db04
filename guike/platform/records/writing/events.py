"""Emits the events of a write: one for each chunk, never one for each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guike.kernel.text import T
from guike.platform.events.registry import fact
from guike.platform.events.services import NewEvent, emit, emit_many
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.shapes import Draft

CREATED = fact("record.created", T("新建", "Created"))
UPDATED = fact("record.updated", T("修改", "Changed"))
STATE_CHANGED = fact("record.state_changed", T("状态变更", "State changed"))
RENAMED = "record.renamed"
DELETED = fact("record.deleted", T("删除", "Deleted"))
RESTORED = fact("record.restored", T("从回收站还原", "Restored"))


def emit_created(spec: ObjectSpec, drafts: Sequence[Draft], *, quiet: bool = False) -> None:
    """{"ids": […]}; with "quiet": true for a migration, after which no reminder is sent and no rule runs."""
    payload: dict[str, Any] = {"ids": [d.row.pk for d in drafts]}
    emit(CREATED, spec.name, payload | {"quiet": True} if quiet else payload)


def emit_updated(spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """{"ids", "changes": {id: {field: [old, new]}}}, and separate events for changes of state, and for changes of the
    label if other records are named after this object's."""
    changes: dict[str, dict[str, list[Any]]] = {}
    states: list[dict[str, Any]] = []
    for draft in drafts:
        changes[str(draft.row.pk)] = {name: [old, draft.get(name)] for name, old in draft.old.items()}
        if spec.states and spec.states.field in draft.old:
            states.append(
                {"id": draft.row.pk, "old": draft.old[spec.states.field], "new": draft.get(spec.states.field)}
            )
    told = [NewEvent(UPDATED, spec.name, {"ids": [d.row.pk for d in drafts], "changes": changes})]
    if states:
        told.append(NewEvent(STATE_CHANGED, spec.name, {"ids": [s["id"] for s in states], "changes": states}))
    renamed = [d.row.pk for d in drafts if "label" in d.columns]
    if renamed and any(item.name in other.named_after for other, item in _referrers(spec)):
        told.append(NewEvent(RENAMED, spec.name, {"ids": renamed}))
    emit_many(told)


def _referrers(spec: ObjectSpec) -> Sequence[tuple[ObjectSpec, FieldSpec]]:
    return catalogue().referrers.get(spec.name, ())


def emit_deleted(spec: ObjectSpec, ids: Sequence[int]) -> None:
    """{"ids": […]}"""
    emit(DELETED, spec.name, {"ids": list(ids)})


def emit_restored(spec: ObjectSpec, ids: Sequence[int]) -> None:
    """{"ids": […]}"""
    emit(RESTORED, spec.name, {"ids": list(ids)})
