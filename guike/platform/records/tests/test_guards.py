"""Guards of the write path that nothing else would miss: sight, versions, the parent's lock."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from guike.domains.campaigns.models import Campaign
from guike.domains.leads.models import Lead
from guike.kernel import clock
from guike.platform.access.context import system_context
from guike.platform.events.models import Event
from guike.platform.records.models import History
from guike.platform.records.shapes import single
from guike.platform.records.upkeep.nightly import purge_recycle_bin
from guike.platform.records.writing import record_create, record_delete
from guike.platform.settings.services import set_many
from tests.support import company as people
from tests.support.company import WHY, again, caller, make, row
from tests.support.race import PATIENCE, at_once, until_blocked


def _written() -> tuple[int, int]:
    return Event.objects.count(), History.objects.count()


@pytest.mark.req("LP-02")
@pytest.mark.parametrize("many", [False, True], ids=["one", "several"])
def test_a_change_does_not_carry_a_row_out_of_the_writers_sight(db: None, *, many: bool) -> None:
    """A pool's administrator sees what lies in his pool: he cannot put it into another one's."""
    us = people.found()
    other = make("lead_pool", name="别人的池", admins=[us.admin])
    mine = make("lead_pool", name="另一个池", admins=[us.pool_admin])
    leads = [us.waiting() for _n in range(2 if many else 1)]
    api = caller(us.pool_admin)
    before = _written()
    if many:
        update = [{"id": leads[0].pk, "title": "经理"}, {"id": leads[1].pk, "pool": other.pk}]
        answer = api.post("/records/lead/bulk", {"update": update})
        assert "access.out_of_scope" in answer.content.decode()
    else:
        answer = api.patch(f"/records/lead/{leads[0].pk}", {"title": "经理", "pool": other.pk})
        assert (answer.status_code, answer.json()["code"]) == (403, "access.out_of_scope")
    assert {(again(lead).pool_id, again(lead).version) for lead in leads} == {(us.pool, 1)}
    assert _written() == before
    moved = api.patch(f"/records/lead/{leads[0].pk}", {"pool": mine.pk})
    assert (moved.status_code, again(leads[0]).pool_id) == (200, mine.pk)


@pytest.mark.parametrize("version", [0, 1, 3, 2**31 - 1])
def test_only_the_rows_own_version_is_let_through(db: None, version: int) -> None:
    """One that nobody can have read is as stale as an old one."""
    us = people.found()
    lead = us.lead(title="主管")
    api = caller(us.zhang)
    assert api.patch(f"/records/lead/{lead.pk}", {"title": "经理", "_version": 1}).status_code == 200
    before = _written()
    answer = api.patch(f"/records/lead/{lead.pk}", {"title": "总监", "_version": version})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict.stale")
    assert (again(lead).title, again(lead).version) == ("经理", 2)
    assert _written() == before
    assert api.patch(f"/records/lead/{lead.pk}", {"title": "总监", "_version": 2}).status_code == 200


@pytest.mark.req("CU-31")
@pytest.mark.parametrize("days", [30, 7])
def test_the_last_day_in_the_recycle_bin_is_a_whole_one(db: None, days: int) -> None:
    us = people.found()
    if days != 30:
        set_many({"recycle.days": days}, None, object_name="lead")
    lead = us.lead()
    with clock.frozen("2026-11-01T08:00:00+00:00"):
        single(record_delete(system_context(), "lead", [lead.pk]))
    last = datetime.fromisoformat("2026-11-01T08:00:00+00:00") + timedelta(days=days)
    with clock.frozen(last.isoformat()):
        assert purge_recycle_bin() == 0
    assert row("lead", lead.pk).deleted_at is not None
    with clock.frozen((last + timedelta(microseconds=1)).isoformat()):
        assert purge_recycle_bin() == 1
    assert not Lead.objects.system(reason=WHY).filter(pk=lead.pk).exists()


@pytest.mark.req("CV-07")
@pytest.mark.parametrize("second", ["create", "delete"])
def test_figures_of_a_parent_wait_for_whoever_changes_them_now(fresh_db: Any, second: str) -> None:
    """The second writer adds to what the first has made of the figure, not to what it was before."""
    us = people.found()
    campaign = make("campaign", name="春季开放日").pk
    own = {"name": "甲", "source": "phone", "owner": us.zhang, "campaign": campaign}
    standing, written = make("lead", **own), threading.Event()

    def first() -> None:
        with transaction.atomic():
            single(record_create(system_context(), "lead", [own], system=True))
            written.set()
            until_blocked()

    def then() -> None:
        assert written.wait(PATIENCE)
        if second == "create":
            single(record_create(system_context(), "lead", [own], system=True))
        else:
            single(record_delete(system_context(), "lead", [standing.pk]))

    at_once(first, then)
    found = Campaign.objects.system(reason=WHY).get(pk=campaign)
    assert (
        found.lead_count == Lead.objects.system(reason=WHY).filter(campaign=campaign, deleted_at=None).count()
    )
    assert found.lead_count == {"create": 3, "delete": 1}[second]
