"""Credit counts what is owed, what is ordered and what was paid, each amount once, and what is overdue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guike.domains.credit.tests.company import Company
from guike.domains.orders.tests.shop import body
from guike.domains.receivables.tests.till import payments, receivables
from guike.kernel import clock
from tests.support.company import act, code, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return Company.open()


def used(company: Company) -> str:
    found: str = company.credit()["used_amount"]
    return found


def paid(company: Company, amount: str, **values: Any) -> None:
    one = make("payment", account=company.account, amount=amount, **values)
    assert code(act(company.firm.boss.id, one, "confirm")) is None


@pytest.mark.req("AC2-03")
def test_each_amount_counts_once_whatever_became_of_it(company: Company) -> None:
    """[AC2-03] I10: limit 5,000, open 4,200: 800 passes, 801 does not"""
    company.limit("5000")
    assert company.sell("4500") == "approved"
    assert (used(company), receivables().get().balance_amount) == ("4500.00", 4500)
    paid(company, "200", order=receivables().get().order_id)
    assert used(company) == "4300.00"
    paid(company, "150")
    assert used(company) == "4150.00"  # money in advance lowers it, too
    make("receivable", account=company.account, amount="50", due_on="2036-01-01")
    assert used(company) == "4200.00"
    assert company.sell("801") == "approval.nobody_decides"
    assert company.sell("800") == "approved"
    assert used(company) == "5000.00"


@pytest.mark.req("AC2-04", "AP-08")
@pytest.mark.parametrize(("term", "days", "outcome"), [
    (None, 0, "approved"), (None, 1, "approval.nobody_decides"), (30, 30, "approved"), (30, 31, "approval.nobody_decides"),
])  # fmt: skip
def test_a_receivable_that_is_overdue_for_too_long_needs_a_decision(
    company: Company, term: int | None, days: int, outcome: str
) -> None:
    """[AC2-04] 30 days late passes, 31 does not; [AP-08] without a term one day is too late"""
    company.limit("5000", term_days=term)
    due = clock.today("Asia/Shanghai") - timedelta(days=days)
    owed = make("receivable", account=company.account, amount="7", due_on=due.isoformat())
    told = company.credit()
    assert (told["overdue_amount"], told["overdue_days"]) == (("7.00", days) if days else ("0.00", 0))
    assert company.sell("1") == outcome
    paid(company, "7")
    body(company.firm.boss.post(f"/records/payment/{_last()}/actions/allocate", {"receivable": owed.pk}))
    assert company.credit()["overdue_days"] == 0
    assert company.sell("1") == "approved"


def _last() -> int:

    return int(payments().last().pk)
