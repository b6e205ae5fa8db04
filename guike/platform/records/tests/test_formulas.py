"""Formulas of records: stored with the row, checked when defined, in step after a change of definition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from guike.kernel import clock
from guike.kernel.formulas import FormulaRefused
from guike.platform.access.context import system_context
from guike.platform.jobs import services as jobs
from guike.platform.jobs.models import Job
from guike.platform.jobs.testing import run_queued
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.models import FieldDef, ObjectDef
from guike.platform.metadata.spec import FieldSpec, ObjectSpec, spec_field
from guike.platform.org.queries import bump
from guike.platform.records.actions import record_get
from guike.platform.records.figures import check_formula
from guike.platform.records.figures.formulas import storable
from guike.platform.records.reading import table
from guike.platform.records.upkeep import RECOMPUTE
from guike.platform.records.upkeep.recompute import recompute_for_today, recompute_formula
from guike.platform.records.writing import record_create, record_update

SHEET = "trial_sheet__c"
LINE = "trial_line__c"
WHY = "the tests' own rows"
NOW = "2026-11-20T16:30:00+00:00"  # already the 21st in the company's time zone

pytestmark = pytest.mark.django_db


def define(object_name: str, name: str, type_: str, **options: Any) -> None:
    """A custom field as an administrator would make it."""
    FieldDef.objects.system(reason=WHY).bulk_create(
        [FieldDef(object=object_name, api_name=name, type=type_, labels={"zh-CN": name}, **options)]
    )
    bump(metadata=True)


def redefine(name: str, formula: str) -> None:
    FieldDef.objects.system(reason=WHY).filter(object=SHEET, api_name=name).update(formula=formula)
    bump(metadata=True)


@pytest.fixture
def sheet() -> None:
    """A custom object whose formulas stand before what they read."""
    ObjectDef.objects.system(reason=WHY).bulk_create([ObjectDef(api_name=SHEET, labels={"zh-CN": "报价"})])
    define(SHEET, "x_grade", "formula", formula='IF(x_big, CONCAT("大-", x_total), "小")', position=1)
    define(SHEET, "x_big", "formula", formula="x_total >= 1000", position=2)
    define(SHEET, "x_total", "formula", formula="x_price * x_quantity / 3", position=3)
    define(SHEET, "x_due", "formula", formula="ADD_MONTHS(x_signed, 1)", position=4)
    define(SHEET, "x_price", "decimal", position=5)
    define(SHEET, "x_quantity", "integer", position=6)
    define(SHEET, "x_signed", "date", position=7)


def create(object_name: str = SHEET, **values: Any) -> int:
    (outcome,) = record_create(system_context(), object_name, [{"name": "甲", **values}])
    assert outcome.refusal is None
    assert outcome.id is not None
    return outcome.id


def update(record_id: int, **values: Any) -> None:
    (outcome,) = record_update(system_context(), SHEET, [{"id": record_id, **values}])
    assert outcome.refusal is None


def stored(record_id: int, object_name: str = SHEET) -> Mapping[str, Any]:
    rows = table(catalogue().get(object_name)).system(reason=WHY).filter(pk=record_id)
    found: Mapping[str, Any] = rows.values("custom", "version", "updated_at").get()
    return found


def custom(record_id: int) -> dict[str, Any]:
    """The formula values as they lie in the row."""
    row: dict[str, Any] = stored(record_id)["custom"]
    return {name: row.get(name) for name in ("x_grade", "x_big", "x_total", "x_due")}


def history_count(record_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM history WHERE object = %s AND record_id = %s", [SHEET, record_id]
        )
        return int(cursor.fetchone()[0])


@pytest.mark.usefixtures("sheet")
def test_result_types_are_inferred() -> None:
    types = {f.name: f.value_type for f in catalogue().get(SHEET).fields if f.type == "formula"}
    assert types == {"x_grade": "text", "x_big": "boolean", "x_total": "decimal", "x_due": "date"}


@pytest.mark.usefixtures("sheet")
def test_values_are_stored_with_the_row_in_the_order_of_dependency() -> None:
    record_id = create(x_price="1000.5", x_quantity=5, x_signed="2026-01-31")
    assert custom(record_id) == {
        "x_grade": "大-1667.5",
        "x_big": True,
        "x_total": "1667.500000",
        "x_due": "2026-02-28",
    }
    update(record_id, x_quantity=1, x_signed=None)
    assert custom(record_id) == {"x_grade": "小", "x_big": False, "x_total": "333.500000", "x_due": None}
    update(record_id, x_price=None)
    assert custom(record_id) == {"x_grade": "小", "x_big": None, "x_total": None, "x_due": None}


@pytest.mark.usefixtures("sheet")
def test_numbers_have_six_places() -> None:
    assert custom(create(x_price="1", x_quantity=1))["x_total"] == "0.333333"
    assert custom(create(x_price="2", x_quantity=1))["x_total"] == "0.666667"
    assert custom(create(x_price="0", x_quantity=1))["x_total"] == "0.000000"
    assert custom(create(x_price="-0.000001", x_quantity=1))["x_total"] == "0.000000"


@pytest.mark.usefixtures("sheet")
def test_they_are_read_like_any_field() -> None:
    record = record_get(
        system_context(), SHEET, create(x_price="1000.5", x_quantity=5, x_signed="2026-01-31")
    )
    assert {n: record[n] for n in ("x_grade", "x_big", "x_total", "x_due")} == {
        "x_grade": "大-1667.5",
        "x_big": True,
        "x_total": "1667.5",
        "x_due": "2026-02-28",
    }


@pytest.mark.usefixtures("sheet")
def test_nobody_writes_them() -> None:
    (outcome,) = record_create(system_context(), SHEET, [{"name": "甲", "x_total": "5"}])
    assert outcome.refusal is not None
    assert [(e.field, e.code) for e in outcome.refusal.field_errors()] == [("x_total", "read_only")]
    assert table(catalogue().get(SHEET)).system(reason=WHY).count() == 0


@pytest.mark.usefixtures("sheet")
def test_a_day_is_the_companys() -> None:
    define(SHEET, "x_age", "formula", formula="DAYS(TODAY(), created_at)")
    define(SHEET, "x_day", "formula", formula="created_at")
    with clock.frozen(NOW):
        record_id = create()
        assert stored(record_id)["custom"] == {"x_age": "0.000000", "x_day": "2026-11-21", "x_grade": "小"}
    with clock.frozen("2026-11-30T01:00:00+00:00"):
        assert recompute_for_today() == 1
        assert recompute_for_today() == 0
    assert stored(record_id)["custom"]["x_age"] == "9.000000"


@pytest.mark.usefixtures("sheet")
def test_a_number_given_at_insertion_is_known() -> None:
    ObjectDef.objects.system(reason=WHY).filter(api_name=SHEET).update(number_pattern="BJ{seq:4}")
    define(SHEET, "x_code", "formula", formula='CONCAT(number, "/", x_quantity)')
    record_id = create(x_quantity=2)
    number = record_get(system_context(), SHEET, record_id)["number"]
    assert number
    assert stored(record_id)["custom"]["x_code"] == f"{number}/2"


@pytest.mark.usefixtures("sheet")
def test_a_new_definition_reaches_every_row_without_a_trace() -> None:
    ids = [create(x_price=str(n), x_quantity=3) for n in (10, 999, 1000)]
    gone = ids[0]
    table(catalogue().get(SHEET)).system(reason=WHY).filter(pk=gone).update(deleted_at=clock.now())
    before = [stored(one) for one in ids]
    traces = [history_count(one) for one in ids]
    redefine("x_total", "x_price * x_quantity")
    assert recompute_formula(SHEET, "x_total") == 3
    assert [custom(one)["x_total"] for one in ids] == ["30.000000", "2997.000000", "3000.000000"]
    assert [custom(one)["x_grade"] for one in ids] == ["小", "大-2997", "大-3000"]
    assert [stored(one)["version"] for one in ids] == [row["version"] for row in before]
    assert [stored(one)["updated_at"] for one in ids] == [row["updated_at"] for row in before]
    assert [history_count(one) for one in ids] == traces
    assert recompute_formula(SHEET, "x_total") == 0


@pytest.mark.usefixtures("sheet")
def test_chunks_and_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [create(x_price=str(n), x_quantity=3) for n in range(5)]
    monkeypatch.setattr("guike.platform.records.upkeep.recompute._CHUNK", 2)
    redefine("x_total", "x_price + 1")
    job_id = jobs.start(RECOMPUTE, {"object": SHEET, "field": "x_total"}, None)
    run_queued()
    job = Job.objects.get(id=job_id)
    assert (job.status, job.done, job.total, job.result) == ("done", 5, 5, {"changed": 5})
    assert job.state == {"last": ids[-1], "done": 5, "changed": 5}
    assert [custom(one)["x_total"] for one in ids] == [f"{n + 1}.000000" for n in range(5)]


@pytest.mark.usefixtures("sheet")
def test_nothing_is_done_for_what_is_gone() -> None:
    create(x_price="1")
    assert recompute_formula("no_such__c", "x_total") == 0
    assert recompute_formula(SHEET, "x_gone") == 0
    assert recompute_formula(SHEET, "x_price") == 0


@pytest.mark.usefixtures("sheet")
def test_a_result_of_another_type_replaces_the_old_one() -> None:
    record_id = create(x_price="1000", x_quantity=3)
    redefine("x_total", 'CONCAT("共", x_price)')
    recompute_formula(SHEET, "x_total")
    assert custom(record_id)["x_total"] == "共1000"
    assert record_get(system_context(), SHEET, record_id)["x_total"] == "共1000"


@pytest.mark.usefixtures("sheet")
def test_a_definition_that_broke_gives_no_value_and_breaks_nothing_else() -> None:
    redefine("x_big", "x_total >")
    record_id = create(x_price="1000", x_quantity=3, x_signed="2026-01-31")
    assert custom(record_id) == {
        "x_grade": "小",
        "x_big": None,
        "x_total": "1000.000000",
        "x_due": "2026-02-28",
    }
    redefine("x_big", "x_grade == 'x'")
    record_id = create(x_price="1000", x_quantity=3)
    assert custom(record_id) == {"x_grade": None, "x_big": None, "x_total": "1000.000000", "x_due": None}


@pytest.mark.usefixtures("sheet")
def test_lines_and_what_the_parent_makes_of_them() -> None:
    ObjectDef.objects.system(reason=WHY).bulk_create([ObjectDef(api_name=LINE, labels={"zh-CN": "明细"})])
    define(SHEET, "x_lines", "lines", target=LINE)
    define(LINE, "x_cost", "decimal")
    define(LINE, "x_double", "formula", formula="x_cost * 2")
    define(SHEET, "x_sum", "rollup", rollup={"object": LINE, "via": SHEET, "agg": "sum", "field": "x_double"})
    define(SHEET, "x_sum_text", "formula", formula='CONCAT("合计", x_sum)')
    record_id = create(x_lines=[{"x_cost": "1.5"}, {"x_cost": "2"}])
    assert stored(record_id)["custom"]["x_sum_text"] == "合计7"
    FieldDef.objects.system(reason=WHY).filter(api_name="x_double").update(formula="x_cost * 3")
    bump(metadata=True)
    assert recompute_formula(LINE, "x_double") == 2
    assert stored(record_id)["custom"]["x_sum_text"] == "合计10.5"


def trial_spec(*formulas: tuple[str, str]) -> ObjectSpec:
    """Fields of many types, and formulas; only its fields matter."""
    fields: list[FieldSpec] = [
        spec_field("integer", "id", "ID", "ID"),
        spec_field("money", "amount", "金额", "Amount"),
        spec_field("text", "name", "名称", "Name"),
        spec_field("date", "signed_on", "签约日期", "Signed on"),
        spec_field("instant", "updated_at", "修改时间", "Updated at"),
        spec_field("user", "owner", "负责人", "Owner"),
        spec_field("boolean", "is_overdue", "逾期", "Overdue", computed="overdue"),
        spec_field("text", "old_name", "曾用名", "Old name", is_active=False),
        spec_field("lines", "rows", "明细", "Lines"),
    ]
    fields += [FieldSpec(n, "formula", spec_field("text", n, n, n).label, formula=f) for n, f in formulas]
    return catalogue().get("lead").with_(fields=tuple(fields))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("amount * 2", "decimal"),
        ("CONCAT(name, amount)", "text"),
        ("ADD_DAYS(signed_on, 3)", "date"),
        ("ISEMPTY(owner) and f1 > 2", "boolean"),
        ("f2", "text"),
    ],
)
def test_a_sound_definition_says_what_it_holds(text: str, result: str) -> None:
    spec = trial_spec(("f1", "amount + 1"), ("f2", "CONCAT(f1)"), ("new", "1"))
    assert check_formula(spec, "new", text) == result
    assert check_formula(spec, "another", text) == result


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("amount +", "formula.syntax", {"position": 9}),
        ("amuont + 1", "formula.unknown_field", {"name": "amuont"}),
        ("DAYS(TODAY(), updated_at)", "formula.unknown_field", {"name": "updated_at"}),
        ("id + 1", "formula.unknown_field", {"name": "id"}),
        ("is_overdue", "formula.unknown_field", {"name": "is_overdue"}),
        ("old_name", "formula.unknown_field", {"name": "old_name"}),
        ("rows", "formula.unknown_field", {"name": "rows"}),
        ("owner.name", "formula.not_allowed", {"position": 1}),
        ("amount + name", "formula.type", {"position": 10}),
        ("f1 + f2", "formula.type", {"position": 6}),
        ("owner", "formula.type", {"position": 1}),
        ("f1 + 1", "formula.cycle", {"fields": "f1 → f1"}),
        ("LEN(f2)", "formula.cycle", {"fields": "f1 → f2 → f1"}),
        ("LEN(f3)", "formula.cycle", {"fields": "f1 → f3 → f2 → f1"}),
        ('"text"', "formula.breaks", {"name": "f4"}),
    ],
)
def test_an_unsound_definition_is_refused(text: str, code: str, params: dict[str, object]) -> None:
    spec = trial_spec(("f1", "amount"), ("f2", "CONCAT(f1)"), ("f3", "UPPER(f2)"), ("f4", "f1 * 2"))
    name = "f1" if code in ("formula.cycle", "formula.breaks") else "new"
    with pytest.raises(FormulaRefused) as refused:
        check_formula(spec, name, text)
    found = refused.value
    shown = {key: getattr(found.params[key], "zh", found.params[key]) for key in params}
    assert (found.code, found.field, shown) == (code, "formula", params)


def test_what_is_broken_is_said_in_the_readers_language() -> None:
    spec = trial_spec(("f1", "amount"), ("f2", "f1 * 2"))
    with pytest.raises(FormulaRefused) as refused:
        check_formula(spec, "f1", "name")
    assert refused.value.message("zh-CN") == (
        "修改后公式字段“f2”将无法计算：公式第 1 个字符“f1 * 2”处应为数字，现为文字"
    )
    assert refused.value.message("en") == (
        "With this change the formula field “f2” could no longer be computed: "
        "“f1 * 2” at character 1 should be a number but is text"
    )


@pytest.mark.parametrize(
    ("result_type", "value", "kept"),
    [
        ("decimal", Decimal("99999999999999.9999994"), Decimal("99999999999999.999999")),
        ("decimal", Decimal("99999999999999.9999995"), None),
        ("decimal", Decimal("1E+30"), None),
        ("decimal", Decimal("-0.0000005"), Decimal("-0.000001")),
        ("decimal", "text", None),
        ("decimal", True, None),
        ("text", "abcdef", "abcd"),
        ("text", Decimal(1), None),
        ("date", date(2026, 1, 1), date(2026, 1, 1)),
        ("boolean", False, False),
        ("boolean", None, None),
    ],
)
def test_what_fits_is_stored(result_type: str, value: object, kept: object) -> None:
    item = spec_field("formula", "f", "f", "f", result_type=result_type, max_length=4)
    found = storable(item, value)
    assert (type(found), found) == (type(kept), kept)
