"""Creates or updates a record by its key in another system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from guike.kernel.errors import FieldError, Invalid
from guike.platform.access.context import Context
from guike.platform.database.locks import use_case, whole
from guike.platform.database.turns import take_turns
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.metadata.types import TYPES, ValueRefused
from guike.platform.records.actions.patching import record_patch
from guike.platform.records.reading import living
from guike.platform.records.shapes import Outcome, single
from guike.platform.records.writing import not_a_line, record_create


def upsert_turns(object_name: str, rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Names of the locks (`database.turns`) of these outside keys. A caller that writes several rows takes all locks
    before the first row."""
    return [f"upsert|{object_name}|{row.get('source_system')}|{row.get('external_id')}" for row in rows]


@use_case
def record_upsert(ctx: Context, object_name: str, values: Mapping[str, Any]) -> tuple[Outcome, bool]:
    """(outcome, whether it was created). Two callers with the same key wait for one another."""
    spec = catalogue().get(object_name)
    if spec.is_line or spec.ledger is not None:
        ctx.require(object_name, "create")
        not_a_line(spec)
    source, external = _outside_key(spec, values)
    with whole():
        take_turns(upsert_turns(object_name, [values]))
        rows = living(spec).system(reason="an outside key belongs to one record, whoever may see it")
        found = rows.filter(source_system=source, external_id=external).values_list("pk", flat=True).first()
        if found is None:
            return single(record_create(ctx, object_name, [values])), True
        return single(record_patch(ctx, object_name, [{**values, "id": found}])), False


def _outside_key(spec: ObjectSpec, values: Mapping[str, Any]) -> list[str]:
    """(source system, id there) in stored form, so that every spelling of a key finds its record."""
    found, errors = [], []
    for name in ("source_system", "external_id"):
        try:
            found.append(TYPES["text"].parse(spec.by_name[name], values.get(name) or ""))
        except ValueRefused as refused:
            errors.append(FieldError(name, refused.code, refused.params))
            continue
        if not found[-1]:
            errors.append(FieldError(name, "required"))
    if errors:
        raise Invalid(errors)
    return found
