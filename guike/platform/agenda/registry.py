"""The registry of sources of calendar entries: packages register what people have planned, and when a record is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from guike.kernel.text import Text
from guike.platform.access.context import Context


@dataclass(frozen=True)
class Asked:
    """Whose calendars are read, from when up to (not including) when, and how many entries at most."""

    users: frozenset[int]
    start: datetime
    end: datetime
    limit: int


@dataclass(frozen=True)
class Entry:
    """Something in a calendar. `end` None: no end is known. `users`: in whose calendars it stands, the owner first.

    `type`: a word of the source by which screens tell entries apart. `by`: the action that moves it to another time, with
    the parameters `starts` and `ends`; "" for one that is changed like a record, in the fields of these names.
    `is_repeated`: one of several that were planned together. `may_move`: whether the caller may. `belongs`: the
    (object, id) that it goes with, told only to those who may see it. `is_shut`: when somebody has it and no more, there
    is nothing to open.
    """

    object: str
    id: int
    type: str
    title: str
    start: datetime
    end: datetime | None
    users: tuple[int, ...]
    kind: Text | None = None
    color: str = "default"
    state: Text | None = None
    is_closed: bool = False
    is_overdue: bool = False
    is_repeated: bool = False
    may_move: bool = False
    by: str = ""
    starts: str = ""
    ends: str = ""
    place: str = ""
    text: str = ""
    belongs: tuple[str, int] | None = None
    is_shut: bool = False


#: (caller, what is asked for) → entries that he may see, the earliest first
Source = Callable[[Context, Asked], list[Entry]]
#: (caller, a record that he may see, the time that is asked for) → when it is taken, the earliest first
RecordSource = Callable[[Context, int, Asked], list[Entry]]
_sources: dict[str, Source] = {}
_of_records: dict[str, RecordSource] = {}


def calendar_source(name: str, source: Source) -> None:
    """Register a source. ValueError when the name is taken."""
    if name in _sources:
        raise ValueError(f"the calendar source {name} is registered twice")
    _sources[name] = source


def sources() -> tuple[Source, ...]:
    """Every source, in the order of registration."""
    return tuple(_sources.values())


def record_calendar(object_name: str, source: RecordSource) -> None:
    """Records of the object have calendars of their own. ValueError when they have one already."""
    if object_name in _of_records:
        raise ValueError(f"the calendar of {object_name} is registered twice")
    _of_records[object_name] = source


def record_source(object_name: str) -> RecordSource | None:
    """The source of the calendars of an object's records; None without."""
    return _of_records.get(object_name)
