"""Lines are written through their document alone: every door by which a record is written refuses them, whatever the
state of the document, and says where they are written. Through the API, over every line object there is."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from guike.domains.orders.tests.shop import Shop, body, lines, orders
from guike.entry.tests.people import Caller, person
from guike.platform.events.models import Event
from guike.platform.jobs.models import Job
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.models import FieldDef, ObjectDef
from guike.platform.metadata.registry import registry
from guike.platform.org.queries import bump

pytestmark = pytest.mark.django_db

WHY = "the tests' own rows"
LINES = sorted(spec.name for spec in registry.objects.values() if spec.is_line)
STATES = [choice.code for choice in registry.objects["sales_order"].by_name["status"].choices]
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
    "import": lambda who, name, _pk: who.post("/imports", {"object": name, "file": _file(who)}),
    "import check": lambda who, name, _pk: who.post("/imports/check", {"object": name, "file": _file(who)}),
}


def _file(who: Caller) -> int:
    return int(body(who.upload("lines.csv", "数量\n9\n".encode()), 201)["id"])


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    """Where files that are sent lie."""
    settings.FILES_DIR = tmp_path


def refused_by(door: str, answer: Any) -> bool:
    """Bulk upserts answer row by row; every other door as a whole."""
    found = answer.json()
    return bool(answer.status_code == 422 and found["code"] == "line.use_parent")


@pytest.mark.parametrize(("name", "door"), list(itertools.product(LINES, DOORS)))
def test_every_door_refuses_every_line_object(name: str, door: str) -> None:
    boss = person("boss", is_administrator=True)
    answer = DOORS[door](boss, name, 1)
    assert refused_by(door, answer), (name, door, answer.content)
    assert answer.json()["detail"] == "Lines are written with their parent record"


def test_an_upsert_of_many_is_refused_row_by_row() -> None:
    boss = person("boss", is_administrator=True)
    row = {"source_system": "erp", "external_id": "1"}
    for name in LINES:
        (result,) = body(boss.post(f"/records/{name}/bulk", {"upsert": [row]}))["results"]
        assert (result["ok"], result["error"]["code"]) == (False, "line.use_parent"), name


@pytest.mark.figures_apart("states are set past the write path")
@pytest.mark.parametrize("state", STATES)
def test_no_door_changes_a_line_in_any_state_of_its_order(state: str) -> None:
    """The total stands as the lines make it, and nothing is told or begun."""
    shop = Shop.open()
    boss = person("boss", is_administrator=True)
    order = shop.order({"product": shop.product("100"), "quantity": "2"})
    line = order["lines"][0]["id"]
    orders().filter(pk=order["id"]).update(status=state)
    files = {door: _file(boss) for door in DOORS if door.startswith("import")}
    assert files
    before = (list(lines().values()), list(orders().values()), Event.objects.count(), Job.objects.count())
    for name, door in DOORS.items():
        assert refused_by(name, door(boss, "sales_order_line", line)), name
    after = (list(lines().values()), list(orders().values()), Event.objects.count(), Job.objects.count())
    assert after == before


def test_lines_that_an_administrator_defined_are_refused_too() -> None:
    boss = person("boss", is_administrator=True)
    names = {"door_sheet__c": "单", "door_line__c": "行"}
    made = [ObjectDef(api_name=name, labels={"zh-CN": label}) for name, label in names.items()]
    ObjectDef.objects.system(reason=WHY).bulk_create(made)
    field: dict[str, Any] = {"type": "lines", "target": "door_line__c", "labels": {"zh-CN": "行"}}
    row = FieldDef(object="door_sheet__c", api_name="x_items", is_custom=True, **field)
    FieldDef.objects.system(reason=WHY).bulk_create([row])
    bump(metadata=True)
    assert catalogue().get("door_line__c").is_line
    for name, door in DOORS.items():
        answer = door(boss, "door_line__c", 1)
        assert refused_by(name, answer), (name, answer.content)
