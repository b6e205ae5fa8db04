"""Conversion of a lead: all or nothing, once, and nothing of the story lost."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guike.domains.accounts.models import Account, Contact
from guike.domains.activities.models import Activity
from guike.domains.campaigns.models import Campaign
from guike.domains.leads.models import Lead
from guike.domains.leads.tests.test_claim_race import at_once
from guike.domains.opportunities.models import Opportunity, Stage, StageHistory
from guike.platform.events.models import Event
from guike.platform.files.models import File
from guike.platform.files.queries import files_of
from guike.platform.files.services import Attachment, attach, file_store
from guike.platform.records.models import History
from guike.platform.timeline.queries import record_timeline
from tests.support.company import (
    WHY,
    act,
    act_many,
    again,
    caller,
    code,
    ctx_of,
    delete,
    events,
    found,
    history,
    make,
    patch,
    row,
)


@pytest.fixture
def us(db):
    return found()


@pytest.fixture
def lead(us):
    return us.lead(
        name="陈海", company="海风文具有限公司", mobile="13800000001", phone="021-66001234", email="chen@example.com", title="采购",
        source="exhibition", industry="manufacturing", region="310000", address="某路 1 号", description="要二十台",
    )  # fmt: skip


def counts():
    models = (Account, Contact, Opportunity, Activity, StageHistory)
    others = (Event, History, File)
    return (*(m.objects.system(reason=WHY).count() for m in models), *(m.objects.count() for m in others))


def made(model):
    (one,) = model.objects.system(reason=WHY)
    return one


def convert(user, lead, **params):
    return caller(user).post(f"/records/lead/{lead.pk}/actions/convert", params)


class TestTargets:
    @pytest.mark.req("CV-02", "CV-09")
    def test_an_account_alone(self, us, lead):
        assert convert(us.zhang, lead, account={}).status_code == 200
        account = made(Account)
        assert (account.name, account.status, account.owner_id, account.department_id) == (
            "海风文具有限公司",
            "potential",
            us.zhang,
            us.north,
        )
        assert (account.industry, account.region, account.address, account.source) == (
            "manufacturing",
            "310000",
            "某路 1 号",
            "exhibition",
        )
        assert account.phone == lead.phone
        assert counts()[1:3] == (0, 0)
        now = again(lead)
        assert (now.status, now.converted_account_id, now.converted_contact_id, now.converted_opportunity_id) == (
            "converted", account.pk, None, None,
        )  # fmt: skip

    @pytest.mark.req("CV-01", "CV-02", "CV-06", "OP-14")
    def test_account_contact_and_opportunity(self, us, lead):
        campaign = make("campaign", name="展会", owner=us.marketing)
        patch(us.zhang, lead, campaign=campaign.pk)
        answer = convert(us.zhang, lead, account={}, contact={}, opportunity={"amount": "20000"})
        assert answer.status_code == 200, answer.content
        account, contact, opportunity = made(Account), made(Contact), made(Opportunity)
        assert (contact.name, contact.title, contact.mobile, contact.email, contact.account_id, contact.is_primary) == (
            "陈海", "采购", lead.mobile, "chen@example.com", account.pk, True,
        )  # fmt: skip
        assert (opportunity.account_id, opportunity.primary_contact_id, opportunity.source) == (
            account.pk,
            contact.pk,
            "lead",
        )
        assert (opportunity.description, opportunity.amount, opportunity.status) == (
            "要二十台",
            20000,
            "open",
        )
        assert {account.owner_id, contact.owner_id, opportunity.owner_id} == {us.zhang}
        assert (
            (account.lead_id, account.campaign_id)
            == (opportunity.lead_id, opportunity.campaign_id)
            == (lead.pk, campaign.pk)
        )
        assert Stage.objects.system(reason=WHY).get(pk=opportunity.stage_id).position == 0
        (entered,) = StageHistory.objects.system(reason="a test looks").all()
        assert (entered.opportunity_id, entered.from_stage_id, entered.to_stage_id) == (
            opportunity.pk,
            None,
            opportunity.stage_id,
        )
        body = answer.json()
        assert [body[f"converted_{n}"]["id"] for n in ("account", "contact", "opportunity")] == [
            account.pk,
            contact.pk,
            opportunity.pk,
        ]
        kept = {"ids": [lead.pk], "account": account.pk, "contact": contact.pk, "opportunity": opportunity.pk}
        assert events("lead.converted") == [kept]

    @pytest.mark.req("CV-02", "CV-03")
    def test_a_contact_of_an_account_that_is_there(self, us, lead):
        account = us.account(owner=us.li, name="海风文具")
        make("contact", name="原联系人", account=account.pk, owner=us.li, is_primary=True)
        make_visible(us, account)
        answer = convert(us.zhang, lead, account_id=account.pk, contact={})
        assert answer.status_code == 200, answer.content
        assert counts()[:3] == (1, 2, 0)
        new = Contact.objects.system(reason=WHY).get(name="陈海")
        assert (new.account_id, new.owner_id, new.is_primary) == (account.pk, us.zhang, False)
        assert (again(account).owner_id, again(account).version) == (us.li, account.version)
        assert again(account).lead_id is None

    @pytest.mark.req("CV-03")
    def test_contact_and_account_that_are_there(self, us, lead):
        account = us.account()
        contact = make("contact", name="陈海", account=account.pk, owner=us.zhang)
        assert convert(us.zhang, lead, contact_id=contact.pk, opportunity={}).status_code == 200
        assert counts()[:3] == (1, 1, 1)
        opportunity = made(Opportunity)
        assert (opportunity.account_id, opportunity.primary_contact_id) == (account.pk, contact.pk)
        assert again(lead).converted_account_id == account.pk

    @pytest.mark.req("CV-03")
    def test_what_does_not_go_together(self, us, lead):
        account, other = us.account(), us.account()
        contact = make("contact", name="陈海", account=other.pk, owner=us.zhang)
        hidden = us.account(owner=us.wang)
        strayed = make("contact", name="陆远", account=hidden.pk, owner=us.zhang)
        before = counts()
        for params, wrong in (
            ({"account": {}, "account_id": account.pk}, [("account", "lead.account_twice")]),
            ({"account": {}, "contact": {}, "contact_id": contact.pk}, [("contact", "lead.contact_twice")]),
            (
                {"account_id": account.pk, "contact_id": contact.pk},
                [("contact_id", "lead.contact_elsewhere")],
            ),
            ({"account": {}, "contact_id": contact.pk}, [("contact_id", "lead.contact_elsewhere")]),
            ({"account_id": hidden.pk}, [("account_id", "reference.unknown")]),
            ({"contact_id": strayed.pk, "opportunity": {}}, [("contact_id", "reference.unknown")]),
            ({"account": ["a"]}, [("account", "type.map")]),
        ):
            answer = convert(us.zhang, lead, **params)
            assert answer.status_code == 422, params
            assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == wrong
        assert counts() == before
        assert again(lead).status == "pending"

    def test_a_person_without_company_is_a_customer_himself(self, us):
        lead = us.lead(name="陈海", company="")
        assert convert(us.zhang, lead, account={}).status_code == 200
        assert made(Account).name == "陈海"

    @pytest.mark.req("CV-05")
    def test_a_company_without_person_needs_his_name(self, us):
        lead = us.lead(name="", company="海风文具")
        before = counts()
        answer = convert(us.zhang, lead, account={}, contact={})
        assert answer.status_code == 422
        assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [("contact.name", "required")]
        assert (counts(), again(lead).status) == (before, "pending")
        assert convert(us.zhang, lead, account={}, contact={"name": "刘工"}).status_code == 200
        assert made(Contact).name == "刘工"


def make_visible(us, account):
    """张三 may see it, not change it."""
    answer = caller(us.admin).post(
        f"/records/account/{account.pk}/team", {"user": us.zhang, "role": "", "access": "read"}
    )
    assert answer.status_code in (200, 201, 204), answer.content


class TestAllOrNothing:
    @pytest.mark.req("CV-01", "CV-05")
    def test_what_is_missing_is_named_by_its_path_and_nothing_is_written(self, us, lead):
        make(
            "field_def",
            object="account",
            api_name="x_credit_note",
            type="text",
            label="资信",
            is_required=True,
        )
        before = counts()
        for params, wrong in (
            ({"account": {}}, [("account.x_credit_note", "required")]),
            ({"account": {"name": "", "x_credit_note": "好"}}, [("account.name", "required")]),
            (
                {"account": {"x_credit_note": "好", "credit_code": "123"}},
                [("account.credit_code", "account.credit_code")],
            ),
            (
                {"account": {"x_credit_note": "好"}, "contact": {"email": "错"}},
                [("contact.email", "type.email")],
            ),
            (
                {"account": {"x_credit_note": "好"}, "opportunity": {"amount": "-1"}},
                [("opportunity.amount", "not_negative")],
            ),
            (
                {"account": {"x_credit_note": "好"}, "opportunity": {"nonsense": 1}},
                [("opportunity.nonsense", "unknown_field")],
            ),
        ):
            answer = convert(us.zhang, lead, **params)
            assert answer.status_code == 422, params
            assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == wrong
        assert counts() == before
        assert (again(lead).status, again(lead).version) == ("pending", lead.version)
        first = numbered(us.account(x_credit_note="好"))
        assert convert(us.zhang, lead, account={"x_credit_note": "好"}).status_code == 200
        assert (
            numbered(row("account", again(lead).converted_account_id)) == first + 1
        )  # the failed ones took no number

    @pytest.mark.req("CV-01")
    def test_without_the_right_to_create_an_account(self, us, lead):
        patch(us.admin, row_of_pool(us), admins=[us.pool_admin])
        waiting = us.waiting(company="云帆办公")
        before = counts()
        answer = convert(us.pool_admin, waiting, account={}, opportunity={})
        assert (answer.status_code, answer.json()["code"]) == (403, "access.no_permission")
        assert (counts(), again(waiting).status) == (before, "unassigned")

    def test_of_several_one_fails_alone(self, us, lead):
        nameless = us.lead(name="", company="云帆办公")
        outcomes = act_many(us.zhang, "lead", [lead.pk, nameless.pk], "convert", account={}, contact={})
        assert [code(o) for o in outcomes] == [None, "invalid"]
        assert (again(lead).status, again(nameless).status) == ("converted", "pending")
        assert counts()[:2] == (1, 1)


def row_of_pool(us):
    return row("lead_pool", us.pool)


def numbered(account):
    return int(account.number.rsplit("-", 1)[1])


class TestOnce:
    @pytest.mark.req("CV-10")
    def test_a_second_conversion_makes_nothing_more(self, us, lead):
        assert convert(us.zhang, lead, account={}, contact={}, opportunity={}).status_code == 200
        before = counts()
        answer = convert(us.zhang, lead, account={}, contact={}, opportunity={})
        assert (answer.status_code, answer.json()["code"]) == (409, "lead.already_converted")
        assert counts() == before

    @pytest.mark.req("CV-10")
    def test_the_same_key_answers_the_first_result(self, us, lead):
        api = caller(us.zhang)
        path = f"/api/v1/records/lead/{lead.pk}/actions/convert"
        answers = [
            api._client.post(
                path, '{"account": {}}', content_type="application/json", headers={"Idempotency-Key": "k-1"}
            )
            for _n in range(2)
        ]
        assert [a.status_code for a in answers] == [200, 200]
        assert answers[0].json() == answers[1].json()
        assert counts()[0] == 1

    @pytest.mark.req("CV-10")
    def test_a_converted_lead_is_read_only(self, us, lead):
        convert(us.zhang, lead, account={})
        before, version = counts(), again(lead).version
        for values in ({"company": "别的"}, {"tags": ["重要"]}, {"next_contact_at": "2026-12-01T01:00:00Z"}):
            assert code(patch(us.zhang, lead, **values)) == "lead.converted"
        assert code(patch(us.zhang, lead, owner=us.li)) == "lead.converted"
        for action, params in (
            ("follow_up", {"content": "再谈"}),
            ("invalidate", {"reason": "错"}),
            ("qualify", {"stage": "sql"}),
        ):
            assert code(act(us.zhang, lead, action, **params)) == "action.not_now"
        assert code(delete(us.admin, lead)) == "lead.delete_converted"
        assert (counts(), again(lead).version) == (before, version)

    @pytest.mark.req("CV-10")
    def test_two_windows_at_once_make_one_account(self, fresh_db):
        us = found()
        lead = us.lead(name="陈海", company="海风文具")
        tries = [
            lambda: act(us.zhang, lead, "convert", account={}, contact={}, opportunity={}) for _n in range(2)
        ]
        outcomes = at_once(*tries)
        assert sorted(code(o) or "" for o in outcomes) == ["", "lead.already_converted"]
        assert counts()[:3] == (1, 1, 1)
        assert len(events("lead.converted")) == 1
        assert history(lead, "status") == [("pending", "converted")]


class TestCarried:
    @pytest.mark.req("CV-08", "LF-06")
    def test_follow_ups_and_files_are_seen_from_everything_created(self, us, lead, tmp_path, settings):
        settings.FILES_DIR = tmp_path
        act(us.zhang, lead, "follow_up", content="初次拜访", kind="visit")
        plan = make("activity", us.zhang, subject="送样", related=[{"object": "lead", "id": lead.pk}])
        kept = file_store(SimpleUploadedFile("名片.txt", "王经理".encode()), us.zhang)
        attach([Attachment([kept.pk], "lead", lead.pk)], us.zhang)
        followed = again(lead).last_follow_up_at
        convert(us.zhang, lead, account={}, contact={}, opportunity={})
        for name, model in (("account", Account), ("contact", Contact), ("opportunity", Opportunity)):
            one = made(model)
            entries = record_timeline(ctx_of(us.zhang), name, one.pk)["items"]
            assert {e["body"] or e["title"] for e in entries if e["kind"] == "activity"} == {
                "初次拜访",
                "电话 · 送样",
            }
            assert [f.name for f in files_of(name, [one.pk])[one.pk]] == ["名片.txt"]
            if name != "contact":
                assert one.last_follow_up_at == followed
        assert [f.name for f in files_of("lead", [lead.pk])[lead.pk]] == ["名片.txt"]
        act(us.zhang, plan, "complete", result="样品满意")
        assert made(Account).last_follow_up_at == made(Opportunity).last_follow_up_at == again(plan).done_at

    @pytest.mark.req("CV-04")
    def test_custom_fields_of_the_same_name_go_along(self, us):
        for name in ("lead", "opportunity"):
            make("field_def", object=name, api_name="x_intent", type="integer", label="意向程度")
        make("field_def", object="lead", api_name="x_budget", type="money", label="预算")
        make("field_def", object="account", api_name="x_budget", type="text", label="预算说明")
        lead = us.lead(name="陈海", company="海风", x_intent=4, x_budget="500000")
        assert convert(us.zhang, lead, account={}, opportunity={}).status_code == 200
        assert made(Opportunity).custom == {"x_intent": 4}
        assert made(Account).custom == {}
        assert again(lead).custom["x_intent"] == 4
        assert caller(us.zhang).get(f"/records/lead/{lead.pk}").json()["x_budget"] == "500000.00"

    @pytest.mark.req("CV-04", "CV-05")
    def test_what_the_dialog_says_wins(self, us, lead):
        convert(
            us.zhang,
            lead,
            account={"name": "海风集团", "industry": None},
            opportunity={"name": "二十台打印机"},
        )
        assert (made(Account).name, made(Account).industry) == ("海风集团", "")
        assert made(Opportunity).name == "二十台打印机"

    @pytest.mark.req("CV-07")
    def test_the_chain_is_walked_both_ways_and_counted_once(self, us, lead):
        campaign = make("campaign", name="展会", owner=us.marketing)
        patch(us.zhang, lead, campaign=campaign.pk)
        convert(us.zhang, lead, account={}, opportunity={"amount": "20000"})
        opportunity = made(Opportunity)
        api = caller(us.zhang)
        shown = api.get(f"/records/opportunity/{opportunity.pk}").json()
        assert (shown["lead"]["id"], shown["campaign"]["id"]) == (lead.pk, campaign.pk)
        for relation, record in (("leads", lead), ("opportunities", opportunity)):
            items = api.get(f"/records/campaign/{campaign.pk}/related/{relation}").json()["items"]
            assert [item["id"] for item in items] == [record.pk]
        now = Campaign.objects.system(reason=WHY).get(pk=campaign.pk)
        assert (now.lead_count, now.converted_count, now.opportunity_count, now.opportunity_amount) == (
            1,
            1,
            1,
            20000,
        )
        account_leads = api.get(f"/records/account/{made(Account).pk}/related/leads").json()["items"]
        assert [item["id"] for item in account_leads] == [lead.pk]

    def test_history_of_the_lead_stays_and_names_who_converted(self, us, lead):
        act(us.zhang, lead, "follow_up", content="谈过")
        convert(us.zhang, lead, account={})
        assert history(lead, "status") == [("pending", "following"), ("following", "converted")]
        entries = record_timeline(ctx_of(us.manager), "lead", lead.pk)["items"]
        assert entries[0]["actor"]["name"] == "张三"
        assert Lead.objects.system(reason=WHY).get(pk=lead.pk).converted_at is not None
