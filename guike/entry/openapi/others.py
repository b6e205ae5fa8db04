"""Describes the routes that do not serve records: signing in, metadata, settings, jobs, files, imports, reminders."""

from __future__ import annotations

from guike.entry.openapi.access import ACCESS
from guike.entry.openapi.assistance import ASSISTANCE
from guike.entry.openapi.automation import AUTOMATION
from guike.entry.openapi.calendars import CALENDARS
from guike.entry.openapi.feed import FEED
from guike.entry.openapi.operations import OPERATIONS
from guike.entry.openapi.parts import (
    LIST_BODY,
    LIST_PARAMS,
    OBJECT,
    Json,
    answers,
    items_of,
    json_body,
    path_id,
    path_text,
    problem,
    query_param,
    ref,
    route,
)
from guike.entry.openapi.second_factor import SECOND_FACTOR

_PLACE = [
    query_param("department", {"type": "integer"}, "Settings of one department"),
    query_param("object", {"type": "string"}, "Settings of one object"),
]
_OF_OBJECT = query_param("object", {"type": "string"}, "Those of one object")
_LISTED = [
    _OF_OBJECT,
    query_param("everybody", {"type": "boolean"}, "Not only one's own, with the permission job.view"),
    query_param("before", {"type": "integer"}, "Begun before this one: `next` of the answer before"),
]
_CLEARING: Json = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "description": "The company's name, typed by the person"},
        "password": {
            "type": ["string", "null"],
            "description": "A new one of one's own, in place of the demo's",
        },
    },
}
LABELS = query_param("labels", {"type": "string", "enum": ["all"]}, "Labels in every language")


def _multipart(properties: Json, required: list[str]) -> Json:
    schema = {"type": "object", "properties": properties, "required": required}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


_REMINDERS = [
    query_param("kind", {"type": "string"}, "Of one kind"),
    query_param("unread", {"type": "string", "enum": ["true", "false"]}, "Unread ones alone"),
    *(one for one in LIST_PARAMS if one["name"] in ("limit", "cursor")),
]
_FILE = {"type": "string", "format": "binary"}
_LOGIN: Json = {
    "type": "object",
    "required": ["username", "password"],
    "properties": {
        "username": {"type": "string"},
        "password": {"type": "string"},
        "otp": {"type": ["string", "null"]},
    },
}
_END_SESSION: Json = {
    "type": "object",
    "required": ["end_session"],
    "properties": {"end_session": {"type": "string", "format": "uri"}},
}
_PASSWORD: Json = {
    "type": "object",
    "required": ["old_password", "new_password"],
    "properties": {"old_password": {"type": "string"}, "new_password": {"type": "string"}},
}
_TOKEN: Json = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 100},
        "expires_at": {"type": ["string", "null"], "format": "date-time"},
        "scopes": {"type": ["array", "null"], "items": {"type": "string"}},
    },
}
_CHANNELS: Json = {"type": "array", "items": {"type": "string"}}
_CLOCK: Json = {"type": ["string", "null"]}
_PREFERENCES: Json = {
    "type": "object",
    "required": ["items"],
    "properties": {
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "kind": {"type": "string"},
                    "channels": _CHANNELS,
                    "quiet_from": _CLOCK,
                    "quiet_to": _CLOCK,
                    "digest": {"type": "string", "enum": ["none", "daily"]},
                },
            },
        }
    },
}
_READ: Json = {
    "type": "object",
    "properties": {
        "ids": {"type": "array", "items": {"type": "integer"}},
        "kind": {"type": "string"},
        "all": {"type": "boolean"},
    },
}

_OPTIONS: Json = {
    "object": {"type": "string"},
    "mapping": {"type": "string", "description": "JSON {column: field}; left out: as proposed"},
    "on_duplicate": {"type": "string", "enum": ["skip", "update", "create"]},
    "defaults": {"type": "string", "description": "JSON {field: value}"},
    "mode": {"type": "string", "enum": ["normal", "migration"]},
    "blanks": {"type": "string", "enum": ["leave", "clear"], "description": "What an empty cell does"},
    "reading": {"type": "string", "description": "JSON: how the file is read, as the preview's `reading`"},
    "columns": {
        "type": "string",
        "description": "JSON {column: {on_bad: refuse, empty or create, words: {word of the file: code or id}}}",
    },
    "identify_by": {"type": "string", "description": "JSON [names of keys that the preview offers]"},
}
_SHEET = {"anyOf": [_FILE, {"type": "integer"}], "description": "A file, or the number of one sent before"}
_MAPPING: Json = {
    "type": "object",
    "required": ["object", "name", "mapping"],
    "properties": {
        "object": {"type": "string"},
        "name": {"type": "string"},
        "mapping": {"type": "object", "additionalProperties": {"type": "string"}},
        "columns": {"type": "object", "additionalProperties": ref("Decision")},
    },
}
_EXPORT: Json = {
    "type": "object",
    "required": ["object"],
    "additionalProperties": False,
    "properties": {
        "object": {"type": "string"},
        **{name: LIST_BODY["properties"][name] for name in ("view", "filter", "q", "sort", "fields")},
        "format": {"type": "string", "enum": ["xlsx", "csv"]},
    },
}


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _bytes(text: str, *types: str) -> Json:
    """The answers of a route that returns a file of one of these types, refusals included."""
    found = answers()
    found["200"] = {"description": text, "content": {name: {} for name in types}}
    return found


_WHOSE = query_param("user", {"type": "integer"}, "Another user's, for administrators")

OTHERS: Json = {
    **SECOND_FACTOR,
    "/auth/config": route(
        "get",
        "auth",
        "What the sign-in page needs",
        answers((200, ref("AuthConfig"), "Configuration")),
        security=[],
    ),
    "/auth/login": route(
        "post",
        "auth",
        "Sign in",
        answers((200, ref("Me"), "The user")),
        requestBody=json_body(_LOGIN),
        security=[],
    ),
    "/auth/logout": route(
        "post",
        "auth",
        "Sign out",
        answers(
            (200, _END_SESSION, "Signed out here; where one signs out at the company's provider, too"),
            (204, None, "Signed out"),
        ),
    ),
    "/auth/password": route(
        "post",
        "auth",
        "Change one's own password",
        answers((204, None, "Changed")),
        requestBody=json_body(_PASSWORD),
    ),
    "/auth/alive": route(
        "get",
        "auth",
        "Whether the sign-in stands; the header X-Idle-Seconds tells since when nobody touches the page",
        answers((204, None, "It stands")),
    ),
    **ASSISTANCE,
    "/auth/me": route("get", "auth", "Who am I", answers((200, ref("Me"), "The user"))),
    "/auth/sessions": {
        **route(
            "get",
            "auth",
            "Where one is signed in",
            answers((200, items_of("SignIn"), "Sign-ins")),
            parameters=[_WHOSE],
        ),
        **route(
            "delete",
            "auth",
            "Sign out everywhere else",
            answers((204, None, "Ended")),
            parameters=[_WHOSE],
        ),
    },
    "/auth/sessions/{id}": route(
        "delete", "auth", "End a sign-in", answers((204, None, "Ended")), parameters=[path_id()]
    ),
    "/auth/tokens": {
        **route("get", "auth", "Tokens", answers((200, items_of("Token"), "Tokens")), parameters=[_WHOSE]),
        **route(
            "post",
            "auth",
            "Make a token",
            answers((201, ref("NewToken"), "Shown once")),
            requestBody=json_body(_TOKEN),
        ),
    },
    "/auth/tokens/{id}": route(
        "delete", "auth", "Revoke a token", answers((204, None, "Revoked")), parameters=[path_id()]
    ),
    "/meta/objects": route(
        "get", "meta", "Objects", answers((200, ref("Objects"), "Objects")), parameters=[LABELS]
    ),
    "/meta/objects/{object}": route(
        "get",
        "meta",
        "One object",
        answers((200, ref("ObjectMeta"), "Fields, actions, views")),
        parameters=[path_text("object"), LABELS],
    ),
    "/meta/regions": route(
        "get", "meta", "Regions", answers((200, {"type": "array", "items": ref("Region")}, "Tree"))
    ),
    "/settings": {
        **route(
            "get",
            "settings",
            "Settings",
            answers((200, ref("Settings"), "Settings")),
            parameters=[*_PLACE, LABELS],
        ),
        **route(
            "patch",
            "settings",
            "Change settings",
            answers((200, ref("Settings"), "Settings")),
            parameters=_PLACE,
            requestBody=json_body(OBJECT),
        ),
    },
    "/search": route(
        "get",
        "search",
        "Search everything",
        answers((200, items_of("Hit"), "Found")),
        parameters=[query_param("q", {"type": "string"}, "Text")],
    ),
    "/jobs/{id}": route(
        "get", "jobs", "How long work stands", answers((200, ref("Job"), "The job")), parameters=[path_id()]
    ),
    "/jobs/{id}/cancel": route(
        "post", "jobs", "Ask it to stop", answers((200, ref("Job"), "The job")), parameters=[path_id()]
    ),
    **OPERATIONS,
    **ACCESS,
    **AUTOMATION,
    **FEED,
    "/files": route(
        "post",
        "files",
        "Upload",
        answers((201, ref("File"), "The file")),
        requestBody=_multipart(
            {"file": _FILE, "object": {"type": "string"}, "id": {"type": "integer"}}, ["file"]
        ),
    ),
    "/notifications": route(
        "get",
        "notifications",
        "Reminders",
        answers((200, ref("Notifications"), "Reminders")),
        parameters=_REMINDERS,
    ),
    "/todos": route(
        "get",
        "notifications",
        "Work lists with their numbers",
        answers((200, items_of("Todo"), "What waits for the caller")),
    ),
    "/notifications/preferences": {
        **route(
            "get",
            "notifications",
            "By which channels the caller is told",
            answers((200, ref("Preferences"), "His choice")),
        ),
        **route(
            "put",
            "notifications",
            "Choose the channels",
            answers((200, ref("Preferences"), "His choice")),
            requestBody=json_body(_PREFERENCES),
        ),
    },
    "/notifications/read": route(
        "post", "notifications", "Mark as read", answers((204, None, "Marked")), requestBody=json_body(_READ)
    ),
    "/files/{id}": {
        **route(
            "get",
            "files",
            "The content, as an attachment",
            _bytes("The content", "*/*"),
            parameters=[
                path_id(),
                query_param("size", {"type": "string", "enum": ["thumb"]}, "A small picture"),
            ],
        ),
        **route("delete", "files", "Remove a file", answers((204, None, "Removed")), parameters=[path_id()]),
    },
    "/imports": {
        **route(
            "get",
            "imports",
            "Imports, newest first",
            answers((200, ref("Imports"), "Imports")),
            parameters=_LISTED,
        ),
        **route(
            "post",
            "imports",
            "Start an import",
            answers((202, ref("Started"), "The job")),
            requestBody=_multipart(
                {"file": _SHEET, **_OPTIONS, "save_mapping": {"type": "string"}}, ["file", "object"]
            ),
        ),
    },
    "/imports/preview": route(
        "post",
        "imports",
        "Propose the mapping",
        answers((200, ref("Preview"), "Columns, samples, problems")),
        requestBody=_multipart({"file": _SHEET, **_OPTIONS}, ["file", "object"]),
    ),
    "/imports/check": route(
        "post",
        "imports",
        "Try the whole file",
        answers((202, ref("JobId"), "The job")),
        requestBody=_multipart({"file": _SHEET, **_OPTIONS}, ["file", "object"]),
    ),
    "/imports/mappings": {
        **route(
            "get",
            "imports",
            "Saved mappings",
            answers((200, items_of("Mapping"), "Mappings")),
            parameters=[_OF_OBJECT],
        ),
        **route(
            "post",
            "imports",
            "Save a mapping",
            answers((201, ref("Mapping"), "Saved")),
            requestBody=json_body(_MAPPING),
        ),
    },
    "/imports/mappings/{id}": route(
        "delete", "imports", "Forget a mapping", answers((204, None, "Gone")), parameters=[path_id()]
    ),
    "/imports/{id}": route(
        "get",
        "imports",
        "How an import stands",
        answers((200, ref("Import"), "Counts")),
        parameters=[path_id()],
    ),
    "/imports/{id}/errors.xlsx": route(
        "get",
        "imports",
        "Failed rows with reasons",
        _bytes("A workbook", _XLSX),
        parameters=[
            path_id(),
            query_param("locale", {"type": "string"}, "Its language: a link sends no header"),
        ],
    ),
    "/imports/{id}/undo": {
        **route(
            "get",
            "imports",
            "What undoing an import would do",
            answers((200, ref("UndoForeseen"), "In numbers")),
            parameters=[path_id()],
        ),
        **route(
            "post",
            "imports",
            "Undo an import",
            answers((202, ref("JobId"), "The job")),
            parameters=[path_id()],
        ),
    },
    "/exports": {
        **route(
            "get",
            "exports",
            "Exports, newest first",
            answers((200, ref("Exports"), "Exports")),
            parameters=_LISTED,
        ),
        **route(
            "post",
            "exports",
            "Start an export",
            answers((202, ref("Started"), "The job")),
            requestBody=json_body(_EXPORT),
        ),
    },
    "/retention": route(
        "get",
        "company",
        "What is kept, and for how long",
        answers((200, ref("Retention"), "By kind")),
    ),
    "/company/start": route(
        "get",
        "company",
        "How far the company is set up",
        answers((200, ref("CompanyStart"), "Its first days")),
    ),
    "/company/demo": route(
        "get",
        "company",
        "What clearing the demo would remove",
        answers((200, ref("DemoStock"), "In numbers")),
    ),
    "/company/demo/clear": route(
        "post",
        "company",
        "Clear the demo data",
        answers((200, ref("DemoCleared"), "What went")),
        requestBody=json_body(_CLEARING),
    ),
    **CALENDARS,
    "/exports/{id}": route(
        "get",
        "exports",
        "How an export stands",
        answers((200, ref("Export"), "The export")),
        parameters=[path_id()],
    ),
    "/exports/{id}/file": route(
        "get",
        "exports",
        "The file",
        _bytes("The file", _XLSX, "text/csv", "application/zip") | {"410": problem("It is kept no longer")},
        parameters=[path_id()],
    ),
    "/openapi.json": route("get", "meta", "This document", answers((200, OBJECT, "OpenAPI 3.1"))),
    "/live": {
        "get": {
            "tags": ["notifications"],
            "summary": "The live channel (SSE) on a port of its own",
            "parameters": [
                query_param("age", {"type": "integer"}, "Milliseconds since the page was begun"),
                query_param("after", {"type": "string"}, "The last id that was heard, as Last-Event-ID"),
            ],
            "responses": {
                "307": {"description": "Where it listens"},
                "404": {"$ref": "#/components/responses/E404"},
            },
            "security": [],
        }
    },
}
