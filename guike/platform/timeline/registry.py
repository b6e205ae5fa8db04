"""The registry of sources of timeline entries."""

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
_sources: dict[str, Source] = {}


def timeline_source(name: str, source: Source) -> None:
    """Register a source: (ctx, subjects, at or before, limit) → its newest entries, newest first."""
    _sources[name] = source


def sources() -> tuple[Source, ...]:
    return tuple(_sources.values())
