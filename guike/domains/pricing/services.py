"""The lines and amounts of every priced document, brought up to date in each write that can move them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from guike.domains.pricing.errors import QUANTITY, TOTAL_OF_LINES
from guike.domains.pricing.limiting import mark_beyond
from guike.domains.pricing.rules import DISCOUNTS, LINES, Header, PricedDocument, figures_of
from guike.domains.pricing.taking import take_terms
from guike.kernel.money import ZERO, DocumentLine, DocumentTotals
from guike.platform.access.context import Context
from guike.platform.currency.queries import minor_units_of
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import load_lines

#: of a currency that is not known, which is refused anyway
_USUAL_MINOR_UNITS = 2


def price_documents(document: PricedDocument, ctx: Context, drafts: Sequence[Draft]) -> None:
    """Terms of the products on the lines, then every amount. What is refused already is left alone."""
    moved = [draft for draft in drafts if draft.refusal is None and _is_moved(document, draft)]
    if not moved:
        return
    _bring_lines(moved)
    take_terms(ctx, moved)
    places = minor_units_of({draft.row.currency for draft in moved})
    for draft in moved:
        _compute(document, draft, places.get(draft.row.currency, _USUAL_MINOR_UNITS))
    if "limits" in document.parts:
        mark_beyond(ctx, moved)


def _is_moved(document: PricedDocument, draft: Draft) -> bool:
    """Whether what was sent can move an amount."""
    return (
        draft.is_new
        or draft.touches_lines(LINES)
        or any(draft.sent.get(name) is not None for name in DISCOUNTS)
        or draft.changed("is_tax_included", "account", document.total)
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
