"""Calling the API as somebody, undoing it, and seeing whether anything changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection, transaction
from django.test import Client

from tests.access_matrix.oracle import (
    CLOSED,
    LEDGER,
    NO_PERMISSION,
    NOT_APPLICANT,
    NOT_SIGNED_IN,
    NOT_YOURS,
    OK,
    OUT_OF_SCOPE,
    UNSEEN,
)
from tests.access_matrix.routes import Probe

#: what every call may leave behind: the audit line of a refusal, sessions, the throttling of sign-in
TRACES = ("audit_entry", "django_session", "axes_", "django_migrations")
_CODES = {
    NO_PERMISSION: "access.no_permission",
    OUT_OF_SCOPE: "access.out_of_scope",
    LEDGER: "ledger.append_only",
    CLOSED: "operation.closed",
    NOT_YOURS: "approval.not_yours",
    NOT_APPLICANT: "approval.not_applicant",
}
_STATUSES = {NOT_SIGNED_IN: 401, UNSEEN: 404, **dict.fromkeys((*_CODES, OUT_OF_SCOPE), 403)}
#: what an allowed call may say: done, or refused for what was sent or how the record stands
_DONE = frozenset({200, 201, 202, 204, 409, 422})


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any


class Voice:
    """Somebody calls; without a token nobody."""

    def __init__(self, token: str | None) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {token}"} if token else {})

    def __call__(self, method: str, path: str, body: Any = None) -> Answer:
        sent = b"" if body is None else orjson.dumps(body)
        given = self.client.generic(method, f"/api/v1{path}", sent, content_type="application/json")
        is_json = "json" in given.headers.get("Content-Type", "") and not given.streaming
        return Answer(given.status_code, orjson.loads(given.content) if is_json and given.content else None)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def fingerprint() -> list[tuple[Any, ...]]:
    """Of every table: how many rows, and the sum of the transactions that wrote them. Any insert, update or
    delete moves it; locks do not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1"
        )
        names = [name for (name,) in cursor.fetchall() if not name.startswith(TRACES)]
        parts = (
            f"SELECT '{name}', count(*), coalesce(sum(xmin::text::bigint), 0) FROM \"{name}\""
            for name in names
        )
        cursor.execute(" UNION ALL ".join(parts))
        return sorted(cursor.fetchall())  # the parts may come in any order


def wrong(probe: Probe, answer: Answer) -> str | None:
    """What is wrong with an answer; None when it is as expected."""
    if probe.expected == OK:
        allowed = _DONE | ({404} if probe.missing else set())
        if answer.status not in allowed:
            return f"{answer.status} instead of an answer: {answer.body}"
        return _wrong_content(probe, answer)
    if answer.status != _STATUSES[probe.expected]:
        return f"{answer.status} instead of {probe.expected}"
    code = _CODES.get(probe.expected)
    if code and answer.body["code"] != code:
        return f"{answer.body['code']} instead of {code}"
    return None


def _wrong_content(probe: Probe, answer: Answer) -> str | None:
    if probe.ids is not None and "items" in answer.body:
        found = {item["id"] for item in answer.body["items"]}
        if found != probe.ids or answer.body["total"] != len(probe.ids):
            return f"more: {found - probe.ids}, less: {probe.ids - found}, total {answer.body['total']}"
    if (
        probe.ids is not None
        and "totals" in answer.body
        and answer.body["totals"] != {"count": len(probe.ids)}
    ):
        return f"counts {answer.body['totals']} instead of {len(probe.ids)}"
    for result in answer.body.get("results", ()) if probe.rows else ():
        told = list(probe.rows.items())[result["index"]]
        fault = _wrong_row(told[1], result)
        if fault:
            return f"row {told[0]}: {fault}"
    return None


def _wrong_row(expected: str, result: dict[str, Any]) -> str | None:
    error = result.get("error")
    if expected == OK:
        refused = error is not None and error["status"] not in _DONE
        return f"refused with {error}" if refused else None
    if error is None:
        return f"done instead of {expected}"
    if error["status"] != _STATUSES[expected] or error["code"] != _CODES.get(expected, error["code"]):
        return f"{error['status']} {error['code']} instead of {expected}"
    return None
