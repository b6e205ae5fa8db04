"""Describes the routes of the feed."""

from __future__ import annotations

from guike.entry.openapi.parts import (
    IDS,
    LIST_PARAMS,
    Json,
    answers,
    json_body,
    path_id,
    query_param,
    ref,
    route,
)
from guike.kernel.limits import MENTIONS
from guike.platform.feed.queries import SCOPES, STREAMS

_CURSOR = [one for one in LIST_PARAMS if one["name"] == "cursor"]
_LIMIT = query_param("limit", {"type": "integer", "minimum": 1, "maximum": 100}, "Rows")
_MENTIONED: Json = {
    "type": "object",
    "required": ["users"],
    "additionalProperties": False,
    "properties": {
        "users": {"type": "array", "maxItems": int(MENTIONS), "items": IDS},
        "related": {
            "type": "array",
            "maxItems": 20,
            "items": {
                "type": "object",
                "required": ["object", "id"],
                "properties": {"object": {"type": "string"}, "id": IDS},
            },
        },
    },
}

FEED: Json = {
    "/feed": route(
        "get",
        "feed",
        "A stream, newest first",
        answers((200, ref("FeedPage"), "A page; it may be short although more follow")),
        parameters=[
            query_param(
                "stream", {"type": "string", "enum": list(STREAMS)}, "What people say, or what they do"
            ),
            query_param("scope", {"type": "string", "enum": list(SCOPES)}, "Whose"),
            *_CURSOR,
            _LIMIT,
        ],
    ),
    "/feed/posts/{id}": route(
        "get",
        "feed",
        "One post",
        answers((200, ref("FeedItem"), "As the stream shows it")),
        parameters=[path_id()],
    ),
    "/feed/mentions": route(
        "post",
        "feed",
        "Who of the mentioned may not see the records",
        answers((200, ref("Unseen"), "Nobody is told")),
        requestBody=json_body(_MENTIONED),
    ),
}


def talk_of(tag: str, one: str) -> Json:
    """Comments, followers and read marks of one record."""
    here = [path_id()]
    done = answers((204, None, "Done"))
    return {
        f"{one}/comments": route(
            "get",
            tag,
            "Its comments, newest first",
            answers((200, ref("Comments"), "A page")),
            parameters=[path_id(), *_CURSOR, _LIMIT],
        ),
        f"{one}/follow": {
            **route(
                "get",
                tag,
                "Whether one follows it",
                answers((200, ref("FollowState"), "It")),
                parameters=here,
            ),
            **route("post", tag, "Follow it", done, parameters=here),
            **route("delete", tag, "Follow it no more", done, parameters=here),
        },
        f"{one}/read": route("post", tag, "Its comments are read", done, parameters=here),
    }
