"""Payments, decided without a database."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.domains.expenses.rules import STATES, Paid, last_standing, pay

CENTS = st.integers(min_value=0, max_value=10**9).map(lambda n: Decimal(n) / 100)


@pytest.mark.req("CE-04")
@pytest.mark.parametrize(
    ("paid", "wanted", "expected"),
    [
        ("0", None, Paid(Decimal(1000), True)),
        ("0", "1000", Paid(Decimal(1000), True)),
        ("0", "999.99", Paid(Decimal("999.99"), False)),
        ("0", "1000.01", None),
        ("400", "600", Paid(Decimal(600), True)),
        ("400", "600.01", None),
        ("400", "0", None),
        ("400", "-1", None),
        ("1000", None, None),
    ],
)
def test_what_may_be_paid_of_1000(paid, wanted, expected):
    assert pay(Decimal(1000), Decimal(paid), None if wanted is None else Decimal(wanted)) == expected


@pytest.mark.req("CE-04")
@given(CENTS, st.lists(st.none() | CENTS, max_size=20))
def test_never_more_than_approved_and_whole_only_at_the_end(approved, wishes):
    paid = Decimal(0)
    for wish in wishes:
        found = pay(approved, paid, wish)
        if found is not None:
            assert found.amount > 0
            paid += found.amount
            assert found.is_whole == (paid == approved)
        assert paid <= approved


def test_the_last_payment_that_stands_is_taken_back():
    """I5"""
    assert last_standing([]) is None
    assert last_standing([(1, None), (2, None)]) == 2
    assert last_standing([(1, None), (2, None), (3, 2)]) == 1
    assert last_standing([(1, None), (2, 1)]) is None
    assert last_standing([(1, None), (2, 1), (3, None)]) == 3


def test_reimbursed_is_the_only_closed_state():
    assert STATES.closed == ("reimbursed",)
