"""Rules of reminders: which days they mean, whom they reach, and that each is reminded once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from guike.kernel import clock
from guike.kernel.working_hours import USUAL, WorkingHours
from guike.platform.calendar.services import seed_calendar
from guike.platform.directory.reminder_rules import days_ago, days_ahead, remind_by_rules
from guike.platform.directory.reminding import SOURCE, seed_reminders
from guike.platform.notify.models import Notification, ReminderRule
from guike.platform.org.models import Role, User
from guike.platform.org.queries import bump
from tests.support.company import (
    WHY,
    act,
    again,
    caller,
    codes,
    deliver,
    found,
    make,
    notices,
    patch,
    person,
    refused,
)  # fmt: skip

# National Day of 2026: free from 1 to 7 October, worked on Saturday 10 October.
OCTOBER: dict[date, Any] = {date(2026, 10, day): "holiday" for day in range(1, 8)} | {
    date(2026, 10, 10): "workday"
}
CALENDAR = WorkingHours(USUAL, ZoneInfo("Asia/Shanghai"), OCTOBER)
MORNING = "2026-11-20T00:00:00+00:00"  # a Friday, 8:00 in China


def september(day: int) -> date:
    return date(2026, 9, day)


def october(*days: int) -> list[date]:
    return [date(2026, 10, day) for day in days]


@pytest.mark.req("NO-04")
@pytest.mark.parametrize(
    ("today", "days", "found"),
    [
        (september(30), 0, [september(30), *october(1, 2, 3, 4, 5, 6, 7)]),
        (september(30), 1, october(1, 2, 3, 4, 5, 6, 7, 8)),
        (september(30), 2, october(9)),
        (october(3)[0], 1, []),  # nobody is reminded on a free day
        (october(8)[0], 1, october(9)),
        (october(9)[0], 1, october(10)),
        (october(9)[0], 2, october(11, 12)),
    ],
)
def test_workdays_before(today: date, days: int, found: list[date]) -> None:
    assert days_ahead(today, days, CALENDAR) == found
    assert days_ahead(today, days, None) == [today + timedelta(days=days)]


@pytest.mark.req("NO-04")
@pytest.mark.parametrize(
    ("today", "days", "found"),
    [
        (october(8)[0], 1, [*reversed([september(30), *october(1, 2, 3, 4, 5, 6, 7)])]),
        (october(8)[0], 2, [september(29)]),
        (october(7)[0], 1, []),
        (october(10)[0], 2, october(8)),
    ],
)
def test_workdays_after(today: date, days: int, found: list[date]) -> None:
    assert days_ago(today, days, CALENDAR) == found
    assert days_ago(today, days, None) == [today - timedelta(days=days)]


def test_every_day_is_reminded_of_on_exactly_one_day() -> None:
    days = [september(20) + timedelta(days=number) for number in range(30)]
    for offset in (0, 1, 2, 5):
        reminded = sorted(on for today in days for on in days_ahead(today, offset, CALENDAR))
        assert reminded == [reminded[0] + timedelta(days=number) for number in range(len(reminded))]


@pytest.fixture
def us(db: Any) -> Iterator[Any]:
    seed_calendar()
    us = found()
    with clock.frozen(MORNING):
        yield us


def rule(us: Any, **values: Any) -> Any:
    given = {
        "kind": "商机到期", "object": "opportunity", "date_field": "expected_close_on", "days_before": ["3"],
        "receivers": ["owner"],
    }  # fmt: skip
    return make("reminder_rule", us.admin, **{**given, **values})


def deal(us: Any, on: str = "2026-11-23", **values: Any) -> Any:
    account = us.account()
    given = {
        "name": "打印机",
        "account": account.pk,
        "source": "other",
        "owner": us.zhang,
        "expected_close_on": on,
    }
    return make("opportunity", None, **{**given, **values})


@pytest.mark.req("NO-04")
def test_the_owner_is_reminded_once_on_the_day(us: Any) -> None:
    rule(us)
    deal(us)
    deal(us, "2026-11-24", name="复印机")
    assert remind_by_rules() == 1
    assert notices(us.zhang, "reminder.rule") == ["商机到期：“打印机”的预计成交日期是 2026-11-23"]
    remind_by_rules()
    assert len(notices(us.zhang, "reminder.rule")) == 1
    clock.advance(timedelta(days=1))
    assert remind_by_rules() == 1
    assert notices(us.zhang, "reminder.rule")[0] == "商机到期：“复印机”的预计成交日期是 2026-11-24"
    assert notices(us.li, "reminder.rule") == []


def test_days_on_which_no_worker_ran_are_made_good(us: Any) -> None:
    rule(us)
    deal(us)
    deal(us, "2026-11-26", name="复印机")
    assert remind_by_rules() == 1
    clock.advance(timedelta(days=5))
    assert remind_by_rules() == 1


@pytest.mark.req("NO-04")
def test_closed_records_are_left_out_and_their_reminders_withdrawn(us: Any) -> None:
    lead_rule = rule(us, kind="联系到期", object="lead", date_field="next_contact_at", days_before=["0"])
    lead, other = (
        us.lead(next_contact_at="2026-11-20T15:59:00Z"),
        us.lead(next_contact_at="2026-11-20T16:00:00Z"),
    )
    gone = us.lead(next_contact_at="2026-11-20T02:00:00Z")
    act(us.zhang, gone, "invalidate", reason="空号")
    assert remind_by_rules() == 1
    (row,) = Notification.objects.filter(kind="reminder.rule")
    assert (row.record_id, row.user_id) == (lead.pk, us.zhang)
    act(us.zhang, lead, "invalidate", reason="空号")
    deliver()
    assert notices(us.zhang, "reminder.rule") == []
    patch(us.admin, lead_rule, is_active=False)
    clock.advance(timedelta(days=1))
    assert remind_by_rules() == 0
    assert again(other).status == "pending"


def test_whom_it_reaches_and_under_what_condition(us: Any) -> None:
    wide = {"field": "amount", "op": "gte", "value": "1000"}
    rule(us, receivers=["owner", "superior", "created_by"], users=[us.li], filter=wide)
    deal(us, amount="5000")
    deal(us, amount="500")
    remind_by_rules()
    told = Notification.objects.filter(kind="reminder.rule").values_list("user_id", flat=True)
    assert sorted(told) == sorted([us.zhang, us.manager, us.li])
    assert notices(us.li, "reminder.rule") == []  # he may not see the record: it is not told him


def test_a_day_that_the_receiver_may_not_see_is_not_told(us: Any) -> None:
    reader = person("看商机的人")
    rights = {"opportunity": ["view"], "account": ["view"]}
    role = Role(
        name="limited", permissions=rights, fields={"opportunity.expected_close_on": "hidden"},
        scopes={name: {"view": "all"} for name in rights},
    )  # fmt: skip
    Role.objects.system(reason=WHY).bulk_create([role])
    User.objects.system(reason=WHY).filter(pk=reader).update(roles=[role.pk])
    bump(permission=True)
    rule(us, receivers=[], users=[reader])
    deal(us)
    remind_by_rules()
    assert notices(reader, "reminder.rule") == ["商机到期：“打印机”的预计成交日期是 ***"]


def test_after_the_day_and_in_workdays(us: Any) -> None:
    rule(us, kind="逾期", days_before=[], days_after=["1"], is_workdays=True)
    deal(us, "2026-11-20")
    assert remind_by_rules() == 0
    for _day in range(2):
        clock.advance(timedelta(days=1))
        assert remind_by_rules() == 0  # the weekend
    clock.advance(timedelta(days=1))
    assert remind_by_rules() == 1


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"date_field": "name"}, {"date_field": "reminder_rule.date_field"}),
        ({"date_field": "nothing"}, {"date_field": "reminder_rule.date_field"}),
        ({"days_before": ["x"]}, {"days_before": "reminder_rule.days"}),
        ({"days_before": ["-1"]}, {"days_before": "reminder_rule.days"}),
        ({"days_before": ["367"]}, {"days_before": "reminder_rule.days"}),
        ({"days_before": []}, {"days_before": "reminder_rule.no_days"}),
        ({"receivers": []}, {"receivers": "reminder_rule.no_receivers"}),
        ({"receivers": ["neighbour"]}, {"receivers": "type.choice"}),
        ({"filter": {"field": "nothing", "op": "eq", "value": 1}}, {"filter.field": "unknown_field"}),
    ],
)
def test_a_rule_that_could_remind_nobody_is_refused(us: Any, values: Any, errors: Any) -> None:
    given = {
        "kind": "商机到期", "object": "opportunity", "date_field": "expected_close_on", "days_before": ["3"],
        "receivers": ["owner"],
    }  # fmt: skip
    assert refused("reminder_rule", us.admin, **{**given, **values}) == errors


def test_who_is_no_administrator_neither_sees_nor_makes_rules(us: Any) -> None:
    kept = rule(us)
    api = caller(us.zhang)
    assert api.get("/records/reminder_rule").status_code == 403
    assert api.patch(f"/records/reminder_rule/{kept.pk}", {"kind": "改"}).status_code == 403
    assert api.post("/records/reminder_rule", {"kind": "新"}).status_code == 403
    own = ReminderRule.objects.system(reason=WHY).filter(source_system=None)
    assert [one.kind for one in own] == ["商机到期"]
    assert codes(patch(us.admin, kept, kind="")) == {"kind": "required"}


def test_rules_of_a_fresh_company_come_once_and_stay_as_people_left_them(us: Any) -> None:
    rules = ReminderRule.objects.system(reason=WHY).filter(source_system=SOURCE)
    found = {row.external_id: (row.kind, row.days_before, row.days_after, row.is_active) for row in rules}
    assert found == {
        "receivable.due": ("应收款到期", ["7", "0"], ["1", "7", "30"], True),
        "bank_receipt.unmatched": ("到账无人认领", [], ["3"], True),
    }
    rules.filter(external_id="receivable.due").update(kind="改了名", is_active=False)
    rules.filter(external_id="bank_receipt.unmatched").update(deleted_at=clock.now())
    seed_reminders()
    assert {(row.external_id, row.kind, row.is_active) for row in rules.filter(deleted_at=None)} == {
        ("receivable.due", "改了名", False)
    }
