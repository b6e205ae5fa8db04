"""What a setting leaves of orders to whoever looks after new products."""

from __future__ import annotations

from typing import Any

import pytest

from guike.domains.orders.tests.shop import body
from guike.platform.org.models import Role
from tests.support import company
from tests.support.company import WHY, caller, make, row

KEY = "access.new_product_orders"


@pytest.fixture
def us(db: None) -> company.Company:
    """The company gives its marketing specialists rights on orders, and shares with them the customers who ask for new products."""
    us = company.found()
    role = Role.objects.system(reason=WHY).get(code="marketing")
    given = {
        "_version": role.version,
        "permissions": {**role.permissions, "sales_order": ["view", "edit"]},
        "scopes": {**role.scopes, "sales_order": {"view": "all", "edit": "all"}},
    }
    body(caller(us.admin).patch(f"/records/role/{role.pk}", given))
    rule = {
        "name": "关注新品类目的客户", "object": "account", "source": "filter", "filter": {"field": "nature", "op": "eq", "value": "company"},
        "targets": [{"kind": "role", "value": role.pk}], "access": "read",
    }  # fmt: skip
    body(caller(us.admin).post("/records/sharing_rule", rule), 201)
    return us


@pytest.fixture
def orders(us: company.Company) -> dict[str, int]:
    asking = us.account(owner=us.zhang, status="formal", nature="company").pk
    new, old = (
        make("product", code=code, name=code, standard_price="10", is_new=code == "新").pk
        for code in ("新", "旧")
    )
    return {
        key: make("sales_order", us.zhang, account=asking, lines=[{"product": one, "quantity": "1"} for one in of]).pk
        for key, of in {"old": [old], "both": [old, new], "new": [new], "empty": []}.items()
    }  # fmt: skip


def seen(user: int) -> set[int]:
    page = body(caller(user).get("/records/sales_order"))
    assert page["total"] == len(page["items"])
    return {item["id"] for item in page["items"]}


def set_to(us: company.Company, value: str) -> None:
    body(caller(us.admin).patch("/settings", {KEY: value}))


def remark(user: int, order: int) -> int:
    """The status of a try to write; a refusal changes nothing."""
    before = row("sales_order", order)
    answer = caller(user).patch(f"/records/sales_order/{order}", {"description": f"跟进 {user}"})
    after = row("sales_order", order)
    assert (after.version == before.version) is (answer.status_code != 200)
    return int(answer.status_code)


@pytest.mark.req("PM-24")
@pytest.mark.parametrize(("value", "old"), [("off", 200), ("read", 403), ("hidden", 404)])
def test_orders_of_old_products_alone_are_closed_by_the_setting(
    us: company.Company, orders: dict[str, int], value: str, old: int
) -> None:
    """[PM-24] The customer who asks for new products is seen; its order that holds only old ones is hidden or only read, that with
    a new one is edited. It holds from the next request on, for this role alone, and ends with the setting."""
    others = {orders[key] for key in ("both", "new", "empty")}
    assert seen(us.marketing) == {*others, orders["old"]}
    set_to(us, value)
    account = row("sales_order", orders["old"]).account_id
    assert caller(us.marketing).get(f"/records/account/{account}").status_code == 200
    assert seen(us.marketing) == (others if value == "hidden" else {*others, orders["old"]})
    read = caller(us.marketing).get(f"/records/sales_order/{orders['old']}").status_code
    assert read == (404 if value == "hidden" else 200)
    assert remark(us.marketing, orders["old"]) == old
    assert [remark(us.marketing, orders[key]) for key in ("both", "new", "empty")] == [200, 200, 200]
    assert seen(us.zhang) == {*others, orders["old"]}
    assert remark(us.zhang, orders["old"]) == 200
    set_to(us, "off")
    assert remark(us.marketing, orders["old"]) == 200


@pytest.mark.req("PM-24")
def test_why_it_is_closed_names_the_setting(us: company.Company, orders: dict[str, int]) -> None:
    set_to(us, "hidden")
    asked = {"object": "sales_order", "id": str(orders["old"]), "user": str(us.marketing)}
    told = body(caller(us.admin).get("/access/explain", **asked))
    assert "The setting “Orders of old products for marketing specialists” closes it" in str(told)
    chinese = body(caller(us.admin, "zh-CN").get("/access/explain", **asked))
    assert "参数设置“市场专员的老产品订单”不允许" in str(chinese)


@pytest.mark.req("PM-24")
def test_a_product_that_is_new_no_more_closes_its_orders(us: company.Company, orders: dict[str, int]) -> None:
    set_to(us, "read")
    product = make_old(us, "新")
    assert row("product", product).is_new is False
    assert [remark(us.marketing, orders[key]) for key in ("new", "both", "old", "empty")] == [
        403,
        403,
        403,
        200,
    ]


def make_old(us: company.Company, code: str) -> int:
    found = body(caller(us.admin).get("/records/product", q=code))["items"]
    (product,) = [item["id"] for item in found if item["code"] == code]
    body(caller(us.admin).patch(f"/records/product/{product}", {"is_new": False}))
    return int(product)


def test_the_setting_takes_its_three_values_alone(us: company.Company) -> None:
    answer: Any = caller(us.admin).patch("/settings", {KEY: "edit"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, KEY)
