"""The base currency and the first document of a company, at the same time: one of them waits for the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from guike.kernel.errors import Invalid
from guike.platform.currency.models import Currency
from guike.platform.org.queries import begin_versions
from guike.platform.settings import queries as settings
from guike.platform.settings.services import set_many
from tests.support.company import again, found, make, patch

KEY = "company.base_currency"
PATIENCE = 30.0
WHY = "the tests' own rows"


def waits_for(mine: Callable[[], Any], other: Callable[[], Any]) -> Any:
    """What `other` answers, or raises as Invalid, which begins while the transaction of `mine` is open and has to wait for its
    end."""
    heard: list[Any] = []

    def run() -> None:
        try:
            heard.append(other())
        except Invalid as refusal:
            heard.append(refusal)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        mine()
        thread.start()
        with connection.cursor() as cursor:
            while not is_waiting(cursor):
                assert thread.is_alive()
                thread.join(0.02)
        assert heard == []
    thread.join(PATIENCE)
    return heard[0]


def is_waiting(cursor: Any) -> bool:
    cursor.execute(
        "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    )
    return cursor.fetchone() is not None


def change(code: str) -> Any:
    begin_versions()
    return set_many({KEY: code}, actor_id=None)


@pytest.fixture
def us(fresh_db: Any) -> Any:
    return found()


@pytest.mark.req("BA-20")
def test_a_document_that_is_being_written_is_seen(us: Any) -> None:
    given = {"account": us.account().pk, "source": "other", "amount": "1000"}
    refusal = waits_for(lambda: make("opportunity", us.zhang, name="甲", **given), lambda: change("USD"))
    assert [(e.field, e.code) for e in refusal.field_errors()] == [(KEY, "currency.base_in_use")]
    assert settings.get(KEY) == "CNY"


@pytest.mark.req("BA-20")
def test_an_amount_that_is_being_written_is_seen(us: Any) -> None:
    campaign = make("campaign", us.marketing, name="甲")
    refusal = waits_for(lambda: patch(us.marketing, campaign, budget_amount="5000"), lambda: change("USD"))
    assert [e.code for e in refusal.field_errors()] == ["currency.base_in_use"]


@pytest.mark.req("BA-20")
def test_a_document_waits_for_a_change_and_counts_in_the_new_currency(us: Any) -> None:
    standing = us.account()
    given = {"account": standing.pk, "source": "other", "amount": "1000"}

    def document() -> Any:
        with settings.snapshot():
            assert settings.get(KEY) == "CNY"  # as read at the beginning of the request
            return make("opportunity", us.zhang, name="甲", **given)

    made = again(waits_for(lambda: change("USD"), document))
    assert (made.currency, made.exchange_rate, made.base_amount) == ("USD", 1, Decimal("1000.00"))
    assert (again(standing).currency, again(standing).exchange_rate) == ("USD", 1)


@pytest.mark.req("BA-20")
def test_a_document_that_keeps_a_rate_to_the_old_currency_is_in_the_way(us: Any) -> None:
    euro = Currency.objects.system(reason=WHY).filter(code="EUR")
    euro.update(rate_to_base="7.8")
    account = make("account", us.zhang, name="甲", currency="EUR")
    with pytest.raises(Invalid) as refused:
        change("USD")
    assert [e.code for e in refused.value.field_errors()] == ["currency.base_in_use"]
    assert (euro.get().rate_to_base, again(account).exchange_rate) == (Decimal("7.8"), Decimal("7.8"))
