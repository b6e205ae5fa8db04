"""Campaigns: dates, states, members, and the figures they keep."""

from __future__ import annotations

from decimal import Decimal

import pytest

from guike.domains.campaigns.models import Campaign
from tests.support.company import (
    WHY,
    act,
    again,
    caller,
    code,
    codes,
    delete,
    deliver,
    events,
    found,
    history,
    make,
    patch,
    refused,
    restore,
)


@pytest.fixture
def us(db):
    return found()


@pytest.fixture
def campaign(us):
    return make(
        "campaign",
        us.marketing,
        name="春季展会",
        kind="exhibition",
        start_on="2026-03-01",
        end_on="2026-03-03",
    )


def figures(campaign):
    now = Campaign.objects.system(reason=WHY).get(pk=campaign.pk)
    return now.lead_count, now.converted_count, now.opportunity_count, now.opportunity_amount, now.won_amount


class TestRecord:
    @pytest.mark.req("CA-01")
    def test_i1_kept_with_budget_cost_owner_and_first_state(self, us):
        """I1"""
        made = make(
            "campaign", us.marketing, name="春季展会", kind="exhibition", start_on="2026-03-01", end_on="2026-03-03",
            budget_amount="50000", actual_cost_amount="48000.5", expected_revenue_amount="300000",
        )  # fmt: skip
        shown = caller(us.marketing).get(f"/records/campaign/{made.pk}").json()
        assert (shown["status"], shown["owner"]["name"], shown["actual_cost_amount"]) == (
            "planned",
            "市场",
            "48000.50",
        )
        assert refused("campaign", us.marketing, name="甲", status="finished") == {"status": "state.first"}

    @pytest.mark.req("CA-01")
    def test_i2_the_end_is_not_before_the_start(self, us, campaign):
        """I2"""
        wrong = {"name": "甲", "start_on": "2026-03-02", "end_on": "2026-03-01"}
        assert refused("campaign", us.marketing, **wrong) == {"end_on": "before_start"}
        assert codes(patch(us.marketing, campaign, start_on="2026-03-04")) == {"end_on": "before_start"}
        assert again(campaign).start_on.isoformat() == "2026-03-01"
        assert make("campaign", us.marketing, name="一天", start_on="2026-03-01", end_on="2026-03-01").pk

    def test_i5_its_amounts_have_the_rate_of_its_first_day(self, us):
        """I5: also when it moves to another day; one without a rate is refused."""
        make("exchange_rate", currency="USD", on="2026-03-01", rate="7.2")
        make("exchange_rate", currency="USD", on="2026-03-05", rate="7.3")
        given = {"currency": "USD", "start_on": "2026-03-02", "budget_amount": "100"}
        made = make("campaign", us.marketing, name="海外展会", **given)
        assert again(made).exchange_rate == Decimal("7.2")
        assert code(patch(us.marketing, made, start_on="2026-03-06")) is None
        assert again(made).exchange_rate == Decimal("7.3")
        assert codes(patch(us.marketing, made, start_on="2026-02-01")) == {"start_on": "currency.no_rate"}
        assert code(patch(us.marketing, made, start_on=None)) is None
        assert (again(made).exchange_rate, again(made).start_on) == (Decimal("7.3"), None)

    @pytest.mark.req("CA-01")
    def test_i3_states(self, us, campaign):
        """I3"""
        assert code(act(us.marketing, campaign, "finish")) == "action.not_now"
        assert code(patch(us.marketing, campaign, status="running")) is None
        assert code(act(us.marketing, campaign, "finish")) is None
        assert code(act(us.marketing, campaign, "start")) == "action.not_now"
        assert code(act(us.marketing, campaign, "cancel")) == "action.not_now"
        assert code(patch(us.marketing, campaign, status="running")) is None  # reopen leads there
        assert code(act(us.marketing, campaign, "cancel")) is None
        assert code(act(us.marketing, campaign, "reopen")) is None
        assert again(campaign).status == "planned"
        assert history(campaign, "status") == [
            ("planned", "running"), ("running", "finished"), ("finished", "running"), ("running", "cancelled"),
            ("cancelled", "planned"),
        ]  # fmt: skip

    @pytest.mark.req("CA-01")
    def test_sales_see_and_do_not_change(self, us, campaign):
        api = caller(us.zhang)
        assert api.get(f"/records/campaign/{campaign.pk}").json()["name"] == "春季展会"
        answer = api.patch(f"/records/campaign/{campaign.pk}", {"name": "改"})
        assert (answer.status_code, answer.json()["code"]) == (403, "access.no_permission")
        assert api.post("/records/campaign", {"name": "我的"}).status_code == 403
        assert again(campaign).name == "春季展会"

    def test_a_member_is_a_lead_or_a_contact(self, us, campaign):
        assert refused("campaign_member", us.marketing, campaign=campaign.pk) == {
            "lead": "campaign.member_nobody"
        }
        lead = us.lead(owner=us.marketing)
        member = make("campaign_member", us.marketing, campaign=campaign.pk, lead=lead.pk)
        assert (member.status, member.lead_id) == ("invited", lead.pk)

    def test_a_member_is_called_like_its_lead_or_contact(self, us, campaign):
        first, second = us.lead(owner=us.marketing, name="王小明"), us.lead(owner=us.marketing, name="赵六")
        member = make("campaign_member", us.marketing, campaign=campaign.pk, lead=first.pk)
        assert (member.label, member.label_sort.split()) == ("王小明", ["wang", "xiao", "ming"])
        assert code(patch(us.marketing, member, status="attended")) is None
        assert again(member).label == "王小明"
        assert code(patch(us.marketing, member, lead=second.pk)) is None
        assert (again(member).label, again(member).label_sort.split()) == ("赵六", ["zhao", "liu"])
        assert (
            caller(us.marketing).get("/records/campaign_member", q="赵六").json()["items"][0]["id"]
            == member.pk
        )
        account = make("account", us.zhang, name="贵客科技")
        contact = make("contact", us.zhang, name="钱七", account=account.pk)
        guest = make("campaign_member", campaign=campaign.pk, contact=contact.pk)
        assert guest.label == "钱七"

    def test_a_member_is_called_like_them_also_after_they_were_renamed(self, us, campaign):
        lead, other = (us.lead(owner=us.marketing, name=name) for name in ("王小明", "赵六"))
        account = make("account", us.zhang, name="贵客科技")
        contact = make("contact", us.zhang, name="钱七", account=account.pk)
        member, both, bystander = (
            make("campaign_member", campaign=campaign.pk, **who)
            for who in ({"lead": lead.pk}, {"lead": lead.pk, "contact": contact.pk}, {"lead": other.pk})
        )
        assert code(delete(us.admin, bystander)) is None
        deliver()
        assert code(patch(us.marketing, lead, name="周大海")) is None
        assert code(patch(us.marketing, other, name="孙九")) is None
        assert code(patch(us.zhang, contact, mobile="13800138011")) is None
        assert events("record.renamed") == [{"ids": [lead.pk]}, {"ids": [other.pk]}]
        deliver()
        names = {one.pk: again(one).label for one in (member, both)}
        assert names == {member.pk: "周大海", both.pk: "钱七"}
        found = caller(us.marketing).get("/records/campaign_member", q="dahai").json()["items"]
        assert [one["id"] for one in found] == [member.pk]
        now = again(member)
        assert (now.version, now.updated_at, now.label_sort.split()) == (
            member.version,
            member.updated_at,
            ["zhou", "da", "hai"],
        )
        assert code(restore(us.admin, bystander)) is None
        assert again(bystander).label == "孙九"

    def test_only_those_tell_of_their_name_after_whom_others_are_named(self, us, campaign):
        assert code(patch(us.marketing, campaign, name="改名")) is None
        assert (again(campaign).label, events("record.renamed")) == ("改名", [])


class TestFigures:
    @pytest.mark.req("CA-02", "CV-07")
    def test_i4_leads_created_moved_deleted_restored_converted(self, us, campaign):
        """I4"""
        other = make("campaign", us.marketing, name="秋季展会")
        first = us.lead(campaign=campaign.pk, company="甲")
        second = us.lead(campaign=campaign.pk, company="乙")
        assert figures(campaign) == (2, 0, 0, 0, 0)
        assert code(patch(us.zhang, second, campaign=other.pk)) is None
        assert (figures(campaign)[0], figures(other)[0]) == (1, 1)
        assert code(delete(us.admin, second)) is None
        assert figures(other)[0] == 0
        assert code(restore(us.admin, second)) is None
        assert figures(other)[0] == 1
        assert code(act(us.zhang, first, "convert", account={}, opportunity={"amount": "8000"})) is None
        assert figures(campaign) == (1, 1, 1, 8000, 0)

    @pytest.mark.req("CV-07")
    def test_i4_opportunities_by_amount_and_won(self, us, campaign):
        """I4"""
        account = us.account()
        given = {"account": account.pk, "source": "other", "campaign": campaign.pk}
        first = make("opportunity", us.zhang, name="甲", amount="100", **given)
        second = make("opportunity", us.zhang, name="乙", amount="250.5", **given)
        assert [float(v) for v in figures(campaign)] == [0, 0, 2, 350.5, 0]
        act(us.zhang, first, "win", amount="120")
        assert [float(v) for v in figures(campaign)] == [0, 0, 2, 370.5, 120]
        act(us.zhang, second, "lose", reason="价格")
        assert code(delete(us.admin, second)) is None
        assert [float(v) for v in figures(campaign)] == [0, 0, 1, 120, 120]
        act(us.zhang, first, "reopen")
        assert [float(v) for v in figures(campaign)] == [0, 0, 1, 120, 0]

    def test_i4_figures_do_not_make_an_open_form_stale(self, us, campaign):
        """I4"""
        us.lead(campaign=campaign.pk)
        assert (again(campaign).version, again(campaign).lead_count) == (campaign.version, 1)
        answer = caller(us.marketing).patch(f"/records/campaign/{campaign.pk}", {"lead_count": 99})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "read_only")
