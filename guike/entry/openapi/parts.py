"""Pieces of all descriptions: errors, parameters, bodies."""

from __future__ import annotations

from typing import Any

from guike.kernel import limits
from guike.platform.metadata.spec import FieldSpec
from guike.platform.metadata.types import LISTS, TYPES

Json = dict[str, Any]

ERRORS = {
    400: "Not JSON, unknown parameter, bad cursor",
    401: "Not signed in",
    403: "Visible but not allowed",
    404: "Absent or not visible",
    405: "This address knows other methods",
    409: "Stale version, lost race, or refused by state or rule",
    413: "Larger than the limit",
    422: "The values are wrong: one entry per field",
    429: "Too many requests",
}
IDS: Json = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


OBJECT: Json = {"type": "object", "additionalProperties": True}
FILTER: Json = {"anyOf": [ref("Filter"), {"type": "null"}]}


def json_body(schema: Json, *, required: bool = True) -> Json:
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def answer(schema: Json | None, text: str) -> Json:
    if schema is None:
        return {"description": text}
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def problem(text: str) -> Json:
    """A refusal that one route alone gives."""
    return {"description": text, "content": {"application/problem+json": {"schema": ref("Problem")}}}


def answers(*good: tuple[int, Json | None, str]) -> Json:
    """The good answers and every refusal."""
    found: Json = {str(code): answer(schema, text) for code, schema, text in good}
    for code in ERRORS:
        found[str(code)] = {"$ref": f"#/components/responses/E{code}"}
    return found


def route(method: str, tag: str, summary: str, responses: Json, **more: object) -> Json:
    """{"get": {…}}"""
    return {method: {"tags": [tag], "summary": summary, "responses": responses, **more}}


def responses() -> Json:
    """components.responses"""
    return {
        f"E{code}": {
            "description": text,
            "content": {
                "application/problem+json": {"schema": ref("Problem")},
                **({"text/html": {}, "text/plain": {}} if code == 405 else {}),
            },
        }
        for code, text in ERRORS.items()
    }


def path_id(name: str = "id") -> Json:
    return {"name": name, "in": "path", "required": True, "schema": IDS}


def path_text(name: str) -> Json:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "string", "minLength": 1, "maxLength": 100},
    }


def query_param(name: str, schema: Json, text: str) -> Json:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": text}


LIST_PARAMS: list[Json] = [
    query_param("fields", {"type": "string"}, "Comma-separated fields, dotted paths allowed"),
    query_param("filter", {"type": "string"}, "Filter as JSON"),
    query_param("view", {"type": "string"}, "A preset's name or a saved view's id"),
    query_param("q", {"type": "string", "maxLength": int(limits.SEARCH_CHARS)}, "Search text"),
    query_param("sort", {"type": "string"}, "-created_at,name: at most three"),
    query_param(
        "limit", {"type": "integer", "minimum": 1, "maximum": int(limits.PAGE_MAX)}, "Rows of a page"
    ),
    query_param("cursor", {"type": "string"}, "From the page before"),
    query_param("count", {"type": "string", "enum": ["capped", "exact", "none"]}, "How to count"),
    query_param("deleted", {"type": "string", "enum": ["true", "false"]}, "The recycle bin"),
]
LIST_BODY: Json = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "fields": {"type": "array", "items": {"type": "string"}},
        "filter": FILTER,
        "view": {"type": "string"},
        "q": {"type": "string", "maxLength": int(limits.SEARCH_CHARS)},
        "sort": {"type": "array", "items": {"type": "string"}, "maxItems": int(limits.SORT_KEYS)},
        "limit": {"type": "integer", "minimum": 1, "maximum": int(limits.PAGE_MAX)},
        "cursor": {"type": ["string", "null"]},
        "count": {"type": "string", "enum": ["capped", "exact", "none"]},
        "deleted": {"type": "boolean"},
    },
}
KEYED: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": "The same key and body within 24 h answers the first result again",
}


def read_schema(item: FieldSpec) -> Json:
    """JSON schema of a field as it is read (masked or hidden values included)."""
    known = TYPES[item.type].schema(item)
    if item.type in LISTS:
        return {"anyOf": [known, {"type": "null"}, {"type": "string"}]}
    return {k: v for k, v in known.items() if k not in ("maxLength", "format")}


def page_of(schema: Json) -> Json:
    return {
        "type": "object",
        "required": ["items", "next_cursor"],
        "properties": {
            "items": {"type": "array", "items": schema},
            "next_cursor": {"type": ["string", "null"]},
            "total": {"type": ["integer", "null"]},
            "total_is_exact": {"type": "boolean"},
        },
    }


def items_of(name: str) -> Json:
    """A list without pages, because it is never long."""
    return {
        "type": "object",
        "required": ["items"],
        "properties": {"items": {"type": "array", "items": ref(name)}},
    }
