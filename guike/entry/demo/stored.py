"""How the steps of the demo company read what the steps before them made, and act as one of its people."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import begin_versions
from guike.platform.records.actions import record_action
from guike.platform.records.reading import table
from guike.platform.records.shapes import single
from guike.platform.records.writing import record_create

WHY = "the demo company is made by the system"
Row = dict[str, Any]


def rows_of(object_name: str) -> Any:
    """The records of an object that are not in the recycle bin, whoever may see them."""
    return table(catalogue().get(object_name)).system(reason=WHY).filter(deleted_at=None)


def context_of(user: int) -> Context:
    """What that person may do now."""
    begin_versions()
    actor = actor_of(user)
    assert actor is not None
    return Context(actor)


def act_as(user: int, object_name: str, action: str, pk: int, params: Row | None = None) -> None:
    """Let a person act on a record; what is refused is a bug of the generator."""
    single(record_action(context_of(user), object_name, action, [pk], params or {}))


def create_as(user: int, object_name: str, row: Row) -> int:
    """Let a person create a record; its id. What is refused is a bug of the generator."""
    (outcome,) = record_create(context_of(user), object_name, [row])
    if outcome.refusal is not None:
        raise RuntimeError(f"{object_name}: {outcome.refusal}")
    assert outcome.id is not None
    return outcome.id


def made_by_nobody(object_name: str, ids: Collection[int]) -> None:
    """What the demo's people did is not what people changed since."""
    rows_of(object_name).filter(pk__in=ids).update(updated_by=None)
