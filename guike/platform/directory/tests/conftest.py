"""A small organisation, and the API as seen by its people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from django.test import Client
from pytest_django import Settings

from guike.platform.access.context import Context, system_context
from guike.platform.jobs.testing import run_queued
from guike.platform.org.models import Role
from guike.platform.org.queries import begin_versions
from guike.platform.records.shapes import single
from guike.platform.records.writing import record_create

PASSWORD = "blue-Lantern-42"
#: what somebody chooses in place of the one that he was given
OWN_PASSWORD = "indigo-Meadow-4"


@dataclass
class Answer:
    """Status and body of a call."""

    status: int
    body: Any

    @property
    def codes(self) -> dict[str, str]:
        """Field → code of what was wrong."""
        return {error["field"]: error["code"] for error in self.body["errors"]}


class Caller:
    """One signed-in person."""

    def __init__(self, username: str, locale: str = "zh-CN") -> None:
        self.client = Client(headers={"Accept-Language": locale})
        self.username = username
        answer = self.post("/auth/login", username=username, password=PASSWORD)
        if answer.status == 401 and answer.body["code"] == "auth.password_given":
            answer = self.post("/auth/login/password", new_password=OWN_PASSWORD)
        assert answer.status in (200, 204), answer.body

    def call(self, method: str, path: str, body: Any = None, **query: str) -> Answer:
        """Any call under /api/v1."""
        token = self.client.cookies.get("csrftoken")
        answer = self.client.generic(
            method,
            f"/api/v1{path}",
            b"" if body is None else orjson.dumps(body),
            content_type="application/json",
            query_params=query,
            headers={"X-CSRFToken": token.value} if token else {},
        )
        return Answer(answer.status_code, orjson.loads(answer.content) if answer.content else None)

    def get(self, path: str, **query: str) -> Answer:
        return self.call("GET", path, **query)

    def post(self, path: str, **body: Any) -> Answer:
        return self.call("POST", path, body)

    def patch(self, path: str, **body: Any) -> Answer:
        return self.call("PATCH", path, body)

    def delete(self, path: str) -> Answer:
        return self.call("DELETE", path)

    def create(self, object_name: str, **values: Any) -> dict[str, Any]:
        """The record, which must be accepted."""
        answer = self.post(f"/records/{object_name}", **values)
        assert answer.status == 201, answer.body
        record: dict[str, Any] = answer.body
        return record

    def ids(self, object_name: str, **query: Any) -> list[int]:
        """Ids of a list."""
        answer = self.post(f"/records/{object_name}/query", **query)
        assert answer.status == 200, answer.body
        return [item["id"] for item in answer.body["items"]]


def make(object_name: str, **values: Any) -> int:
    """A record made by the system; its id."""
    outcome = single(record_create(system_context(), object_name, [values], system=True))
    assert outcome.id is not None
    return outcome.id


def run_jobs() -> int:
    """What a worker would do; how many jobs."""
    begin_versions()
    return run_queued()


def role_id(code: str) -> int:
    """A preset role."""
    found: int = Role.objects.system(reason="the tests' own rows").values_list("pk", flat=True).get(code=code)
    return found


def person(username: str, *roles: str, **values: Any) -> int:
    """A user with roles; his id."""
    return make(
        "user",
        username=username,
        name=values.pop("name", username),
        password=PASSWORD,
        roles=[role_id(code) for code in roles],
        **values,
    )


@dataclass(frozen=True)
class Company:
    """Ids: head office with two branches, one salesperson in each."""

    head_office: int
    north: int
    south: int
    admin: int
    sales: int
    other: int


@pytest.fixture
def company(db: None, settings: Settings) -> Company:
    """The organisation. Passwords are hashed the quick way: they are not what is tested."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    begin_versions()
    head_office = make("department", name="总部", code="HQ", kind="operations")
    north = make("department", name="华北", code="N", parent=head_office, kind="sales")
    south = make("department", name="华南", code="S", parent=head_office, kind="sales")
    return Company(
        head_office,
        north,
        south,
        admin=person("admin", "administrator", name="管理员", department=head_office),
        sales=person("sales", "sales", name="张三", department=north),
        other=person("other", "sales", name="李四", department=south),
    )


@pytest.fixture
def admin(company: Company) -> Caller:
    return Caller("admin")


@pytest.fixture
def sales(company: Company) -> Caller:
    return Caller("sales")


@pytest.fixture
def ctx(company: Company) -> Context:
    return system_context()
