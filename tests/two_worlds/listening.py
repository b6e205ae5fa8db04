"""Everything that one person asks of a world: every route as the access matrix asks it, and questions after what he should not
know, by its very values."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import orjson
from django.test import Client

from guike.platform.jobs.testing import run_queued
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from tests.access_matrix.calls import undone
from tests.access_matrix.company import World
from tests.access_matrix.oracle import RULES, Key
from tests.access_matrix.others import OTHER_ROUTES, others
from tests.access_matrix.process_routes import of_post, of_request, of_task
from tests.access_matrix.routes import RECORD_ROUTES, Case, Probe
from tests.two_worlds.differences import Numbering, needed, plain, put
from tests.two_worlds.policy import MACHINE, SECRETS, comparable

PROCESSES = {"approval_request": of_request, "approval_task": of_task, "post": of_post}


@dataclass(frozen=True)
class Question:
    """One call; `route`: its kind, for the list of exceptions."""

    route: str
    method: str
    path: str
    body: Any = None
    then: str = ""


class Listener:
    """Somebody calls, and what he is told is kept as it came."""

    def __init__(self, token: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def greet(self) -> None:
        """Note the use of his key, which is no trace of what follows."""
        self._call("GET", "/auth/me", None)

    def ask(self, question: Question, numbers: Numbering) -> tuple[int, Any]:
        """Status and answer; what the call writes is undone. `numbers`: how far the sequences have come."""
        with undone():
            if question.method != "GET":
                put(numbers)
            found = self._call(question.method, question.path, question.body)
            if question.then == "export" and found[0] == 202:
                run_queued()
                found = self._call("GET", f"/exports/{found[1]['id']}/file", None)
                assert found[0] == 200, found
            return found

    def _call(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        sent = b"" if body is None else orjson.dumps(body)
        given = self.client.generic(method, f"/api/v1{path}", sent, content_type="application/json")
        content = b"".join(given.streaming_content) if given.streaming else given.content
        if "json" in given.headers.get("Content-Type", "") and content:
            return given.status_code, comparable(json.loads(content))
        return given.status_code, content.decode("utf-8", "replace")


def of_routes(world: World, name: str, dice: random.Random, number: int) -> list[Question]:
    """So many of what the access matrix asks, every route alike often, without what answers with a fresh secret or about the
    machine."""
    user, specs = world.users[name], list(catalogue().objects.values())
    routes = sorted({*RECORD_ROUTES, *OTHER_ROUTES} - MACHINE - SECRETS)
    found: list[Question] = []
    while len(found) < number:
        route = dice.choice(routes)
        probes: list[Probe] = []
        if route in RECORD_ROUTES:
            probes = list(RECORD_ROUTES[route](Case(world, user, dice.choice(specs))))
        elif dice.random() < 0.3:
            kind = dice.choice(list(PROCESSES))
            route, probe = dice.choice(list(PROCESSES[kind](world, user, dice.choice(world.of(kind)))))
            probes = [probe]
        else:
            probes = list(others(world, route, name))
        if probes:
            probe = dice.choice(probes)
            found.append(Question(route, probe.method, probe.path, probe.body))
    return found


def of_news() -> list[Question]:
    """The streams and the reminder centre."""
    streams = [Question("GET /feed", "GET", f"/feed?stream={stream}&scope=all") for stream in ("crm", "work")]
    return [*streams, Question("GET /notifications", "GET", "/notifications")]


def of_lists() -> list[Question]:
    """Whole lists, sorted, grouped and measured by each field, exports."""
    found: list[Question] = []
    for object_name in RULES:
        found += _lists(catalogue().get(object_name), f"/records/{object_name}")
    return found


def about(keys: Sequence[Key], dice: random.Random, number: int) -> list[Question]:
    """So many questions about these records, which differ or lie beside what does: every page of one, and what may be done
    with it."""
    found: list[Question] = []
    for _ in range(number if keys else 0):
        object_name, record_id = dice.choice(list(keys))
        base = f"/records/{object_name}"
        one = f"{base}/{record_id}"
        tails = ["", "", "/history", "/timeline", "/comments", "/access", "/team", "/files", "/follow"]
        tails += [f"/related/{relation.name}" for relation in catalogue().relations.get(object_name, ())]
        others = [
            Question("GET", "GET", f"/access/explain?object={object_name}&id={record_id}"),
            Question("DELETE", "DELETE", one),
            Question("PATCH", "PATCH", one, {"_version": 10**6}),
            Question("POST", "POST", f"{base}/duplicates", {"id": record_id}),
            Question("POST", "POST", f"{base}/bulk", {"delete": [record_id]}),
        ]
        asked = [Question("GET", "GET", one + tail) for tail in tails]
        found.append(dice.choice(others if dice.random() < 0.2 else asked))
    return found


def _lists(spec: ObjectSpec, base: str) -> Iterator[Question]:
    names = [item.name for item in spec.fields if item.type not in ("lines", "json")]
    yield Question("list", "POST", f"{base}/query", {"fields": ["id", *names], "limit": 500})
    for item in plain(spec):
        yield Question("sorted", "GET", f"{base}?sort=-{item.name}&limit=500")
        yield Question("grouped", "POST", f"{base}/aggregate", {"groups": [item.name]})
        kinds = ("sum", "max") if item.type in ("money", "decimal", "integer") else ("count_distinct", "max")
        for kind in kinds:
            body = {"groups": ["owner"], "measures": [{"agg": kind, "field": item.name}]}
            yield Question("measured", "POST", f"{base}/aggregate", body)
    yield Question("export", "POST", "/exports", {"object": spec.name, "format": "csv"}, then="export")


def after_secrets(secrets: Sequence[str], dice: random.Random, number: int) -> list[Question]:
    """Asks for the very words and numbers that stand where he does not see them."""
    return [_after(dice.choice(list(secrets)), dice) for _ in range(number if secrets else 0)]


def _after(secret: str, dice: random.Random) -> Question:
    how = dice.choice(("everywhere", "begun", "sought", "filtered", "counted", "entered", "alike"))
    if how in ("everywhere", "begun"):
        return Question(
            "GET /search", "GET", f"/search?q={quote(secret if how == 'everywhere' else secret[:6])}"
        )
    spec = catalogue().get(dice.choice(list(RULES)))
    base = f"/records/{spec.name}"
    items = [item for item in plain(spec) if item.type in ("text", "phone", "email", "long_text")]
    if how == "sought" or not items:
        return Question("sought", "GET", f"{base}?q={quote(secret)}")
    if how in ("entered", "alike"):
        values = {**needed(spec.name, secret), dice.choice(items).name: secret}
        return Question(
            how,
            "POST",
            base if how == "entered" else f"{base}/duplicates",
            values if how == "entered" else {"values": values},
        )
    leaf = {"field": dice.choice(items).name, "op": dice.choice(("eq", "contains", "ne")), "value": secret}
    return Question(how, "POST", f"{base}/{'query' if how == 'filtered' else 'aggregate'}", {"filter": leaf})
