"""Rates and decimal places of currencies. A document reads its rate once, for its date, and stores it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from guike.platform.currency.errors import CurrencyRefused
from guike.platform.currency.models import Currency, ExchangeRate
from guike.platform.database.composing import Lookup

_WHY = "exchange rates are the same for everyone"
_DEFAULT_BASE = "CNY"
_base: Callable[[], str] = lambda: _DEFAULT_BASE  # noqa: E731


def set_base_currency(source: Callable[[], str]) -> None:
    """Set the function that reads the base currency. It is set at start, since this package may not import settings."""
    global _base
    _base = source


def base_currency() -> str:
    """The code of the currency in which reports add up."""
    return _base()


def rate_on(code: str, on: date) -> Decimal:
    """The worth of one unit of `code` in the base currency on a day.

    The base currency is always 1. Otherwise the latest dated rate up to that day, else the
    currency's own rate; CurrencyRefused when there is none or the currency is unknown.
    """
    return rates_on([(code, on)])[(code, on)]


def rates_on(wanted: Iterable[tuple[str, date]]) -> dict[tuple[str, date], Decimal]:
    """`rate_on` for many documents with two queries."""
    pairs = set(wanted)
    base = base_currency()
    codes = {code for code, _on in pairs if code != base}
    found = {pair: Decimal(1) for pair in pairs if pair[0] == base}
    if not codes:
        return found
    general = dict(
        Currency.objects.system(reason=_WHY)
        .filter(code__in=codes, deleted_at=None)
        .values_list("code", "rate_to_base")
    )
    dated = _dated_rates(codes, max(on for _code, on in pairs))
    for code, on in pairs - found.keys():
        if code not in general:
            raise CurrencyRefused("currency.unknown", field="currency", currency=code)
        rate = next((rate for day, rate in dated.get(code, ()) if day <= on), general[code])
        if rate is None:
            raise CurrencyRefused("currency.no_rate", field="currency", currency=code, on=on)
        found[(code, on)] = rate
    return found


def _dated_rates(codes: Iterable[str], until: date) -> dict[str, list[tuple[date, Decimal]]]:
    """The dated rates of each currency, newest first."""
    rates: dict[str, list[tuple[date, Decimal]]] = {}
    rows = (
        ExchangeRate.objects.system(reason=_WHY)
        .filter(currency__in=codes, on__lte=until, deleted_at=None)
        .order_by("-on")
        .values_list("currency", "on", "rate")
    )
    for code, day, rate in rows:
        rates.setdefault(code, []).append((day, rate))
    return rates


def minor_units(code: str) -> int:
    """How many decimal places amounts in this currency have; CurrencyRefused when it is unknown."""
    known = minor_units_of([code])
    if code not in known:
        raise CurrencyRefused("currency.unknown", field="currency", currency=code)
    return known[code]


def minor_units_of(codes: Iterable[str]) -> dict[str, int]:
    """Decimal places of several currencies; unknown ones are absent. Asks nothing for none."""
    wanted = set(codes)
    return {code: places for code, places in all_minor_units().items() if code in wanted} if wanted else {}


def all_minor_units() -> dict[str, int]:
    """Decimal places of every currency, by code."""
    return dict(_CURRENCIES.tuples())


def _currencies() -> Any:
    return Currency.objects.system(reason=_WHY).filter(deleted_at=None).values("code", "minor_units")


_CURRENCIES = Lookup(_currencies, None)
