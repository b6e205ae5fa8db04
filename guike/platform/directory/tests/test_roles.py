"""Roles for the head office alone, copies of roles, two roles side by side, and what a purchaser may."""

from __future__ import annotations

from typing import Any

import pytest

from guike.platform.org.models import Department, Role, User
from guike.platform.org.queries import begin_versions
from guike.platform.records.writing import record_create
from tests.support import company
from tests.support.company import WHY, caller, codes, ctx_of, make, patch, person, row
from tests.support.elsewhere import another_process


@pytest.fixture
def us(db: None) -> company.Company:
    return company.found()


def role_id(code: str) -> int:
    return int(Role.objects.system(reason=WHY).values_list("pk", flat=True).get(code=code))


def branched(us: company.Company) -> int:
    """The head office and its branch in the north are marked as such; the head office."""
    head_office = int(row("department", us.north).parent_id)
    for department, kind in ((us.north, "branch"), (head_office, "headquarters")):
        assert patch(us.admin, row("department", department), kind=kind).ok
    return head_office


def roles_of(user: int) -> list[int]:
    return list(row("user", user).roles)


@pytest.mark.req("PM-26")
def test_a_role_for_the_head_office_is_given_to_its_people_alone(us: company.Company) -> None:
    head_office, managing = branched(us), role_id("managing")
    own = roles_of(us.zhang)
    refused = patch(us.admin, row("user", us.zhang), roles=[*own, managing])
    assert (codes(refused), roles_of(us.zhang)) == ({"roles": "user.headquarters_only"}, own)
    deputy = person("常务", "sales", department=head_office)
    assert patch(us.admin, row("user", deputy), roles=[managing]).ok
    moved = patch(us.admin, row("user", deputy), department=us.north)
    assert codes(moved) == {"department": "user.headquarters_only"}
    assert row("user", deputy).department_id == head_office
    # what lies in the head office without being a branch belongs to it
    assert patch(us.admin, row("user", deputy), department=us.south).ok
    (made,) = record_create(
        ctx_of(us.admin),
        "user",
        [{"username": "new", "name": "新人", "department": us.north, "roles": [managing]}],
    )
    assert codes(made) == {"roles": "user.headquarters_only"}
    assert not User.objects.system(reason=WHY).filter(username="new").exists()


@pytest.mark.req("PM-26")
def test_no_change_of_department_or_role_leaves_a_holder_outside(us: company.Company) -> None:
    branched(us)
    managing = role_id("managing")
    deputy = person("常务", "managing", department=us.south)
    marked = patch(us.admin, row("department", us.south), kind="branch")
    assert codes(marked) == {"kind": "department.headquarters_only"}
    moved = patch(us.admin, row("department", us.south), parent=us.north)
    assert codes(moved) == {"parent": "department.headquarters_only"}
    south = row("department", us.south)
    assert (south.kind, south.parent_id) == ("sales", row("department", us.north).parent_id)
    sales = row("role", role_id("sales"))
    assert codes(patch(us.admin, sales, is_headquarters_only=True)) == {
        "is_headquarters_only": "role.headquarters_only"
    }
    assert row("role", sales.pk).is_headquarters_only is False
    assert row("role", managing).is_headquarters_only is True
    answer = caller(us.admin).patch(f"/records/department/{us.south}", {"kind": "branch"}).json()
    assert answer["errors"][0]["message"].startswith("常务 (1 in all) have roles for the head office alone")
    assert patch(us.admin, row("user", deputy), roles=[role_id("sales")]).ok
    assert patch(us.admin, row("department", us.south), kind="branch").ok


@pytest.mark.req("PM-26", "BA-16")
def test_a_company_without_a_marked_head_office_is_all_head_office_but_its_branches(
    us: company.Company,
) -> None:
    managing = role_id("managing")
    assert patch(us.admin, row("user", us.wang), roles=[managing]).ok
    assert patch(us.admin, row("user", us.zhang), department=None).ok
    assert patch(us.admin, row("user", us.zhang), roles=[managing]).ok
    assert patch(us.admin, row("department", us.north), kind="branch").ok
    assert codes(patch(us.admin, row("user", us.li), roles=[managing])) == {"roles": "user.headquarters_only"}
    # marking one place as the head office puts everybody else outside, which is told and not done
    refused = patch(us.admin, row("department", us.north), kind="headquarters")
    assert codes(refused) == {"kind": "department.headquarters_only"}
    assert Department.objects.system(reason=WHY).get(pk=us.north).kind == "branch"


@pytest.mark.req("PM-40")
def test_a_copy_has_everything_but_the_people(us: company.Company) -> None:
    admin = caller(us.admin)
    manager = row("role", role_id("sales_manager"))
    answer = admin.post(f"/records/role/{manager.pk}/actions/copy", {"name": "部门经理（不导出）"}).json()
    copied = row("role", answer["id"])
    kept = ("permissions", "scopes", "fields", "dimensions", "export_rows", "description", "is_administrator")
    assert {name: getattr(copied, name) for name in kept} == {name: getattr(manager, name) for name in kept}
    assert (copied.name, copied.code) == ("部门经理（不导出）", "")
    assert not User.objects.system(reason=WHY).filter(roles__contains=[copied.pk]).exists()
    taken = admin.post(f"/records/role/{manager.pk}/actions/copy", {"name": "部门经理（不导出）"})
    assert (taken.status_code, taken.json()["errors"][0]["field"]) == (422, "name")
    roles = Role.objects.system(reason=WHY).count()
    refused = caller(us.manager).post(f"/records/role/{manager.pk}/actions/copy", {"name": "另一个"})
    assert (refused.status_code, Role.objects.system(reason=WHY).count()) == (403, roles)


@pytest.mark.req("PM-40")
def test_two_roles_stand_side_by_side(us: company.Company) -> None:
    admin = caller(us.admin)
    manager = role_id("sales_manager")
    copied = admin.post(f"/records/role/{manager}/actions/copy", {"name": "副本"}).json()["id"]
    permissions = {**row("role", manager).permissions}
    permissions["account"] = [one for one in permissions["account"] if one != "export"]
    changes = {"permissions": permissions, "export_rows": 100, "fields": {"account.phone": "masked"}}
    assert patch(us.admin, row("role", copied), **changes).ok
    body = admin.get("/access/compare", roles=f"{manager},{copied}").json()
    assert [one["id"] for one in body["roles"]] == [manager, copied]
    differing = {(line["part"], line["name"]): line["values"] for line in body["lines"] if line["differs"]}
    before = row("role", manager)
    assert differing.pop(("permissions", "account")) == [
        sorted(before.permissions["account"]),
        sorted(permissions["account"]),
    ]
    assert differing.pop(("limits", "export_rows")) == [None, 100]
    assert differing.pop(("fields", "account.phone")) == ["edit", "masked"]
    lifted = {("fields", key): [level, "edit"] for key, level in before.fields.items()}
    assert differing == {key: value for key, value in lifted.items() if key in differing}
    labels = {(line["part"], line["name"]): line["label"] for line in body["lines"]}
    assert labels["fields", "account.phone"] == "Account · Phone"


@pytest.mark.parametrize(("roles", "status"), [("", 422), ("1", 422), ("1,1", 422), ("999998,999999", 404)])
def test_only_two_roles_that_are_there_are_compared(us: company.Company, roles: str, status: int) -> None:
    assert caller(us.admin).get("/access/compare", roles=roles).status_code == status
    assert caller(us.zhang).get("/access/compare", roles=roles).status_code in (403, 422)


def exports_from(user: int) -> int:
    """What the API answers to an export of accounts."""
    begin_versions()
    return int(caller_of[user].post("/exports", {"object": "account", "fields": ["name"]}).status_code)


caller_of: dict[int, Any] = {}


@pytest.mark.req("PM-40")
def test_a_copy_without_export_holds_from_the_next_request_in_another_process(fresh_db: None) -> None:
    us = company.found()
    caller_of[us.manager] = caller(us.manager)
    admin = caller(us.admin)
    with another_process(exports_from) as ask:
        assert (exports_from(us.manager), ask(us.manager)) == (202, 202)
        manager = role_id("sales_manager")
        copied = admin.post(f"/records/role/{manager}/actions/copy", {"name": "不导出"}).json()["id"]
        left = {
            name: [one for one in operations if one != "export"]
            for name, operations in row("role", copied).permissions.items()
        }
        assert admin.patch(f"/records/role/{copied}", {"permissions": left}).status_code == 200
        assert ask(us.manager) == 202
        assert admin.patch(f"/records/user/{us.manager}", {"roles": [copied]}).status_code == 200
        assert (ask(us.manager), exports_from(us.manager)) == (403, 403)


@pytest.mark.req("PM-08", "BA-16")
def test_a_purchaser_keeps_suppliers_and_sees_nothing_of_sales(us: company.Company) -> None:
    buyer = caller(person("采购", "purchasing"))
    make("account", name="客户", owner=us.zhang)
    for name in ("account", "contact", "lead", "opportunity", "sales_order"):
        assert buyer.get(f"/records/{name}").status_code == 403, name
    made = buyer.post("/records/supplier", {"name": "供应商一", "code": "V1"})
    assert made.status_code == 201
    product = make("product", name="打印机", code="P1", cost="80")
    assert buyer.get(f"/records/product/{product.pk}").json()["cost"] == "80"
    assert caller(us.zhang).get("/records/supplier").status_code == 403
    assert "cost" not in caller(us.zhang).get(f"/records/product/{product.pk}").json()
