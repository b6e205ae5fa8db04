"""Management dimensions: crossed by AND, added up over roles, and no reason for whom a record belongs to."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from guike.platform.access.actor import actor_of
from guike.platform.org.models import Role, User
from guike.platform.org.queries import begin_versions, bump
from tests.support import company
from tests.support.company import WHY, caller, make

READS = {name: ["view", "edit"] for name in ("account", "contact", "lead", "opportunity", "sales_order")}
ALL = {name: {"view": "all", "edit": "all"} for name in READS}


@pytest.fixture
def us(db: None) -> company.Company:
    found = company.found()
    make("management_dimension", name="客户权限", code="account_class", kind="account_class")
    make("management_dimension", name="地区", code="region", kind="region")
    make("management_dimension", name="部门", code="department", kind="department")
    make("management_dimension", name="产品线", code="line", kind="category")
    return found


def role(name: str, **columns: Any) -> int:
    made = Role(**{"name": name, "label": name, "permissions": READS, "scopes": ALL, **columns})
    Role.objects.system(reason=WHY).bulk_create([made])
    return int(made.pk)


def somebody(*roles: int, **columns: Any) -> int:
    found = company.person("看的人", **columns)
    User.objects.system(reason=WHY).filter(pk=found).update(roles=list(roles))
    bump(permission=True)
    begin_versions()
    return found


def seen(user: int, object_name: str = "account") -> set[int]:
    """What somebody sees, which list, count, detail and figures agree on."""
    api = caller(user)
    page = api.get(f"/records/{object_name}").json()
    ids = {item["id"] for item in page["items"]}
    figures = api.post(
        f"/records/{object_name}/aggregate", {"measures": [{"as": "n", "agg": "count"}]}
    ).json()
    assert page["total"] == len(ids) == figures["totals"]["n"], figures
    rows = company.table(company.catalogue().get(object_name)).system(reason=WHY)
    for pk in rows.values_list("pk", flat=True):
        assert (api.get(f"/records/{object_name}/{pk}").status_code == 200) is (pk in ids)
    return ids


def limit(user: int, **dimensions: Any) -> None:
    """Set somebody's dimensions as an administrator does."""
    answer = caller(ADMIN[0]).patch(f"/records/user/{user}", {"dimensions": dimensions})
    assert answer.status_code == 200, answer.json()


ADMIN: list[int] = []


@pytest.fixture(autouse=True)
def _administrator(us: company.Company) -> None:
    ADMIN[:] = [us.admin]


@pytest.mark.req("PM-02")
def test_dimensions_are_crossed_and_taking_one_away_widens_to_the_other(us):
    records = {
        (unit, region): us.account(owner=us.wang, department=unit, region=region).pk
        for unit in (us.north, us.south)
        for region in ("120101", "350503")
    }
    who = somebody(role("看全部的"))
    assert seen(who) == set(records.values())
    limit(who, department=[us.north], region=["120000"])
    assert seen(who) == {records[us.north, "120101"]}
    limit(who, region=["120000"])
    assert seen(who) == {records[us.north, "120101"], records[us.south, "120101"]}
    limit(who, department=[us.north])
    assert seen(who) == {records[us.north, "120101"], records[us.north, "350503"]}


@pytest.mark.req("PM-03", "PM-04")
def test_a_role_with_all_leaves_the_departments_of_the_person_and_a_set_crosses_them(us):
    a, b = us.account(level="A", department=us.north).pk, us.account(level="B", department=us.north).pk
    us.account(level="A", department=us.south)
    every = somebody(role("所有", dimensions={"account_class": "all"}), dimensions={"department": [us.north]})
    only_a = somebody(role("A类", dimensions={"account_class": ["A"]}), dimensions={"department": [us.north]})
    assert seen(every) == {a, b}
    assert seen(only_a) == {a}


def test_values_of_several_roles_add_up_and_a_role_that_says_nothing_opens_nothing(us):
    a, b = us.account(level="A").pk, us.account(level="B").pk
    us.account(level="C")
    one, other = (
        role("甲", dimensions={"account_class": ["A"]}),
        role("乙", dimensions={"account_class": ["B"]}),
    )
    silent, every = role("丙"), role("丁", dimensions={"account_class": "all"})
    assert seen(somebody(one, silent)) == {a}
    assert seen(somebody(one, other)) == {a, b}
    assert len(seen(somebody(one, every))) == 3
    assert seen(somebody(every, dimensions={"account_class": ["B"]})) == {b}
    assert seen(somebody(every, dimensions={"account_class": []})) == set()


def test_records_without_a_value_are_seen_by_whom_that_is_granted(us):
    empty, filled = us.account(region=None).pk, us.account(region="120101").pk
    who = somebody(role("某"), dimensions={"region": ["120000"]})
    assert seen(who) == {filled}
    limit(who, region=["120000", None])
    assert seen(who) == {empty, filled}
    limit(who, region=[None])
    assert seen(who) == {empty}


def test_own_departments_move_with_the_person(us):
    north, south = us.account(department=us.north).pk, us.account(department=us.south).pk
    who = somebody(role("本级", dimensions={"department": ["own"]}), department=us.north)
    assert seen(who) == {north}
    assert caller(us.admin).patch(f"/records/user/{who}", {"department": us.south}).status_code == 200
    assert seen(who) == {south}


@pytest.mark.req("PM-06")
@pytest.mark.parametrize(("own", "customer", "dimensions"), list(itertools.product([True, False], repeat=3)))
def test_a_contact_is_seen_if_it_is_ones_own_or_customer_and_dimensions_agree(us, own, customer, dimensions):
    who = company.person("联系人的人", "sales", department=us.south)
    account = us.account(owner=who if customer else us.wang, region="120101")
    contact = make("contact", name="某人", account=account.pk, owner=who if own else us.wang)
    limit(who, region=["120000" if dimensions else "350000"])
    assert seen(who, "contact") == ({contact.pk} if own or (customer and dimensions) else set())


@pytest.mark.req("PM-22")
def test_the_director_of_a_product_line_sees_documents_with_its_products_over_all_branches(us):
    coatings, plastics = (make("product_category", name=name).pk for name in ("coatings", "plastics"))
    primer = make("product_category", name="底漆", parent=coatings).pk
    products = {
        pk: make("product", name=f"品{pk}", code=f"P{pk}", category=pk, standard_price="1").pk
        for pk in (primer, plastics)
    }

    def order(branch: int, *categories: int) -> int:
        lines = [{"product": products[one], "quantity": "1"} for one in categories]
        account = us.account(owner=us.wang, status="formal").pk
        return int(make("sales_order", account=account, owner=us.wang, department=branch, lines=lines).pk)

    tianjin, quanzhou = order(us.north, primer), order(us.south, plastics, primer)
    order(us.north, plastics), order(us.south, plastics), order(us.north)
    who = somebody(role("涂料部总监"), dimensions={"line": [coatings], "department": [us.north, us.south]})
    assert seen(who, "sales_order") == {tianjin, quanzhou}


def test_who_owns_a_record_or_is_in_its_team_sees_it_whatever_his_dimensions(us):
    mine, theirs = us.account(owner=us.zhang, level="B"), us.account(owner=us.wang, level="B")
    limit(us.zhang, account_class=["A"])
    assert seen(us.zhang) == {mine.pk}
    path = f"/records/account/{theirs.pk}/team"
    assert caller(us.admin).post(path, {"user": us.zhang, "access": "read"}).status_code in (200, 201)
    assert seen(us.zhang) == {mine.pk, theirs.pk}


def test_a_member_of_a_pool_sees_of_it_what_lies_in_his_dimensions(us):
    here, there = us.waiting(region="120101"), us.waiting(region="350503")
    assert {here.pk, there.pk} <= seen(us.zhang, "lead")
    limit(us.zhang, region=["120000"])
    found = seen(us.zhang, "lead")
    assert here.pk in found
    assert there.pk not in found
    answer = caller(us.zhang).post(f"/records/lead/{there.pk}/actions/claim", {})
    assert answer.status_code == 404
    assert company.again(there).owner_id is None


def test_a_path_that_leads_nowhere_any_more_lets_nothing_in(us):
    us.account(owner=us.wang, level="A")
    company.table(company.catalogue().get("management_dimension")).system(reason=WHY).filter(
        code="account_class"
    ).update(paths={"account": "gone__c"})
    assert seen(somebody(role("某"), dimensions={"account_class": ["A"]})) == set()


def test_another_path_and_none_are_the_administrator_s_choice(us):
    potential = us.account(owner=us.wang, level="B").pk
    who = somebody(role("某"), dimensions={"account_class": ["A"]})
    assert seen(who) == set()
    (dimension,) = caller(us.admin).get("/records/management_dimension", q="客户权限").json()["items"]
    answer = caller(us.admin).patch(
        f"/records/management_dimension/{dimension['id']}", {"paths": {"account": ""}}
    )
    assert answer.status_code == 200
    assert seen(who) == {potential}


@pytest.mark.parametrize(("given", "field", "code"), [
    ({"nothing": ["a"]}, "dimensions.nothing", "dimension.unknown"),
    ({"account_class": "a"}, "dimensions.account_class", "dimension.values"),
    ({"account_class": ["A", "zzz"]}, "dimensions.account_class[1]", "dimension.value"),
    ({"region": ["120000", "999999"]}, "dimensions.region[1]", "dimension.value"),
    ({"department": [987654321]}, "dimensions.department[0]", "dimension.value"),
    ({"line": ["涂料"]}, "dimensions.line[0]", "dimension.value"),
    (["a"], "dimensions", "type.map"),
])  # fmt: skip
@pytest.mark.parametrize("object_name", ["user", "role"])
def test_values_that_a_dimension_does_not_have_are_refused_at_their_place(
    us, object_name, given, field, code
):
    holder = us.zhang if object_name == "user" else role("某")
    answer = caller(us.admin).patch(f"/records/{object_name}/{holder}", {"dimensions": given})
    assert answer.status_code == 422
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]
    assert company.row(object_name, holder).dimensions == {}


def test_a_dimension_in_which_somebody_is_limited_is_not_deleted(us):
    limit(us.zhang, account_class=["A"])
    (dimension,) = caller(us.admin).get("/records/management_dimension", q="客户权限").json()["items"]
    path = f"/records/management_dimension/{dimension['id']}"
    assert caller(us.admin).delete(path).json()["errors"][0]["code"] == "dimension.in_use"
    limit(us.zhang)
    assert caller(us.admin).delete(path).status_code in (200, 204)


@pytest.mark.parametrize(("given", "field", "code"), [
    ({"kind": "account_class", "paths": {"account": "region"}}, "paths.account", "dimension.path"),
    ({"kind": "region", "paths": {"nothing": "region"}}, "paths.nothing", "unknown_object"),
    ({"kind": "region", "paths": {"lead": "regio"}}, "paths.lead", "dimension.path"),
    ({"kind": "choice_set", "choice_set": "no_such"}, "choice_set", "dimension.choice_set"),
    ({"kind": "region", "code": "A b"}, "code", "dimension.code"),
])  # fmt: skip
def test_dimensions_that_cannot_be_followed_are_refused_when_they_are_defined(us, given, field, code):
    answer = caller(us.admin).post("/records/management_dimension", {"name": "新", "code": "new", **given})
    assert answer.status_code == 422
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]


def test_values_in_a_dimension_that_is_switched_off_stay_while_others_are_set(us):
    limit(us.zhang, account_class=["A"])
    (dimension,) = caller(us.admin).get("/records/management_dimension", q="客户权限").json()["items"]
    path = f"/records/management_dimension/{dimension['id']}"
    assert caller(us.admin).patch(path, {"is_active": False}).status_code == 200
    limit(us.zhang, account_class=["A"], region=["120000"])
    assert company.row("user", us.zhang).dimensions == {"account_class": ["A"], "region": ["120000"]}


def test_only_administrators_set_dimensions(us):
    assert caller(us.manager).get("/records/management_dimension").status_code == 403
    answer = caller(us.manager).patch(f"/records/user/{us.zhang}", {"dimensions": {"region": "all"}})
    assert answer.status_code == 403
    assert actor_of(us.zhang).dimensions == {}
