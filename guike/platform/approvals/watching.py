"""Values whose change asks everybody again: those that a definition names, and amounts always."""

from __future__ import annotations

from typing import Any

from guike.platform.approvals.flows import Published
from guike.platform.filters.memory import stored_value
from guike.platform.metadata.spec import FieldSpec, ObjectSpec


def watched_fields(spec: ObjectSpec, published: Published) -> list[FieldSpec]:
    """The fields of the definition, and every amount of the record itself. Amounts that other records make (roll-ups) are not
    its own."""
    named = published.names("watched_fields")
    return [
        item
        for item in spec.fields
        if item.is_active
        and item.stored
        and item.type != "lines"
        and (item.name in named or (item.type == "money" and not item.system))
    ]


def snapshot(spec: ObjectSpec, row: Any, published: Published) -> dict[str, str]:
    """The watched values in a form that can be stored and compared."""
    return {item.name: _text(stored_value(item, row)) for item in watched_fields(spec, published)}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return format(value.normalize(), "f") if hasattr(value, "normalize") else str(value)
