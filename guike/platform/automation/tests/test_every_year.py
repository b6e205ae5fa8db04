"""A date that comes again every year, such as a birthday: once for each year, also on 29 February."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.domains.activities.models import Activity
from guike.kernel import clock
from guike.platform.automation.backtest import backtest
from guike.platform.automation.definition import Definition, of_rule
from guike.platform.automation.due import put_due
from guike.platform.automation.moments import dues_of
from guike.platform.automation.tests.rules import again, refusals, rule, runs, work
from tests.support.company import WHY, caller, ctx_of, found, make, patch

SHANGHAI = "Asia/Shanghai"
ZONE = ZoneInfo(SHANGHAI)
YEARLY = {"trigger": "date_reached", "date_field": "birthday", "every": "year", "at_time": "09:00"}
CARE = {
    "do": "create",
    "object": "activity",
    "values": {
        "kind": "care",
        "subject": "生日关怀：{name}",
        "occasion": "birthday",
        "owner": {"who": {"kind": "field", "value": "owner"}},
        "planned_end_at": {"today": 7},
        "related": [{"record": True}],
    },
}


@pytest.fixture
def us(db):
    return found()


def person(us, **values):
    given = {"name": "钱一", "account": us.account().pk, "owner": us.zhang, "birthday": "1985-12-05"}
    return make("contact", **{**given, **values})


def cares():
    rows = Activity.objects.system(reason=WHY).filter(kind="care", deleted_at=None).order_by("id")
    return [(row.subject, row.owner_id, row.planned_end_at.astimezone(ZONE).date()) for row in rows]


def plain(**values):
    empty = Definition(
        1, 1, "", "contact", "date_reached", (), (), (), "birthday", 0, "", "year", None, None, (), "", 1
    )
    return replace(empty, **values)


@given(
    day=st.dates(date(1924, 1, 1), date(2020, 12, 31)) | st.dates(date(2022, 1, 1), date(2028, 3, 1)),
    offset=st.integers(-400, 400),
    first=st.dates(date(2023, 1, 1), date(2026, 12, 31)),
    minute=st.integers(0, 24 * 60 - 1),
    hours=st.integers(0, 24 * 800),
)
def test_the_days_of_the_years_are_those_that_a_calendar_shows(day, offset, first, minute, hours):
    since = datetime.combine(first, time(minute // 60, minute % 60), ZONE)
    now = since + timedelta(hours=hours)
    found = dues_of(plain(offset_days=offset, at_time="09:30"), day, since, now, SHANGHAI)
    leaf = since.date() - timedelta(days=1)
    expected = []
    while leaf <= now.date():
        kept = leaf - timedelta(days=offset)
        is_the_day = (kept.month, kept.day) == (day.month, day.day)
        stands_in = (
            (day.month, day.day) == (2, 29) and (kept.month, kept.day) == (2, 28) and kept.year % 4 != 0
        )
        due = datetime(leaf.year, leaf.month, leaf.day, 9, 30, tzinfo=ZONE)
        if (is_the_day or stands_in) and kept >= day and since < due <= now:
            expected.append(due)
        leaf += timedelta(days=1)
    assert found == expected


@pytest.mark.req("CU-22", "AC-08")
def test_a_birthday_in_seven_days_makes_a_care_task_each_year_from_which_an_expense_is_asked(us):
    with clock.frozen("2026-11-27T00:00:00+00:00"):  # eight in the morning, eight days before
        person(us)
        yearly = rule(us.admin, "contact", CARE, **YEARLY, offset_days=-7)
        put_due()
        assert runs(yearly) == []
        clock.advance(timedelta(hours=25))
        assert put_due() == 1
        assert put_due() == 0
        work()
        assert cares() == [("生日关怀：钱一", us.zhang, date(2026, 12, 5))]
        care = Activity.objects.system(reason=WHY).get(kind="care")
        asked = {"kind": "gift", "amount": "200.00", "related": [{"object": "activity", "id": care.pk}]}
        assert caller(us.zhang).post("/records/expense", asked).status_code == 201
        kept = caller(us.zhang).get(f"/records/activity/{care.pk}/related/expenses").json()["items"]
        assert [one["amount"] for one in kept] == ["200.00"]
    with clock.frozen("2027-11-28T00:30:00+00:00"):  # half past eight, a year later
        assert put_due() == 0
        clock.advance(timedelta(minutes=31))
        assert put_due() == 1
        work()
        assert cares()[1:] == [("生日关怀：钱一", us.zhang, date(2027, 12, 5))]
        assert len({run.once_key for run in runs(yearly)}) == 2


def test_the_29th_of_february_is_kept_on_the_28th_where_a_year_has_none(us):
    with clock.frozen("2027-02-28T00:30:00+00:00"):
        person(us, birthday="2000-02-29", name="闰")
        person(us, birthday="2000-03-01", name="平")
        yearly = rule(us.admin, "contact", CARE, **YEARLY)
        put_due()
        clock.advance(timedelta(hours=1))
        assert put_due() == 1
        clock.advance(timedelta(days=1))
        assert put_due() == 1
        work()
        assert [subject for subject, _owner, _day in cares()] == ["生日关怀：闰", "生日关怀：平"]
        assert len(runs(yearly)) == 2


def test_a_birthday_that_is_entered_on_its_day_still_fires_and_one_that_moves_fires_on_its_new_day(us):
    with clock.frozen("2026-12-05T04:00:00+00:00"):
        yearly = rule(us.admin, "contact", CARE, **YEARLY)
        one = person(us)
        assert len(runs(yearly)) == 1
        assert put_due() == 0
        assert patch(us.zhang, one, birthday="1985-12-06").ok
        assert put_due() == 0
        clock.advance(timedelta(days=1))
        assert put_due() == 1


def test_dates_of_custom_fields_and_instants_come_again_too(us):
    make("field_def", object="contact", api_name="x_wed", label="结婚纪念日", type="date")
    make("field_def", object="contact", api_name="x_met", label="初次见面", type="instant")
    with clock.frozen("2026-12-05T00:30:00+00:00"):
        # in Shanghai the second one met on 5 December 2019, while it was the 4th in London
        person(us, birthday=None, name="甲", x_wed="2010-12-05")
        person(us, birthday=None, name="乙", x_met="2019-12-04T17:00:00Z")
        rules = [
            rule(us.admin, "contact", CARE, **{**YEARLY, "date_field": name}) for name in ("x_wed", "x_met")
        ]
        put_due()
        clock.advance(timedelta(hours=1))
        assert put_due() == 2
        assert [len(runs(one)) for one in rules] == [1, 1]


def test_the_last_year_is_tried_again_and_a_rule_on_a_date_knows_no_weeks(us):
    with clock.frozen("2026-12-06T04:00:00+00:00"):
        person(us)
        person(us, name="无", birthday=None)
        yearly = rule(us.admin, "contact", CARE, **YEARLY, offset_days=-7)
        told = backtest(ctx_of(us.admin), of_rule(again(yearly)), 365)
        assert (told["times"], told["by_day"]) == (1, {"2026-11-28": 1})
        wrong = {**YEARLY, "every": "week"}
        assert refusals(us.admin, "contact", CARE, **wrong) == {"every": "automation.every_date"}
        schedule = {"trigger": "schedule", "every": "year", "at_time": "09:00"}
        assert refusals(us.admin, "contact", CARE, **schedule) == {"every": "automation.every"}
