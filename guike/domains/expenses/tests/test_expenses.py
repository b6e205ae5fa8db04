"""Expenses through the API: what one must satisfy, what it is put down to, sums, suppliers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from guike.domains.expenses.models import Expense, Supplier
from guike.domains.expenses.tests.office import WHY, Office, body, errors, row
from guike.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    with clock.frozen("2026-03-10T02:00:00Z"):
        yield Office.open()


@pytest.mark.req("CE-03")
def test_a_new_expense_is_a_draft_of_the_one_who_enters_it(office):
    """I1"""
    made = body(office.ask(description="拜访客户"), 201)
    assert made["number"] == "EX20260310-0001"
    assert (made["status"], made["employee"]["id"], made["owner"]["id"]) == (
        "draft",
        office.seller.id,
        office.seller.id,
    )
    assert (made["amount"], made["approved_amount"], made["paid_amount"]) == ("300.00", None, "0.00")
    sent = {
        "status": "approved",
        "approved_amount": "1",
        "paid_amount": "300",
        "approved_at": "2026-03-10T00:00:00Z",
    }
    refused = errors(office.ask(**sent))
    assert {field for field, _code in refused} == set(sent)


@pytest.mark.req("CE-03")
@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"amount": "0"}, ("amount", "expense.amount_positive")),
        ({"amount": "-0.01"}, ("amount", "expense.amount_positive")),
        ({"amount": "1.001"}, ("amount", "expense.places")),
        ({"amount": None}, ("amount", "required")),
        ({"kind": None}, ("kind", "required")),
        ({"incurred_on": "2026-03-11"}, ("incurred_on", "expense.future")),
    ],
)
def test_what_is_refused(office, values, error):
    """I2"""
    assert errors(office.ask(**values)) == [error]
    assert Expense.objects.system(reason=WHY).count() == 0
    kept = office.expense(incurred_on="2026-03-10", amount="0.01")
    answer = office.seller.patch(f"/records/expense/{kept}", {"_version": 1} | values)
    assert errors(answer) == [error]
    assert (row(kept).version, str(row(kept).incurred_on), row(kept).amount) == (
        1,
        "2026-03-10",
        Decimal("0.01"),
    )


def test_the_database_holds_amounts_too(office):
    """I2"""
    expense = office.expense()
    rows = Expense.objects.system(reason=WHY).filter(pk=expense)
    for wrong in (
        {"amount": 0},
        {"approved_amount": 299},
        {"paid_amount": 1},
        {"approved_amount": 300, "paid_amount": 301},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    assert rows.update(approved_amount=300) == 1


@pytest.mark.req("AC-10", "CE-04")
def test_one_made_from_an_action_shows_the_action_and_its_customer(office):
    """I3"""
    account = office.make("account", name="客户甲", status="formal")
    about = [{"object": "account", "id": account}]
    care = office.make("activity", kind="care", subject="生日问候", related=about)
    made = body(office.ask(kind="gift", related=[{"object": "activity", "id": care}]), 201)
    assert [(one["object"], one["id"], one["name"]) for one in made["related"]] == [
        ("activity", care, "生日问候")
    ]
    assert made["account"]["name"] == "客户甲"
    for path in (f"activity/{care}/related/expenses", f"account/{account}/related/all_expenses"):
        assert [one["id"] for one in body(office.seller.get(f"/records/{path}"))["items"]] == [made["id"]]
    other = office.make("account", name="客户乙", status="formal")
    change = {"_version": 1, "related": [{"object": "account", "id": other}]}
    assert body(office.seller.patch(f"/records/expense/{made['id']}", change))["account"]["name"] == "客户乙"
    cleared = {"_version": 2, "related": []}
    assert body(office.seller.patch(f"/records/expense/{made['id']}", cleared))["account"] is None


@pytest.mark.req("CE-04")
def test_one_of_an_opportunity_belongs_to_its_account(office):
    """I3"""
    account = office.make("account", name="客户甲", status="formal")
    deal = office.make("opportunity", name="商机", account=account, source="other")
    made = body(office.ask(related=[{"object": "opportunity", "id": deal}]), 201)
    assert made["account"]["id"] == account
    assert [
        one["id"] for one in body(office.seller.get(f"/records/opportunity/{deal}/related/expenses"))["items"]
    ] == [made["id"]]


@pytest.mark.req("CE-03")
def test_a_market_action_puts_it_down_to_the_campaign(office):
    """I3"""
    fair, other = (office.make("campaign", office.marketing, name=name) for name in ("展会", "会议"))
    action = office.make(
        "activity",
        office.marketing,
        kind="meeting",
        subject="布展",
        related=[{"object": "campaign", "id": fair}],
    )
    about = [{"object": "activity", "id": action}]
    assert body(office.ask(office.marketing, related=about), 201)["campaign"]["id"] == fair
    assert body(office.ask(office.marketing, related=about, campaign=other), 201)["campaign"]["id"] == other
    direct = [{"object": "campaign", "id": fair}]
    assert body(office.ask(office.marketing, related=direct), 201)["campaign"]["id"] == fair
    found = body(office.marketing.get(f"/records/campaign/{fair}/related/all_expenses"))
    assert len(found["items"]) == 2


@pytest.mark.req("CE-03")
def test_sums_by_kind_and_month_are_the_sum_of_the_list(office):
    """I7"""
    office.boss.post("/records/exchange_rate", {"currency": "USD", "on": "2026-01-01", "rate": "7"})
    rows = (
        ("travel", "100.10", "2026-01-31", {}),
        ("travel", "200.20", "2026-02-01", {}),
        ("travel", "50", "2026-02-28", {}),
        ("gift", "10", "2026-02-10", {"currency": "USD"}),
        ("gift", "0.05", "2026-01-01", {}),
    )
    for kind, amount, day, more in rows:
        office.expense(kind=kind, amount=amount, incurred_on=day, **more)
    office.expense(office.colleague, amount="9999")
    measures = [{"as": "total", "agg": "sum", "field": "amount"}, {"as": "n", "agg": "count"}]
    groups = ["kind", {"field": "incurred_on", "bucket": "month"}]
    asked = {"groups": groups, "measures": measures}
    found = body(office.seller.post("/records/expense/aggregate", asked))["rows"]
    told = {
        (one["keys"]["kind"], str(one["keys"]["incurred_on"])[:7]): (
            Decimal(one["values"]["total"]),
            one["values"]["n"],
        )
        for one in found
    }
    assert told == {
        ("travel", "2026-01"): (Decimal("100.10"), 1),
        ("travel", "2026-02"): (Decimal("250.20"), 2),
        ("gift", "2026-02"): (Decimal(70), 1),
        ("gift", "2026-01"): (Decimal("0.05"), 1),
    }
    listed = body(office.seller.get("/records/expense", fields="base_amount"))["items"]
    assert sum(Decimal(one["base_amount"]) for one in listed) == Decimal("420.35")
    assert sum(total for total, _n in told.values()) == Decimal("420.35")


@pytest.mark.req("CE-03")
def test_suppliers_are_chosen_by_marketing_and_unseen_by_sales(office):
    """I8"""
    supplier = office.make("supplier", office.finance, code="S1", name="会展公司", bank_account="6222")
    made = body(office.ask(office.marketing, supplier=supplier), 201)
    assert made["supplier"]["name"] == "会展公司"
    assert office.seller.get("/records/supplier").status_code == 403
    assert office.seller.get(f"/records/supplier/{supplier}").status_code == 403
    assert errors(office.ask(supplier=supplier)) == [("supplier", "unknown_field")]
    assert "supplier" not in body(office.ask(), 201)
    body(office.finance.patch(f"/records/supplier/{supplier}", {"_version": 1, "is_active": False}))
    assert errors(office.ask(office.marketing, supplier=supplier)) == [
        ("supplier", "expense.supplier_inactive")
    ]
    assert errors(office.finance.post("/records/supplier", {"code": "s1", "name": "又一家"}))[0][0] == "code"
    assert office.marketing.delete(f"/records/supplier/{supplier}").status_code == 403
    assert Supplier.objects.system(reason=WHY).filter(deleted_at=None).count() == 1


@pytest.mark.req("CE-03")
def test_own_ones_those_of_ones_people_and_all(office):
    """I9"""
    own, foreign = office.expense(), office.expense(office.colleague)

    def seen(by):
        return {one["id"] for one in body(by.get("/records/expense"))["items"]}

    assert seen(office.seller) == {own}
    assert seen(office.manager) == {own}
    assert seen(office.finance) == seen(office.boss) == {own, foreign}
    assert seen(office.marketing) == set()
    assert office.seller.get(f"/records/expense/{foreign}").status_code == 404
    for by in (office.finance, office.seller):
        answer = by.patch(f"/records/expense/{foreign}", {"_version": 1, "amount": "1"})
        assert answer.status_code in (403, 404)
    assert (row(foreign).version, row(foreign).amount) == (1, Decimal(300))
