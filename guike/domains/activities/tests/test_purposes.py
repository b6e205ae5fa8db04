"""Purposes of activities: market actions, customer digging, care with its cost; new times, reopening, what is overdue."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from guike.domains.accounts.models import Account
from guike.domains.activities.models import Activity
from guike.domains.activities.rules import account_of, is_overdue, usual_purpose
from guike.domains.activities.services import activity_remind
from guike.kernel import clock
from guike.platform.notify.models import Notification
from tests.support.company import (
    WHY,
    act,
    again,
    caller,
    code,
    codes,
    delete,
    found,
    make,
    notices,
    patch,
    refused,
    restore,
    row,
)

NOON = "2026-11-21T04:00:00+00:00"
EARLIER = "2026-11-21T02:00:00Z"
LATER = "2026-11-21T06:00:00Z"


@pytest.fixture
def us(db):
    return found()


def about(*records):
    return [{"object": name, "id": record.pk} for name, record in records]


def at(text):
    with clock.frozen(text) as instant:
        return instant


class TestUsualPurpose:
    """I5"""

    @pytest.mark.parametrize(
        ("kind", "objects", "purpose"),
        [
            ("call", ["account"], "business"),
            ("care", ["account"], "care"),
            ("care", ["campaign"], "care"),
            ("meeting", ["account", "campaign"], "market"),
            (None, [], "business"),
        ],
    )
    def test_by_kind_and_what_it_is_about(self, kind, objects, purpose):
        assert usual_purpose(kind, objects) == purpose

    def test_a_new_one_has_it_unless_somebody_chose(self, us):
        related = about(("account", us.account()))
        assert make("activity", us.zhang, kind="care", subject="贺卡", related=related).purpose == "care"
        chosen = make("activity", us.zhang, kind="care", purpose="service", subject="x", related=related)
        assert chosen.purpose == "service"
        assert chosen.priority == "normal"


class TestAccountOf:
    """I6: which account an activity is put down to."""

    def test_an_account_before_what_names_one(self):
        related = [{"object": "contact", "id": 1}, {"object": "account", "id": 5}]
        assert account_of(related, {("contact", 1): 9}) == 5

    def test_the_first_that_names_one(self):
        related = [{"object": name, "id": 1} for name in ("lead", "contact", "opportunity")]
        assert account_of(related, {("contact", 1): None, ("opportunity", 1): 7}) == 7
        assert account_of(related, {}) is None

    def test_it_follows_what_the_activity_is_about(self, us):
        first, second = us.account(), us.account()
        contact = make("contact", name="吴经理", account=first.pk, owner=us.zhang)
        activity = make("activity", us.zhang, subject="拜访", related=about(("contact", contact)))
        assert activity.account_id == first.pk
        assert code(patch(us.zhang, activity, related=about(("account", second)))) is None
        assert again(activity).account_id == second.pk
        assert code(patch(us.zhang, activity, related=about(("lead", us.lead())))) is None
        assert again(activity).account_id is None


class TestMarketAction:
    @pytest.mark.req("AC-04")
    def test_from_a_campaign_with_place_attendees_and_cost(self, us):
        campaign = make("campaign", us.marketing, name="新品发布会")
        contact = make("contact", name="吴经理", account=us.account().pk, owner=us.zhang)
        api = caller(us.marketing)
        params = {
            "subject": "会前沟通", "place": "上海国际会议中心 3 号厅", "planned_start_at": EARLIER, "planned_end_at": LATER,
            "cost_amount": "3200", "participants": [us.zhang],
        }  # fmt: skip
        made = api.post(f"/records/campaign/{campaign.pk}/actions/create_activity", params)
        assert made.status_code == 200, made.content
        answer = made.json()["activity"]
        assert answer["name"] == "会前沟通"
        activity = row("activity", answer["id"])
        assert (activity.purpose, activity.kind, activity.status, activity.owner_id) == (
            "market", "meeting", "planned", us.marketing,
        )  # fmt: skip
        assert (activity.place, activity.cost_amount) == ("上海国际会议中心 3 号厅", Decimal(3200))
        assert activity.related == about(("campaign", campaign))
        listed = api.get(f"/records/campaign/{campaign.pk}/related/activities").json()["items"]
        assert [item["id"] for item in listed] == [activity.pk]
        assert code(patch(us.zhang, activity, attendees=about(("contact", contact)))) == "access.out_of_scope"
        seller = make("activity", us.zhang, subject="邀请", related=about(("campaign", campaign)),
                      attendees=about(("contact", contact)))  # fmt: skip
        shown = caller(us.zhang).get(f"/records/activity/{seller.pk}").json()
        assert shown["attendees"] == [{"object": "contact", "id": contact.pk, "name": "吴经理"}]
        [attended] = (
            caller(us.zhang)
            .get(f"/records/contact/{contact.pk}/related/activities_by_attendees")
            .json()["items"]
        )
        assert attended["id"] == seller.pk

    @pytest.mark.req("AC-04")
    def test_without_the_right_nothing_is_made(self, us):
        campaign = make("campaign", us.marketing, name="展会")
        answer = caller(us.zhang).post(f"/records/campaign/{campaign.pk}/actions/create_activity", {})
        assert (answer.status_code, Activity.objects.system(reason=WHY).count()) == (403, 0)


class TestDigging:
    def digging(self, us, **values):
        return make(
            "activity",
            us.zhang,
            **{"kind": "visit", "purpose": "digging", "subject": "扫街", "region": "310104", **values},
        )

    def test_an_area_is_enough_to_dig_in(self, us):
        assert self.digging(us).related == []
        assert refused("activity", us.zhang, purpose="digging", subject="扫街") == {
            "related": "activity.needs_related"
        }
        assert refused("activity", us.zhang, purpose="business", region="310104", subject="x") == {
            "related": "activity.needs_related"
        }

    @pytest.mark.req("AC-05")
    def test_a_potential_account_comes_of_it_and_names_it(self, us):
        activity = self.digging(us)
        api = caller(us.zhang)
        made = api.post(
            f"/records/activity/{activity.pk}/actions/create_account",
            {"account": {"name": "海风文具有限公司"}},
        )
        assert made.status_code == 200, made.content
        assert made.json()["account"]["name"] == "海风文具有限公司"
        account = row("account", made.json()["account"]["id"])
        assert (account.status, account.source_activity_id, account.owner_id, account.region) == (
            "potential", activity.pk, us.zhang, "310104",
        )  # fmt: skip
        now = again(activity)
        assert (now.related, now.account_id) == (about(("account", account)), account.pk)
        found = api.get(
            "/records/account",
            filter='{"field": "source_activity.purpose", "op": "eq", "value": "digging"}',
        )
        assert [item["id"] for item in found.json()["items"]] == [account.pk]
        assert [
            i["id"] for i in api.get(f"/records/activity/{activity.pk}/related/dug_accounts").json()["items"]
        ] == [account.pk]

    @pytest.mark.req("AC-05")
    def test_one_that_is_there_already_is_refused_by_the_duplicate_rule(self, us):
        us.account(name="海风文具有限公司", owner=us.wang)
        make(
            "duplicate_rule",
            object="account",
            name="同名",
            match=[{"field": "name", "how": "company"}],
            effect="block",
        )
        activity = self.digging(us)
        answer = caller(us.zhang).post(
            f"/records/activity/{activity.pk}/actions/create_account",
            {"account": {"name": "海风文具 有限公司"}},
        )
        assert [e["field"] for e in answer.json()["errors"]] == ["account.name"], answer.content
        assert Account.objects.system(reason=WHY).filter(source_activity=activity).count() == 0
        assert again(activity).related == []

    @pytest.mark.req("AC-05")
    def test_errors_name_the_field_of_the_account(self, us):
        answer = caller(us.zhang).post(
            f"/records/activity/{self.digging(us).pk}/actions/create_account", {"account": {}}
        )
        assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [("account.name", "required")]

    def test_only_of_digging(self, us):
        visit = make("activity", us.zhang, subject="拜访", related=about(("account", us.account())))
        outcome = act(us.zhang, visit, "create_account", account={"name": "新客户"})
        assert code(outcome) == "action.not_now"
        assert (
            "create_account" not in caller(us.zhang).get(f"/records/activity/{visit.pk}").json()["_actions"]
        )


class TestCare:
    def care(self, us, account, **values):
        return make("activity", us.zhang, **{
            "kind": "care", "subject": "生日问候", "occasion": "birthday", "gift": "茶叶礼盒", "cost_amount": "200.00",
            "related": about(("account", account)), **values,
        })  # fmt: skip

    @pytest.mark.req("AC-08")
    def test_the_account_bears_the_cost_while_it_is_done(self, us):
        account = us.account()
        care = self.care(us, account)
        assert (care.occasion, care.gift, care.cost_amount) == ("birthday", "茶叶礼盒", Decimal(200))
        assert again(account).care_cost_amount == 0
        assert code(act(us.zhang, care, "complete", result="已送到")) is None
        assert again(account).care_cost_amount == Decimal(200)
        assert code(act(us.zhang, care, "reopen")) is None
        assert again(account).care_cost_amount == 0
        assert code(act(us.zhang, care, "complete", result="已送到")) is None
        self.care(us, account, status="done", result="好", cost_amount="50.5")
        assert again(account).care_cost_amount == Decimal("250.5")
        assert code(act(us.zhang, care, "reopen")) is None
        assert code(act(us.zhang, care, "cancel")) is None
        assert again(account).care_cost_amount == Decimal("50.5")

    @pytest.mark.req("AC-08")
    def test_only_care_counts_and_a_gift_to_a_contact_is_his_account_s(self, us):
        account = us.account()
        contact = make("contact", name="吴经理", account=account.pk, owner=us.zhang)
        self.care(us, account, kind="meeting", purpose="business", status="done", result="好")
        assert again(account).care_cost_amount == 0
        care = self.care(us, account, related=about(("contact", contact)), status="done", result="好")
        assert again(account).care_cost_amount == Decimal(200)
        delete(us.zhang, care)
        assert again(account).care_cost_amount == 0
        restore(us.zhang, care)
        assert again(account).care_cost_amount == Decimal(200)


class TestReopen:
    @pytest.mark.req("AC-03")
    def test_done_is_in_progress_again_and_keeps_its_result(self, us):
        activity = make(
            "activity",
            us.zhang,
            subject="回访",
            status="done",
            result="成了",
            related=about(("lead", us.lead())),
        )
        done_at = activity.done_at
        assert code(act(us.zhang, activity, "reopen")) is None
        now = again(activity)
        assert (now.status, now.done_at, now.done_by_id, now.result) == ("in_progress", None, None, "成了")
        assert (now.started_at, now.started_by_id) == (done_at, us.zhang)
        assert code(act(us.zhang, now, "reopen")) == "action.not_now"


class TestReschedule:
    def planned(self, us, **values):
        return make("activity", us.zhang, subject="会", related=about(("lead", us.lead())), **values)

    @pytest.mark.req("AC-06")
    def test_another_time_and_as_long_as_before(self, us):
        activity = self.planned(
            us, planned_start_at="2026-11-23T02:00:00Z", planned_end_at="2026-11-23T03:30:00Z"
        )
        assert code(act(us.zhang, activity, "reschedule", planned_start_at="2026-11-23T06:00:00Z")) is None
        now = again(activity)
        assert (now.planned_start_at, now.planned_end_at) == (
            at("2026-11-23T06:00:00Z"),
            at("2026-11-23T07:30:00Z"),
        )

    def test_the_end_is_not_before_the_start_and_what_is_over_stays(self, us):
        activity = self.planned(us, planned_start_at=EARLIER)
        answer = caller(us.zhang).post(
            f"/records/activity/{activity.pk}/actions/reschedule",
            {"planned_start_at": LATER, "planned_end_at": EARLIER},
        )
        assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [
            ("planned_end_at", "before_start")
        ]
        assert again(activity).planned_start_at == at(EARLIER)
        act(us.zhang, activity, "complete", result="好")
        assert code(act(us.zhang, activity, "reschedule", planned_start_at=LATER)) == "action.not_now"


class TestOverdue:
    @pytest.mark.parametrize(
        ("status", "start", "end", "late"),
        [
            ("planned", EARLIER, EARLIER, True),
            ("in_progress", EARLIER, EARLIER, True),
            ("planned", EARLIER, LATER, False),
            ("planned", EARLIER, None, True),
            ("in_progress", EARLIER, None, False),
            ("done", EARLIER, EARLIER, False),
            ("cancelled", EARLIER, EARLIER, False),
            ("planned", None, None, False),
        ],
    )
    @pytest.mark.req("AC-13")
    def test_rule_and_query_agree(self, us, status, start, end, late):
        reached = {"in_progress": "start", "done": "complete", "cancelled": "cancel"}.get(status)
        activity = make("activity", us.zhang, subject="会", related=about(("lead", us.lead())),
                        planned_start_at=start, planned_end_at=end)  # fmt: skip
        if reached:
            act(us.zhang, activity, reached, **({"result": "好"} if reached == "complete" else {}))
        with clock.frozen(NOON) as now:
            assert is_overdue(status, start and at(start), end and at(end), now) is late
            api = caller(us.zhang)
            assert api.get(f"/records/activity/{activity.pk}").json()["is_overdue"] is late
            listed = api.get(
                "/records/activity", filter='{"field": "is_overdue", "op": "eq", "value": true}'
            ).json()
            assert [item["id"] for item in listed["items"]] == ([activity.pk] if late else [])

    @pytest.mark.req("AC-13")
    def test_the_owner_is_reminded_once_until_it_is_finished_or_moved(self, us):
        with clock.frozen(NOON):
            activity = make("activity", us.zhang, subject="送样", related=about(("lead", us.lead())),
                            planned_end_at="2026-11-21T05:00:00Z")  # fmt: skip
            assert activity_remind() == 0
            clock.advance(timedelta(hours=2))
            assert (activity_remind(), activity_remind()) == (1, 0)
            assert notices(us.zhang, "activity.overdue") == ["行动“送样”已过计划结束时间，还没有完成"]
            assert code(act(us.zhang, activity, "reschedule", planned_start_at="2026-11-22T04:00:00Z",
                            planned_end_at="2026-11-22T05:00:00Z")) is None  # fmt: skip
            assert (activity_remind(), Notification.objects.count()) == (0, 0)
            clock.advance(timedelta(days=1))
            assert activity_remind() == 2  # its time came, and is over
            act(us.zhang, activity, "complete", result="好")
            assert (activity_remind(), Notification.objects.count()) == (0, 0)


class TestStage:
    def test_the_present_stage_of_its_opportunity_unless_another_is_chosen(self, us):
        account = us.account()
        opportunity = make("opportunity", us.zhang, name="打印机", account=account.pk, source="other")
        related = about(("opportunity", opportunity))
        activity = make("activity", us.zhang, subject="需求沟通", related=related)
        assert (activity.stage_id, activity.account_id) == (opportunity.stage_id, account.pk)
        act(us.zhang, opportunity, "advance")
        assert again(activity).stage_id == opportunity.stage_id
        later = again(opportunity).stage_id
        assert make("activity", us.zhang, subject="报价", related=related, stage=later).stage_id == later
        assert refused(
            "activity", us.zhang, subject="x", related=about(("account", account)), stage=later
        ) == {"stage": "activity.foreign_stage"}
        assert codes(patch(us.zhang, activity, related=about(("account", account)))) == {
            "stage": "activity.foreign_stage"
        }
