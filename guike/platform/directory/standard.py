"""Creates rows for the objects, fields and choice sets that the code declares, so that administrators find all of them
in one place and can change some parts. Run after every migration.

A column that still has the code's former value follows the code; a column that an administrator changed stays.
`standard` stores the code's values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from guike.kernel import clock
from guike.platform.metadata import models
from guike.platform.metadata.catalogue import standard_objects
from guike.platform.metadata.labels import as_labels
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import Choice, FieldSpec, ObjectSpec
from guike.platform.org.queries import bump
from guike.platform.records.shapes import INDEX_COLUMNS, index_row, silent

WHY = "standard objects and fields are brought in step after a migration"
_KEPT = ("standard", *INDEX_COLUMNS, "updated_at", "deleted_at")
Columns = dict[str, Any]
#: key of a row → its columns in the code
Wanted = Mapping[tuple[str, ...], Columns]


def seed_definitions() -> None:
    """Add and update rows, and remove those that the code does not declare any more."""
    specs = list(standard_objects().values())
    with transaction.atomic(), silent():
        objects: Wanted = {(s.name,): _object_columns(s) for s in specs}
        fields: Wanted = {
            (s.name, f.name): _field_columns(f, n)
            for s in specs
            for n, f in enumerate(s.fields)
            if f.in_effect
        }
        sets: Wanted = {
            (c.name,): {"labels": as_labels(c.label), "choices": _choices(c.choices)}
            for c in registry.choice_sets.values()
        }
        parts = ((models.ObjectDef, "object_def", objects), (models.FieldDef, "field_def", fields))
        changed = [_in_step(*part) for part in (*parts, (models.ChoiceSet, "choice_set", sets))]
        if any(changed):
            bump(metadata=True)


def _object_columns(spec: ObjectSpec) -> Columns:
    return {
        "labels": as_labels(spec.label),
        "plural_labels": as_labels(spec.plural),
        "module": spec.module,
        "default_access": spec.access.default if spec.access.kind == "owned" else "",
        "number_pattern": spec.number_pattern,
        "name_field": spec.name_field,
        "has_approval": spec.has_approval,
        "has_workflow": spec.has_workflow and spec.area not in ("", "admin") and spec.ledger is None,
        "is_custom": False,
    }


def _field_columns(item: FieldSpec, position: int) -> Columns:
    return {
        "labels": as_labels(item.label),
        "type": item.type,
        "is_required": item.required,
        "is_unique": item.unique,
        "is_searchable": item.searchable,
        "is_custom": False,
        "choices": _choices(item.choices) or None,
        "choice_set": item.choice_set,
        "target": item.target_object or item.lines_object,
        "scale": item.scale,
        "max_length": item.max_length,
        "position": position,
    }


def _choices(rows: Sequence[Choice]) -> list[Columns]:
    return [
        {
            "code": c.code,
            "labels": as_labels(c.label),
            "color": c.color,
            "is_active": c.is_active,
            "closed": c.closed,
        }
        for c in rows
    ]


def _in_step(model: Any, object_name: str, wanted: Wanted) -> bool:
    """Add, update and remove the rows of one model; whether anything was written."""
    table = model.objects.system(reason=WHY)
    keys = ("object", "api_name") if object_name == "field_def" else ("api_name",)
    own = table.all() if object_name == "choice_set" else table.filter(is_custom=False)
    known = {tuple(getattr(row, key) for key in keys): row for row in own}
    spec = registry.objects[object_name]
    fresh, changed, gone = [], [], []
    for key, columns in wanted.items():
        row = known.pop(key, None)
        if row is None:
            row = model(**dict(zip(keys, key, strict=True)), **columns, standard=columns)
            index_row(spec, row)
            fresh.append(row)
        elif _follow(row, columns):
            index_row(spec, row)
            row.updated_at = clock.now()
            changed.append(row)
    for row in known.values():
        if row.deleted_at is None and row.standard:
            row.deleted_at = row.updated_at = clock.now()
            gone.append(row)
    table.bulk_create(fresh, batch_size=500)
    if changed or gone:
        names = [*next(iter(wanted.values())), *_KEPT]
        table.bulk_update([*changed, *gone], names, batch_size=500)
    return bool(fresh or changed or gone)


def _follow(row: Any, columns: Columns) -> bool:
    """Copy the code's new values to columns that nobody has changed; whether the row changed."""
    if row.standard == columns and row.deleted_at is None:
        return False
    for name, value in columns.items():
        if name not in row.standard or getattr(row, name) == row.standard[name]:
            setattr(row, name, value)
    row.standard, row.deleted_at = columns, None
    return True
