"""Lines are written through their document alone: every door by which a record is written refuses them, whatever the
state of the document, and says where they are written. Through the API, over every line object there is."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from guike.domains.orders.tests.shop import Shop, body, lines, orders
from guike.entry.tests.people import person
from guike.platform.events.models import Event
from guike.platform.jobs.models import Job
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.ledgers import is_closed
from guike.platform.metadata.models import FieldDef, ObjectDef
from guike.platform.metadata.registry import registry
from guike.platform.org.queries import bump
from guike.platform.records.tests.doors import DOORS, file_of

pytestmark = pytest.mark.django_db

WHY = "the tests' own rows"
LINES = sorted(spec.name for spec in registry.objects.values() if spec.is_line and spec.ledger is None)
STATES = [choice.code for choice in registry.objects["sales_order"].by_name["status"].choices]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    """Where files that are sent lie."""
    settings.FILES_DIR = tmp_path


def refused_by(door: str, answer: Any) -> bool:
    """Bulk upserts answer row by row; every other door as a whole."""
    return bool((answer.status_code, answer.json()["code"]) == (422, "line.use_parent"))


def said_of(name: str, door: str = "") -> tuple[int, str, str]:
    """With which status, code and words a line is refused. Those of documents that the system alone makes nobody writes at all."""
    spec = registry.objects[name]
    if is_closed(spec, "create") and not door.startswith("action"):
        label = spec.plural.get("en")
        detail = (
            f"“{label}” are made by the system: they are not created, imported, changed or deleted by hand"
        )
        return 403, "operation.closed", detail
    return 422, "line.use_parent", "Lines are written with their parent record"


@pytest.mark.parametrize(("name", "door"), list(itertools.product(LINES, DOORS)))
def test_every_door_refuses_every_line_object(name: str, door: str) -> None:
    boss = person("boss", is_administrator=True)
    answer = DOORS[door](boss, name, 1)
    found = answer.json()
    assert (answer.status_code, found["code"], found["detail"]) == said_of(name, door), (name, door)


def test_an_upsert_of_many_is_refused_row_by_row() -> None:
    boss = person("boss", is_administrator=True)
    row = {"source_system": "erp", "external_id": "1"}
    for name in LINES:
        (result,) = body(boss.post(f"/records/{name}/bulk", {"upsert": [row]}))["results"]
        assert (result["ok"], result["error"]["code"]) == (False, said_of(name)[1]), name


@pytest.mark.figures_apart("states are set past the write path")
@pytest.mark.parametrize("state", STATES)
def test_no_door_changes_a_line_in_any_state_of_its_order(state: str) -> None:
    """The total stands as the lines make it, and nothing is told or begun."""
    shop = Shop.open()
    boss = person("boss", is_administrator=True)
    order = shop.order({"product": shop.product("100"), "quantity": "2"})
    line = order["lines"][0]["id"]
    orders().filter(pk=order["id"]).update(status=state)
    files = {door: file_of(boss) for door in DOORS if door.startswith("import")}
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
