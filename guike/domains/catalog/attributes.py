"""Attributes of products (产品属性): what those of a category are told apart by.

Each is a custom field, the same on products and on the lines of documents, so that it is filtered, listed, imported and
exported as any other. To programs it is an entry of `attributes`, `{code: value}`. A product says what is fixed of it; of
the rest, the line of a document says what is wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from guike.domains.catalog.errors import (
    ATTRIBUTE_CHOICES,
    ATTRIBUTE_CODE,
    ATTRIBUTE_FIXED,
    ATTRIBUTE_NO_CHOICES,
    ATTRIBUTE_OF_OTHERS,
    ATTRIBUTE_UNKNOWN,
    AttributeFieldRefused,
)
from guike.domains.catalog.models import ATTRIBUTE_CODE_CHARS, Product, ProductAttribute
from guike.domains.catalog.queries import category_path
from guike.domains.catalog.rules import is_attribute_code
from guike.kernel.errors import FieldError, Invalid
from guike.platform.access.context import Context, system_context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.labels import from_labels, settled, settled_choices
from guike.platform.metadata.models import FieldDef
from guike.platform.metadata.spec import FieldSpec, ObjectSpec, spec_field
from guike.platform.metadata.types import TYPES, ValueRefused, empty
from guike.platform.records.reading import teller
from guike.platform.records.shapes import Draft, Outcome, same, stored_value
from guike.platform.records.writing import record_create, record_update

#: the field that tells and takes all values of a record
MAP = "attributes"
#: how the names of the custom fields begin
PREFIX = "x_attr_"
_WHY = "which attributes a product has follows from its category, whoever may see them"
_FIELD_TYPES = {"choice": "choice", "number": "decimal", "text": "text"}
#: the objects whose records carry values: products, and the lines that are declared to
_holders: list[str] = []


@dataclass(frozen=True)
class Attribute:
    """An attribute that is in use."""

    code: str
    is_required: bool
    categories: frozenset[int]

    @property
    def field(self) -> str:
        """The custom field with its values."""
        return PREFIX + self.code


def attribute_map(object_name: str) -> FieldSpec:
    """The field that tells and takes the attributes of products, or of lines with a `product`, and with it their custom
    fields."""
    _holders.append(object_name)
    name = f"{object_name}.{MAP}"
    if object_name == "product":
        teller(name, ("custom", "category_id"), _tell_products)
    else:
        teller(name, ("custom", "product_id"), partial(_tell_lines, object_name))
    return spec_field("json", MAP, "产品属性", "Attributes", told=name)


def attribute_codes() -> FieldSpec:
    """The field that tells which attributes the products of a category have."""
    name = f"product_category.{MAP}"
    teller(name, (), _tell_categories)
    return spec_field("json", MAP, "产品属性", "Attributes", told=name, read_only=True)


def _tell_categories(_ctx: Context, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    asked = attributes_of(row["pk"] for row in rows)
    return [{MAP: list(asked[row["pk"]])} for row in rows]


def attribute_prepare(ctx: Context, drafts: Sequence[Draft[ProductAttribute]]) -> None:
    """A code that a field may be called by, and choices where there is something to choose."""
    for draft in drafts:
        if draft.changed("label"):
            draft.set("label", settled(draft.get("label") or {}, draft.before("label") or {}, ctx.locale))
        if draft.changed("choices") and draft.get("choices"):
            standing = draft.before("choices") or []
            draft.set("choices", settled_choices(draft.get("choices"), standing, ctx.locale))
        code = draft.get("code")
        if draft.is_new and code and not is_attribute_code(code, ATTRIBUTE_CODE_CHARS):
            draft.error("code", ATTRIBUTE_CODE, max=ATTRIBUTE_CODE_CHARS)
        if draft.get("type") == "choice" and not draft.get("choices"):
            draft.error("choices", ATTRIBUTE_CHOICES)
        elif draft.get("type") != "choice" and draft.get("choices"):
            draft.error("choices", ATTRIBUTE_NO_CHOICES)


def attribute_written(ctx: Context, drafts: Sequence[Draft[ProductAttribute]]) -> None:
    """The custom fields follow."""
    moved = [d.row for d in drafts if d.is_new or d.changed("label", "choices", "is_active")]
    _keep_fields(moved, ctx.locale)


def keep_all_fields() -> None:
    """After a migration: objects that have come to carry attributes get the fields of those that stand."""
    _keep_fields(list(ProductAttribute.objects.system(reason=_WHY).filter(deleted_at=None)), "zh-CN")


def _keep_fields(attributes: Sequence[ProductAttribute], locale: str) -> None:
    names = [PREFIX + one.code for one in attributes]
    rows = FieldDef.objects.system(reason="the fields of attributes are kept like them")
    found = rows.filter(object__in=_holders, api_name__in=names, deleted_at=None)
    standing = {
        (object_name, name): pk for pk, object_name, name in found.values_list("pk", "object", "api_name")
    }
    fresh, changes = [], []
    for one in attributes:
        said = {"label": one.labels, "choices": _sent_choices(one.choices), "is_active": one.is_active}
        for holder in _holders:
            name = PREFIX + one.code
            if (holder, name) in standing:
                changes.append({"id": standing[holder, name], **said})
            else:
                kind = _FIELD_TYPES[one.type]
                fresh.append({"object": holder, "api_name": name, "type": kind, **said})
    ctx = system_context(locale)
    if fresh:
        _accept(record_create(ctx, "field_def", fresh, system=True))
    if changes:
        _accept(record_update(ctx, "field_def", changes))


def keeps_field(object_name: str, field_name: str) -> AttributeFieldRefused | None:
    """The field of an attribute is not deleted in the administration of fields: the next change of the attribute would bring it back."""
    if object_name not in _holders or not field_name.startswith(PREFIX):
        return None
    rows = ProductAttribute.objects.system(reason=_WHY).filter(deleted_at=None)
    found = rows.filter(code=field_name.removeprefix(PREFIX)).first()
    return (
        None
        if found is None
        else AttributeFieldRefused("attribute.field", attribute=from_labels(found.labels))
    )


def _sent_choices(rows: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    kept = ("code", "color", "is_active")
    return (
        [{"label": row["labels"], **{k: row[k] for k in kept if k in row}} for row in rows] if rows else None
    )


def _accept(outcomes: Iterable[Outcome]) -> None:
    """What is wrong with a field is wrong with its attribute."""
    for outcome in outcomes:
        if isinstance(outcome.refusal, Invalid):
            named = ("code" if e.field == "api_name" else e.field for e in outcome.refusal.errors)
            errors = zip(named, outcome.refusal.errors, strict=True)
            raise Invalid([FieldError(name, e.code, e.params) for name, e in errors])
        if outcome.refusal is not None:
            raise outcome.refusal


def fields_of(spec: ObjectSpec) -> dict[str, FieldSpec]:
    """Code → the custom field, of every attribute in use."""
    return {
        item.name.removeprefix(PREFIX): item
        for item in spec.fields
        if item.custom and item.is_active and item.name.startswith(PREFIX)
    }


def attributes_of(categories: Iterable[int | None]) -> dict[int | None, dict[str, Attribute]]:
    """Category → code → the attributes of it and of the categories above it; one query."""
    wanted = set(categories)
    rows = ProductAttribute.objects.system(reason=_WHY).filter(deleted_at=None, is_active=True)
    known = [
        Attribute(c, r, frozenset(ids))
        for c, r, ids in rows.order_by("pk").values_list("code", "is_required", "categories")
    ]
    paths = {one: category_path(one) for one in wanted} if known else {}
    return {one: {a.code: a for a in known if not a.categories.isdisjoint(paths[one])} for one in wanted}


def settle_products(ctx: Context, drafts: Sequence[Draft[Product]]) -> None:
    """A product has values of the attributes of its category alone; what it had in another category goes."""
    if not drafts:
        return
    known = fields_of(drafts[0].spec)
    for draft in drafts:
        _take_map(ctx, draft, known)
    moved = [d for d in drafts if d.changed("category", *(item.name for item in known.values()))]
    if not known or not moved:
        return
    asked = attributes_of(draft.get("category") for draft in moved)
    for draft in moved:
        for code in known.keys() - asked[draft.get("category")].keys():
            _empty(draft, known[code])


def settle_lines(ctx: Context, lines: Sequence[Draft]) -> None:
    """A line says of each attribute of its product what the product says; of what is open there, what was chosen."""
    if not lines:
        return
    known = fields_of(lines[0].spec)
    for line in lines:
        _take_map(ctx, line, known)
    names = [item.name for item in known.values()]
    moved = [line for line in lines if line.is_new or line.changed("product", *names)]
    if not known or not moved:
        return
    products = {row.pk: row for row in _products(line.get("product") for line in moved)}
    asked = attributes_of(row.category_id for row in products.values())
    for line in moved:
        product = products.get(line.get("product"))
        if product is not None:
            _settle_line(ctx, line, product, known, asked[product.category_id])


def _products(ids: Iterable[int | None]) -> Iterable[Product]:
    rows = Product.objects.system(reason=_WHY).filter(pk__in={one for one in ids if one is not None})
    return rows.only("pk", "name", "category_id", "custom")


def _settle_line(
    ctx: Context,
    line: Draft,
    product: Product,
    known: Mapping[str, FieldSpec],
    asked: Mapping[str, Attribute],
) -> None:
    fields = fields_of(catalogue().get("product"))
    for code, item in known.items():
        if code not in asked:
            _empty(line, item)
            continue
        fixed = stored_value(fields[code], {"custom": product.custom}) if code in fields else None
        if fixed is not None:
            _take_fixed(line, item, product, fixed)
            continue
        if line.changed("product") and not _is_given(line, item):
            line.set(item.name, None)
        if line.get(item.name) is None and asked[code].is_required and not ctx.migration:
            line.error(_place(line, item), "required")


def _take_fixed(line: Draft, item: FieldSpec, product: Product, fixed: Any) -> None:
    value = line.get(item.name)
    if line.changed(item.name) and value is not None and not same(value, fixed):
        line.error(_place(line, item), ATTRIBUTE_FIXED, product=product.name, attribute=item.label)
    else:
        line.set(item.name, fixed)


def _is_given(draft: Draft, item: FieldSpec) -> bool:
    return item.name in draft.sent or item.name.removeprefix(PREFIX) in (draft.sent.get(MAP) or {})


def _empty(draft: Draft, item: FieldSpec) -> None:
    """Of an attribute that its category does not have a record says nothing."""
    if draft.get(item.name) is not None and draft.changed(item.name):
        draft.error(_place(draft, item), ATTRIBUTE_OF_OTHERS, attribute=item.label)
    else:
        draft.set(item.name, None)


def _place(draft: Draft, item: FieldSpec) -> str:
    """Where the writer gave the value, or would have to."""
    by_map = MAP in draft.sent and item.name not in draft.sent
    return f"{MAP}.{item.name.removeprefix(PREFIX)}" if by_map else item.name


def _take_map(ctx: Context, draft: Draft, known: Mapping[str, FieldSpec]) -> None:
    """What was sent as `{code: value}`, whole: what is not named is emptied, unless the writer cannot see it. What
    equals the standing value changes nothing, so that a record may come back with a field changed beside its map."""
    if MAP not in draft.sent:
        return
    given = draft.sent[MAP] or {}
    if not isinstance(given, Mapping):
        draft.error(MAP, "type.map")
        return
    seen = {code: item for code, item in known.items() if _is_seen(ctx, draft.spec, item)}
    for code in given.keys() - seen.keys():
        draft.error(f"{MAP}.{code}"[:100], ATTRIBUTE_UNKNOWN, code=str(code)[:ATTRIBUTE_CODE_CHARS])
    for code, item in seen.items():
        try:
            raw = given.get(code)
            value = None if raw is None else TYPES[item.type].parse(item, raw)
        except ValueRefused as refused:
            draft.error(f"{MAP}.{code}", refused.code, **refused.params)
            continue
        value = None if empty(value) else value
        if same(value, draft.before(item.name)):
            continue
        if ctx.writes(draft.spec.name, item.name):
            draft.set(item.name, value)
        else:
            draft.error(f"{MAP}.{code}", "read_only")


def _is_seen(ctx: Context, spec: ObjectSpec, item: FieldSpec) -> bool:
    return ctx.level(spec.name, item.name) not in ("hidden", "masked")


def _tell(
    ctx: Context, spec: ObjectSpec, rows: Sequence[Mapping[str, Any]], categories: Sequence[int | None]
) -> list[dict[str, Any]]:
    known = {code: item for code, item in fields_of(spec).items() if _is_seen(ctx, spec, item)}
    asked = attributes_of(categories) if known else {}
    return [
        {MAP: {code: shown_value(known[code], row) for code in asked.get(category, ()) if code in known}}
        for row, category in zip(rows, categories, strict=True)
    ]


def shown_value(item: FieldSpec, row: Mapping[str, Any]) -> Any:
    """As the API shows it."""
    value = stored_value(item, row)
    return None if value is None else TYPES[item.type].dump(item, value)


def _tell_products(ctx: Context, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return _tell(ctx, catalogue().get("product"), rows, [row["category_id"] for row in rows])


def _tell_lines(object_name: str, ctx: Context, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    spec = catalogue().get(object_name)
    products = _products(row["product_id"] for row in rows) if fields_of(spec) else ()
    found = {product.pk: product.category_id for product in products}
    return _tell(ctx, spec, rows, [found.get(row["product_id"]) for row in rows])


def kept_by(ctx: Context, object_name: str, custom: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a line as they are sent to a new one."""
    names = [item.name for item in fields_of(catalogue().get(object_name)).values()]
    return {name: custom[name] for name in names if name in custom and ctx.level(object_name, name) == "edit"}
