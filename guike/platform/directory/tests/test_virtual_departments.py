"""Virtual departments: a set of others, wherever departments are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from guike.platform.org.models import Department
from guike.platform.org.queries import begin_versions, directory
from guike.platform.records.reading import ListQuery, record_list
from guike.platform.settings.services import set_many
from tests.support import company
from tests.support.company import WHY, caller, codes, ctx_of, make, patch, person, refused, row

EVERY = ListQuery(limit=100)


@dataclass(frozen=True)
class Crossed:
    """Ids: branches with a department for each line of products, the line's department of the head office, and who sells there."""

    us: company.Company
    departments: dict[tuple[str, str], int]
    sellers: dict[tuple[str, str], int]
    line: int
    every_coating: int


@pytest.fixture
def crossed(db: None) -> Crossed:
    us = company.found()
    head_office = int(row("department", us.north).parent_id)
    departments, sellers = {}, {}
    for branch in ("天津", "泉州"):
        parent = make("department", name=f"{branch}分公司", kind="branch", parent=head_office).pk
        for line in ("涂料", "塑料"):
            pk = int(make("department", name=f"{branch}{line}部", kind="sales", parent=parent).pk)
            departments[branch, line] = pk
            sellers[branch, line] = person(f"{branch}{line}", "sales", department=pk)
    own = int(make("department", name="涂料事业部", kind="sales", parent=head_office).pk)
    coating = [own, departments["天津", "涂料"], departments["泉州", "涂料"]]
    every = int(make("department", name="全部涂料", kind="virtual", parent=head_office, members=coating).pk)
    return Crossed(us, departments, sellers, own, every)


def seen(user: int, object_name: str = "sales_order") -> set[int]:
    return {item["id"] for item in record_list(ctx_of(user), object_name, EVERY).items}


def orders(crossed: Crossed) -> dict[tuple[str, str], int]:
    found = {}
    for place, seller in crossed.sellers.items():
        account = make("account", name=f"{place[0]}{place[1]}客户", status="formal", owner=seller)
        found[place] = int(make("sales_order", account=account.pk, owner=seller).pk)
    return found


@pytest.mark.req("PM-22", "BA-03")
def test_a_director_sees_one_line_of_all_branches(crossed: Crossed) -> None:
    """One virtual department is the line's own and that of every branch, and nothing of another line."""
    made = orders(crossed)
    director = person("涂料总监", "director", department=crossed.line)
    assert seen(director) == set()
    assert patch(crossed.us.admin, row("user", director), departments=[crossed.every_coating]).ok
    assert seen(director) == {made["天津", "涂料"], made["泉州", "涂料"]}
    # a department that joins the set is seen from the next request on
    rest = [crossed.line, crossed.departments["泉州", "塑料"]]
    assert patch(crossed.us.admin, row("department", crossed.every_coating), members=rest).ok
    assert seen(director) == {made["泉州", "塑料"]}


@pytest.mark.req("PM-22")
def test_a_virtual_department_counts_in_filters_rules_and_dimensions(crossed: Crossed) -> None:
    made = orders(crossed)
    us, wanted = crossed.us, {made["天津", "涂料"], made["泉州", "涂料"]}
    below = {"field": "department", "op": "under", "value": crossed.every_coating}
    page = caller(us.admin).post("/records/sales_order/query", {"filter": below}).json()
    assert {item["id"] for item in page["items"]} == wanted
    reader = person("旁听", "sales", department=us.south)
    party = [{"kind": "department", "value": crossed.every_coating}]
    rule: dict[str, Any] = {"source": "owners", "access": "read", "owners": party, "is_active": True}
    for name in ("account", "sales_order"):
        targets = [{"kind": "user", "value": reader}]
        make("sharing_rule", name=f"涂料{name}", object=name, targets=targets, **rule)
    assert seen(reader) == wanted
    make("management_dimension", name="部门", code="unit", kind="department")
    chief = person("订单管理", "order_manager", department=us.south)
    assert seen(chief) == set(made.values())
    assert patch(us.admin, row("user", chief), dimensions={"unit": [crossed.every_coating]}).ok
    assert seen(chief) == wanted


@pytest.mark.req("PM-22")
def test_a_virtual_department_opens_nothing_to_those_above_it(crossed: Crossed) -> None:
    """It lies below the branch of 天津 and stands for a department of 泉州: who manages 天津 sees no more."""
    made = orders(crossed)
    branch = int(row("department", crossed.departments["天津", "涂料"]).parent_id)
    manager = person("天津经理", "sales_manager", department=branch)
    own = {made["天津", "涂料"], made["天津", "塑料"]}
    assert seen(manager) == own
    members = [crossed.departments["泉州", "涂料"]]
    virtual = make("department", name="外援", kind="virtual", parent=branch, members=members).pk
    assert seen(manager) == own
    begin_versions()
    assert directory().departments_below([virtual]) == {virtual, *members}
    assert patch(crossed.us.admin, row("department", virtual), is_active=False).ok
    begin_versions()
    assert directory().departments_below([virtual]) == {virtual}


@pytest.mark.req("BA-03")
def test_only_a_virtual_department_has_members_and_none_that_has_some(crossed: Crossed) -> None:
    admin = crossed.us.admin
    given = {"name": "集合", "members": [crossed.line]}
    assert refused("department", admin, kind="sales", **given) == {"members": "department.members_of_virtual"}
    nested = {"name": "集合", "kind": "virtual", "members": [crossed.every_coating]}
    assert refused("department", admin, **nested) == {"members": "department.members_nested"}
    every = row("department", crossed.every_coating)
    assert codes(patch(admin, every, kind="sales")) == {"members": "department.members_of_virtual"}
    assert codes(patch(admin, every, members=[every.pk])) == {"members": "department.members_nested"}
    assert Department.objects.system(reason=WHY).get(pk=every.pk).members == every.members
    plain = make("department", name="空集", kind="virtual")
    assert patch(admin, every, members=[plain.pk]).ok
    assert codes(patch(admin, plain, members=[crossed.line])) == {"members": "department.members_nested"}


@pytest.mark.req("BA-05")
def test_a_department_of_salespeople_gets_none_below_it_where_they_belong_to_leaves(crossed: Crossed) -> None:
    admin, place = crossed.us.admin, crossed.departments["天津", "涂料"]
    set_many({"org.leaf_only": True}, None)
    assert refused("department", admin, name="一组", parent=place) == {"parent": "department.leaf_only"}
    moved = patch(admin, row("department", crossed.line), parent=place)
    assert codes(moved) == {"parent": "department.leaf_only"}
    assert patch(admin, row("user", crossed.sellers["天津", "涂料"]), department=crossed.line).ok
    assert patch(admin, row("department", crossed.departments["泉州", "塑料"]), parent=place).ok
