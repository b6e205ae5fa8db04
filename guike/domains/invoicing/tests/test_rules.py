"""How amounts, taxes and quantities are shared out, and how lines stand on paper; without a database."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.domains.invoicing.rules import (
    Billable,
    Item,
    Sum,
    amount_of,
    is_number,
    paper_lines,
    part_of,
    red_parts,
    share_out,
    total,
    unit_price,
)
from guike.kernel.money import round_amount, tax_amount

CENTS = st.integers(1, 10**10).map(lambda n: Decimal(n).scaleb(-2))
QUANTITIES = st.integers(1, 10**10).map(lambda n: Decimal(n).scaleb(-3))
RATES = st.sampled_from([Decimal(one) for one in ("0", "0.01", "0.03", "0.06", "0.09", "0.13")])


def line(amount: Decimal, rate: Decimal, quantity: Decimal, place: int = 0) -> Billable:
    whole = Sum(amount, tax_amount(amount, rate, True, 2), quantity)
    return Billable(place, whole, whole)


@given(CENTS, RATES, QUANTITIES, st.lists(st.integers(1, 99), min_size=1, max_size=8))
def test_parts_of_a_line_are_the_whole_to_the_cent(
    amount: Decimal, rate: Decimal, quantity: Decimal, sizes: list[int]
) -> None:
    """I6"""
    one = line(amount, rate, quantity)
    found: list[Sum] = []
    for size in sizes:
        asked = min(round_amount(amount * size / 100, 2), one.left.amount)
        if asked <= 0:
            continue
        part = part_of(one, asked, 2)
        assert 0 <= part.tax <= part.amount == asked
        found.append(part)
        one = Billable(one.line, one.whole, one.left - part)
    if one.left.amount > 0:
        found.append(part_of(one, one.left.amount, 2))
    assert (total(found).amount, total(found).tax) == (amount, one.whole.tax)


@given(st.lists(st.tuples(CENTS, RATES, QUANTITIES), min_size=1, max_size=6), st.integers(1, 100))
def test_an_amount_is_shared_out_exactly_and_no_line_gives_more_than_it_has(
    rows: list[tuple[Decimal, Decimal, Decimal]], percent: int
) -> None:
    lines = [line(*row, place) for place, row in enumerate(rows)]
    asked = max(round_amount(total(one.left for one in lines).amount * percent / 100, 2), Decimal("0.01"))
    found = share_out(asked, lines, 2)
    assert total(part for _one, part in found).amount == asked
    assert all(0 < part.amount <= one.left.amount for one, part in found)


@given(CENTS, RATES, QUANTITIES, CENTS)
def test_goods_and_discount_are_the_part_and_price_times_quantity_rounds_to_the_amount(
    amount: Decimal, rate: Decimal, quantity: Decimal, discount: Decimal
) -> None:
    """I6"""
    part = line(amount, rate, quantity).whole
    found = paper_lines(Item(part, rate, amount + discount), 2)
    assert [one.kind for one in found] == ["goods", "discount"]
    assert (sum(one.amount for one in found), sum(one.tax for one in found)) == (part.amount, part.tax)
    goods = found[0]
    assert goods.quantity is not None
    assert goods.unit_price is not None
    assert round_amount(goods.quantity * goods.unit_price, 2) == goods.amount - goods.tax
    assert [one.kind for one in paper_lines(Item(part, rate, amount), 2)] == ["goods"]


@given(st.lists(st.tuples(CENTS, RATES, QUANTITIES), min_size=1, max_size=4), st.integers(1, 99))
def test_what_is_taken_back_in_two_parts_is_the_whole(
    rows: list[tuple[Decimal, Decimal, Decimal]], percent: int
) -> None:
    """I8"""
    wholes = [line(*row).whole for row in rows]
    amount = total(wholes).amount
    first = round_amount(amount * percent / 100, 2)
    taken = dict(red_parts(first, [(one, one) for one in wholes], 2))
    left = [(one, one - taken.get(place, Sum())) for place, one in enumerate(wholes)]
    rest = red_parts(amount - first, left, 2)
    both = total([*taken.values(), *(part for _place, part in rest)])
    assert (both.amount, both.tax) == (amount, total(wholes).tax)


@pytest.mark.parametrize(
    ("net", "quantity", "price"),
    [("100", "3", "33.333"), ("10", "4", "2.5"), ("0.01", "7", "0.001"), ("88.50", "1", "88.5")],
)
def test_a_price_is_as_short_as_it_may_be(net: str, quantity: str, price: str) -> None:
    assert unit_price(Decimal(net), Decimal(quantity), 2) == Decimal(price)


def test_a_quantity_is_worth_its_share_and_the_rest_what_is_left() -> None:
    one = line(Decimal(100), Decimal(0), Decimal(3))
    assert amount_of(one, Decimal(1), 2) == Decimal("33.33")
    rest = Billable(0, one.whole, one.left - Sum(Decimal("33.33"), Decimal(0), Decimal(1)))
    assert amount_of(rest, Decimal(2), 2) == Decimal("66.67")


@pytest.mark.parametrize(
    ("text", "found"), [("1" * 20, True), ("1" * 19, False), ("1" * 19 + "A", False), ("１" * 20, False)]
)
def test_numbers_have_twenty_digits(text: str, found: bool) -> None:
    assert is_number(text) is found
