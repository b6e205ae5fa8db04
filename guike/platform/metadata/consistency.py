"""Checks at start whether the declared objects fit their tables and one another.

Without this check a fault would be a server error in the first request that meets it, or would not be noticed at all: a
column that never appears, a condition that never holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from guike.kernel import filters
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES
from guike.platform.settings.registry import find

Objects = Mapping[str, ObjectSpec]
#: types without a value of their own in the row
_BESIDE = frozenset({"lines", "formula", "rollup"})


def check_objects(objects: Objects, choice_sets: Collection[str]) -> None:
    """ValueError with everything that does not fit."""
    wrong = [
        f"{spec.name}: {problem}"
        for spec in objects.values()
        for problem in _problems(objects, choice_sets, spec)
    ]
    if wrong:
        raise ValueError("declared objects do not fit together:\n" + "\n".join(wrong))


def _problems(objects: Objects, choice_sets: Collection[str], spec: ObjectSpec) -> Iterator[str]:
    for item in spec.fields:
        if not item.custom:
            yield from (f"{item.name}: {problem}" for problem in _of_field(objects, choice_sets, spec, item))
    if spec.is_line and (spec.parent not in objects or spec.parent not in spec.by_name):
        yield f"a line of {spec.parent}, which is no object or no reference of it"
    for place, names in _named(spec):
        unknown = [name for name in names if name.lstrip("-").split(".")[0] not in spec.by_name]
        if unknown:
            yield f"{place} names {unknown}, which are no fields of it"
    switch = find(spec.access.switch) if spec.access.switch else None
    if spec.access.switch and (switch is None or switch.type != "boolean" or switch.scope != "company"):
        yield f"access.switch names {spec.access.switch!r}, which is no yes-no setting of the company"


def _of_field(
    objects: Objects, choice_sets: Collection[str], spec: ObjectSpec, item: FieldSpec
) -> Iterator[str]:
    if item.type not in TYPES and item.type not in _BESIDE:
        yield f"there is no type {item.type!r}"
    if item.type == "lines":
        line = objects.get(item.lines_object)
        if line is None or line.parent != spec.name:
            yield f"lines_object {item.lines_object!r} is no line of {spec.name}"
    if item.type in ("reference", "references") and item.target not in objects:
        yield f"points at {item.target!r}, which is no object"
    if item.offered and not _is_yes_no(objects.get(item.target), item.offered):
        yield f"offered names {item.offered!r}, which is no yes-no field of {item.target}"
    yield from (f"points at {name!r}, which is no object" for name in item.targets if name not in objects)
    is_computed = item.choice_set.startswith("$")  # computed choices, such as the names of the objects
    if item.choice_set and not is_computed and item.choice_set not in choice_sets:
        yield f"there is no choice set {item.choice_set!r}"
    if item.stored and not _has_column(spec, item.attname):
        yield f"the table has no column {item.attname!r}"


def _is_yes_no(spec: ObjectSpec | None, name: str) -> bool:
    return spec is not None and name in spec.by_name and spec.by_name[name].type == "boolean"


def _has_column(spec: ObjectSpec, name: str) -> bool:
    return any(name in (column.name, column.attname) for column in spec.model._meta.concrete_fields)


def _named(spec: ObjectSpec) -> Iterator[tuple[str, Collection[str]]]:
    """(place, field names) of every part of the spec that names fields of the object."""
    yield "list_columns", spec.list_columns
    yield "header", spec.header
    yield "path_field", [spec.path_field] if spec.path_field else ()
    yield "board_field", [spec.board_field] if spec.board_field else ()
    yield "named_after", spec.named_after
    yield "label_from", spec.label_from
    yield "access", [*spec.access.inherits, *spec.access.requires, *filter(None, [spec.access.pool])]
    for group in spec.unique_together:
        yield "unique_together", group
    for section in (*spec.form, *spec.detail):
        yield f"the section {section.label.en!r}", section.fields
    for view in spec.views:
        read = filters.fields_of(filters.parse(view.filter)) if view.filter else set()
        yield f"the view {view.name!r}", [*view.columns, *view.sort, *read, *filter(None, [view.group_by])]
    for action in spec.actions:
        yield f"the action {action.name!r}", action.shows
