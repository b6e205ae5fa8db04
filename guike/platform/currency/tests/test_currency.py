"""Rates by day, decimal places, the first currencies."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from guike.kernel.clock import now
from guike.platform.currency.errors import CurrencyRefused
from guike.platform.currency.models import Currency, ExchangeRate
from guike.platform.currency.queries import (
    base_currency,
    minor_units,
    minor_units_of,
    rate_on,
    rates_on,
)
from guike.platform.currency.services import seed_currencies

DAY = date(2026, 11, 21)


def currencies() -> Any:
    return Currency.objects.system(reason="test")


def rates() -> Any:
    return ExchangeRate.objects.system(reason="test")


@pytest.fixture
def seeded(db: Any) -> None:
    seed_currencies()


@pytest.mark.django_db
def test_the_first_currencies_come_once_and_respect_changes() -> None:
    seed_currencies()
    currencies().filter(code="EUR").update(name="欧罗", is_active=False)
    currencies().filter(code="HKD").update(deleted_at=now())
    seed_currencies()
    assert list(currencies().order_by("code").values_list("code", "name", "minor_units", "rate_to_base")) == [
        ("CNY", "人民币", 2, Decimal(1)),
        ("EUR", "欧罗", 2, None),
        ("HKD", "港元", 2, None),
        ("JPY", "日元", 0, None),
        ("USD", "美元", 2, None),
    ]


@pytest.mark.req("BA-20")
def test_a_day_takes_the_latest_rate_up_to_it(seeded: Any) -> None:
    rates().bulk_create(
        [
            ExchangeRate(currency="USD", on=date(2026, 1, 1), rate=Decimal("7.2")),
            ExchangeRate(currency="USD", on=date(2026, 11, 22), rate=Decimal("7.3")),
        ]
    )
    assert rate_on("USD", DAY) == Decimal("7.2")
    assert rate_on("USD", date(2026, 11, 22)) == Decimal("7.3")


def test_before_the_first_dated_rate_the_currency_s_own_holds(seeded: Any) -> None:
    rates().bulk_create([ExchangeRate(currency="EUR", on=date(2026, 12, 1), rate=Decimal(8))])
    currencies().filter(code="EUR").update(rate_to_base=Decimal("7.85"))
    assert rate_on("EUR", DAY) == Decimal("7.85")


def test_the_base_currency_is_always_one(seeded: Any) -> None:
    currencies().filter(code="CNY").update(rate_to_base=Decimal(3))
    assert base_currency() == "CNY"
    assert rate_on("CNY", DAY) == Decimal(1)


@pytest.mark.parametrize(("code", "reason"), [("JPY", "currency.no_rate"), ("XXX", "currency.unknown")])
def test_no_rate_is_refused_clearly(seeded: Any, code: Any, reason: Any) -> None:
    with pytest.raises(CurrencyRefused) as refused:
        rate_on(code, DAY)
    assert (refused.value.code, refused.value.status) == (reason, 422)
    assert code in refused.value.message("zh-CN")


def test_many_rates_take_two_queries(seeded: Any, django_assert_num_queries: Any) -> None:
    currencies().exclude(code="CNY").update(rate_to_base=Decimal(2))
    wanted = [(code, date(2026, month, 1)) for code in ("USD", "EUR", "JPY", "CNY") for month in range(1, 13)]
    with django_assert_num_queries(3):
        found = rates_on(wanted)
    assert len(found) == 48
    assert {code: rate for (code, _on), rate in found.items()} == {
        "USD": 2,
        "EUR": 2,
        "JPY": 2,
        "CNY": 1,
    }


def test_deleted_rates_do_not_count(seeded: Any) -> None:
    rates().bulk_create([ExchangeRate(currency="USD", on=DAY, rate=Decimal(7), deleted_at=now())])
    with pytest.raises(CurrencyRefused):
        rate_on("USD", DAY)


def test_decimal_places(seeded: Any) -> None:
    assert (minor_units("CNY"), minor_units("JPY")) == (2, 0)
    assert minor_units_of(["CNY", "XXX"]) == {"CNY": 2}
    with pytest.raises(CurrencyRefused):
        minor_units("XXX")


@pytest.mark.parametrize("rate", [Decimal(0), Decimal(-1)])
def test_a_rate_is_positive(seeded: Any, rate: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        rates().bulk_create([ExchangeRate(currency="USD", on=DAY, rate=rate)])
    assert rates().count() == 0


@pytest.mark.django_db
def test_documents_of_several_days_each_get_the_rate_of_their_own() -> None:
    """Asked together, as an import does: the latest rate is not that of all, nor the earliest."""
    seed_currencies()
    rates().bulk_create(
        [ExchangeRate(currency="USD", on=date(2026, 1, day), rate=Decimal(f"7.{day}")) for day in (1, 5, 9)]
    )
    days = {1: "7.1", 4: "7.1", 5: "7.5", 8: "7.5", 9: "7.9", 20: "7.9"}
    found = rates_on([("USD", date(2026, 1, day)) for day in days])
    assert {on.day: str(rate.normalize()) for (_code, on), rate in found.items()} == days
