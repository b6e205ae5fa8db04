"""Who may take what, and how many go to whom."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.platform.pools.rules import Claimant, PoolTerms, check_claim, deal_out

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
FREE = PoolTerms(
    is_claimable=True, daily_claim_limit=None, holding_limit=None, former_owner_cooldown_hours=None
)
NOBODY = Claimant(0, 0, {})


def test_no_limit_no_refusal():
    assert check_claim(FREE, Claimant(1000, 1000, {7: NOW}), 7, 1000, NOW) is None


def test_claiming_off_comes_first():
    closed = PoolTerms(False, 0, 0, 1)
    assert check_claim(closed, NOBODY, 7, 0, NOW) == ("pool.not_claimable", None)


@pytest.mark.parametrize(
    ("claimed", "already", "answer"),
    [
        (9, 0, None),
        (10, 0, ("pool.daily_limit", 10)),
        (8, 1, None),
        (8, 2, ("pool.daily_limit", 10)),
        (0, 10, ("pool.daily_limit", 10)),
    ],
)
def test_the_daily_limit_counts_what_this_call_already_took(claimed, already, answer):
    terms = PoolTerms(True, 10, None, None)
    assert check_claim(terms, Claimant(claimed, 0, {}), 7, already, NOW) == answer


@pytest.mark.parametrize(
    ("held", "already", "answer"),
    [(49, 0, None), (50, 0, ("pool.holding_limit", 50)), (49, 1, ("pool.holding_limit", 50))],
)
def test_the_holding_limit(held, already, answer):
    assert check_claim(PoolTerms(True, None, 50, None), Claimant(0, held, {}), 7, already, NOW) == answer


def test_a_limit_of_nought_allows_nothing():
    assert check_claim(PoolTerms(True, 0, None, None), NOBODY, 7, 0, NOW) == ("pool.daily_limit", 0)


def test_cooling_off_ends_to_the_second():
    terms = PoolTerms(True, None, None, 24)
    gave_up = Claimant(0, 0, {7: NOW})
    until = NOW + timedelta(hours=24)
    assert check_claim(terms, gave_up, 7, 0, until - timedelta(seconds=1)) == ("pool.cooldown", until)
    assert check_claim(terms, gave_up, 7, 0, until) is None
    assert check_claim(terms, gave_up, 8, 0, NOW) is None


@pytest.mark.req("LP-04")
def test_equal_parts():
    assert deal_out(50, [1, 2]) == [1] * 25 + [2] * 25
    assert deal_out(5, [1, 2, 3]) == [1, 1, 2, 2, 3]
    assert deal_out(1, [1, 2]) == [1]


@given(st.integers(0, 300), st.lists(st.integers(1, 50), min_size=1, unique=True))
def test_everybody_gets_his_share(count, owners):
    dealt = deal_out(count, owners)
    counts = [dealt.count(owner) for owner in owners]
    assert sum(counts) == len(dealt) == count
    assert max(counts) - min(counts) <= 1
    assert counts == sorted(counts, reverse=True)
