"""Activities: what they are about, their states and stamps, where they show."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guike.domains.activities.services import activity_remind
from guike.kernel import clock
from guike.platform.timeline.queries import record_timeline
from tests.support.company import (
    act,
    again,
    caller,
    code,
    codes,
    ctx_of,
    found,
    history,
    make,
    notices,
    patch,
    person,
    refused,
    row,
    told,
)

NOON = "2026-11-21T04:00:00+00:00"


@pytest.fixture
def us(db):
    return found()


@pytest.fixture
def lead(us):
    return us.lead()


def about(*records):
    return [{"object": name, "id": record.pk} for name, record in records]


def planned(us, lead, by=None, **values):
    return make("activity", by or us.zhang, subject="回访", related=about(("lead", lead)), **values)


class TestRelated:
    @pytest.mark.req("AC-01")
    def test_i1_at_least_one_record(self, us, lead):
        """I1"""
        assert refused("activity", us.zhang, subject="回访") == {"related": "activity.needs_related"}
        assert refused("activity", us.zhang, subject="回访", related=[]) == {
            "related": "activity.needs_related"
        }
        activity = planned(us, lead)
        assert codes(patch(us.zhang, activity, related=[])) == {"related": "activity.needs_related"}
        assert again(activity).related == about(("lead", lead))

    @pytest.mark.req("AC-01")
    def test_i1_only_what_one_may_see(self, us):
        """I1"""
        foreign = us.lead(owner=us.wang)
        assert refused("activity", us.zhang, subject="回访", related=about(("lead", foreign))) == {
            "related": "reference.unknown"
        }
        assert refused("activity", us.zhang, subject="回访", related=[{"object": "unit", "id": 1}]) == {
            "related": "type.any_reference"
        }

    @pytest.mark.req("AC-02")
    def test_one_activity_on_every_related_list_and_timeline(self, us, lead):
        account = us.account()
        contact = make("contact", name="吴经理", account=account.pk, owner=us.zhang)
        opportunity = make("opportunity", us.zhang, name="打印机", account=account.pk, source="other")
        campaign = make("campaign", name="展会", owner=us.marketing)
        unit = make("unit", name="只")
        product = make("product", code="P-1", name="打印机", base_unit=unit.pk, standard_price="10")
        lines = [{"product": product.pk, "quantity": "1"}]
        order = make("sales_order", us.zhang, account=account.pk, opportunity=opportunity.pk, lines=lines)
        everything = [
            ("lead", lead), ("account", account), ("contact", contact), ("opportunity", opportunity), ("campaign", campaign),
            ("sales_order", order),
        ]  # fmt: skip
        activity = make("activity", us.zhang, subject="拜访", kind="visit", related=about(*everything))
        for name, record in everything:
            listed = caller(us.zhang).get(f"/records/{name}/{record.pk}/related/activities").json()["items"]
            assert [item["id"] for item in listed] == [activity.pk], name
            shown = [
                e["id"]
                for e in record_timeline(ctx_of(us.zhang), name, record.pk)["items"]
                if e["kind"] == "activity"
            ]
            assert shown == [activity.pk], name


class TestStates:
    @pytest.mark.req("AC-03")
    def test_i2_planned_started_done_each_stamped(self, us, lead):
        """I2"""
        with clock.frozen(NOON):
            activity = planned(us, lead, planned_start_at="2026-11-21T05:00:00Z")
            assert activity.status == "planned"
            assert code(act(us.zhang, activity, "start")) is None
            clock.advance(timedelta(hours=1))
            assert code(act(us.zhang, activity, "complete", result="签了")) is None
        now = again(activity)
        assert (now.status, now.result) == ("done", "签了")
        assert (now.started_at.isoformat(), now.started_by_id) == (NOON, us.zhang)
        assert (now.done_at.isoformat(), now.done_by_id) == ("2026-11-21T05:00:00+00:00", us.zhang)
        assert (now.cancelled_at, now.cancelled_by_id) == (None, None)
        assert history(activity, "status") == [("planned", "in_progress"), ("in_progress", "done")]

    @pytest.mark.req("AC-03")
    def test_i2_done_in_one_step_is_started_too(self, us, lead):
        """I2"""
        activity = planned(us, lead)
        with clock.frozen(NOON):
            assert (
                code(act(us.zhang, activity, "complete", result="打通了", done_at="2026-11-21T03:00:00Z"))
                is None
            )
        now = again(activity)
        assert now.started_at == now.done_at == clock_at("2026-11-21T03:00:00+00:00")
        assert now.started_by_id == now.done_by_id == us.zhang

    @pytest.mark.req("AC-03")
    def test_i2_cancelled_is_stamped(self, us, lead):
        """I2"""
        activity = planned(us, lead)
        with clock.frozen(NOON):
            assert code(act(us.zhang, activity, "cancel")) is None
        now = again(activity)
        assert (now.status, now.cancelled_at.isoformat(), now.cancelled_by_id) == (
            "cancelled",
            NOON,
            us.zhang,
        )

    @pytest.mark.req("AC-03")
    def test_i2_no_other_step(self, us, lead):
        """I2: from every state every action that is not in the table changes nothing."""
        reach = {
            "planned": (),
            "in_progress": ("start",),
            "done": ("start", "complete"),
            "cancelled": ("cancel",),
        }
        allowed = {
            "planned": {"start", "complete", "cancel"},
            "in_progress": {"complete", "cancel"},
            "done": set(),
            "cancelled": set(),
        }
        for state, steps in reach.items():
            for action in ("start", "complete", "cancel"):
                activity = planned(us, lead)
                for step in steps:
                    act(us.zhang, activity, step, **({"result": "好"} if step == "complete" else {}))
                outcome = act(
                    us.zhang, activity, action, **({"result": "好"} if action == "complete" else {})
                )
                if action in allowed[state]:
                    assert code(outcome) is None, (state, action)
                else:
                    assert code(outcome) == "action.not_now", (state, action)
                    assert again(activity).status == state

    @pytest.mark.req("AC-03")
    def test_i3_done_needs_a_result(self, us, lead):
        """I3"""
        activity = planned(us, lead)
        answer = caller(us.zhang).post(f"/records/activity/{activity.pk}/actions/complete", {"result": " "})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "result")
        assert codes(patch(us.zhang, activity, status="done")) == {"status": "use_action"}
        assert codes(patch(us.zhang, activity, done_at=NOON)) == {"done_at": "use_action"}
        assert again(activity).status == "planned"
        related = about(("lead", lead))
        assert refused("activity", us.zhang, status="done", related=related) == {
            "result": "activity.needs_result"
        }
        assert refused("activity", us.zhang, status="in_progress", related=related) == {
            "status": "state.first"
        }
        done = make("activity", us.zhang, status="done", result="谈成", related=related)
        assert (done.done_by_id, done.done_at is not None) == (us.zhang, True)
        assert codes(patch(us.zhang, done, result="")) == {"result": "activity.needs_result"}

    def test_patch_to_in_progress_starts_it(self, us, lead):
        activity = planned(us, lead)
        assert code(patch(us.zhang, activity, status="in_progress")) is None
        assert again(activity).started_by_id == us.zhang

    def test_the_plan_does_not_end_before_it_starts(self, us, lead):
        wrong = {"planned_start_at": "2026-11-21T05:00:00Z", "planned_end_at": "2026-11-21T04:00:00Z"}
        assert refused("activity", us.zhang, subject="会", related=about(("lead", lead)), **wrong) == {
            "planned_end_at": "before_start"
        }


def clock_at(text):
    with clock.frozen(text) as at:
        return at


class TestLastFollowUp:
    @pytest.mark.req("AC-01")
    def test_i4_a_done_activity_is_the_last_follow_up_of_all_it_is_about(self, us, lead):
        """I4"""
        account = us.account()
        opportunity = make("opportunity", us.zhang, name="打印机", account=account.pk, source="other")
        everything = [("lead", lead), ("account", account), ("opportunity", opportunity)]
        activity = make("activity", us.zhang, subject="拜访", related=about(*everything))
        assert [again(r).last_follow_up_at for _n, r in everything] == [None, None, None]
        with clock.frozen(NOON):
            act(us.zhang, activity, "complete", result="好")
        assert [again(r).last_follow_up_at.isoformat() for _n, r in everything] == [NOON] * 3
        assert [again(r).version for _n, r in everything] == [1, 1, 1]  # nobody's open form is stale

    def test_i4_cancelled_is_none(self, us, lead):
        """I4"""
        act(us.zhang, planned(us, lead), "cancel")
        assert again(lead).last_follow_up_at is None


class TestReminders:
    def test_the_owner_is_reminded_once_when_it_is_due(self, us, lead):
        with clock.frozen(NOON):
            activity = planned(us, lead, planned_start_at="2026-11-21T05:00:00Z")
            assert activity_remind() == 0
            clock.advance(timedelta(hours=1))
            assert (activity_remind(), activity_remind()) == (1, 0)
            assert notices(us.zhang, "activity.due") == ["计划的行动“回访”时间到了"]
            assert notices(us.zhang, "activity.due", "en") == ["The planned activity “回访” is due"]
            act(us.zhang, activity, "complete", result="好")
            assert (activity_remind(), told()) == (0, 0)

    @pytest.mark.req("AC-13", "NO-04")
    def test_who_gives_an_overdue_activity_away_is_no_longer_reminded_of_it(self, us, lead):
        with clock.frozen(NOON):
            activity = planned(us, lead, planned_end_at="2026-11-21T03:00:00Z")
            assert (activity_remind(), len(notices(us.zhang, "activity.overdue"))) == (1, 1)
            act(us.zhang, activity, "transfer", owner=us.li)
            assert notices(us.zhang, "activity.overdue") == []
            assert (activity_remind(), activity_remind()) == (1, 0)
            assert len(notices(us.li, "activity.overdue")) == 1

    @pytest.mark.req("NO-01")
    def test_work_lists_count_open_tasks_and_overdue_activities(self, us, lead):
        with clock.frozen(NOON):
            planned(us, lead, kind="task", planned_end_at="2026-11-21T03:00:00Z")
            task = planned(us, lead, kind="task")
            planned(us, lead, planned_end_at="2026-11-21T03:00:00Z")
            assert (todo(us.zhang, "task.mine"), todo(us.zhang, "activity.overdue")) == (2, 2)
            assert (todo(us.manager, "task.mine"), todo(us.manager, "activity.overdue")) == (0, 0)
            act(us.zhang, task, "complete", result="好")
            assert (todo(us.zhang, "task.mine"), todo(us.zhang, "activity.overdue")) == (1, 2)


def todo(user, kind):
    """The badge of a work list, which is the length of the list that it opens."""
    (item,) = [one for one in caller(user).get("/todos").json()["items"] if one["kind"] == kind]
    assert caller(user).get("/records/activity", view=item["view"]).json()["total"] == item["count"]
    return item["count"]


class TestAccess:
    @pytest.mark.req("PM-21")
    def test_a_manager_reads_his_people_s_activities_and_changes_none(self, us, lead):
        activity = planned(us, lead)
        api = caller(us.manager)
        assert api.get(f"/records/activity/{activity.pk}").status_code == 200
        changed = api.patch(f"/records/activity/{activity.pk}", {"subject": "改"})
        assert (changed.status_code, changed.json()["code"]) == (403, "access.out_of_scope")
        done = api.post(f"/records/activity/{activity.pk}/actions/complete", {"result": "好"})
        assert (done.status_code, done.json()["code"]) == (403, "access.out_of_scope")
        assert (again(activity).subject, again(activity).status) == ("回访", "planned")
        assert code(patch(us.manager, lead, company="新公司")) is None

    @pytest.mark.req("PM-21")
    @pytest.mark.parametrize("how", ["superior", "head", "above the head", "in charge", "of the department"])
    def test_nobody_above_changes_an_activity_however_he_sees_it(self, us, lead, how):
        """All he may edit is the record that it is about."""
        role = {"in charge": "director", "of the department": "sales_manager"}.get(how, "managing")
        place = {"in charge": us.south, "of the department": us.north}.get(how)
        columns = {"departments": [us.north]} if how == "in charge" else {}
        boss = person("上级", role, department=place, **columns)
        north = row("department", us.north)
        if how == "superior":
            assert code(patch(us.admin, row("user", us.zhang), superior=boss)) is None
        elif how == "head":
            assert code(patch(us.admin, north, head=boss)) is None
        elif how == "above the head":
            assert code(patch(us.admin, row("department", north.parent_id), head=boss)) is None
        activity = planned(us, lead)
        api, path = caller(boss), f"/records/activity/{activity.pk}"
        before = again(activity).__dict__.copy()
        assert api.get(path).json()["subject"] == "回访"
        tried = [
            api.patch(path, {"subject": "改"}), api.delete(path), api.post(f"{path}/actions/complete", {"result": "好"}),
            api.post(f"{path}/actions/cancel", {}), api.post(f"{path}/actions/transfer", {"owner": boss}),
            api.post(f"{path}/team", {"user": boss, "access": "edit"}),
        ]  # fmt: skip
        assert [answer.status_code for answer in tried] == [403] * 6
        bulk = api.post("/records/activity/bulk", {"update": [{"id": activity.pk, "subject": "改"}]}).json()
        assert bulk["results"][0]["error"]["code"] == "access.out_of_scope"
        many = api.post("/records/activity/actions/cancel", {"ids": [activity.pk]}).json()
        assert many["results"][0]["error"]["code"] == "access.out_of_scope"
        now = again(activity).__dict__
        assert {k: v for k, v in now.items() if k != "_state"} == {
            k: v for k, v in before.items() if k != "_state"
        }
        assert code(patch(boss, lead, company="新公司")) is None
        assert code(act(boss, planned(us, lead, by=boss), "complete", result="好")) is None

    @pytest.mark.req("LF-06")
    def test_whoever_sees_the_record_sees_its_activities(self, us, lead):
        activity = planned(us, lead)
        assert caller(us.wang).get(f"/records/activity/{activity.pk}").status_code == 404
        patch(us.zhang, lead, owner=us.wang)
        shown = caller(us.wang).get(f"/records/activity/{activity.pk}").json()
        assert shown["owner"]["name"] == "张三"


class TestWhatItIsCalled:
    @pytest.mark.parametrize(
        ("values", "label"),
        [
            ({"content": "客户要看样机"}, "客户要看样机"),
            ({"content": "第一行\n  第二行"}, "第一行 第二行"),
            ({"content": "长" * 80}, "长" * 59 + "…"),
            ({"result": "已约周三"}, "已约周三"),
            ({"subject": "回访", "content": "客户要看样机"}, None),
        ],
    )
    def test_without_a_subject_it_is_called_by_what_it_says(self, us, lead, values, label):
        """In its own answer, in lists, in references and in the search alike."""
        made = make("activity", us.zhang, status="planned", related=about(("lead", lead)), **values)
        zhang = caller(us.zhang)
        one = zhang.get(f"/records/activity/{made.pk}").json()
        [listed] = zhang.get("/records/activity").json()["items"]
        assert (one.get("_label"), listed.get("_label")) == (label, label)
        assert one["subject"] == values.get("subject")
        called = label or values["subject"]
        assert again(made).label == called
        found = zhang.get("/search", q=called[:6]).json()["items"]
        assert [(hit["object"], hit["name"]) for hit in found] == [("activity", called)]

    def test_a_label_tells_nothing_of_a_hidden_field(self, us, lead):
        made = make("activity", us.zhang, content="客户要看样机", related=about(("lead", lead)))
        clerk = make("role", name="看不到内容", permissions={"activity": ["view"], "lead": ["view"]},
                     scopes={"activity": {"view": "all", "edit": "all"}, "lead": {"view": "all", "edit": "all"}},
                     fields={"activity.content": "hidden"})  # fmt: skip
        blind = make("user", username="blind", name="钱七", roles=[clerk.pk])
        one = caller(blind.pk).get(f"/records/activity/{made.pk}").json()
        assert one["_label"] == f"#{made.pk}"
