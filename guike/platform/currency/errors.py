"""Refusals about currencies and their rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal
from guike.kernel.text import T, Text


class CurrencyRefused(Refusal):
    """The currency is unknown or has no rate for the day."""

    messages: ClassVar[Mapping[str, Text]] = {
        "currency.unknown": T(
            "没有币种“{currency}”，请先在币种中添加", "There is no currency “{currency}”; add it first"
        ),
        "currency.no_rate": T(
            "币种“{currency}”在 {on} 没有汇率，请先维护汇率",
            "There is no exchange rate for “{currency}” on {on}; add one first",
        ),
    }
