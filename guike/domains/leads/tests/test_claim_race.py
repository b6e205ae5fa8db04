"""Fifty people, one lead: real connections, real threads."""

from __future__ import annotations

from collections import Counter

import pytest

from guike.domains.leads.models import Lead, LeadPool
from guike.platform.org.queries import directory
from guike.platform.pools.models import ClaimEntry
from guike.platform.records.models import History
from tests.support.company import WHY, act, again, code, events, found, history, person, row
from tests.support.race import at_once

PEOPLE = 50


@pytest.mark.req("LP-06")
def test_i2_of_fifty_claims_one_wins_and_49_learn_who(fresh_db):
    """I2"""
    us = found()
    people = [person(f"业务员{n}", "sales", department=us.north) for n in range(PEOPLE)]
    lead = us.waiting()
    outcomes = at_once(*[lambda user=user: act(user, lead, "claim") for user in people])
    assert Counter(code(o) for o in outcomes) == {None: 1, "pool.already_owned": 49}
    winner = people[[code(o) for o in outcomes].index(None)]
    name = directory().person_name(winner)
    losers = {o.refusal.message("zh-CN") for o in outcomes if o.refusal}
    assert losers == {f"已被 {name} 领取"}
    assert {o.refusal.status for o in outcomes if o.refusal} == {409}
    assert (again(lead).owner_id, again(lead).status, again(lead).version) == (winner, "pending", 2)
    assert events("pool.claimed") == [{"ids": [lead.pk], "owner": winner}]
    assert history(lead, "owner") == [(None, winner)]
    fields = History.objects.filter(object="lead", record_id=lead.pk).values_list("field", "user_id")
    assert {user for _field, user in fields} == {winner}
    assert list(ClaimEntry.objects.values_list("record_id", "user_id", "verb")) == [
        (lead.pk, winner, "claim")
    ]


@pytest.mark.req("LP-06")
def test_limits_hold_for_one_person_in_many_windows(fresh_db):
    us = found()
    LeadPool.objects.system(reason=WHY).filter(pk=us.pool).update(daily_claim_limit=3, holding_limit=5)
    leads = [us.waiting() for _n in range(8)]
    outcomes = at_once(*[lambda lead=lead: act(us.zhang, lead, "claim") for lead in leads])
    assert Counter(code(o) for o in outcomes) == {None: 3, "pool.daily_limit": 5}
    assert Lead.objects.system(reason=WHY).filter(owner_id=us.zhang).count() == 3
    assert row("lead_pool", us.pool).version == 1
