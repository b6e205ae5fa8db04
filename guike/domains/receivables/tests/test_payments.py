"""Payments: entered by sales, confirmed by finance alone, told on their order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from guike.domains.receivables.tests.till import Till, allocations, body, errors, payments, receivables
from guike.platform.org.queries import begin_versions
from guike.platform.settings.services import set_many
from tests.support.company import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def till() -> Till:
    return Till.open()


@pytest.mark.req("RE-05")
def test_an_order_says_what_is_outstanding_and_what_may_still_be_entered(till: Till) -> None:
    """[RE-05] order 1,000; confirmed 300; unconfirmed 200: 700 outstanding contains the unconfirmed, 500 may be entered"""
    order = till.order("1000")
    assert till.money(order) == ("0.00", "0.00", "1000.00", "1000.00")
    till.confirmed("300", order)
    till.pay("200", order)
    assert till.money(order) == ("300.00", "200.00", "700.00", "500.00")
    refused = till.enter("500.01", order)
    assert errors(refused) == [("amount", "payment.over_order")]
    assert "500.00" in body(refused, 422)["errors"][0]["message"]
    assert payments().count() == 2
    assert till.money(order) == ("300.00", "200.00", "700.00", "500.00")
    till.pay("500.01", order, accepts_over=True)
    assert till.money(order) == ("300.00", "700.01", "700.00", "-0.01")


@pytest.mark.req("RE-04", "RE-06", "PM-35")
def test_only_finance_makes_a_payment_count_and_the_seller_changes_it_until_then(till: Till) -> None:
    """[RE-04] [RE-06] [PM-35] I3, I9"""
    order = till.order("1000")
    paid = till.pay("400", order, method="cash")
    assert (paid["status"]["value"] if isinstance(paid["status"], dict) else paid["status"]) == "pending"
    assert paid["account"]["id"] == till.shop.account
    refused = till.act(paid, "confirm", by=till.shop.seller)
    assert refused.status_code == 403
    assert till.money(order) == ("0.00", "400.00", "1000.00", "600.00")
    changed = till.shop.seller.patch(
        f"/records/payment/{paid['id']}", {"amount": "350", "_version": paid["_version"]}
    )
    assert body(changed)["amount"] == "350.00"
    assert till.money(order) == ("0.00", "350.00", "1000.00", "650.00")
    body(till.act(paid, "confirm"))
    row = payments().get()
    assert (row.status, row.confirmed_by_id) == ("confirmed", till.finance.id)
    assert till.money(order) == ("350.00", "0.00", "650.00", "650.00")
    late = till.shop.seller.patch(f"/records/payment/{paid['id']}", {"amount": "1", "_version": row.version})
    assert body(late, 409)["code"] == "payment.locked"
    assert payments().get().amount == 350


def test_confirming_again_changes_nothing_and_answers_the_same(till: Till) -> None:
    order = till.order("1000")
    paid = till.pay("400", order)
    first = body(till.act(paid, "confirm"))
    again = body(till.act(paid, "confirm", by=till.cashier))
    assert again == first
    assert payments().get().confirmed_by_id == till.finance.id
    assert allocations().count() == 1
    assert till.money(order) == ("400.00", "0.00", "600.00", "600.00")


@pytest.mark.req("RE-06")
def test_a_rejected_payment_goes_back_with_its_reason_and_comes_again(till: Till) -> None:
    """[RE-06]"""
    order = till.order("1000")
    paid = till.pay("400", order)
    assert errors(till.act(paid, "reject")) == [("reason", "required")]
    body(till.act(paid, "reject", reason="金额与到账不符"))
    found = till.get("payment", paid, by=till.shop.seller)
    assert found["reject_reason"] == "金额与到账不符"
    assert till.money(order) == ("0.00", "0.00", "1000.00", "1000.00")
    assert body(till.act(paid, "confirm"), 409)["code"] == "action.not_now"
    body(
        till.shop.seller.patch(
            f"/records/payment/{paid['id']}", {"amount": "380", "_version": found["_version"]}
        )
    )
    body(till.act(paid, "resubmit", by=till.shop.seller))
    assert till.money(order) == ("0.00", "380.00", "1000.00", "620.00")


def test_money_in_advance_needs_no_order_and_another_account_is_refused(till: Till) -> None:
    order = till.order("1000")
    till.pay("50")
    assert payments().get().order_id is None
    other = till.shop.make_account()
    assert errors(till.enter("10", order, account=other)) == [("order", "reference.not_within")]
    draft = till.shop.order({"product": till.shop.product("10"), "quantity": "1"})
    assert errors(till.enter("5", draft)) == [("order", "payment.order_state")]
    assert errors(till.enter("0", order)) == [("amount", "payment.amount_positive")]
    assert errors(till.enter("-1", order)) == [("amount", "payment.amount_positive")]
    assert errors(till.enter("1.001", order)) == [("amount", "receivable.places")]
    assert errors(till.enter("1", order, received_on="2999-01-01")) == [("received_on", "payment.future")]
    assert payments().count() == 1


def test_a_confirmed_payment_is_moved_to_another_order_once_nothing_is_allocated(till: Till) -> None:
    first, second = till.order("1000"), till.order("600")
    paid = till.confirmed("400", first)
    assert body(till.act(paid, "move", order=second["id"]), 409)["code"] == "payment.allocated"
    body(till.act(paid, "deallocate"))
    body(till.act(paid, "move", order=second["id"]))
    assert till.money(first) == ("0.00", "0.00", "1000.00", "1000.00")
    assert till.money(second) == ("400.00", "0.00", "200.00", "200.00")
    assert [(row.order_id, str(row.balance_amount)) for row in receivables()] == [
        (first["id"], "1000.0000"),
        (second["id"], "200.0000"),
    ]


@pytest.mark.req("CU-09", "CV-07")
def test_accounts_and_campaigns_keep_what_was_collected(till: Till) -> None:
    """[CU-09] [CV-07]"""
    campaign = till.shop.make("campaign", name="秋季展会")["id"]
    order = till.order("1000", campaign=campaign)
    till.confirmed("300", order)
    till.confirmed("50")
    account = till.get("account", {"id": till.shop.account}, by=till.shop.seller)
    assert account["total_collected_amount"] == "350.00"
    set_many({"account.last_transaction": "payment"}, None)
    begin_versions()
    account = till.get("account", {"id": till.shop.account}, by=till.shop.seller)
    assert (
        account["last_transaction_on"]
        == account["last_payment_on"]
        == payments().last().received_on.isoformat()
    )
    assert till.get("campaign", {"id": campaign}, by=till.shop.seller)["collected_amount"] == "300.00"


def test_an_order_in_another_currency_is_paid_in_it_and_its_account_counts_the_companys(till: Till) -> None:
    """Roll-ups that count amounts as they stand: 300 of 1,000 dollars, whatever the dollar is worth on either day"""
    for day, rate in (("2020-01-01", "7"), ("2026-06-01", "8")):
        make("exchange_rate", currency="USD", on=day, rate=rate)
    order = till.order("1000", currency="USD", ordered_on="2026-05-01", is_tax_included=True)
    total = till.total(order)
    assert errors(till.enter("1", order, currency="CNY")) == [("currency", "payment.currency")]
    till.confirmed("30", order, received_on="2026-05-02")
    till.confirmed("0.5", order, received_on="2026-06-02")
    assert till.money(order)[0] == "30.50"
    assert till.money(order)[2] == f"{total - Decimal('30.5'):.2f}"
    found = till.get("account", {"id": till.shop.account}, by=till.shop.seller)
    assert found["total_collected_amount"] == "214.00"  # 30 × 7 + 0.5 × 8
    assert receivables().get().allocated_amount == Decimal("30.5")
    assert payments().first().allocated_amount == 30


@pytest.mark.req("RE-12")
def test_my_orders_tell_what_is_collected_and_outstanding_and_their_sums(till: Till) -> None:
    """[RE-12] the list 我的订单, and totals that are the sums of its rows"""
    first, second = till.order("1000"), till.order("500")
    till.confirmed("300", first)
    till.pay("50", second)
    meta = body(till.shop.seller.get("/meta/objects/sales_order"))
    (mine,) = [one for one in meta["views"] if one["label"] == "My orders"]
    names = ["total_amount", "collected_amount", "unconfirmed_payment_amount", "outstanding_amount"]
    assert [name for name in mine["columns"] if name in names] == names
    measures = [{"as": name, "agg": "sum", "field": name} for name in names]
    sums = body(
        till.shop.seller.post(
            "/records/sales_order/aggregate", {"measures": measures, "filter": mine["filter"]}
        )
    )
    assert sums["totals"] == {
        "total_amount": "1500.00",
        "collected_amount": "300.00",
        "unconfirmed_payment_amount": "50.00",
        "outstanding_amount": "1200.00",
    }
    shown = [till.shop.get(one)["outstanding_amount"] for one in (first, second)]
    assert shown == ["700.00", "500.00"]
