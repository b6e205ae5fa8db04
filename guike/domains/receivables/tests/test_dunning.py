"""Customers are reminded of what they are about to owe: once, from a template, not of what is paid, nor whoever opted out."""

from __future__ import annotations

from typing import Any

import pytest

from guike.domains.receivables.dunning import remind_customers
from guike.domains.receivables.tests.till import Till, body, receivables
from guike.entry.tests.people import person
from guike.kernel import clock
from guike.platform.adapters.mail import recorded_mail
from guike.platform.jobs.testing import run_queued
from guike.platform.messaging.models import CustomerMessage
from guike.platform.messaging.sending import dispatch
from guike.platform.settings.services import set_many

pytestmark = pytest.mark.django_db
KEY = "message.receivable_due.channels"
WHY = "test"


@pytest.fixture
def till() -> Any:
    """Owed since 1 December, due on 31 December (30 days)."""
    with clock.frozen("2026-12-01T02:00:00+00:00"):
        till: Any = Till.open()
        till.admin = person("dun_admin", {}, is_administrator=True)
        set_many({KEY: "email", "receivable.point": "order"}, None)
        for name in ("王芳", "李雷"):
            given = {
                "name": name,
                "account": till.shop.account,
                "email": f"{'wl'[name == '李雷']}@example.com",
            }
            body(till.admin.post("/records/contact", given), 201)
        return till


def sent(day: str) -> list[tuple[str, str, str]]:
    with clock.frozen(f"{day}T02:00:00+00:00"), recorded_mail() as mails:
        remind_customers()
        dispatch()
        run_queued()
    return [(", ".join(one.to), one.subject, one.text.split("\n")[1]) for one in mails.sent]


def owed(till: Any) -> dict[str, Any]:
    with clock.frozen("2026-12-01T02:00:00+00:00"):
        order: dict[str, Any] = till.order("1234.5")
        assert [str(row.due_on) for row in receivables()] == ["2026-12-31"]
        return order


@pytest.mark.req("RE-14")
def test_three_days_before_one_message_to_each_contact_with_amount_and_order(till: Any) -> None:
    """[RE-14 customer: 3 days before, template, opt-out]"""
    order = owed(till)
    number = order["number"]
    assert sent("2026-12-27") == []
    line = f"贵司订单 {number} 的应付款 1,234.50 元 将于 2026-12-31 到期，请安排付款；如已付款，请忽略。"
    subject = f"订单 {number} 的款项将于 2026-12-31 到期"
    assert sent("2026-12-28") == [("w@example.com", subject, line), ("l@example.com", subject, line)]
    assert sent("2026-12-28") == sent("2026-12-29") == sent("2026-12-31") == []


@pytest.mark.req("RE-14")
def test_not_of_what_is_paid_nor_to_who_opted_out(till: Any) -> None:
    owed(till)
    paid = owed_and_paid(till)
    body(till.admin.post("/records/opt_out", {"address": "W@example.com"}), 201)
    found = sent("2026-12-28")
    assert [one[0] for one in found] == ["l@example.com"]
    assert paid["number"] not in found[0][1]
    rows = CustomerMessage.objects.system(reason=WHY).order_by("pk")
    assert [(row.address, row.status) for row in rows] == [
        ("w@example.com", "suppressed"),
        ("l@example.com", "sent"),
    ]


def owed_and_paid(till: Any) -> dict[str, Any]:
    with clock.frozen("2026-12-01T02:00:00+00:00"):
        order: dict[str, Any] = till.order("800")
        body(till.act(till.pay("800", order), "confirm"))
        return order


def test_money_that_waits_to_be_confirmed_counts_as_paid(till: Any) -> None:
    order = owed(till)
    with clock.frozen("2026-12-20T02:00:00+00:00"):
        payment = till.pay("1234.5", order)
    assert sent("2026-12-28") == []
    with clock.frozen("2026-12-29T02:00:00+00:00"):
        body(till.act(payment, "reject", reason="没有到账"))
    assert [one[0] for one in sent("2026-12-29")] == ["w@example.com", "l@example.com"]


def test_what_is_paid_while_a_reminder_waits_is_not_asked_for(till: Any) -> None:
    order = owed(till)
    with clock.frozen("2026-12-28T02:00:00+00:00"):
        assert remind_customers() == 2
        body(till.act(till.pay("1234.5", order), "confirm"))
    assert sent("2026-12-28") == []
    rows = CustomerMessage.objects.system(reason=WHY)
    assert [row.status for row in rows] == ["suppressed", "suppressed"]


def test_days_on_which_no_worker_ran_are_made_up_for_once(till: Any) -> None:
    owed(till)
    assert [one[0] for one in sent("2026-12-30")] == ["w@example.com", "l@example.com"]
    assert sent("2026-12-30") == sent("2026-12-31") == []


def test_after_the_due_day_no_friendly_reminder_goes_out(till: Any) -> None:
    owed(till)
    assert sent("2027-01-01") == []


def test_the_days_are_a_setting(till: Any) -> None:
    owed(till)
    set_many({"receivable.customer_days": 10}, None)
    assert [one[0] for one in sent("2026-12-21")] == ["w@example.com", "l@example.com"]


def test_where_it_is_switched_off_nobody_is_written_to(till: Any) -> None:
    owed(till)
    set_many({KEY: "off"}, None)
    assert sent("2026-12-28") == []
    assert not CustomerMessage.objects.system(reason=WHY).exists()
