"""Describes the routes of ageing and of statements of account."""

from __future__ import annotations

from guike.entry.openapi.parts import Json, answers, path_id, query_param, route

_BUCKET: Json = {
    "type": "object",
    "required": ["name", "label", "amount", "count", "drill"],
    "properties": {
        "name": {"enum": ["not_due", "days_1_30", "days_31_60", "days_61_90", "days_over_90"]},
        "label": {"type": "string", "description": "In the reader's language"},
        "amount": {"type": "string"},
        "count": {"type": "integer"},
        "drill": {
            "type": ["object", "null"],
            "description": "The records; null of a past day, since no list tells what was open then",
            "required": ["object", "filter"],
            "properties": {"object": {"type": "string"}, "filter": {"type": "object"}},
        },
    },
}
_AGEING: Json = {
    "type": "object",
    "description": "Amounts in the base currency, of the records that the caller sees",
    "required": ["on", "buckets", "amount"],
    "properties": {
        "on": {"type": "string", "format": "date"},
        "buckets": {"type": "array", "items": _BUCKET},
        "amount": {"type": "string", "description": "The sum of the buckets"},
    },
}
RECEIVABLES: Json = {
    "/receivables/ageing": route(
        "get",
        "receivable",
        "For how long what is owed has been due",
        answers((200, _AGEING, "By days overdue")),
        parameters=[
            query_param(
                "on",
                {"type": "string", "format": "date"},
                "Today if it is not given; of a past day what was known then",
            )
        ],
    ),
}
_DAY: Json = {"type": "string", "format": "date"}
_AMOUNT: Json = {"type": "string"}
_ENTRY: Json = {
    "type": "object",
    "required": ["on", "kind", "document", "amount", "balance_amount", "corrects_on"],
    "properties": {
        "on": _DAY,
        "kind": {"enum": ["receivable", "payment", "refund", "forgone", "write_off"]},
        "document": {
            "type": "object",
            "required": ["object", "id", "name"],
            "properties": {
                "object": {"type": "string"},
                "id": {"type": "integer"},
                "name": {"type": "string"},
            },
        },
        "amount": {"type": "string", "description": "Owed more; negative: less"},
        "balance_amount": _AMOUNT,
        "corrects_on": {
            "type": ["string", "null"],
            "format": "date",
            "description": "Of a period that was closed",
        },
    },
}
_STATEMENT: Json = {
    "type": "object",
    "description": "Amounts in the base currency, of the documents that the caller sees",
    "required": ["start_on", "end_on", "as_of", "opening_amount", "entries", "closing_amount"],
    "properties": {
        "start_on": _DAY,
        "end_on": _DAY,
        "as_of": _DAY,
        "opening_amount": _AMOUNT,
        "entries": {"type": "array", "items": _ENTRY},
        "closing_amount": _AMOUNT,
    },
}
STATEMENT: Json = {
    "/records/account/{id}/statement": route(
        "get",
        "account",
        "The statement of an account",
        answers((200, _STATEMENT, "What was owed, what happened, what is owed")),
        parameters=[
            path_id(),
            query_param("start_on", _DAY, "The first of the month if it is not given"),
            query_param("end_on", _DAY, "Today if it is not given"),
            query_param("as_of", _DAY, "With what was known at the end of this day"),
            query_param("group", {"type": "boolean"}, "With the accounts below it"),
        ],
    ),
}
