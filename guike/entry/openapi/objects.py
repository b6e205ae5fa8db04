"""Describes the routes of one object from its spec."""

from __future__ import annotations

from django.db.models import Model

from guike.entry.openapi.feed import talk_of
from guike.entry.openapi.parts import (
    FILTER,
    IDS,
    KEYED,
    LIST_BODY,
    LIST_PARAMS,
    OBJECT,
    Json,
    answers,
    items_of,
    json_body,
    page_of,
    path_id,
    path_text,
    query_param,
    read_schema,
    ref,
    route,
)
from guike.entry.openapi.printing import printing_of
from guike.kernel import limits
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.access.fields import readable
from guike.platform.feed.scopes import COMMENT, is_talked_about
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec, spec_field
from guike.platform.views.describe import action_schema, write_schema


def record_schemas(ctx: Context, spec: ObjectSpec) -> Json:
    """The schemas of reading (`lead`) and of writing (`lead_write`); a ledger has no schema of writing."""
    read = {item.name: read_schema(item) for item in readable(ctx, spec).values()}
    read["_version"] = {"type": "integer"}
    if any(item.due for item in spec.fields):
        read["_overdue"] = {"type": "array", "items": {"type": "string"}}
    if spec.label_from or spec.named_after:
        read["_label"] = {"type": "string"}
    read_as: Json = {spec.name: {"type": "object", "required": ["id"], "properties": read}}
    if spec.ledger is not None:
        return read_as
    written: Json = {}
    for item in spec.fields:
        if not item.is_active or not ctx.writes(spec.name, item.name):
            continue
        if item.read_only and item.name != (spec.states.field if spec.states else ""):
            continue
        if item.type == "lines":
            written[item.name] = {"type": ["array", "null"], "items": ref(f"{item.lines_object}_write")}
        else:
            written[item.name] = write_schema(item)
    return read_as | {
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
    """All routes of one object, by path."""
    base, one = f"/records/{spec.name}", f"/records/{spec.name}/{{id}}"
    if spec.is_line or spec.ledger is not None:
        return _reading(spec, base, one)
    return _object_paths(spec, base, one) | _actions(ctx, spec, base, one)


def _object_paths(spec: ObjectSpec, base: str, one: str) -> Json:
    """The routes of one object without its actions."""
    paths = _reading(spec, base, one)
    for path, methods in _writing(spec, base, one).items():
        paths[path] = {**paths.get(path, {}), **methods}
    talk = talk_of(spec.name, one) if spec is ANY or is_talked_about(spec) or spec.name == COMMENT else {}
    return paths | _parts(spec, one) | talk | _team(spec, one)


def _reading(spec: ObjectSpec, base: str, one: str) -> Json:
    page = answers((200, page_of(ref(spec.name)), "A page"))
    anything = answers((200, page_of(ref("Record")), "A page"))
    rows = answers((200, ref("Groups"), "Groups"))
    record = answers((200, ref(spec.name), spec.label.en))
    lookup = [path_id(), path_text("relation"), *LIST_PARAMS]
    named = [path_id(), LIST_PARAMS[0]]
    return {
        **printing_of(spec, base, one),
        **_of_persons(spec, one),
        f"{one}/reveal": route(
            "post",
            spec.name,
            "Reveal a masked value",
            answers((200, ref("Revealed"), "The value")),
            parameters=[path_id()],
            requestBody=json_body(_REVEAL),
        ),
        base: route("get", spec.name, f"List {spec.plural.en}", page, parameters=LIST_PARAMS),
        f"{base}/query": route(
            "post", spec.name, f"Query {spec.plural.en}", page, requestBody=json_body(LIST_BODY)
        ),
        f"{base}/aggregate": route(
            "post", spec.name, "Groups and measures", rows, requestBody=json_body(_AGGREGATE)
        ),
        one: route("get", spec.name, f"Read one {spec.label.en}", record, parameters=named),
        f"{one}/related/{{relation}}": route(
            "get", spec.name, "Rows that point at it", anything, parameters=lookup
        ),
    }


def _of_persons(spec: ObjectSpec, one: str) -> Json:
    """What is asked about a person, for objects whose records are persons."""
    if spec is not ANY and "personal_copy" not in spec.operations:
        return {}
    foreseen = answers((200, ref("Anonymised"), "With counts"))
    told = answers((200, ref("PersonalCopy"), "In sections"))
    started = answers((202, ref("Started"), "The job; its file is that of an export"))
    ground, here = json_body(_GROUND), [path_id()]
    copy = f"{one}/personal_copy"
    anonymising = {
        f"{one}/anonymise": route("get", spec.name, "What anonymising would touch", foreseen, parameters=here)
    }
    return {
        **(anonymising if spec is ANY or spec.action("anonymise") is not None else {}),
        copy: route(
            "post", spec.name, "Everything about a person", told, parameters=here, requestBody=ground
        ),
        f"{copy}/file": route(
            "post", spec.name, "The same as a file", started, parameters=here, requestBody=ground
        ),
    }


def _writing(spec: ObjectSpec, base: str, one: str) -> Json:
    record, body, here = ref(spec.name), json_body(ref(f"{spec.name}_write")), [path_id()]
    created = answers((201, record, "Created"))
    changed = answers((200, record, "Changed"))
    either = answers((200, record, "Updated"), (201, record, "Created"))
    results = answers((200, ref("Results"), "One result a row"))
    likely = answers((200, items_of("Duplicate"), "As far as policy shows them"))
    gone = answers((204, None, "Deleted"))
    label = spec.label.en
    found: Json = {
        base: route("post", spec.name, f"Create {label}", created, parameters=[KEYED], requestBody=body),
        one: {
            **route("patch", spec.name, f"Change {label}", changed, parameters=here, requestBody=body),
            **route("delete", spec.name, "To the recycle bin", gone, parameters=here),
        },
        f"{base}/bulk": route(
            "post",
            spec.name,
            "Many rows at once",
            results,
            parameters=[KEYED],
            requestBody=json_body(_bulk(spec)),
        ),
        f"{base}/duplicates": route(
            "post",
            spec.name,
            "Likely duplicates of values or of a record",
            likely,
            requestBody=json_body(_DUPLICATES),
        ),
    }
    if "external_id" in spec.by_name:
        keys = [path_text("source"), path_text("external_id")]
        found[f"{base}/external/{{source}}/{{external_id}}"] = route(
            "put", spec.name, "Create or update by outside key", either, parameters=keys, requestBody=body
        )
    return found


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
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "object",
                        "required": ["field"],
                        "properties": {"field": {"type": "string"}, "bucket": {"type": "string"}},
                    },
                ]
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
_NAMES: Json = {"type": "array", "items": {"type": "string"}}
_REVEAL: Json = {
    "type": "object",
    "additionalProperties": False,
    "required": ["field", "reason"],
    "properties": {
        "field": {"type": "string"},
        "reason": {"type": "string", "minLength": 2, "maxLength": 200},
    },
}
_GROUND: Json = {
    "type": "object",
    "additionalProperties": False,
    "required": ["reason"],
    "properties": {"reason": {"type": "string", "minLength": 2, "maxLength": 200}},
}
_DUPLICATES: Json = {"type": "object", "properties": {"values": OBJECT, "id": IDS}}


def _bulk(spec: ObjectSpec) -> Json:
    rows = {"type": "array", "maxItems": int(limits.BULK_ROWS), "items": ref(f"{spec.name}_write")}
    updates = {
        "type": "array",
        "maxItems": int(limits.BULK_ROWS),
        "items": {
            "type": "object",
            "required": ["id"],
            "properties": {"id": IDS},
            "additionalProperties": True,
        },
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
    asked = [path_id(), query_param("user", {"type": "integer"}, "Another user, for administrators")]
    found: Json = {}
    for name, summary, answer, parameters in (
        ("history", "Who changed what", page_of(ref("HistoryEntry")), paged),
        ("timeline", "Everything that happened", page_of(ref("TimelineEntry")), paged),
        ("files", "Attachments", items_of("Attachment"), [path_id()]),
        ("access", "Why one may or may not", ref("AccessTold"), asked),
    ):
        found[f"{one}/{name}"] = route(
            "get", spec.name, summary, answers((200, answer, summary)), parameters=parameters
        )
    return found


def _team(spec: ObjectSpec, one: str) -> Json:
    if not spec.has_team or spec.access.kind != "owned":
        return {}
    member = {
        "type": "object",
        "required": ["user"],
        "properties": {
            "user": IDS,
            "role": {"type": "string", "maxLength": 50},
            "access": {"type": "string", "enum": ["read", "edit"]},
        },
    }
    members, gone = answers((200, items_of("Member"), "Members")), answers((204, None, "Removed"))
    here = [path_id()]
    return {
        f"{one}/team": {
            **route("get", spec.name, "Related team members", members, parameters=here),
            **route(
                "post", spec.name, "Add a member", members, parameters=here, requestBody=json_body(member)
            ),
        },
        f"{one}/team/{{user}}": route(
            "delete", spec.name, "Remove a member", gone, parameters=[path_id(), path_id("user")]
        ),
    }


def _actions(ctx: Context, spec: ObjectSpec, base: str, one: str) -> Json:
    found: Json = {}
    for action in spec.actions:
        if ctx.can(spec.name, action.permission):
            found |= _action(spec.name, action.name, action.label.en, action_schema(action), base, one)
    if spec.recyclable:
        found[f"{one}/actions/restore"] = route(
            "post",
            spec.name,
            "Back from the recycle bin",
            answers((200, ref(spec.name), "The record")),
            parameters=[path_id(), KEYED],
        )
    return found


def _action(tag: str, name: str, label: str, schema: Json, base: str, one: str) -> Json:
    """The routes of an action on one record and on many."""
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
    changed = answers((200, OBJECT, "The changed record, or what the action returns"))
    results = answers((200, ref("Results"), "One result an id"), (202, ref("JobId"), "A job"))
    return {
        f"{one}/actions/{name}": route(
            "post",
            tag,
            label,
            changed,
            parameters=[path_id(), KEYED],
            requestBody=json_body(schema, required=bool(schema.get("required"))),
        ),
        f"{base}/actions/{name}": route(
            "post", tag, f"{label} (many)", results, parameters=[KEYED], requestBody=json_body(many)
        ),
    }


#: a stand-in for every object, when only the shape of the routes is wanted
ANY = ObjectSpec(
    name="Record",
    model=Model,
    label=Text("记录", "record"),
    plural=Text("记录", "records"),
    fields=(spec_field("text", "external_id", "外部编号", "Outside key"),),
)


def any_object() -> tuple[Json, Json]:
    """(paths, schemas) with the object and the action as parameters: `/records/{object}/{id}/actions/{action}`."""
    base, one = "/records/{object}", "/records/{object}/{id}"
    paths = {
        **_object_paths(ANY, base, one),
        **_action("Record", "{action}", "Run a verb", OBJECT, base, one),
    }
    for path, methods in paths.items():
        methods["parameters"] = [path_text(name) for name in ("object", "action") if f"{{{name}}}" in path]
    return paths, {"Record_write": OBJECT}


def described(ctx: Context) -> tuple[Json, Json]:
    """(paths, schemas) of every object that the caller may view."""
    paths: Json = {}
    schemas: Json = {}
    for spec in catalogue().objects.values():
        if ctx.can(spec.parent or spec.name, "view"):
            paths |= object_paths(ctx, spec)
            schemas |= record_schemas(ctx, spec)
    return paths, schemas
