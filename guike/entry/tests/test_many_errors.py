"""However much is wrong with what is sent, at most 100 errors are answered, and how many there are is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from guike.entry.tests.people import Caller, person

pytestmark = pytest.mark.django_db
MANY = 2_000
KEYS = {f"no_such_{n}": n for n in range(MANY)}
NAMES = list(KEYS)
CONDITIONS = [{"field": "name", "op": "no_such"}] * MANY


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 40 * 1024 * 1024


@pytest.fixture
def boss(db: None) -> Caller:
    return person("boss", is_administrator=True)


def _checked(answer: Any) -> None:
    """Refused, with at most 100 errors and their number."""
    assert answer.status_code in (400, 422), answer.content[:300]
    body = answer.json()
    assert len(body["errors"]) <= 100
    if len(body["errors"]) == 100:
        assert body["detail"].startswith((f"{MANY} values", f"{MANY + 1} values"))
        assert "the first 100 are listed" in body["detail"]


BODIES: list[tuple[str, str, Any]] = [
    ("POST", "/records/lead", {"name": "Guest", "source": "phone", **KEYS}),
    ("PATCH", "/records/lead/{id}", KEYS),
    ("POST", "/records/lead/query", KEYS),
    ("POST", "/records/lead/query", {"fields": NAMES}),
    ("POST", "/records/lead/query", {"sort": NAMES}),
    ("POST", "/records/lead/query", {"filter": {"all": CONDITIONS}}),
    ("POST", "/records/lead/query", {"filter": {"field": "name", "op": "eq", "value": "x", **KEYS}}),
    ("POST", "/records/lead/query", {"filter": {"field": "status", "op": "in", "value": NAMES}}),
    ("POST", "/records/lead/aggregate", {"groups": NAMES}),
    ("POST", "/records/lead/aggregate", {"measures": [{"agg": name} for name in NAMES]}),
    ("POST", "/records/lead/duplicates", {"values": KEYS}),
    ("POST", "/records/lead/{id}/actions/transfer", KEYS),
    ("POST", "/records/lead/actions/transfer", {"ids": [1], "params": KEYS}),
    ("POST", "/records/role", {"name": "New", "permissions": {name: ["view"] for name in NAMES}}),
    ("POST", "/records/role", {"name": "New", "fields": dict.fromkeys(NAMES, "hidden")}),
    ("POST", "/records/saved_view", {"object": "lead", "name": "Mine", "columns": NAMES}),
    ("PATCH", "/settings", KEYS),
    ("POST", "/exports", {"object": "lead", "fields": NAMES}),
    ("POST", "/imports/mappings", {"object": "lead", "name": "x", "mapping": {name: name for name in NAMES}}),
]


@pytest.mark.parametrize(
    ("method", "path", "body"), BODIES, ids=[f"{n}-{p}" for n, (_m, p, _b) in enumerate(BODIES)]
)
def test_at_most_a_hundred_errors_are_answered(boss: Caller, method: str, path: str, body: Any) -> None:
    lead = boss.post("/records/lead", {"name": "Guest", "source": "phone"}).json()["id"]  # type: ignore[attr-defined]
    client = Client(headers={"Authorization": f"Bearer {boss.token}", "Accept-Language": "en"})
    address = f"/api/v1{path.replace('{id}', str(lead))}"
    _checked(client.generic(method, address, json.dumps(body), content_type="application/json"))


def test_a_row_of_a_list_has_at_most_a_hundred_errors(boss: Caller) -> None:
    answer: Any = boss.post("/records/lead/bulk", {"create": [{"name": "Guest", "source": "phone", **KEYS}]})
    (result,) = answer.json()["results"]
    assert (result["ok"], len(result["error"]["errors"])) == (False, 100)


def test_two_hundred_thousand_unknown_keys_are_answered_like_few(boss: Caller) -> None:
    many = {f"no_such_{n}": n for n in range(200_000)}
    answer: Any = boss.post("/records/lead", {"name": "Guest", "source": "phone", **many})
    assert (answer.status_code, len(answer.json()["errors"])) == (422, 100)
    assert answer.json()["detail"].startswith("200000 values are wrong (the first 100 are listed)")


@pytest.mark.parametrize("part", ["mapping", "defaults"])
def test_an_import_too(boss: Caller, part: str) -> None:
    file = boss.upload("leads.csv", "姓名\n王小明\n".encode()).json()["id"]  # type: ignore[attr-defined]
    body = {"object": "lead", "file": str(file), part: dict.fromkeys(NAMES, "no_such")}
    _checked(boss.post("/imports", body))
