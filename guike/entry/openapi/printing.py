"""Describes the routes of prints."""

from __future__ import annotations

from guike.entry.openapi.parts import (
    FILTER,
    OBJECT,
    Json,
    answer,
    answers,
    items_of,
    json_body,
    path_id,
    query_param,
    ref,
    route,
)
from guike.platform.metadata.spec import ObjectSpec

PDF = "application/pdf"
_NAMES: Json = {"type": "array", "items": {"type": "string"}}
_LIST: Json = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "filter": FILTER,
        "view": {"type": "string"},
        "q": {"type": "string"},
        "sort": _NAMES,
        "fields": _NAMES,
    },
}
_TEMPLATE: Json = {"type": "string", "description": "The id of a template or the code of a preset"}
_SOME: Json = {
    "type": "object",
    "required": ["ids"],
    "additionalProperties": False,
    "properties": {"ids": {"type": "array", "items": {"type": "integer"}}, "template": _TEMPLATE},
}
_MAIL: Json = {
    "type": "object",
    "required": ["to", "subject"],
    "additionalProperties": False,
    "properties": {
        "to": {"type": "array", "items": {"type": "string"}},
        "subject": {"type": "string"},
        "text": {"type": "string"},
        "template": _TEMPLATE,
    },
}
_PREVIEW: Json = {
    "type": "object",
    "required": ["object", "id", "content"],
    "additionalProperties": False,
    "properties": {
        "object": {"type": "string"},
        "id": {"type": "integer"},
        "content": OBJECT,
        "template": {"type": ["integer", "null"], "description": "Whose picture is shown"},
    },
}
_BINARY: Json = {"schema": {"type": "string", "format": "binary"}}
_FILE: Json = {"description": "The PDF", "content": {PDF: _BINARY}}
_PAGES = answer(ref("PrintedPages"), "The first pages")
_FILE_OR_PAGES: Json = {
    "description": "The PDF, or with `format=pages` its first pages",
    "content": {PDF: _BINARY, "application/json": {"schema": ref("PrintedPages")}},
}


def printing_of(spec: ObjectSpec, base: str, one: str) -> Json:
    """The routes by which records of an object are printed."""
    printed = answers((200, ref("PrintedRecord"), "The record, and who prints it"))
    all_printed = answers((200, ref("PrintedList"), "The records, and who prints them"))
    return {
        f"{base}/print": route(
            "post", spec.name, f"Print {spec.plural.en}", all_printed, requestBody=json_body(_LIST)
        ),
        f"{base}/print/documents": route(
            "post",
            spec.name,
            f"One PDF of several {spec.plural.en}",
            {**answers(), "200": _FILE},
            requestBody=json_body(_SOME),
        ),
        f"{one}/print": {
            **route("post", spec.name, f"Print one {spec.label.en}", printed, parameters=[path_id()]),
            **route(
                "get",
                spec.name,
                f"One {spec.label.en} as a PDF",
                {**answers(), "200": _FILE_OR_PAGES},
                parameters=[
                    path_id(),
                    query_param("template", _TEMPLATE, "Without one, the default"),
                    query_param("format", {"type": "string", "enum": ["pdf", "pages"]}, "Of the answer"),
                ],
            ),
        },
        f"{one}/print/recipients": route(
            "get",
            spec.name,
            "Addresses to mail it to",
            answers((200, items_of("PrintRecipient"), "At most 20")),
            parameters=[path_id()],
        ),
        f"{one}/print/mail": route(
            "post",
            spec.name,
            "Mail it as a PDF",
            answers((202, ref("JobId"), "The job")),
            parameters=[path_id()],
            requestBody=json_body(_MAIL),
        ),
        f"{one}/print/templates": route(
            "get",
            spec.name,
            "Templates to print it with",
            answers((200, items_of("PrintChoice"), "In order")),
            parameters=[path_id()],
        ),
    }


PRINT_TEMPLATES: Json = {
    "/print-templates/preview": route(
        "post",
        "print_template",
        "A record with a content that is not kept yet",
        {**answers(), "200": _PAGES},
        requestBody=json_body(_PREVIEW),
    ),
    "/print-templates/presets": route(
        "get",
        "print_template",
        "What a template may begin with",
        answers((200, items_of("PrintPreset"), "In order")),
        parameters=[query_param("object", {"type": "string"}, "The object that is printed")],
    ),
}
