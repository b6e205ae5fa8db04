"""Sixty-four calls in the same instant, each on a connection of its own: limits hold to the one, nothing is lost, nothing
fails on our side."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from guike.entry import signin
from guike.entry.tests.people import Caller, person
from guike.kernel import clock
from guike.kernel.limits import SIGNIN_FAILURES, TEAM_MEMBERS
from guike.kernel.totp import code_of, step_at
from guike.platform.access.models import TeamMember
from guike.platform.audit.models import AuditEntry
from guike.platform.exchange.models import ImportMapping
from guike.platform.org.factors import factor_begin, factor_check, factor_confirm
from guike.platform.org.models import User
from guike.platform.org.queries import begin_versions, bump
from guike.platform.settings.models import SettingValue
from tests.support.race import at_once

MANY = 64
PASSWORD = "violet-Harbour-9"


@pytest.fixture
def boss(fresh_db: None) -> Caller:
    return person("boss", is_administrator=True)


def _sent(token: str, method: str, path: str, body: Callable[[int], Any]) -> Counter[int]:
    def send(n: int) -> int:
        client = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)
        answer: Any = client.generic(
            method, f"/api/v1{path}", json.dumps(body(n)), content_type="application/json"
        )
        return int(answer.status_code)

    return Counter(at_once(*(lambda n=n: send(n) for n in range(MANY))))


def test_of_sixty_four_members_added_at_once_as_many_are_in_as_may_be(boss: Any) -> None:
    lead = boss.post("/records/lead", {"name": "Guest", "source": "phone"}).json()["id"]
    people = [User(username=f"p{n}", name=f"p{n}") for n in range(MANY)]
    User.objects.system(reason="people of a test").bulk_create(people)
    bump(permission=True)
    begin_versions()
    path = f"/records/lead/{lead}/team"
    statuses = _sent(boss.token, "POST", path, lambda n: {"user": people[n].pk, "role": "", "access": "read"})
    assert statuses == {200: int(TEAM_MEMBERS), 422: MANY - int(TEAM_MEMBERS)}
    members = TeamMember.objects.filter(object="lead", record_id=lead)
    assert members.count() == int(TEAM_MEMBERS)
    assert AuditEntry.objects.system(reason="a test looks").filter(action="team.add").count() == int(
        TEAM_MEMBERS
    )
    one = members.order_by("id").values_list("user_id", flat=True)[0]
    assert boss.post(path, {"user": one, "role": "lead", "access": "edit"}).status_code == 200, (
        "full, and yet changed"
    )
    assert members.get(user_id=one).access == "edit"


def test_of_sixty_four_writes_of_one_setting_each_follows_another(boss: Any) -> None:
    statuses = _sent(boss.token, "PATCH", "/settings", lambda n: {"company.name": f"Company {n}"})
    assert statuses == {200: MANY}
    (row,) = SettingValue.objects.filter(key="company.name")
    lines = (
        AuditEntry.objects.system(reason="a test looks")
        .filter(action="setting.change")
        .order_by("id")
        .values_list("detail", flat=True)
    )
    told = [(line["old"], line["new"]) for line in lines]
    assert len(told) == MANY
    assert [old for old, _new in told[1:]] == [new for _old, new in told[:-1]], (
        "each was told of the one before"
    )
    assert told[-1][1] == row.value


def test_of_mappings_saved_at_once_under_one_name_one_stands(boss: Any) -> None:
    def body(n: int) -> Any:
        return {"object": "lead", "name": "mine", "mapping": {f"Column {n}": "name"}}

    assert _sent(boss.token, "POST", "/imports/mappings", body) == {201: MANY}
    (row,) = ImportMapping.objects.all()
    assert list(row.columns.values()) == ["name"]


@pytest.fixture
def anna(fresh_db: None, settings: Settings) -> int:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher"
    ]  # takes its time, as the real one
    one = person("anna", {"lead": ["view"]})
    User.objects.system(reason="people of a test").filter(pk=one.id).update(password=make_password(PASSWORD))
    bump(permission=True)
    begin_versions()
    return one.id


def _guess(name: Callable[[int], str]) -> Counter[int]:
    def guess(n: int) -> int:
        client = Client(REMOTE_ADDR="10.0.0.1", raise_request_exception=False)
        body = {"username": name(n), "password": f"guess {n}"}
        answer: Any = client.post("/api/v1/auth/login", body, content_type="application/json")
        return int(answer.status_code)

    return Counter(at_once(*(lambda n=n: guess(n) for n in range(MANY))))


def test_of_sixty_four_guesses_at_once_ten_are_tried(anna: int, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def counting(password: str, encoded: str) -> bool:
        tried.append(password)
        return check_password(password, encoded)

    monkeypatch.setattr(signin, "check_password", counting)
    spellings = ("anna", "ANNA", "ａｎｎａ", " anna")
    statuses = _guess(lambda n: spellings[n % 4])
    assert statuses == {401: 9, 429: MANY - 9}
    assert len(tried) == 10


def test_of_sixty_four_who_use_one_code_at_once_one_is_let_in(anna: int) -> None:
    with clock.frozen(clock.now()):
        secret = factor_begin(anna)
        assert secret is not None
        with transaction.atomic():
            codes = factor_confirm(anna, code_of(secret, step_at(clock.now()) - 1))
        assert codes is not None
        for typed, kind in ((code_of(secret, step_at(clock.now())), "app"), (codes[0], "recovery")):
            found = Counter(at_once(*[partial(factor_check, anna, typed)] * MANY))
            assert found == {"": MANY - 1, kind: 1}


def test_of_sixty_four_guesses_at_many_names_no_more_are_tried_than_one_address_may(anna: int) -> None:
    AccessAttempt.objects.create(
        username="before",
        ip_address="10.0.0.1",
        user_agent="x",
        failures_since_start=int(SIGNIN_FAILURES) - 20,
    )
    statuses = _guess(lambda n: f"nobody{n}")
    assert statuses == {401: 20, 429: MANY - 20}
    assert AccessAttempt.objects.filter(username__startswith="nobody").count() == 20
