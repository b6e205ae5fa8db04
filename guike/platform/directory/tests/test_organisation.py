"""Departments and users as records."""

from __future__ import annotations

from typing import Any

import pytest

from guike.platform.audit.queries import audit_entries
from guike.platform.directory.tests.conftest import PASSWORD, Caller, Company, make, person, role_id
from guike.platform.org.models import Department, User
from guike.platform.settings.services import set_many

WHY = "the tests' own rows"


def path_of(department: int) -> list[int]:
    return list(Department.objects.system(reason=WHY).values_list("path", flat=True).get(pk=department))


def user(pk: int) -> User:
    found: User = User.objects.system(reason=WHY).get(pk=pk)
    return found


@pytest.mark.req("BA-01", "BA-02")
def test_departments_make_a_tree_of_any_depth(admin: Caller, company: Company) -> None:
    office = admin.create("department", name="天津办事处", parent=company.north)
    assert path_of(office["id"]) == [company.head_office, company.north, office["id"]]
    assert office["parent"] == {"id": company.north, "name": "华北"}
    below = {"field": "id", "op": "eq", "value": office["id"]}
    assert admin.ids("department", filter=below) == [office["id"]]
    under = {"field": "parent", "op": "under", "value": company.head_office}
    assert set(admin.ids("department", filter=under)) == {company.north, company.south, office["id"]}


def test_a_moved_department_takes_all_below_it_along(admin: Caller, company: Company) -> None:
    office = admin.create("department", name="天津办事处", parent=company.north)["id"]
    desk = admin.create("department", name="一组", parent=office)["id"]
    assert admin.patch(f"/records/department/{office}", parent=company.south).status == 200
    assert path_of(office) == [company.head_office, company.south, office]
    assert path_of(desk) == [company.head_office, company.south, office, desk]
    assert admin.patch(f"/records/department/{office}", parent=None).status == 200
    assert path_of(desk) == [office, desk]


def test_a_department_cannot_lie_below_itself(admin: Caller, company: Company) -> None:
    answer = admin.patch(f"/records/department/{company.head_office}", parent=company.north)
    assert (answer.status, answer.codes) == (422, {"parent": "tree.cycle"})
    assert path_of(company.north) == [company.head_office, company.north]


def test_the_depth_of_the_tree_is_bounded(admin: Caller, company: Company) -> None:
    parent = company.north
    for level in range(3, 16):
        parent = admin.create("department", name=f"第{level}级", parent=parent)["id"]
    answer = admin.post("/records/department", name="太深", parent=parent)
    assert (answer.status, answer.codes) == (422, {"parent": "tree.depth"})
    root = admin.create("department", name="新总部")["id"]
    top = admin.create("department", name="集团")["id"]
    assert admin.patch(f"/records/department/{company.head_office}", parent=root).status == 422
    assert admin.patch(f"/records/department/{root}", parent=top).status == 200


@pytest.mark.req("BA-01")
def test_a_department_with_children_or_people_is_not_deleted(admin: Caller, company: Company) -> None:
    for department in (company.head_office, company.north):
        answer = admin.delete(f"/records/department/{department}")
        assert (answer.status, answer.body["code"]) == (409, "delete.children")
    empty = admin.create("department", name="空部门")["id"]
    assert admin.delete(f"/records/department/{empty}").status == 204
    assert admin.post(f"/records/department/{empty}/actions/restore").status == 200


@pytest.mark.req("BA-01", "BA-08")
def test_who_has_left_keeps_no_department_alive(admin: Caller, company: Company) -> None:
    """His own place is told as before; he comes back only after he was placed anew."""
    answer = admin.post(f"/records/user/{company.sales}/actions/leave", to=company.other)
    assert answer.status == 200, answer.body
    assert admin.delete(f"/records/department/{company.north}").status == 204
    former = admin.get(f"/records/user/{company.sales}").body
    assert (former["status"], former["department"]["name"]) == ("left", "华北")
    back = admin.post(f"/records/user/{company.sales}/actions/enable")
    assert (back.status, back.body["code"]) == (409, "user.department_gone")
    assert admin.get(f"/records/user/{company.sales}").body["status"] == "left"
    assert admin.patch(f"/records/user/{company.sales}", department=company.south).status == 200
    assert admin.post(f"/records/user/{company.sales}/actions/enable").status == 200
    answer = admin.delete(f"/records/department/{company.south}")
    assert (answer.status, answer.body["code"]) == (409, "delete.children")
    assert "2" in answer.body["detail"]


@pytest.mark.req("BA-06")
def test_others_look_at_departments_and_change_nothing(sales: Caller, company: Company) -> None:
    assert len(sales.ids("department")) == 3
    assert sales.post("/records/department", name="私设").status == 403
    assert sales.patch(f"/records/department/{company.north}", name="改名").status == 403
    assert sales.delete(f"/records/department/{company.south}").status == 403
    names = Department.objects.system(reason=WHY).filter(deleted_at=None).values_list("name", flat=True)
    assert set(names) == {"总部", "华北", "华南"}


@pytest.mark.req("BA-09")
def test_a_new_user_signs_in_and_sees_no_business(admin: Caller, company: Company) -> None:
    made = admin.create("user", username="New.Hand", name="王五", password=PASSWORD)
    assert "password" not in made
    assert (made["status"], made["roles"]) == ("active", [])
    hand = Caller("new.hand")
    assert hand.get("/meta/objects").body["items"] == []
    assert hand.get("/records/lead").status == 403


def test_user_names_are_unique_whatever_their_case(admin: Caller, company: Company) -> None:
    answer = admin.post("/records/user", username="SALES", name="重名", password=PASSWORD)
    assert (answer.status, answer.codes) == (422, {"username": "unique.taken"})
    answer = admin.post("/records/user", username="two words", name="空格", password=PASSWORD)
    assert (answer.status, answer.codes) == (422, {"username": "username.shape"})
    assert User.objects.system(reason=WHY).count() == 3


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password.too_short"),
        ("password1", "password.too_common"),
        ("zhangsanfeng", "password.too_similar"),
    ],
)
def test_weak_passwords_are_refused(admin: Caller, password: str, code: str) -> None:
    answer = admin.post("/records/user", username="zhangsanfeng", name="张三丰", password=password)
    assert (answer.status, answer.codes["password"]) == (422, code)


def test_passwords_are_never_told_and_never_logged(admin: Caller, company: Company) -> None:
    answer = admin.patch(f"/records/user/{company.sales}", password="green-Lantern-43")
    assert answer.status == 200
    assert "password" not in answer.body
    meta = {field["name"]: field for field in admin.get("/meta/objects/user").body["fields"]}
    assert meta["password"]["write_only"] is True
    history = admin.get(f"/records/user/{company.sales}/history").body["items"]
    assert all(item["field"] != "password" for item in history)
    (entry, *_rest) = audit_entries(object_name="user", record_id=company.sales)
    assert (entry.action, entry.detail["changes"]["password"]) == ("user.edit", "***")
    assert "green-Lantern-43" not in str([e.detail for e in audit_entries()])


def test_superiors_make_no_circle(admin: Caller, company: Company) -> None:
    assert admin.patch(f"/records/user/{company.sales}", superior=company.other).status == 200
    answer = admin.patch(f"/records/user/{company.other}", superior=company.sales)
    assert (answer.status, answer.codes) == (422, {"superior": "tree.cycle"})
    answer = admin.patch(f"/records/user/{company.other}", superior=company.other)
    assert (answer.status, answer.codes) == (422, {"superior": "tree.cycle"})
    assert user(company.other).superior_id is None


@pytest.mark.req("BA-05")
def test_salespeople_belong_to_leaf_departments_where_the_company_wants_it(
    admin: Caller, company: Company
) -> None:
    set_many({"org.leaf_only": True}, None)
    answer = admin.patch(f"/records/user/{company.sales}", department=company.head_office)
    assert (answer.status, answer.codes) == (422, {"department": "user.leaf_only"})
    assert user(company.sales).department_id == company.north
    virtual = admin.create("department", name="**分公司", kind="virtual", parent=company.head_office)["id"]
    assert admin.patch(f"/records/user/{company.sales}", department=virtual).status == 200
    clerk = admin.create(
        "user", username="clerk", name="文员", is_salesperson=False, department=company.head_office
    )
    assert clerk["department"]["id"] == company.head_office


@pytest.mark.req("BA-08")
def test_only_salespeople_own_accounts(admin: Caller, company: Company) -> None:
    clerk = person("clerk", "service", is_salesperson=False)
    answer = admin.post("/records/account", name="远山打印", owner=clerk)
    assert (answer.status, answer.codes) == (422, {"owner": "owner.not_salesperson"})
    assert admin.create("account", name="远山打印", owner=company.sales)["owner"]["id"] == company.sales


def test_a_disabled_user_is_out_at_once(admin: Caller, sales: Caller, company: Company) -> None:
    assert sales.get("/auth/me").status == 200
    answer = admin.post(f"/records/user/{company.sales}/actions/disable")
    assert (answer.status, answer.body["status"]) == (200, "disabled")
    assert sales.get("/auth/me").status == 401
    assert admin.post(f"/records/user/{company.sales}/actions/disable").status == 409
    assert admin.post(f"/records/user/{company.sales}/actions/enable").body["status"] == "active"
    answer = admin.patch(f"/records/user/{company.sales}", status="disabled")
    assert (answer.status, answer.body["status"]) == (200, "disabled")
    answer = admin.patch(f"/records/user/{company.sales}", status="left")
    assert (answer.status, answer.codes) == (422, {"status": "use_action"})


def test_a_reset_password_ends_all_sessions(admin: Caller, sales: Caller, company: Company) -> None:
    path = f"/records/user/{company.sales}/actions/reset_password"
    assert admin.post(path, password="k7#q").codes == {"password": "password.too_short"}
    assert sales.get("/auth/me").status == 200
    assert admin.post(path, password="red-Lantern-44").status == 200
    assert sales.get("/auth/me").status == 401


def test_the_last_administrator_stays(admin: Caller, company: Company) -> None:
    path = f"/records/user/{company.admin}"
    for answer in (
        admin.post(f"{path}/actions/disable"),
        admin.patch(path, roles=[]),
        admin.delete(path),
        admin.post(f"{path}/actions/leave", to=company.sales),
        admin.patch(f"/records/role/{role_id('administrator')}", is_administrator=False),
    ):
        assert (answer.status, answer.body["code"]) == (409, "user.last_administrator")
    assert user(company.admin).status == "active"
    second = person("second", "administrator")
    assert second
    assert admin.patch(path, roles=[role_id("sales")]).status == 200


def test_only_administrators_touch_administrators(company: Company, admin: Caller) -> None:
    person("archivist", "archive_admin", name="档案员")
    archivist = Caller("archivist")
    assert archivist.patch(f"/records/user/{company.sales}", employee_no="007").status == 200
    answer = archivist.patch(f"/records/user/{company.sales}", roles=[role_id("administrator")])
    assert (answer.status, answer.codes) == (422, {"roles": "read_only"})
    assert archivist.patch(f"/records/user/{company.admin}", email="taken@example.com").status == 403
    assert archivist.post(f"/records/user/{company.admin}/actions/disable").status == 403
    assert (
        archivist.post(f"/records/user/{company.sales}/actions/reset_password", password=PASSWORD).status
        == 403
    )
    assert user(company.sales).roles == [role_id("sales")]
    assert user(company.admin).email == ""


@pytest.mark.req("PM-37")
def test_changes_leave_old_and_new_values_in_the_audit_trail(admin: Caller, company: Company) -> None:
    admin.patch(f"/records/department/{company.north}", name="北方", kind="virtual")
    (entry, *_rest) = audit_entries(object_name="department", record_id=company.north)
    assert (entry.action, entry.actor_id) == ("department.edit", company.admin)
    assert entry.detail["changes"] == {"name": ["华北", "北方"], "kind": ["sales", "virtual"]}


def test_wrong_values_are_all_named_at_once(admin: Caller) -> None:
    body: dict[str, Any] = {"username": "", "name": None, "kind": "robot", "superior": 10**9, "mobile": "x"}
    answer = admin.post("/records/user", **body)
    assert answer.status == 422
    assert answer.codes == {
        "username": "required",
        "name": "required",
        "kind": "type.choice",
        "superior": "reference.unknown",
        "mobile": "type.phone",
    }
    assert make("department", name="后来") > 0


def test_departments_of_one_name_say_where_they_are(admin: Caller, company: Company) -> None:
    north, south = company.north, company.south
    sales = {
        where: admin.create("department", name="大客户部", parent=where)["id"] for where in (north, south)
    }
    deep = admin.create(
        "department", name="大客户部", parent=admin.create("department", name="华北", parent=south)["id"]
    )
    only = admin.create("department", name="法务部", parent=north)
    called = {
        record["id"]: admin.create(
            "user", username=f"u{number}", name=f"同事{number}", department=record["id"]
        )
        for number, record in enumerate(({"id": sales[north]}, {"id": sales[south]}, deep, only))
    }
    assert [user["department"]["name"] for user in called.values()] == [
        "总部 / 华北 / 大客户部",
        "华南 / 大客户部",
        "华南 / 华北 / 大客户部",
        "法务部",
    ]
    alone = [admin.get(f"/records/department/{record}").body for record in (sales[south], only["id"])]
    assert [(one["name"], one.get("_label")) for one in alone] == [
        ("大客户部", "华南 / 大客户部"),
        ("法务部", None),
    ]
    again = admin.get(f"/records/user/{called[deep['id']]['id']}").body
    assert again["department"] == {"id": deep["id"], "name": "华南 / 华北 / 大客户部"}
    admin.delete(f"/records/department/{sales[south]}")
    admin.patch(f"/records/department/{deep['id']}", name="专项部")
    assert admin.get(f"/records/user/{called[deep['id']]['id']}").body["department"]["name"] == "专项部"
