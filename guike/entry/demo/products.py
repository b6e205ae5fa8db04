"""What the demo company sells."""

from __future__ import annotations

from collections.abc import Mapping

from guike.entry.demo import catalog
from guike.entry.demo.business import WHY, Company, Row
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import table


def products(company: Company) -> None:
    """Create categories and products; units exist already."""
    categories: dict[str, int] = {}
    for name, parent in catalog.CATEGORIES:
        row: Row = {"name": name, **({"parent": categories[parent]} if parent else {})}
        (categories[name],) = company.create("product_category", [row])
    units = dict(table(catalogue().get("unit")).system(reason=WHY).values_list("name", "pk"))
    rows: list[Row] = [
        {
            "code": code,
            "name": name,
            "category": categories[category],
            "kind": kind,
            "base_unit": units.get(unit),
            "standard_price": price,
            "cost": cost,
            "tax_rate": tax,
            "tax_code": catalog.TAX_CODES.get(code),
            "is_new": code in catalog.NEW,
            "is_sellable": code not in catalog.NOT_FOR_SALE,
            "units": _further_units(code, units),
        }
        for code, name, category, kind, unit, price, cost, tax in catalog.PRODUCTS
    ]
    made = list(zip(company.create("product", rows), rows, strict=True))
    company.products = [pk for pk, row in made if row["is_sellable"]]
    company.larger_units = {pk: row["units"][0]["unit"] for pk, row in made if row["units"]}


def _further_units(code: str, units: Mapping[str, int]) -> list[Row]:
    return [
        {"unit": units[name], "factor": factor, "barcode": barcode}
        for name, factor, barcode in catalog.FURTHER_UNITS.get(code, ())
    ]
