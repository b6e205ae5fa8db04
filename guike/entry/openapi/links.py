"""Describes the routes of public links."""

from __future__ import annotations

from guike.entry.openapi.parts import (
    IDS,
    Json,
    answer,
    answers,
    json_body,
    path_id,
    path_text,
    query_param,
    route,
)

_TEXT: Json = {"type": "string"}
_INSTANT: Json = {"type": "string", "format": "date-time"}


def _whole(properties: Json) -> Json:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


_LINK: Json = {
    "id": IDS,
    "purpose": _TEXT,
    "label": {"type": "string", "description": "In the reader's language"},
    "created_at": _INSTANT,
    "expires_at": _INSTANT,
    "opened_count": {"type": "integer"},
    "last_opened_at": {"type": ["string", "null"], "format": "date-time"},
}
_PURPOSE = _whole({"name": _TEXT, "label": _TEXT, "days": {"type": "integer"}})
_LINKS = _whole(
    {"purposes": {"type": "array", "items": _PURPOSE}, "items": {"type": "array", "items": _whole(_LINK)}}
)
_NEW: Json = {
    "type": "object",
    "required": ["object", "id", "purpose"],
    "properties": {
        "object": _TEXT,
        "id": IDS,
        "purpose": _TEXT,
        "days": {"type": ["integer", "null"], "description": "How long it is valid"},
    },
}
_FACT = _whole({"label": _TEXT, "value": _TEXT})
_COLUMN = _whole({"name": _TEXT, "label": _TEXT, "is_number": {"type": "boolean"}})
_CELLS: Json = {"type": "object", "additionalProperties": _TEXT}
_LINE = _whole({"id": {"type": "integer"}, "cells": _CELLS, "remark": _TEXT})
_BUTTON = _whole(
    {
        "verb": _TEXT,
        "label": _TEXT,
        "remark": {"enum": ["none", "optional", "required"]},
        "about_lines": {"type": "boolean"},
        "is_danger": {"type": "boolean"},
        "line_label": _TEXT,
        "needs_name": {"type": "boolean"},
    }
)
_PAGE = _whole(
    {
        "company": _TEXT,
        "purpose": _TEXT,
        "expires_at": _INSTANT,
        "title": _TEXT,
        "facts": {"type": "array", "items": _FACT},
        "columns": {"type": "array", "items": _COLUMN},
        "lines": {"type": "array", "items": _LINE},
        "buttons": {"type": "array", "items": _BUTTON},
        "note": _TEXT,
    }
)
_ANSWER: Json = {
    "type": "object",
    "required": ["verb", "name"],
    "additionalProperties": False,
    "properties": {
        "verb": {"type": "string", "description": "Of one of the buttons"},
        "name": {"type": "string", "maxLength": 100, "description": "Who answers"},
        "remark": {"type": "string", "maxLength": 500},
        "lines": {"type": "object", "additionalProperties": _TEXT, "description": "Remarks by line"},
    },
}
LINKS: Json = {
    "/links": {
        **route(
            "get",
            "links",
            "Links of a record, without their tokens",
            answers((200, _LINKS, "What links one may make, and those that are valid")),
            parameters=[query_param("object", _TEXT, "Its object"), query_param("id", IDS, "Its id")],
        ),
        **route(
            "post",
            "links",
            "Make a public link",
            answers((201, _whole({**_LINK, "url": _TEXT}), "Its address is told once")),
            requestBody=json_body(_NEW),
        ),
    },
    "/links/{id}": route(
        "delete", "links", "Withdraw a link", answers((204, None, "Withdrawn")), parameters=[path_id()]
    ),
    "/public/links/{token}": {
        "get": {
            "tags": ["links"],
            "summary": "What a link shows",
            "security": [],
            "parameters": [path_text("token")],
            "responses": {**answers(), "200": answer(_PAGE, "The page")},
        },
        "post": {
            "tags": ["links"],
            "summary": "Answer by a link; needs an Idempotency-Key",
            "security": [],
            "parameters": [path_text("token")],
            "requestBody": json_body(_ANSWER),
            "responses": {**answers(), "200": answer(_PAGE, "The page as it stands then")},
        },
    },
    "/public/links/{token}/openings": {
        "post": {
            "tags": ["links"],
            "summary": "Told by the page when somebody looks at it",
            "security": [],
            "parameters": [path_text("token")],
            "responses": answers((204, None, "Counted")),
        }
    },
}
