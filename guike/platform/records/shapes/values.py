"""Reads and sets a field on a row, whether it is a column or a key of `custom`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guike.platform.metadata.spec import FieldSpec
from guike.platform.metadata.types import LISTS, TYPES, empty

#: values by the name of their field, as somebody sent them or in typed form
Values = Mapping[str, Any]

#: what an empty value is stored as, by type; everything else is NULL
EMPTY_TEXT = frozenset({"text", "long_text", "phone", "email", "url", "choice", "region", "auto_number"})


def get_value(item: FieldSpec, row: Any) -> Any:
    """The typed value; empty text and lists come as None."""
    if item.custom:
        stored = row.custom.get(item.name)
        return None if stored is None else TYPES[value_type(item)].load(stored)
    try:  # reading a reference's attribute through its descriptor takes four times as long
        value = row.__dict__[item.attname]
    except (KeyError, AttributeError):
        value = getattr(row, item.attname)
    return value or _typed(item, value)


def _typed(item: FieldSpec, value: Any) -> Any:
    """A label in no language is empty too."""
    return None if empty(value) or (item.type == "label" and not value) else value


def value_type(item: FieldSpec) -> str:
    """The type whose storage a field uses: a formula that of its result, a roll-up that of numbers."""
    return item.value_type


def set_value(item: FieldSpec, row: Any, value: Any) -> None:
    """Store a typed value (None = empty)."""
    if item.custom:
        if empty(value):
            row.custom.pop(item.name, None)
        else:
            row.custom[item.name] = TYPES[value_type(item)].store(value)
        return
    if value is None:
        if item.type in EMPTY_TEXT and not _nullable(item, row):
            value = ""
        elif item.type in LISTS:
            value = []
        elif not _nullable(item, row):
            value = row._meta.get_field(item.attname).get_default()
    setattr(row, item.attname, value)


def _nullable(item: FieldSpec, row: Any) -> bool:
    return bool(row._meta.get_field(item.attname).null)


def stored_value(item: FieldSpec, columns: Mapping[str, Any]) -> Any:
    """Like `get_value`, from a dict of column values as `.values()` gives it."""
    if item.custom:
        stored = columns["custom"].get(item.name)
        return None if stored is None else TYPES[value_type(item)].load(stored)
    return _typed(item, columns[item.attname])


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal: all empty values are, and 1.0 equals 1.00."""
    if left is None or right is None:  # comparing a Decimal with None is slow
        return empty(left) and empty(right)
    return bool(left == right) or (empty(left) and empty(right))
