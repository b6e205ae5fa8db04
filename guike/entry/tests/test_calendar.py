"""The calendar and its links: whose, what, when; read by a real parser of iCalendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar

from guike.kernel import clock
from guike.platform.agenda.models import CalendarFeed
from guike.platform.audit.models import AuditEntry
from tests.support.company import act, caller, code, found, make, patch, person, row

WEEK = {"from": "2026-11-23", "to": "2026-11-30"}
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def us(db):
    return found()


def planned(us, by, subject, start, end=None, **values):
    given = {
        "planned_start_at": start,
        "planned_end_at": end,
        "related": [{"object": "lead", "id": us.lead(owner=by).pk}],
    }
    return make("activity", by, subject=subject, **{**given, **values})


def week(api, **query):
    answer = api.get("/calendar", **{**WEEK, **query})
    assert answer.status_code == 200, answer.content
    return answer.json()


def titles(api, **query):
    return [item["title"] for item in week(api, **query)["items"]]


class TestResources:
    @pytest.mark.req("BA-22")
    def test_who_has_it_when_and_for_what_only_who_may_see_the_action(self, us):
        room, other = make("resource", name="3 号会议室"), make("resource", name="车辆")
        planned(us, us.zhang, "绝密评审", "2026-11-24T02:00:00Z", "2026-11-24T03:00:00Z", kind="meeting",
                resources=[room.pk, other.pk])  # fmt: skip
        free = {"resource": room.pk, "start_at": "2026-11-25T02:00:00Z", "end_at": "2026-11-25T03:00:00Z"}
        make("resource_booking", us.zhang, **free, description="周会")
        gone = make(
            "resource_booking",
            us.zhang,
            **{**free, "start_at": "2026-11-25T05:00:00Z", "end_at": "2026-11-25T06:00:00Z"},
        )
        act(us.zhang, gone, "cancel")

        def shown(user):
            items = week(caller(user), of=f"resource:{room.pk}")["items"]
            return [
                (one["title"], one["start_at"], [p["id"] for p in one["users"]], one["is_shut"])
                for one in items
            ]

        first, second = "2026-11-24T02:00:00Z", "2026-11-25T02:00:00Z"
        for user in (us.zhang, us.manager):
            assert shown(user) == [
                ("绝密评审", first, [us.zhang], False),
                ("周会", second, [us.zhang], False),
            ]
        assert shown(us.wang) == [("Taken", first, [us.zhang], True), ("周会", second, [us.zhang], False)]
        said = caller(us.wang).get("/calendar", **WEEK, of=f"resource:{room.pk}").content.decode()
        assert "绝密" not in said

    def test_a_record_that_one_may_not_see_or_without_a_calendar(self, us):
        room = make("resource", name="3 号会议室")
        api = caller(us.zhang)
        for of in (
            f"lead:{us.lead(owner=us.wang).pk}",
            f"lead:{us.lead(owner=us.zhang).pk}",
            "resource:987654",
            "nothing:1",
        ):
            assert api.get("/calendar", **WEEK, of=of).status_code == 404, of
        assert api.get("/calendar", **WEEK, of="resource").status_code == 422
        helper = person("协作", "collaborator")
        hidden = caller(helper).get("/calendar", **WEEK, of=f"resource:{room.pk}")
        assert (hidden.status_code, hidden.json().get("items")) in [(200, []), (403, None)]


class TestWhat:
    @pytest.mark.req("AC-06")
    def test_activities_tasks_and_bookings_of_the_week(self, us):
        room = make("resource", name="3 号会议室")
        meeting = planned(us, us.zhang, "评审", "2026-11-24T02:00:00Z", "2026-11-24T03:00:00Z", kind="meeting",
                          place="总部", resources=[room.pk])  # fmt: skip
        task = planned(us, us.zhang, "整理资料", None, "2026-11-25T10:00:00Z", kind="task")
        planned(us, us.zhang, "下周的", "2026-11-29T16:00:00Z", "2026-11-29T17:00:00Z")  # Monday in Shanghai
        gone = planned(us, us.zhang, "取消的", "2026-11-24T05:00:00Z")
        act(us.zhang, gone, "cancel")
        done = planned(
            us, us.zhang, "已经打过", None, status="done", result="好", done_at="2026-11-26T01:00:00Z"
        )
        alone = make(
            "resource_booking",
            us.zhang,
            resource=room.pk,
            start_at="2026-11-27T01:00:00Z",
            end_at="2026-11-27T02:00:00Z",
        )
        with clock.frozen("2026-11-26T12:00:00Z"):
            items = week(caller(us.zhang))["items"]
        shown = [
            (
                one["object"],
                one["id"],
                one["type"],
                one["start_at"],
                one["end_at"],
                one["is_overdue"],
                one["is_closed"],
            )
            for one in items
        ]
        booking = row("resource_booking", alone.pk - 1)
        assert shown == [
            ("activity", meeting.pk, "activity", "2026-11-24T02:00:00Z", "2026-11-24T03:00:00Z", True, False),
            (
                "resource_booking",
                booking.pk,
                "booking",
                "2026-11-24T02:00:00Z",
                "2026-11-24T03:00:00Z",
                False,
                False,
            ),
            ("activity", task.pk, "task", "2026-11-25T10:00:00Z", None, True, False),
            ("activity", done.pk, "activity", "2026-11-26T01:00:00Z", None, False, True),
            (
                "resource_booking",
                alone.pk,
                "booking",
                "2026-11-27T01:00:00Z",
                "2026-11-27T02:00:00Z",
                False,
                False,
            ),
        ]
        first, of_it = items[:2]
        assert (first["title"], first["place"], first["kind"], first["color"]) == (
            "评审",
            "总部",
            "Meeting",
            "purple",
        )
        assert (of_it["title"], of_it["belongs_to"]) == (
            "3 号会议室",
            {"object": "activity", "id": meeting.pk},
        )
        assert [one["may_move"] for one in items] == [True, False, False, False, True]
        assert first["move"] == {"action": "reschedule", "start": "planned_start_at", "end": "planned_end_at"}

    @pytest.mark.req("AC-06")
    def test_dragged_from_ten_to_two(self, us):
        meeting = planned(us, us.zhang, "评审", "2026-11-24T02:00:00Z", "2026-11-24T03:00:00Z")
        api = caller(us.zhang)
        params = {"planned_start_at": "2026-11-24T06:00:00Z", "planned_end_at": "2026-11-24T07:00:00Z"}
        assert api.post(f"/records/activity/{meeting.pk}/actions/reschedule", params).status_code == 200
        [item] = week(api)["items"]
        assert (item["start_at"], item["end_at"]) == ("2026-11-24T06:00:00Z", "2026-11-24T07:00:00Z")

    def test_what_lasts_over_the_edge_is_there_and_what_touches_it_is_not(self, us):
        planned(us, us.zhang, "跨周", "2026-11-22T10:00:00Z", "2026-11-22T17:00:00Z")
        planned(us, us.zhang, "上周", "2026-11-22T10:00:00Z", "2026-11-22T16:00:00Z")
        assert titles(caller(us.zhang)) == ["跨周"]

    def test_one_stands_in_the_calendar_of_who_takes_part(self, us):
        planned(us, us.zhang, "一起去", "2026-11-24T02:00:00Z", participants=[us.manager])
        [item] = week(caller(us.manager))["items"]
        assert (item["title"], [one["name"] for one in item["users"]], item["may_move"]) == (
            "一起去",
            ["周经理"],
            False,
        )

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ({"from": ""}, "from"), ({"to": "yesterday"}, "to"), ({"to": "2026-11-23"}, "to"), ({"to": "2027-11-23"}, "to"),
            ({"users": "me"}, "users"), ({"users": ",".join(str(n) for n in range(1, 60))}, "users"),
        ],
    )  # fmt: skip
    def test_wrong_questions_are_told_by_their_field(self, us, query, field):
        answer = caller(us.zhang).get("/calendar", **{**WEEK, **query})
        assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (422, [field])


class TestWhose:
    @pytest.mark.req("AC-06")
    def test_a_superior_sees_his_people_read_only_a_colleague_none(self, us):
        meeting = planned(us, us.zhang, "评审", "2026-11-24T02:00:00Z", "2026-11-24T03:00:00Z")
        zhang = str(us.zhang)
        [item] = week(caller(us.manager), users=zhang)["items"]
        assert (item["title"], item["may_move"]) == ("评审", False)
        refused = caller(us.manager).post(
            f"/records/activity/{meeting.pk}/actions/reschedule", {"planned_start_at": "2026-11-24T06:00:00Z"}
        )
        assert (refused.status_code, row("activity", meeting.pk).planned_start_at.hour) == (403, 2)
        seen = week(caller(us.li), users=zhang)
        assert (seen["items"], seen["users"]) == ([], [])
        assert titles(caller(us.manager)) == []  # his own is another
        assert titles(caller(us.zhang), users=str(us.manager)) == []

    @pytest.mark.req("AC-06")
    def test_not_even_by_what_a_colleague_may_see_otherwise(self, us):
        meeting = planned(us, us.zhang, "评审", "2026-11-24T02:00:00Z")
        caller(us.zhang).post(f"/records/activity/{meeting.pk}/team", {"user": us.li, "access": "read"})
        assert caller(us.li).get(f"/records/activity/{meeting.pk}").status_code == 200
        assert titles(caller(us.li), users=str(us.zhang)) == []

    def test_the_people_to_choose_from(self, us):
        boss = person("总监", "director")
        patch(us.admin, row("user", us.manager), superior=boss)
        named = [one["name"] for one in caller(boss).get("/calendar/people").json()["items"]]
        assert named == ["总监", "周经理", "张三", "李四"]
        assert [one["name"] for one in caller(boss).get("/calendar/people", q="张").json()["items"]] == [
            "张三"
        ]
        assert [one["name"] for one in caller(us.zhang).get("/calendar/people").json()["items"]] == ["张三"]
        head = person("部门主管", "sales")
        patch(us.admin, row("department", us.south), head=head)
        assert [one["name"] for one in caller(head).get("/calendar/people").json()["items"]] == [
            "部门主管",
            "王五",
        ]


def read(url):
    answer = Client().get(url.removeprefix("http://testserver"))
    return answer, Calendar.from_ical(answer.content) if answer.status_code == 200 else None


class TestFeed:
    @pytest.fixture
    def url(self, us):
        made = caller(us.zhang).post("/calendar/feeds", {"name": "我的手机"})
        assert made.status_code == 201
        return made.json()["url"]

    @pytest.mark.req("AC-06")
    def test_a_parser_reads_it_with_the_right_times(self, us, url):
        with clock.frozen("2026-11-22T00:00:00Z"):
            planned(us, us.zhang, "评审；地点，待定", "2026-11-24T02:00:00Z", "2026-11-24T03:30:00Z", kind="meeting",
                    place="总部, 3 楼", content="第一行\n第二行")  # fmt: skip
            planned(us, us.li, "别人的", "2026-11-24T02:00:00Z")
            answer, calendar = read(url)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
        [event] = calendar.walk("VEVENT")
        assert str(event["SUMMARY"]) == "会议 · 评审；地点，待定"
        assert event.decoded("DTSTART") == datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)
        assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
        assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=90)
        assert (str(event["LOCATION"]), str(event["DESCRIPTION"])) == ("总部, 3 楼", "第一行\n第二行\n未开始")

    def test_it_tells_nothing_of_what_he_may_not_see(self, us, url):
        with clock.frozen("2026-11-22T00:00:00Z"):
            account = us.account(name="绝密客户有限公司", owner=us.wang)
            make("activity", us.admin, subject="核对", kind="task", owner=us.zhang, planned_end_at="2026-11-24T02:00:00Z",
                 related=[{"object": "account", "id": account.pk}])  # fmt: skip
            joined = planned(us, us.wang, "王五的会", "2026-11-24T02:00:00Z", participants=[us.zhang])
            answer, calendar = read(url)
        assert caller(us.zhang).get(f"/records/activity/{joined.pk}").status_code == 404
        assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")] == ["任务 · 核对"]
        assert "绝密" not in answer.content.decode()

    def test_the_secret_is_shown_once_and_stored_hashed(self, us, url):
        secret = url.rpartition("/")[2].removesuffix(".ics")
        assert len(secret) >= 40
        feed = CalendarFeed.objects.get()
        assert secret not in str(vars(feed))
        [listed] = caller(us.zhang).get("/calendar/feeds").json()["items"]
        assert set(listed) == {"id", "name", "created_at", "last_used_at"}
        assert (listed["name"], listed["last_used_at"]) == ("我的手机", None)
        assert read(url)[0].status_code == 200
        assert caller(us.zhang).get("/calendar/feeds").json()["items"][0]["last_used_at"] is not None
        kinds = AuditEntry.objects.system(reason="a test looks").filter(action__startswith="calendar.")
        assert list(kinds.values_list("action", "detail")) == [
            ("calendar.feed_created", {"name": "我的手机"})
        ]

    def test_it_ends_when_he_revokes_it(self, us, url):
        feed = CalendarFeed.objects.get()
        assert caller(us.li).delete(f"/calendar/feeds/{feed.pk}").status_code == 404
        assert read(url)[0].status_code == 200
        assert caller(us.zhang).delete(f"/calendar/feeds/{feed.pk}").status_code == 204
        assert read(url)[0].status_code == 404
        assert caller(us.zhang).get("/calendar/feeds").json()["items"] == []
        assert read(url[:-8] + "AAAA.ics")[0].status_code == 404

    def test_it_ends_when_he_leaves_and_does_not_come_back_with_him(self, us, url):
        user = row("user", us.zhang)
        assert code(act(us.admin, user, "leave", to=us.li)) is None
        assert read(url)[0].status_code == 404
        assert CalendarFeed.objects.filter(revoked_at=None).count() == 0

    def test_not_more_links_than_devices(self, us, url):
        api = caller(us.zhang)
        answers = [api.post("/calendar/feeds", {}).status_code for _n in range(10)]
        assert answers == [201] * 9 + [409]
        assert CalendarFeed.objects.count() == 10
