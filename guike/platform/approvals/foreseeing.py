"""What an action would change of a record and its lines: found by doing it and taking it back, kept with the request, shown
to each reader with his own rights, and compared with what it does once it is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any

from guike.platform.access.context import Context, system_context
from guike.platform.approvals.registry import approval_of
from guike.platform.filters.memory import Loader, scoped_loader, stored_value
from guike.platform.filters.resolve import Hop
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES
from guike.platform.records.reading import living
from guike.platform.records.shapes import new_row, set_value
from guike.platform.timeline.queries import readable_value

WHY = "what an action changes of a record that its caller has locked"
_NUMBERS = ("money", "decimal", "percent")
Values = dict[str, Any]
#: {"record": values, "lines": {object: {id: values}}}
Picture = Mapping[str, Any]


def picture(spec: ObjectSpec, record_id: int) -> Picture:
    """The stored values of a record and its lines, in a form that can be kept and compared. Instants at which something was
    done are no part of it: they are another at each time."""
    (row,) = living(spec).system(reason=WHY).filter(pk=record_id)
    lines = {}
    for _item, line in catalogue().lines_of(spec.name):
        assert line.parent_field is not None
        parent = line.parent_field
        rows = living(line).system(reason=WHY).filter(**{parent.attname: record_id})
        lines[line.name] = {
            one.pk: _values(line, one, parent.name) for one in rows.order_by("position", "pk")
        }
    return {"record": _values(spec, row), "lines": lines}


def _values(spec: ObjectSpec, row: Any, leaving_out: str = "") -> Values:
    return {
        item.name: _kept(stored_value(item, row))
        for item in spec.fields
        if item.name != leaving_out and _is_told(item)
    }


def _is_told(item: FieldSpec) -> bool:
    timed = item.type == "instant" and item.read_only
    return item.stored and not item.system and not item.computed and not timed and item.type != "lines"


def _kept(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value


def difference(before: Picture, after: Picture) -> dict[str, Any]:
    """{"record": {field: [old, new]}, "lines": [{"object", "id", "old", "new"}]}: lines that were changed, added (without id and
    `old`) or removed (without `new`); {} where nothing differs."""
    record = _changed(before["record"], after["record"])
    lines: list[dict[str, Any]] = []
    for name, now in after["lines"].items():
        once = before["lines"][name]
        for pk, values in now.items():
            if pk not in once:
                lines.append({"object": name, "id": None, "old": None, "new": values})
            elif once[pk] != values:
                lines.append({"object": name, "id": pk, "old": once[pk], "new": values})
        gone = (pk for pk in once if pk not in now)
        lines += [{"object": name, "id": pk, "old": once[pk], "new": None} for pk in gone]
    return {"record": record, "lines": lines} if record or lines else {}


def is_foreseen(before: Picture, after: Picture, foreseen: Mapping[str, Any]) -> bool:
    """Whether the difference is the one that was foreseen. What the record demands is judged anew when it is written."""
    found = difference(before, after)
    return all(found.get(name) == foreseen.get(name) for name in ("record", "lines"))


def _changed(before: Values, after: Values) -> dict[str, list[Any]]:
    return {name: [before[name], value] for name, value in after.items() if before[name] != value}


def with_values(spec: ObjectSpec, row: Any, values: Mapping[str, Any]) -> Any:
    """A copy of a row with other typed values."""
    other = copy(row)
    other.custom = dict(getattr(row, "custom", None) or {})
    for name, value in values.items():
        set_value(spec.by_name[name], other, value)
    return other


def becoming(spec: ObjectSpec, row: Any, foreseen: Mapping[str, Any] | None) -> Any:
    """The row as it would stand after a change that was foreseen; without one, itself."""
    if not foreseen:
        return row
    known = {name: new for name, (_old, new) in foreseen["record"].items() if name in spec.by_name}
    typed = {name: _typed(spec.by_name[name], new) for name, new in known.items()}
    return with_values(spec, row, typed | foreseen.get("demands", {}))


def demanded(spec: ObjectSpec, record_id: int) -> dict[str, bool]:
    """What the record as it is stored says of each field that its approvals demand: kept beside a difference, no part of it."""
    own = approval_of(spec.name)
    names = own.demands if own is not None else ()
    return living(spec).system(reason=WHY).filter(pk=record_id).values(*names).get() if names else {}


def lines_of(foreseen: Mapping[str, Any]) -> Loader:
    """Where conditions find the lines of a record: as they would stand after the change."""
    usual = scoped_loader(system_context())
    changes: dict[str, dict[int | None, list[Values | None]]] = {}
    for one in foreseen["lines"]:
        changes.setdefault(one["object"], {}).setdefault(one["id"], []).append(one["new"])

    def load(hop: Hop, row: Any, /) -> Sequence[Any]:
        moved = changes.get(hop.target.name) if hop.reverse else None
        if moved is None:
            return usual(hop, row)
        spec = hop.target
        standing = [one for one in usual(hop, row) if one.pk not in moved]
        changed = [one for one in usual(hop, row) if one.pk in moved and moved[one.pk][0] is not None]
        both = [(one, moved[one.pk][0]) for one in changed] + [
            (new_row(spec), v) for v in moved.get(None, [])
        ]
        return standing + [
            with_values(spec, one, {n: _typed(spec.by_name[n], v) for n, v in (values or {}).items()})
            for one, values in both
        ]

    return load


def _typed(item: FieldSpec, kept: Any) -> Any:
    if kept is None:
        return None
    if item.value_type in _NUMBERS:
        return Decimal(kept)
    return date.fromisoformat(kept) if item.value_type == "date" else kept


def value_after(spec: ObjectSpec, foreseen: Mapping[str, Any], name: str, value: Any) -> Any:
    """The value of a field as the API answers it, after the change if it is a number or a date that changes."""
    item = spec.by_name[name]
    if item.type not in (*_NUMBERS, "date") or name not in foreseen.get("record", {}):
        return value
    new = _typed(item, foreseen["record"][name][1])
    return None if new is None else TYPES[item.type].dump(item, new)


def told(ctx: Context, spec: ObjectSpec, foreseen: Mapping[str, Any]) -> dict[str, Any]:
    """A difference as a reader of the record may see it: {"fields": [cell], "lines": [{"object", "kind": "added | changed |
    removed", "cells"}]}; a cell is {"field", "label", "old", "new"}."""
    changed = [item.name for item in spec.fields if item.name in foreseen["record"]]
    fields = [_cell(ctx, spec, name, *foreseen["record"][name]) for name in changed]
    lines = [_line(ctx, catalogue().get(one["object"]), one) for one in foreseen["lines"]]
    return {"fields": [cell for cell in fields if cell], "lines": lines}


def _line(ctx: Context, spec: ObjectSpec, line: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that a list of such lines has, and whatever else was changed."""
    old, new = line["old"] or {}, line["new"] or {}
    kind = "added" if line["old"] is None else "removed" if line["new"] is None else "changed"
    typed = [item.name for item in spec.fields if not item.read_only and item.name not in spec.list_columns]
    further = [name for name in typed if kind == "changed" and old.get(name) != new.get(name)]
    names = [name for name in (*spec.list_columns, *further) if name in old or name in new]
    cells = [_cell(ctx, spec, name, old.get(name), new.get(name)) for name in names]
    return {"object": spec.name, "kind": kind, "cells": [cell for cell in cells if cell]}


def _cell(ctx: Context, spec: ObjectSpec, name: str, old: Any, new: Any) -> dict[str, Any] | None:
    item, level = spec.by_name.get(name), ctx.level(spec.name, name)
    if item is None or level == "hidden":
        return None
    words = [readable_value(ctx, item, _typed(item, one), masked=level == "masked") for one in (old, new)]
    return {"field": name, "label": item.label.get(ctx.locale), "old": words[0], "new": words[1]}
