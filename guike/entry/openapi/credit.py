"""Describes the route of credit."""

from __future__ import annotations

from guike.entry.openapi.parts import IDS, Json, answers, path_id, query_param, route

_AMOUNT: Json = {"type": "string"}
_NO_LIMIT: Json = {"type": ["string", "null"], "description": "null: there is no limit"}
_CREDIT: Json = {
    "type": "object",
    "description": "Amounts in the base currency",
    "required": [
        "limit_amount",
        "used_amount",
        "available_amount",
        "overdue_amount",
        "overdue_days",
        "reasons",
    ],
    "properties": {
        "limit_amount": _NO_LIMIT,
        "used_amount": _AMOUNT,
        "available_amount": {
            **_NO_LIMIT,
            "description": "Of the narrowest limit, those of accounts above it included",
        },
        "overdue_amount": _AMOUNT,
        "overdue_days": {"type": "integer"},
        "reasons": {"type": "array", "items": {"type": "string"}, "description": "In the reader's language"},
        "order_amount": {**_AMOUNT, "description": "Of the order that was asked about"},
        "remaining_amount": {**_NO_LIMIT, "description": "What the order leaves"},
        "is_within": {
            "type": "boolean",
            "description": "Nobody has to decide about the order because of credit",
        },
    },
}
CREDIT: Json = {
    "/records/account/{id}/credit": route(
        "get",
        "account",
        "How the credit of an account stands",
        answers((200, _CREDIT, "As of now; with an order, as it is without it")),
        parameters=[path_id(), query_param("order", IDS, "An order of the account")],
    ),
}
