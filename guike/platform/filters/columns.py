"""SQL expressions of fields, for columns and for keys of `custom`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    CharField,
    DecimalField,
    F,
    Field,
    Func,
    JSONField,
    OuterRef,
    Q,
    Subquery,
    TextField,
)

from guike.platform.database.models import Fold
from guike.platform.filters.computed import computed_expression
from guike.platform.filters.expressions import cast, json_key, literal, test, text_key
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import MANY, SINGLE_REFERENCES, FieldSpec, ObjectSpec

#: compared folded
FOLDED = frozenset({"text", "long_text", "email", "url", "auto_number"})
NUMBERS = frozenset({"integer", "decimal", "money", "percent"})
IDS = SINGLE_REFERENCES | {"image", "file"}
CODES = frozenset({"choice", "region"})
ANY = frozenset({"any_reference", "any_references"})
STRUCTURES = ANY | {"geo", "json", "lines"}

_CUSTOM_CASTS = {
    **dict.fromkeys(NUMBERS, "numeric"),
    **dict.fromkeys(IDS, "bigint"),
    "boolean": "boolean",
    "date": "date",
    "instant": "timestamptz",
}
_EMPTY_JSON = "('null'::jsonb, '\"\"'::jsonb, '[]'::jsonb, '{{}}'::jsonb)"


def held(item: FieldSpec) -> FieldSpec:
    """The field with the type of its values: a formula has its result's type, a roll-up that of a number."""
    return item if item.value_type == item.type else replace(item, type=item.value_type)


def model_field(spec: ObjectSpec, name: str) -> Field[Any, Any] | None:
    """The column of that attribute name, if the table has it."""
    try:
        found = spec.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def summed_expression(spec: ObjectSpec, item: FieldSpec, tz: str = "UTC") -> Any:
    """The expression that figures add up: the field's value, or an amount's value in base currency, since documents may
    have different currencies. Without a column for it, it is computed as in `base_column`."""
    if item.base_column:
        return F(item.base_column)
    value = field_expression(spec, item, tz)
    if not is_reckoned(spec, item):
        return value
    rate = _rate_of_document(spec) if spec.is_line else F("exchange_rate")
    return Func(value * rate, 2, function="ROUND", output_field=DecimalField())


def is_reckoned(spec: ObjectSpec, item: FieldSpec) -> bool:
    """Whether figures of a field also depend on the document's rate."""
    if item.base_column or item.value_type != "money":
        return bool(item.base_column)
    return catalogue().get(spec.parent).has_money if spec.is_line else not spec.is_in_base(item)


def _rate_of_document(line: ObjectSpec) -> Any:
    """The rate of a line's document, because a line's amounts are in the document's currency."""
    documents: Any = catalogue().get(line.parent).model._default_manager
    rates = documents.system(
        reason="what a line is worth in the currency of the company follows from its document's rate"
    )
    return Subquery(rates.filter(pk=OuterRef(line.parent_field.attname)).order_by().values("exchange_rate"))


def field_expression(_spec: ObjectSpec, item: FieldSpec, tz: str = "UTC") -> Any:
    """The typed value of a field as an expression over the object's own table.

    Keys of `custom`: numbers as numeric, dates as date, references as bigint, structures as JSON. `tz`: the
    company's, for computed fields.
    """
    if item.computed:
        return computed_expression(item.computed, tz)
    if not item.custom:
        return F(item.attname)
    item = held(item)
    if item.type in MANY or item.type in STRUCTURES:
        return json_key(item.name)
    plain = text_key(item.name)
    type_ = _CUSTOM_CASTS.get(item.type)
    return cast(plain, type_) if type_ else plain


def comparable(spec: ObjectSpec, item: FieldSpec, tz: str = "UTC") -> Any:
    """Like `field_expression`, text folded: through the generated column where there is one."""
    item = held(item)
    if not item.computed and not item.custom and item.type in FOLDED | {"phone"}:
        folded = f"{item.attname}_fold"
        if model_field(spec, folded) is not None:
            return F(folded)
    value = field_expression(spec, item, tz)
    return Fold(value) if item.type in FOLDED else value


def not_empty(spec: ObjectSpec, item: FieldSpec, tz: str = "UTC") -> Q:
    """The condition that the field is not empty: neither null nor empty text, list or map."""
    item = held(item)
    if item.custom:
        return test(f"({{}} NOT IN {_EMPTY_JSON})", json_key(item.name))
    value = field_expression(spec, item, tz)
    column = None if item.computed else model_field(spec, item.attname)
    if isinstance(column, ArrayField):
        return test("(cardinality({}) > 0)", value)
    if isinstance(column, JSONField):
        return test(f"({{}} NOT IN {_EMPTY_JSON})", value)
    if isinstance(column, (CharField, TextField)) or (item.computed and item.type in FOLDED | CODES):
        return test("({} <> '')", value)
    return test("({} IS NOT NULL)", value)


def is_nullable(spec: ObjectSpec, item: FieldSpec) -> bool:
    """Whether the column may hold null; keys of `custom` and computed values always may."""
    column = None if item.custom or item.computed else model_field(spec, item.attname)
    return column is None or column.null


def index_sql(item: FieldSpec) -> tuple[str, str]:
    """(method, expression) of the index that serves the conditions on a custom field marked *indexed*."""
    item, key = held(item), literal(item.name)
    if item.type in MANY:
        return "gin", f"(custom -> {key})"
    if item.type in CODES | IDS | {"boolean"}:
        return "btree", f"(custom -> {key})"
    if item.type in NUMBERS:
        return "btree", f"((custom ->> {key})::numeric)"
    if item.type in FOLDED:
        return "btree", f"(lower(normalize(custom ->> {key}, NFKC)))"
    return "btree", f"(custom ->> {key})"
