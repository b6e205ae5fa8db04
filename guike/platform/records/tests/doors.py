"""Every door by which somebody could write a record, through the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from guike.domains.orders.tests.shop import body
from guike.entry.tests.people import Caller

Door = Callable[[Caller, str, int], Any]

DOORS: Mapping[str, Door] = {
    "create": lambda who, name, _pk: who.post(f"/records/{name}", {}),
    "patch": lambda who, name, pk: who.patch(f"/records/{name}/{pk}", {"quantity": "9"}),
    "delete": lambda who, name, pk: who.delete(f"/records/{name}/{pk}"),
    "external": lambda who, name, _pk: who._client.put(
        f"/api/v1/records/{name}/external/erp/1", "{}", content_type="application/json"
    ),
    "bulk create": lambda who, name, _pk: who.post(f"/records/{name}/bulk", {"create": [{}]}),
    "bulk update": lambda who, name, pk: who.post(f"/records/{name}/bulk", {"update": [{"id": pk}]}),
    "bulk delete": lambda who, name, pk: who.post(f"/records/{name}/bulk", {"delete": [pk]}),
    "atomic delete": lambda who, name, pk: who.post(
        f"/records/{name}/bulk", {"delete": [pk], "atomic": True}
    ),
    "restore": lambda who, name, pk: who.post(f"/records/{name}/{pk}/actions/restore", {}),
    "restore many": lambda who, name, pk: who.post(f"/records/{name}/actions/restore", {"ids": [pk]}),
    "action": lambda who, name, pk: who.post(f"/records/{name}/{pk}/actions/transfer", {"owner": who.id}),
    "action on many": lambda who, name, pk: who.post(
        f"/records/{name}/actions/transfer", {"ids": [pk], "params": {"owner": who.id}}
    ),
    "action on all": lambda who, name, _pk: who.post(
        f"/records/{name}/actions/transfer", {"filter": None, "expected_count": 1, "params": {}}
    ),
    "import": lambda who, name, _pk: who.post("/imports", {"object": name, "file": file_of(who)}),
    "import check": lambda who, name, _pk: who.post("/imports/check", {"object": name, "file": file_of(who)}),
}


def file_of(who: Caller) -> int:
    return int(body(who.upload("lines.csv", "数量\n9\n".encode()), 201)["id"])
