"""Where a day of claims begins and ends, and which claims count."""

from __future__ import annotations

from typing import Any

import pytest

from guike.domains.leads.models import LeadPool
from guike.kernel import clock
from tests.support.company import WHY, Company, act, again, code, found, make

MIDNIGHT = "2026-11-20T16:00:00+00:00"  # as the 21st begins in Shanghai
LAST = "2026-11-21T15:59:59.999999+00:00"
NEXT = "2026-11-21T16:00:00+00:00"


@pytest.fixture
def us(db: Any) -> Company:
    company = found()
    LeadPool.objects.system(reason=WHY).update(daily_claim_limit=1)
    return company


def _claim_at(us: Company, at: str, **pool: int) -> str | None:
    lead = us.lead(owner=None, **(pool or {"pool": us.pool}))
    with clock.frozen(at):
        refusal = code(act(us.zhang, lead, "claim"))
    assert (again(lead).owner_id == us.zhang) is (refusal is None)
    return refusal


@pytest.mark.req("LP-06")
def test_a_claim_at_midnight_counts_for_the_day_that_begins(us: Company) -> None:
    assert [_claim_at(us, at) for at in (MIDNIGHT, LAST, NEXT)] == [None, "pool.daily_limit", None]


@pytest.mark.req("LP-06")
def test_a_claim_at_the_next_midnight_does_not_count_for_the_day_that_ends(us: Company) -> None:
    """As when two processes' clocks are apart by a moment."""
    assert [_claim_at(us, at) for at in (NEXT, LAST)] == [None, None]


@pytest.mark.req("LP-06")
def test_each_pool_has_a_limit_of_its_own(us: Company) -> None:
    other = make("lead_pool", name="二池", members=[us.zhang], daily_claim_limit=1).pk
    assert [_claim_at(us, LAST, pool=pool) for pool in (us.pool, other, other, us.pool)] == [
        None, None, "pool.daily_limit", "pool.daily_limit",
    ]  # fmt: skip
