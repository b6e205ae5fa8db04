"""Describes the routes of prices."""

from __future__ import annotations

from guike.entry.openapi.parts import Json, answers, json_body, query_param, route
from guike.kernel.limits import LINES_PER_RECORD

_ID: Json = {"type": ["integer", "null"], "minimum": 1}
_TEXT: Json = {"type": ["string", "null"]}
_ASKED: Json = {
    "type": "object",
    "required": ["lines"],
    "properties": {
        "lines": {
            "type": "array",
            "minItems": 1,
            "maxItems": int(LINES_PER_RECORD),
            "items": {
                "type": "object",
                "required": ["product"],
                "properties": {
                    "product": {"type": "integer", "minimum": 1},
                    "unit": _ID,
                    "quantity": {"type": "string", "description": "1 if it is not given"},
                },
            },
        },
        "account": _ID,
        "owner": {**_ID, "description": "Who sells; the caller if it is not given"},
        "on": {"type": ["string", "null"], "format": "date", "description": "Today if it is not given"},
        "currency": {**_TEXT, "maxLength": 3, "description": "The base currency if it is not given"},
    },
}
_CANDIDATE: Json = {
    "type": "object",
    "properties": {
        "source": {"type": "string"},
        "book": _TEXT,
        "price": _TEXT,
        "from_quantity": _TEXT,
        "unit": _ID,
        "discount_rate": _TEXT,
        "why_not": {**_TEXT, "description": "null: it gives the price"},
        "change": {
            "type": ["object", "null"],
            "description": "The smallest change after which it gives the price",
            "properties": {"field": {"type": "string"}, "value": {"type": ["string", "integer", "null"]}},
        },
    },
}
_PRICE: Json = {
    "type": "object",
    "required": ["unit_price", "source", "candidates"],
    "properties": {
        "unit_price": _TEXT,
        "source": _TEXT,
        "book": _TEXT,
        "entry": {"type": ["integer", "null"]},
        "candidates": {"type": "array", "items": _CANDIDATE},
        "is_sellable": {"type": "boolean"},
    },
}

PRICES: Json = {
    "/prices/explain": route(
        "post",
        "prices",
        "What something costs, and why",
        answers(
            (200, {"type": "object", "properties": {"items": {"type": "array", "items": _PRICE}}}, "By line")
        ),
        requestBody=json_body(_ASKED),
    ),
    "/prices/range": route(
        "get",
        "prices",
        "What may be sold to an account",
        answers(
            (
                200,
                {"type": "object", "properties": {"filter": {"type": ["object", "null"]}}},
                "A filter over products; null: everything",
            )
        ),
        parameters=[query_param("account", {"type": "integer"}, "The account")],
    ),
}
