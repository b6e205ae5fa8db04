"""Reads of the catalogue for other domains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from guike.domains.catalog.models import Product
from guike.platform.records.reading import Lookup

_WHY = "a document takes price, unit and tax of the products on it"


@dataclass(frozen=True)
class ProductTerms:
    """What a document takes from a product. `standard_price`, `cost`: in the base currency, for one base unit."""

    id: int
    name: str
    is_active: bool
    base_unit: int | None
    standard_price: Decimal | None
    tax_rate: Decimal
    cost: Decimal | None

    def factor_of(self, unit: int | None) -> Decimal | None:
        """How many base units one of this unit is; None where nobody has said it."""
        return Decimal(1) if unit == self.base_unit else None


def product_terms(ids: Iterable[int]) -> dict[int, ProductTerms]:
    """By id, living and deleted ones alike, since old documents name them; one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {
        pk: ProductTerms(pk, name, active, unit, price, rate or Decimal(0), cost)
        for pk, name, active, unit, price, rate, cost in _TERMS.tuples(wanted)
    }


def _terms() -> QuerySet[Any]:
    rows = Product.objects.system(reason=_WHY)
    return rows.values("pk", "name", "is_active", "base_unit_id", "standard_price", "tax_rate", "cost")


_TERMS = Lookup(_terms)
