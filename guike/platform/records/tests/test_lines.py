"""Lines of a document and the figures kept from them, on a custom object with custom lines."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guike.kernel.errors import Invalid
from guike.platform.access.context import system_context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.models import FieldDef, ObjectDef
from guike.platform.org.queries import bump
from guike.platform.records.actions import record_get
from guike.platform.records.reading import table
from guike.platform.records.writing import (
    purge_deleted,
    record_create,
    record_delete,
    record_restore,
    record_update,
)

SHEET, LINE, BOX = "pack_sheet__c", "pack_line__c", "pack_box__c"
WHY = "the tests' own rows"

pytestmark = pytest.mark.django_db


def define(object_name: str, name: str, type_: str, **options: Any) -> None:
    row = FieldDef(
        object=object_name, api_name=name, type=type_, labels={"zh-CN": name}, is_custom=True, **options
    )
    FieldDef.objects.system(reason=WHY).bulk_create([row])


@pytest.fixture(autouse=True)
def sheet() -> None:
    """A sheet lists items in boxes; it keeps their sum, a box counts the large open sheets in it."""
    names = {SHEET: "装箱单", LINE: "装箱明细", BOX: "箱子"}
    rows = [ObjectDef(api_name=name, labels={"zh-CN": label}) for name, label in names.items()]
    ObjectDef.objects.system(reason=WHY).bulk_create(rows)
    define(SHEET, "x_items", "lines", target=LINE)
    define(SHEET, "x_box", "reference", target=BOX)
    define(SHEET, "x_weight", "decimal")
    define(LINE, "x_quantity", "decimal")
    define(
        SHEET, "x_sum", "rollup", rollup={"object": LINE, "via": SHEET, "agg": "sum", "field": "x_quantity"}
    )
    heavy = {"field": "x_weight", "op": "gte", "value": "10"}
    define(
        BOX, "x_heavy", "rollup", rollup={"object": SHEET, "via": "x_box", "agg": "count", "filter": heavy}
    )
    define(
        BOX, "x_total", "rollup", rollup={"object": SHEET, "via": "x_box", "agg": "sum", "field": "x_weight"}
    )
    bump(metadata=True)


def create(object_name: str = SHEET, **values: Any) -> int:
    (outcome,) = record_create(system_context(), object_name, [{"name": "甲", **values}])
    assert outcome.refusal is None
    assert outcome.id is not None
    return outcome.id


def update(record_id: int, **values: Any) -> None:
    version = rows_of(SHEET).get(pk=record_id).version
    (outcome,) = record_update(system_context(), SHEET, [{"id": record_id, "_version": version, **values}])
    assert outcome.refusal is None


def rows_of(object_name: str) -> Any:
    return table(catalogue().get(object_name)).system(reason=WHY)


def get(record_id: int, object_name: str = SHEET) -> Mapping[str, Any]:
    return record_get(system_context(), object_name, record_id)


def quantities(record_id: int) -> list[str]:
    return [line["x_quantity"] for line in get(record_id)["x_items"]]


def three() -> tuple[int, list[int]]:
    made = create(x_items=[{"x_quantity": "1"}, {"x_quantity": "2"}, {"x_quantity": "4"}])
    return made, [line["id"] for line in get(made)["x_items"]]


def test_the_order_of_the_list_is_kept() -> None:
    made, (one, two, four) = three()
    version = rows_of(SHEET).get(pk=made).version
    update(made, x_items=[{"id": four}, {"id": one}, {"id": two}])
    assert quantities(made) == ["4", "1", "2"]
    assert [line["position"] for line in get(made)["x_items"]] == [0, 1, 2]
    assert rows_of(SHEET).get(pk=made).version == version + 1


def test_a_position_that_is_sent_back_says_nothing() -> None:
    made, (one, two, four) = three()
    update(made, x_items=[{"id": two, "position": 1}, {"x_quantity": "8", "position": 9}, {"id": one}])
    assert quantities(made) == ["2", "8", "1"]
    assert not rows_of(LINE).filter(pk=four, deleted_at=None).exists()


def test_unchanged_lines_are_left_alone() -> None:
    made, ids = three()
    before = dict(rows_of(LINE).values_list("pk", "updated_at"))
    update(made, x_items=[{"id": ids[0]}, {"id": ids[1], "x_quantity": "3"}, {"id": ids[2]}])
    after = dict(rows_of(LINE).values_list("pk", "updated_at"))
    assert [pk for pk in ids if before[pk] != after[pk]] == [ids[1]]


def test_a_sum_over_lines_follows_lines_that_are_added_changed_and_removed() -> None:
    made, ids = three()
    assert Decimal(get(made)["x_sum"]) == 7
    update(made, x_items=[{"id": ids[0]}, {"id": ids[1], "x_quantity": "20"}, {"x_quantity": "100"}])
    assert Decimal(get(made)["x_sum"]) == 121
    update(made, x_items=[])
    assert Decimal(get(made)["x_sum"]) == 0


def test_lines_go_and_come_with_their_parent_those_removed_before_stay_away() -> None:
    made, ids = three()
    update(made, x_items=[{"id": ids[0]}, {"id": ids[1]}])
    record_delete(system_context(), SHEET, [made])
    assert rows_of(LINE).filter(deleted_at=None).count() == 0
    record_restore(system_context(), SHEET, [made])
    assert quantities(made) == ["1", "2"]
    assert rows_of(LINE).filter(deleted_at=None).count() == 2


def test_purging_a_parent_takes_all_its_lines() -> None:
    made, _ids = three()
    other, _others = three()
    record_delete(system_context(), SHEET, [made])
    purge_deleted(catalogue().get(SHEET), [made, other])
    assert list(rows_of(SHEET).values_list("pk", flat=True)) == [other]
    assert rows_of(LINE).count() == 3


def test_an_unknown_field_is_refused_with_its_path() -> None:
    made, _ids = three()
    sent = {"id": made, "_version": 1, "x_no": 1, "x_items": [{"x_nothing": 1}]}
    (outcome,) = record_update(system_context(), SHEET, [sent])
    assert isinstance(outcome.refusal, Invalid)
    assert [(e.field, e.code) for e in outcome.refusal.errors] == [
        ("x_no", "unknown_field"),
        ("x_items[0].x_nothing", "unknown_field"),
    ]


def figures(box: int) -> tuple[str, Decimal]:
    record = get(box, BOX)
    return record["x_heavy"], Decimal(record["x_total"])


def test_figures_of_a_parent_follow_every_change_that_counts() -> None:
    box, other = create(BOX), create(BOX)
    light = create(x_box=box, x_weight="3")
    heavy = create(x_box=box, x_weight="10")
    assert figures(box) == ("1", 13)
    update(light, x_weight="12")
    assert figures(box) == ("2", 22)
    update(light, x_box=other)
    assert (figures(box), figures(other)) == (("1", 10), ("1", 12))
    record_delete(system_context(), SHEET, [heavy])
    assert figures(box) == ("0", 0)
    record_restore(system_context(), SHEET, [heavy])
    assert figures(box) == ("1", 10)
    update(heavy, x_box=None)
    assert figures(box) == ("0", 0)


def test_a_change_that_no_figure_notices_does_not_lock_the_parent() -> None:
    box = create(BOX)
    made = create(x_box=box, x_weight="3")
    with CaptureQueriesContext(connection) as unnoticed:
        update(made, name="乙")
    with CaptureQueriesContext(connection) as noticed:
        update(made, x_weight="4")

    def locking(queries: CaptureQueriesContext) -> int:
        texts = [q["sql"] for q in queries.captured_queries]
        return len([text for text in texts if "FOR NO KEY UPDATE" in text and f"'{{{box}}}'" in text])

    assert (locking(unnoticed), locking(noticed)) == (0, 1)
