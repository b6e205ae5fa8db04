"""Describes the routes of reports."""

from __future__ import annotations

from guike.entry.openapi.parts import (
    FILTER,
    LIST_PARAMS,
    OBJECT,
    Json,
    answer,
    answers,
    items_of,
    json_body,
    path_id,
    path_text,
    query_param,
    ref,
    route,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SPEC: Json = {
    "type": "object",
    "required": ["object"],
    "additionalProperties": True,
    "properties": {"object": {"type": "string"}},
}
_FLAGS: Json = {
    "explain": {"type": "boolean", "description": "Whether to tell what the figures are"},
    "as_job": {"type": "boolean", "description": "Whether a job runs it, which has longer"},
}
_RUN: Json = {
    "anyOf": [
        {
            "type": "object",
            "required": ["spec"],
            "additionalProperties": False,
            "properties": {"spec": _SPEC, **_FLAGS},
        },
        _SPEC,
    ]
}
_NARROWED: Json = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"filter": FILTER, **_FLAGS},
}
_FORMAT = query_param("format", {"type": "string", "enum": ["xlsx"]}, "Of the file")
_FILTER = query_param("filter", {"type": "string"}, "Filter as JSON, besides the report's own")
_RAN = answers((200, ref("ReportAnswer"), "Its figures"), (202, ref("Started"), "The job, with `as_job`"))


def _kept(at: str, parameter: Json, what: str) -> Json:
    """The routes of a report that is run by its name."""
    file = {
        "description": "The workbook",
        "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
    }
    return {
        f"{at}/run": route(
            "post",
            "reports",
            f"Run {what}",
            _RAN,
            parameters=[parameter],
            requestBody=json_body(_NARROWED, required=False),
        ),
        f"{at}/export": route(
            "get",
            "reports",
            f"The workbook of {what}",
            {**answers(), "200": file, "202": answer(ref("Started"), "It takes long: the job")},
            parameters=[parameter, _FORMAT, _FILTER],
        ),
    }


REPORTS: Json = {
    "/reports": {
        **route(
            "get",
            "reports",
            "Saved reports",
            answers((200, OBJECT, "A page, as of any object")),
            parameters=LIST_PARAMS,
        ),
        **route(
            "post",
            "reports",
            "Save a report",
            answers((201, OBJECT, "The report")),
            requestBody=json_body(OBJECT),
        ),
    },
    "/reports/{id}": route(
        "get", "reports", "A saved report", answers((200, OBJECT, "The report")), parameters=[path_id()]
    ),
    "/reports/run": route("post", "reports", "Run a spec", _RAN, requestBody=json_body(_RUN)),
    "/reports/runs/{id}": route(
        "get",
        "reports",
        "A run by a job, for whoever asked, for a day",
        answers((200, ref("ReportRun"), "Its state, and the answer when it is done")),
        parameters=[path_id()],
    ),
    "/reports/templates": route(
        "get",
        "reports",
        "Presets that the caller may run",
        answers((200, items_of("ReportTemplate"), "In order")),
    ),
    **_kept("/reports/templates/{code}", path_text("code"), "a preset"),
    **_kept("/reports/{id}", path_id(), "a saved report"),
}
