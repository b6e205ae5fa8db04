"""Leads: what may be entered, states, following up, reminders."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guike.domains.activities.models import Activity
from guike.domains.leads.models import Lead
from guike.domains.leads.services import lead_remind
from guike.kernel import clock
from guike.platform.files.queries import files_of
from guike.platform.files.services import file_store
from guike.platform.metadata.catalogue import catalogue
from guike.platform.notify.models import Notification
from guike.platform.records.shapes import changed_since
from guike.platform.timeline.queries import record_timeline
from tests.support.company import (
    WHY,
    act,
    again,
    caller,
    code,
    codes,
    ctx_of,
    found,
    history,
    notices,
    patch,
    refused,
    told,
)

NOON = "2026-11-21T04:00:00+00:00"


@pytest.fixture
def us(db):
    return found()


def activities():
    return Activity.objects.system(reason=WHY)


class TestEntering:
    @pytest.mark.req("LD-01")
    def test_i5_a_person_or_a_company_and_a_source(self, us):
        """I5"""
        assert refused("lead", us.zhang, source="phone") == {"name": "lead.name_or_company"}
        assert refused("lead", us.zhang, name="甲") == {"source": "required"}
        only_company = us.lead(us.zhang, name=None, company="海风文具")
        assert only_company.label == "海风文具"
        assert codes(patch(us.zhang, only_company, company="")) == {"name": "lead.name_or_company"}
        assert again(only_company).company == "海风文具"

    def test_what_copying_left_at_the_ends_of_a_text_is_not_kept(self, us):
        """Marks without width or of direction: a name of them alone is none, an address with them is no other."""
        lead = us.lead(
            us.zhang, name="\u200b王芳\ufeff", company="\u202d海风 文具\u202c", email="\ufeffa@example.com\u200b",
            mobile="\u202d138 0013 8000\u202c", description="\u200b一\n👨\u200d👩\u200d👧 二 ",
        )  # fmt: skip
        assert (lead.name, lead.company, lead.email, lead.mobile, lead.description) == (
            "王芳",
            "海风 文具",
            "a@example.com",
            "+8613800138000",
            "一\n👨\u200d👩\u200d👧 二",
        )
        assert refused("lead", us.zhang, source="phone", name="\u200b \u2060") == {
            "name": "lead.name_or_company"
        }

    @pytest.mark.req("LD-01")
    def test_the_newest_is_first_in_my_list(self, us):
        us.lead(us.zhang)
        newest = us.lead(us.zhang, name="刚来的")
        page = caller(us.zhang).get("/records/lead", view="mine").json()
        assert page["items"][0]["id"] == newest.pk
        assert page["total"] == 2

    @pytest.mark.req("CA-02", "CA-03", "CA-04")
    def test_source_and_campaign_are_two_things(self, us):
        campaign = caller(us.marketing).post("/records/campaign", {"name": "春季展会"}).json()["id"]
        without = us.lead(us.zhang, source="exhibition")
        within = us.lead(us.zhang, source="phone", campaign=campaign)
        assert (without.campaign_id, within.source, within.campaign_id) == (None, "phone", campaign)
        related = caller(us.zhang).get(f"/records/campaign/{campaign}/related/leads").json()["items"]
        assert [item["id"] for item in related] == [within.pk]


class TestStates:
    @pytest.mark.req("LD-19")
    def test_i6_the_first_state_is_the_system_s(self, us):
        """I6"""
        assert refused("lead", us.zhang, name="甲", source="phone", status="following") == {
            "status": "state.first"
        }
        assert us.lead(us.zhang, status="unassigned").status == "pending"

    @pytest.mark.req("LD-19")
    def test_i6_every_state_counts_each_lead_once(self, us):
        """I6"""
        us.waiting()
        us.lead()
        act(us.zhang, us.lead(), "follow_up", content="谈过")
        act(us.zhang, us.lead(), "invalidate", reason="空号")
        act(us.zhang, us.lead(company="海风"), "convert", account={})
        body = {"groups": ["status"], "measures": [{"as": "n", "agg": "count"}]}
        found_rows = caller(us.admin).post("/records/lead/aggregate", body).json()
        counts = {
            r["keys"][0] if isinstance(r["keys"], list) else r["keys"]["status"]: r["values"]["n"]
            for r in found_rows["rows"]
        }
        assert counts == {"unassigned": 1, "pending": 1, "following": 1, "invalid": 1, "converted": 1}
        assert found_rows["totals"]["n"] == 5

    @pytest.mark.req("LD-19")
    def test_i6_states_by_patch_name_the_action(self, us):
        """I6"""
        lead = us.lead()
        for state, wrong in (
            ("following", "use_action"),
            ("unassigned", "use_action"),
            ("invalid", "use_action"),
        ):
            assert codes(patch(us.zhang, lead, status=state)) == {"status": wrong}
        act(us.zhang, lead, "follow_up", content="谈过")
        assert codes(patch(us.zhang, lead, status="pending")) == {"status": "use_action"}
        assert again(lead).status == "following"

    def test_invalid_needs_a_reason_and_is_taken_up_again(self, us):
        lead, waiting = us.lead(), us.waiting()
        missing = caller(us.zhang).post(f"/records/lead/{lead.pk}/actions/invalidate", {"reason": "  "})
        assert missing.status_code == 422
        assert code(act(us.zhang, lead, "invalidate", reason="空号")) is None
        assert (again(lead).status, again(lead).invalid_reason) == ("invalid", "空号")
        assert code(act(us.zhang, lead, "follow_up", content="再试")) == "action.not_now"
        assert activities().count() == 0
        assert code(act(us.zhang, lead, "reopen")) is None
        assert (again(lead).status, again(lead).invalid_reason) == ("pending", "")
        act(us.pool_admin, waiting, "invalidate", reason="重复")
        act(us.pool_admin, waiting, "reopen")
        assert again(waiting).status == "unassigned"

    def test_qualify_moves_between_stages(self, us):
        lead = us.lead()
        assert lead.stage == "raw"
        assert code(act(us.zhang, lead, "qualify", stage="sql")) is None
        assert (again(lead).stage, history(lead, "stage")) == ("sql", [("raw", "sql")])


class TestFollowUp:
    @pytest.mark.req("LF-01", "LF-03")
    def test_type_time_content_next_contact_files_and_problem(self, us, tmp_path, settings):
        settings.FILES_DIR = tmp_path
        lead = us.lead()
        kept = file_store(SimpleUploadedFile("名片.txt", "王经理".encode()), us.zhang)
        params = {
            "content": "客户嫌交期太长", "kind": "visit", "done_at": "2026-11-20T10:00:00+08:00",
            "next_contact_at": "2026-11-25T09:30:00+08:00", "files": [kept.pk], "is_problem": True,
        }  # fmt: skip
        answer = caller(us.zhang).post(f"/records/lead/{lead.pk}/actions/follow_up", params)
        assert answer.status_code == 200, answer.content
        body = answer.json()
        assert (body["status"], body["next_contact_at"], body["last_follow_up_at"]) == (
            "following", "2026-11-25T01:30:00Z", "2026-11-20T02:00:00Z",
        )  # fmt: skip
        (activity,) = activities()
        assert (activity.kind, activity.status, activity.is_problem, activity.owner_id) == (
            "visit",
            "done",
            True,
            us.zhang,
        )
        assert [f.name for f in files_of("activity", [activity.pk])[activity.pk]] == ["名片.txt"]
        (entry,) = [
            e
            for e in record_timeline(ctx_of(us.manager), "lead", lead.pk)["items"]
            if e["kind"] == "activity"
        ]
        assert (entry["body"], entry["is_problem"], entry["actor"]["name"], entry["files"][0]["name"]) == (
            "客户嫌交期太长", True, "张三", "名片.txt",
        )  # fmt: skip

    @pytest.mark.req("LF-02")
    def test_one_entry_of_history_and_no_empty_text(self, us):
        lead = us.lead()
        api = caller(us.zhang)
        for content in ("", "   ", None):
            answer = api.post(f"/records/lead/{lead.pk}/actions/follow_up", {"content": content})
            assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "required")
        assert (again(lead).status, activities().count()) == ("pending", 0)
        act(us.zhang, lead, "follow_up", content="谈过")
        act(us.zhang, lead, "follow_up", content="又谈过")
        assert history(lead, "status") == [("pending", "following")]
        assert again(lead).last_follow_up_at is not None
        assert changed_since(catalogue().get("lead"), lead.pk, 1) == ["status"]

    def test_nobody_follows_up_what_he_may_not_edit(self, us):
        waiting = us.waiting()
        answer = caller(us.zhang).post(f"/records/lead/{waiting.pk}/actions/follow_up", {"content": "抢先"})
        assert (answer.status_code, answer.json()["code"]) == (403, "access.out_of_scope")
        lead = us.lead()
        assert code(act(us.li, lead, "follow_up", content="别人的")) == "not_found"
        assert activities().count() == 0

    def test_an_earlier_follow_up_does_not_move_the_last_one_back(self, us):
        lead = us.lead()
        with clock.frozen(NOON):
            act(us.zhang, lead, "follow_up", content="今天")
            act(us.zhang, lead, "follow_up", content="补记", done_at="2026-11-01T04:00:00Z")
        assert again(lead).last_follow_up_at.isoformat() == NOON


class TestReminders:
    def test_the_owner_is_reminded_once_when_the_time_has_come(self, us):
        with clock.frozen(NOON):
            lead = us.lead(name="陈经理", next_contact_at="2026-11-21T05:00:00Z")
            us.waiting(next_contact_at="2026-11-21T05:00:00Z")
            assert lead_remind() == 0
            clock.advance(timedelta(hours=1))
            assert (lead_remind(), lead_remind()) == (1, 0)
            assert notices(us.zhang, "lead.next_contact") == ["该联系线索“陈经理”了"]
            assert notices(us.zhang, "lead.next_contact", "en") == ["It is time to contact the lead “陈经理”"]
            patch(us.zhang, lead, next_contact_at="2026-11-21T06:00:00Z")
            clock.advance(timedelta(hours=1))
            assert (lead_remind(), lead_remind()) == (1, 0)
        assert told() == 2

    def test_a_follow_up_takes_the_reminder_back_and_clears_what_is_past(self, us):
        with clock.frozen(NOON):
            lead = us.lead(next_contact_at="2026-11-21T03:00:00Z")
            later = us.lead(next_contact_at="2026-11-23T03:00:00Z")
            assert lead_remind() == 1
            act(us.zhang, lead, "follow_up", content="谈过")
            act(us.zhang, later, "follow_up", content="谈过")
            assert lead_remind() == 0
        assert told() == 0
        assert again(lead).next_contact_at is None
        assert again(later).next_contact_at is not None

    def test_closed_leads_and_what_is_long_past_are_left(self, us):
        with clock.frozen(NOON):
            done = us.lead(next_contact_at="2026-11-21T03:00:00Z")
            act(us.zhang, done, "invalidate", reason="空号")
            us.lead(next_contact_at="2026-10-01T03:00:00Z")
            assert lead_remind() == 0

    def test_the_new_owner_is_reminded_after_a_transfer(self, us):
        with clock.frozen(NOON):
            lead = us.lead(next_contact_at="2026-11-21T03:00:00Z")
            lead_remind()
            patch(us.zhang, lead, owner=us.li)
            assert lead_remind() == 1
        assert list(Notification.objects.order_by("id").values_list("user_id", flat=True)) == [
            us.zhang,
            us.li,
        ]
        assert notices(us.zhang) == []  # he may not see it any more


def test_company_keys_follow_the_company(us):
    lead = us.lead(company="海风（上海）文具有限公司")
    before = lead.company_key
    patch(us.zhang, lead, company="云帆办公")
    assert before != again(lead).company_key != ""
    assert Lead.objects.system(reason=WHY).filter(company_key=again(lead).company_key).count() == 1
