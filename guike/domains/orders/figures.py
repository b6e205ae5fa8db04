"""Lines and amounts: every figure that follows from the lines of an order."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from guike.kernel.errors import Invalid
from guike.kernel.money import LineTotals, OrderLine, OrderTotals, compute_order
from guike.platform.currency.queries import minor_units_of
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import load_lines

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
            for index, row in enumerate(draft.standing_lines.get("lines", []))
        ]


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
