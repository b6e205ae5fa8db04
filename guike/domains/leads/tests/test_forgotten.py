"""Leads that nobody follows up: what is forgotten, and the list of leads to follow up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guike.domains.leads.models import Lead, LeadPool
from guike.domains.leads.rules import STATES, is_forgotten
from guike.kernel import clock, filters
from guike.platform.access.context import system_context
from guike.platform.filters.memory import matches
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import ListQuery, record_count
from guike.platform.settings.services import set_many
from tests.support.company import WHY, act, again, caller, found, make, patch, row

NOON = datetime.fromisoformat("2026-11-21T04:00:00+00:00")
FORGOTTEN = {"field": "is_forgotten", "op": "eq", "value": True}


@pytest.fixture
def us(db: Any) -> Any:
    with clock.frozen(NOON - timedelta(days=20)):
        return found()


def waiting(user: int) -> int:
    """The badge of 待跟进线索, which must be the length of the list that it opens."""
    api = caller(user)
    (item,) = [one for one in api.get("/todos").json()["items"] if one["kind"] == "lead.forgotten"]
    page = api.get(f"/records/{item['object']}", view=item["view"], fields="name").json()
    assert item["count"] == page["total"] == len(page["items"])
    return int(item["count"])


@pytest.mark.req("LF-07", "NO-01", "PM-30")
def test_a_lead_without_follow_up_waits_until_it_is_followed_up(us: Any) -> None:
    with clock.frozen(NOON - timedelta(days=7)):
        lead = us.lead(us.zhang)
    with clock.frozen(NOON):
        assert waiting(us.zhang) == 0
        clock.advance(timedelta(seconds=1))
        assert (waiting(us.zhang), waiting(us.li)) == (1, 0)
        act(us.zhang, lead, "follow_up", content="已联系")
        assert waiting(us.zhang) == 0
        clock.advance(timedelta(days=7, seconds=1))
        assert waiting(us.zhang) == 1
        # A follow-up may be any done activity about it.
        about = [{"object": "lead", "id": lead.pk}]
        make("activity", us.zhang, status="done", subject="拜访", content="谈了需求", related=about)
        assert waiting(us.zhang) == 0
        clock.advance(timedelta(days=8))
        act(us.zhang, again(lead), "invalidate", reason="空号")
        assert waiting(us.zhang) == 0


@pytest.mark.req("LF-07")
def test_the_days_are_the_company_s_or_those_of_the_pool(us: Any) -> None:
    with clock.frozen(NOON - timedelta(days=3, seconds=1)):
        us.lead(us.zhang)
        in_pool = us.lead(pool=us.pool, owner=us.zhang)
    with clock.frozen(NOON):
        assert waiting(us.zhang) == 0
        set_many({"lead.forgotten_days": 3}, None)
        assert waiting(us.zhang) == 2
        patch(us.admin, row("lead_pool", us.pool), forgotten_days=10)
        assert waiting(us.zhang) == 1
        patch(us.admin, row("lead_pool", us.pool), forgotten_days=0)
        set_many({"lead.forgotten_days": 1}, None)
        assert waiting(us.zhang) == 1
        patch(us.admin, row("lead_pool", us.pool), forgotten_days=2)
        set_many({"lead.forgotten_days": 0}, None)
        assert waiting(us.zhang) == 1
        rows = caller(us.zhang).get("/records/lead", fields="is_forgotten", sort="id").json()["items"]
        assert [one["is_forgotten"] for one in rows] == [False, True]
        assert caller(us.zhang).get(f"/records/lead/{in_pool.pk}").json()["is_forgotten"] is True
        assert "is_forgotten" not in caller(us.zhang).get("/records/lead").json()["items"][0]


@pytest.mark.req("PM-30")
def test_who_takes_a_lead_has_his_own_days(us: Any) -> None:
    with clock.frozen(NOON - timedelta(days=15)):
        lead = us.waiting()
    with clock.frozen(NOON):
        assert waiting(us.zhang) == 0  # nobody's lead is forgotten by nobody
        act(us.zhang, lead, "claim")
        assert waiting(us.zhang) == 0
        clock.advance(timedelta(days=7, seconds=1))
        assert waiting(us.zhang) == 1


@pytest.fixture
def lead(us: Any) -> Any:
    with clock.frozen(NOON - timedelta(days=9)):
        return us, us.lead().pk


moments = st.none() | st.integers(0, 30).map(lambda days: NOON - timedelta(days=days))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    status=st.sampled_from([one.code for one in STATES.states]),
    is_owned=st.booleans(),
    followed=moments,
    claimed=moments,
    company=st.integers(0, 12),
    own=st.none() | st.integers(0, 12),
    is_pooled=st.booleans(),
)
def test_the_expression_says_the_same_as_the_rule(
    lead: Any,
    status: str,
    is_owned: bool,
    followed: Any,
    claimed: Any,
    company: int,
    own: Any,
    is_pooled: bool,
) -> None:
    us, pk = lead
    columns = {"status": status, "last_follow_up_at": followed, "claimed_at": claimed}
    columns |= {"owner_id": us.zhang if is_owned else None, "pool_id": us.pool if is_pooled else None}
    Lead.objects.system(reason=WHY).filter(pk=pk).update(**columns)
    LeadPool.objects.system(reason=WHY).filter(pk=us.pool).update(forgotten_days=own)
    set_many({"lead.forgotten_days": company}, None)
    spec, ctx = catalogue().get("lead"), system_context()
    with clock.frozen(NOON):
        found_in_sql = record_count(ctx, spec, ListQuery(filter=filters.parse(FORGOTTEN)))[0] == 1
        found_in_memory = matches(ctx, spec, FORGOTTEN, row("lead", pk))
    days = own if is_pooled and own is not None else company
    told = is_forgotten(row("lead", pk), days, NOON)
    assert (found_in_sql, found_in_memory) == (told, told)


@pytest.mark.req("LF-07", "PM-30")
def test_who_leads_people_is_told_what_they_forget_and_nobody_else(us: Any) -> None:
    with clock.frozen(NOON - timedelta(days=8)):
        us.lead(us.zhang)
        us.lead(us.manager)
        us.lead(us.wang)
    with clock.frozen(NOON):
        api = caller(us.manager)
        told = {one["kind"]: one for one in api.get("/todos").json()["items"]}
        item = told["lead.forgotten_of_people"]
        assert (item["count"], item["is_of_people"], told["lead.forgotten"]["count"]) == (1, True, 1)
        (found,) = api.get("/records/lead", view=item["view"], fields="owner").json()["items"]
        assert found["owner"]["id"] == us.zhang
        kinds = {one["kind"] for one in caller(us.zhang).get("/todos").json()["items"]}
        assert {"lead.forgotten", "activity.overdue"} <= kinds
        assert not kinds & {"lead.forgotten_of_people", "activity.overdue_of_people"}
