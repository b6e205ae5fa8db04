"""Reads the two streams: 工作, what people say, and CRM信息, what they do. Rights are asked here, never when it was written.

A stream is merged from three sources, each read newest first along its own index, in batches. For each object of a batch one
question tells which records the reader sees, so the cost does not depend on how many records there are. A page ends at a
place that the cursor names: the instant and a key that orders what happened at one instant.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import orjson
from django.db.models import Q

from guike.kernel.errors import BadRequest
from guike.kernel.limits import FEED_SCANNED
from guike.platform.access.context import Context
from guike.platform.access.models import TeamMember
from guike.platform.feed.models import Comment, FeedEntry, Follow, Post
from guike.platform.feed.registry import follow_up_objects, follow_ups_of
from guike.platform.feed.scopes import COMMENT, POST, seen_among, talked_about
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.models import History, RecordLink
from guike.platform.records.reading import visible
from guike.platform.timeline.queries import is_told

STREAMS = ("work", "crm")
SCOPES = ("all", "mine", "subordinates", "following", "team")
#: the kinds of entries
CREATED, CHANGED, FOLLOW_UP = "created", "changed", "follow_up"
#: the ranks of the sources, for what happened at one instant
RANKS = {"entry": 1, COMMENT: 2, POST: 3}
_FIRST_BATCH, _GROWTH = 200, 5


@dataclass(frozen=True)
class Place:
    """Where the next page begins: after the row of this rank and id at this instant."""

    at: datetime
    rank: int
    id: int

    @property
    def key(self) -> tuple[datetime, int, int]:
        return self.at, self.rank, self.id

    def rest(self, rank: int, at: str) -> Q:
        """The rows of a source that come after it; `at`: the column of the instant."""
        same = Q(**{at: self.at})
        if rank > self.rank:
            return Q(**{f"{at}__lt": self.at})
        return Q(**{f"{at}__lt": self.at}) | (same if rank < self.rank else same & Q(pk__lt=self.id))


@dataclass(frozen=True)
class Found:
    """One row of a source, in the order of the stream."""

    at: datetime
    source: str
    row: Any

    @property
    def place(self) -> Place:
        return Place(self.at, RANKS[self.source], self.row.pk)

    @property
    def key(self) -> tuple[datetime, int, int]:
        return self.at, RANKS[self.source], self.row.pk


def place_of_cursor(cursor: str) -> Place | None:
    """The place that a cursor names; BadRequest `cursor.invalid` for one that is not ours."""
    if not cursor:
        return None
    try:
        at, rank, row_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        found = Place(datetime.fromisoformat(at), int(rank), int(row_id))
    except (ValueError, TypeError, OverflowError):
        raise BadRequest("cursor.invalid") from None
    if found.at.tzinfo is None or not 0 <= found.id < 2**63:
        raise BadRequest("cursor.invalid")
    return found


def cursor_of(place: Place) -> str:
    told = [place.at.isoformat(), place.rank, place.id]
    return base64.urlsafe_b64encode(orjson.dumps(told)).decode().rstrip("=")


def stream_page(
    ctx: Context, stream: str, scope: str, place: Place | None, limit: int
) -> tuple[list[Found], Place | None]:
    """Up to `limit` rows that the caller may see, newest first, and where the next page begins; None at the end.

    A page may have fewer rows although more follow: the rights of a bounded number of rows are asked for one page.
    """
    whose = _Whose(ctx, scope)
    sources = [_entries(ctx, whose, [FOLLOW_UP] if stream == "work" else [])]
    if stream == "work":
        sources += [_comments(ctx, whose), _posts(ctx, whose)]
    scans = [one.scan(place, limit) for one in sources if one is not None]
    found = sorted((row for rows, _ends in scans for row in rows), key=lambda one: one.key, reverse=True)
    ends = max((one for _rows, one in scans if one is not None), key=lambda one: one.key, default=None)
    if ends is not None:  # nothing older than what every source was looked through for
        found = [one for one in found if one.key >= ends.key]
        if len(found) <= limit:
            return found, ends
    return found[:limit], found[limit - 1].place if len(found) > limit else None


@dataclass(frozen=True)
class _Source:
    """One source of a stream. rows: newest first, of everybody; `at`: the column of the instant; seen: those of a batch that
    the caller may see."""

    name: str
    at: str
    rows: Any
    seen: Callable[[Sequence[Any]], Collection[int]]

    def scan(self, place: Place | None, limit: int) -> tuple[list[Found], Place | None]:
        """Visible rows, one more than asked for if there are, and the place up to which rows were looked at; None when that
        is the end or enough were found."""
        rank = RANKS[self.name]
        rows = self.rows.order_by(f"-{self.at}", "-pk")
        found: list[Found] = []
        size, scanned = max(_FIRST_BATCH, limit + 1), 0
        while True:
            batch = list(rows.filter(place.rest(rank, self.at) if place else Q())[:size])
            seen = self.seen(batch)
            visible_rows = (Found(getattr(row, self.at), self.name, row) for row in batch if row.pk in seen)
            found += islice(visible_rows, limit + 1 - len(found))
            if len(found) > limit or len(batch) < size:
                return found, None
            place = Place(getattr(batch[-1], self.at), rank, batch[-1].pk)
            scanned += size
            if scanned >= int(FEED_SCANNED):
                return found, place
            size = min(size * _GROWTH, int(FEED_SCANNED) - scanned)


class _Whose:
    """Whose rows a scope holds: those of some authors, or those about chosen records; all when it names neither."""

    def __init__(self, ctx: Context, scope: str):
        self.ctx = ctx
        self.me = -1 if ctx.user_id is None else ctx.user_id
        authors = {"mine": [self.me], "subordinates": sorted(ctx.actor.subordinates)}
        self.people: Collection[int] | None = authors.get(scope)
        chosen = {"following": self._followed, "team": self._in_teams}.get(scope)
        self.records: dict[str, list[int]] | None = _grouped(chosen()) if chosen else None

    def _followed(self) -> Iterable[tuple[str, int]]:
        return Follow.objects.filter(user_id=self.me).values_list("object", "record_id")

    def _in_teams(self) -> Iterable[tuple[str, int]]:
        """Records of which the caller is in the team, and his own that have a team."""
        found = Q(user_id=self.me)
        for spec in talked_about(self.ctx):
            if spec.access.kind == "owned" and spec.has_team:
                own = visible(self.ctx, spec).filter(owner_id=self.me).order_by().values("pk")
                found |= Q(object=spec.name, record_id__in=own)
        return TeamMember.objects.filter(found).values_list("object", "record_id").distinct()

    def of(self, rows: Any, author: str, about: Callable[[dict[str, list[int]]], Q]) -> Any | None:
        """The rows of a source in this scope, None for none. about: the condition that a row is about chosen records."""
        if self.people is not None:
            return rows.filter(**{f"{author}__in": self.people}) if self.people else None
        if self.records is None:
            return rows
        return rows.filter(about(self.records)) if self.records else None


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for name, record_id in pairs:
        found[name].append(record_id)
    return found


def _among(records: dict[str, list[int]], record: str) -> Q:
    found = Q(pk__in=[])
    for name, ids in records.items():
        found |= Q(**{"object": name, f"{record}__in": ids})
    return found


def _named_by(holder: str, field: str, records: dict[str, list[int]]) -> Any:
    """The ids of records of `holder` whose field names one of the chosen records."""
    targets = Q(pk__in=[])
    for name, ids in records.items():
        targets |= Q(target_object=name, target_id__in=ids)
    return RecordLink.objects.filter(targets, object=holder, field=field).values("record_id")


def _about_entry(records: dict[str, list[int]]) -> Q:
    found = _among(records, "record_id")
    for holder in follow_up_objects():
        told = follow_ups_of(holder)
        assert told is not None
        found |= Q(object=holder, record_id__in=_named_by(holder, told.about, records))
    return found


def _entries(ctx: Context, whose: _Whose, kinds: Sequence[str]) -> _Source | None:
    rows = whose.of(FeedEntry.objects.all(), "actor_id", _about_entry)
    if rows is None:
        return None
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return _Source("entry", "at", rows, lambda batch: _seen_entries(ctx, batch))


def _comments(ctx: Context, whose: _Whose) -> _Source | None:
    """Comments that begin a conversation on a record; those on posts stand below their post."""
    rows: Any = Comment.objects.system(
        reason="the rights on the records of comments are asked batch by batch"
    )
    rows = rows.filter(deleted_at=None, parent=None).exclude(object=POST)
    rows = whose.of(rows, "created_by_id", lambda records: _among(records, "record"))
    if rows is None or not ctx.can(COMMENT, "view"):
        return None
    return _Source(
        COMMENT,
        "created_at",
        rows,
        lambda batch: _seen(ctx, [(row.pk, row.object, row.record) for row in batch]),
    )


def _posts(ctx: Context, whose: _Whose) -> _Source | None:
    def about(records: dict[str, list[int]]) -> Q:
        return Q(pk__in=_named_by(POST, "related", records)) | Q(pk__in=records.get(POST, []))

    rows: Any = Post.objects.system(reason="the rights on posts are asked batch by batch")
    rows = whose.of(rows.filter(deleted_at=None), "created_by_id", about)
    if rows is None:
        return None
    return _Source(POST, "created_at", rows, lambda batch: seen_among(ctx, POST, [row.pk for row in batch]))


def _seen_entries(ctx: Context, batch: Sequence[FeedEntry]) -> set[int]:
    """Those on records that the caller sees; of changes, those in a field that he reads."""
    seen = _seen(ctx, [(row.pk, row.object, row.record_id) for row in batch])
    changes = [row for row in batch if row.pk in seen and row.kind == CHANGED]
    limited = {name for name in {row.object for row in changes} if _is_limited(ctx, name)}
    doubtful = [row for row in changes if row.object in limited]
    ids = [one for row in doubtful for one in row.changes]
    told = {row.pk for row in History.objects.filter(pk__in=ids) if is_told(ctx, row)} if ids else set()
    return seen - {row.pk for row in doubtful if told.isdisjoint(row.changes)}


def _is_limited(ctx: Context, object_name: str) -> bool:
    """Whether there are changes of the object's records of which the caller learns nothing."""
    return any(
        item.scoped or ctx.level(object_name, item.name) in UNREADABLE
        for item in catalogue().get(object_name).fields
    )


def _seen(ctx: Context, rows: Sequence[tuple[int, str, int]]) -> set[int]:
    """Those of the rows (id, object, record) whose record the caller may see, with one question for each object."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for _row_id, name, record_id in rows:
        wanted[name].add(record_id)
    seen = {name: seen_among(ctx, name, ids) for name, ids in wanted.items()}
    return {row_id for row_id, name, record_id in rows if record_id in seen[name]}
