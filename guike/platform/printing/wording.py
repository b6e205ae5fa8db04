"""Values as a paper shows them: the same as on the screen, amounts to the cent."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from guike.kernel.text import display
from guike.platform.access.context import Context
from guike.platform.exchange.exporting import is_masked, shower, steps_of
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import percent_text
from guike.platform.printing.content import field_at

_NUMBERS = frozenset({"money", "decimal", "integer", "percent"})
_SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$"}
#: of the characters that are not seen, those that write emoji and line breaks
_KEPT = frozenset({"\n", "\t", "\u200d", "\ufe0f"})


@dataclass(frozen=True)
class Money:
    """The currency of an amount, and its decimal places."""

    code: str
    places: int

    def written(self, amount: Decimal) -> str:
        """1234.5 → 1,234.50"""
        return f"{amount:,.{self.places}f}"

    def with_sign(self, amount: Decimal) -> str:
        """1234.5 → ¥1,234.50"""
        sign = _SYMBOLS.get(self.code, f"{self.code} ")
        return f"{'-' if amount < 0 else ''}{sign}{self.written(abs(amount))}"


@dataclass(frozen=True)
class Shown:
    """A field as the caller sees it on paper. `currency`: whose its amounts are in: the company's, the document's, or that of
    another document behind a reference, which this one does not tell."""

    path: str
    item: FieldSpec
    label: str
    masked: bool
    currency: Literal["base", "document", "other"]

    @property
    def is_number(self) -> bool:
        return self.item.value_type in _NUMBERS

    def text(self, ctx: Context, value: Any, money: Money | None) -> str:
        """The value as text, an amount in `money`; a masked one stays as it is given."""
        if value is None:
            return ""
        if self.masked:
            return clean(str(value))
        kind, discount = self.item.value_type, self.item.discount
        if kind == "money" and money is not None:
            return money.written(Decimal(str(value)))
        if kind == "percent" and discount is None:
            return percent_text(str(value))
        cell = shower(ctx, self.item)(value)
        if isinstance(cell, Decimal):
            return f"{cell:f}%" if discount else _grouped(cell)
        if isinstance(cell, datetime):
            return f"{cell:%Y-%m-%d %H:%M}"
        return clean(display(cell, ctx.locale))


def _grouped(number: Decimal) -> str:
    """1000.500000 → 1,000.5"""
    plain = f"{number:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def clean(text: str) -> str:
    """Without characters that hide or reverse what stands beside them."""
    return "".join(
        letter for letter in text if letter in _KEPT or unicodedata.category(letter) not in ("Cc", "Cf", "Cs")
    )


class Fields:
    """The fields of one object that the caller may see on paper, by path."""

    def __init__(self, ctx: Context, spec: ObjectSpec) -> None:
        self.ctx, self.spec = ctx, spec
        self._known: dict[str, Shown | None] = {}

    def get(self, path: str, label: str = "") -> Shown | None:
        """The field; None where the caller may not see it, or where it is no field any more."""
        if path not in self._known:
            self._known[path] = self._found(path)
        found = self._known[path]
        if found is None or not label:
            return found
        return replace(found, label=label)

    def _found(self, path: str) -> Shown | None:
        steps = steps_of(self.ctx, self.spec, path)
        if not steps or field_at(self.spec, path) is None:
            return None
        if len(steps) > 1 and is_masked(self.ctx, self.spec, steps[:-1]):
            return None  # what lies behind a masked reference is not told
        return Shown(
            path,
            steps[-1],
            " ".join(one.label.get(self.ctx.locale) for one in steps),
            is_masked(self.ctx, self.spec, steps),
            self._currency(steps),
        )

    def _currency(self, steps: Sequence[FieldSpec]) -> Literal["base", "document", "other"]:
        holder = catalogue().get(steps[-2].target_object) if len(steps) > 1 else self.spec
        if holder.is_line:  # a line has the currency of its document
            return "base" if steps[-1].type == "rollup" else "document"
        if holder.is_in_base(steps[-1]):
            return "base"
        return "document" if len(steps) == 1 else "other"
