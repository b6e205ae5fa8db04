"""A conversion taken back, and what it made deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from guike.domains.accounts.models import Account, Contact
from guike.domains.leads.models import Lead
from guike.domains.opportunities.models import Opportunity
from guike.kernel import clock
from guike.platform.records.upkeep.nightly import purge_recycle_bin
from tests.support.company import WHY, act, again, code, delete, events, found, history, make, restore, row

EVERYTHING = {"account": {}, "contact": {}, "opportunity": {}}


@pytest.fixture
def us(db):
    return found()


@pytest.fixture
def lead(us):
    return us.lead(name="陈海", company="海风文具有限公司", mobile="13800000001")


def living():
    return {
        model.__name__: model.objects.system(reason=WHY).filter(deleted_at=None).count()
        for model in (Account, Contact, Opportunity)
    }


NOTHING = {"Account": 0, "Contact": 0, "Opportunity": 0}
ONE_OF_EACH = {"Account": 1, "Contact": 1, "Opportunity": 1}


@pytest.mark.parametrize("followed", [True, False])
def test_the_lead_is_worked_on_again_and_what_was_made_stays(us, lead, followed):
    if followed:
        act(us.zhang, lead, "follow_up", content="初次通话")
    assert code(act(us.zhang, lead, "convert", **EVERYTHING)) is None
    account = Account.objects.system(reason=WHY).get()
    assert code(act(us.zhang, lead, "unconvert")) is None
    now = again(lead)
    assert now.status == ("following" if followed else "pending")
    assert (now.converted_account_id, now.converted_contact_id, now.converted_opportunity_id) == (None,) * 3
    assert now.converted_at is None
    assert living() == ONE_OF_EACH
    assert again(account).lead_id == lead.pk
    assert history(lead, "converted_account")[-1] == (account.pk, None)
    assert events("lead.unconverted") == [{"ids": [lead.pk], "deleted": []}]
    assert code(act(us.zhang, lead, "convert", account_id=account.pk)) is None
    assert living() == ONE_OF_EACH


@pytest.mark.parametrize("state", ["unassigned", "pending", "following"])
@pytest.mark.parametrize("followed", [True, False])
def test_the_lead_is_in_the_state_that_the_conversion_found(us, state, followed):
    """Whatever its other facts would suggest, and also the second time."""
    lead = us.lead(name="陈海", company="海风文具有限公司", mobile="13800000001")
    at = timezone.now() if followed else None
    owner = None if state == "unassigned" else us.zhang
    Lead.objects.system(reason=WHY).filter(pk=lead.pk).update(
        status=state, owner_id=owner, last_follow_up_at=at
    )
    for _time in range(2):
        assert code(act(us.admin, again(lead), "convert", account={})) is None
        assert code(act(us.admin, again(lead), "unconvert", delete_created=True)) is None
        assert (again(lead).status, again(lead).owner_id, living()) == (state, owner, NOTHING)


def test_a_lead_that_got_another_owner_meanwhile_is_in_a_state_that_fits(us, lead):
    assert code(act(us.zhang, lead, "convert", account={})) is None
    Lead.objects.system(reason=WHY).filter(pk=lead.pk).update(owner_id=None)
    assert code(act(us.admin, again(lead), "unconvert")) is None
    assert again(lead).status == "unassigned"


@pytest.mark.parametrize(
    "params",
    [EVERYTHING, {"account": {}}, {"account": {}, "contact": {}}, {"account": {}, "opportunity": {}}],
)
def test_what_was_made_goes_too_if_wanted(us, lead, params):
    assert code(act(us.zhang, lead, "convert", **params)) is None
    assert code(act(us.admin, lead, "unconvert", delete_created=True)) is None
    assert again(lead).status == "pending"
    assert living() == NOTHING


def test_what_was_there_before_stays(us, lead):
    account = us.account()
    assert code(act(us.zhang, lead, "convert", account_id=account.pk, contact={}, opportunity={})) is None
    assert code(act(us.admin, lead, "unconvert", delete_created=True)) is None
    assert living() == {"Account": 1, "Contact": 1, "Opportunity": 0}


def test_where_more_came_of_it_nothing_is_taken_back(us, lead):
    act(us.zhang, lead, "convert", **EVERYTHING)
    account = Account.objects.system(reason=WHY).get()
    make("address", account=account.pk, detail="某路 2 号", owner=us.zhang)
    before = again(lead)
    assert code(act(us.admin, lead, "unconvert", delete_created=True)) == "delete.children"
    assert (again(lead).status, again(lead).version, living()) == ("converted", before.version, ONE_OF_EACH)
    assert code(act(us.admin, lead, "unconvert")) is None
    assert living() == ONE_OF_EACH


def test_only_what_is_converted_by_those_who_may(us, lead):
    assert code(act(us.zhang, lead, "unconvert")) == "action.not_now"
    act(us.zhang, lead, "convert", **EVERYTHING)
    assert code(act(us.wang, lead, "unconvert")) is not None
    assert again(lead).status == "converted"


def test_what_a_conversion_made_can_be_deleted_and_the_lead_afterwards(us, lead):
    act(us.zhang, lead, "convert", account={}, contact={}, opportunity={})
    opportunity = Opportunity.objects.system(reason=WHY).get()
    contact, account = Contact.objects.system(reason=WHY).get(), Account.objects.system(reason=WHY).get()
    assert code(delete(us.admin, lead)) == "lead.delete_converted"
    for one in (opportunity, contact, account):
        assert code(delete(us.admin, one)) is None
    assert code(delete(us.admin, lead)) == "lead.delete_converted"
    assert code(act(us.admin, lead, "unconvert", delete_created=True)) is None
    assert code(delete(us.admin, lead)) is None
    assert code(restore(us.admin, account)) is None
    assert row("account", account.pk).lead_id == lead.pk


def test_what_a_conversion_made_can_be_removed_for_good(us, lead):
    """The lead stays and forgets them; nothing lies in the recycle bin for ever."""
    assert code(act(us.zhang, lead, "convert", **EVERYTHING)) is None
    with clock.frozen(clock.now() - timedelta(days=40)):
        for model in (Opportunity, Contact, Account):
            assert code(delete(us.admin, model.objects.system(reason=WHY).get())) is None
    purge_recycle_bin()
    purge_recycle_bin()  # what others in the recycle bin pointed at goes with the next turn
    assert [model.objects.system(reason=WHY).count() for model in (Account, Contact, Opportunity)] == [
        0,
        0,
        0,
    ]
    now = again(lead)
    assert (now.status, now.converted_account_id, now.converted_contact_id, now.converted_opportunity_id) == (
        "converted", None, None, None,
    )  # fmt: skip
