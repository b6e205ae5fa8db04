"""Resources: booked with an activity, never twice at a time, moved and freed with it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from guike.domains.resources.models import ResourceBooking
from guike.domains.resources.rules import Span, Taken, first_clash, moved
from guike.kernel import clock
from guike.kernel.errors import Invalid
from guike.platform.org.models import Role
from guike.platform.org.queries import bump
from tests.support.company import (
    WHY,
    act,
    again,
    caller,
    code,
    delete,
    found,
    make,
    patch,
    person,
    refused,
    row,
)
from tests.support.race import at_once


def at(hour: int, minute: int = 0):
    with clock.frozen(f"2026-11-23T{hour:02}:{minute:02}:00Z") as instant:
        return instant


def iso(hour: int, minute: int = 0) -> str:
    return f"2026-11-23T{hour:02}:{minute:02}:00Z"


@pytest.fixture
def us(db):
    return found()


@pytest.fixture
def room(us):
    return make("resource", name="3 号会议室", kind="meeting_room")


def meeting(us, start=2, end=3, by=None, **values):
    by = by or us.zhang
    lead = us.lead(owner=by)
    return make("activity", by, kind="meeting", subject="评审", related=[{"object": "lead", "id": lead.pk}],
                planned_start_at=iso(start), planned_end_at=iso(end), **values)  # fmt: skip


def bookings(**conditions):
    rows = ResourceBooking.objects.system(reason=WHY).filter(deleted_at=None, **conditions).order_by("pk")
    return list(rows)


def spans(**conditions):
    return [(one.start_at, one.end_at, one.status) for one in bookings(**conditions)]


HOURS = st.integers(min_value=0, max_value=40)


class TestRules:
    @given(HOURS, st.integers(1, 6), HOURS, st.integers(1, 6))
    def test_two_spans_overlap_when_they_share_an_hour(self, start, length, other, other_length):
        day = at(0)
        mine, theirs = (
            Span(day + timedelta(hours=begin), day + timedelta(hours=begin + lasts))
            for begin, lasts in ((start, length), (other, other_length))
        )
        shared = {*range(start, start + length)} & {*range(other, other + other_length)}
        assert mine.overlaps(theirs) is theirs.overlaps(mine) is bool(shared)

    def test_a_booking_keeps_its_distance_to_the_activity(self):
        whole = Span(at(1, 30), at(3, 30))  # half an hour before and after 2:00 to 3:00
        assert moved(whole, (at(2), at(3)), Span(at(6), at(7))) == Span(at(5, 30), at(7, 30))
        assert moved(whole, (at(2), at(3)), Span(at(6), at(9))) == Span(at(5, 30), at(9, 30))
        assert moved(whole, (at(2), None), Span(at(6), at(9))) == Span(at(5, 30), at(7, 30))
        assert moved(whole, (None, None), Span(at(6), at(9))) == Span(at(6), at(9))
        shrunk = moved(Span(at(2), at(2, 30)), (at(2), at(3)), Span(at(2), at(2, 15)))
        assert shrunk == Span(at(2), at(2, 30))  # it never ends before it starts

    def test_a_booking_is_not_in_its_own_way(self):
        mine = Taken(1, Span(at(2), at(3)), booking=7)
        assert first_clash(mine, [Taken(1, Span(at(2), at(3)), booking=7)]) is None
        assert first_clash(mine, [Taken(2, Span(at(2), at(3)), booking=8)]) is None
        late, early = (Taken(1, Span(at(hour), at(hour + 1)), booking=hour) for hour in (4, 1))
        assert first_clash(Taken(1, Span(at(1), at(6))), [late, early]) == early


class TestBooking:
    @pytest.mark.req("PM-10")
    def test_who_may_not_view_resources_books_none(self, us, room):
        activity = meeting(us)
        limited = Role.objects.system(reason=WHY).filter(code="sales")
        kept = {name: rights for name, rights in limited.get().permissions.items() if name != "resource"}
        limited.update(permissions={**kept, "activity": ["*"]})
        bump(permission=True)
        with pytest.raises(Invalid) as refusal:
            act(us.zhang, activity, "book", resources=[room.pk])
        assert [(one.field, one.code) for one in refusal.value.errors] == [("resources", "reference.unknown")]
        assert bookings() == []
        limited.update(permissions={**kept, "activity": ["*"], "resource": ["view"]})
        bump(permission=True)
        assert code(act(us.zhang, activity, "book", resources=[room.pk])) is None
        assert spans() == [(at(2), at(3), "booked")]

    @pytest.mark.req("BA-22")
    def test_i1_an_overlap_is_refused_touching_ends_are_not(self, us, room):
        """I1 I4"""
        meeting(us, 2, 3, resources=[room.pk])
        assert spans() == [(at(2), at(3), "booked")]
        for start, end in ((2, 3), (1, 4)):
            lead = us.lead(owner=us.li)
            answer = caller(us.li).post("/records/activity", {
                "kind": "meeting", "subject": "抢会议室", "related": [{"object": "lead", "id": lead.pk}],
                "planned_start_at": iso(start), "planned_end_at": iso(end), "resources": [room.pk],
            })  # fmt: skip
            problem = answer.json()
            assert (answer.status_code, problem["code"]) == (409, "resource.taken")
            assert problem["detail"] == (
                "“3 号会议室” is booked by 张三 from 2026-11-23 10:00 to 2026-11-23 11:00; choose another time or resource"
            )
            assert [e["field"] for e in problem["errors"]] == ["resources"]
        assert len(bookings()) == 1
        meeting(us, 1, 2, by=us.li, resources=[room.pk])
        meeting(us, 3, 4, by=us.wang, resources=[room.pk])
        assert spans() == [(at(2), at(3), "booked"), (at(1), at(2), "booked"), (at(3), at(4), "booked")]

    @pytest.mark.req("BA-22")
    def test_i1_by_hand_with_times_of_its_own_or_those_of_the_activity(self, us, room):
        """I1"""
        activity = meeting(us, 2, 3)
        booking = make("resource_booking", us.zhang, resource=room.pk, activity=activity.pk)
        assert (booking.start_at, booking.end_at, booking.owner_id, booking.status) == (
            at(2),
            at(3),
            us.zhang,
            "booked",
        )
        taken = {"resource": room.pk, "start_at": iso(2, 30), "end_at": iso(5)}
        answer = caller(us.li).post("/records/resource_booking", taken)
        assert (answer.status_code, answer.json()["code"]) == (409, "resource.taken")
        assert len(bookings()) == 1
        assert refused("resource_booking", us.li, resource=room.pk, start_at=iso(5), end_at=iso(5)) == {
            "end_at": "before_start"
        }
        free = make("resource_booking", us.li, resource=room.pk, start_at=iso(5), end_at=iso(6))
        assert code(patch(us.li, free, start_at=iso(2, 59))) == "resource.taken"
        assert code(patch(us.li, free, start_at=iso(3))) is None

    def test_i1_several_of_one_write_stand_in_each_other_s_way(self, us, room):
        """I1"""
        rows = [
            {"resource": room.pk, "start_at": iso(2), "end_at": iso(4)},
            {"resource": room.pk, "start_at": iso(3), "end_at": iso(5)},
        ]
        results = caller(us.zhang).post("/records/resource_booking/bulk", {"create": rows}).json()["results"]
        assert [one.get("error", {}).get("code") for one in results] == [None, "resource.taken"]
        assert len(bookings()) == 1

    @pytest.mark.req("BA-22")
    def test_i1_the_database_refuses_what_goes_past_the_rules(self, us, room):
        """I1: without any extension of PostgreSQL."""
        first = make("resource_booking", us.zhang, resource=room.pk, start_at=iso(2), end_at=iso(4))
        other = make("resource_booking", us.zhang, resource=room.pk, start_at=iso(4), end_at=iso(5))
        rows = ResourceBooking.objects.system(reason=WHY)
        with pytest.raises(IntegrityError, match="resource_booking_no_overlap"), transaction.atomic():
            rows.filter(pk=other.pk).update(start_at=at(3, 59))
        rows.filter(pk__in=[first.pk, other.pk]).update(start_at=at(2), end_at=at(3), status="cancelled")
        assert spans(status="booked") == []

    def test_what_is_out_of_use_or_without_times_is_not_booked(self, us, room):
        lead = us.lead()
        related = [{"object": "lead", "id": lead.pk}]
        assert refused("activity", us.zhang, subject="会", related=related, resources=[room.pk]) == {
            "resources": "resource.needs_times"
        }
        patch(us.admin, room, is_active=False)
        times = {"planned_start_at": iso(2), "planned_end_at": iso(3)}
        assert refused("activity", us.zhang, subject="会", related=related, resources=[room.pk], **times) == {
            "resources": "resource.inactive"
        }
        assert bookings() == []

    @pytest.mark.req("BA-22")
    def test_i4_who_may_not_read_bookings_learns_only_that_it_is_taken(self, us, room):
        """I4"""
        make("resource_booking", us.zhang, resource=room.pk, start_at=iso(2), end_at=iso(3))
        role = make(
            "role", name="只订不看", permissions={"resource": ["view"], "resource_booking": ["create"]}
        )
        blind = make("user", username="blind", name="钱七", roles=[role.pk])
        answer = caller(blind.pk).post(
            "/records/resource_booking", {"resource": room.pk, "start_at": iso(2), "end_at": iso(3)}
        )
        assert answer.json()["code"] == "resource.taken_by_somebody"
        assert "张三" not in answer.content.decode()


class TestWithItsActivity:
    @pytest.mark.req("BA-22")
    def test_i2_moving_the_activity_moves_the_booking(self, us, room):
        """I2"""
        activity = meeting(us, 2, 3, resources=[room.pk])
        assert code(act(us.zhang, activity, "reschedule", planned_start_at=iso(6))) is None
        assert spans() == [(at(6), at(7), "booked")]
        assert code(patch(us.zhang, activity, planned_end_at=iso(9))) is None
        assert spans() == [(at(6), at(9), "booked")]

    @pytest.mark.req("BA-22")
    def test_i2_or_is_refused_and_both_stay(self, us, room):
        """I2"""
        activity = meeting(us, 2, 3, resources=[room.pk])
        meeting(us, 6, 8, by=us.wang, resources=[room.pk])
        before = again(activity).version
        answer = caller(us.zhang).post(
            f"/records/activity/{activity.pk}/actions/reschedule", {"planned_start_at": iso(7)}
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "resource.taken")
        assert "王五" in answer.json()["detail"]
        changed = caller(us.zhang).patch(f"/records/activity/{activity.pk}", {"planned_end_at": iso(7)})
        assert (changed.status_code, changed.json()["code"]) == (409, "resource.taken")
        assert (again(activity).planned_start_at, again(activity).version) == (at(2), before)
        assert spans() == [(at(2), at(3), "booked"), (at(6), at(8), "booked")]

    @pytest.mark.req("BA-22")
    @pytest.mark.parametrize("how", ["cancel", "delete"])
    def test_i3_cancelling_frees_it(self, us, room, how):
        """I3"""
        activity = meeting(us, 2, 3, resources=[room.pk])
        outcome = act(us.zhang, activity, "cancel") if how == "cancel" else delete(us.zhang, activity)
        assert code(outcome) is None
        assert spans() == [(at(2), at(3), "cancelled")]
        meeting(us, 2, 3, by=us.wang, resources=[room.pk])
        assert spans(status="booked") == [(at(2), at(3), "booked")]

    def test_booked_later_by_an_action(self, us, room):
        car = make("resource", name="商务车", kind="vehicle")
        activity = meeting(us, 2, 3)
        outcome = act(us.zhang, activity, "book", resources=[room.pk, car.pk], start_at=iso(1), end_at=iso(4))
        assert code(outcome) is None
        assert spans() == [(at(1), at(4), "booked")] * 2
        make("resource_booking", us.wang, resource=room.pk, start_at=iso(6), end_at=iso(7))
        other = meeting(us, 6, 7, by=us.li)
        assert code(act(us.li, other, "book", resources=[car.pk, room.pk])) == "resource.taken"
        assert len(bookings(activity_id=other.pk)) == 0  # neither of the two

    def test_a_booking_is_cancelled_by_itself_and_stays_so(self, us, room):
        booking = make("resource_booking", us.zhang, resource=room.pk, start_at=iso(2), end_at=iso(3))
        assert code(act(us.li, booking, "cancel")) == "access.out_of_scope"
        assert code(act(us.zhang, booking, "cancel")) is None
        assert again(booking).status == "cancelled"
        assert code(patch(us.zhang, booking, start_at=iso(1))) == "record.locked"

    def test_it_goes_to_the_new_owner_of_the_activity(self, us, room):
        activity = meeting(us, 2, 3, resources=[room.pk])
        assert code(act(us.zhang, activity, "transfer", owner=us.li)) is None
        assert [one.owner_id for one in bookings()] == [us.li]


@pytest.mark.req("BA-22")
def test_i1_of_many_at_the_same_moment_one_has_the_room(fresh_db):
    """I1: real connections, real threads."""
    us = found()
    room = make("resource", name="3 号会议室", kind="meeting_room")
    people = [person(f"业务员{n}", "sales", department=us.north) for n in range(12)]
    leads = [us.lead(owner=one) for one in people]

    def book(who, lead, minute):
        answer = caller(who).post("/records/activity", {
            "kind": "meeting", "subject": "评审", "related": [{"object": "lead", "id": lead.pk}],
            "planned_start_at": iso(2, minute), "planned_end_at": iso(3), "resources": [room.pk],
        })  # fmt: skip
        return answer.status_code, answer.json().get("code")

    answers = at_once(*[
        lambda who=who, lead=lead, minute=minute: book(who, lead, minute)
        for minute, (who, lead) in enumerate(zip(people, leads, strict=True))
    ])  # fmt: skip
    assert Counter(answers) == {(201, None): 1, (409, "resource.taken"): 11}
    assert len(bookings()) == 1
    assert row("resource", room.pk).version == 1


@pytest.mark.req("BA-22")
def test_i2_activities_that_swap_places_at_the_same_moment_never_share_the_room(fresh_db):
    """I1 I2"""
    us = found()
    room = make("resource", name="3 号会议室", kind="meeting_room")
    activities = [meeting(us, 2 + 2 * n, 3 + 2 * n, resources=[room.pk]) for n in range(4)]
    moves = [
        lambda one=one, n=n: code(
            act(us.zhang, one, "reschedule", planned_start_at=iso(2 + 2 * ((n + 1) % 4)))
        )
        for n, one in enumerate(activities)
    ]
    answers = Counter(at_once(*moves))
    assert set(answers) <= {None, "resource.taken"}
    held = sorted(spans())
    assert all(before[1] <= after[0] for before, after in pairwise(held))
    for one in activities:
        (booking,) = bookings(activity_id=one.pk)
        assert (booking.start_at, booking.end_at) == (again(one).planned_start_at, again(one).planned_end_at)
