"""The routes of one object, described from its spec."""

from __future__ import annotations

from guike.entry.openapi.parts import (
    FILTER,
    IDS,
    ITEMS,
    JOB,
    KEYED,
    LIST_BODY,
    LIST_PARAMS,
    RESULTS,
    Json,
    answers,
    json_body,
    page_of,
    path_id,
    path_text,
    query_param,
    read_schema,
    ref,
)
from guike.kernel import limits
from guike.platform.access.context import Context
from guike.platform.access.fields import readable
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.views.describe import action_schema, write_schema


def record_schemas(ctx: Context, spec: ObjectSpec) -> Json:
    """`lead` as read, `lead_write` as written."""
    read = {item.name: read_schema(item) for item in readable(ctx, spec).values()}
    read["_version"] = {"type": "integer"}
    written: Json = {}
    for item in spec.fields:
        if not item.is_active or ctx.level(spec.name, item.name) != "edit":
            continue
        if item.read_only and item.name != (spec.states.field if spec.states else ""):
            continue
        if item.type == "lines":
            written[item.name] = {"type": ["array", "null"], "items": ref(f"{item.lines_object}_write")}
        else:
            written[item.name] = write_schema(item)
    return {
        spec.name: {"type": "object", "required": ["id"], "properties": read},
        f"{spec.name}_write": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                **written,
                "_version": {"type": "integer"},
                **({"id": IDS} if spec.is_line else {}),
            },
        },
    }


def object_paths(ctx: Context, spec: ObjectSpec) -> Json:
    """Every address of one object."""
    base = f"/records/{spec.name}"
    one = f"{base}/{{id}}"
    record, page = ref(spec.name), page_of(ref(spec.name))
    tag = {"tags": [spec.name]}
    label = spec.label.en
    paths: Json = {
        base: {
            "get": {
                **tag,
                "summary": f"List {spec.plural.en}",
                "parameters": LIST_PARAMS,
                "responses": answers((200, page, "A page")),
            }
        },
        f"{base}/query": {
            "post": {
                **tag,
                "summary": f"Query {spec.plural.en}",
                "requestBody": json_body(LIST_BODY),
                "responses": answers((200, page, "A page")),
            }
        },
        f"{base}/aggregate": {
            "post": {
                **tag,
                "summary": "Groups and measures",
                "requestBody": json_body(_AGGREGATE),
                "responses": answers((200, _ROWS, "Groups")),
            }
        },
        one: {
            "get": {
                **tag,
                "summary": f"Read one {label}",
                "parameters": [path_id(), LIST_PARAMS[0]],
                "responses": answers((200, record, label)),
            }
        },
        f"{one}/related/{{relation}}": {
            "get": {
                **tag,
                "summary": "Rows that point at it",
                "parameters": [path_id(), path_text("relation"), *LIST_PARAMS],
                "responses": answers((200, page_of({"type": "object"}), "A page")),
            }
        },
    }
    if spec.is_line:
        return paths
    paths[base]["post"] = {
        **tag,
        "summary": f"Create {label}",
        "parameters": [KEYED],
        "requestBody": json_body(ref(f"{spec.name}_write")),
        "responses": answers((201, record, "Created")),
    }
    paths[one]["patch"] = {
        **tag,
        "summary": f"Change {label}",
        "parameters": [path_id()],
        "requestBody": json_body(ref(f"{spec.name}_write")),
        "responses": answers((200, record, "Changed")),
    }
    paths[one]["delete"] = {
        **tag,
        "summary": "To the recycle bin",
        "parameters": [path_id()],
        "responses": answers((204, None, "Deleted")),
    }
    paths[f"{base}/bulk"] = {
        "post": {
            **tag,
            "summary": "Many rows at once",
            "parameters": [KEYED],
            "requestBody": json_body(_bulk(spec)),
            "responses": answers((200, RESULTS, "One result a row")),
        }
    }
    paths[f"{base}/duplicates"] = {
        "post": {
            **tag,
            "summary": "Likely duplicates of values or of a record",
            "requestBody": json_body(_DUPLICATES),
            "responses": answers((200, ITEMS, "As far as policy shows them")),
        }
    }
    if "external_id" in spec.by_name:
        paths[f"{base}/external/{{source}}/{{external_id}}"] = {
            "put": {
                **tag,
                "summary": "Create or update by outside key",
                "parameters": [path_text("source"), path_text("external_id")],
                "requestBody": json_body(ref(f"{spec.name}_write")),
                "responses": answers((200, record, "Updated"), (201, record, "Created")),
            }
        }
    paths |= _parts(spec, one)
    paths |= _actions(ctx, spec, base, one)
    return paths


_AGGREGATE: Json = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "filter": FILTER,
        "view": {"type": "string"},
        "q": {"type": "string"},
        "groups": {
            "type": "array",
            "maxItems": int(limits.GROUP_KEYS),
            "items": {
                "type": "object",
                "required": ["field"],
                "properties": {"field": {"type": "string"}, "bucket": {"type": "string"}},
            },
        },
        "measures": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["as", "agg"],
                "properties": {
                    "as": {"type": "string"},
                    "agg": {"type": "string"},
                    "field": {"type": "string"},
                },
            },
        },
    },
}
_DUPLICATES: Json = {"type": "object", "properties": {"values": {"type": "object"}, "id": IDS}}
_ROWS: Json = {
    "type": "object",
    "required": ["rows", "totals"],
    "properties": {"rows": {"type": "array", "items": {"type": "object"}}, "totals": {"type": "object"}},
}


def _bulk(spec: ObjectSpec) -> Json:
    rows = {"type": "array", "maxItems": int(limits.BULK_ROWS), "items": ref(f"{spec.name}_write")}
    updates = {
        "type": "array",
        "maxItems": int(limits.BULK_ROWS),
        "items": {"type": "object", "required": ["id"], "properties": {"id": IDS}},
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "create": rows,
            "update": updates,
            "upsert": rows,
            "key": {"type": "string"},
            "delete": {"type": "array", "maxItems": int(limits.BULK_ROWS), "items": IDS},
            "atomic": {"type": "boolean"},
        },
        "minProperties": 1,
    }


def _parts(spec: ObjectSpec, one: str) -> Json:
    paged = [
        path_id(),
        query_param("cursor", {"type": "string"}, "From the page before"),
        query_param("limit", {"type": "integer", "minimum": 1, "maximum": 200}, "Rows"),
    ]
    tag = {"tags": [spec.name]}
    member = {
        "type": "object",
        "required": ["user"],
        "properties": {
            "user": IDS,
            "role": {"type": "string", "maxLength": 50},
            "access": {"type": "string", "enum": ["read", "edit"]},
        },
    }
    found: Json = {
        f"{one}/history": {
            "get": {
                **tag,
                "summary": "Who changed what",
                "parameters": paged,
                "responses": answers((200, ITEMS, "Changes")),
            }
        },
        f"{one}/timeline": {
            "get": {
                **tag,
                "summary": "Everything that happened",
                "parameters": paged,
                "responses": answers((200, ITEMS, "Entries")),
            }
        },
        f"{one}/files": {
            "get": {
                **tag,
                "summary": "Attachments",
                "parameters": [path_id()],
                "responses": answers((200, ITEMS, "Files")),
            }
        },
        f"{one}/access": {
            "get": {
                **tag,
                "summary": "Why one may or may not",
                "parameters": [
                    path_id(),
                    query_param("user", {"type": "integer"}, "Another user, for administrators"),
                ],
                "responses": answers((200, ITEMS, "Operations")),
            }
        },
    }
    if spec.has_team and spec.access.kind == "owned":
        found[f"{one}/team"] = {
            "get": {
                **tag,
                "summary": "Related team members",
                "parameters": [path_id()],
                "responses": answers((200, ITEMS, "Members")),
            },
            "post": {
                **tag,
                "summary": "Add a member",
                "parameters": [path_id()],
                "requestBody": json_body(member),
                "responses": answers((200, ITEMS, "Members")),
            },
        }
        found[f"{one}/team/{{user}}"] = {
            "delete": {
                **tag,
                "summary": "Remove a member",
                "parameters": [path_id(), path_id("user")],
                "responses": answers((204, None, "Removed")),
            }
        }
    return found


def _actions(ctx: Context, spec: ObjectSpec, base: str, one: str) -> Json:
    found: Json = {}
    tag = {"tags": [spec.name]}
    for action in spec.actions:
        if not ctx.can(spec.name, action.permission):
            continue
        schema = action_schema(action)
        many = {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "ids": {"type": "array", "maxItems": int(limits.BULK_ROWS), "items": IDS},
                "filter": FILTER,
                "view": {"type": "string"},
                "q": {"type": "string"},
                "expected_count": {"type": "integer", "minimum": 0},
                "params": schema,
            },
        }
        found[f"{one}/actions/{action.name}"] = {
            "post": {
                **tag,
                "summary": action.label.en,
                "parameters": [path_id(), KEYED],
                "requestBody": json_body(schema, required=bool(schema["required"])),
                "responses": answers(
                    (200, {"type": "object"}, "The changed record, or what the action returns")
                ),
            }
        }
        found[f"{base}/actions/{action.name}"] = {
            "post": {
                **tag,
                "summary": f"{action.label.en} (many)",
                "parameters": [KEYED],
                "requestBody": json_body(many),
                "responses": answers((200, RESULTS, "One result an id"), (202, JOB, "A job")),
            }
        }
    if spec.recyclable:
        found[f"{one}/actions/restore"] = {
            "post": {
                **tag,
                "summary": "Back from the recycle bin",
                "parameters": [path_id()],
                "responses": answers((200, {"type": "object"}, "The record")),
            }
        }
    return found


def described(ctx: Context) -> tuple[Json, Json]:
    """(paths, schemas) of every object that the caller may view."""
    paths: Json = {}
    schemas: Json = {}
    for spec in catalogue().objects.values():
        if ctx.can(spec.parent or spec.name, "view"):
            paths |= object_paths(ctx, spec)
            schemas |= record_schemas(ctx, spec)
    return paths, schemas
