"""Random edits through the API: after each the amounts are those of a simple sum, or nothing moved."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guike.domains.orders.tests.shop import Shop, adds_up, lines, orders
from guike.kernel.money import price_in_currency

CENT = Decimal("0.01")
#: what random edits may run into: a target or kept discount above the lines' sum
ALLOWED = {"money.target_above_sum", "money.discount_above_sum"}

decimals = st.decimals(min_value=0, max_value=9999, places=2)
rates = st.sampled_from(["0", "0.1", "0.05", "0.333333", "0.13", "0.5", "1"])
quantities = st.decimals(min_value="0.001", max_value=500, places=3)


@st.composite
def line_values(draw: Any) -> dict[str, Any]:
    """What a writer says of a line besides its product."""
    return {
        "quantity": str(draw(quantities)),
        "unit_price": str(draw(decimals)),
        "discount_rate": draw(rates),
        "tax_rate": draw(rates),
    }


class Edit:
    """One PATCH, made from the order as it stands."""

    def __init__(
        self, kept: list[int], changed: dict[str, Any], added: list[dict[str, Any]], header: dict[str, Any]
    ):
        self.kept, self.changed, self.added, self.header = kept, changed, added, header

    def __repr__(self) -> str:
        return f"Edit({self.kept}, {self.changed}, {self.added}, {self.header})"

    def values(self, order: dict[str, Any], product: int) -> dict[str, Any]:
        sent = dict(self.header)
        if self.kept or self.added:
            standing = [line["id"] for line in order["lines"]]
            ids = list(dict.fromkeys(standing[n % len(standing)] for n in self.kept)) if standing else []
            rows: list[dict[str, Any]] = [{"id": one} for one in ids]
            if rows:
                rows[0] |= self.changed
            sent["lines"] = rows + [{"product": product, **values} for values in self.added]
        return sent


headers = st.one_of(
    st.just({}),
    st.builds(lambda on: {"is_tax_included": on}, st.booleans()),
    st.builds(lambda rate: {"order_discount_rate": rate}, rates),
    st.builds(lambda amount: {"target_amount": str(amount)}, decimals),
    st.just({"description": "只改备注"}),
)
edits = st.builds(
    Edit,
    st.lists(st.integers(0, 5), max_size=4),
    st.one_of(st.just({}), line_values()),
    st.lists(line_values(), max_size=3),
    headers,
)


def expected_line(line: dict[str, Any]) -> Decimal:
    """quantity × price × (1 − discount), to the cent."""
    exact = Decimal(line["quantity"]) * Decimal(line["unit_price"]) * (1 - Decimal(line["discount_rate"]))
    return exact.quantize(CENT, ROUND_HALF_UP)


def check(order: dict[str, Any]) -> None:
    assert adds_up(order)
    included = order["is_tax_included"]
    for line in order["lines"]:
        amount, share, net = (Decimal(line[k]) for k in ("amount", "allocated_discount_amount", "net_amount"))
        assert amount == expected_line(line)
        assert 0 <= share <= amount
        assert net == amount - share
        rate = Decimal(line["tax_rate"])
        tax = net * rate / (1 + rate) if included else net * rate
        assert Decimal(line["tax_amount"]) == tax.quantize(CENT, ROUND_HALF_UP)
        assert Decimal(line["discount_amount"]) == Decimal(line["list_amount"]) - net
    shares = sum((Decimal(line["allocated_discount_amount"]) for line in order["lines"]), Decimal(0))
    assert shares == Decimal(order["order_discount_amount"])


def check_stored(order_id: int) -> None:
    """I1 on load: the rows in the database, not what the API made of them."""
    row = orders().get(pk=order_id)
    standing = list(lines().filter(order_id=order_id, deleted_at=None))
    paid = sum(line.net_amount + (0 if row.is_tax_included else line.tax_amount) for line in standing)
    assert row.total_amount == paid
    assert row.tax_amount == sum(line.tax_amount for line in standing)
    assert row.list_amount == sum(line.list_amount for line in standing)
    assert row.base_total_amount == row.total_amount


@pytest.fixture
def shop(db):
    return Shop.open()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.lists(line_values(), max_size=4), steps=st.lists(edits, min_size=1, max_size=5))
def test_i1_the_lines_sum_to_the_total_after_every_write(shop, first, steps):
    """I1"""
    product = shop.product("10", tax_rate="0.13")
    order = shop.order(*[{"product": product, **values} for values in first])
    check(order)
    for step in steps:
        answer = shop.change(order, **step.values(order, product))
        if answer.status_code == 200:
            order = answer.json()
            check(order)
        else:
            assert {e["code"] for e in answer.json()["errors"]} <= ALLOWED, (step, answer.content)
            assert shop.get(order)["lines"] == order["lines"]
        check_stored(order["id"])


@given(
    st.decimals(min_value="0.000001", max_value="99999999", places=6),
    st.decimals(min_value="0.0001", max_value="9999", places=4),
)
def test_a_converted_price_is_worth_the_same_to_half_a_millionth(price, rate):
    converted = price_in_currency(price, rate)
    assert abs(converted * rate - price) <= rate * Decimal("0.0000005")
    assert price_in_currency(price, Decimal(1)) == price
