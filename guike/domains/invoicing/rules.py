"""States of requests, how amounts and taxes are shared out over lines, and how lines stand on an invoice; decided without a database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from guike.kernel.money import EXACT, ZERO, round_amount, split, tax_amount
from guike.kernel.states import State, StateLock, StateSpec, Step
from guike.kernel.text import Text

#: what stays open in every state: words, and whose it is
OPEN_FIELDS = frozenset({"description", "owner", "department", "external_id", "source_system"})
#: states in which a request takes its amount up, and is no invoice yet
WAITING = ("pending", "issuing")
#: as quantities are kept
_QUANTITY_PLACES = 6
#: as 数电票 writes unit prices
PRICE_PLACES = 13
_LEAST = Decimal(1).scaleb(-_QUANTITY_PLACES)
_NUMBER = re.compile(r"[0-9]{20}")

REQUEST_STATES = StateSpec(
    field="status",
    states=(
        State("pending", Text("待开票", "To issue"), "gold", next=Text("等财务开票", "Finance to issue the invoice")),
        State("issuing", Text("开票中", "Being issued"), "cyan", next=Text("等开票平台开出", "The provider to issue it")),
        State("issued", Text("已开票", "Issued"), "green", next=Text("已开票，没有要做的事", "Issued; nothing is left to do")),
        State("rejected", Text("已驳回", "Rejected"), "red",
              next=Text("等 {owner} 修改后重新提交，或取消", "{owner} to change it and submit it again, or to cancel it")),
        State("cancelled", Text("已取消", "Cancelled"), "default"),
    ),
    first=("pending",),
    steps=(
        Step("issue", ("pending", "issuing"), ("issued",)),
        Step("send", ("pending",), ("issuing",), by="code"),
        Step("fail", ("issuing",), ("pending",), by="code"),
        Step("reject", ("pending",), ("rejected",)),
        Step("resubmit", ("rejected",), ("pending",)),
        Step("cancel", ("pending", "rejected"), ("cancelled",)),
    ),
    locks=(
        StateLock(
            ("issuing", "issued", "cancelled"),
            Text(
                "开票申请已提交平台或已结束，不能再修改；开错的发票请在发票上红冲。",
                "The request is with the provider or closed, and no longer changes. An invoice that is wrong is taken back in red on its own page.",
            ),
            but=OPEN_FIELDS,
            refusal="invoice_request.locked",
            delete_refusal="invoice_request.not_deletable",
        ),
    ),
)  # fmt: skip


def is_number(text: str) -> bool:
    """Whether it is the number of a 数电票: 20 digits."""
    return _NUMBER.fullmatch(text) is not None


@dataclass(frozen=True)
class Sum:
    """What of a line: an amount with the tax in it, that tax, a quantity."""

    amount: Decimal = ZERO
    tax: Decimal = ZERO
    quantity: Decimal = ZERO

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.amount + other.amount, self.tax + other.tax, self.quantity + other.quantity)

    def __sub__(self, other: Sum) -> Sum:
        return Sum(self.amount - other.amount, self.tax - other.tax, self.quantity - other.quantity)


@dataclass(frozen=True)
class Billable:
    """A line of an order. `whole`: what it is worth, without what was closed or returned; `left`: what is in no invoice and no request."""

    line: int
    whole: Sum
    left: Sum


def part_of(one: Billable, amount: Decimal, minor_units: int) -> Sum:
    """So much of a line, with its tax and quantity. The last part takes what the others left, so that all of them are the whole, to
    the cent; no part takes more tax than is left."""
    if amount == one.left.amount:
        return Sum(amount, max(one.left.tax, ZERO), max(one.left.quantity, _LEAST))
    with localcontext(EXACT):
        share = amount / one.whole.amount
        tax = round_amount(one.whole.tax * share, minor_units)
        quantity = round_amount(one.whole.quantity * share, _QUANTITY_PLACES)
    return Sum(amount, max(min(tax, one.left.tax), ZERO), max(quantity, _LEAST))


def amount_of(one: Billable, quantity: Decimal, minor_units: int) -> Decimal:
    """What so much of a line is worth; all that is left of it is worth what is left."""
    if quantity == one.left.quantity:
        return one.left.amount
    with localcontext(EXACT):
        return round_amount(one.whole.amount * quantity / one.whole.quantity, minor_units)


def share_out(amount: Decimal, lines: Sequence[Billable], minor_units: int) -> list[tuple[Billable, Sum]]:
    """An amount over the lines of which something is left, by what is left of them. Nothing where nothing is left."""
    open_ = [one for one in lines if one.left.amount > 0]
    if not open_ or amount <= 0:
        return []
    shares = split(amount, [one.left.amount for one in open_], minor_units)
    return [
        (one, part_of(one, share, minor_units)) for one, share in zip(open_, shares, strict=True) if share > 0
    ]


@dataclass(frozen=True)
class Item:
    """What goes on an invoice: a part of a line of an order. `list_amount`: what it would cost without discounts, with tax."""

    part: Sum
    tax_rate: Decimal
    list_amount: Decimal


@dataclass(frozen=True)
class PaperLine:
    """A line as it is printed. `amount` contains the tax; `unit_price` does not."""

    kind: str
    amount: Decimal
    tax: Decimal
    quantity: Decimal | None = None
    unit_price: Decimal | None = None


def listed_part(listed: Decimal, amount: Decimal, whole: Decimal, minor_units: int) -> Decimal:
    """What so much of a line would cost without discounts; `listed`: what all of it would."""
    if whole <= 0:
        return amount
    with localcontext(EXACT):
        return round_amount(listed * amount / whole, minor_units)


def paper_lines(item: Item, minor_units: int) -> list[PaperLine]:
    """The goods, and right behind them their discount. Amounts and taxes of both are those of the part."""
    part = item.part
    if item.list_amount <= part.amount:
        return [_goods(part, minor_units)]
    tax = tax_amount(item.list_amount, item.tax_rate, True, minor_units) if part.tax else ZERO
    goods = _goods(Sum(item.list_amount, tax, part.quantity), minor_units)
    return [goods, PaperLine("discount", part.amount - item.list_amount, part.tax - tax)]


def _goods(part: Sum, minor_units: int) -> PaperLine:
    price = unit_price(part.amount - part.tax, part.quantity, minor_units)
    return PaperLine("goods", part.amount, part.tax, part.quantity, price)


def unit_price(net: Decimal, quantity: Decimal, minor_units: int) -> Decimal:
    """The price without tax, as short as it may be written, so that quantity × price rounds to the amount: the places of the currency
    where they do, else up to 13."""
    with localcontext(EXACT):
        for places in range(minor_units, PRICE_PLACES + 1):
            price = round_amount(net / quantity, places)
            if round_amount(price * quantity, minor_units) == net:
                return price
        return round_amount(net / quantity, PRICE_PLACES)


def red_parts(amount: Decimal, left: Sequence[tuple[Sum, Sum]], minor_units: int) -> list[tuple[int, Sum]]:
    """How an amount that is taken back is spread over the lines of an invoice. `left`: of each line, what it was worth and what of it
    was not taken back yet. (place of the line, part) of those that give something."""
    lines = [Billable(place, whole, rest) for place, (whole, rest) in enumerate(left)]
    return [(one.line, part) for one, part in share_out(amount, lines, minor_units)]


def total(parts: Iterable[Sum]) -> Sum:
    """All of them together."""
    found = Sum()
    for part in parts:
        found = found + part
    return found
