"""Builds the OpenAPI 3.1 document: routes of records from the registry, the few other routes by hand."""

from __future__ import annotations

from guike.entry.openapi.approvals import APPROVALS
from guike.entry.openapi.credit import CREDIT
from guike.entry.openapi.links import LINKS
from guike.entry.openapi.objects import any_object, described
from guike.entry.openapi.others import OTHERS
from guike.entry.openapi.parts import Json, responses
from guike.entry.openapi.prices import PRICES
from guike.entry.openapi.printing import PRINT_TEMPLATES
from guike.entry.openapi.progress import PROGRESS
from guike.entry.openapi.receivables import RECEIVABLES, STATEMENT
from guike.entry.openapi.reports import REPORTS
from guike.entry.openapi.shapes import components
from guike.kernel.caches import CODE, process_cache
from guike.platform.access.context import Context

_shapes = process_cache(key="none: one document", stale=CODE, limit=1)(components)


def openapi(ctx: Context) -> Json:
    """The document with everything that the caller may see."""
    paths, schemas = described(ctx)
    if "/records/account" in paths:  # a route of one object is told to whoever is told of that object
        paths = {**CREDIT, **STATEMENT, **paths}
    if "/records/sales_order" in paths:
        paths = {**PROGRESS, **paths}
    return _document(
        "Records, actions and metadata of this deployment, custom objects included.", paths, schemas
    )


def openapi_of_any_object() -> Json:
    """The document with one set of routes for all objects, which `/meta` describes. The browser's types are made from
    it, so it has no labels in every language."""
    paths, schemas = any_object()
    return _document(
        "Records of any object.",
        {**CREDIT, **STATEMENT, **PROGRESS, **paths},
        {**schemas, "Label": {"type": "string"}},
    )


def _document(description: str, paths: Json, schemas: Json) -> Json:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Guike",
            "version": "1",
            "description": description,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}, {"session": []}],
        "paths": {
            **OTHERS,
            **APPROVALS,
            **REPORTS,
            **PRINT_TEMPLATES,
            **PRICES,
            **RECEIVABLES,
            **LINKS,
            **paths,
        },
        "components": {
            "schemas": {**_shapes(), **schemas},
            "responses": responses(),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            },
        },
    }
