"""Tables of the feed: posts, comments, what people like, follow and have read, and the entries of the CRM stream."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guike.platform.database.models import BaseModel, plain_column, reference

LIVING = Q(deleted_at=None)


def _ids() -> ArrayField[Any, Any]:
    return ArrayField(models.BigIntegerField(), default=list, blank=True)


class Post(BaseModel):
    """动态: what somebody tells colleagues. `related`: [{"object", "id"}]; `receivers`: who was told of it by a notice."""

    content = models.TextField(blank=True, default="")
    kind = plain_column(20)
    audience = plain_column(20)
    departments = _ids()
    users = _ids()
    related = models.JSONField(default=list, blank=True)
    mentions = _ids()
    files = _ids()
    receivers = _ids()

    class Meta(BaseModel.Meta):
        db_table = "post"
        indexes = (
            models.Index(F("created_at").desc(), F("id").desc(), name="post_time_ix", condition=LIVING),
            models.Index(
                "created_by", F("created_at").desc(), F("id").desc(), name="post_author_ix", condition=LIVING
            ),
        )


class Comment(BaseModel):
    """评论: on a record of any object. `related`: [{"object", "id"}], further records that it points at; `receivers`: who was
    told of it by a notice and may see the record."""

    object = models.CharField(max_length=60)
    record = models.BigIntegerField()
    parent = reference("feed.Comment")
    content = models.TextField(blank=True, default="")
    related = models.JSONField(default=list, blank=True)
    mentions = _ids()
    files = _ids()
    receivers = _ids()

    class Meta(BaseModel.Meta):
        db_table = "comment"
        indexes = (
            models.Index("object", "record", F("id").desc(), name="comment_record_ix", condition=LIVING),
            models.Index(F("created_at").desc(), F("id").desc(), name="comment_time_ix", condition=LIVING),
            models.Index(
                "created_by",
                F("created_at").desc(),
                F("id").desc(),
                name="comment_author_ix",
                condition=LIVING,
            ),
        )


class _Mark(models.Model):
    """What one person has to do with one record."""

    id = models.BigAutoField(primary_key=True)
    user_id = models.BigIntegerField()
    object = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"#{self.user_id}: {self.object} #{self.record_id}"


class Like(_Mark):
    """赞"""

    class Meta:
        db_table = "feed_like"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["object", "record_id", "user_id"], name="feed_like_uq"),
        ]


class Follow(_Mark):
    """关注: the record's news stand in the person's own stream, and he is told of its comments."""

    class Meta:
        db_table = "feed_follow"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user_id", "object", "record_id"], name="feed_follow_uq"),
        ]
        indexes: ClassVar = [models.Index(fields=["object", "record_id"], name="feed_follow_record_ix")]


class ReadMark(_Mark):
    """已读: until when the person has read the comments of the record."""

    class Meta:
        db_table = "feed_read"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["object", "record_id", "user_id"], name="feed_read_uq"),
        ]


class FeedEntry(models.Model):
    """One line of the CRM stream: what somebody did with one record. Only added to, by the subscriber of the outbox.

    `changes`: ids of the rows of the history, in which the values stand; `event_id` makes a repeated delivery harmless.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    object = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    actor_id = models.BigIntegerField()
    changes = _ids()
    event_id = models.BigIntegerField()

    class Meta:
        db_table = "feed_entry"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event_id", "record_id"], name="feed_entry_once_uq"),
        ]
        indexes: ClassVar = [
            models.Index(F("at").desc(), F("id").desc(), name="feed_entry_time_ix"),
            models.Index("actor_id", F("at").desc(), F("id").desc(), name="feed_entry_actor_ix"),
            models.Index("object", "record_id", F("at").desc(), F("id").desc(), name="feed_entry_record_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.object} #{self.record_id}"
