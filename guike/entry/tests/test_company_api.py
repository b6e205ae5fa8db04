"""The company's first days, and the end of its demo, as its administrator sees them in the browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from guike.entry.api.auth import DEMO_PASSWORD
from guike.entry.tests.people import Caller, person
from guike.platform.access.context import system_context
from guike.platform.audit.models import AuditEntry
from guike.platform.org.models import User
from guike.platform.records.shapes import single
from guike.platform.records.writing import record_create
from guike.platform.settings import queries as settings
from guike.platform.settings.services import set_many

NAME = "岚榭打印设备（演示公司）"
PASSWORD = "violet-Harbour-9"


def _lead(owner: int) -> None:
    row = {"name": "沈默", "company": "棠梨包装", "source": "phone", "owner": owner}
    single(record_create(system_context(), "lead", [row], system=True))


@pytest.fixture
def boss(db: None) -> Caller:
    return person("boss", is_administrator=True, password=make_password(DEMO_PASSWORD))


@pytest.fixture
def demo(boss: Caller) -> None:
    set_many({"company.name": NAME, "company.is_demo": True}, None, as_system=True)
    _lead(boss.id)
    assert boss.post("/records/lead", {"name": "林晚", "source": "phone"}).status_code == 201


def _browser(username: str) -> tuple[Client, Any]:
    client = Client()
    body = {"username": username, "password": DEMO_PASSWORD}
    return client, client.post("/api/v1/auth/login", body, content_type="application/json")


def test_numbers_first_then_the_name_then_a_password_of_ones_own(demo: None, boss: Caller) -> None:
    person("other", {"lead": ["view"]}, password=make_password(DEMO_PASSWORD))
    (client, signed_in), (other, _answer) = _browser("boss"), _browser("other")
    assert signed_in.status_code == 200
    found = client.get("/api/v1/company/demo", headers={"Accept-Language": "en"}).json()
    assert found["objects"] == [{"object": "lead", "label": "Leads", "records": 2, "added": 1, "changed": 0}]
    assert (found["company"], found["records"], found["added"], found["people"]) == (NAME, 2, 1, 2)
    assert found["needs_password"] is True
    for body, field in (
        ({"name": "另一家", "password": PASSWORD}, "name"),
        ({"name": NAME}, "password"),
        ({"name": NAME, "password": "short"}, "password"),
    ):
        refused = client.post("/api/v1/company/demo/clear", body, content_type="application/json")
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
        assert (client.get("/api/v1/company/demo").json()["records"], settings.get("company.is_demo")) == (
            2,
            True,
        )
    body = {"name": NAME, "password": PASSWORD}
    done = client.post("/api/v1/company/demo/clear", body, content_type="application/json")
    assert (done.status_code, done.json()["records"]) == (200, 2)
    assert client.get("/api/v1/records/lead").json()["items"] == []
    assert client.get("/api/v1/auth/me").json()["company"]["is_demo"] is False
    assert other.get("/api/v1/auth/me").status_code == 401
    assert [_browser(name)[1].status_code for name in ("boss", "other")] == [401, 401]
    assert AuditEntry.objects.system(reason="a test looks").get(action="demo.cleared").actor_id == boss.id
    again = client.post("/api/v1/company/demo/clear", body, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (422, "demo.none")


def test_a_company_that_is_no_demo_keeps_everything(boss: Caller) -> None:
    _lead(boss.id)
    name = settings.get("company.name")
    for answer in (
        boss.get("/company/demo"),
        boss.post("/company/demo/clear", {"name": name, "password": PASSWORD}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "demo.none")
    assert len(boss.get("/records/lead").json()["items"]) == 1
    assert Client().get("/api/v1/auth/config").json()["demo_logins"] == []


def test_how_far_a_company_is_set_up(boss: Caller) -> None:
    found = boss.get("/company/start").json()
    assert {one["object"]: one["records"] for one in found.pop("objects")}.items() >= {
        "lead": 0,
        "account": 0,
    }.items()
    assert found == {
        "company": "我的公司", "is_named": False, "is_demo": False, "currency": "CNY", "departments": 0, "people": 1,
        "roles": 1,
    }  # fmt: skip
    set_many({"company.name": "栎溪标识"}, None)
    _lead(boss.id)
    assert boss.post("/records/department", {"name": "总部", "code": "HQ"}).status_code == 201
    found = boss.get("/company/start").json()
    assert (found["company"], found["is_named"], found["departments"]) == ("栎溪标识", True, 1)
    assert next(one["records"] for one in found["objects"] if one["object"] == "lead") == 1


@pytest.mark.parametrize("path", ["/company/start", "/company/demo"])
def test_it_is_the_administrators_alone(db: None, path: str) -> None:
    answer = person("anna", {"setting": ["view"]}).get(path)
    assert (answer.status_code, answer.json()["code"]) == (403, "access.no_permission")


def test_the_sign_in_page_knows_that_nobody_can_sign_in_yet(db: None) -> None:
    assert Client().get("/api/v1/auth/config").json()["is_new"] is True
    boss = person("boss", is_administrator=True, password=make_password(None))
    assert Client().get("/api/v1/auth/config").json()["is_new"] is True
    User.objects.system(reason="a test gives a password").filter(pk=boss.id).update(
        password=make_password(PASSWORD)
    )
    assert Client().get("/api/v1/auth/config").json()["is_new"] is False
