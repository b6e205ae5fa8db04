"""The OpenAPI document describes every route that there is, and nothing else."""

from __future__ import annotations

import re

import pytest

from guike.entry.api.app import api
from guike.entry.openapi.document import openapi
from guike.platform.access.context import system_context


def _routes() -> set[tuple[str, str]]:
    """(method, path) of the framework, parameters nameless, for the object `sales_order`."""
    found = set()
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                whole = (prefix + path).replace(
                    "{object_name}", "sales_order", 1 if prefix == "/records" else 0
                )
                found |= {(m.lower(), re.sub(r"\{[^}]*\}", "{}", whole)) for m in operation.methods}
    return found


#: a route of one object alone
CREDIT = "/records/account/{id}/credit"
STATEMENT = "/records/account/{id}/statement"


def _described() -> set[tuple[str, str]]:
    document = openapi(system_context())
    found = set()
    for path, methods in document["paths"].items():
        if (
            path.startswith("/records/")
            and not path.startswith("/records/sales_order/")
            and path not in ("/records/sales_order", CREDIT, STATEMENT)
        ):
            continue
        generic = re.sub(r"/actions/[a-z_]+$", "/actions/{}", path)
        found |= {(method, re.sub(r"\{[^}]*\}", "{}", generic)) for method in methods}
    return found


@pytest.mark.django_db
@pytest.mark.req("IG-05")
def test_every_route_is_described_and_every_description_is_a_route() -> None:
    # these are described where records are persons
    one = "/records/sales_order/{}"
    of_persons = {
        ("get", f"{one}/anonymise"),
        ("post", f"{one}/personal_copy"),
        ("post", f"{one}/personal_copy/file"),
    }
    assert _described() == _routes() - of_persons
    paths = openapi(system_context())["paths"]
    assert {"/records/lead/{id}/anonymise", "/records/lead/{id}/personal_copy/file"} <= paths.keys()


@pytest.mark.django_db
def test_every_reference_inside_the_document_has_its_target() -> None:
    document = openapi(system_context())
    text = repr(document)
    wanted = set(re.findall(r"#/components/(\w+)/(\w+)", text))
    assert wanted
    for kind, name in wanted:
        assert name in document["components"][kind], (kind, name)
