"""Describes the routes of approvals."""

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

_PAGED = [one for one in LIST_PARAMS if one["name"] in ("limit", "cursor")]
_BOX: Json = {"type": "string", "enum": ["todo", "done", "started", "cc"]}
_TEXT: Json = {"type": "string", "maxLength": 4000}
_FILES: Json = {"type": "array", "items": IDS, "maxItems": 20}
_OPINION: Json = {"comment": _TEXT, "files": _FILES}
_USER: Json = {"user": IDS, **_OPINION}


def _body(required: list[str], properties: Json) -> Json:
    return json_body({"type": "object", "required": required, "properties": properties})


def _act(of: str, verb: str, summary: str, body: Json | None = None) -> dict[str, Json]:
    more = {} if body is None else {"requestBody": body}
    good = answers((200, ref("ApprovalRequest"), "The request as it stands now"))
    return {
        f"/approvals/{of}/{{id}}/{verb}": route(
            "post", "approvals", summary, good, parameters=[path_id()], **more
        )
    }


def _bulk(verb: str, summary: str) -> dict[str, Json]:
    body = _body(
        ["ids"], {"ids": {"type": "array", "items": IDS, "minItems": 1, "maxItems": 500}, "comment": _TEXT}
    )
    good = answers((200, ref("ApprovalResults"), "One result for each task"))
    return {f"/approvals/tasks/{verb}": route("post", "approvals", summary, good, requestBody=body)}


_REJECTION: Json = {
    "to": {"type": ["string", "null"], "enum": ["end", "applicant", "step", None]},
    "step": {"type": ["integer", "null"], "description": "The key of the step, for to=step"},
    **_OPINION,
}
_TRIED: Json = {
    "object": {"type": "string"},
    "approvers": {"type": "array", "items": {"type": "object", "additionalProperties": True}, "maxItems": 50},
    "id": {"type": ["integer", "null"]},
    "in_groups": {"type": "boolean"},
}
_TRIED_NOTICE: Json = {
    "object": {"type": "string"},
    "id": IDS,
    "template": {"type": "string", "minLength": 1, "maxLength": 1000},
    "receivers": {"type": "array", "items": {"type": "object", "additionalProperties": True}, "maxItems": 50},
    "user": {"type": ["integer", "null"]},
}
_ABSENCE: Json = {
    "from_on": {"type": ["string", "null"], "format": "date"},
    "until_on": {"type": ["string", "null"], "format": "date"},
    "substitute": {"type": ["integer", "null"]},
    "takes_open": {"type": "boolean"},
}

APPROVALS: Json = {
    "/approvals/tasks": route(
        "get",
        "approvals",
        "The inbox, newest first",
        answers((200, ref("ApprovalInbox"), "Tasks or requests")),
        parameters=[
            query_param("box", _BOX, "What waits for the caller, what he decided, started, or was given to read"),
            query_param("status", {"type": "string", "enum": ["pending", "done"]}, "pending: as box=todo"),
            query_param("object", {"type": "string"}, "About one object"),
            *_PAGED,
        ],
    ),
    **_bulk("approve", "Agree to several tasks"),
    **_bulk("reject", "Refuse several tasks"),
    "/approvals/tasks/{id}": route(
        "get", "approvals", "A task and what is needed to decide it",
        answers((200, ref("ApprovalDecision"), "The task")), parameters=[path_id()],
    ),
    **_act("tasks", "approve", "Agree", _body([], _OPINION)),
    **_act("tasks", "reject", "Refuse", _body(["comment"], _REJECTION)),
    **_act("tasks", "transfer", "Let somebody else decide", _body(["user"], _USER)),
    **_act(
        "tasks", "add_approver", "Ask somebody besides",
        _body(["user"], {**_USER, "position": {"type": "string", "enum": ["before", "after", "beside"]}}),
    ),
    **_act("tasks", "grab", "Take a task that the first decides"),
    "/approvals/requests": route(
        "get", "approvals", "The requests about a record, the newest first",
        answers((200, ref("ApprovalRequests"), "Requests")),
        parameters=[query_param("object", {"type": "string"}, "Its object"), query_param("id", IDS, "Its id")],
    ),
    "/approvals/requests/{id}": route(
        "get", "approvals", "One request with its way",
        answers((200, ref("ApprovalRequest"), "The request")), parameters=[path_id()],
    ),
    **_act("requests", "urge", "Remind those who have to decide"),
    **_act("requests", "comment", "A remark", _body(["comment"], _OPINION)),
    **_act("requests", "withdraw", "The applicant takes it back", _body([], _OPINION)),
    **_act("requests", "resubmit", "The applicant submits again what was returned"),
    **_act("requests", "cancel", "An administrator ends it", _body(["comment"], _OPINION)),
    **_act("requests", "reroute", "An administrator sends it to a step", _body(["step"], {"step": {"type": "integer"}, **_OPINION})),
    "/approvals/marks": route(
        "get", "approvals", "Which records of a list are being approved",
        answers((200, ref("ApprovalMarks"), "Those that are")),
        parameters=[
            query_param("object", {"type": "string"}, "Their object"),
            query_param("ids", {"type": "string"}, "Their ids, with commas between them; a page at most"),
        ],
    ),
    "/approvals/uncovered": route(
        "get", "approvals", "The objects with approvals about which nobody decides at the moment",
        answers((200, ref("ApprovalUncovered"), "What is submitted of them takes effect at once")),
    ),
    "/approvals/preview": route(
        "post", "approvals", "Who the approvers of a step are today",
        answers((200, ref("ApprovalPeople"), "People")), requestBody=_body(["object", "approvers"], _TRIED),
    ),
    "/approvals/notices/preview": route(
        "post", "approvals", "What a notice would say, and to whom",
        answers((200, ref("ApprovalNoticeTexts"), "A text for each receiver")),
        requestBody=_body(["object", "id", "template"], _TRIED_NOTICE),
    ),
    "/approvals/options": route(
        "get", "approvals", "What the author of a definition may choose from",
        answers((200, ref("ApprovalOptions"), "Facts, teams, fields that name people")),
        parameters=[query_param("object", {"type": "string"}, "The object whose records are approved")],
    ),
    "/approvals/absence": {
        **route("get", "approvals", "When the caller is away", answers((200, ref("Absence"), "His absence"))),
        **route(
            "put", "approvals", "Say that one is away, and who decides meanwhile",
            answers((200, ref("Absence"), "His absence")), requestBody=_body([], _ABSENCE),
        ),
    },
}  # fmt: skip
