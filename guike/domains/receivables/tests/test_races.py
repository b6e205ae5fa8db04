"""Two people at the same payment, and the last of a receivable: real connections, real threads."""

from __future__ import annotations

from collections import Counter

import pytest

from guike.domains.receivables.models import Refund
from guike.domains.receivables.tests.till import allocations, orders, payments, receivables
from guike.kernel.errors import Invalid
from tests.support.company import act, code, found, make, nobody_decides, person
from tests.support.race import at_once


@pytest.mark.req("PM-35")
def test_two_finance_people_confirm_one_payment_and_it_counts_once(fresh_db: None) -> None:
    us = found()
    nobody_decides()
    seller = person("销售", "sales", department=us.north)
    cashiers = [person(f"财务{n}", "finance", department=us.north) for n in range(4)]
    account = make("account", name="客户", status="formal", owner=seller)
    product = make("product", code="P1", name="产品", standard_price="1000")
    order = make(
        "sales_order", by=seller, account=account.pk, lines=[{"product": product.pk, "quantity": "1"}]
    )
    assert code(act(seller, order, "confirm")) is None
    paid = make("payment", by=seller, account=account.pk, order=order.pk, amount="400")
    outcomes = at_once(*[lambda who=who: act(who, paid, "confirm") for who in cashiers])
    assert [code(one) for one in outcomes] == [None] * 4
    row = payments().get()
    assert (row.status, row.allocated_amount, row.version) == ("confirmed", 400, paid.version + 1)
    assert orders().get().collected_amount == 400
    assert (allocations().count(), receivables().get().balance_amount) == (1, 600)


def test_eight_payments_of_100_meet_the_last_300_of_a_receivable(fresh_db: None) -> None:
    us = found()
    seller = person("销售", "sales", department=us.north)
    cashier = person("财务", "finance", department=us.north)
    account = make("account", name="客户", status="formal", owner=seller)
    owed = make("receivable", account=account.pk, amount="300", due_on="2026-12-31")
    paid = [make("payment", by=seller, account=account.pk, amount="100") for _n in range(8)]
    for one in paid:
        assert code(act(cashier, one, "confirm")) is None
    part = {"receivable": owed.pk, "amount": "100"}
    outcomes = at_once(*[lambda one=one: act(cashier, one, "allocate", allocations=[part]) for one in paid])
    assert Counter(code(one) for one in outcomes) == {None: 3, "payment.over_balance": 5}
    row = receivables().get()
    assert (row.status, row.allocated_amount, row.balance_amount) == ("settled", 300, 0)
    assert sorted(one.unallocated_amount for one in payments()) == [0] * 3 + [100] * 5


def test_of_parallel_parts_of_one_payment_as_much_is_allocated_as_was_paid(fresh_db: None) -> None:
    us = found()
    seller = person("销售", "sales", department=us.north)
    cashier = person("财务", "finance", department=us.north)
    account = make("account", name="客户", status="formal", owner=seller)
    owed = [make("receivable", account=account.pk, amount="70", due_on="2026-12-31") for _n in range(6)]
    paid = make("payment", by=seller, account=account.pk, amount="250")
    assert code(act(cashier, paid, "confirm")) is None
    calls = [
        lambda one=one: act(cashier, paid, "allocate", allocations=[{"receivable": one.pk, "amount": "70"}])
        for one in owed
    ]
    outcomes = at_once(*calls)
    assert Counter(code(one) for one in outcomes) == {None: 3, "payment.over_left": 3}
    assert payments().get().allocated_amount == 210
    assert sum(row.allocated_amount for row in receivables()) == 210


def test_eight_ask_back_100_of_the_last_300(fresh_db: None) -> None:
    us = found()
    seller = person("销售", "sales", department=us.north)
    cashier = person("财务", "finance", department=us.north)
    account = make("account", name="客户", status="formal", owner=seller)
    paid = make("payment", by=seller, account=account.pk, amount="300")
    assert code(act(cashier, paid, "confirm")) is None

    def ask() -> str:
        try:
            make("refund", by=seller, payment=paid.pk, amount="100", reason="多付")
        except Invalid as refused:
            return refused.errors[0].code
        return "asked"

    assert Counter(at_once(*[ask] * 8)) == {"asked": 3, "refund.over": 5}
    assert sum(row.amount for row in Refund.objects.system(reason="test")) == 300


def test_two_write_offs_meet_the_last_60_of_a_receivable(fresh_db: None) -> None:
    us = found()
    nobody_decides()
    cashiers = [person(f"财务{n}", "finance", department=us.north) for n in range(2)]
    account = make("account", name="客户", status="formal", owner=cashiers[0])
    owed = make("receivable", account=account.pk, amount="60", due_on="2026-12-31")
    asked = [
        make("write_off", by=who, receivable=owed.pk, amount="40", kind="bad_debt", reason="失联")
        for who in cashiers
    ]
    for who, one in zip(cashiers, asked, strict=True):
        assert code(act(who, one, "submit")) is None
    outcomes = at_once(
        *[lambda who=who, one=one: act(who, one, "approve") for who, one in zip(cashiers, asked, strict=True)]
    )
    assert Counter(code(one) for one in outcomes) == {None: 1, "write_off.over_now": 1}
    assert receivables().get().balance_amount == 20
