"""What the demo company sells."""

from __future__ import annotations

from collections.abc import Mapping

from guike.entry.demo import catalog
from guike.entry.demo.business import Company
from guike.entry.demo.stored import Row, rows_of
from guike.platform.org.queries import begin_versions


def products(company: Company) -> None:
    """Create categories and products; units exist already."""
    categories: dict[str, int] = {}
    for name, parent in catalog.CATEGORIES:
        row: Row = {"name": name, **({"parent": categories[parent]} if parent else {})}
        (categories[name],) = company.create("product_category", [row])
    _attributes(company, categories)
    units = dict(rows_of("unit").values_list("name", "pk"))
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
            "attributes": catalog.SAID.get(code),
        }
        for code, name, category, kind, unit, price, cost, tax in catalog.PRODUCTS
    ]
    made = list(zip(company.create("product", rows), rows, strict=True))
    company.products = [pk for pk, row in made if row["is_sellable"]]
    _variants(company, categories, units)
    company.open_materials = {pk for pk, row in made if _is_open(row["attributes"])}
    company.larger_units = {pk: row["units"][0]["unit"] for pk, row in made if row["units"]}


def _attributes(company: Company, categories: Mapping[str, int]) -> None:
    rows: list[Row] = [
        {
            "code": code,
            "label": label,
            "type": kind,
            "choices": [{"code": one, "label": said} for one, said in chosen] or None,
            "is_required": is_required,
            "categories": [categories[name] for name in held_by],
        }
        for code, label, kind, chosen, is_required, held_by in catalog.ATTRIBUTES
    ]
    company.create("product_attribute", rows)
    begin_versions()  # from here on products have the fields of their attributes


def _variants(company: Company, categories: Mapping[str, int], units: Mapping[str, int]) -> None:
    code, name, category, unit, price, cost, tax = catalog.IN_VARIANTS
    row: Row = {
        "code": code,
        "name": name,
        "category": categories[category],
        "base_unit": units.get(unit),
        "standard_price": price,
        "cost": cost,
        "tax_rate": tax,
    }
    made = company.create("product", [row])
    company.act("product", "create_variants", made, {"attributes": catalog.VARIANTS})


def _is_open(said: Mapping[str, str] | None) -> bool:
    """Whether those who order choose the material."""
    return said is not None and "width" in said and "material" not in said


def _further_units(code: str, units: Mapping[str, int]) -> list[Row]:
    return [
        {"unit": units[name], "factor": factor, "barcode": barcode}
        for name, factor, barcode in catalog.FURTHER_UNITS.get(code, ())
    ]
