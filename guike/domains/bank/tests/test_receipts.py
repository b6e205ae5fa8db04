"""Receipts of banks: proposed, matched by finance, claimed by sales; nothing posted by itself."""

from __future__ import annotations

from typing import Any

import pytest

from guike.domains.bank.models import BankClaim, BankReceipt, PayerAlias
from guike.domains.receivables.tests.till import WHY, Till, body, errors, payments, receivables
from guike.platform.notify.models import Notification

pytestmark = pytest.mark.django_db


def receipts() -> Any:
    return BankReceipt.objects.system(reason=WHY).order_by("pk")


def claims() -> Any:
    return BankClaim.objects.system(reason=WHY).order_by("pk")


@pytest.fixture
def till() -> Till:
    return Till.open()


def came(till: Till, amount: str, payer: str = "", **values: Any) -> dict[str, Any]:
    given = {"bank_account": "6222", "reference_no": f"R{receipts().count()}", **values}
    return body(
        till.finance.post("/records/bank_receipt", {"amount": amount, "payer_name": payer, **given}), 201
    )


def match(till: Till, receipt: dict[str, Any], **params: Any) -> Any:
    return till.finance.post(f"/records/bank_receipt/{receipt['id']}/actions/match", params)


def decide(till: Till, claim: dict[str, Any], action: str, by: Any = None, **params: Any) -> Any:
    return (by or till.finance).post(f"/records/bank_claim/{claim['id']}/actions/{action}", params)


def name(till: Till) -> str:
    found: str = till.get("account", {"id": till.shop.account}, by=till.shop.seller)["name"]
    return found


@pytest.mark.req("RE-07")
def test_a_receipt_proposes_the_payer_s_order_and_becomes_a_payment_that_finance_confirms(till: Till) -> None:
    """I2: 1,000.00 from C proposes C's open orders, exact amount first; confirming links it; wrong customer refused"""
    other, order = till.order("700"), till.order("1000")
    receipt = came(till, "1000", name(till))
    assert receipt["proposed_account"]["id"] == till.shop.account
    assert receipt["proposals"][0]["parts"] == [{"kind": "order", "id": order["id"], "amount": "1000.0000"}]
    assert "the payer is the account" in receipt["proposal"] or "付款方就是客户" in receipt["proposal"]
    assert (payments().count(), receipt["status"]) == (0, "unmatched")
    stranger = till.shop.make_account()
    elsewhere = till.shop.order({"product": till.shop.product("1000"), "quantity": "1"}, account=stranger)
    body(till.shop.act(elsewhere, "confirm"))
    assert errors(match(till, receipt, order=elsewhere["id"])) == [
        ("is_third_party", "bank_receipt.wrong_customer")
    ]
    assert (payments().count(), receipts().get().status) == (0, "unmatched")
    assert match(till, receipt, order=order["id"]).status_code == 200
    row, paid = receipts().get(), payments().get()
    assert (row.status, row.payment_id, row.account_id) == ("matched", paid.pk, till.shop.account)
    assert (paid.status, paid.amount, paid.order_id, paid.reference_no) == (
        "confirmed",
        1000,
        order["id"],
        "R0",
    )
    assert (till.money(order)[2], till.money(other)[2]) == ("0.00", "700.00")
    assert receivables().get(order_id=order["id"]).status == "settled"
    assert body(match(till, receipt, order=other["id"]), 409)["code"] == "action.not_now"
    assert payments().count() == 1


def test_as_proposed_over_two_orders_and_the_rest_in_advance(till: Till) -> None:
    first, second = till.order("300"), till.order("500")
    receipt = came(till, "900", name(till))
    assert match(till, receipt).status_code == 200
    assert [(row.order_id, row.amount, row.unallocated_amount) for row in payments()] == [
        (first["id"], 300, 0), (second["id"], 500, 0), (None, 100, 100),
    ]  # fmt: skip
    assert sum(row.amount for row in payments()) == receipts().get().amount


def test_splits_are_checked_and_fit_what_came_in(till: Till) -> None:
    first, second = till.order("300"), till.order("500")
    receipt = came(till, "600", name(till))
    for wrong in ([{"order": first["id"]}], [{"order": "1", "amount": "1"}], [{"amount": "1"}]):
        assert errors(match(till, receipt, splits=wrong))[0][1] == "bank_receipt.shape"
    parts = [{"order": first["id"], "amount": "200"}, {"order": second["id"], "amount": "400.01"}]
    assert errors(match(till, receipt, splits=parts)) == [("splits", "bank_receipt.over")]
    assert errors(match(till, receipt, order=999_999)) != []
    parts[1]["amount"] = "400"
    assert match(till, receipt, splits=parts).status_code == 200
    assert [till.money(one)[0] for one in (first, second)] == ["200.00", "400.00"]


def test_a_receivable_and_money_in_advance(till: Till) -> None:
    owed = till.owed("250")
    receipt = came(till, "250", name(till))
    assert match(till, receipt, receivable=owed["id"]).status_code == 200
    assert (receivables().get().status, payments().get().order_id) == ("settled", None)
    advance = came(till, "80", name(till))
    assert match(till, advance, account=till.shop.account).status_code == 200
    assert payments().last().unallocated_amount == 80
    nobody = came(till, "81.23", "无名氏")
    assert errors(match(till, nobody)) == [("order", "bank_receipt.nothing_chosen")]


def test_a_part_of_a_plan_is_proposed_by_its_amount(till: Till) -> None:
    order = till.order("1000")
    body(
        till.finance.post(
            "/records/payment_plan",
            {
                "order": order["id"],
                "kind": "rate",
                "lines": [
                    {"name": "首款", "rate": "0.3", "due_rule": "after_order"},
                    {"name": "尾款", "rate": "0.7", "due_rule": "after_order", "days": 60},
                ],
            },
        ),
        201,
    )
    receipt = came(till, "700", name(till))
    (part,) = receipt["proposals"][0]["parts"]
    assert part == {"kind": "receivable", "id": receivables().get(amount=700).pk, "amount": "700.0000"}
    assert match(till, receipt).status_code == 200
    assert [
        (row.amount, row.status) for row in receivables().exclude(status="cancelled").order_by("amount")
    ] == [
        (300, "open"),
        (700, "settled"),
    ]
    assert till.money(order)[0] == "700.00"


def test_what_sales_entered_is_confirmed_and_not_entered_twice(till: Till) -> None:
    order = till.order("1000")
    paid = till.pay("400", order)
    receipt = came(till, "400", name(till))
    assert receipt["proposals"][0]["parts"][0]["kind"] == "payment"
    assert match(till, receipt).status_code == 200
    assert [(row.pk, row.status) for row in payments()] == [(paid["id"], "confirmed")]
    assert till.money(order) == ("400.00", "0.00", "600.00", "600.00")
    again = till.pay("100", order)
    other = came(till, "99", name(till))
    assert errors(match(till, other, payment=again["id"])) == [("payment", "bank_receipt.payment_differs")]


def test_who_paid_for_another_is_known_the_next_time(till: Till) -> None:
    first, second = till.order("300"), till.order("500")
    receipt = came(till, "300.5", "蔡一鸣")
    assert errors(match(till, receipt, order=first["id"])) == [
        ("is_third_party", "bank_receipt.wrong_customer")
    ]
    assert match(till, receipt, order=first["id"], is_third_party=True).status_code == 200
    alias = PayerAlias.objects.system(reason=WHY).get()
    assert (alias.name, alias.account_id) == ("蔡一鸣", till.shop.account)
    again = came(till, "77", "蔡一鸣")
    assert again["proposals"][0]["evidence"][0]["code"] == "alias"
    assert match(till, again, order=second["id"]).status_code == 200
    assert PayerAlias.objects.system(reason=WHY).count() == 1


def test_a_reference_is_entered_once_and_what_is_no_customer_s_is_ignored(till: Till) -> None:
    """I1"""
    receipt = came(till, "10", "利息", reference_no="A1")
    twice = {"amount": "10", "bank_account": "6222", "reference_no": "a1"}
    assert errors(till.finance.post("/records/bank_receipt", twice)) == [
        ("reference_no", "bank_receipt.twice")
    ]
    assert errors(
        till.finance.post("/records/bank_receipt", {**twice, "amount": "0", "reference_no": "A2"})
    ) == [("amount", "bank_receipt.amount_positive")]
    path = f"/records/bank_receipt/{receipt['id']}/actions"
    assert errors(till.finance.post(f"{path}/ignore", {})) == [("reason", "required")]
    body(till.finance.post(f"{path}/ignore", {"reason": "银行利息"}))
    assert body(match(till, receipt, account=till.shop.account), 409)["code"] == "action.not_now"
    body(till.finance.post(f"{path}/restore_receipt", {}))
    assert (receipts().get().status, payments().count()) == ("unmatched", 0)


# -- 到款认领


def claim(till: Till, receipt: dict[str, Any], *lines: tuple[dict[str, Any], str], by: Any = None) -> Any:
    given = {
        "receipt": receipt["id"],
        "account": till.shop.account,
        "lines": [{"order": order["id"], "amount": amount} for order, amount in lines],
    }
    return (by or till.shop.seller).post("/records/bank_claim", given)


def test_sales_see_payer_amount_and_day_of_what_nobody_identified(till: Till) -> None:
    """I4"""
    receipt = came(till, "300", "蔡一鸣", memo="代付某客户", payer_account="6217")
    shown = till.get("bank_receipt", receipt, by=till.shop.seller)
    assert (shown["payer_name"], shown["amount"]) == ("蔡一鸣", "300.00")
    assert {"memo", "proposals", "proposal", "proposed_account", "account", "payer_account"} & {
        *shown
    } == set()
    seller = till.shop.seller
    assert match(till, receipt, account=till.shop.account, is_third_party=True).status_code == 200
    assert seller.get(f"/records/bank_receipt/{receipt['id']}").status_code == 404
    assert body(seller.get("/records/bank_receipt"))["items"] == []
    for action in ("match", "ignore", "propose"):
        assert seller.post(f"/records/bank_receipt/{receipt['id']}/actions/{action}", {}).status_code in (
            403,
            404,
        )


def test_a_claim_with_a_split_becomes_payments_when_finance_accepts(till: Till) -> None:
    """I2, I5"""
    first, second = till.order("300"), till.order("500")
    receipt = came(till, "850", "蔡一鸣")
    made = body(claim(till, receipt, (first, "300"), (second, "500")), 201)
    assert (payments().count(), receipts().get().claims_count) == (0, 1)
    assert decide(till, made, "accept", till.shop.seller).status_code == 403
    assert errors(claim(till, receipt, (first, "1"))) == [("receipt", "bank_claim.twice")]
    body(decide(till, made, "accept"))
    assert [(row.order_id, row.amount) for row in payments()] == [
        (first["id"], 300), (second["id"], 500), (None, 50),
    ]  # fmt: skip
    assert {row.status for row in payments()} == {"confirmed"}
    assert (receipts().get().status, claims().get().status) == ("matched", "accepted")
    assert PayerAlias.objects.system(reason=WHY).get().name == "蔡一鸣"
    assert Notification.objects.filter(kind="bank_claim.decided").count() == 1
    assert body(decide(till, made, "accept"), 409)["code"] == "action.not_now"
    assert payments().count() == 3


def test_of_two_claims_finance_takes_one_and_the_other_hears_of_it(till: Till) -> None:
    """I5"""
    order = till.order("300")
    receipt = came(till, "300", "蔡一鸣")
    mine = body(claim(till, receipt, (order, "300")), 201)
    theirs = body(claim(till, receipt, by=till.finance), 201)
    assert receipts().get().claims_count == 2
    body(decide(till, mine, "accept"))
    assert [(row.pk, row.status) for row in claims()] == [(mine["id"], "accepted"), (theirs["id"], "refused")]
    assert claims().last().refuse_reason
    assert receipts().get().claims_count == 0
    told = Notification.objects.filter(kind="bank_claim.decided").values_list("user_id", flat=True)
    assert sorted(told) == sorted([till.shop.seller.id, till.finance.id])
    assert body(decide(till, theirs, "accept"), 409)["code"] == "action.not_now"
    assert payments().count() == 1


def test_claims_are_checked_refused_and_withdrawn(till: Till) -> None:
    order = till.order("300")
    receipt = came(till, "200", "蔡一鸣")
    assert errors(claim(till, receipt, (order, "200.01")))[0][1] == "bank_claim.over"
    made = body(claim(till, receipt, (order, "200")), 201)
    assert errors(decide(till, made, "refuse")) == [("reason", "required")]
    body(decide(till, made, "refuse", reason="不是这家"))
    assert claims().get().refuse_reason == "不是这家"
    again = body(claim(till, receipt, (order, "200")), 201)
    body(decide(till, again, "withdraw", till.shop.seller))
    assert (receipts().get().claims_count, payments().count()) == (0, 0)
    body(match(till, receipt, account=till.shop.account, is_third_party=True))
    assert errors(claim(till, receipt, (order, "1")))[0] == ("receipt", "reference.unknown")
    assert errors(claim(till, receipt, by=till.finance)) == [("receipt", "bank_claim.receipt_state")]
