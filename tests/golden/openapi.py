"""The API as the browser speaks it; its types are generated from this file (`web/src/api/generated/schema.d.ts`)."""

import json

from guike.entry.openapi.document import openapi_of_any_object


def produce() -> str:
    """OpenAPI 3.1 with the object as a parameter of the path."""
    return json.dumps(openapi_of_any_object(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
