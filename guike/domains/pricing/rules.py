"""What a priced document is, and what its figures follow from. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from guike.kernel.errors import FieldError, Invalid
from guike.kernel.money import EXACT, ZERO, DocumentLine, DocumentTotals, LineTotals, compute_document

Part = Literal["list_price", "order_discount", "tax", "base_total", "base_qty", "price_source", "limits"]

#: what a line tells about its price beside the figures: hidden from whoever does not see prices
ORIGIN = ("price_source", "policy_price", "price_book", "price_reasons")
#: the source of a price that somebody wrote
TYPED = "typed"
#: the field of the header with the lines, in every priced document
LINES = "lines"
#: write-only fields of the header that set the discount on the whole document
DISCOUNTS = ("order_discount_rate", "target_amount")
#: by part, the figures that a line and the header have of it. A figure is named as `kernel.money` names it.
_LINE_FIGURES: dict[Part, tuple[str, ...]] = {
    "list_price": ("list_amount", "discount_amount"),
    "order_discount": ("allocated_discount_amount", "net_amount"),
    "tax": ("tax_amount",),
}
_HEADER_FIGURES: dict[Part, tuple[str, ...]] = {
    "list_price": ("list_amount", "discount_amount"),
    "order_discount": ("order_discount_amount",),
    "tax": ("tax_amount",),
}


@dataclass(frozen=True)
class PricedDocument:
    """What an object whose lines are products says about them, once.

    Every line has `product`, `quantity`, `unit`, `unit_price`, `discount_rate` and `amount`. `parts` says what lines and
    header have besides: a list price to compare with, a discount on the whole document, tax, a readable
    total in the base currency, the quantity of each line in the base unit of its product, which rule gave its price, and whether prices are
    within the limits of its owner.
    `total`: the field of the header with the sum. `is_total_typed`: without lines the total is typed.
    """

    object: str
    parts: frozenset[Part] = frozenset()
    total: str = "total_amount"
    is_total_typed: bool = False

    @property
    def base_total(self) -> str:
        """The column with the total in the base currency."""
        return f"base_{self.total}"

    @property
    def line_figures(self) -> tuple[str, ...]:
        """The figures that are kept on each line."""
        return ("amount", *self._of(_LINE_FIGURES))

    @property
    def header_figures(self) -> tuple[str, ...]:
        """The figures that are kept on the header, the total aside."""
        return tuple(self._of(_HEADER_FIGURES))

    def _of(self, figures: dict[Part, tuple[str, ...]]) -> list[str]:
        return [name for part, names in figures.items() if part in self.parts for name in names]


#: decimal places that a quantity has, and the first number that it does not reach
_QUANTITY_PLACES, _QUANTITY_END = Decimal("0.000001"), Decimal(10) ** 14


def in_base_units(quantity: Decimal, factor: Decimal) -> Decimal | None:
    """quantity × factor, to the last digit; None where a quantity cannot hold it, because nothing is rounded here."""
    with localcontext(EXACT):
        exact = quantity * factor
        return exact if exact < _QUANTITY_END and exact % _QUANTITY_PLACES == 0 else None


def factor_kept(base_qty: Decimal, quantity: Decimal) -> Decimal:
    """The factor by which a standing line was converted."""
    with localcontext(EXACT):
        return base_qty / quantity


@dataclass(frozen=True)
class Header:
    """What the figures of a document follow from besides its lines. `discount_amount`: kept from before."""

    minor_units: int
    order_discount_rate: Decimal | None = None
    target_amount: Decimal | None = None
    discount_amount: Decimal = ZERO
    is_tax_included: bool = True


def figures_of(lines: Sequence[DocumentLine], header: Header) -> DocumentTotals | list[FieldError]:
    """Every figure, or all that is wrong with what was given, each with its field."""
    try:
        totals = compute_document(
            lines,
            order_discount_rate=header.order_discount_rate,
            target_amount=header.target_amount,
            discount_amount=header.discount_amount,
            is_tax_included=header.is_tax_included,
            minor_units=header.minor_units,
        )
    except Invalid as invalid:
        return list(invalid.errors)
    assert adds_up(totals, header.is_tax_included)
    return totals


def adds_up(totals: DocumentTotals, is_tax_included: bool) -> bool:
    """Whether every figure of the header is the sum over the lines, to the last unit."""

    def whole(name: str) -> Decimal:
        return sum((getattr(line, name) for line in totals.lines), ZERO)

    paid = whole("net_amount") if is_tax_included else whole("net_amount") + whole("tax_amount")
    return (
        totals.total_amount == paid
        and totals.tax_amount == whole("tax_amount")
        and totals.list_amount == whole("list_amount")
        and totals.discount_amount == whole("discount_amount")
        and totals.order_discount_amount == whole("allocated_discount_amount")
        and all(_line_adds_up(line) for line in totals.lines)
    )


def _line_adds_up(line: LineTotals) -> bool:
    return (
        line.net_amount == line.amount - line.allocated_discount_amount
        and line.discount_amount == line.list_amount - line.net_amount
    )
