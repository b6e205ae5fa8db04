"""The lines and amounts of every priced document, brought up to date in each write that can move them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from guike.domains.catalog.queries import ProductTerms, product_terms, unit_names
from guike.domains.pricing.errors import (
    BASE_QUANTITY,
    NO_PRICE,
    NO_UNIT,
    NOT_FOR_SALE,
    PRODUCT_INACTIVE,
    QUANTITY,
    TOTAL_OF_LINES,
    UNIT,
)
from guike.domains.pricing.rules import (
    DISCOUNTS,
    LINES,
    Header,
    PricedDocument,
    factor_kept,
    figures_of,
    in_base_units,
)
from guike.kernel.money import ZERO, DocumentLine, DocumentTotals, price_in_currency
from guike.platform.currency.queries import minor_units_of
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import load_lines

#: of a currency that is not known, which is refused anyway
_USUAL_MINOR_UNITS = 2


def price_documents(document: PricedDocument, drafts: Sequence[Draft]) -> None:
    """Terms of the products on the lines, then every amount. What is refused already is left alone."""
    moved = [draft for draft in drafts if draft.refusal is None and _is_moved(document, draft)]
    if not moved:
        return
    _bring_lines(moved)
    _take_terms(moved)
    places = minor_units_of({draft.row.currency for draft in moved})
    for draft in moved:
        _compute(document, draft, places.get(draft.row.currency, _USUAL_MINOR_UNITS))


def _is_moved(document: PricedDocument, draft: Draft) -> bool:
    """Whether what was sent can move an amount."""
    return (
        draft.is_new
        or draft.touches_lines(LINES)
        or any(draft.sent.get(name) is not None for name in DISCOUNTS)
        or draft.changed("is_tax_included", document.total)
    )


def _bring_lines(drafts: Sequence[Draft]) -> None:
    """Put the standing lines on drafts whose writer sent none, so that they are computed with the rest."""
    missing = [draft for draft in drafts if not draft.is_new and LINES not in draft.lines]
    if not missing:
        return
    spec = missing[0].spec
    line_spec = catalogue().get(spec.by_name[LINES].lines_object)
    load_lines(spec, missing)
    for draft in missing:
        draft.lines[LINES] = [
            Draft(line_spec, row, index, False, prefix=f"{LINES}[{index}].")
            for index, row in enumerate(draft.standing_lines.get(LINES, []))
        ]


def _take_terms(documents: Sequence[Draft]) -> None:
    """Lines take unit, prices and tax rate of their product where the writer gave none; two queries."""
    moved = [
        (document, line)
        for document in documents
        for line in document.lines.get(LINES, ())
        if line.is_new or line.changed("product", "unit") or any(v is None for v in line.sent.values())
    ]
    terms = product_terms({line.get("product") for _document, line in moved} - {None})
    for document, line in moved:
        product = terms.get(line.get("product") or 0)
        if product is not None:
            _take(document, line, product)
    for line in (line for document in documents for line in document.lines.get(LINES, ())):
        if "base_qty" in line.spec.by_name and line.ok:
            _convert(line, terms.get(line.get("product") or 0))


def _convert(line: Draft, product: ProductTerms | None) -> None:
    """The quantity in base units. A line whose quantity alone moves keeps the factor that it was written with."""
    quantity = line.get("quantity")
    if quantity is None or not (line.is_new or line.changed("product", "unit", "quantity")):
        return
    factor = _factor(line, product)
    if factor is None:
        return
    exact = in_base_units(quantity, factor)
    if exact is None:
        line.error("quantity", BASE_QUANTITY)
    else:
        line.set("base_qty", exact)


def _factor(line: Draft, product: ProductTerms | None) -> Decimal | None:
    if line.is_new or line.changed("product", "unit"):
        return None if product is None else product.factor_of(line.get("unit"))
    before = line.before("base_qty")
    return None if before is None else factor_kept(before, line.before("quantity"))


def _check_unit(line: Draft, product: ProductTerms) -> bool:
    """Whether the product is sold in the unit of the line."""
    if not line.changed("product", "unit") or product.factor_of(line.get("unit")) is not None:
        return True
    if product.base_unit is None:
        line.error("unit", NO_UNIT, product=product.name)
    else:
        names = unit_names(product.units)
        line.error("unit", UNIT, product=product.name, units=[names[one] for one in product.units])
    return False


def _take(document: Draft, line: Draft, product: ProductTerms) -> None:
    if not product.is_offered and line.changed("product"):
        line.error("product", NOT_FOR_SALE if product.is_active else PRODUCT_INACTIVE, product=product.name)
    if _left_open(line, "unit", line.changed("product")):
        line.set("unit", product.base_unit)
    if not _check_unit(line, product):
        return
    if _left_open(line, "tax_rate", line.changed("product")):
        line.set("tax_rate", product.tax_rate)
    if _left_open(line, "discount_rate", False):
        line.set("discount_rate", ZERO)
    standard = _standard_price(document, line, product)
    other = line.changed("product", "unit")
    if _left_open(line, "unit_price", other):
        if standard is None:
            if not any(e.field == f"{line.prefix}unit_price" for e in line.errors):
                line.error("unit_price", NO_PRICE)
            return
        line.set("unit_price", standard)
    if _left_open(line, "list_price", other):
        line.set("list_price", line.get("unit_price") if standard is None else standard)


def _standard_price(document: Draft, line: Draft, product: ProductTerms) -> Decimal | None:
    """The product's price for one of the line's unit, in the document's currency; None where nobody has said it."""
    factor = product.factor_of(line.get("unit"))
    if product.standard_price is None or factor is None:
        return None
    return price_in_currency(product.standard_price, document.row.exchange_rate, factor)


def _left_open(line: Draft, name: str, refill: bool) -> bool:
    """Whether the product is to say this value: not given for a new line, given empty, or, with `refill`,
    sent back as it was on a line that now names something else. Never what the line does not have."""
    if name not in line.spec.by_name:
        return False
    if name in line.sent:
        return line.sent[name] is None or (refill and not line.is_new and not line.changed(name))
    return line.is_new or refill


def _compute(document: PricedDocument, draft: Draft, minor_units: int) -> None:
    """Every amount of one document, in the minor units of its currency; wrong ones become errors."""
    lines = draft.lines.get(LINES, [])
    computable = [_is_computable(line) for line in lines]
    if draft.errors or not all(computable) or (document.is_total_typed and not lines):
        return
    found = figures_of([_line_of(line) for line in lines], _header_of(document, draft, minor_units))
    if isinstance(found, list):
        draft.errors += found
        return
    if document.is_total_typed and _is_other_total(draft, document.total, found.total_amount):
        draft.error(document.total, TOTAL_OF_LINES)
        return
    _set_figures(document, draft, lines, found)


def _is_computable(line: Draft) -> bool:
    """Quantity above zero and a price; what is missing is told as a missing field."""
    quantity = line.get("quantity")
    if quantity is not None and quantity <= 0 and line.ok:
        line.error("quantity", QUANTITY)
    return line.ok and all(
        value is not None for value in (quantity, line.get("product"), line.get("unit_price"))
    )


def _line_of(line: Draft) -> DocumentLine:
    return DocumentLine(
        quantity=line.get("quantity"),
        unit_price=line.get("unit_price"),
        discount_rate=line.get("discount_rate"),
        tax_rate=_value(line, "tax_rate", ZERO),
        list_price=_value(line, "list_price", None),
    )


def _header_of(document: PricedDocument, draft: Draft, minor_units: int) -> Header:
    return Header(
        minor_units=minor_units,
        order_discount_rate=draft.sent.get("order_discount_rate"),
        target_amount=draft.sent.get("target_amount"),
        discount_amount=_value(draft, "order_discount_amount", ZERO),
        is_tax_included="tax" not in document.parts or draft.get("is_tax_included"),
    )


def _value(draft: Draft, name: str, absent: Any) -> Any:
    """A typed value, or what counts where the document does not have the field."""
    return draft.get(name) if name in draft.spec.by_name else absent


def _is_other_total(draft: Draft, name: str, total: Decimal) -> bool:
    """Whether somebody typed a total that is not the sum. One that was emptied together with new lines is filled."""
    emptied = draft.sent.get(name) is None and LINES in draft.sent
    return draft.changed(name) and not emptied and draft.get(name) != total


def _set_figures(
    document: PricedDocument, draft: Draft, lines: Sequence[Draft], totals: DocumentTotals
) -> None:
    for line, figures in zip(lines, totals.lines, strict=True):
        for name in document.line_figures:
            line.set(name, getattr(figures, name))
    for name in document.header_figures:
        draft.set(name, getattr(totals, name))
    draft.set(document.total, totals.total_amount)
