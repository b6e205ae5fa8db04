"""Values as they stand in messages."""

from __future__ import annotations

from decimal import Decimal

from guike.kernel.money import round_amount
from guike.kernel.text import T, Text
from guike.platform.currency.queries import minor_units


def amount_in_words(value: Decimal, currency: str) -> Text:
    """1,234.50 元, or with the code of another currency."""
    figure = f"{round_amount(Decimal(value), minor_units(currency)):,f}"
    return T(f"{figure} 元" if currency == "CNY" else f"{currency} {figure}", f"{currency} {figure}")
