"""Ledgers are objects that are read like any other and written by nobody: every door answers the same refusal."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from guike.domains.opportunities.models import StageHistory
from guike.domains.orders.tests.shop import body
from guike.entry.tests.people import Caller, person
from guike.platform.audit.models import AuditEntry
from guike.platform.events.models import Event
from guike.platform.jobs.models import Job
from guike.platform.metadata.registry import registry
from guike.platform.records.tests.doors import DOORS

pytestmark = pytest.mark.django_db

WHY = "the tests' own rows"
LEDGERS = sorted(spec.name for spec in registry.objects.values() if spec.ledger is not None)
SAID = "are written by the system as things happen"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    """Where files that are sent lie."""
    settings.FILES_DIR = tmp_path


@pytest.fixture
def boss() -> Caller:
    return person("boss", is_administrator=True)


def rows() -> tuple[Any, ...]:
    return (
        list(AuditEntry.objects.system(reason=WHY).exclude(action__startswith="file.").values()),
        list(StageHistory.objects.system(reason=WHY).values()),
        Event.objects.count(),
        Job.objects.count(),
    )


def test_the_ledgers_that_are_objects() -> None:
    assert LEDGERS == [
        "allocation",
        "audit_entry",
        "expense_reimbursement",
        "forecast_snapshot",
        "handover_entry",
        "shipment_event",
        "stage_history",
        "stock_move",
    ]


@pytest.mark.parametrize(("name", "door"), list(itertools.product(LEDGERS, DOORS)))
def test_every_door_refuses_every_ledger(boss: Caller, name: str, door: str) -> None:
    before = rows()
    answer = DOORS[door](boss, name, 1)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (403, "ledger.append_only"), answer.content
    assert told["detail"].startswith(f"“{registry.objects[name].plural.en}” {SAID}")
    assert rows() == before


def test_an_upsert_of_many_is_refused_row_by_row(boss: Caller) -> None:
    row = {"source_system": "erp", "external_id": "1"}
    for name in LEDGERS:
        (result,) = body(boss.post(f"/records/{name}/bulk", {"upsert": [row]}))["results"]
        assert (result["ok"], result["error"]["code"]) == (False, "ledger.append_only"), name


@pytest.mark.parametrize("name", LEDGERS)
def test_the_screen_is_told_that_nothing_is_written(boss: Caller, name: str) -> None:
    told = body(boss.get(f"/meta/objects/{name}"))
    assert (told["is_ledger"], told["operations"], told["actions"]) == (True, ["view", "export", "print"], [])
    assert (told["has_recycle_bin"], told["has_team"], told["has_files"]) == (False, False, False)
    assert bool(told["searched"]) is (name == "audit_entry")


def test_the_refusal_is_said_in_chinese(boss: Caller) -> None:
    answer = boss._client.delete("/api/v1/records/audit_entry/1", headers={"Accept-Language": "zh-CN"})
    assert answer.json()["detail"].startswith("“审计日志”由系统逐笔记录，任何人都不能新建、导入、修改或删除")


def test_what_is_kept_for_written_objects_is_defined_for_no_ledger(boss: Caller) -> None:
    """A custom field, a rule, a record type would never be asked."""
    label = {"zh-CN": "甲"}
    for name, values in {
        "field_def": {"object": "stage_history", "api_name": "x_a", "type": "text", "label": label},
        "validation_rule": {
            "object": "stage_history",
            "name": "甲",
            "filter": {"field": "feedback", "op": "is_empty"},
            "message": "甲",
        },
        "duplicate_rule": {
            "object": "audit_entry",
            "name": "甲",
            "match": [{"field": "action", "how": "exact"}],
            "effect": "warn",
        },
        "record_type": {"object": "audit_entry", "name": "甲"},
    }.items():
        errors = body(boss.post(f"/records/{name}", values), 422)["errors"]
        assert [(one["field"], one["code"]) for one in errors] == [("object", "definition.ledger")], name


def test_what_happens_past_the_figures_is_rolled_up_into_none(boss: Caller) -> None:
    rollup = {"object": "stage_history", "via": "opportunity", "agg": "count"}
    values = {
        "object": "opportunity",
        "api_name": "x_steps",
        "type": "rollup",
        "label": {"zh-CN": "步数"},
        "rollup": rollup,
    }
    errors = body(boss.post("/records/field_def", values), 422)["errors"]
    assert [(one["field"], one["code"]) for one in errors] == [("rollup.object", "rollup.ledger")]
    sources = body(boss.get("/meta/objects/opportunity"))["figure_sources"]
    assert "stage_history" not in [one["object"] for one in sources]
