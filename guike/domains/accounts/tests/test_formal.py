"""CU-02 to CU-04, CU-09: how an account becomes formal, what stays of it, and when it last bought."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from guike.domains.accounts import transactions
from guike.domains.accounts.models import Account
from guike.domains.accounts.settings import FORMAL_FIELDS, FORMAL_STAYS, LAST_TRANSACTION
from guike.domains.orders.tests.shop import EVERYTHING, WHY, Shop, body, errors
from guike.entry.tests.people import person
from guike.kernel import clock
from guike.kernel.text import T
from guike.platform.org.models import Role
from guike.platform.org.queries import begin_versions, bump
from guike.platform.settings.registry import _SETTINGS, spec_of
from guike.platform.settings.services import set_many
from tests.support.company import ctx_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db: None) -> Shop:
    return Shop.open("formalizer")


def today(shop: Shop) -> str:
    return clock.today(ctx_of(shop.seller.id).timezone).isoformat()


def account(shop: Shop, pk: int) -> dict[str, Any]:
    return body(shop.seller.get(f"/records/account/{pk}"))


def facts(shop: Shop, pk: int) -> tuple[str, str | None, int | None]:
    found = account(shop, pk)
    return found["status"], found["formal_on"], found["formalized_by"] and found["formalized_by"]["id"]


def formalize(shop: Shop, pk: int, **values: Any) -> Any:
    params = {"values": values} if values else {}
    return shop.seller.post(f"/records/account/{pk}/actions/formalize", params)


def from_opportunity(shop: Shop, pk: int, **values: Any) -> dict[str, Any]:
    found = shop.make("opportunity", name="打印机采购", account=pk, source="other")
    lines = [{"product": shop.product("100"), "quantity": "1"}]
    return shop.make("sales_order", opportunity=found["id"], lines=lines, **values)


@pytest.mark.req("CU-02")
@pytest.mark.req("CU-03")
def test_the_first_order_that_takes_effect_makes_it_formal_once(shop: Shop) -> None:
    """I6 [CU-02] [CU-03] without anybody's action; the day is set once, and cancelling does not take it back"""
    pk = shop.make_account("potential")
    assert facts(shop, pk) == ("potential", None, None)
    order = from_opportunity(shop, pk)
    assert facts(shop, pk) == ("potential", None, None)
    body(shop.act(order, "confirm"))
    assert facts(shop, pk) == ("formal", today(shop), None)
    Account.objects.system(reason=WHY).filter(pk=pk).update(formal_on="2025-03-01")
    body(shop.act(from_opportunity(shop, pk), "confirm"))
    body(shop.act(order, "cancel", reason="不要了"))
    assert facts(shop, pk) == ("formal", "2025-03-01", None)


def test_by_the_setting_the_last_cancelled_order_takes_it_back(shop: Shop) -> None:
    """[CU-03] the setting: only what an order did is taken back, and only with the last one"""
    set_many({FORMAL_STAYS: False}, None)
    begin_versions()
    pk = shop.make_account("potential")
    first, second = from_opportunity(shop, pk), from_opportunity(shop, pk)
    for order in (first, second):
        body(shop.act(order, "confirm"))
    body(shop.act(first, "cancel", reason="不要了"))
    assert facts(shop, pk) == ("formal", today(shop), None)
    body(shop.act(second, "cancel", reason="不要了"))
    assert facts(shop, pk) == ("potential", None, None)
    by_hand = shop.make_account("potential")
    body(formalize(shop, by_hand))
    order = shop.order({"product": shop.product("1"), "quantity": "1"}, account=by_hand)
    body(shop.act(order, "confirm"))
    body(shop.act(order, "cancel", reason="不要了"))
    assert facts(shop, by_hand) == ("formal", today(shop), shop.seller.id)
    draft = from_opportunity(shop, pk)
    body(shop.act(draft, "cancel", reason="不要了"))
    assert facts(shop, pk) == ("potential", None, None)


@pytest.mark.req("CU-04")
def test_by_hand_it_asks_for_what_is_missing(shop: Shop) -> None:
    """[CU-04] missing fields of the configured list; day and person stay; history"""
    set_many({FORMAL_FIELDS: ["tax_number", "industry", "address"]}, None)
    begin_versions()
    pk = shop.make_account("potential", address="中山路 1 号")
    assert account(shop, pk)["_asks"] == {"formalize": ["tax_number", "industry"]}
    assert errors(formalize(shop, pk)) == [("tax_number", "required"), ("industry", "required")]
    assert errors(formalize(shop, pk, tax_number="9131", name="别名")) == [("name", "unknown_field")]
    assert errors(formalize(shop, pk, tax_number="9131", industry="nothing"))[0][0] == "industry"
    assert facts(shop, pk) == ("potential", None, None)
    body(formalize(shop, pk, tax_number="91310000", industry="manufacturing"))
    found = account(shop, pk)
    assert (found["tax_number"], found["industry"]["code"] if isinstance(found["industry"], dict) else found["industry"]) == (
        "91310000", "manufacturing",
    )  # fmt: skip
    assert facts(shop, pk) == ("formal", today(shop), shop.seller.id)
    assert "_asks" not in found
    history = body(shop.seller.get(f"/records/account/{pk}/history"))["items"]
    assert next((one["old"], one["new"]) for one in history if one["field"] == "status") == (
        "Potential",
        "Formal",
    )
    refused = shop.seller.post("/records/account", {"name": "直接正式", "status": "formal"})
    assert errors(refused) == [("tax_number", "required"), ("industry", "required"), ("address", "required")]


@pytest.mark.req("CU-04")
def test_without_the_right_it_is_not_offered_and_refused(shop: Shop) -> None:
    """[CU-04]"""
    pk = shop.make_account("potential")
    other = person("no_formalizer", {"account": EVERYTHING})
    Account.objects.system(reason=WHY).filter(pk=pk).update(owner=other.id)
    assert "formalize" not in body(other.get(f"/records/account/{pk}"))["_actions"]
    assert other.post(f"/records/account/{pk}/actions/formalize", {}).status_code == 403
    assert errors(other.patch(f"/records/account/{pk}", {"status": "formal"}), 403) == []
    assert facts_of(pk) == ("potential", None)


def facts_of(pk: int) -> tuple[str, Any]:
    row = Account.objects.system(reason=WHY).get(pk=pk)
    return row.status, row.formal_on


def test_whom_a_field_is_hidden_from_cannot_fill_it_in(shop: Shop) -> None:
    """What is missing and out of his sight is neither named nor passed over."""
    set_many({FORMAL_FIELDS: ["tax_number"]}, None)
    begin_versions()
    pk = shop.make_account("potential")
    blind = person("blind", {"account": [*EVERYTHING, "formalize"]})
    Role.objects.system(reason=WHY).filter(name="role of blind").update(
        fields={"account.tax_number": "hidden"}
    )
    bump(permission=True)
    begin_versions()
    Account.objects.system(reason=WHY).filter(pk=pk).update(owner=blind.id)
    assert "_asks" not in body(blind.get(f"/records/account/{pk}"))
    refused = body(blind.post(f"/records/account/{pk}/actions/formalize", {}), 409)
    assert (refused["code"], "tax" in str(refused).lower()) == ("account.formal_by_others", False)


@pytest.mark.req("CU-09")
def test_the_last_transaction_is_that_of_the_latest_order_in_effect(shop: Shop) -> None:
    """I7 [CU-09] recomputed when the last order goes"""
    pk = shop.make_account("formal")

    def last() -> str | None:
        found: str | None = account(shop, pk)["last_transaction_on"]
        return found

    def order(day: str) -> dict[str, Any]:
        row = {"product": shop.product("1"), "quantity": "1"}
        return shop.order(row, account=pk, ordered_on=day)

    first, second = order("2026-03-01"), order("2026-05-01")
    assert last() is None
    body(shop.act(first, "confirm"))
    assert last() == "2026-03-01"
    body(shop.act(second, "confirm"))
    assert last() == "2026-05-01"
    body(shop.act(second, "cancel", reason="不要了"))
    assert last() == "2026-03-01"
    found = shop.seller.post(
        "/records/account/query",
        {"filter": {"field": "last_transaction_on", "op": "eq", "value": "2026-03-01"}, "fields": ["name"]},
    )
    assert [one["id"] for one in body(found)["items"]] == [pk]


@pytest.fixture
def follow_ups(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A trial of what shipments and payments will bring: another day on the account that counts."""
    monkeypatch.setattr(transactions, "_columns", dict(transactions._columns))
    monkeypatch.setitem(_SETTINGS, LAST_TRANSACTION, spec_of(LAST_TRANSACTION))
    transactions.transaction_source("trial", T("转为正式", "Made formal"), "formal_on")
    yield
    begin_versions()


def test_other_packages_offer_their_day(shop: Shop, follow_ups: None) -> None:
    assert [code for code, _label in spec_of(LAST_TRANSACTION).choices] == [
        "order",
        "payment",
        "latest",
        "trial",
    ]
    pk = shop.make_account("formal")
    Account.objects.system(reason=WHY).filter(pk=pk).update(formal_on="2026-04-01")
    row = {"product": shop.product("1"), "quantity": "1"}
    body(shop.act(shop.order(row, account=pk, ordered_on="2026-03-01"), "confirm"))
    for chosen, day in (("order", "2026-03-01"), ("trial", "2026-04-01"), ("latest", "2026-04-01")):
        set_many({LAST_TRANSACTION: chosen}, None)
        begin_versions()
        assert account(shop, pk)["last_transaction_on"] == day
        asked = {"filter": {"field": "last_transaction_on", "op": "eq", "value": day}, "fields": ["name"]}
        assert [one["id"] for one in body(shop.seller.post("/records/account/query", asked))["items"]] == [pk]
    Account.objects.system(reason=WHY).filter(pk=pk).update(formal_on=None)
    assert account(shop, pk)["last_transaction_on"] == "2026-03-01"


def test_only_what_has_an_effect_is_offered() -> None:
    assert [code for code, _label in spec_of(LAST_TRANSACTION).choices] == ["order", "payment", "latest"]


@pytest.mark.req("CU-06")
def test_a_potential_account_orders_from_an_opportunity_only(shop: Shop) -> None:
    """[CU-06]"""
    pk = shop.make_account("potential")
    row = {"product": shop.product("1"), "quantity": "1"}
    assert body(shop.refuse(row, account=pk), 409)["code"] == "account.not_formal"
    assert from_opportunity(shop, pk)["account"]["id"] == pk
