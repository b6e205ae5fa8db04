"""Describes the route of an order's progress."""

from __future__ import annotations

from guike.entry.openapi.parts import Json, answers, path_id, route

_INSTANT: Json = {"type": ["string", "null"], "format": "date-time"}
_DAY: Json = {"type": ["string", "null"], "format": "date"}
_TEXT: Json = {"type": ["string", "null"]}
_STEP: Json = {
    "type": "object",
    "required": ["name", "label", "at", "is_done", "is_current"],
    "properties": {
        "name": {
            "enum": ["created", "approved", "prepared", "shipped", "received", "completed", "cancelled"]
        },
        "label": {"type": "string", "description": "In the reader's language"},
        "at": _INSTANT,
        "is_done": {"type": "boolean"},
        "is_current": {"type": "boolean"},
    },
}
_SHIPMENT: Json = {
    "type": "object",
    "description": "A field that the caller may not read is null",
    "required": ["id", "number", "status"],
    "properties": {
        "id": {"type": "integer"},
        "number": _TEXT,
        "status": _TEXT,
        "carrier": _TEXT,
        "tracking_no": _TEXT,
        "expected_delivery_on": _DAY,
        "prepared_at": _INSTANT,
        "shipped_at": _INSTANT,
        "received_on": _DAY,
        "received_at": _INSTANT,
    },
}
PROGRESS: Json = {
    "/records/sales_order/{id}/progress": route(
        "get",
        "sales_order",
        "How far an order has come",
        answers(
            (
                200,
                {
                    "type": "object",
                    "required": ["steps", "expected_delivery_on", "shipments"],
                    "properties": {
                        "steps": {"type": "array", "items": _STEP},
                        "expected_delivery_on": _DAY,
                        "shipments": {"type": "array", "items": _SHIPMENT},
                    },
                },
                "Its steps, and those of its shipments that the caller sees",
            )
        ),
        parameters=[path_id()],
    ),
}
