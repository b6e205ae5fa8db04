"""Writes in somebody's name, as the API makes them: the outbox knows who it was."""

from __future__ import annotations

import itertools
from typing import Any

from guike.platform.audit.origin import Origin, acting
from guike.platform.records.shapes import Outcome
from tests.support import company

_serial = itertools.count(1)


def _by(user: int) -> Any:
    return acting(Origin(actor_id=user, request_id=f"call-{next(_serial)}", source="form"))


def act(by: int, record: Any, action: str, **params: Any) -> Outcome:
    with _by(by):
        return company.act(by, record, action, **params)


def act_many(by: int, object_name: str, ids: list[int], action: str, **params: Any) -> list[Outcome]:
    with _by(by):
        return company.act_many(by, object_name, ids, action, **params)


def make(object_name: str, by: int, **values: Any) -> Any:
    with _by(by):
        return company.make(object_name, by, **values)


def make_many(object_name: str, by: int, rows: list[dict[str, Any]]) -> None:
    with _by(by):
        company.record_create(company.ctx_of(by), object_name, rows)


def patch(by: int, record: Any, **values: Any) -> Outcome:
    with _by(by):
        return company.patch(by, record, **values)
