"""Custom fields that say yes or no are never neither, in records that stood before them, too."""

from __future__ import annotations

from typing import Any

import pytest

from guike.platform.directory.tests.conftest import Caller, Company, make, run_jobs
from guike.platform.directory.tests.test_fields import define
from guike.platform.records.upkeep.reshaping import fill_fields


def read(admin: Caller, object_name: str, record_id: int) -> dict[str, Any]:
    found: dict[str, Any] = admin.get(f"/records/{object_name}/{record_id}").body
    return found


@pytest.mark.parametrize("first", [None, False, True])
def test_records_that_stand_get_the_first_value_of_a_new_yes_no_field(
    admin: Caller, company: Company, first: bool | None
) -> None:
    """So that a filter for "no" finds them, without a trace in their history."""
    old = [make("account", name=f"远山打印{n}", owner=company.sales) for n in range(3)]
    gone = make("account", name="旧记录", owner=company.sales)
    assert admin.delete(f"/records/account/{gone}").status in (200, 204)
    version = read(admin, "account", old[0])["_version"]
    field = define(admin, "boolean", "x_invoice", **({} if first is None else {"default": first}))
    meanwhile = make("account", name="新记录", owner=company.sales)
    run_jobs()
    every = [*old, meanwhile]

    def found(value: bool) -> list[int]:
        query = {"filter": {"field": "x_invoice", "op": "eq", "value": value}, "sort": ["id"]}
        return [one["id"] for one in admin.post("/records/account/query", **query).body["items"]]

    assert (found(bool(first)), found(not first)) == (every, [])
    assert read(admin, "account", old[0])["_version"] == version
    assert all(read(admin, "account", one)["x_invoice"] is bool(first) for one in every)
    assert admin.patch(f"/records/account/{old[1]}", x_invoice=not first).status == 200
    assert (found(bool(first)), found(not first)) == ([old[0], old[2], meanwhile], [old[1]])
    # what was written while it was switched off follows when it is there again
    assert admin.patch(f"/records/field_def/{field['id']}", is_active=False).status == 200
    between = make("account", name="停用期间", owner=company.sales)
    assert admin.patch(f"/records/field_def/{field['id']}", is_active=True).status == 200
    run_jobs()
    assert (found(bool(first)), found(not first)) == ([old[0], old[2], meanwhile, between], [old[1]])
    restored = admin.post(f"/records/account/{gone}/actions/restore")
    assert restored.status == 200, restored.body
    assert read(admin, "account", gone)["x_invoice"] is bool(first)


def test_the_night_fills_what_says_neither_yes_nor_no(admin: Caller, company: Company) -> None:
    define(admin, "boolean", "x_invoice")
    define(admin, "text", "x_text")
    run_jobs()
    account = make("account", name="远山打印", owner=company.sales)
    assert admin.patch(f"/records/account/{account}", x_invoice=None).status == 200
    assert read(admin, "account", account)["x_invoice"] is None
    assert fill_fields() == 1
    assert fill_fields() == 0
    record = read(admin, "account", account)
    assert (record["x_invoice"], record["x_text"]) == (False, None)


def test_a_yes_no_field_that_nobody_set_can_be_deleted(admin: Caller, company: Company) -> None:
    accounts = [make("account", name=f"远山打印{n}", owner=company.sales) for n in range(2)]
    field = define(admin, "boolean", "x_invoice")
    run_jobs()
    assert admin.patch(f"/records/account/{accounts[0]}", x_invoice=True).status == 200
    refusal = admin.delete(f"/records/field_def/{field['id']}")
    assert (refusal.status, refusal.body["code"]) == (409, "definition.has_records")
    assert admin.patch(f"/records/account/{accounts[0]}", x_invoice=False).status == 200
    assert admin.delete(f"/records/field_def/{field['id']}").status in (200, 204)
