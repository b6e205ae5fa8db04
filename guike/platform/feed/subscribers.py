"""Notes what people do with records as entries of the CRM stream, and names the kinds of notices."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from guike.kernel.limits import FEED_ROWS_PER_EVENT
from guike.kernel.text import T, Text
from guike.platform.events.registry import Happened, subscribe
from guike.platform.events.services import emit
from guike.platform.feed import services
from guike.platform.feed.models import FeedEntry
from guike.platform.feed.queries import CHANGED, CREATED, FOLLOW_UP
from guike.platform.feed.registry import FollowUps, follow_ups_of
from guike.platform.feed.scopes import POST
from guike.platform.feed.tidying import purge, tidy
from guike.platform.jobs.registry import periodic
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.notify.registry import notification_kind
from guike.platform.records.models import History
from guike.platform.records.reading import table
from guike.platform.retention.registry import keep

NOTED = "record.noted"


def _concerns(happened: Happened) -> ObjectSpec | None:
    """The object, if its records stand in the CRM stream and only a few were written; imports and jobs write many."""
    spec = catalogue().objects.get(happened.object_name)
    if spec is None or spec.access.kind != "owned" or spec.is_line or not spec.has_timeline:
        return None
    few = len(happened.payload["ids"]) <= FEED_ROWS_PER_EVENT
    return spec if few and not happened.payload.get("quiet") and happened.actor_id is not None else None


def note_created(happened: Happened) -> None:
    """A new record is an entry; one of follow-ups only if it tells of something done."""
    spec = _concerns(happened)
    if spec is None:
        return
    ids = happened.payload["ids"]
    follow_ups = follow_ups_of(spec.name)
    if follow_ups is None:
        _note(happened, CREATED, dict.fromkeys(ids, ()))
        return
    states = _states(spec, ids)
    _note(happened, FOLLOW_UP, {pk: () for pk in ids if states.get(pk) in follow_ups.states})


def note_updated(happened: Happened) -> None:
    """A change of what people edit is an entry; a follow-up becomes one when it is done."""
    spec = _concerns(happened)
    if spec is None:
        return
    changes: Mapping[str, Mapping[str, Any]] = happened.payload["changes"]
    follow_ups = follow_ups_of(spec.name)
    if follow_ups is not None:
        done = [pk for pk in happened.payload["ids"] if _is_done(spec, follow_ups, changes.get(str(pk), {}))]
        _note(happened, FOLLOW_UP, dict.fromkeys(done, ()))
        return
    edited = {item.name for item in spec.fields if not item.system and item.type != "rollup"}
    fields = {int(pk): edited & set(changed) for pk, changed in changes.items()}
    _note(happened, CHANGED, _history(happened, {pk: names for pk, names in fields.items() if names}))


def _states(spec: ObjectSpec, ids: Collection[int]) -> dict[int, str]:
    assert spec.states is not None
    rows = table(spec).system(reason="whether a record tells of something done").filter(pk__in=ids)
    return dict(rows.values_list("pk", spec.states.field))


def _is_done(spec: ObjectSpec, follow_ups: FollowUps, changed: Mapping[str, Any]) -> bool:
    assert spec.states is not None
    old_new = changed.get(spec.states.field)
    return old_new is not None and old_new[1] in follow_ups.states


def _history(happened: Happened, fields: Mapping[int, Collection[str]]) -> dict[int, Sequence[int]]:
    """Record → the rows of its history that this write made: the newest of each field."""
    names = {name for one in fields.values() for name in one}
    rows = History.objects.filter(
        object=happened.object_name,
        record_id__in=list(fields),
        field__in=names,
        request_id=happened.request_id,
    )
    newest: dict[tuple[int, str], int] = {}
    for pk, record_id, name in rows.order_by("id").values_list("pk", "record_id", "field"):
        newest[record_id, name] = pk
    found = {
        record_id: sorted(newest[record_id, name] for name in own if (record_id, name) in newest)
        for record_id, own in fields.items()
    }
    return {record_id: ids for record_id, ids in found.items() if ids}


def _note(happened: Happened, kind: str, changes: Mapping[int, Sequence[int]]) -> None:
    if not changes:
        return
    assert happened.actor_id is not None
    FeedEntry.objects.bulk_create(
        [
            FeedEntry(
                at=happened.at,
                kind=kind,
                object=happened.object_name,
                record_id=record_id,
                actor_id=happened.actor_id,
                changes=list(rows),
                event_id=happened.id,
            )
            for record_id, rows in changes.items()
        ],
        ignore_conflicts=True,
    )
    emit(NOTED, POST, {"ids": None})


def declare() -> None:
    """Subscribe, name the notices, and register the nightly job."""
    subscribe("record.created", "feed.note_created", note_created)
    subscribe("record.updated", "feed.note_updated", note_updated)
    periodic("feed.tidy", "50 3 * * *", tidy)
    keep(
        "feed",
        T("工作动态", "The stream of work"),
        T(
            "谁何时对哪条记录做了什么；内容在修改历史里",
            "Who did what with which record when; the values stand in its history",
        ),
        FeedEntry.objects.all,
        "at",
        purge,
        days=400,
        least=30,
    )
    mentioned = Text("@我的", "Mentions")
    for kind, text in (
        (services.MENTION, Text("{by}在“{name}”的评论中提到了您", "{by} mentioned you under “{name}”")),
        (services.MENTION_FOLLOW_UP, Text("{by}在跟进“{name}”中提到了您", "{by} mentioned you in “{name}”")),
        (services.MENTION_POST, Text("{by}在工作动态中提到了您", "{by} mentioned you in a post")),
        (
            services.MENTION_HIDDEN,
            Text(
                "{by}提到了您，但您没有权限查看相关内容；如有需要请直接联系对方",
                "{by} mentioned you in something that you may not see; ask him if you need it",
            ),
        ),
    ):
        notification_kind(kind, mentioned, text)
    for kind, label, text in (
        (
            services.ANSWERED,
            Text("回复我的", "Answers"),
            Text("{by}回复了您在“{name}”下的评论", "{by} answered your comment under “{name}”"),
        ),
        (
            services.ANSWERED_POST,
            Text("回复我的", "Answers"),
            Text("{by}回复了您在工作动态下的评论", "{by} answered your comment on a post"),
        ),
        (
            services.COMMENTED,
            Text("评论", "Comments"),
            Text("{by}评论了“{name}”", "{by} commented on “{name}”"),
        ),
        (
            services.COMMENTED_POST,
            Text("动态的评论", "Comments on posts"),
            Text("{by}评论了您的工作动态", "{by} commented on your post"),
        ),
        (
            services.POSTED,
            Text("发给我的动态", "Posts to me"),
            Text("{by}给您发了一条工作动态", "{by} addressed a post to you"),
        ),
    ):
        notification_kind(kind, label, text)
