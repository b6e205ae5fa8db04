"""The protocol of the caller for the filter compiler. `access.Context` implements it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol

from django.db.models import Model, Q

from guike.platform.filters.columns import held
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec

UNREADABLE = frozenset({"hidden", "masked"})


class Caller(Protocol):
    """The caller. `form`: "seek" (arrays, for counts and few rows) or "walk" (hashed IN, along an order)."""

    @property
    def form(self) -> str: ...

    @property
    def timezone(self) -> str:
        """The company's time zone (IANA name)."""

    @property
    def user_id(self) -> int | None: ...

    @property
    def department_ids(self) -> Collection[int]:
        """His departments and all below them."""

    def can(self, object_name: str, operation: str, /) -> bool:
        """Function permission."""

    def level(self, object_name: str, field_name: str, /) -> str:
        """hidden | masked | read | edit"""

    def scope_of(self, model: type[Model], action: str, object_name: str, /) -> Q | None:
        """Record scope; None = every row."""


class UnknownField(LookupError):
    """The field does not exist, or the caller may not use it; no answer distinguishes the two."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def label_field(spec: ObjectSpec) -> FieldSpec | None:
    """The field that `name` means on an object without a field of that name: its label."""
    named = spec.by_name.get(spec.name_field)
    if named is None or "name" in spec.by_name:
        return None
    return FieldSpec(name="name", type="text", label=named.label, read_only=True, system=True, column="label")


def is_label_told(ctx: Caller | None, spec: ObjectSpec) -> bool:
    """Whether the caller may see the labels of an object's records: he may read every field of which the label is made,
    also over references. None: the system."""
    if ctx is None:
        return True
    for item in spec.label_parts:
        if ctx.level(spec.name, item.name) in UNREADABLE:
            return False
        if item.name in spec.named_after and not is_label_told(ctx, catalogue().get(item.target_object)):
            return False
    return True


def amount_in_base(spec: ObjectSpec, name: str) -> FieldSpec | None:
    """The amount whose value in the company's currency has this name (`base_amount`). People filter and group by it;
    rules of the system do not, because they read documents before the database has computed it."""
    return next((item for item in spec.fields if item.base_column == name), None) if name else None


def usable_field(
    ctx: Caller | None, spec: ObjectSpec, name: str, *, off: list[FieldSpec] | None = None
) -> FieldSpec:
    """A field to filter, sort or group by: known, active, neither hidden nor masked; else UnknownField.

    `ctx` None: a rule of the system, which reads every field. `off`: a field that is only switched off is added there
    instead of being refused, for who wants to say what is missing.
    """
    item = spec.by_name.get(name)
    checked = name
    if item is None and ctx is not None and (amount := amount_in_base(spec, name)) is not None:
        item, checked = amount, amount.name
        if ctx.level(spec.name, checked) not in UNREADABLE:
            return FieldSpec(name=name, type="money", label=item.label, read_only=True, column=name)
    if item is None and name == "name":
        item, checked = label_field(spec), spec.name_field
    if item is None or item.write_only or (not item.is_active and off is None):
        raise UnknownField(name)
    if ctx is not None and ctx.level(spec.name, checked) in UNREADABLE:
        raise UnknownField(name)
    if item.column == "label" and not is_label_told(ctx, spec):
        raise UnknownField(name)
    if off is not None and not item.is_active:
        off.append(item)
    if item.type == "label" and name == spec.name_field:
        # a text in several languages is sorted and searched by the row's label
        return FieldSpec(name=name, type="text", label=item.label, read_only=True, column="label")
    return held(item)


def rows_of(rows: Any, spec: ObjectSpec) -> Any:
    """Living rows of one object: custom objects share a table."""
    living = rows.filter(deleted_at=None).order_by()
    return living.filter(object=spec.name) if spec.is_custom else living


def visible_rows(ctx: Caller, spec: ObjectSpec) -> Any:
    """The rows that a path may pass through: living, in scope; none without the right to view."""
    table: Any = spec.model._default_manager
    rows = rows_of(table.visible_to(ctx, "view", spec.name), spec)
    return rows if ctx.can(spec.parent or spec.name, "view") else rows.none()


def all_labels(spec: ObjectSpec) -> Any:
    """Every row of an object; for reading labels only."""
    table: Any = spec.model._default_manager
    return table.system(reason="a reference's label belongs to the row that holds it")
