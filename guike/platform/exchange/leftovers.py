"""Frees keys of records of an undone import, which are in the recycle bin and still reserve their codes. A user who
corrects the file and imports it again means the same records. So the old records lose their outside keys, and are
removed for good if another unique code prevents the import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from guike.kernel.errors import IN_RECYCLE_BIN, Refusal
from guike.platform.exchange.models import Import, ImportRow
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.models import UniqueValue
from guike.platform.records.reading import table
from guike.platform.records.references import unique_key
from guike.platform.records.shapes import Draft
from guike.platform.records.upkeep import purge_record

WHY = "what an undone import left in the recycle bin makes way for the same rows, whoever may see it"
DELETED = "deleted"


def is_in_bin(refusal: Refusal) -> bool:
    """Whether the only error of a row is that records in the recycle bin have its keys."""
    errors = refusal.field_errors()
    return bool(errors) and all(
        error.code == "unique.taken" and error.params.get("where") is IN_RECYCLE_BIN for error in errors
    )


def make_way(spec: ObjectSpec, drafts: Sequence[Draft]) -> bool:
    """Free the keys of these drafts that records of undone imports have; whether there were any. Call it inside a
    transaction. A record that another record references is not removed."""
    held = Q(pk__in=_custom_holders(spec, drafts))
    for draft in drafts:
        held |= _holding(spec, draft)
    holders = list(
        table(spec).system(reason=WHY).filter(held, deleted_at__isnull=False).values_list("pk", flat=True)
    )
    runs = Import.objects.filter(object=spec.name, undo_job__isnull=False).values("job_id")
    left = ImportRow.objects.filter(
        run__in=runs, record_id__in=holders, outcome=ImportRow.CREATED, undone=DELETED
    )
    ids = sorted(
        {record_id for record_id in left.values_list("record_id", flat=True) if record_id is not None}
    )
    if "external_id" in spec.by_name:
        rows = table(spec).system(reason=WHY).filter(pk__in=ids, external_id__isnull=False)
        rows.update(external_id=None, source_system=None)
        holders = list(table(spec).system(reason=WHY).filter(held, pk__in=ids).values_list("pk", flat=True))
    for record_id in ids:
        if record_id in holders:
            purge_record(spec, record_id)
    return bool(ids)


def _holding(spec: ObjectSpec, draft: Draft) -> Q:
    """Rows that hold one of the keys of a draft."""
    row = draft.row
    held = Q(pk__in=())
    if "external_id" in spec.by_name and row.external_id:
        held |= Q(source_system=row.source_system, external_id=row.external_id)
    for names in (*((item.name,) for item in spec.fields if _is_unique_column(item)), *spec.unique_together):
        values: dict[str, Any] = {
            spec.by_name[n].attname: getattr(row, spec.by_name[n].attname) for n in names
        }
        if all(value not in (None, "") for value in values.values()):
            held |= Q(**values)
    return held


def _is_unique_column(item: Any) -> bool:
    return item.unique and item.stored and not item.custom


def _custom_holders(spec: ObjectSpec, drafts: Sequence[Draft]) -> list[int]:
    unique = [item for item in spec.fields if item.unique and item.custom]
    held = Q(pk__in=())
    for item in unique:
        values = [draft.get(item.name) for draft in drafts]
        held |= Q(field=item.name, value__in=[unique_key(value) for value in values if value is not None])
    rows = UniqueValue.objects.filter(held, object=spec.name) if unique else UniqueValue.objects.none()
    return list(rows.values_list("record_id", flat=True))
