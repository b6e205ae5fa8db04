"""What is owed of an order, by parts of its payment plan and by what has happened: decided without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from guike.kernel.due_dates import AFTER_ORDER, ON_DATE, DueRule
from guike.kernel.money import EXACT, ZERO, round_amount, split

#: where what is owed of goods arises: when their order takes effect, or by what was shipped, taken out of the stock, or received
ORDER, SHIPMENT, ISSUE, RECEIPT = "order", "shipment", "issue", "receipt"
POINTS = (ORDER, SHIPMENT, ISSUE, RECEIPT)
#: (the shipment by which it is owed, or None: the order itself; the installment, or None: the order has no plan)
Key = tuple[int | None, int | None]


@dataclass(frozen=True)
class Part:
    """One of a plan. `amount`: of the whole order. `day`: on which it is due, where one is named."""

    installment: int | None
    rule: DueRule
    amount: Decimal
    day: date | None = None

    @property
    def is_of_order(self) -> bool:
        """Whether it is owed since the order took effect, whatever the point: money in advance, and money on a day."""
        return self.installment is not None and self.rule.event in (ON_DATE, AFTER_ORDER)


def amounts_of(net: Decimal, rates: Sequence[Decimal], minor_units: int) -> list[Decimal]:
    """Installments that are shares of what an order amounts to; they sum to it."""
    return split(net, rates, minor_units)


def owed(
    parts: Sequence[Part], happened: Sequence[tuple[int | None, Decimal]], net: Decimal, minor_units: int
) -> dict[Key, Decimal]:
    """What is owed by (shipment, installment). `happened`: (shipment or None for the order itself, what of the order has happened in all
    with it), in order, not falling, the last not above `net`, which is what the order amounts to.

    Each part that waits for events is owed as far as they go, rounded in all and not for each, so that with the last event exactly the
    part is owed. Nothing is told of what is not owed.
    """
    found: dict[Key, Decimal] = {}
    for part in parts:
        if part.is_of_order:
            found[None, part.installment] = part.amount
            continue
        before = ZERO
        for shipment, value in happened:
            reached = _share(part.amount, value, net, minor_units)
            key = (shipment, part.installment)
            found[key] = found.get(key, ZERO) + reached - before
            before = reached
    return {key: amount for key, amount in found.items() if amount > 0}


def _share(amount: Decimal, value: Decimal, net: Decimal, minor_units: int) -> Decimal:
    if net <= 0:
        return ZERO
    with localcontext(EXACT):
        return round_amount(amount * min(value, net) / net, minor_units)


def without_returned(
    happened: Sequence[tuple[int | None, Decimal]], returned: Decimal
) -> list[tuple[int | None, Decimal]]:
    """What has happened in all, less what came back: that is taken off the last."""
    most = (happened[-1][1] if happened else ZERO) - returned
    return [(shipment, max(min(value, most), ZERO)) for shipment, value in happened]


def in_turn(shipments: Sequence[int], known: Mapping[int | None, int]) -> list[int]:
    """Shipments in the order in which they are owed: those that are already first, by their receivables, so that a new one changes none of
    them; then the oldest. `known`: shipment → its first receivable."""
    return sorted(shipments, key=lambda pk: (0, known[pk]) if pk in known else (1, pk))
