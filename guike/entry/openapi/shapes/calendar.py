"""Calendars and the links to them."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from guike.entry.openapi.shapes.work import Person


class CalendarPerson(TypedDict):
    id: int
    name: str | None
    department: str | None
    is_me: bool


class RecordId(TypedDict):
    object: str
    id: int


class CalendarMove(TypedDict):
    """How it is moved to another time: by the action with these parameters; without one by changing these fields."""

    action: str | None
    start: str
    end: str


class CalendarEntry(TypedDict):
    """users: in whose calendars among those asked for it stands; is_shut: somebody has it then, and there is no more to be seen."""

    object: str
    id: int
    type: Literal["activity", "task", "visit", "booking"]
    title: str
    start_at: str
    end_at: str | None
    users: list[Person]
    kind: str | None
    color: str
    state: str | None
    is_closed: bool
    is_overdue: bool
    is_repeated: bool
    is_shut: bool
    may_move: bool
    move: CalendarMove
    place: str | None
    belongs_to: RecordId | None


class Calendar(TypedDict):
    items: list[CalendarEntry]
    users: list[CalendarPerson]
    truncated: bool


class CalendarFeed(TypedDict):
    id: int
    name: str
    created_at: str
    last_used_at: str | None


class NewCalendarFeed(CalendarFeed):
    """The url is told once."""

    url: str
