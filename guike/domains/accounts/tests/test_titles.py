"""Titles of invoices: several for an account, one of them the usual one, with a right tax number."""

from __future__ import annotations

import pytest

from guike.domains.accounts.models import InvoiceTitle
from guike.domains.accounts.rules import is_tax_number
from guike.domains.invoicing.tests.desk import SPECIAL, TAX_NUMBER, Desk, errors
from guike.entry.tests.people import person
from guike.platform.org.models import Role
from guike.platform.org.queries import begin_versions, bump


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (TAX_NUMBER, True),
        (TAX_NUMBER[:-1] + "8", False),  # another check digit
        ("330106MA2800001", True),  # of the time before
        ("330106ma2800001", False),
        ("11010519491231002X", True),  # a person
        ("110105194912310021", False),
        ("11010519491231002X01", True),  # a person in trade
        ("11010519491231002101", False),
        ("9133010", False),
        ("", False),
    ],
)
def test_a_tax_number_has_15_18_or_20_characters(code: str, found: bool) -> None:
    assert is_tax_number(code) is found


def titles() -> list[InvoiceTitle]:
    return list(InvoiceTitle.objects.system(reason="test").order_by("pk"))


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk.open()


@pytest.mark.req("IN-02")
def test_a_special_title_is_whole_and_its_tax_number_right(desk: Desk) -> None:
    """[IN-02]"""
    refused = desk.enter_title(kind="special", name="甲")
    names = ("tax_number", "bank_name", "bank_account", "address", "phone")
    assert errors(refused) == [(name, "title.special_needs") for name in names]
    wrong = {**SPECIAL, "tax_number": TAX_NUMBER[:-1] + "8"}
    assert errors(desk.enter_title(**wrong)) == [("tax_number", "title.tax_number")]
    assert len(titles()) == 1
    made = desk.make_title(
        kind="ordinary", name="甲", tax_number=f" {TAX_NUMBER.lower()[:4]} {TAX_NUMBER.lower()[4:]}"
    )
    assert made["tax_number"] == TAX_NUMBER
    version = made["_version"]
    path = f"/records/invoice_title/{made['id']}"
    refused = desk.till.shop.seller.patch(path, {"kind": "special", "_version": version})
    assert errors(refused) == [(name, "title.special_needs") for name in names if name != "tax_number"]


@pytest.mark.req("CU-07")
def test_an_account_has_several_titles_of_which_one_is_the_usual_one(desk: Desk) -> None:
    """[CU-07] the last one that was set is the default"""
    second = desk.make_title(name="乙", is_default=True)
    assert [row.is_default for row in titles()] == [False, True]
    order = desk.order(total="10")
    assert desk.ask(order)["title"]["id"] == second["id"]


def test_a_new_title_takes_what_its_writer_may_read_of_the_account(desk: Desk) -> None:
    shop = desk.till.shop
    given = {
        "invoice_title": "某某有限公司",
        "credit_code": TAX_NUMBER,
        "bank_name": "城西支行",
        "bank_account": "62",
    }
    account = shop.make_account(**given)
    made = desk.make_title(account=account)
    assert (made["name"], made["tax_number"], made["bank_account"]) == ("某某有限公司", TAX_NUMBER, "62")
    rights = {"account": ["view"], "invoice_title": ["view", "create"]}
    blind = person("blind", rights)
    hidden = {"account.bank_account": "hidden", "account.credit_code": "hidden"}
    roles = Role.objects.system(reason="test").filter(name="role of blind")
    roles.update(fields=hidden, scopes={"account": {"view": "all"}})
    bump(permission=True)
    begin_versions()
    other = desk.make_title(by=blind, account=account)
    assert (other["name"], other["tax_number"], other["bank_account"]) == ("某某有限公司", None, None)
