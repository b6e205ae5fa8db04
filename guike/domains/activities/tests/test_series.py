"""Activities that repeat: their rules, the rows ahead, changes of one or of the following ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from guike.domains.activities.models import Activity
from guike.domains.activities.repeats import checked, ended, occurrences, shifted
from guike.domains.activities.series import series_extend
from guike.kernel import clock
from tests.support.company import WHY, act, again, caller, code, found, make, notices, patch, refused

START = "2026-11-23T01:00:00Z"  # a Monday, nine in Shanghai
TODAY = "2026-11-22T00:00:00Z"


def at(text):
    with clock.frozen(text) as instant:
        return instant


@pytest.fixture
def us(db):
    return found()


def weekly(us, repeat="FREQ=WEEKLY;BYDAY=MO", **values):
    lead = us.lead()
    given = {
        "planned_start_at": START,
        "planned_end_at": "2026-11-23T02:00:00Z",
        "related": [{"object": "lead", "id": lead.pk}],
    }
    with clock.frozen(TODAY):
        return make(
            "activity", us.zhang, kind="meeting", subject="周例会", repeat=repeat, **{**given, **values}
        )


def rows(**conditions):
    found = Activity.objects.system(reason=WHY).filter(deleted_at=None, **conditions)
    return list(found.order_by("planned_start_at"))


class TestRules:
    @pytest.mark.parametrize(
        ("given", "rule"),
        [
            ("rrule:freq=weekly;byday=mo,we", "FREQ=WEEKLY;BYDAY=MO,WE"),
            ("INTERVAL=2;FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2"),
            ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3"),
            ("FREQ=HOURLY", None), ("FREQ=DAILY;COUNT=3;UNTIL=20270101", None), ("FREQ=DAILY;INTERVAL=0", None),
            ("每周", None), ("FREQ=WEEKLY;BYDAY=XX", None), ("FREQ=DAILY;BYHOUR=1,2", None), ("FREQ=DAILY;FREQ=WEEKLY", None),
        ],
    )  # fmt: skip
    def test_which_rules_there_are(self, given, rule):
        assert checked(given) == rule

    def test_the_hour_of_the_wall_clock_stays_when_the_clocks_change(self):
        start = datetime(2026, 10, 24, 7, tzinfo=UTC)  # nine in Berlin, still summer time
        times = occurrences("FREQ=DAILY", start, "Europe/Berlin", start + timedelta(days=3), 10)
        assert times == [datetime(2026, 10, 25 + n, 8, tzinfo=UTC) for n in range(2)]

    def test_count_until_and_the_month_s_end(self):
        start = at(START)
        assert occurrences("FREQ=DAILY;COUNT=3", start, "Asia/Shanghai", start + timedelta(days=90), 50) == [
            start + timedelta(days=n) for n in (1, 2)
        ]
        cut = ended("FREQ=DAILY;COUNT=9", start + timedelta(days=2))
        assert occurrences(cut, start, "Asia/Shanghai", start + timedelta(days=90), 50) == [
            start + timedelta(days=1)
        ]
        last = datetime(2026, 11, 30, 1, tzinfo=UTC)
        times = occurrences(
            "FREQ=MONTHLY;BYMONTHDAY=-1", last, "Asia/Shanghai", last + timedelta(days=100), 50
        )
        assert [one.day for one in times] == [31, 31, 28]

    def test_weekdays_move_along(self):
        assert shifted("FREQ=WEEKLY;BYDAY=MO,SU;COUNT=9", 1, 2) == "FREQ=WEEKLY;BYDAY=TU,MO;COUNT=7"
        assert shifted("FREQ=WEEKLY;BYDAY=MO", 0, 0) == "FREQ=WEEKLY;BYDAY=MO"
        assert shifted("FREQ=MONTHLY;BYMONTHDAY=15", 2, 0) == "FREQ=MONTHLY"


class TestAhead:
    """I7"""

    def test_the_rows_of_a_quarter_are_there_at_once_and_more_come_every_night(self, us):
        head = weekly(us, participants=[us.li], place="二楼")
        made = rows(series=head)
        assert [one.planned_start_at for one in made] == [
            at(START) + timedelta(days=7 * n) for n in range(1, 13)
        ]
        assert {(one.subject, one.owner_id, one.status, one.place, one.repeat) for one in made} == {
            ("周例会", us.zhang, "planned", "二楼", "")
        }
        assert {one.planned_end_at - one.planned_start_at for one in made} == {timedelta(hours=1)}
        assert all(one.participants == [us.li] and one.related == head.related for one in made)
        with clock.frozen(TODAY):
            assert series_extend() == 0
            clock.advance(timedelta(days=10))
            assert (series_extend(), series_extend()) == (2, 0)
        assert len(rows(series=head)) == 14

    def test_a_count_ends_it(self, us):
        head = weekly(us, repeat="FREQ=WEEKLY;COUNT=3")
        assert len(rows(series=head)) == 2

    def test_many_come_in_portions(self, us):
        head = weekly(us, repeat="FREQ=DAILY")
        assert len(rows(series=head)) == 90
        with clock.frozen(TODAY):
            clock.advance(timedelta(days=60))
            assert series_extend() == 60

    def test_wrong_rules_are_told(self, us):
        related = [{"object": "lead", "id": us.lead().pk}]
        assert refused(
            "activity", us.zhang, subject="x", related=related, repeat="FREQ=HOURLY", planned_start_at=START
        ) == {"repeat": "activity.repeat_rule"}
        assert refused("activity", us.zhang, subject="x", related=related, repeat="FREQ=DAILY") == {
            "repeat": "activity.repeat_start"
        }
        assert rows() == []

    def test_rooms_are_booked_for_each_and_who_finds_one_taken_is_told(self, us):
        room = make("resource", name="3 号会议室")
        make(
            "resource_booking",
            us.wang,
            resource=room.pk,
            start_at="2026-12-07T01:30:00Z",
            end_at="2026-12-07T03:00:00Z",
        )
        head = weekly(us, repeat="FREQ=WEEKLY;COUNT=4", resources=[room.pk])
        listed = (
            caller(us.zhang)
            .get("/records/resource_booking", sort="start_at", filter='{"field": "owner", "op": "is_me"}')
            .json()
        )
        assert [one["start_at"] for one in listed["items"]] == [
            START,
            "2026-11-30T01:00:00Z",
            "2026-12-14T01:00:00Z",
        ]
        assert notices(us.zhang, "resource.not_booked") == [
            "重复的行动“周例会”在 2026-12-07 09:00 没有订上“3 号会议室”，该时间已被占用"
        ]
        assert len(rows(series=head)) == 3


class TestChanges:
    """I7"""

    def test_this_one_alone(self, us):
        head = weekly(us, repeat="FREQ=WEEKLY;COUNT=4")
        second, third, _fourth = rows(series=head)
        assert code(patch(us.zhang, second, subject="改题")) is None
        assert code(act(us.zhang, third, "reschedule", planned_start_at="2026-12-08T01:00:00Z")) is None
        assert [one.subject for one in rows(series=head)] == ["改题", "周例会", "周例会"]

    def test_this_one_and_the_following(self, us):
        head = weekly(us)
        second, third, fourth, *_more = rows(series=head)
        moved = {"planned_start_at": "2026-12-08T02:00:00Z", "planned_end_at": "2026-12-08T04:00:00Z"}
        assert code(patch(us.zhang, third, subject="月例会", following=True, **moved)) is None
        assert (again(head).repeat, again(second).subject) == (
            "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261207T005959Z",
            "周例会",
        )
        assert (again(third).repeat, again(third).series_id) == ("FREQ=WEEKLY;BYDAY=TU", None)
        later = rows(series=third)
        assert (len(rows(series=head)), len(later)) == (1, 10)
        assert {one.subject for one in later} == {"月例会"}
        assert (again(fourth).planned_start_at, again(fourth).planned_end_at) == (
            at("2026-12-15T02:00:00Z"),
            at("2026-12-15T04:00:00Z"),
        )
        with clock.frozen(TODAY):
            clock.advance(timedelta(days=15))
            assert series_extend() == 2
        newest = rows(series=third)[-1]
        assert (newest.subject, newest.planned_start_at.weekday(), newest.planned_start_at.hour) == (
            "月例会",
            1,
            2,
        )
        assert len(rows(series=head)) == 1

    def test_moved_with_the_following_by_dragging_the_first(self, us):
        head = weekly(us, repeat="FREQ=WEEKLY;BYDAY=MO;COUNT=3")
        assert (
            code(act(us.zhang, head, "reschedule", planned_start_at="2026-11-24T01:00:00Z", following=True))
            is None
        )
        assert again(head).repeat == "FREQ=WEEKLY;BYDAY=TU;COUNT=3"
        assert [one.planned_start_at for one in rows()] == [
            at("2026-11-24T01:00:00Z") + timedelta(days=7 * n) for n in range(3)
        ]

    def test_the_series_ends_after_this_one(self, us):
        head = weekly(us)
        second, third, *_more = rows(series=head)
        assert code(act(us.zhang, third, "complete", result="好")) is None
        assert code(act(us.zhang, second, "end_series")) is None
        assert [one.status for one in rows(series=head)] == ["planned", "done"] + ["cancelled"] * 10
        with clock.frozen(TODAY):
            clock.advance(timedelta(days=60))
            assert series_extend() == 0

    def test_what_does_not_repeat_has_no_series_to_end(self, us):
        single = make("activity", us.zhang, subject="x", related=[{"object": "lead", "id": us.lead().pk}])
        assert code(act(us.zhang, single, "end_series")) == "activity.no_series"
