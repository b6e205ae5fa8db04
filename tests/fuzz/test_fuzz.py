"""No question of whoever may ask is answered by a failure of ours, whatever stands in it."""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from guike.entry.api import caller as callers
from guike.entry.openapi.document import openapi_of_any_object
from guike.entry.tests.people import Caller, person
from guike.entry.throttle import Buckets
from guike.kernel import clock
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import living
from tests.fuzz.questions import Maker, Question

pytestmark = pytest.mark.django_db
MINUTES = float(os.environ.get("GUIKE_FUZZ_MINUTES") or 0)
LOAN = "loan__c"
#: one field of each type that an administrator may add
FIELDS: dict[str, dict[str, Any]] = {
    **{
        type_: {}
        for type_ in (
            "text",
            "long_text",
            "integer",
            "decimal",
            "money",
            "percent",
            "boolean",
            "date",
            "instant",
            "region",
            "phone",
            "email",
            "url",
            "user",
            "department",
            "geo",
            "file",
            "image",
        )
    },
    "choice": {"choices": ["one", "two"]},
    "multi_choice": {"choices": ["one", "two"]},
    "reference": {"target": "account"},
    "references": {"target": "contact"},
    "any_reference": {},
    "formula": {"formula": "x_integer + 1"},
}


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.FILES_DIR = tmp_path / "files"
    monkeypatch.setattr(callers, "calls", Buckets(10**9))
    with clock.frozen("2026-11-21T02:00:00+00:00"):
        yield


@pytest.fixture
def boss(db: None) -> Caller:
    """An administrator: nothing is refused for want of a right before it is looked at."""
    return person("boss", is_administrator=True)


def _made(boss: Caller, object_name: str, **values: Any) -> int:
    answer = boss.post(f"/records/{object_name}", values)
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


@pytest.fixture
def world(boss: Caller) -> dict[str, list[int]]:
    """A few records of each kind that people work with, a custom object among them; object → ids."""
    _made(boss, "object_def", api_name=LOAN, label="Loan")
    for type_, more in FIELDS.items():
        _made(
            boss, "field_def", object=LOAN, api_name=f"x_{type_}", type=type_, label=f"Loan {type_}", **more
        )
    account = _made(boss, "account", name="Violet Works", region="440300")
    contact = _made(boss, "contact", name="Ann Guest", account=account, mobile="13800138000")
    for n in range(3):
        _made(boss, "lead", name=f"Guest {n}", source="phone", mobile=f"1380013800{n}", company="P&G")
        _made(
            boss,
            LOAN,
            name=f"Loan {n}",
            x_integer=n,
            x_money="12.50",
            x_date="2026-11-21",
            x_reference=account,
        )
    related = [{"object": "account", "id": account}, {"object": "contact", "id": contact}]
    _made(boss, "activity", kind="call", subject="First", related=related)
    _made(boss, "campaign", name="Vermilion Fair")
    _made(
        boss,
        "saved_view",
        object="lead",
        name="Mine",
        filter={"field": "name", "op": "contains", "value": "Guest"},
    )
    folder = _made(boss, "report_folder", name="Mine")
    _made(boss, "report", name="Mine", folder=folder, spec={"object": "lead", "groups": ["status"]})
    found = {}
    for name, spec in catalogue().objects.items():
        found[name] = list(living(spec).system(reason="a test looks").values_list("pk", flat=True)[:20])
    return found


def _routes() -> list[tuple[str, list[str]]]:
    """Every GET of the description with its query parameters."""
    found = []
    for path, operations in openapi_of_any_object()["paths"].items():
        if "get" in operations and path != "/live":
            parameters = [*operations.get("parameters", ()), *operations["get"].get("parameters", ())]
            found.append((path, [p["name"] for p in parameters if p.get("in") == "query"]))
    return found


class Run:
    """Asks questions and keeps what went wrong. Each is undone, so that every one meets the same world."""

    def __init__(self, boss: Caller, world: dict[str, list[int]], seed: int) -> None:
        self.maker = Maker(seed, _routes(), world)
        self.client = Client(
            headers={"Authorization": f"Bearer {boss.token}", "Accept-Language": "en"},
            raise_request_exception=False,
        )
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []

    def ask(self) -> None:
        question = self.maker.next()
        try:
            with transaction.atomic():
                answer = self._answer(question)
                self._learn(question, answer)
                transaction.set_rollback(True)
        except AssertionError as undescribed:
            self.wrong.append(f"{question}: {str(undescribed)[:300]}")
            return
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self.wrong.append(f"{question}: {answer.status_code}")

    def _answer(self, question: Question) -> Any:
        path = f"/api/v1{question.path}"
        if question.body is None:
            return self.client.generic(question.method, path)
        body = json.dumps(question.body)
        return self.client.generic(question.method, path, body, content_type="application/json")

    def _learn(self, question: Question, answer: Any) -> None:
        """Cursors to bend. A file's content is closed unread."""
        if answer.streaming:
            answer.close()
        elif (
            answer.status_code == 200
            and b'"next_cursor":"' in answer.content
            and len(self.maker.cursors) < 500
        ):
            self.maker.cursors.append(answer.json()["next_cursor"])

    @property
    def asked(self) -> int:
        return sum(self.statuses.values()) + len(self.wrong)

    def report(self) -> str:
        counts = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        return f"seed {self.maker.seed}: {sum(self.statuses.values())} requests ({counts}), {len(self.wrong)} failures"


def test_no_question_is_answered_by_a_failure(boss: Caller, world: dict[str, list[int]]) -> None:
    """400 questions of one seed; under `make test-long` as many as some minutes allow, from another seed each time."""
    assert MINUTES <= 40, "a slice has 40 minutes at most: run several"
    seed = int(os.environ.get("GUIKE_FUZZ_SEED") or (secrets.randbelow(10**9) if MINUTES else 20261128))
    run, end = Run(boss, world, seed), time.monotonic() + MINUTES * 60
    told = time.monotonic()
    while run.asked < 400 or (time.monotonic() < end and len(run.wrong) < 50):
        run.ask()
        if MINUTES and time.monotonic() - told > 60:
            told = time.monotonic()
            sys.stdout.write(f"\n{run.report()}")
    sys.stdout.write(f"\n{run.report()}\n")
    assert run.wrong == [], "\n".join([run.report(), *run.wrong])
    assert run.statuses[200] > 40, run.report()  # it reaches what lies behind the checks
