"""Saved views that use a field which is switched off or gone: offered with the reason, and not to be used."""

from __future__ import annotations

from typing import Any

import pytest

from guike.platform.directory.tests.conftest import Caller, Company

OFF_ZH = "“预算”已停用，此视图暂不可用"
OFF_EN = "“预算” is switched off; this view cannot be used until it is back"
BUDGET = {"field": "x_budget", "op": "gt", "value": "100"}
EMPTY: dict[str, Any] = {"filter": None, "sort": [], "group_by": None}


def told(caller: Caller, view: dict[str, Any], object_name: str = "lead") -> dict[str, Any] | None:
    """What a saved view is offered with, besides its name and columns; None where it is not offered."""
    for found in caller.get(f"/meta/objects/{object_name}").body["views"]:
        if found["id"] == str(view["id"]):
            return {name: found[name] for name in (*EMPTY, "is_mine", "unusable")}
    return None


def added(admin: Caller, object_name: str, name: str, label: str, **values: Any) -> str:
    """The address of a new field."""
    row = {"object": object_name, "api_name": name, "label": label, "type": "decimal", **values}
    return f"/records/field_def/{admin.create('field_def', **row)['id']}"


@pytest.mark.parametrize(
    "uses",
    [
        {"filter": {"all": [{"field": "name", "op": "is_not_empty"}, {"not": BUDGET}]}},
        {"filter": {"field": "x_offer", "op": "gt", "other": "x_budget"}},
        {"filter": {"field": "x_budget.name", "op": "eq", "value": "a"}},
        {"sort": ["-x_budget"]},
        {"group_by": "x_budget"},
    ],
    ids=["filter", "compared", "path", "sort", "group"],
)
def test_a_view_of_a_field_that_was_switched_off_says_so_until_it_is_back(
    admin: Caller, sales: Caller, company: Company, uses: dict[str, Any]
) -> None:
    kind = {"type": "reference", "target": "campaign"} if "x_budget.name" in str(uses) else {}
    field = added(admin, "lead", "x_budget", "预算", **kind)
    added(admin, "lead", "x_offer", "报价")
    shared = [{"object": "department", "id": company.head_office}]
    view = sales.create("saved_view", object="lead", name="大单", shared_with=shared, **uses)
    other, english = Caller("other"), Caller("sales", "en")
    before = {**EMPTY, **uses, "unusable": None}
    assert told(sales, view) == {**before, "is_mine": True}
    assert told(other, view) == {**before, "is_mine": False}

    assert admin.patch(field, is_active=False).status == 200
    assert told(sales, view) == {**EMPTY, "is_mine": True, "unusable": OFF_ZH}
    assert told(english, view) == {**EMPTY, "is_mine": True, "unusable": OFF_EN}
    assert told(other, view) == {**EMPTY, "is_mine": False, "unusable": OFF_ZH}

    assert admin.patch(field, is_active=True).status == 200
    assert told(sales, view) == {**before, "is_mine": True}
    assert told(other, view) == {**before, "is_mine": False}


def test_of_related_records_too(admin: Caller, sales: Caller, company: Company) -> None:
    field = added(admin, "contact", "x_budget", "预算")
    some = {"some": "contacts", "where": BUDGET}
    view = sales.create("saved_view", object="account", name="大单", filter=some)
    assert admin.patch(field, is_active=False).status == 200
    assert told(sales, view, "account") == {**EMPTY, "is_mine": True, "unusable": OFF_ZH}


def test_of_a_field_that_is_deleted_one_is_told_no_name_and_others_nothing(
    admin: Caller, sales: Caller, company: Company
) -> None:
    field = added(admin, "lead", "x_budget", "预算")
    shared = [{"object": "department", "id": company.head_office}]
    view = sales.create("saved_view", object="lead", name="大单", shared_with=shared, filter=BUDGET)
    assert admin.delete(field).status == 204
    gone = "此视图用到的字段已停用、已删除或对您不可见，此视图暂不可用"
    assert told(sales, view) == {**EMPTY, "is_mine": True, "unusable": gone}
    assert told(Caller("other"), view) is None


def test_one_can_still_drop_it(admin: Caller, sales: Caller, company: Company) -> None:
    field = added(admin, "lead", "x_budget", "预算")
    view = sales.create("saved_view", object="lead", name="大单", filter=BUDGET)
    assert admin.patch(field, is_active=False).status == 200
    assert sales.get("/records/lead", view=str(view["id"])).status == 422
    assert sales.delete(f"/records/saved_view/{view['id']}").status == 204
    assert told(sales, view) is None
