"""[CO-12] Order templates: products and quantities alone, priced on the day of the order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from guike.domains.orders.tests.shop import EVERYTHING, SELLER, Shop, body, errors
from guike.entry.tests.people import Caller, person

pytestmark = pytest.mark.django_db
KEEPER = [*EVERYTHING, "create_order"]
RIGHTS = {**SELLER, "order_template": KEEPER, "sellable_range": EVERYTHING, "product_unit": ["view"]}
RIGHTS |= {name: ["view", "create"] for name in ("product_category", "product_attribute")}


@pytest.fixture
def shop(db: None) -> Shop:
    found = Shop(person("keeper", RIGHTS))
    found.account = found.make_account()
    return found


def template(shop: Shop, *rows: tuple[int, str], **values: Any) -> dict[str, Any]:
    lines = [{"product": product, "quantity": quantity} for product, quantity in rows]
    return shop.make("order_template", **{"name": "常购耗材", "lines": lines} | values)


def order_by(caller: Caller, made: dict[str, Any], account: int) -> Any:
    return caller.post(f"/records/order_template/{made['id']}/actions/create_order", {"account": account})


def priced(shop: Shop, pk: int) -> list[tuple[int, str, str]]:
    found = shop.get({"id": pk})
    return [
        (line["product"]["id"], f"{Decimal(line['quantity']):f}", f"{Decimal(line['unit_price']):.2f}")
        for line in found["lines"]
    ]


@pytest.mark.req("CO-12")
def test_an_order_is_saved_as_template_and_ordered_again_at_the_prices_of_the_day(shop: Shop) -> None:
    """I14 [CO-12] neither customer nor prices are kept"""
    paper, toner = shop.product("100"), shop.product("50")
    order = shop.order(
        {"product": paper, "quantity": "3", "unit_price": "80"},
        {"product": toner, "quantity": "2"},
        order_discount_rate="0.1",
    )
    saved = body(shop.act(order, "save_as_template", name="月度耗材"))
    assert saved["object"] == "order_template"
    found = body(shop.seller.get(f"/records/order_template/{saved['id']}"))
    assert (found["name"], found["owner"]["id"], found["is_shared"]) == ("月度耗材", shop.seller.id, False)
    assert "account" not in found
    assert [(row["product"]["id"], row["quantity"], "unit_price" in row) for row in found["lines"]] == [
        (paper, "3", False), (toner, "2", False),
    ]  # fmt: skip
    version = body(shop.seller.get(f"/records/product/{paper}"))["_version"]
    body(shop.seller.patch(f"/records/product/{paper}", {"_version": version, "standard_price": "120"}))
    other = shop.make_account()
    made = body(order_by(shop.seller, saved, other))
    assert (made["object"], made["left_out"]) == ("sales_order", [])
    assert priced(shop, made["id"]) == [(paper, "3", "120.00"), (toner, "2", "50.00")]
    draft = shop.get(made)
    assert (draft["account"]["id"], draft["status"], draft["total_amount"]) == (other, "draft", "460.00")


@pytest.mark.req("PR-07")
def test_what_is_not_sold_to_the_account_is_named(shop: Shop) -> None:
    """[PR-07] by a sellable range, not offered any more, or all of it"""
    plain, denied, old = shop.product("10"), shop.product("20"), shop.product("30")
    made = template(shop, (plain, "1"), (denied, "2"), (old, "3"))
    only = template(shop, (denied, "1"))
    products = {"field": "id", "op": "in", "value": [denied]}
    account = shop.make_account(level="D")
    rule = {"field": "level", "op": "eq", "value": "D"}
    shop.make("sellable_range", name="D 级不卖", filter=rule, products=products, effect="deny")
    version = body(shop.seller.get(f"/records/product/{old}"))["_version"]
    body(shop.seller.patch(f"/records/product/{old}", {"_version": version, "is_active": False}))
    names = {pk: body(shop.seller.get(f"/records/product/{pk}"))["name"] for pk in (denied, old)}
    answer = body(order_by(shop.seller, made, account))
    assert answer["left_out"] == [names[denied], names[old]]
    assert priced(shop, answer["id"]) == [(plain, "1", "10.00")]
    refused = body(order_by(shop.seller, only, account), 409)
    assert (refused["code"], names[denied] in refused["detail"]) == ("order_template.nothing_sold", True)


def test_templates_are_ones_own_unless_shared(shop: Shop) -> None:
    """I15"""
    made = template(shop, (shop.product("10"), "1"))
    colleague = person("colleague", RIGHTS)
    account = body(colleague.post("/records/account", {"name": "同事的客户", "status": "formal"}), 201)["id"]
    door = f"/records/order_template/{made['id']}"
    assert colleague.get(door).status_code == 404
    assert order_by(colleague, made, account).status_code == 404
    assert body(colleague.get("/records/order_template"))["items"] == []
    assert body(colleague.post("/records/order_template_line/query", {"fields": ["quantity"]}))["items"] == []
    body(shop.seller.patch(door, {"is_shared": True}))
    assert body(colleague.get(door))["name"] == "常购耗材"
    assert body(order_by(colleague, made, account))["object"] == "sales_order"
    assert colleague.patch(door, {"name": "我的"}).status_code == 403
    assert colleague.delete(door).status_code == 403
    assert order_by(colleague, made, shop.account).status_code == 422  # an account that he does not see
    nobody = person("nobody", {"order_template": ["view"], "account": EVERYTHING})
    own = body(nobody.post("/records/account", {"name": "别人的客户"}), 201)["id"]
    assert order_by(nobody, made, own).status_code == 403


def test_who_may_not_order_orders_by_no_template(shop: Shop) -> None:
    made = template(shop, (shop.product("10"), "1"), is_shared=True)
    looker = person("looker", {**RIGHTS, "sales_order": ["view"]})
    account = body(looker.post("/records/account", {"name": "客户", "status": "formal"}), 201)["id"]
    assert order_by(looker, made, account).status_code == 403
    assert body(shop.seller.get("/records/sales_order"))["items"] == []


def test_a_potential_account_is_refused_as_for_any_order(shop: Shop) -> None:
    """[CU-06]"""
    made = template(shop, (shop.product("10"), "1"))
    answer = body(order_by(shop.seller, made, shop.make_account("potential")), 409)
    assert answer["code"] == "account.not_formal"


def test_lines_are_checked(shop: Shop) -> None:
    product = shop.product("10")
    box = shop.seller.post(
        "/records/order_template", {"name": "空", "lines": [{"product": product, "quantity": "0"}]}
    )
    assert errors(box) == [("lines[0].quantity", "line.quantity")]
    assert body(shop.act(shop.order(), "save_as_template", name="空"), 409)["code"] == "order.no_lines"
    assert errors(shop.act(shop.order(), "save_as_template")) == [("name", "required")]


def test_attributes_go_with_the_template_and_what_is_missing_is_named(shop: Shop) -> None:
    """[PR-17]"""
    category = shop.make("product_category", name="电缆")["id"]
    asked = {
        "categories": [category],
        "code": "section",
        "label": "截面",
        "type": "number",
        "is_required": True,
    }
    shop.make("product_attribute", **asked)
    cable = shop.product("10", category=category)
    order = shop.order({"product": cable, "quantity": "5", "attributes": {"section": "6"}})
    saved = body(shop.act(order, "save_as_template", name="电缆"))
    made = shop.get(body(order_by(shop.seller, saved, shop.account)))
    assert made["lines"][0]["attributes"] == {"section": "6"}
    bare = template(shop, (cable, "5"))
    refused = body(order_by(shop.seller, bare, shop.account), 409)
    name = body(shop.seller.get(f"/records/product/{cable}"))["name"]
    assert (refused["code"], name in refused["detail"]) == ("order_template.incomplete", True)
