"""The OpenAPI 3.1 document: records from the registry, the few other routes by hand."""

from __future__ import annotations

from guike.entry.openapi.objects import described
from guike.entry.openapi.others import OTHERS
from guike.entry.openapi.parts import PROBLEM, Json, responses
from guike.platform.access.context import Context


def openapi(ctx: Context) -> Json:
    """The document for what the caller may see."""
    paths, schemas = described(ctx)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Guike",
            "version": "1",
            "description": "Records, actions and metadata of this deployment, custom objects included.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}, {"session": []}],
        "paths": {**OTHERS, **paths},
        "components": {
            "schemas": {"Problem": PROBLEM, **schemas},
            "responses": responses(),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            },
        },
    }
