"""Describes the routes of calendars and of the links to them."""

from __future__ import annotations

from guike.entry.openapi.parts import (
    Json,
    answers,
    items_of,
    json_body,
    path_id,
    path_text,
    query_param,
    ref,
    route,
)

CALENDARS: Json = {
    "/calendar": route(
        "get",
        "calendar",
        "What stands in calendars",
        answers((200, ref("Calendar"), "The entries, the earliest first")),
        parameters=[
            query_param("from", {"type": "string"}, "A day of the company, or an instant"),
            query_param("to", {"type": "string"}, "Up to, but not including"),
            query_param("users", {"type": "string"}, "Ids with commas; left out: one's own"),
            query_param("of", {"type": "string"}, "`resource:12`: when this record is taken, and by whom"),
        ],
    ),
    "/calendar/people": route(
        "get",
        "calendar",
        "Whose calendars one may look at",
        answers((200, items_of("CalendarPerson"), "Oneself first")),
        parameters=[query_param("q", {"type": "string"}, "Part of a name")],
    ),
    "/calendar/feeds": {
        **route("get", "calendar", "One's links", answers((200, items_of("CalendarFeed"), "Links"))),
        **route(
            "post",
            "calendar",
            "Make a secret link to one's own calendar",
            answers((201, ref("NewCalendarFeed"), "Shown once")),
            requestBody=json_body(
                {"type": "object", "properties": {"name": {"type": "string", "maxLength": 100}}}
            ),
        ),
    },
    "/calendar/feeds/{id}": route(
        "delete", "calendar", "Revoke a link", answers((204, None, "Revoked")), parameters=[path_id()]
    ),
    "/calendar/subscribe/{secret}.ics": {
        "get": {
            "tags": ["calendar"],
            "summary": "The calendar behind a link",
            "security": [],
            "parameters": [path_text("secret")],
            "responses": {**answers(), "200": {"description": "RFC 5545", "content": {"text/calendar": {}}}},
        }
    },
}
