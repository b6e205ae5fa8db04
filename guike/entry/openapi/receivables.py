"""Describes the route of ageing."""

from __future__ import annotations

from guike.entry.openapi.parts import Json, answers, query_param, route

_BUCKET: Json = {
    "type": "object",
    "required": ["name", "label", "amount", "count", "drill"],
    "properties": {
        "name": {"enum": ["not_due", "days_1_30", "days_31_60", "days_61_90", "days_over_90"]},
        "label": {"type": "string", "description": "In the reader's language"},
        "amount": {"type": "string"},
        "count": {"type": "integer"},
        "drill": {
            "type": "object",
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
                "on", {"type": "string", "format": "date"}, "Today if it is not given; no day that is past"
            )
        ],
    ),
}
