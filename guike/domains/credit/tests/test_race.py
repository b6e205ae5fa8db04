"""Sixty-four orders, one limit: real connections, real threads."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from guike.domains.credit.standing import credit_of
from guike.domains.orders.models import SalesOrder
from tests.support.company import WHY, act, code, found, make, nobody_decides, person
from tests.support.race import at_once

ORDERS = 64
FIT = 20


@pytest.mark.req("AC2-03")
@pytest.mark.parametrize("is_group", [False, True])
def test_i1_of_64_parallel_orders_as_many_take_effect_as_the_limit_has_room_for(
    fresh_db: None, is_group: bool
) -> None:
    """I1: in one account, or in four companies of one group."""
    us = found()
    nobody_decides()
    seller = person("销售", "sales", department=us.north)
    root = make("account", name="集团", status="formal", owner=seller)
    accounts = [root.pk]
    if is_group:
        accounts = [
            make("account", name=f"子公司{n}", status="formal", owner=seller, parent=root.pk).pk
            for n in range(4)
        ]
    make("credit_limit", account=root.pk, limit_amount=str(FIT * 100 + 99))
    product = make("product", code="P1", name="产品", standard_price="100")
    orders = [
        make(
            "sales_order",
            by=seller,
            account=accounts[n % len(accounts)],
            lines=[{"product": product.pk, "quantity": "1"}],
        )
        for n in range(ORDERS)
    ]
    outcomes = at_once(*[lambda order=order: act(seller, order, "submit") for order in orders])
    assert Counter(code(one) for one in outcomes) == {None: FIT, "approval.nobody_decides": ORDERS - FIT}
    rows = SalesOrder.objects.system(reason=WHY)
    assert Counter(rows.values_list("status", flat=True)) == {"approved": FIT, "draft": ORDERS - FIT}
    (position,) = credit_of([root.pk])[root.pk].positions
    assert (position.used, position.available) == (Decimal(FIT * 100), Decimal(99))
