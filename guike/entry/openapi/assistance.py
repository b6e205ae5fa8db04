"""Describes the routes of acting as somebody else."""

from __future__ import annotations

from guike.entry.openapi.parts import Json, answers, json_body, ref, route

_UNTIL: Json = {"type": ["string", "null"], "format": "date-time"}
_ASSIST: Json = {
    "type": "object",
    "required": ["user", "reason", "minutes"],
    "properties": {
        "user": {"type": "integer"},
        "reason": {"type": "string"},
        "minutes": {"type": "integer", "minimum": 1, "maximum": 60},
    },
}
_PERMIT: Json = {"type": "object", "required": ["until"], "properties": {"until": _UNTIL}}
_ASSISTANCE: Json = {
    "type": "object",
    "required": ["mode", "until", "items"],
    "properties": {
        "mode": {"enum": ["off", "permitted", "always"]},
        "until": _UNTIL,
        "items": {"type": "array", "items": ref("Assistance")},
    },
}

ASSISTANCE: Json = {
    "/auth/assist": route(
        "post",
        "auth",
        "Act as a person, to help him",
        answers((204, None, "From the next request on")),
        requestBody=json_body(_ASSIST),
    ),
    "/auth/assist/end": route("post", "auth", "Be oneself again", answers((204, None, "Ended"))),
    "/auth/assistance": {
        **route(
            "get",
            "auth",
            "Whether administrators may act as the caller",
            answers((200, _ASSISTANCE, "How it stands")),
        ),
        **route(
            "put",
            "auth",
            "Permit it, or no longer",
            answers((204, None, "Stored")),
            requestBody=json_body(_PERMIT),
        ),
    },
}
