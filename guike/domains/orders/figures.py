"""Lines and amounts: what a line takes from its product, and every figure that follows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from guike.domains.catalog.queries import ProductTerms, product_terms
from guike.kernel.errors import Invalid
from guike.kernel.money import LineTotals, OrderLine, OrderTotals, compute_order, price_in_currency
from guike.platform.currency.queries import minor_units_of
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.drafts import Draft
from guike.platform.records.store import load_lines

#: write-only fields that set the order discount
DISCOUNTS = ("order_discount_rate", "target_amount")
_LINE_FIGURES = (
    "list_amount",
    "amount",
    "allocated_discount_amount",
    "discount_amount",
    "net_amount",
    "tax_amount",
)
_ORDER_FIGURES = ("list_amount", "discount_amount", "order_discount_amount", "tax_amount", "total_amount")
_USUAL_MINOR_UNITS = 2


def figures_touched(draft: Draft) -> bool:
    """Whether what was sent can move an amount."""
    return (
        draft.is_new
        or draft.touches_lines("lines")
        or discount_sent(draft)
        or draft.changed("is_tax_included")
    )


def discount_sent(draft: Draft) -> bool:
    return any(draft.sent.get(name) is not None for name in DISCOUNTS)


def bring_lines(drafts: Sequence[Draft]) -> None:
    """Put the standing lines on drafts whose writer sent none, so that they are computed with the rest."""
    missing = [d for d in drafts if not d.is_new and "lines" not in d.lines]
    if not missing:
        return
    spec = missing[0].spec
    line_spec = catalogue().get(spec.by_name["lines"].lines_object)
    load_lines(spec, missing)
    for draft in missing:
        draft.lines["lines"] = [
            Draft(line_spec, row, index, False, prefix=f"lines[{index}].")
            for index, row in enumerate(draft.kept.get("lines", []))
        ]


def take_terms(drafts: Sequence[Draft]) -> None:
    """Lines take unit, prices and tax rate of their product where the writer gave none; one query."""
    moved = [
        (draft, line)
        for draft in drafts
        for line in draft.all_lines()
        if line.is_new or line.changed("product", "unit") or any(v is None for v in line.sent.values())
    ]
    terms = product_terms({line.get("product") for _draft, line in moved} - {None})
    for draft, line in moved:
        product = terms.get(line.get("product") or 0)
        if product is not None:
            _take(draft, line, product)


def _take(draft: Draft, line: Draft, product: ProductTerms) -> None:
    if not product.is_active and line.changed("product"):
        line.error("product", "order_line.product_inactive", product=product.name)
    if _left_open(line, "unit", line.changed("product")):
        line.set("unit", product.base_unit)
    if _left_open(line, "tax_rate", line.changed("product")):
        line.set("tax_rate", product.tax_rate)
    if _left_open(line, "discount_rate", False):
        line.set("discount_rate", Decimal(0))
    standard = None
    if product.standard_price is not None and line.get("unit") == product.base_unit:
        standard = price_in_currency(product.standard_price, draft.row.exchange_rate)
    other = line.changed("product", "unit")
    if _left_open(line, "unit_price", other):
        if standard is None:
            if not any(e.field == f"{line.prefix}unit_price" for e in line.errors):
                line.error("unit_price", "order_line.no_price")
            return
        line.set("unit_price", standard)
    if _left_open(line, "list_price", other):
        line.set("list_price", line.get("unit_price") if standard is None else standard)


def _left_open(line: Draft, name: str, refill: bool) -> bool:
    """Whether the product is to say this value: not given for a new line, given empty, or, with `refill`,
    sent back as it was on a line that now names something else."""
    if name in line.sent:
        return line.sent[name] is None or (refill and not line.is_new and not line.changed(name))
    return line.is_new or refill


def compute(drafts: Sequence[Draft]) -> None:
    """Every amount of every order, in the minor units of its currency; wrong ones become errors."""
    places = minor_units_of({draft.row.currency for draft in drafts}) if drafts else {}
    for draft in drafts:
        lines = draft.lines.get("lines", [])
        if draft.errors or not all(_computable(line) for line in lines):
            continue
        try:
            totals = compute_order(
                [_order_line(line) for line in lines],
                order_discount_rate=draft.sent.get("order_discount_rate"),
                target_amount=draft.sent.get("target_amount"),
                discount_amount=Decimal(draft.row.order_discount_amount),
                is_tax_included=draft.row.is_tax_included,
                minor_units=places.get(draft.row.currency, _USUAL_MINOR_UNITS),
            )
        except Invalid as invalid:
            draft.errors += invalid.errors
            continue
        _set_figures(draft, lines, totals)


def _computable(line: Draft) -> bool:
    """Quantity above zero and a price; what is missing is told as a missing field."""
    quantity = line.get("quantity")
    if quantity is not None and quantity <= 0 and line.ok:
        line.error("quantity", "order_line.quantity")
    return line.ok and all(
        value is not None for value in (quantity, line.get("product"), line.get("unit_price"))
    )


def _order_line(line: Draft) -> OrderLine:
    row = line.row
    return OrderLine(
        quantity=Decimal(row.quantity),
        unit_price=Decimal(row.unit_price),
        discount_rate=Decimal(row.discount_rate),
        tax_rate=Decimal(row.tax_rate),
        list_price=Decimal(row.list_price),
    )


def _set_figures(draft: Draft, lines: Sequence[Draft], totals: OrderTotals) -> None:
    for line, figures in zip(lines, totals.lines, strict=True):
        for name in _LINE_FIGURES:
            line.set(name, getattr(figures, name))
    for name in _ORDER_FIGURES:
        draft.set(name, getattr(totals, name))
    _assert_adds_up(draft.row, [line.row for line in lines], totals.lines)


def _assert_adds_up(order: Any, lines: Sequence[Any], figures: Sequence[LineTotals]) -> None:
    """I1: what the customer pays is the sum of the lines, to the last unit."""
    paid = sum((line.net_amount for line in lines), Decimal(0))
    tax = sum((line.tax_amount for line in lines), Decimal(0))
    assert order.total_amount == (paid if order.is_tax_included else paid + tax)
    assert order.tax_amount == tax
    assert order.order_discount_amount == sum((f.allocated_discount_amount for f in figures), Decimal(0))
    assert order.discount_amount == order.list_amount - paid
