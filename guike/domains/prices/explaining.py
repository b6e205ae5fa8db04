"""Prices that somebody asks for before anything is written, with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from guike.domains.catalog.queries import product_terms
from guike.domains.prices.asking import Sale, answers, item_of
from guike.domains.prices.books import Asker
from guike.domains.prices.errors import UNIT
from guike.domains.prices.ranges import product_filter, unsellable
from guike.domains.prices.rules import Question
from guike.domains.prices.telling import reasons
from guike.kernel import clock
from guike.kernel.errors import FieldError, Forbidden, Invalid, field_error
from guike.platform.access.context import Context
from guike.platform.currency.errors import CurrencyRefused
from guike.platform.currency.queries import base_currency, rate_on
from guike.platform.org.queries import directory
from guike.platform.records.reading import require_visible


@dataclass(frozen=True)
class AskedLine:
    """A product, how much of it, and in which unit; None for its base unit."""

    product: int
    quantity: Decimal
    unit: int | None = None


@dataclass(frozen=True)
class Asked:
    """Prices for these lines. None: no account, oneself, today, the base currency."""

    lines: Sequence[AskedLine]
    account: int | None = None
    owner: int | None = None
    on: date | None = None
    currency: str | None = None


def explain(ctx: Context, asked: Asked) -> list[Mapping[str, Any]]:
    """For each line {"unit_price", "source", "book", "entry", "candidates", "is_sellable"}. Whoever keeps price books also sees
    those that are meant for others. NotFound for an account out of sight, Invalid for what is no product."""
    _check(ctx, asked.account)
    on, currency = asked.on or clock.today(ctx.timezone), asked.currency or base_currency()
    try:
        rate = rate_on(currency, on)
    except CurrencyRefused as refused:
        raise Invalid([FieldError("currency", refused.code, refused.params)]) from refused
    owner = asked.owner or ctx.user_id
    person = directory().people.get(owner or 0)
    asker = Asker(asked.account, owner, person.department_id if person else None)
    sales = [
        Sale(asker, Question(item_of(terms), line.unit, line.quantity, on, currency, rate))
        for line, terms in zip(asked.lines, _terms(asked.lines), strict=True)
    ]
    refused_ones = unsellable({(asked.account, line.product) for line in asked.lines})
    return [
        {
            "unit_price": told.pop("price"),
            **told,
            "is_sellable": (asked.account, line.product) not in refused_ones,
        }
        for line, told in zip(
            asked.lines, map(reasons, answers(sales, everything=ctx.can("price_book", "view"))), strict=True
        )
    ]


def sellable_filter(ctx: Context, account: int | None) -> Mapping[str, Any] | None:
    """A filter over products; None where the account may buy everything. NotFound for an account out of sight."""
    _check(ctx, account)
    return product_filter(account)


def _check(ctx: Context, account: int | None) -> None:
    ctx.require("product", "view")
    if ctx.level("product", "standard_price") in ("hidden", "masked"):
        raise Forbidden("access.no_permission")
    if account is not None:
        require_visible(ctx, "account", account)


def _terms(lines: Sequence[AskedLine]) -> list[Any]:
    known = product_terms({line.product for line in lines})
    wrong: list[FieldError] = []
    for index, line in enumerate(lines):
        terms = known.get(line.product)
        if terms is None:
            wrong.append(FieldError(f"lines[{index}].product", "reference.unknown"))
        elif line.unit is not None and terms.factor_of(line.unit) is None:
            wrong.append(field_error(f"lines[{index}].unit", UNIT, product=terms.name))
    if wrong:
        raise Invalid(wrong)
    return [known[line.product] for line in lines]
