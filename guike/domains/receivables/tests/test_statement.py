"""The statement of an account, from the ledger of accounts: what it owed before, what happened, what it owes; and as it was on a past day."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from guike.domains.receivables.models import AccountEntry
from guike.domains.receivables.tests.test_refunds import paid_back
from guike.domains.receivables.tests.till import Till, body, errors, payments, receivables
from guike.kernel import clock
from guike.platform.org.queries import begin_versions
from guike.platform.settings.services import set_many

pytestmark = pytest.mark.django_db
START = "2026-03-10T02:00:00Z"


@pytest.fixture
def till() -> Any:
    with clock.frozen(START):
        yield Till.open()


def asked(till: Till, by: Any = None, **params: str) -> Any:
    return (by or till.finance).get(f"/records/account/{till.shop.account}/statement", **params)


def rows(found: Any) -> list[tuple[str, ...]]:
    return [(one["on"], one["kind"], one["amount"], one["balance_amount"]) for one in found["entries"]]


def owed_now() -> str:
    """Open amounts less what is left of payments."""
    open_ = sum((row.balance_amount for row in receivables()), Decimal(0))
    left = sum((row.unallocated_amount for row in payments()), Decimal(0))
    return f"{open_ - left:.2f}"


def written_off(till: Till, owed: dict[str, Any], amount: str, **values: str) -> dict[str, Any]:
    given = {"receivable": owed["id"], "amount": amount, "kind": "bad_debt", "reason": "失联", **values}
    made = body(till.finance.post("/records/write_off", given), 201)
    for action in ("submit", "approve"):
        body(till.finance.post(f"/records/write_off/{made['id']}/actions/{action}", {}))
    return made


def test_opening_entries_and_closing_follow_one_another(till: Till) -> None:
    """1,000 in March; 300 paid in April, 100 of it back, 250 of another system, 50 of that written off: 1,000 owed"""
    order = till.order("1000")
    with clock.frozen(clock.now() + timedelta(days=30)):
        till.confirmed("300", order, received_on="2026-04-02")
        paid_back(till, "100", order=order["id"])
        owed = till.owed("250", incurred_on="2026-04-03")
        made = written_off(till, owed, "50", written_on="2026-04-09")
        till.pay("77", order)  # nobody has confirmed it
        found = body(asked(till))
        assert (found["start_on"], found["end_on"], found["as_of"]) == (
            "2026-04-01",
            "2026-04-09",
            "2026-04-09",
        )
        assert (found["opening_amount"], found["closing_amount"]) == ("1000.00", "1000.00")
        assert rows(found) == [
            ("2026-04-02", "payment", "-300.00", "700.00"),
            ("2026-04-03", "receivable", "250.00", "950.00"),
            ("2026-04-09", "refund", "100.00", "1050.00"),
            ("2026-04-09", "write_off", "-50.00", "1000.00"),
        ]
        said = {"object": "write_off", "id": made["id"], "name": made["number"]}
        assert found["entries"][3]["document"] == said
        whole = body(asked(till, start_on="2026-01-01", end_on="2026-03-31"))
        assert (whole["opening_amount"], whole["closing_amount"], len(whole["entries"])) == (
            "0.00",
            "1000.00",
            1,
        )
        assert found["closing_amount"] == owed_now()


def test_what_was_refunded_and_is_not_asked_for_again_is_told(till: Till) -> None:
    set_many({"refund.reopens_outstanding": False}, None)
    begin_versions()
    order = till.order("1000")
    till.confirmed("1000", order)
    paid_back(till, "200", order=order["id"])
    found = body(asked(till))
    assert sorted((kind, amount) for _on, kind, amount, _left in rows(found)) == [
        ("forgone", "-200.00"), ("payment", "-1000.00"), ("receivable", "1000.00"), ("refund", "200.00"),
    ]  # fmt: skip
    assert (found["closing_amount"], owed_now()) == ("0.00", "0.00")


def test_a_change_counts_from_its_own_day_and_a_cancelled_order_owes_nothing(till: Till) -> None:
    order = till.order("1000")
    with clock.frozen(clock.now() + timedelta(days=5)):
        till.revise(order, "2")
        assert rows(body(asked(till))) == [
            ("2026-03-10", "receivable", "1000.00", "1000.00"),
            ("2026-03-15", "receivable", "1000.00", "2000.00"),
        ]
    with clock.frozen(clock.now() + timedelta(days=9)):
        body(till.shop.act(till.shop.get(order), "cancel", reason="客户取消"))
        found = body(asked(till))
        assert rows(found)[2:] == [("2026-03-19", "receivable", "-2000.00", "0.00")]


def test_a_write_off_that_is_taken_back_is_told_as_such(till: Till) -> None:
    owed = till.owed("250")
    made = written_off(till, owed, "50")
    body(till.finance.post(f"/records/write_off/{made['id']}/actions/cancel", {"reason": "找到了"}))
    found = body(asked(till))
    assert [(kind, amount) for _on, kind, amount, _left in rows(found)] == [
        ("receivable", "250.00"), ("write_off", "-50.00"), ("write_off", "50.00"),
    ]  # fmt: skip


def test_what_is_deleted_is_taken_off_and_comes_back_when_it_is_restored(till: Till) -> None:
    owed = till.owed("250")
    assert till.finance.delete(f"/records/receivable/{owed['id']}").status_code == 204
    assert body(asked(till))["closing_amount"] == "0.00"
    assert len(rows(body(asked(till)))) == 2


def test_a_closed_period_stays_and_what_comes_late_says_what_it_corrects(till: Till) -> None:
    """I18: closed until 31 March: a payment of 30 March that finance confirms on 9 April counts on 1 April."""
    order = till.order("1000")
    with clock.frozen(clock.now() + timedelta(days=30)):
        march = {"start_on": "2026-03-01", "end_on": "2026-03-31"}
        before = body(asked(till, **march))
        set_many({"receivable.closed_until": "2026-03-31"}, None)
        begin_versions()
        till.confirmed("300", order, received_on="2026-03-30")
        assert body(asked(till, **march)) == before
        (late,) = body(asked(till))["entries"]
        assert (late["on"], late["amount"], late["corrects_on"]) == ("2026-04-01", "-300.00", "2026-03-30")


def test_as_of_a_past_day_it_is_what_it_was_on_that_day(till: Till) -> None:
    """I16, I17: random acts on twenty days; the statement of each day, asked for again at the end, is the same to the byte."""
    luck, start = random.Random(7), clock.now()
    made: dict[str, bytes] = {}
    orders: list[dict[str, Any]] = []
    for day in range(20):
        with clock.frozen(start + timedelta(days=day)):
            today = clock.today("Asia/Shanghai").isoformat()
            for _act in range(luck.randrange(3)):
                _something(till, luck, orders)
            answer = asked(till, start_on="2026-03-01", end_on="2026-04-30")
            assert answer.status_code == 200, answer.content
            made[today] = answer.content
            found = body(answer)
            total = sum(
                (Decimal(one["amount"]) for one in found["entries"]), Decimal(found["opening_amount"])
            )
            assert (f"{total:.2f}", owed_now()) == (found["closing_amount"], found["closing_amount"])
    assert len({*made.values()}) > 10
    with clock.frozen(start + timedelta(days=30)):
        for past, told in made.items():
            assert asked(till, start_on="2026-03-01", end_on="2026-04-30", as_of=past).content == told
    entries = AccountEntry.objects.values_list("object", "record_id", "amount")
    by_document: dict[tuple[str, int], Decimal] = {}
    for name, record, amount in entries:
        by_document[name, record] = by_document.get((name, record), Decimal(0)) + amount
    assert f"{sum(by_document.values(), Decimal(0)):.2f}" == owed_now()


def _something(till: Till, luck: random.Random, orders: list[dict[str, Any]]) -> None:
    verb = luck.choice(("order", "pay", "advance", "owed", "refund", "revise", "write_off"))
    if verb == "order" or not orders:
        orders.append(till.order(str(luck.randrange(100, 900))))
    elif verb == "pay":
        till.enter(str(luck.randrange(10, 90)), luck.choice(orders))
        for row in payments().filter(status="pending"):
            till.act({"id": row.pk}, "confirm")
    elif verb == "advance":
        till.confirmed(str(luck.randrange(10, 90)))
    elif verb == "owed":
        till.owed(
            str(luck.randrange(10, 90)),
            incurred_on=(date(2026, 3, 10) - timedelta(days=luck.randrange(5))).isoformat(),
        )
    elif (
        verb == "refund" and payments().filter(status="confirmed", amount__gt=5, order__isnull=False).exists()
    ):
        row = (
            payments()
            .filter(status="confirmed", amount__gt=5, order__isnull=False, refunded_amount=0)
            .first()
        )
        if row is not None:
            paid_back(till, "5", payment=row.pk)
    elif verb == "revise":
        till.revise(luck.choice(orders), str(luck.randrange(2, 9)))
    elif row := receivables().filter(status="open", order=None).first():
        written_off(till, {"id": row.pk}, "1")


def test_periods_accounts_and_rights_are_checked(till: Till) -> None:
    assert errors(asked(till, start_on="2026-03-11", end_on="2026-03-10")) == [("end_on", "statement.order")]
    assert errors(asked(till, as_of="2026-03-11")) == [("as_of", "statement.future")]
    assert asked(till, start_on="x").status_code == 422
    assert asked(till, other="1").status_code == 400
    assert till.finance.get("/records/account/999999/statement").status_code == 404
    assert asked(till, till.shipper).status_code in (403, 404)


def test_a_group_is_told_with_the_accounts_below_it(till: Till) -> None:
    below = body(till.finance.get(f"/records/account/{till.shop.account}"))
    child = body(till.shop.seller.post("/records/account", {"name": "子公司甲", "parent": below["id"]}), 201)
    till.owed("250", account=child["id"])
    assert body(asked(till))["closing_amount"] == "0.00"
    assert body(asked(till, group="true"))["closing_amount"] == "250.00"
