"""Rows of the streams and comments in the API's form, with likes, comments and read marks counted for a whole page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q

from guike.platform.access.context import Context
from guike.platform.access.people import person
from guike.platform.feed.models import Comment, FeedEntry, Like, Post, ReadMark
from guike.platform.feed.queries import FOLLOW_UP, Found
from guike.platform.feed.registry import FollowUps, follow_ups_of
from guike.platform.feed.scopes import COMMENT, POST, seen_among
from guike.platform.files.queries import file_facts, files_of, shown
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.types import format_instant
from guike.platform.records.models import History
from guike.platform.records.reading import by_ids, labels_of_many
from guike.platform.timeline.queries import shown_change

Subject = tuple[str, int]
Item = dict[str, Any]
#: how many names of readers are told beside their number
_READERS_NAMED = 50


class Page:
    """What the rows of one page need, read once for all of them."""

    def __init__(self, ctx: Context, rows: Sequence[Found]):
        self.ctx, self.rows = ctx, rows
        self.posts: list[Post] = [one.row for one in rows if one.source == POST]
        self.comments: list[Comment] = [one.row for one in rows if one.source == COMMENT]
        self.entries: list[FeedEntry] = [one.row for one in rows if one.source == "entry"]
        self.follow_ups = self._follow_ups()
        self.subjects = [self._subject(one) for one in rows]
        self.likes = _likes(ctx, self.subjects)
        self.comment_counts = _comment_counts(self.subjects)
        self.readers = _readers(self.posts, self.comments)
        written: list[Post | Comment] = [*self.posts, *self.comments]
        self.files = file_facts(one for row in written for one in row.files)
        named = self._named()
        self.seen = {name: seen_among(ctx, name, ids) for name, ids in named.items()}
        self.labels = labels_of_many(ctx, {name: set(ids) for name, ids in named.items()})
        self.changes = self._changes()

    def items(self) -> list[Item]:
        """The rows as the stream shows them, in their order."""
        drawn: dict[str, Callable[[Any], Item]] = {
            POST: self._post,
            COMMENT: self._comment,
            "entry": self._entry,
        }
        return [
            self._common(one, subject) | drawn[one.source](one.row)
            for one, subject in zip(self.rows, self.subjects, strict=True)
        ]

    def _subject(self, one: Found) -> Subject:
        """The record that is liked and commented on where the row stands."""
        if one.source == "entry":
            return one.row.object, one.row.record_id
        return one.source, one.row.pk

    def _common(self, one: Found, subject: Subject) -> Item:
        count, mine = self.likes.get(subject, (0, False))
        is_liked_here = subject[0] in (POST, COMMENT) or follow_ups_of(subject[0]) is not None
        return {
            "type": one.source,
            "id": one.row.pk,
            "at": format_instant(one.at),
            "subject": {"object": subject[0], "id": subject[1]},
            "likes": {"count": count, "is_mine": mine} if is_liked_here else None,
            "comment_count": self.comment_counts.get(subject, 0),
        }

    def _post(self, row: Post) -> Item:
        return {
            "kind": row.kind,
            "author": person(self.ctx, row.created_by_id),
            "content": row.content,
            "audience": row.audience,
            "related": self._visible((one["object"], one["id"]) for one in row.related),
            **self._said(row, POST),
        }

    def _comment(self, row: Comment) -> Item:
        return {
            "kind": COMMENT,
            "author": person(self.ctx, row.created_by_id),
            "content": row.content,
            "related": self._visible([(row.object, row.record)]),
            "attached": self._visible((one["object"], one["id"]) for one in row.related),
            "parent": row.parent_id,
            **self._said(row, COMMENT),
        }

    def _said(self, row: Post | Comment, name: str) -> Item:
        return {
            "mentions": [person(self.ctx, one) for one in row.mentions],
            "files": [self.files[one] for one in row.files if one in self.files],
            "reads": _reads(self.ctx, row, self.readers[name, row.pk]),
            "is_mine": row.created_by_id == self.ctx.user_id,
        }

    def _entry(self, row: FeedEntry) -> Item:
        told = follow_ups_of(row.object)
        if row.kind == FOLLOW_UP and told is not None:
            return {"kind": FOLLOW_UP, "author": person(self.ctx, row.actor_id)} | self._follow_up(row, told)
        return {
            "kind": row.kind,
            "author": person(self.ctx, row.actor_id),
            "content": "",
            "related": self._visible([(row.object, row.record_id)]),
            "changes": [self.changes[one] for one in row.changes if one in self.changes],
        }

    def _follow_up(self, row: FeedEntry, told: FollowUps) -> Item:
        record = self.follow_ups.get((row.object, row.record_id), {})
        item = catalogue().get(row.object).by_name[told.title]
        choice = item.choice(record.get(told.title) or "") if item.type == "choice" else None
        body = (record.get(name) for name in told.body)
        files = self.attached.get((row.object, row.record_id), [])
        return {
            "title": choice.label.get(self.ctx.locale) if choice else record.get(told.title) or "",
            "content": "\n".join(
                dict.fromkeys(text for text in body if text)
            ),  # a subject is often the text's first line
            "related": self._visible((one["object"], one["id"]) for one in record.get(told.about) or ()),
            "mentions": record.get(told.mentions) or [],
            "files": files,
        }

    def _follow_ups(self) -> Mapping[Subject, Mapping[str, Any]]:
        """The follow-ups of the page with the fields that the reader may see, and their attachments."""
        wanted: dict[str, list[int]] = defaultdict(list)
        for row in self.entries:
            if row.kind == FOLLOW_UP and follow_ups_of(row.object) is not None:
                wanted[row.object].append(row.record_id)
        found: dict[Subject, Mapping[str, Any]] = {}
        self.attached: dict[Subject, list[dict[str, object]]] = {}
        for name, ids in wanted.items():
            told, spec = follow_ups_of(name), catalogue().get(name)
            assert told is not None
            asked = [told.title, told.about, told.mentions, *told.body]
            readable = [one for one in asked if self.ctx.level(name, one) not in UNREADABLE]
            found |= {(name, pk): record for pk, record in by_ids(self.ctx, spec, ids, readable).items()}
            hidden = {one.name for one in spec.fields if self.ctx.level(name, one.name) in UNREADABLE}
            self.attached |= {
                (name, pk): [shown(file) for file in files if file.field not in hidden]
                for pk, files in files_of(name, ids).items()
            }
        return found

    def _named(self) -> dict[str, set[int]]:
        """Object → the records that the page names."""
        written: list[Post | Comment] = [*self.posts, *self.comments]
        pairs = [(one["object"], one["id"]) for row in written for one in row.related]
        pairs += [(row.object, row.record) for row in self.comments]
        pairs += [(row.object, row.record_id) for row in self.entries if row.kind != FOLLOW_UP]
        for (name, _pk), record in self.follow_ups.items():
            told = follow_ups_of(name)
            assert told is not None
            pairs += [(one["object"], one["id"]) for one in record.get(told.about) or ()]
        found: dict[str, set[int]] = defaultdict(set)
        for name, record_id in pairs:
            found[name].add(record_id)
        return found

    def _visible(self, subjects: Iterable[Subject]) -> list[Item]:
        """Those of the records that the reader may see, with their labels."""
        return [
            {
                "object": name,
                "object_label": catalogue().get(name).label.get(self.ctx.locale),
                "id": pk,
                "name": self.labels.get(name, {}).get(pk) or f"#{pk}",
            }
            for name, pk in subjects
            if pk in self.seen.get(name, ())
        ]

    def _changes(self) -> dict[int, Item]:
        ids = [one for row in self.entries for one in row.changes]
        rows = History.objects.filter(pk__in=ids) if ids else ()
        told = ((row.pk, shown_change(self.ctx, row)) for row in rows)
        return {pk: change for pk, change in told if change is not None}


def _likes(ctx: Context, subjects: Collection[Subject]) -> dict[Subject, tuple[int, bool]]:
    """Subject → (how many like it, whether the reader does)."""
    rows = Like.objects.filter(_among(subjects)) if subjects else Like.objects.none()
    counted = rows.values("object", "record_id").annotate(
        number=Count("id"), own=Count("id", filter=Q(user_id=ctx.user_id))
    )
    return {(one["object"], one["record_id"]): (one["number"], one["own"] > 0) for one in counted}


def _among(subjects: Collection[Subject], record: str = "record_id") -> Q:
    by_name: dict[str, set[int]] = defaultdict(set)
    for name, pk in subjects:
        by_name[name].add(pk)
    found = Q(pk__in=[])
    for name, ids in by_name.items():
        found |= Q(**{"object": name, f"{record}__in": sorted(ids)})
    return found


def _comment_counts(subjects: Collection[Subject]) -> Counter[Subject]:
    """Subject → how many comments it has; answers to a comment count for the comment."""
    rows: Any = Comment.objects.system(reason="comments on what the reader sees are counted").filter(
        deleted_at=None
    )
    on_records = [one for one in subjects if one[0] != COMMENT]
    counted = (
        rows.filter(_among(on_records, "record")).values_list("object", "record").annotate(n=Count("id"))
    )
    found: Counter[Subject] = Counter({(name, pk): number for name, pk, number in counted.order_by()})
    answered = [pk for name, pk in subjects if name == COMMENT]
    answers = rows.filter(parent__in=answered).values_list("parent").annotate(n=Count("id"))
    found.update({(COMMENT, pk): number for pk, number in answers.order_by()})
    return found


def _readers(posts: Sequence[Post], comments: Sequence[Comment]) -> dict[Subject, list[int]]:
    """Who has read a post, and a comment: it by itself, or its record since it was written; without the author."""
    found: dict[Subject, list[int]] = {}
    subjects = [*((POST, row.pk) for row in posts), *((COMMENT, row.pk) for row in comments)]
    records = {(row.object, row.record) for row in comments}
    marks: dict[Subject, list[ReadMark]] = defaultdict(list)
    wanted = {*subjects, *records}
    for mark in ReadMark.objects.filter(_among(wanted)).order_by("at") if wanted else ():
        marks[mark.object, mark.record_id].append(mark)
    for row in posts:
        people = (mark.user_id for mark in marks[POST, row.pk])
        found[POST, row.pk] = [one for one in dict.fromkeys(people) if one != row.created_by_id]
    for comment in comments:
        own = marks[COMMENT, comment.pk]
        since = [mark for mark in marks[comment.object, comment.record] if mark.at >= comment.created_at]
        readers = dict.fromkeys(mark.user_id for mark in (*own, *since))
        found[COMMENT, comment.pk] = [one for one in readers if one != comment.created_by_id]
    return found


def _reads(ctx: Context, row: Post | Comment, readers: Sequence[int]) -> Item:
    """{"count", "of", "readers", "waiting"}: `of` those who were told, None if nobody was."""
    told = row.receivers
    counted = [one for one in told if one in readers] if told else readers
    return {
        "count": len(counted),
        "of": len(told) or None,
        "readers": [person(ctx, one) for one in counted[:_READERS_NAMED]],
        "waiting": [person(ctx, one) for one in told if one not in readers][:_READERS_NAMED],
    }
