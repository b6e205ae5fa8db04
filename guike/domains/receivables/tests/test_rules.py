"""How money is spread, taken back and fitted, without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.domains.receivables.rules import (
    LIVING,
    RECEIVABLE_STATES,
    Source,
    fitted,
    overdue_days,
    refunded_from,
    spread,
    state_of,
    step_to,
    taken_back,
)

amounts = st.decimals(min_value=0, max_value=9999, places=2)
positive = st.decimals(min_value="0.01", max_value=9999, places=2)


@given(amounts, st.lists(amounts, max_size=6))
def test_money_goes_as_far_as_it_reaches_in_this_order(amount: Decimal, owed: list[Decimal]) -> None:
    parts = spread(amount, enumerate(owed))
    assert sum(part for _pk, part in parts) == min(amount, sum(owed, Decimal(0)))
    assert all(0 < part <= owed[pk] for pk, part in parts)
    full = [pk for pk, part in parts if part == owed[pk]]
    assert full[: len(parts) - 1] == [pk for pk, _part in parts][:-1]  # only the last may be a part


@given(st.lists(positive, min_size=1, max_size=6), st.data())
def test_as_little_is_taken_back_as_frees_the_excess(entries: list[Decimal], data: st.DataObject) -> None:
    total = sum(entries, Decimal(0))
    excess = data.draw(st.decimals(min_value=0, max_value=total, places=2))
    gone, again = taken_back(excess, list(enumerate(entries)))
    assert sum(entries[pk] for pk in gone) - again == excess
    assert gone == list(range(len(entries) - 1, len(entries) - 1 - len(gone), -1))
    assert not gone or 0 <= again < entries[gone[-1]]


@given(st.lists(amounts, min_size=1, max_size=6), amounts)
def test_amounts_are_fitted_to_their_total_from_the_end(found: list[Decimal], total: Decimal) -> None:
    fit = fitted(found, total)
    assert sum(fit, Decimal(0)) == total
    assert all(one >= 0 for one in fit)
    moved = [n for n, (old, new) in enumerate(zip(found, fit, strict=True)) if old != new]
    assert not moved or all(fit[n] == 0 for n in range(moved[0] + 1, len(fit))) or moved == [len(fit) - 1]


def test_there_is_nothing_to_fit_to_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="cannot sum to -1"):
        fitted([Decimal(1)], Decimal(-1))


@pytest.mark.parametrize(
    ("amount", "allocated", "found"),
    [("100", "0", "open"), ("100", "0.01", "partly"), ("100", "99.99", "partly"), ("100", "100", "settled"), ("0", "0", "settled")],
)  # fmt: skip
def test_a_receivable_stands_by_its_amounts(amount: str, allocated: str, found: str) -> None:
    assert state_of(Decimal(amount), Decimal(allocated)) == found


def test_a_declared_step_leads_between_any_two_states_that_amounts_make() -> None:
    for old in LIVING:
        for new in set(LIVING) - {old}:
            step = RECEIVABLE_STATES.step(step_to(old, new))
            assert step is not None
            assert step.leads(old, new), (old, new)
    assert RECEIVABLE_STATES.closed == ("settled", "written_off", "cancelled")


@pytest.mark.req("RE-09")
@pytest.mark.parametrize(
    ("is_owed", "due", "found"),
    [(True, date(2026, 1, 1), 30), (True, date(2026, 1, 30), 1), (True, date(2026, 1, 31), 0),
     (True, date(2026, 2, 1), 0), (False, date(2026, 1, 1), 0), (True, None, 0)],
)  # fmt: skip
def test_days_overdue_are_counted_from_the_day_after_it_is_due(
    is_owed: bool, due: date | None, found: int
) -> None:
    assert overdue_days(is_owed, due, date(2026, 1, 31)) == found


@pytest.mark.parametrize(
    ("amount", "left", "found"),
    [("100", ("300", "100", "99"), 1), ("100", ("300",), 0), ("301", ("300", "100"), 0), ("1", (), None)],
)
def test_a_refund_comes_from_the_last_payment_that_has_enough_else_from_the_largest(
    amount: str, left: tuple[str, ...], found: int | None
) -> None:
    sources = [Source(n, Decimal(one)) for n, one in enumerate(left)]
    chosen = refunded_from(Decimal(amount), sources)
    assert (None if chosen is None else chosen.id) == found


def test_what_was_given_up_shows_in_the_state() -> None:
    assert state_of(Decimal(10), Decimal(10), has_bad_debt=True) == "written_off"
    assert state_of(Decimal(10), Decimal(9), has_bad_debt=True) == "partly"
