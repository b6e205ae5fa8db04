"""The index of references that are no column, and of unique custom values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.models import RecordLink, UniqueValue
from guike.platform.records.references.checks import unique_key
from guike.platform.records.shapes import Draft, get_value


def linked_fields(spec: ObjectSpec) -> list[FieldSpec]:
    """Fields whose references are mirrored in the link table."""
    return [
        f
        for f in spec.fields
        if f.stored
        and not f.unlinked
        and (f.type in ("references", "any_reference", "any_references") or (f.custom and f.is_reference))
    ]


def link_targets(item: FieldSpec, value: Any) -> list[tuple[str, int]]:
    """(object, id) pairs that a value points at."""
    if value is None:
        return []
    many = value if isinstance(value, list) else [value]
    if item.type in ("any_reference", "any_references"):
        return [(one["object"], one["id"]) for one in many]
    return [(item.target_object, one) for one in many]


def write_links(spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Bring the link table and unique values in step with the rows just written."""
    fresh: list[RecordLink] = []
    for item in linked_fields(spec):
        changed = [d for d in drafts if d.changed(item.name)]
        stale = [d.row.pk for d in changed if not d.is_new]
        if stale:
            RecordLink.objects.filter(object=spec.name, field=item.name, record_id__in=stale).delete()
        for draft in changed:
            fresh += [
                RecordLink(
                    object=spec.name,
                    record_id=draft.row.pk,
                    field=item.name,
                    target_object=target,
                    target_id=target_id,
                )
                for target, target_id in link_targets(item, draft.get(item.name))
            ]
    if fresh:
        RecordLink.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    _write_unique(spec, drafts)


def _write_unique(spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    fresh: list[UniqueValue] = []
    for item in spec.fields:
        if not (item.custom and item.unique):
            continue
        changed = [d for d in drafts if d.changed(item.name)]
        stale = [d.row.pk for d in changed if not d.is_new]
        if stale:
            UniqueValue.objects.filter(object=spec.name, field=item.name, record_id__in=stale).delete()
        for draft in changed:
            value = get_value(item, draft.row)
            if value is not None:
                fresh.append(
                    UniqueValue(
                        object=spec.name, field=item.name, value=unique_key(value), record_id=draft.row.pk
                    )
                )
    if fresh:
        UniqueValue.objects.bulk_create(fresh, batch_size=1000)


def forget_links(spec: ObjectSpec, ids: Iterable[int]) -> None:
    """Remove what belongs to purged records."""
    wanted = list(ids)
    RecordLink.objects.filter(object=spec.name, record_id__in=wanted).delete()
    UniqueValue.objects.filter(object=spec.name, record_id__in=wanted).delete()
