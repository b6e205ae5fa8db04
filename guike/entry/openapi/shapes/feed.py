"""The two streams, comments, and who has read them."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from guike.entry.openapi.shapes.records import Change, File
from guike.entry.openapi.shapes.work import Person


class Subject(TypedDict):
    object: str
    id: int


class Named(Subject):
    """A record that the reader may see."""

    object_label: str
    name: str


class Likes(TypedDict):
    count: int
    is_mine: bool


class Reads(TypedDict):
    """of: those who were told of it, null when nobody was; waiting: those of them who have not read it."""

    count: int
    of: int | None
    readers: list[Person | None]
    waiting: list[Person | None]


class FeedItem(TypedDict):
    """subject: the record that is liked and commented on where this stands; attached: records that a comment points at."""

    type: Literal["post", "comment", "entry"]
    id: int
    at: str
    kind: str
    subject: Subject
    author: Person | None
    content: str
    related: list[Named]
    likes: Likes | None
    comment_count: int
    attached: NotRequired[list[Named]]
    title: NotRequired[str]
    audience: NotRequired[str]
    parent: NotRequired[int | None]
    mentions: NotRequired[list[Person | None]]
    files: NotRequired[list[File]]
    reads: NotRequired[Reads]
    is_mine: NotRequired[bool]
    changes: NotRequired[list[Change]]


class FeedPage(TypedDict):
    items: list[FeedItem]
    next_cursor: str | None


class FollowState(TypedDict):
    is_followed: bool
    follower_count: int
    comment_count: int


class Comments(TypedDict):
    items: list[FeedItem]
    total: int
    is_followed: bool
    follower_count: int
    next_cursor: str | None


class Unseen(TypedDict):
    unseen: list[Person | None]
