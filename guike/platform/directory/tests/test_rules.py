"""Validation rules that compare two fields and that are formulas, judged alike on every way in."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guike.platform.directory.tests.conftest import Caller, Company, run_jobs

MESSAGE = "预算不能高于预期收入"
MORE = {"field": "budget_amount", "op": "gt", "other": "expected_revenue_amount"}
FAIR = {"field": "kind", "op": "eq", "value": "exhibition"}
RULES: list[dict[str, Any]] = [
    {"filter": MORE},
    {"formula": "budget_amount > expected_revenue_amount"},
    {"filter": FAIR, "formula": "expected_revenue_amount - budget_amount < 0"},
    {"formula": "YEAR(start_on) > 2000 and budget_amount > expected_revenue_amount"},
]
WRONG = {
    "name": "展会",
    "kind": "exhibition",
    "start_on": "2026-11-21",
    "budget_amount": "100",
    "expected_revenue_amount": "99.99",
}
RIGHT = {**WRONG, "expected_revenue_amount": "100"}


def rule(admin: Caller, **values: Any) -> dict[str, Any]:
    return admin.create(
        "validation_rule", object="campaign", message=MESSAGE, field="budget_amount", **values
    )


@pytest.mark.parametrize("values", RULES)
def test_forms_changes_and_many_at_once(admin: Caller, company: Company, values: dict[str, Any]) -> None:
    rule(admin, **values)
    refused = admin.post("/records/campaign", **WRONG)
    assert refused.codes == {"budget_amount": "rule.refused"}
    assert refused.body["errors"][0]["message"] == MESSAGE
    made = admin.create("campaign", **RIGHT)
    assert admin.create("campaign", name="没有金额", kind="exhibition")["budget_amount"] is None
    answer = admin.patch(f"/records/campaign/{made['id']}", expected_revenue_amount="1")
    assert answer.codes == {"budget_amount": "rule.refused"}
    assert admin.get(f"/records/campaign/{made['id']}").body["expected_revenue_amount"] == "100.00"
    rows = [{"id": made["id"], "budget_amount": "101"}]
    many = admin.post("/records/campaign/bulk", update=rows).body
    assert "rule.refused" in str(many), many
    assert admin.get(f"/records/campaign/{made['id']}").body["budget_amount"] == "100.00"


@pytest.mark.parametrize("values", RULES)
def test_imports(
    admin: Caller, company: Company, values: dict[str, Any], tmp_path: Any, settings: Any
) -> None:
    settings.FILES_DIR = tmp_path
    rule(admin, **values)
    text = "名称,类型,开始日期,预算,预期收入\n甲,展会,2026-11-21,100,99\n乙,展会,2026-11-21,100,101\n"
    token = admin.client.cookies["csrftoken"].value
    answer = admin.client.post(
        "/api/v1/imports",
        {
            "file": SimpleUploadedFile("a.csv", text.encode()),
            "object": "campaign",
            "mapping": '{"名称": "name", "类型": "kind", "开始日期": "start_on", "预算": "budget_amount", "预期收入": "expected_revenue_amount"}',
        },
        headers={"X-CSRFToken": token},
    )
    assert answer.status_code == 202, answer.content
    run_jobs()
    status = admin.get(f"/imports/{answer.json()['id']}").body
    assert [(e["row"], e["message"]) for e in status["errors"]] == [(2, MESSAGE)]
    names = [row["name"] for row in admin.post("/records/campaign/query", fields=["name"]).body["items"]]
    assert names == ["乙"]


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("end_on < ", "formula.syntax"),
        ("nothing < start_on", "formula.unknown_field"),
        ("actual_cost_amount - budget_amount", "formula.not_a_condition"),
        ("name + 1 > 2", "formula.type"),
    ],
)
def test_a_formula_that_is_none_is_refused_at_its_field(
    admin: Caller, company: Company, formula: str, code: str
) -> None:
    answer = admin.post("/records/validation_rule", object="campaign", message="不", formula=formula)
    assert list(answer.codes) == ["formula"]
    assert answer.codes["formula"].startswith("formula."), answer.codes
    if code != "formula.syntax":
        assert answer.codes["formula"] == code


def test_a_rule_says_something(admin: Caller, company: Company) -> None:
    answer = admin.post("/records/validation_rule", object="campaign", message="不")
    assert answer.codes == {"filter": "required"}
    wrong = {"field": "end_on", "op": "lt", "other": "nothing"}
    answer = admin.post("/records/validation_rule", object="campaign", message="不", filter=wrong)
    assert answer.status == 422
    assert [e["field"] for e in answer.body["errors"]] == ["filter.other"]


def test_the_field_of_a_formula_is_needed(admin: Caller, company: Company) -> None:
    field = admin.create("field_def", object="campaign", label="预期", api_name="x_goal", type="decimal")
    made = rule(admin, formula="x_goal < 0")
    answer = admin.patch(f"/records/field_def/{field['id']}", is_active=False)
    assert (answer.status, answer.body["code"]) == (409, "definition.needed")
    assert admin.post("/records/campaign", **RIGHT, x_goal="-1").codes == {"budget_amount": "rule.refused"}
    assert admin.patch(f"/records/validation_rule/{made['id']}", is_active=False).status == 200
    assert admin.patch(f"/records/field_def/{field['id']}", is_active=False).status == 200
    answer = admin.patch(f"/records/validation_rule/{made['id']}", is_active=True)
    assert answer.codes == {"formula": "formula.unknown_field"}


def test_a_rule_without_a_name_is_called_by_its_message(admin: Caller, company: Company) -> None:
    nameless, named = rule(admin, filter=MORE), rule(admin, filter=FAIR, name="展会规则")
    seen = {row["id"]: row.get("_label") for row in admin.get("/records/validation_rule").body["items"]}
    assert seen == {nameless["id"]: MESSAGE, named["id"]: None}
    assert admin.get(f"/records/validation_rule/{nameless['id']}").body["_label"] == MESSAGE
