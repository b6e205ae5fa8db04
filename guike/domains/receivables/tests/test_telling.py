"""What finance and sales are told, and how long what is owed has been due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guike.domains.receivables.tests.till import Till, body, receivables
from guike.kernel import clock
from guike.platform.directory.reminder_rules import remind_by_rules
from guike.platform.notify.models import Notification
from guike.platform.org.models import User
from guike.platform.org.queries import bump
from guike.platform.settings.services import set_many
from tests.support.company import make

pytestmark = pytest.mark.django_db
WHY = "test"
NOON = "2026-06-01T12:00:00+08:00"


@pytest.fixture
def till() -> Till:
    return Till.open()


def todo(who: Any, kind: str) -> int | None:
    found = {one["kind"]: one["count"] for one in body(who.get("/todos"))["items"]}
    return found.get(kind)


def told(who: Any) -> list[tuple[str, str]]:
    items = body(who.get("/notifications"))["items"]
    return [(one["kind"], one["text"]) for one in items if one["kind"].startswith("payment.")]


@pytest.mark.req("RE-04")
def test_what_waits_for_finance_is_on_its_list_and_on_nobody_elses(till: Till) -> None:
    """[RE-04] one to-do for the finance role"""
    paid = till.pay("400", till.order("1000"))
    assert (todo(till.finance, "payment.to_confirm"), todo(till.cashier, "payment.to_confirm")) == (1, 1)
    assert todo(till.shop.seller, "payment.to_confirm") is None
    body(till.act(paid, "reject", reason="金额不符"))
    assert (todo(till.finance, "payment.to_confirm"), todo(till.shop.seller, "payment.rejected")) == (0, 1)
    body(till.act(paid, "resubmit", by=till.shop.seller))
    assert (todo(till.finance, "payment.to_confirm"), todo(till.shop.seller, "payment.rejected")) == (1, 0)


@pytest.mark.req("RE-08")
def test_the_seller_hears_once_that_his_payment_counts_or_why_it_came_back(till: Till) -> None:
    """[RE-08] with order, amount and what is left; a rejection with its reason"""
    order = till.order("1000")
    paid = till.pay("400", order)
    body(till.act(paid, "reject", reason="金额不符"))
    ((kind, text),) = told(till.shop.seller)
    assert kind == "payment.rejected"
    assert "400.00" in text
    assert "金额不符" in text
    body(till.act(paid, "resubmit", by=till.shop.seller))
    body(till.act(paid, "confirm"))
    body(till.act(paid, "confirm", by=till.cashier))
    found = [text for kind, text in told(till.shop.seller) if kind == "payment.confirmed"]
    assert len(found) == 1
    assert order["number"] in found[0]
    assert "400.00" in found[0]
    assert "600.00" in found[0]


@pytest.mark.req("RE-08")
def test_departments_that_the_company_chose_hear_once_of_a_confirmed_payment(till: Till) -> None:
    """[RE-08 owner *and configured departments* told once, with what is left]"""
    above = make("department", code="cash", name="资金部")
    below = make("department", code="cash1", name="资金一组", parent=above.pk)
    User.objects.system(reason=WHY).filter(pk=till.cashier.id).update(department_id=below.pk)
    bump(permission=True)
    set_many({"payment.told_departments": True}, None, department_id=above.pk)
    order = till.order("1000")
    paid = till.pay("400", order)
    body(till.act(paid, "confirm"))
    body(till.act(paid, "confirm"))
    assert [text for kind, text in told(till.cashier)] == [text for _kind, text in told(till.shop.seller)]
    ((kind, text),) = told(till.cashier)
    assert kind == "payment.confirmed"
    assert all(said in text for said in (order["number"], "400.00", "600.00"))
    assert told(till.finance) == told(till.shipper) == []


@pytest.mark.req("RE-15")
def test_what_is_owed_is_aged_in_four_buckets_and_each_opens_its_records(till: Till) -> None:
    """[RE-15] due 10, 40, 70, 100 days ago with 1, 2, 3, 4 thousand open"""
    today = clock.today("Asia/Shanghai")
    for days, amount in ((10, "1000"), (40, "2000"), (70, "3000"), (100, "4500"), (-1, "7")):
        till.owed(amount, due_on=(today - timedelta(days=days)).isoformat(), incurred_on="2026-01-01")
    paid = till.confirmed("500")
    last = receivables().get(amount=4500)
    body(till.act(paid, "allocate", receivable=last.pk))
    found = body(till.finance.get("/receivables/ageing"))
    assert [(one["name"], one["amount"], one["count"]) for one in found["buckets"]] == [
        ("not_due", "7.00", 1),
        ("days_1_30", "1000.00", 1),
        ("days_31_60", "2000.00", 1),
        ("days_61_90", "3000.00", 1),
        ("days_over_90", "4000.00", 1),
    ]
    assert found["amount"] == "10007.00"
    for one in found["buckets"]:
        rows = body(till.finance.post("/records/receivable/query", {"filter": one["drill"]["filter"]}))[
            "items"
        ]
        assert [row["balance_amount"] for row in rows] == [one["amount"]]
    preset = body(till.finance.post("/reports/templates/receivables_ageing/run", {}))
    assert [row["values"]["open"] for row in preset["rows"]] == [one["amount"] for one in found["buckets"]]
    owing = body(till.finance.post("/reports/templates/receivables_by_account/run", {}))
    assert owing["totals"] == {"open": "10007.00", "overdue": "10000.00", "receivables": 5}
    later = (today + timedelta(days=2)).isoformat()
    assert body(till.finance.get("/receivables/ageing", on=later))["buckets"][0]["amount"] == "0.00"


@pytest.mark.req("RE-15")
def test_the_ageing_of_a_past_day_is_the_one_that_was_told_on_that_day(till: Till) -> None:
    """RE-15: of 1,000 owed 400 are paid on the second day, and 100 more are owed and given back on the third"""
    told: dict[str, Any] = {}
    with clock.frozen("2026-03-01T10:00:00+08:00"):
        order = till.order("1000")
        owed = receivables().get()
        for day in ("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"):
            if day == "2026-03-02":
                till.confirmed("400", order)
            if day == "2026-03-03":
                till.revise(order, "2")
            if day == "2026-03-04":
                till.revise(order, "1")
                till.confirmed("600", order)
            told[day] = body(till.finance.get("/receivables/ageing"))
            clock.advance(timedelta(days=1))
        assert [one["amount"] for one in told.values()] == ["1000.00", "600.00", "1600.00", "0.00"]
        for day, before in told.items():
            then = body(till.finance.get("/receivables/ageing", on=day))
            assert (then["on"], then["amount"]) == (day, before["amount"])
            assert [(one["name"], one["amount"], one["count"]) for one in then["buckets"]] == [
                (one["name"], one["amount"], one["count"]) for one in before["buckets"]
            ]
            assert {one["drill"] for one in then["buckets"]} == {None}
        assert owed.pk == receivables().get().pk


@pytest.mark.req("RE-10")
def test_a_rule_reminds_before_on_and_after_the_day_and_never_of_what_is_paid(till: Till) -> None:
    """[RE-10] 7 days before, on the day, 1, 7 and 30 days late: one message each, by the rule of a fresh company; none after full payment"""
    with clock.frozen(NOON) as start:
        order = till.order("1000")
        paid = till.confirmed("10", order)
        row = receivables().get()
        due = row.due_on - start.date()
        days = []
        for day in range(due.days + 45):
            with clock.frozen(start + timedelta(days=day)):
                before = Notification.objects.filter(kind="reminder.rule").count()
                remind_by_rules()
                remind_by_rules()
                new = Notification.objects.filter(kind="reminder.rule").count() - before
                days += [day - due.days] * new
    assert days == [-7, 0, 1, 7, 30]
    assert (
        Notification.objects.filter(kind="reminder.rule").values_list("user_id", flat=True)[0]
        == till.shop.seller.id
    )
    with clock.frozen(NOON) as start:
        body(till.act(till.pay("990", order), "confirm"))
        Notification.objects.all().delete()
        for day in range(due.days + 45):
            with clock.frozen(start + timedelta(days=day)):
                remind_by_rules()
    assert not Notification.objects.filter(kind="reminder.rule").exists()
    assert paid["amount"] == "10.00"
