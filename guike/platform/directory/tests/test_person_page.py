"""The page of a person: four blocks, kept by whoever keeps the archive of people, and the lists of what is his."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from guike.platform.directory.tests.conftest import Caller, Company, make, person
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import UserCredit, UserTraining

AT = "2026-12-01T09:00:00+08:00"
WHY = "the tests' own rows"
LISTS = {
    "owned_activities": "activity",
    "owned_opportunities": "opportunity",
    "owned_expenses": "expense",
    "owned_sales_orders": "sales_order",
}


@pytest.mark.req("BA-07")
def test_the_four_blocks_are_kept_by_whoever_keeps_the_archive(
    admin: Caller, sales: Caller, company: Company
) -> None:
    person("keeper", "archive_admin")
    keeper = Caller("keeper")
    path = f"/records/user/{company.sales}"
    changes = {"job_title": "客户经理", "hired_on": "2024-03-01", "emergency_phone": "13900000001"}
    assert keeper.patch(path, **changes).status == 200
    trained = keeper.create(
        "user_training",
        user=company.sales,
        course="产品认证",
        on="2026-03-01",
        result="passed",
        expires_on="2027-03-01",
    )
    credit = keeper.create("user_credit", user=company.sales, on="2026-05-06", event="客户表扬", points=5)
    assert [row["id"] for row in keeper.get(f"{path}/related/trainings").body["items"]] == [trained["id"]]
    assert [row["points"] for row in keeper.get(f"{path}/related/credits").body["items"]] == [5]
    sections = [one["label"] for one in keeper.get("/meta/objects/user").body["layouts"]["form"]["sections"]]
    assert sections[:2] == ["基本信息", "联系信息"]

    assert sales.patch(path, job_title="总经理").status == 403
    assert sales.get(path).body["job_title"] == "客户经理"
    assert "emergency_phone" not in sales.get(path).body
    for name, record in (("user_training", trained["id"]), ("user_credit", credit["id"])):
        assert sales.get(f"/records/{name}").status == 403
        assert sales.patch(f"/records/{name}/{record}", note="改").status == 403
        assert sales.delete(f"/records/{name}/{record}").status == 403
    assert sales.post("/records/user_credit", user=company.sales, event="自夸", points=100).status == 403
    assert sales.get(f"{path}/related/credits").status in (403, 404)
    assert (
        UserTraining.objects.system(reason=WHY).count(),
        UserCredit.objects.system(reason=WHY).count(),
    ) == (1, 1)


@pytest.mark.req("BA-07")
def test_every_field_of_the_blocks_is_limited_by_roles(
    admin: Caller, sales: Caller, company: Company
) -> None:
    limits = {
        f"{name}.{item.name}": "hidden"
        for name in ("user_training", "user_credit")
        for item in catalogue().get(name).fields
        if not item.system
    }
    limits |= {
        f"user.{name}": "read"
        for name in ("job_title", "hired_on", "mobile", "office_phone", "emergency_contact")
    }
    role = admin.create(
        "role",
        name="档案（受限）",
        fields=limits,
        permissions={"user_training": ["view"], "user": ["view", "edit"]},
    )
    make("user_training", user=company.sales, course="产品认证", on="2026-03-01")
    assert admin.patch(f"/records/user/{company.other}", roles=[role["id"]]).status == 200
    other = Caller("other")
    (row,) = other.get("/records/user_training").body["items"]
    assert "course" not in row
    assert other.patch(f"/records/user/{company.sales}", job_title="总经理").codes == {
        "job_title": "read_only"
    }


@pytest.mark.req("BA-10")
def test_the_lists_of_a_person_hold_what_the_module_lists_hold_of_him(
    admin: Caller, sales: Caller, company: Company
) -> None:
    account = sales.create("account", name="远山打印", status="formal")["id"]
    for owner in (company.sales, company.sales, company.other):
        about = [{"object": "account", "id": account}]
        make("activity", subject="拜访", kind="visit", owner=owner, related=about, planned_start_at=AT)
        make("opportunity", name="商机", account=account, source="other", owner=owner)
        make("expense", kind="travel", amount="10", employee=owner, owner=owner)
        make("sales_order", account=account, owner=owner)
    related = {one["name"]: one for one in admin.get("/meta/objects/user").body["relations"]}
    for name, object_name in LISTS.items():
        assert (related[name]["object"], related[name]["field"]) == (object_name, "owner")
        rows = admin.get(f"/records/user/{company.sales}/related/{name}", count="exact").body
        of_him = orjson.dumps({"field": "owner", "op": "eq", "value": company.sales}).decode()
        listed: Any = admin.get(f"/records/{object_name}", filter=of_him, count="exact").body
        assert (rows["total"], [row["id"] for row in rows["items"]]) == (
            2,
            [row["id"] for row in listed["items"]],
        ), name
        assert listed["total"] == 2
    # whoever may not see the records sees none of them on the page
    assert (
        Caller("other").get(f"/records/user/{company.sales}/related/owned_opportunities").body["items"] == []
    )
    assert admin.get("/meta/objects/user").body["layouts"]["detail"]["related"][:8] == [
        "trainings",
        "credits",
        "subordinates",
        "headed_departments",
        "handovers",
        "takeovers",
        "owned_activities",
        "owned_opportunities",
    ]
