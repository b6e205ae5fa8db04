"""Ledgers: append-only tables beside the records, such as the stage history; they carry no permission."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model

from guike.platform.database.copying import insert_rows
from guike.platform.database.guard import GuardedModel

M = TypeVar("M", bound=Model)


def append(rows: Iterable[M]) -> list[M]:
    """Add rows of one ledger; answers them with their ids. TypeError for a record's model:
    records are written by the write path alone."""
    found = list(rows)
    if found and isinstance(found[0], GuardedModel):
        raise TypeError(f"{type(found[0]).__name__} is a record; the write path makes it")
    if found:
        insert_rows(type(found[0])._default_manager.all(), found)
    return found
