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

_AGAIN = "what another system sends again is compared with what its record has"


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
        return single(
            record_patch(ctx, object_name, [{**_with_lines(spec, found, values), "id": found}])
        ), False


def _with_lines(spec: ObjectSpec, record: int, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The other system knows neither our ids of lines nor our version: its lines are those of the record, one after the other, so that
    what it sends again changes nothing."""
    lines = [(item.name, line) for item, line in catalogue().lines_of(spec.name) if item.name in values]
    given = dict(values)
    for name, line in lines:
        if isinstance(given[name], list):
            ids = _line_ids(line, record)
            rows = given[name]
            if all(isinstance(one, Mapping) and "id" not in one for one in rows):
                known = [{**one, "id": pk} for one, pk in zip(rows, ids, strict=False)]
                given[name] = [*known, *rows[len(known) :]]
    if lines and "_version" not in given:
        row = living(spec).system(reason=_AGAIN).filter(pk=record).values_list("version", flat=True)
        given["_version"] = row.get()
    return given


def _line_ids(line: ObjectSpec, record: int) -> list[int]:
    rows = living(line).system(reason=_AGAIN).filter(**{line.parent_field.attname: record})
    return list(rows.order_by("position", "pk").values_list("pk", flat=True))


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
