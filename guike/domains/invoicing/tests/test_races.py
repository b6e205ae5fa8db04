"""Two people at what is left of one order, and at one request: real connections, real threads."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from guike.domains.invoicing.tests.desk import invoices, number, requests
from guike.domains.orders.tests.shop import orders
from guike.platform.records.writing import record_create
from tests.support.company import act, code, ctx_of, found, make, nobody_decides, person
from tests.support.race import at_once


def sold() -> tuple[Any, Any, Any]:
    us = found()
    nobody_decides()
    seller = person("销售", "sales", department=us.north)
    cashier = person("财务", "finance", department=us.north)
    account = make("account", name="客户", status="formal", owner=seller)
    make("invoice_title", by=seller, account=account.pk, name="客户")
    product = make("product", code="P1", name="产品", standard_price="1000", tax_rate="0.13")
    lines = [{"product": product.pk, "quantity": "1"}]
    order = make("sales_order", by=seller, account=account.pk, lines=lines)
    assert code(act(seller, order, "confirm")) is None
    return seller, cashier, order


@pytest.mark.req("IN-01")
def test_of_eight_requests_for_a_part_as_many_fit_as_there_is_left(fresh_db: None) -> None:
    """I2"""
    seller, _cashier, order = sold()

    def ask() -> str | None:
        (outcome,) = record_create(ctx_of(seller), "invoice_request", [{"order": order.pk, "amount": "300"}])
        errors = outcome.refusal.field_errors() if outcome.refusal is not None else []
        return errors[0].code if errors else None

    found_ = Counter(at_once(*[ask] * 8))
    assert found_ == {None: 3, "invoice_request.over_order": 5}
    assert (requests().count(), orders().get().unconfirmed_invoice_amount) == (3, 900)
    assert sum(row.tax_amount for row in requests()) < 115


def test_one_request_that_two_issue_becomes_one_invoice(fresh_db: None) -> None:
    """I7"""
    seller, cashier, order = sold()
    asked = make("invoice_request", by=seller, order=order.pk)
    given = [number() for _n in range(4)]
    issue = [lambda one=one: act(cashier, asked, "issue", number=one) for one in given]
    assert Counter(code(one) for one in at_once(*issue)) == {None: 1, "action.not_now": 3}
    assert (invoices().count(), orders().get().invoiced_amount) == (1, 1000)


def test_of_parallel_red_invoices_as_much_is_taken_back_as_there_is(fresh_db: None) -> None:
    """I8"""
    seller, cashier, order = sold()
    asked = make("invoice_request", by=seller, order=order.pk)
    assert code(act(cashier, asked, "issue", number=number())) is None
    made = invoices().get()
    taken = {"reason": "错", "amount": "400"}
    given = [number() for _n in range(4)]
    reds = [lambda one=one: act(cashier, made, "issue_red", number=one, **taken) for one in given]
    assert sorted(str(code(one)) for one in at_once(*reds)) == ["None", "None", "invalid", "invalid"]
    assert (invoices().count(), orders().get().invoiced_amount) == (3, 200)
