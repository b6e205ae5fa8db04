"""Reads of the catalogue for other domains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from guike.domains.catalog.models import Product, ProductCategory, ProductUnit, Unit
from guike.domains.catalog.rules import ancestors
from guike.kernel.caches import METADATA, process_cache
from guike.kernel.casing import fold
from guike.platform.org.queries import versions
from guike.platform.records.reading import Lookup

_WHY = "a document takes price, unit and tax of the products on it"


@dataclass(frozen=True)
class ProductTerms:
    """What a document takes from a product. `standard_price`, `cost`: in the base currency, for one base unit."""

    id: int
    name: str
    is_active: bool
    is_sellable: bool
    base_unit: int | None
    standard_price: Decimal | None
    tax_rate: Decimal
    cost: Decimal | None
    category: int | None
    #: id of a further unit → how many base units one of it is
    factors: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def is_offered(self) -> bool:
        """Whether it is put on new documents."""
        return self.is_active and self.is_sellable

    def factor_of(self, unit: int | None) -> Decimal | None:
        """How many base units one of this unit is; None for a unit that the product is not sold in."""
        return Decimal(1) if unit == self.base_unit else self.factors.get(unit or 0)

    @property
    def units(self) -> list[int]:
        """The units that the product is sold in, the base unit first."""
        return [*([] if self.base_unit is None else [self.base_unit]), *self.factors]


def product_terms(ids: Iterable[int]) -> dict[int, ProductTerms]:
    """By id, living and deleted ones alike, since old documents name them; two queries."""
    wanted = set(ids)
    if not wanted:
        return {}
    factors: dict[int, dict[int, Decimal]] = {}
    for product, unit, factor in _FACTORS.tuples(wanted):
        factors.setdefault(product, {})[unit] = factor
    return {
        pk: ProductTerms(
            pk, name, active, sellable, unit, price, rate or Decimal(0), cost, category, factors.get(pk, {})
        )
        for pk, name, active, sellable, unit, price, rate, cost, category in _TERMS.tuples(wanted)
    }


@dataclass(frozen=True)
class ProductPaper:
    """How a product is named on papers for the tax office. `tax_code`: 税收分类编码, "" where nobody has filled it."""

    name: str
    specification: str
    tax_code: str


def product_papers(ids: Iterable[int]) -> dict[int, ProductPaper]:
    """By id, living and deleted ones alike; one query, none for no ids."""
    wanted = set(ids)
    return {row[0]: ProductPaper(*row[1:]) for row in _PAPERS.tuples(wanted)} if wanted else {}


def goods_among(ids: Iterable[int]) -> frozenset[int]:
    """Of these products those that are shipped: services, projects and virtual products are not. One query."""
    wanted = set(ids)
    return frozenset(pk for pk, kind in _KINDS.tuples(wanted) if kind == "goods") if wanted else frozenset()


def goods_by_code(codes: Iterable[str]) -> dict[str, int]:
    """Of these codes, as another system writes them, those of living products that are shipped, with the product's id. One query."""
    folded = {code: fold(code) for code in codes}
    rows = Product.objects.system(reason=_WHY).filter(
        deleted_at=None, kind="goods", code_fold__in=set(folded.values())
    )
    known = dict(rows.values_list("code_fold", "pk"))
    return {code: known[one] for code, one in folded.items() if one in known}


def _terms() -> QuerySet[Any]:
    rows = Product.objects.system(reason=_WHY)
    return rows.values(
        "pk", "name", "is_active", "is_sellable", "base_unit_id", "standard_price", "tax_rate", "cost", "category_id"
    )  # fmt: skip


def _factors() -> QuerySet[Any]:
    rows = ProductUnit.objects.system(reason=_WHY).filter(deleted_at=None)
    return rows.order_by("position", "pk").values("product_id", "unit_id", "factor")


_TERMS = Lookup(_terms)
_PAPERS = Lookup(
    lambda: Product.objects.system(reason=_WHY).values("pk", "name", "specification", "tax_code")
)
_KINDS = Lookup(lambda: Product.objects.system(reason=_WHY).values("pk", "kind"))
_FACTORS = Lookup(_factors, "product_id")


def unit_names(ids: Iterable[int]) -> dict[int, str]:
    """By id, deleted ones alike."""
    rows = Unit.objects.system(reason="a refusal names the units that a product is sold in")
    return dict(rows.filter(pk__in=set(ids)).values_list("pk", "name"))


def category_path(category: int | None) -> tuple[int, ...]:
    """A category and those above it, the nearest first, deleted ones alike, since old documents name products in them; one query
    for each version of the definitions."""
    return () if category is None else tuple(ancestors(_parents(versions().metadata), category))


@process_cache(key="the version of the definitions", stale=METADATA, limit=2)
def _parents(_metadata: int) -> Mapping[int, int | None]:
    return dict(ProductCategory.objects.system(reason=_WHY).values_list("pk", "parent_id"))
