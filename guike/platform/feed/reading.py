"""The answers of the feed: a page of a stream, and the comments of one record."""

from __future__ import annotations

from typing import Any

from guike.kernel.errors import BadRequest, NotFound
from guike.kernel.numerals import whole
from guike.platform.access.context import Context
from guike.platform.feed.models import Comment, Follow
from guike.platform.feed.queries import Found, cursor_of, place_of_cursor, stream_page
from guike.platform.feed.scopes import COMMENT, POST, is_talked_about
from guike.platform.feed.showing import Page
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import require_visible


def feed(ctx: Context, stream: str, scope: str, cursor: str, limit: int) -> dict[str, Any]:
    """{"items", "next_cursor"}; a page may have fewer rows than asked for although more follow."""
    found, place = stream_page(ctx, stream, scope, place_of_cursor(cursor), limit)
    return {"items": Page(ctx, found).items(), "next_cursor": cursor_of(place) if place else None}


def feed_item(ctx: Context, post_id: int) -> dict[str, Any]:
    """One post as the stream shows it; NotFound when the caller may not see it."""
    require_visible(ctx, POST, post_id)
    return Page(ctx, [_found(POST, post_id)]).items()[0]


def _found(object_name: str, row_id: int) -> Found:
    rows: Any = catalogue().get(object_name).model._default_manager
    row = rows.system(reason="a post that the reader sees").get(pk=row_id)
    return Found(row.created_at, object_name, row)


def record_comments(
    ctx: Context, object_name: str, record_id: int, cursor: str, limit: int
) -> dict[str, Any]:
    """{"items", "total", "is_followed", "follower_count", "next_cursor"}: the comments of a record, newest first."""
    ctx.require(COMMENT, "view")
    spec = require_visible(ctx, object_name, record_id)
    if not is_talked_about(spec):
        raise NotFound
    before = whole(cursor) if cursor else None
    if cursor and before is None:
        raise BadRequest("cursor.invalid")
    rows: Any = Comment.objects.system(reason="comments of a record that the reader sees").filter(
        object=object_name, record=record_id, deleted_at=None
    )
    page = list((rows if before is None else rows.filter(pk__lt=before)).order_by("-pk")[: limit + 1])
    found = [Found(row.created_at, COMMENT, row) for row in page[:limit]]
    followers = Follow.objects.filter(object=object_name, record_id=record_id)
    return {
        "items": Page(ctx, found).items(),
        "total": rows.count(),
        "is_followed": followers.filter(user_id=ctx.person_id).exists(),
        "follower_count": followers.count(),
        "next_cursor": str(page[limit - 1].pk) if len(page) > limit else None,
    }


def follow_state(ctx: Context, object_name: str, record_id: int) -> dict[str, Any]:
    """{"is_followed", "follower_count", "comment_count"} of a record; NotFound when the caller may not see it."""
    spec = require_visible(ctx, object_name, record_id)
    if not is_talked_about(spec):
        raise NotFound
    followers = Follow.objects.filter(object=object_name, record_id=record_id)
    rows: Any = Comment.objects.system(reason="comments of a record that the reader sees")
    return {
        "is_followed": followers.filter(user_id=ctx.person_id).exists(),
        "follower_count": followers.count(),
        "comment_count": rows.filter(object=object_name, record=record_id, deleted_at=None).count(),
    }
