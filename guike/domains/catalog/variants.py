"""Variants of a product (规格): a product of its own for each combination of some attributes' values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product as combinations
from math import prod
from typing import Any

from guike.domains.catalog.attributes import MAP, attributes_of, fields_of, shown_value
from guike.domains.catalog.errors import (
    ATTRIBUTE_FIXED,
    ATTRIBUTE_OF_OTHERS,
    ATTRIBUTE_UNKNOWN,
    VARIANT_OF_VARIANT,
    VARIANTS_TOO_MANY,
    VARIANTS_VALUES,
)
from guike.domains.catalog.models import ATTRIBUTE_CODE_CHARS, Product, ProductUnit
from guike.kernel import limits
from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec
from guike.platform.metadata.types import TYPES, ValueRefused
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import record_create

_WHY = "the variants of a product that was fetched in scope"
#: what a variant takes from its product
_TAKEN = (
    *("category", "kind", "specification", "base_unit", "standard_price", "cost", "tax_rate", "tax_code"),
    *("is_active", "is_sellable", "is_new", "description"),
)


@dataclass(frozen=True)
class Chosen:
    """One value of an attribute: as it is sent and stands in codes, and as it stands in names."""

    code: str
    name: str


def check_variants(drafts: Sequence[Draft[Product]]) -> None:
    """A variant is one of a product that is none itself."""
    fresh = [draft for draft in drafts if draft.changed("variant_of") and draft.get("variant_of") is not None]
    named = Product.objects.system(reason=_WHY).filter(
        pk__in={draft.get("variant_of") for draft in fresh}, variant_of__isnull=False
    )
    variants = dict(named.values_list("pk", "name")) if fresh else {}
    for draft in fresh:
        if draft.get("variant_of") in variants:
            draft.error("variant_of", VARIANT_OF_VARIANT, product=variants[draft.get("variant_of")])


def create_variants(
    ctx: Context, rows: Sequence[Product], params: Values
) -> list[Refusal | Mapping[str, Any] | None]:
    """One product for each combination that there is none of yet: with code and name after its values, and the terms of
    the product. Answers {"created": [{"id", "code", "name"}], "standing": how many there were}."""
    return [_create(ctx, row, params[MAP]) for row in rows]


def _create(ctx: Context, row: Product, given: Any) -> Refusal | Mapping[str, Any]:
    try:
        chosen = _chosen(ctx, row, given)
    except Invalid as wrong:
        return wrong
    wanted = list(combinations(*chosen.values()))
    standing = _standing(row.pk, list(chosen))
    missing = [one for one in wanted if tuple(value.code for value in one) not in standing]
    fields = catalogue().get("product").by_name
    terms = {name: getattr(row, fields[name].attname) for name in _TAKEN}
    own = {code: row.custom[item.name] for code, item in _fields().items() if item.name in row.custom}
    units = _units(row.pk)
    values = [
        {
            "code": "-".join((row.code, *(value.code for value in one))),
            "name": " ".join((row.name, *(value.name for value in one))),
            "variant_of": row.pk,
            MAP: own | {code: value.code for code, value in zip(chosen, one, strict=True)},
            **({"units": units} if units else {}),
        }
        for one in missing
    ]
    outcomes = record_create(ctx, "product", values, added=[terms for _one in values]) if values else []
    for outcome in outcomes:
        if outcome.refusal is not None:
            raise outcome.refusal  # all of them or none
    made = [
        {"id": outcome.id, "code": one["code"], "name": one["name"]}
        for outcome, one in zip(outcomes, values, strict=True)
    ]
    return {"created": made, "standing": len(wanted) - len(missing)}


def _fields() -> dict[str, FieldSpec]:
    return fields_of(catalogue().get("product"))


def _chosen(ctx: Context, row: Product, given: Any) -> dict[str, list[Chosen]]:
    """Code → its values, each once. Invalid with all that is wrong."""
    if not isinstance(given, Mapping) or not given:
        raise Invalid([FieldError(MAP, VARIANTS_VALUES)])
    fields, asked = _fields(), attributes_of([row.category_id])[row.category_id]
    errors: list[FieldError] = []
    found: dict[str, list[Chosen]] = {}
    for code, raws in given.items():
        wrong = _wrong(row, fields.get(code), code in asked, code, raws)
        try:
            if wrong is None:
                found[code] = list(dict.fromkeys(_value(ctx, fields[code], raw) for raw in raws))
        except ValueRefused as refused:
            wrong = (refused.code, refused.params)
        if wrong is not None:
            errors.append(FieldError(f"{MAP}.{code}"[:100], *wrong))
    count = prod(len(values) for values in found.values())
    if not errors and count > int(limits.VARIANTS_AT_ONCE):
        errors.append(
            FieldError(MAP, VARIANTS_TOO_MANY, {"max": int(limits.VARIANTS_AT_ONCE), "count": count})
        )
    if errors:
        raise Invalid(errors)
    return found


def _wrong(
    row: Product, item: FieldSpec | None, is_asked: bool, code: Any, raws: Any
) -> tuple[str, Mapping[str, Any]] | None:
    if item is None:
        return ATTRIBUTE_UNKNOWN, {"code": str(code)[:ATTRIBUTE_CODE_CHARS]}
    if not is_asked:
        return ATTRIBUTE_OF_OTHERS, {"attribute": item.label}
    if item.name in row.custom:
        return ATTRIBUTE_FIXED, {"product": row.name, "attribute": item.label}
    return None if isinstance(raws, list) and raws else (VARIANTS_VALUES, {})


def _value(ctx: Context, item: FieldSpec, raw: Any) -> Chosen:
    kind = TYPES[item.type]
    value = kind.parse(item, raw)
    shown = str(kind.dump(item, value))
    choice = item.choice(shown) if item.type == "choice" else None
    return Chosen(shown, choice.label.get(ctx.locale) if choice else shown)


def _standing(product: int, codes: Sequence[str]) -> set[tuple[str | None, ...]]:
    """The combinations that the product has variants of."""
    rows = Product.objects.system(reason=_WHY).filter(variant_of_id=product, deleted_at=None)
    fields = _fields()
    return {tuple(shown_value(fields[code], row) for code in codes) for row in rows.values("custom")}


def _units(product: int) -> list[dict[str, Any]]:
    """The further units of the product, without the barcodes, which belong to it alone."""
    rows: Iterable[tuple[int, Any]] = (
        ProductUnit.objects.system(reason=_WHY)
        .filter(product_id=product, deleted_at=None)
        .order_by("position", "pk")
        .values_list("unit_id", "factor")
    )
    return [{"unit": unit, "factor": str(factor)} for unit, factor in rows]
