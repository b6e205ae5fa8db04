"""Conversions that meet: of leads of the same campaigns, at the same moment."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from guike.domains.campaigns.models import Campaign
from guike.flows import convert_lead
from tests.support.company import WHY, act_many, again, code, found, make
from tests.support.race import at_once, until_blocked


@pytest.mark.req("CV-01", "CV-07")
def test_conversions_that_cross_over_two_campaigns_do_not_wait_for_one_another(
    fresh_db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has written into one campaign before it comes to the other's, unless both were locked at the start."""
    us = found()
    spring, autumn = (make("campaign", name=name).pk for name in ("春季开放日", "秋季展会"))
    mine = [us.lead(campaign=one) for one in (spring, autumn)]
    yours = [us.lead(campaign=one) for one in (autumn, spring)]
    account = us.account().pk  # a new one would have them wait for its number, one after the other
    reached: set[int] = set()
    carry = convert_lead._carry

    def slow(*given: Any) -> None:
        me = threading.get_ident()
        if me not in reached:
            reached.add(me)
            until_blocked(lambda: len(reached) == 2)
        carry(*given)

    monkeypatch.setattr(convert_lead, "_carry", slow)

    def convert(leads: list[Any]) -> list[Any]:
        ids = [lead.pk for lead in leads]
        return act_many(us.admin, "lead", ids, "convert", account_id=account, opportunity={})

    outcomes = at_once(lambda: convert(mine), lambda: convert(yours))
    assert [code(one) for some in outcomes for one in some] == [None] * 4
    assert {again(lead).status for lead in (*mine, *yours)} == {"converted"}
    for campaign in (spring, autumn):
        figures = Campaign.objects.system(reason=WHY).get(pk=campaign)
        assert (figures.lead_count, figures.converted_count, figures.opportunity_count) == (2, 2, 2)
