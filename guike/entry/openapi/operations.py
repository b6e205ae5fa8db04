"""Describes the routes for administrators of the installation."""

from __future__ import annotations

from guike.entry.openapi.parts import LIST_PARAMS, Json, answers, json_body, ref, route

_PAGED = [one for one in LIST_PARAMS if one["name"] in ("limit", "cursor")]
_OF: Json = {
    "name": "of",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": ["dead_letters", "failed_jobs", "webhook_deliveries"]},
}
_CHOSEN: Json = {"ids": {"type": "array", "items": {"type": "integer"}}, "all": {"type": "boolean"}}


def _chosen(**more: Json) -> Json:
    return json_body({"type": "object", "required": list(more), "properties": _CHOSEN | more})


OPERATIONS: Json = {
    "/operations": route(
        "get", "operations", "What waits and what was given up", answers((200, ref("Backlog"), "Counts"))
    ),
    "/operations/dead_letters": route(
        "get",
        "operations",
        "Deliveries of events that were given up",
        answers((200, ref("DeadLetters"), "Newest first")),
        parameters=_PAGED,
    ),
    "/operations/failed_jobs": route(
        "get",
        "operations",
        "Jobs that failed",
        answers((200, ref("FailedJobs"), "Newest first")),
        parameters=_PAGED,
    ),
    "/operations/webhook_deliveries": route(
        "get",
        "operations",
        "Deliveries of webhooks that were given up",
        answers((200, ref("DeadDeliveries"), "Newest first")),
        parameters=_PAGED,
    ),
    "/integrity": route(
        "get",
        "company",
        "What is derived again from the rows, and where it differs",
        answers((200, ref("Integrity"), "By check")),
    ),
    "/integrity/check": route(
        "post",
        "company",
        "Derive everything again now",
        answers((202, ref("JobId"), "The job")),
    ),
    "/operations/{of}/replay": route(
        "post",
        "operations",
        "Try again what was given up",
        answers((200, ref("Affected"), "How many")),
        parameters=[_OF],
        requestBody=_chosen(),
    ),
    "/operations/{of}/discard": route(
        "post",
        "operations",
        "Give up for good, with a reason",
        answers((200, ref("Affected"), "How many")),
        parameters=[_OF],
        requestBody=_chosen(reason={"type": "string", "minLength": 1, "maxLength": 500}),
    ),
}
