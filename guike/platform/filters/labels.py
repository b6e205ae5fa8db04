"""The labels of records, and how much of a label a caller may see.

A label is made of fields (`ObjectSpec.label_parts`). A caller who may read all of them sees the stored label. For
others the label is made from the fields that they may read, so that no label reveals a hidden field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import F, TextField, Value

from guike.platform.database.models import Fold
from guike.platform.filters.caller import UNREADABLE, Caller, all_labels, is_label_told
from guike.platform.filters.columns import FOLDED, comparable
from guike.platform.filters.expressions import Typed
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.masking import mask
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES
from guike.platform.org.queries import directory

#: the attribute of a row with the label of the record that it is named after, if that was looked up
CALLED = "_guike_called"
LONGEST = 300
#: how many characters of a text become the label of a record without a name
_FIRST_WORDS = 60


def label_of(spec: ObjectSpec, row: Any) -> str:
    """The label, in one line: that of the record it is named after, else the object's own rule, else the first filled
    field of those declared for it, else its name field, else the number."""
    if spec.named_after:
        text = row.__dict__.get(CALLED, row.label)
    elif spec.label_of is not None:
        text = spec.label_of(row)
    elif spec.label_from:
        found = (_words(spec.by_name[name], row) for name in spec.label_from)
        text = next((words for words in found if words), "")
    else:
        item = spec.by_name.get(spec.name_field)
        text = str(_value(item, row) or "") if item else ""
    return (text or getattr(row, "number", "") or "")[:LONGEST]


def _words(item: FieldSpec, row: Any) -> str:
    """A value as a name: of a long text its first words, in one line."""
    line = " ".join(str(_value(item, row) or "").split())
    if item.type != "long_text":
        return line
    return line if len(line) <= _FIRST_WORDS else line[: _FIRST_WORDS - 1].rstrip() + "…"


def _value(item: FieldSpec, row: Any) -> Any:
    if not item.custom:
        return getattr(row, item.attname)
    stored = row.custom.get(item.name)
    return None if stored is None else TYPES[item.value_type].load(stored)


def label_sort(ctx: Caller, spec: ObjectSpec) -> Any:
    """The sort key of an object's label. It is empty where the label may contain a field that the caller may not read,
    because an order reveals its values."""
    if is_label_told(ctx, spec):
        return F("label_sort")
    read = [
        comparable(spec, item, ctx.timezone)
        for item in spec.label_parts
        if item.type in FOLDED and ctx.level(spec.name, item.name) not in UNREADABLE
    ]
    if not read:
        return Value(None, output_field=TextField())
    marks = ", ".join("{}" for _ in read)
    pattern = f"CASE WHEN {{}} IN ({marks}) THEN {{}} END"
    return Typed(pattern, Fold(F("label")), *read, F("label_sort"), output_field=TextField())


def people_labels(ctx: Caller | None, object_name: str, ids: Iterable[int]) -> dict[int, str]:
    """id → name of users or departments, which every process has in memory."""
    if ctx is not None and not is_label_told(ctx, catalogue().get(object_name)):
        return told_labels(ctx, catalogue().get(object_name), ids)
    people = directory()
    called: Callable[[int], str | None] = people.person_name if object_name == "user" else people.unit_name
    return {one: called(one) or "" for one in ids}


def told_labels(ctx: Caller, spec: ObjectSpec, ids: Iterable[int]) -> dict[int, str]:
    """id → label made only of fields that the caller may read; #id when that is empty."""
    rows = list(all_labels(spec).filter(pk__in=list(ids)))
    if spec.named_after:
        return _named_after(ctx, spec, rows)
    return {row.pk: _readable_label(ctx, spec, row) for row in rows}


def _readable_label(ctx: Caller, spec: ObjectSpec, row: Any) -> str:
    for item in spec.label_parts:
        level = ctx.level(spec.name, item.name)
        if level in UNREADABLE:
            _put(item, row, mask(item, _value(item, row)) if level == "masked" else None)
    return label_of(spec, row) or f"#{row.pk}"


def _put(item: FieldSpec, row: Any, text: str | None) -> None:
    """Replace a value that the caller may not see, on a row that is never stored."""
    if item.custom:
        row.custom = {**row.custom, item.name: text}
    else:
        row.__dict__[item.attname] = {} if item.type == "label" else text or ""


def _named_after(ctx: Caller, spec: ObjectSpec, rows: list[Any]) -> dict[int, str]:
    items = [spec.by_name[name] for name in spec.named_after]
    read = [item for item in items if ctx.level(spec.name, item.name) not in UNREADABLE]
    names: dict[str, dict[int, str]] = {}
    for item in read:
        ids = {getattr(row, item.attname) for row in rows} - {None}
        names.setdefault(item.target_object, {}).update(
            told_labels(ctx, catalogue().get(item.target_object), ids)
        )
    for row in rows:
        found = (names[item.target_object].get(getattr(row, item.attname)) for item in read)
        row.__dict__[CALLED] = next((label for label in found if label), "")
    return {row.pk: _readable_label(ctx, spec, row) for row in rows}
