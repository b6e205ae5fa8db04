"""Who loses a race for what may exist once is told so: never a failure of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import UniqueConstraint
from django.test import Client

from guike.entry.tests.people import person
from guike.platform.access.models import TeamMember
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.shapes import Draft, new_row
from guike.platform.records.writing.store import _constrained
from tests.support.race import at_once

AT_ONCE = 8


@pytest.mark.django_db
def test_every_unique_constraint_of_the_schema_names_a_field() -> None:
    """A constraint that names none would be told as a failure of ours when two meet."""
    unnamed, seen = [], 0
    for spec in catalogue().objects.values():
        if "create" not in spec.operations:
            continue  # the system alone makes them, by statements that take what is there already
        draft = Draft(spec, new_row(spec), 0, True)
        for one in spec.model._meta.constraints:
            if isinstance(one, UniqueConstraint) and not spec.is_custom:
                seen += 1
                if _constrained(draft, one.name) is None:
                    unnamed.append((spec.name, one.name))
    assert unnamed == []
    assert seen > 20


def _posted(token: str, path: str, body: Callable[[int], dict[str, Any]]) -> Counter[int]:
    def post(n: int) -> int:
        client = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)
        return int(client.post(f"/api/v1{path}", body(n), content_type="application/json").status_code)

    return Counter(at_once(*(lambda n=n: post(n) for n in range(AT_ONCE))))


@pytest.mark.parametrize(
    ("path", "body", "table"),
    [
        ("/records/unit", {"name": "Crate"}, "unit"),
        ("/records/role", {"name": "Reader"}, "role"),
        ("/records/department", {"name": "North", "code": "n1"}, "department"),
        ("/records/user", {"name": "Ann", "username": "ann"}, "user_account"),
        ("/records/calendar_day", {"on": "2031-10-01", "name": "Holiday", "kind": "holiday"}, "calendar_day"),
        (
            "/records/lead",
            {"name": "Guest", "source": "phone", "external_id": "7", "source_system": "old"},
            "lead",
        ),
    ],
)
def test_of_equal_creates_at_once_one_wins(
    fresh_db: None, path: str, body: dict[str, Any], table: str
) -> None:
    boss = person("boss", is_administrator=True)
    before = _count(table)
    statuses = _posted(boss.token, path, lambda _n: body)
    assert statuses[201] == 1, statuses
    assert set(statuses) <= {201, 409, 422}
    assert _count(table) == before + 1


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_members_added_at_once_are_added_once_and_no_more_than_may_be(fresh_db: None) -> None:
    boss = person("boss", is_administrator=True)
    lead = Client(headers={"Authorization": f"Bearer {boss.token}"}).post(
        "/api/v1/records/lead", {"name": "Guest", "source": "phone"}, content_type="application/json"
    )
    path = f"/records/lead/{lead.json()['id']}/team"
    one = person("ann")
    statuses = _posted(boss.token, path, lambda _n: {"user": one.id, "role": "", "access": "read"})
    assert set(statuses) <= {200, 201, 204}, statuses
    assert TeamMember.objects.filter(user_id=one.id).count() == 1
