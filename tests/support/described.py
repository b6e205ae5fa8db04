"""Every answer that Django's test client gets from the API keeps to the published description, with no key
that it does not name: the browser's types are generated from it.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import jsonschema_rs
from django.http import HttpResponse
from django.test import Client

from guike.entry.openapi.document import openapi_of_any_object
from guike.entry.openapi.shapes import components

BASE = "/api/v1"


def watch(client: type[Client]) -> None:
    """From now on each JSON answer of the API is compared. AssertionError names what differs."""
    answered = client.request

    def request(self: Client, **environ: Any) -> Any:
        answer = answered(self, **environ)
        compare(environ["REQUEST_METHOD"], environ["PATH_INFO"], answer)
        return answer

    client.request = request  # type: ignore[method-assign]


def compare(method: str, path: str, answer: HttpResponse) -> None:
    """Nothing for what is no JSON or no address of the API: that is told by a 404 without a body of ours."""
    if not path.startswith(f"{BASE}/") or not answer.headers.get("Content-Type", "").startswith(
        "application/json"
    ):
        return
    for pattern, operations in _routes():
        if pattern.fullmatch(path) and method.lower() in operations:
            validator = operations[method.lower()].get(str(answer.status_code))
            assert validator is not None, f"{method} {path}: {answer.status_code} is not described"
            wrong = [
                f"{e.instance_path}: {e.message}"[:300]
                for e in validator.iter_errors(json.loads(answer.content))
            ]
            assert not wrong, f"{method} {path} answers what is not described: {wrong[:5]}"
            return


Validators = dict[str, dict[str, jsonschema_rs.Validator]]


@cache
def _routes() -> list[tuple[re.Pattern[str], Validators]]:
    """Fixed addresses before those with parameters; answers with every language may come too."""
    document = openapi_of_any_object()
    schemas = {**document["components"]["schemas"], "Label": components()["Label"]}
    found = []
    for path, methods in sorted(document["paths"].items(), key=lambda item: item[0].count("{")):
        pattern = re.compile(BASE + re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))
        found.append(
            (pattern, {name: _answers(one, schemas) for name, one in methods.items() if name != "parameters"})
        )
    return found


def _answers(operation: Any, schemas: Any) -> dict[str, jsonschema_rs.Validator]:
    contents = {code: answer.get("content", {}) for code, answer in operation["responses"].items()}
    return {
        code: jsonschema_rs.validator_for(
            closed({**content["application/json"]["schema"], "components": {"schemas": schemas}})
        )
        for code, content in contents.items()
        if "application/json" in content
    }


def closed(schema: Any) -> Any:
    """The same, but an object that names its keys has no others."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(one) for name, one in schema.items()}
    if schema.get("type") == "object" and "properties" in schema and "additionalProperties" not in schema:
        inner["additionalProperties"] = False
    return inner
