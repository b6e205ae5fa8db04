"""Orders at the edge of the credit of their account."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from guike.domains.credit import exposure
from guike.domains.credit.exposure import Part
from guike.domains.credit.rules import Overdue
from guike.domains.credit.tests.company import BEYOND, REASON, Company
from guike.domains.orders.tests.shop import SELLER, body, errors, orders, ship_each
from guike.kernel import clock
from guike.kernel.text import Text
from guike.platform.approvals.tests.firm import asks, one

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return Company.open()


def day(days: int) -> str:
    return (clock.today("Asia/Shanghai") + timedelta(days=days)).isoformat()


def stands(order: dict[str, Any]) -> tuple[str, str, int, bool]:
    row = orders().get(pk=order["id"])
    return row.status, f"{row.total_amount:.2f}", row.revision_no, row.is_beyond_credit


@pytest.mark.req("AC2-03")
def test_i1_of_5000_with_4200_open_800_pass_and_801_wait(company: Company) -> None:
    """AC2-03, I1: without a definition what is beyond is refused, and nothing moves."""
    company.limit("5000")
    assert company.sell("4200") == "approved"
    beyond = company.order("801")
    for action, code in (("submit", "approval.nobody_decides"), ("confirm", "approval.required")):
        assert body(company.firm.shop.act(beyond, action), 409)["code"] == code
    assert stands(beyond) == ("draft", "801.00", 0, False)
    company.firm.define(asks("财务", one(company.firm.finance)), filter=BEYOND)
    assert company.sell("800") == "approved"
    assert company.sell("0.01") == "pending_approval"
    assert company.submit(beyond) == "pending_approval"
    assert stands(beyond) == ("pending_approval", "801.00", 0, True)


@pytest.mark.req("AP-08")
def test_i2_within_the_credit_the_system_approves_and_says_why(company: Company) -> None:
    """AP-08, I2: available 800: 800 is approved by the system with its reason, 801 goes to finance."""
    company.limit("5000")
    assert company.sell("4200") == "approved"
    company.finance_decides()
    beyond, within = company.order("801"), company.order("800")
    assert company.submit(beyond) == "pending_approval"
    assert company.submit(within) == "approved"
    request = company.firm.request(within)
    assert request["status"] == "approved"
    assert REASON in str(request["steps"])
    company.firm.decide(company.firm.finance)
    assert stands(beyond) == ("approved", "801.00", 0, True)
    assert company.credit()["available_amount"] == "-801.00"


def test_temporary_limits_are_added_on_their_days(company: Company) -> None:
    company.limit("1000", valid_from_on=day(-10))
    company.limit("500", is_temporary=True, valid_from_on=day(0), valid_to_on=day(0))
    company.limit("200", is_temporary=True, valid_from_on=day(-5), valid_to_on=day(3))
    company.limit("9000", is_temporary=True, valid_from_on=day(-5), valid_to_on=day(-1))
    company.limit("9000", is_temporary=True, valid_from_on=day(1), valid_to_on=day(2))
    company.limit("9000", is_temporary=True, valid_from_on=day(0), valid_to_on=day(2), is_active=False)
    assert company.credit()["limit_amount"] == "1700.00"
    shown = body(company.firm.seller.get(f"/records/account/{company.account}"))
    assert shown["credit_limit_amount"] == "1700.00"
    listed = body(company.firm.finance.get("/records/credit_limit", view="today"))["items"]
    assert sorted(one["limit_amount"] for one in listed) == ["1000.00", "200.00", "500.00"]
    assert company.sell("1700.01") == "approval.nobody_decides"
    assert company.sell("1700") == "approved"


def test_two_companies_of_a_group_share_its_limit(company: Company) -> None:
    """The group counts what any of them uses; each is held to its own limit, too."""
    shop = company.firm.shop
    root = shop.make_account()
    middle = shop.make_account(parent=root)
    first, other = shop.make_account(parent=middle), shop.make_account(parent=root)
    company.limit("1000", root)
    company.limit("300", first)
    assert company.sell("301", first) == "approval.nobody_decides"
    assert company.sell("300", first) == "approved"
    assert company.sell("701", other) == "approval.nobody_decides"
    assert company.sell("700", other) == "approved"
    assert company.sell("0.01", middle) == "approval.nobody_decides"
    assert {pk: company.credit(pk)["available_amount"] for pk in (root, middle, first, other)} == {
        root: "0.00", middle: "0.00", first: "0.00", other: "0.00",
    }  # fmt: skip
    assert (company.credit(root)["used_amount"], company.credit(first)["used_amount"]) == (
        "1000.00",
        "300.00",
    )
    assert company.credit(middle)["limit_amount"] is None


def test_an_order_counts_once_when_it_is_revised_or_submitted_again(company: Company) -> None:
    company.limit("1000")
    order = company.order("100", quantity="6")
    company.finance_decides(filter=BEYOND)
    assert company.submit(order) == "approved"
    assert body(company.revise(order, "10"))["total_amount"] == "1000.00"
    waiting = body(company.revise(order, "11"))
    assert (waiting["status"], waiting["total_amount"]) == ("approved", "1000.00")
    company.firm.decide(company.firm.finance, "reject", comment="不行")
    assert stands(order) == ("approved", "1000.00", 1, False)
    body(company.revise(order, "12"))
    company.firm.decide(company.firm.finance)
    assert stands(order) == ("approved", "1200.00", 2, True)
    # what asks for less needs no credit, although it is still beyond it
    assert body(company.revise(order, "11"))["total_amount"] == "1100.00"
    assert stands(order) == ("approved", "1100.00", 3, False)


def test_without_a_definition_a_revision_beyond_the_credit_changes_nothing(company: Company) -> None:
    company.limit("1000")
    order = company.order("100", quantity="6")
    assert company.submit(order) == "approved"
    assert body(company.revise(order, "11"), 409)["code"] == "approval.nobody_decides"
    assert stands(order) == ("approved", "600.00", 0, False)


def test_what_is_beyond_when_it_is_approved_and_was_not_asked_about_is_refused(company: Company) -> None:
    """Two orders wait for somebody who does not know of credit; the second would go beyond it."""
    company.limit("1000")
    firm = company.firm
    firm.define(
        asks("经理", one(firm.manager)), filter={"field": "description", "op": "contains", "value": "问"}
    )
    first, second = (company.order("600", description="问") for _n in range(2))
    for order in (first, second):
        assert company.submit(order) == "pending_approval"
    (newer, older) = firm.todo(firm.manager)
    body(firm.manager.post(f"/approvals/tasks/{older}/approve", {}))
    refused = firm.manager.post(f"/approvals/tasks/{newer}/approve", {})
    assert body(refused, 409)["code"] == "credit.beyond"
    assert (stands(first)[0], stands(second)[0]) == ("approved", "pending_approval")
    body(firm.manager.post(f"/approvals/tasks/{newer}/reject", {"comment": "再议", "to": "applicant"}))
    request = firm.request(second)["id"]
    body(firm.seller.post(f"/approvals/requests/{request}/resubmit", {}))
    assert stands(second) == ("pending_approval", "600.00", 0, True)
    firm.decide(firm.manager)
    assert stands(second) == ("approved", "600.00", 0, True)


def test_whoever_keeps_limits_decides_although_it_was_within_when_it_was_submitted(company: Company) -> None:
    company.limit("1000")
    firm = company.firm
    firm.define(
        asks("财务", one(firm.finance)), filter={"field": "description", "op": "contains", "value": "问"}
    )
    order = company.order("600", description="问")
    assert company.submit(order) == "pending_approval"
    assert company.sell("600") == "approved"
    firm.decide(firm.finance)
    assert stands(order)[0] == "approved"


def test_an_approval_without_people_lets_nothing_beyond_the_credit_through(company: Company) -> None:
    company.limit("1000")
    company.firm.define({"name": "自动", "approvers": [], "auto_effect": "approve", "auto_reason": "都行"})
    beyond = company.order("1001")
    assert company.submit(beyond) == "credit.beyond"
    assert stands(beyond) == ("draft", "1001.00", 0, False)
    assert company.sell("1000") == "approved"


def test_i4_c_127_closing_an_order_and_making_another_gains_nothing(company: Company) -> None:
    """I4, C127: what is cancelled is free again at once, and nothing brings it back beside another."""
    company.limit("1000")
    first = company.order("1000")
    assert company.submit(first) == "approved"
    assert company.sell("1") == "approval.nobody_decides"
    body(company.firm.shop.act(first, "cancel", reason="客户不要了"))
    assert company.credit()["used_amount"] == "0.00"
    assert company.sell("1000") == "approved"
    for action in ("submit", "confirm"):
        assert company.firm.shop.act(first, action).status_code == 409
    assert company.credit()["used_amount"] == "1000.00"


def test_i4_what_is_closed_short_is_free_again(company: Company) -> None:
    """I4: of ten at 100 four are shipped, the others closed."""
    firm = company.firm
    firm.grant(firm.seller, sales_order=[*SELLER["sales_order"], "close_short"], credit_limit=["view"])
    company.limit("1000")
    order = company.order("100", quantity="10")
    assert company.submit(order) == "approved"
    ship_each(order["id"], 4)
    orders().filter(pk=order["id"]).update(status="partly_shipped")
    body(firm.shop.act(order, "close_short", reason="客户不再要了"))
    assert company.credit()["used_amount"] == "400.00"
    assert company.sell("601") == "approval.nobody_decides"
    assert company.sell("600") == "approved"


def test_amounts_in_another_currency_count_in_the_base_currency(company: Company) -> None:
    boss = company.firm.boss
    body(boss.post("/records/exchange_rate", {"currency": "USD", "on": day(-1), "rate": "7.125"}), 201)
    company.limit("712.50")
    shop = company.firm.shop
    product = shop.product("1")

    def sell(price: str) -> str:
        row = {"product": product, "quantity": "1", "unit_price": price}
        return company.submit(shop.order(row, currency="USD"))

    assert sell("100.01") == "approval.nobody_decides"
    assert sell("100") == "approved"
    assert company.credit()["available_amount"] == "0.00"


@pytest.mark.parametrize(("counts", "is_marked"), [("approved", False), ("submitted", True)])
def test_c_126_by_a_setting_what_waits_for_approval_counts(
    company: Company, counts: str, is_marked: bool
) -> None:
    """C126"""
    body(company.firm.boss.patch("/settings", {"credit.counts": counts}))
    company.limit("1000")
    company.firm.define(asks("经理", one(company.firm.manager)))
    first, second = company.order("600"), company.order("600")
    assert (company.submit(first), company.submit(second)) == ("pending_approval", "pending_approval")
    assert (stands(first)[3], stands(second)[3]) == (False, is_marked)
    assert company.credit()["used_amount"] == ("1200.00" if counts == "submitted" else "0.00")


def test_without_any_limit_there_is_no_control_unless_the_company_wants_it(company: Company) -> None:
    assert company.sell("99999999") == "approved"
    told = company.credit()
    assert (told["limit_amount"], told["available_amount"]) == (None, None)
    body(company.firm.boss.patch("/settings", {"credit.without_limit": "approve"}))
    assert company.sell("1") == "approval.nobody_decides"
    company.limit("100000000")
    assert company.sell("1") == "approved"


@pytest.mark.req("AC2-03")
def test_higher_packages_add_their_parts_each_amount_once(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """open receivables + approved orders not yet receivable − unallocated payments"""
    company.limit("5000")
    assert company.sell("3000") == "approved"
    parts = {"receivables": "2000", "orders_receivable": "-1500", "payments": "-300"}
    for name, amount in parts.items():
        part = Part(name, Text(name, name), lambda accounts, _without, amount=amount: {pk: Decimal(amount) for pk in accounts})  # type: ignore[misc]  # fmt: skip
        monkeypatch.setitem(exposure._parts, name, part)
    assert company.credit()["used_amount"] == "3200.00"
    assert company.sell("1800.01") == "approval.nobody_decides"
    assert company.sell("1800") == "approved"


@pytest.mark.req("AP-08")
@pytest.mark.parametrize(("term", "days", "outcome"), [
    (None, 0, "approved"), (None, 1, "approval.nobody_decides"), (30, 30, "approved"), (30, 31, "approval.nobody_decides"),
])  # fmt: skip
def test_what_is_overdue_for_longer_than_allowed_needs_a_decision(
    company: Company, monkeypatch: pytest.MonkeyPatch, term: int | None, days: int, outcome: str
) -> None:
    """The place of AC2-04: 30 days pass, 31 do not."""
    company.limit("5000", term_days=term)
    monkeypatch.setattr(
        exposure, "_overdue", [lambda accounts: {pk: Overdue(Decimal(7), days) for pk in accounts}]
    )
    assert company.sell("1") == outcome
    told = company.credit()
    assert (told["overdue_amount"], told["overdue_days"]) == ("7.00", days)


def test_i3_formal_limits_do_not_overlap_and_the_other_is_named(company: Company) -> None:
    """I3"""

    def refuse(**values: Any) -> Any:
        given = {"account": company.account, "limit_amount": "1", **values}
        return company.firm.finance.post("/records/credit_limit", given)

    company.limit("1000", valid_from_on="2026-01-01", valid_to_on="2026-06-30")
    answer = refuse(valid_from_on="2026-06-30")
    assert errors(answer, 409) == [("valid_from_on", "credit_limit.overlap")]
    assert "2026-01-01" in answer.content.decode()
    assert "2026-06-30" in answer.content.decode()
    later = company.limit("2000", valid_from_on="2026-07-01")
    assert errors(refuse(valid_from_on="2031-01-01"), 409) == [("valid_from_on", "credit_limit.overlap")]
    assert errors(refuse(valid_from_on="2026-02-01", valid_to_on="2026-01-01")) == [
        ("valid_to_on", "credit_limit.period")
    ]
    assert errors(refuse(valid_to_on=day(3661))) == [("valid_to_on", "credit_limit.far")]
    assert errors(refuse(is_temporary=True)) == [("valid_to_on", "credit_limit.no_end")]
    assert errors(refuse(limit_amount="-1"))[0][0] == "limit_amount"
    assert company.firm.finance.delete(f"/records/credit_limit/{later['id']}").status_code == 204
    company.limit("3000", valid_from_on="2026-08-01")
    restored = company.firm.boss.post(f"/records/credit_limit/{later['id']}/actions/restore", {})
    assert body(restored, 409)["code"] == "credit_limit.overlap"


def test_i5_of_a_company_above_that_is_out_of_sight_no_name_and_no_figure_is_told(company: Company) -> None:
    """I5"""
    boss = company.firm.boss
    root = body(boss.post("/records/account", {"name": "暗礁集团", "status": "formal"}), 201)["id"]
    version = body(boss.get(f"/records/account/{company.account}"))["_version"]
    body(boss.patch(f"/records/account/{company.account}", {"_version": version, "parent": root}))
    company.limit("777", root)
    told = company.credit()
    assert told["reasons"] == ["The limit of an account above it counts, too"]
    assert (told["limit_amount"], told["used_amount"]) == (None, "0.00")
    assert "暗礁集团" in str(company.credit(caller=boss)["reasons"])


def test_i5_sales_sees_the_credit_of_its_accounts_and_keeps_no_limits(company: Company) -> None:
    """I5"""
    made = company.limit("1000")
    firm = company.firm
    assert company.credit()["limit_amount"] == "1000.00"
    given = {"account": company.account, "limit_amount": "1"}
    assert firm.seller.post("/records/credit_limit", given).status_code == 403
    answer = firm.seller.patch(f"/records/credit_limit/{made['id']}", {"_version": 1, "limit_amount": "2"})
    assert answer.status_code == 403
    assert firm.clerk.get(f"/records/account/{company.account}/credit").status_code == 404
    firm.grant(firm.seller, credit_limit=[])
    assert firm.seller.get(f"/records/account/{company.account}/credit").status_code == 403
