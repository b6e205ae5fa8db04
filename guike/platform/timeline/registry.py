"""Where the entries of a timeline come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from guike.platform.access.context import Context

#: (object, id) pairs whose entries are asked for
Subjects = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Entry:
    """Something that happened to a record. `key` orders entries of one instant."""

    at: datetime
    kind: str
    key: str
    actor_id: int | None
    title: str
    body: str = ""
    object: str = ""
    id: int | None = None
    is_problem: bool = False
    changes: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)


Source = Callable[[Context, Subjects, datetime | None, int], list[Entry]]
Kin = Callable[[Context, int], list[tuple[str, int]]]
_sources: dict[str, Source] = {}
_kin: dict[str, list[Kin]] = {}


def timeline_source(name: str, source: Source) -> None:
    """Register a source: (ctx, subjects, at or before, limit) → its newest entries, newest first."""
    _sources[name] = source


def timeline_kin(object_name: str, kin: Kin) -> None:
    """Register whose story a record also tells: an account its converted leads'."""
    _kin.setdefault(object_name, []).append(kin)


def sources() -> tuple[Source, ...]:
    return tuple(_sources.values())


def subjects_of(ctx: Context, object_name: str, record_id: int) -> list[tuple[str, int]]:
    """The record and its kin."""
    found = [(object_name, record_id)]
    for kin in _kin.get(object_name, ()):
        found += kin(ctx, record_id)
    return found
