"""Writes of the feed: posts, comments, likes, followers and read marks, and who is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from guike.kernel import clock
from guike.kernel.errors import BadRequest, Invalid, field_error, register
from guike.kernel.limits import COMMENTS_MARKED, FOLLOWERS_TOLD, FOLLOWS_PER_USER, MENTIONS
from guike.kernel.text import T
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.events.services import emit
from guike.platform.feed.models import Comment, Follow, Like, Post, ReadMark
from guike.platform.feed.registry import follow_ups_of
from guike.platform.feed.scopes import COMMENT, POST, is_talked_about, seen_among
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.notify.services import Notice, mark_read_of, notify_many, withdraw_occasion
from guike.platform.org.queries import directory
from guike.platform.records.reading import labels, require_visible, table
from guike.platform.records.shapes import Draft, Values

register(
    {
        "feed.empty": T("请填写内容或添加附件", "Write something or add a file"),
        "feed.no_comments": T("该对象不支持评论", "This object has no comments"),
        "feed.other_record": T(
            "回复的评论不在这条记录下", "The comment that is answered is about another record"
        ),
        "feed.needs_departments": T("请选择可见部门", "Choose the departments that may see it"),
        "feed.needs_users": T("请选择可见人员", "Choose the people who may see it"),
        "feed.needs_related": T(
            "团队可见的动态请关联一条记录", "A post for the team needs the record whose team it is"
        ),
        "feed.not_internal": T("只能选择在职的内部员工", "Only colleagues who work here can be chosen"),
        "feed.too_many_follows": T(
            "最多关注 {max} 条记录，请先取消一些关注",
            "At most {max} records can be followed; let some go first",
        ),
    }
)

MENTION, MENTION_POST, MENTION_HIDDEN = "feed.mention", "feed.mention_post", "feed.mention_hidden"
MENTION_FOLLOW_UP = "feed.mention_follow_up"
ANSWERED, ANSWERED_POST = "feed.reply", "feed.reply_post"
COMMENTED, COMMENTED_POST = "feed.comment", "feed.comment_post"
POSTED = "feed.post"
#: the kinds that opening the comments of a record takes care of
ON_RECORD = (
    MENTION,
    MENTION_POST,
    MENTION_FOLLOW_UP,
    ANSWERED,
    ANSWERED_POST,
    COMMENTED,
    COMMENTED_POST,
    POSTED,
)
READ, LIKED = "record.read", "record.liked"


def may_see(user_id: int, object_name: str, record_id: int) -> bool:
    """Whether somebody else may see a record now."""
    actor = actor_of(user_id)
    return actor is not None and bool(seen_among(Context(actor), object_name, [record_id]))


def check_people(draft: Draft[Any], name: str) -> None:
    """Colleagues who work here can be mentioned and addressed, nobody else."""
    people = directory().people
    chosen = [people.get(one) for one in draft.get(name) or ()]
    if draft.changed(name) and any(
        one is None or one.kind != "internal" or one.status != "active" for one in chosen
    ):
        draft.error(name, "feed.not_internal")
    elif len(chosen) > MENTIONS and draft.changed(name):
        draft.error(name, "too_many_items", max=int(MENTIONS), count=len(chosen))


def _check_content(draft: Draft[Any]) -> None:
    if not any(draft.get(name) for name in ("content", "files", "related")) and not draft.errors:
        draft.error("content", "feed.empty")


def comment_prepare(ctx: Context, drafts: Sequence[Draft[Comment]]) -> None:
    """Check that the writer sees the record, that the answered comment is about it, and who is mentioned."""
    for draft in drafts:
        _check_content(draft)
        check_people(draft, "mentions")
        if draft.is_new and not draft.errors:
            _check_record(ctx, draft)
            _check_related(ctx, draft)


def _check_record(ctx: Context, draft: Draft[Comment]) -> None:
    object_name, record_id = draft.get("object"), draft.get("record")
    spec = catalogue().objects.get(object_name)
    if spec is None or not is_talked_about(spec):
        draft.error("object", "feed.no_comments")
    elif not seen_among(ctx, object_name, [record_id]):
        draft.error("record", "reference.unknown")
    else:
        _check_parent(draft, object_name, record_id)


def _check_parent(draft: Draft[Comment], object_name: str, record_id: int) -> None:
    parent = draft.get("parent")
    if parent is None:
        return
    rows = Comment.objects.system(reason="the comment that is answered, of a record that the writer sees")
    if not rows.filter(pk=parent, object=object_name, record=record_id, deleted_at=None).exists():
        draft.error("parent", "feed.other_record")


def post_prepare(ctx: Context, drafts: Sequence[Draft[Post]]) -> None:
    """Check the audience, the records that the post is about, and who is mentioned."""
    for draft in drafts:
        _check_content(draft)
        check_people(draft, "mentions")
        check_people(draft, "users")
        if not draft.is_new:
            continue
        for audience, name in (("departments", "departments"), ("users", "users"), ("team", "related")):
            if draft.get("audience") == audience and draft.get(name) is None:
                draft.error(name, f"feed.needs_{name}")
        _check_related(ctx, draft)


def _check_related(ctx: Context, draft: Draft[Any]) -> None:
    """What is attached is what the writer sees."""
    for one in draft.get("related") or ():
        spec = catalogue().objects.get(one["object"])
        if spec is None or not is_talked_about(spec):
            draft.error("related", "feed.no_comments")
        elif not seen_among(ctx, one["object"], [one["id"]]):
            draft.error("related", "reference.unknown")


def comment_written(ctx: Context, drafts: Sequence[Draft[Comment]]) -> None:
    """Tell the mentioned, the author of the answered comment, the owner and the followers; the writer has read it."""
    for draft in drafts:
        if draft.is_new and not ctx.migration:
            _tell_of_comment(ctx, draft.row)


def _tell_of_comment(ctx: Context, row: Comment) -> None:
    by = ctx.user_id
    told = _Telling(by, f"comment:{row.pk}", row.object, row.record)
    of_post = row.object == POST
    told.mention(row.mentions, MENTION_POST if of_post else MENTION)
    if row.parent_id:
        told.tell(_author(Comment, row.parent_id), ANSWERED_POST if of_post else ANSWERED)
    told.tell(_concerned(row.object, row.record), COMMENTED_POST if of_post else COMMENTED)
    _keep_receivers(Comment, row.pk, told.send())
    if by is not None:
        _mark([by], row.object, row.record)


def post_written(ctx: Context, drafts: Sequence[Draft[Post]]) -> None:
    """Tell the mentioned and the people to whom the post is addressed."""
    for draft in drafts:
        if draft.is_new and not ctx.migration:
            row = draft.row
            told = _Telling(ctx.user_id, f"post:{row.pk}", POST, row.pk)
            told.mention(row.mentions, MENTION_POST)
            if row.audience == "users":
                told.tell(row.users, POSTED)
            _keep_receivers(Post, row.pk, told.send())


def tell_mentioned(by: int | None, object_name: str, record_id: int, people: Iterable[int]) -> None:
    """Tell those who are mentioned in a follow-up, which is a record of its own; no word of it to whom may not see it."""
    told = _Telling(by, f"{object_name}:{record_id}", object_name, record_id)
    told.mention(people, MENTION_FOLLOW_UP)
    told.send()


class _Telling:
    """The notices of one post or comment: each person gets one, the first that is said, and no word of a record that he
    may not see."""

    def __init__(self, by: int | None, occasion: str, object_name: str, record_id: int):
        self.occasion, self.object_name, self.record_id = occasion, object_name, record_id
        self.name = directory().person_name(by) or ""
        self.done = {by}
        self.receivers: list[int] = []
        self.notices: list[Notice] = []

    def mention(self, people: Iterable[int], kind: str) -> None:
        """Who may not see the record learns that he was mentioned and by whom, and nothing else."""
        for one in self._new(people):
            if may_see(one, self.object_name, self.record_id):
                self._say(one, kind)
            else:
                params = {"by": self.name}
                self.notices.append(Notice(MENTION_HIDDEN, [one], occasion=self.occasion, params=params))

    def tell(self, people: Iterable[int], kind: str) -> None:
        """Others are told only where they may see it."""
        for one in self._new(people):
            if may_see(one, self.object_name, self.record_id):
                self._say(one, kind)

    def _new(self, people: Iterable[int]) -> list[int]:
        fresh = [one for one in dict.fromkeys(people) if one not in self.done]
        self.done.update(fresh)
        return fresh

    def _say(self, user_id: int, kind: str) -> None:
        self.receivers.append(user_id)
        params: dict[str, Any] = {"by": self.name}
        if self.object_name != POST:
            params["name"] = labels(None, self.object_name, [self.record_id]).get(self.record_id, "")
        self.notices.append(Notice(kind, [user_id], self.object_name, self.record_id, self.occasion, params))

    def send(self) -> list[int]:
        """Send the notices; who was told of the record."""
        notify_many(self.notices)
        return self.receivers


def _keep_receivers(model: Any, row_id: int, receivers: list[int]) -> None:
    if receivers:
        rows = model.objects.system(reason="who was told of it is kept with what was written")
        rows.filter(pk=row_id).update(receivers=receivers)


def _author(model: Any, row_id: int) -> list[int]:
    rows = model.objects.system(reason="who wrote what is answered is told").filter(pk=row_id)
    return [one for one in rows.values_list("created_by_id", flat=True) if one]


def _concerned(object_name: str, record_id: int) -> list[int]:
    """Who has to do with a record: its owner, the author of a post or follow-up, and its followers."""
    spec = catalogue().get(object_name)
    columns = ["owner_id"] if "owner" in spec.by_name else []
    if object_name == POST or follow_ups_of(object_name) is not None:
        columns.append("created_by_id")
    found: list[int] = []
    if columns:
        rows = table(spec).system(reason="owner and author are told of a comment").filter(pk=record_id)
        found = [one for values in rows.values_list(*columns) for one in values if one]
    followers = Follow.objects.filter(object=object_name, record_id=record_id).order_by("-id")
    return [*found, *followers.values_list("user_id", flat=True)[: int(FOLLOWERS_TOLD)]]


def deleting(_ctx: Context, drafts: Sequence[Draft[Any]]) -> None:
    """The notices of what is deleted go as well."""
    for draft in drafts:
        told = {*draft.row.mentions, *draft.row.receivers}
        withdraw_occasion(told, f"{draft.spec.name}:{draft.row.pk}")


def mention_check(ctx: Context, people: Iterable[int], subjects: Sequence[tuple[str, int]]) -> list[int]:
    """Those of the people who may see none of the records; with no records nobody. NotFound for a record that the caller
    may not see himself."""
    for object_name, record_id in subjects:
        require_visible(ctx, object_name, record_id)
    if not subjects:
        return []
    return [one for one in people if not any(may_see(one, *subject) for subject in subjects)]


def like(ctx: Context, rows: Sequence[Any], _params: Values) -> list[None]:
    """The caller likes the records; again has no effect."""
    names = [_name_of(row) for row in rows]
    Like.objects.bulk_create(
        [
            Like(user_id=ctx.person_id, object=name, record_id=row.pk, at=clock.now())
            for name, row in zip(names, rows, strict=True)
        ],
        ignore_conflicts=True,
    )
    _tell_of_likes(names, rows)
    return [None for _row in rows]


def unlike(ctx: Context, rows: Sequence[Any], _params: Values) -> list[None]:
    """The caller takes his like back."""
    names = [_name_of(row) for row in rows]
    for name, row in zip(names, rows, strict=True):
        Like.objects.filter(user_id=ctx.person_id, object=name, record_id=row.pk).delete()
    _tell_of_likes(names, rows)
    return [None for _row in rows]


def _name_of(row: Any) -> str:
    return next(
        spec.name for spec in catalogue().objects.values() if spec.model is type(row) and not spec.is_custom
    )


def _tell_of_likes(names: Sequence[str], rows: Sequence[Any]) -> None:
    for name in sorted(set(names)):
        emit(LIKED, name, {"ids": [row.pk for one, row in zip(names, rows, strict=True) if one == name]})


def _visible_subject(ctx: Context, object_name: str, record_id: int) -> ObjectSpec:
    spec = require_visible(ctx, object_name, record_id)
    if not is_talked_about(spec):
        raise BadRequest("feed.no_comments", status=422)
    return spec


def record_follow(ctx: Context, object_name: str, record_id: int) -> None:
    """Follow a record that the caller sees; again has no effect. Invalid beyond 2,000 records."""
    _visible_subject(ctx, object_name, record_id)
    mine = Follow.objects.filter(user_id=ctx.person_id)
    if mine.count() >= int(FOLLOWS_PER_USER):
        raise Invalid([field_error("id", "feed.too_many_follows", max=int(FOLLOWS_PER_USER))])
    follows_add(ctx.person_id, [(object_name, record_id)])


def follows_add(user_id: int, records: Iterable[tuple[str, int]]) -> None:
    """He follows these records (object, id), whether he did already or not."""
    Follow.objects.bulk_create(
        [Follow(user_id=user_id, object=name, record_id=pk, at=clock.now()) for name, pk in records],
        ignore_conflicts=True,
    )


def record_unfollow(ctx: Context, object_name: str, record_id: int) -> None:
    """Follow it no more; NotFound when the caller does not see the record."""
    _visible_subject(ctx, object_name, record_id)
    Follow.objects.filter(user_id=ctx.person_id, object=object_name, record_id=record_id).delete()


def record_read(ctx: Context, object_name: str, record_id: int) -> None:
    """The caller has read the comments of a record, or one comment or post; his notices about it are done."""
    spec = require_visible(ctx, object_name, record_id)
    if object_name == COMMENT:
        _read_comment(ctx, record_id)
        return
    if not is_talked_about(spec):
        raise BadRequest("feed.no_comments", status=422)
    with transaction.atomic():
        fresh = _unread(ctx, object_name, record_id)
        _mark([ctx.person_id], object_name, record_id)
        mark_read_of(ctx.person_id, ON_RECORD, object_name, record_id)
        if fresh:
            emit(READ, COMMENT, {"ids": fresh})
        elif object_name == POST:
            emit(READ, POST, {"ids": [record_id]})


def _read_comment(ctx: Context, comment_id: int) -> None:
    with transaction.atomic():
        _mark([ctx.person_id], COMMENT, comment_id)
        emit(READ, COMMENT, {"ids": [comment_id]})


def _unread(ctx: Context, object_name: str, record_id: int) -> list[int]:
    """The newest comments that this visit reads for the first time."""
    mark = ReadMark.objects.filter(user_id=ctx.person_id, object=object_name, record_id=record_id).first()
    rows = Comment.objects.system(reason="comments of a record that the reader sees").filter(
        object=object_name, record=record_id, deleted_at=None
    )
    rows = rows.exclude(created_by_id=ctx.person_id).filter(
        Q() if mark is None else Q(created_at__gt=mark.at)
    )
    return list(rows.order_by("-id").values_list("pk", flat=True)[: int(COMMENTS_MARKED)])


def _mark(people: Iterable[int], object_name: str, record_id: int) -> None:
    at = clock.now()
    ReadMark.objects.bulk_create(
        [ReadMark(user_id=one, object=object_name, record_id=record_id, at=at) for one in people],
        update_conflicts=True,
        update_fields=["at"],
        unique_fields=["object", "record_id", "user_id"],
    )
