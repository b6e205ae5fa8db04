"""Numbers of orders under real concurrency."""

from __future__ import annotations

import re
from functools import partial

import pytest

from guike.domains.orders.tests.shop import Shop, orders
from guike.kernel import clock
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.org.queries import begin_versions
from guike.platform.records.shapes import single
from guike.platform.records.writing import record_create, record_delete
from tests.support.race import at_once

NUMBER = re.compile(r"SO(\d{8})-(\d{4})")
PARALLEL = 50


@pytest.mark.req("OR-06")
def test_i9_fifty_parallel_creations_give_fifty_numbers(fresh_db):
    """I9, OR-06"""
    shop = Shop.open()
    product = shop.product("10")
    ctx = Context(actor_of(shop.seller.id))
    before = clock.today("Asia/Shanghai")

    def create(n: int) -> int:
        begin_versions()
        row = {"account": shop.account, "lines": [{"product": product, "quantity": str(n + 1)}]}
        return single(record_create(ctx, "sales_order", [row])).id

    created = at_once(*[partial(create, n) for n in range(PARALLEL)])
    numbers = list(orders().filter(pk__in=created).values_list("number", flat=True))
    found = [NUMBER.fullmatch(number) for number in numbers]
    assert all(found)
    days = {match[1] for match in found}
    assert days <= {f"{before:%Y%m%d}", f"{clock.today('Asia/Shanghai'):%Y%m%d}"}
    if len(days) == 1:  # midnight did not fall into the test
        assert sorted(int(match[2]) for match in found) == list(range(1, PARALLEL + 1))
    assert len(set(numbers)) == PARALLEL
    assert orders().count() == PARALLEL


@pytest.mark.req("OR-06")
def test_i9_a_deleted_drafts_number_is_not_used_again(db):
    """I9, OR-06: nor is one lost to a refused order."""
    shop = Shop.open()
    row = {"product": shop.product(), "quantity": "1"}
    with clock.frozen("2026-11-20T16:30:00+00:00"):  # past midnight in Shanghai
        first = shop.order(row)
        assert first["number"] == "SO20261121-0001"
        assert shop.seller.delete(f"/records/sales_order/{first['id']}").status_code == 204
        assert shop.refuse(row | {"quantity": "-1"}).status_code == 422
        assert shop.order(row)["number"] == "SO20261121-0002"
        assert shop.order()["number"] == "SO20261121-0003"


def test_a_list_of_orders_is_numbered_in_its_order(db):
    shop = Shop.open()
    ctx = Context(actor_of(shop.seller.id))
    rows = [{"account": shop.account, "description": str(n)} for n in range(3)]
    with clock.frozen("2026-11-21T02:00:00+00:00"):
        record_create(ctx, "sales_order", rows)
    found = orders().order_by("number").values_list("description", "number")
    assert list(found) == [("0", "SO20261121-0001"), ("1", "SO20261121-0002"), ("2", "SO20261121-0003")]
    assert all(
        outcome.ok
        for outcome in record_delete(ctx, "sales_order", list(orders().values_list("pk", flat=True)))
    )
