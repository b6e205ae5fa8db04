"""Describes the routes about rights."""

from __future__ import annotations

from guike.entry.openapi.parts import OBJECT, Json, answers, items_of, json_body, query_param, ref, route
from guike.platform.sharing.simulating import KINDS

ACCESS: Json = {
    "/access/explain": route(
        "get",
        "access",
        "What a person may do with a record, by which rule, and what would change it",
        answers((200, ref("AccessTold"), "A line for each operation and each limited field")),
        parameters=[
            query_param("object", {"type": "string"}, "The record's object"),
            query_param("id", {"type": "integer"}, "The record"),
            query_param("user", {"type": "integer"}, "Another person than the caller, for administrators"),
        ],
    ),
    "/access/dimensions": route(
        "get",
        "access",
        "The management dimensions in force, with the values that each may have",
        answers((200, items_of("Dimension"), "All of them")),
    ),
    "/access/dimension_paths": route(
        "get",
        "access",
        "By which fields a management dimension of a kind may divide each object",
        answers((200, items_of("DimensionPaths"), "The objects that it may divide")),
        parameters=[
            query_param("kind", {"type": "string"}, "The kind of dimension"),
            query_param("choice_set", {"type": "string"}, "The set of choices, for a dimension of one"),
        ],
    ),
    "/access/compare": route(
        "get",
        "access",
        "What two roles have of everything, side by side",
        answers((200, ref("RolesCompared"), "A line for each object, field, dimension and limit")),
        parameters=[
            query_param("roles", {"type": "string"}, "The ids of two roles, with a comma between them")
        ],
    ),
    "/access/handover": route(
        "get",
        "access",
        "What a person would hand over, by kind, and the sign-ins and keys that would end",
        answers((200, ref("HandoverPreview"), "Kinds of which there is something")),
        parameters=[query_param("user", {"type": "integer"}, "The person")],
    ),
    "/access/simulate": route(
        "post",
        "access",
        "What a sharing, restriction or team rule would change; nothing is written",
        answers((200, ref("RuleEffect"), "How many records, and what for whom")),
        requestBody=json_body(
            {
                "type": "object",
                "required": ["kind", "rule"],
                "properties": {"kind": {"type": "string", "enum": list(KINDS)}, "rule": OBJECT},
            }
        ),
    ),
    "/access/simulate_person": route(
        "post",
        "access",
        "How many records a person would see with other roles, departments in charge or dimensions; nothing is written",
        answers((200, items_of("SeenByPerson"), "One line for each object that he may see")),
        requestBody=json_body(
            {
                "type": "object",
                "required": ["user"],
                "properties": {
                    "user": {"type": "integer"},
                    "roles": {"type": "array", "items": {"type": "integer"}},
                    "departments": {"type": "array", "items": {"type": "integer"}},
                    "dimensions": OBJECT,
                },
            }
        ),
    ),
}
