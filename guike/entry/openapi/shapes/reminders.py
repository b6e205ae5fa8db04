"""Reminders, work lists, and through which channels one is told."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict


class NotificationAct(TypedDict):
    label: str
    path: str


class Notification(TypedDict):
    """path: of the browser, where it leads in the stead of its record; acts: what may be done there at once."""

    id: int
    kind: str
    label: str
    text: str
    object: str | None
    record_id: int | None
    at: str
    is_read: bool
    path: str | None
    acts: list[NotificationAct]


class Notifications(TypedDict):
    items: list[Notification]
    unread: dict[str, int]
    total_unread: int
    next_cursor: str | None


class Todo(TypedDict):
    """A work list. object, view and filter: of the list that it opens; path: of the page, where it has no records.
    watches: the objects whose changes may change the number. count: capped unless is_exact. is_of_people: it is about the
    caller's people, told to those who lead some."""

    kind: str
    label: str
    object: str | None
    view: str | None
    filter: Any
    path: str | None
    watches: list[str]
    is_of_people: bool
    count: int
    is_exact: bool


class UsualPreference(TypedDict):
    """For all kinds. Times of the company's clocks, such as 22:00."""

    channels: list[str]
    quiet_from: str | None
    quiet_to: str | None
    digest: Literal["none", "daily"]


class KindPreference(TypedDict):
    """channels: null as for all kinds."""

    kind: str
    label: str
    channels: list[str] | None


class Channel(TypedDict):
    """is_on: whether the company has set it up; sent_to: the caller's own address or number. is_retried: the last failure is not for good."""

    channel: str
    label: str
    is_on: bool
    sent_to: str | None
    last_error: str | None
    is_retried: bool


class Preferences(TypedDict):
    all: UsualPreference
    items: list[KindPreference]
    channels: list[Channel]
