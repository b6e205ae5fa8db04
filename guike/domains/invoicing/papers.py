"""What goes to a provider of invoices and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

#: unknown: never heard of; working: not yet; the others are final
State = Literal["unknown", "working", "issued", "failed"]


@dataclass(frozen=True)
class Line:
    """A line of an invoice. `kind`: goods or discount, which stands right behind its goods without quantity and price."""

    kind: str
    name: str
    tax_code: str
    specification: str
    unit: str
    quantity: Decimal | None
    unit_price: Decimal | None
    net_amount: Decimal
    tax_rate: Decimal
    tax_amount: Decimal


@dataclass(frozen=True)
class Buyer:
    """To whom an invoice is made out."""

    name: str
    tax_number: str
    bank_name: str
    bank_account: str
    address: str
    phone: str


@dataclass(frozen=True)
class Paper:
    """An invoice to be issued. `amount` contains `tax_amount`; both are the sums of the lines. `reference` names it for good: handed over
    twice, it is the same invoice."""

    reference: str
    kind: str
    buyer: Buyer
    amount: Decimal
    tax_amount: Decimal
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Answer:
    """What became of a paper. `number`, `issued_on`: of the invoice, once it is issued; `reason`: why it is not."""

    state: State
    number: str = ""
    issued_on: date | None = None
    reason: str = ""
