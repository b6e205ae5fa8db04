"""Preset roles at work in a company of product lines and branches: what each sees and does, to the row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection

from guike.domains.orders.models import SalesOrder
from guike.kernel.errors import Refusal
from guike.platform.org.queries import begin_versions
from tests.support.company import WHY, caller, code, ctx_of, make, patch, person, row

pytestmark = pytest.mark.django_db
LINES = ("涂料", "塑料", "橡胶", "树脂")
BRANCHES = ("上海", "天津", "泉州", "青岛")


@dataclass(frozen=True)
class Company:
    """departments: "天津", "天津涂料" → id; sellers, accounts, orders by the name of their department."""

    head_office: int
    departments: Mapping[str, int]
    sellers: Mapping[str, int]
    accounts: Mapping[str, int]
    orders: Mapping[str, int]

    def of(self, *words: str) -> set[str]:
        """Product departments whose name has all the words."""
        return {name for name in self.orders if all(word in name for word in words)}


@pytest.fixture
def company(db: None) -> Company:
    """Four branches of four product lines, a salesperson with one account and one order in each of three."""
    begin_versions()
    head_office = int(make("department", name="总部", code="HQ", kind="operations").pk)
    departments: dict[str, int] = {}
    for branch in BRANCHES:
        above = departments[branch] = int(
            make("department", name=branch, kind="sales", parent=head_office).pk
        )
        for line in LINES:
            made = make("department", name=f"{branch}{line}", kind="sales", parent=above)
            departments[f"{branch}{line}"] = int(made.pk)
    product = make("product", code="P1", name="色粉", standard_price="100")
    sellers, accounts, orders = {}, {}, {}
    for name in ("天津涂料", "天津塑料", "泉州涂料", "青岛涂料"):
        sellers[name] = person(f"{name}销售", "sales", department=departments[name])
        account = make("account", sellers[name], name=f"{name}客户", status="potential")
        patch(sellers[name], account, status="formal")
        address = make(
            "address",
            sellers[name],
            account=account.pk,
            kind="shipping",
            detail=f"{name}路 1 号",
            is_default=True,
        )
        lines = [{"product": product.pk, "quantity": "2", "unit_price": "90"}]
        order = make(
            "sales_order", sellers[name], account=account.pk, lines=lines, shipping_address=address.pk
        )
        accounts[name], orders[name] = int(account.pk), int(order.pk)
    return Company(head_office, departments, sellers, accounts, orders)


def seen(user: int, object_name: str, ids: Mapping[str, int]) -> set[str]:
    """Names of the records that his list shows; the count says the same."""
    answer = caller(user).post(f"/records/{object_name}/query", {"fields": ["id"], "limit": 500}).json()
    found = {item["id"] for item in answer["items"]}
    assert answer["total"] == len(found)
    return {name for name, record in ids.items() if record in found}


def refused(answers: Iterable[Any]) -> list[tuple[int, str]]:
    return [(answer.status_code, answer.json()["code"]) for answer in answers]


@pytest.mark.req("BA-03")
def test_one_person_gets_a_product_line_over_all_branches_in_one_step(company: Company) -> None:
    director = person("涂料总监", "director", department=company.head_office)
    assert seen(director, "account", company.accounts) == set()
    admin = person("管理员", "administrator")
    coatings = [company.departments[f"{branch}涂料"] for branch in BRANCHES]
    assert code(patch(admin, row("user", director), departments=coatings)) is None
    assert seen(director, "account", company.accounts) == {"天津涂料", "泉州涂料", "青岛涂料"}
    more = [*coatings, company.departments["天津塑料"]]
    assert code(patch(admin, row("user", director), departments=more)) is None
    assert seen(director, "account", company.accounts) == set(company.accounts)


@pytest.mark.req("PM-22")
def test_a_director_has_one_product_line_of_all_branches(company: Company) -> None:
    mine = [company.departments["天津涂料"], company.departments["泉州涂料"]]
    director = person("涂料总监", "director", department=company.head_office, departments=mine)
    assert seen(director, "sales_order", company.orders) == {"天津涂料", "泉州涂料"}
    plastics = caller(director).get(f"/records/sales_order/{company.orders['天津塑料']}")
    assert plastics.status_code == 404


@pytest.mark.req("PM-03")
def test_a_branch_ticked_is_the_branch_and_all_below_it(company: Company) -> None:
    role = make(
        "role", name="分公司经理", permissions={"account": ["view"], "sales_order": ["view"]},
        scopes={name: {"view": "departments", "edit": "own"} for name in ("account", "sales_order")},
    )  # fmt: skip
    manager = person("周经理", department=company.head_office, departments=[company.departments["天津"]])
    assert code(patch(person("管理员", "administrator"), row("user", manager), roles=[role.pk])) is None
    assert seen(manager, "account", company.accounts) == {"天津涂料", "天津塑料"}
    assert seen(manager, "sales_order", company.orders) == {"天津涂料", "天津塑料"}
    moved = row("department", company.departments["青岛涂料"])
    admin = person("管理员二", "administrator")
    assert code(patch(admin, moved, parent=company.departments["天津"])) is None
    assert seen(manager, "account", company.accounts) == {"天津涂料", "天津塑料", "青岛涂料"}


@pytest.mark.req("PM-13")
def test_each_level_sees_its_own_range(company: Company) -> None:
    """Staff his own, a branch's head his branch, the top everything; each count is the database's."""
    admin = person("管理员", "administrator")
    top, middle = person("总经理", "sales"), person("天津经理", "sales")
    assert code(patch(admin, row("department", company.head_office), head=top)) is None
    assert code(patch(admin, row("department", company.departments["天津"]), head=middle)) is None
    below = [company.departments["天津"], *(company.departments[f"天津{line}"] for line in LINES)]
    everything = list(company.departments.values())
    for user, where, values in (
        (top, "department_id = ANY(%s)", [everything]),
        (middle, "department_id = ANY(%s)", [below]),
        (company.sellers["泉州涂料"], "owner_id = %s", [company.sellers["泉州涂料"]]),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM sales_order WHERE deleted_at IS NULL AND {where}", values)
            control = {record for (record,) in cursor.fetchall()}
        assert seen(user, "sales_order", company.orders) == {
            n for n, i in company.orders.items() if i in control
        }
        assert len(control) == {top: 4, middle: 2}.get(user, 1)


@pytest.mark.req("PM-23")
def test_an_order_follower_sees_the_department_and_edits_his_own(company: Company) -> None:
    follower = person("跟单", "order_follower", department=company.departments["天津"])
    assert seen(follower, "sales_order", company.orders) == {"天津涂料", "天津塑料"}
    api, theirs = caller(follower), company.orders["天津涂料"]
    version = api.get(f"/records/sales_order/{theirs}").json()["_version"]
    tried = [
        api.patch(f"/records/sales_order/{theirs}", {"_version": version, "scene": "改"}),
        api.post(f"/records/sales_order/{theirs}/actions/confirm", {}),
        api.post(f"/records/sales_order/{theirs}/actions/cancel", {"reason": "改"}),
        api.patch(f"/records/account/{company.accounts['天津涂料']}", {"name": "改"}),
    ]
    assert refused(tried) == [(403, "access.out_of_scope")] * 4
    standing = SalesOrder.objects.system(reason=WHY).get(pk=theirs)
    assert (standing.version, standing.status) == (version, "draft")
    lines = [{"product": standing_product(theirs), "quantity": "1", "unit_price": "100"}]
    made = api.post("/records/sales_order", {"account": company.accounts["天津涂料"], "lines": lines})
    assert made.status_code == 201, made.content
    mine = made.json()
    changed = api.patch(
        f"/records/sales_order/{mine['id']}", {"_version": mine["_version"], "order_discount_rate": "0.1"}
    )
    assert (changed.status_code, changed.json()["total_amount"]) == (200, "90.00")


def standing_product(order: int) -> int:
    line = caller(person("读者", "administrator")).get(f"/records/sales_order/{order}").json()["lines"][0]
    return int(line["product"]["id"])


@pytest.mark.req("PM-25")
def test_customer_service_reads_accounts_of_its_departments_and_adds_contacts_and_actions(
    company: Company,
) -> None:
    clerk = person(
        "客服", "service", department=company.head_office, departments=[company.departments["天津"]]
    )
    assert seen(clerk, "account", company.accounts) == {"天津涂料", "天津塑料"}
    api, account = caller(clerk), company.accounts["天津涂料"]
    before = row("account", account).version
    answer = api.patch(f"/records/account/{account}", {"name": "改"})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.no_permission")
    assert (row("account", account).version, row("account", account).name) == (before, "天津涂料客户")
    contact = api.post("/records/contact", {"name": "吴经理", "account": account})
    about = [{"object": "account", "id": account}]
    action = api.post("/records/activity", {"subject": "回访", "kind": "care", "related": about})
    assert (contact.status_code, action.status_code) == (201, 201)
    other = company.accounts["泉州涂料"]
    assert api.get(f"/records/account/{other}").status_code == 404
    hidden = api.post("/records/contact", {"name": "郑经理", "account": other})
    assert (hidden.status_code, hidden.json()["errors"][0]["field"]) == (422, "account")


#: every figure of the order, of two at 90 instead of 100
PRICES = {"180.00", "200.00", "20.00", "90", "100", "90.00", "100.00"}


def texts(value: Any) -> list[str]:
    """Every text anywhere in an answer."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


@pytest.mark.req("PM-38")
def test_each_role_of_order_work_has_what_its_duty_needs(company: Company) -> None:
    """Warehouse: items, quantities and address, no prices. Finance: amounts, no change of items."""
    order = company.orders["天津涂料"]
    keeper = caller(person("仓管", "warehouse", department=company.head_office))
    for other in ("shipper", "logistics"):
        told = caller(person(other, other, department=company.head_office)).get(
            f"/records/sales_order/{order}"
        )
        assert not PRICES & set(texts(told.json())), other
    shown = keeper.get(f"/records/sales_order/{order}").json()
    assert not PRICES & set(texts(shown))
    line = shown["lines"][0]
    assert (line["product"]["name"], line["quantity"]) == ("色粉", "2")
    assert shown["shipping_address"]["name"]
    for name in ("total_amount", "base_total_amount"):
        asked = keeper.post("/records/sales_order/query", {"fields": ["number"], "sort": [name]})
        assert asked.status_code == 422, name
    account = keeper.get(f"/records/account/{company.accounts['天津涂料']}").json()
    assert not {"total_order_amount", "credit_limit_amount"} & account.keys()
    added = keeper.post(
        "/records/sales_order/aggregate", {"measures": [{"as": "s", "agg": "sum", "field": "total_amount"}]}
    )
    assert added.status_code == 422

    money = caller(person("财务", "finance", department=company.head_office))
    shown = money.get(f"/records/sales_order/{order}").json()
    assert (shown["total_amount"], shown["lines"][0]["unit_price"]) == ("180.00", "90")
    rows = [{"id": shown["lines"][0]["id"], "quantity": "3"}]
    answer = money.patch(f"/records/sales_order/{order}", {"_version": shown["_version"], "lines": rows})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.no_permission")
    again = money.get(f"/records/sales_order/{order}").json()
    assert (again["total_amount"], again["_version"]) == ("180.00", shown["_version"])


@pytest.mark.req("BA-11")
def test_products_are_looked_up_by_all_and_kept_by_one_role(company: Company) -> None:
    product = standing_product(company.orders["天津涂料"])
    seller = caller(company.sellers["天津涂料"])
    shown = seller.get(f"/records/product/{product}").json()
    assert (shown["name"], shown["standard_price"]) == ("色粉", "100")
    operations = seller.get("/meta/objects/product").json()["operations"]
    assert not {"create", "edit", "delete", "import"} & set(operations)
    tried = [
        seller.post("/records/product", {"code": "P2", "name": "新"}),
        seller.patch(f"/records/product/{product}", {"name": "改"}),
        seller.delete(f"/records/product/{product}"),
        seller.post("/records/product/bulk", {"update": [{"id": product, "name": "改"}]}),
    ]
    assert refused(tried) == [(403, "access.no_permission")] * 4
    assert row("product", product).name == "色粉"
    with pytest.raises(Refusal):
        ctx_of(company.sellers["天津涂料"]).require("product", "edit")
    keeper = caller(person("产品管理员", "product_admin"))
    assert keeper.patch(f"/records/product/{product}", {"name": "色粉二号"}).status_code == 200
    assert seller.get(f"/records/product/{product}").json()["name"] == "色粉二号"
