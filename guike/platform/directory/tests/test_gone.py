"""What goes for good leaves nothing behind; rules whose fields are gone say so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guike.kernel import clock
from guike.platform.directory.tests.conftest import Caller, Company, run_jobs
from guike.platform.directory.validity import mark_rules
from guike.platform.metadata.models import ValidationRule
from guike.platform.records.models import RecordLink, UniqueValue
from guike.platform.records.upkeep import erase_field
from guike.platform.records.upkeep.nightly import purge_recycle_bin

LOAN = "sample_loan__c"
WHY = "the tests' own rows"


def define(admin: Caller, api_name: str, type_: str, object_name: str = "account", **more: Any) -> int:
    made = admin.create(
        "field_def", object=object_name, api_name=api_name, type=type_, label=api_name, **more
    )
    return int(made["id"])


def drop(admin: Caller, object_name: str, record_id: int, days: int = 31) -> None:
    """Deactivated, deleted, and that long ago."""
    assert admin.patch(f"/records/{object_name}/{record_id}", is_active=False).status == 200
    with clock.frozen(clock.now() - timedelta(days=days)):
        answer = admin.delete(f"/records/{object_name}/{record_id}")
    assert answer.status == 204, answer.body


@pytest.mark.req("CO-07", "CU-31")
def test_values_go_with_their_field_and_the_name_begins_anew(admin: Caller, company: Company) -> None:
    level = define(admin, "x_level", "text", is_unique=True)
    define(admin, "x_kept", "text")
    define(admin, "x_friend", "reference", target="account")
    first = admin.create("account", name="远山打印", x_level="金", x_kept="留下")["id"]
    admin.create("account", name="近水印务", x_level="银", x_friend=first)
    drop(admin, "field_def", level)
    taken = admin.post("/records/field_def", object="account", api_name="x_level", type="integer", label="级")
    assert (taken.status, taken.codes) == (422, {"api_name": "unique.taken"})
    assert UniqueValue.objects.filter(field="x_level").count() == 2
    purge_recycle_bin()
    assert UniqueValue.objects.filter(field="x_level").count() == 0
    assert RecordLink.objects.filter(field="x_friend").count() == 1
    define(admin, "x_level", "integer")
    found = admin.get(f"/records/account/{first}").body
    assert (found["x_level"], found["x_kept"]) == (None, "留下")
    assert erase_field("account", "x_level") == 0
    history = admin.get(f"/records/account/{first}/history").body["items"]
    assert [item for item in history if item["field"] == "x_level" and item["new"] is None] == []


def test_a_field_that_may_still_be_restored_keeps_its_values(admin: Caller, company: Company) -> None:
    level = define(admin, "x_level", "text")
    account = admin.create("account", name="远山打印", x_level="金")["id"]
    drop(admin, "field_def", level, days=29)
    purge_recycle_bin()
    assert admin.post(f"/records/field_def/{level}/actions/restore").status == 200
    assert admin.patch(f"/records/field_def/{level}", is_active=True).status == 200
    assert admin.get(f"/records/account/{account}").body["x_level"] == "金"


@pytest.mark.req("CO-01", "CU-31")
def test_records_go_with_their_object_and_the_name_begins_anew(admin: Caller, company: Company) -> None:
    made = admin.create("object_def", api_name=LOAN, label="样品借用", number_pattern="JY{seq:3}")["id"]
    define(admin, "x_account", "reference", LOAN, target="account")
    account = admin.create("account", name="远山打印")["id"]
    assert admin.create(LOAN, name="展会样机", x_account=account)["number"] == "JY001"
    drop(admin, "object_def", made)
    purge_recycle_bin()
    assert RecordLink.objects.filter(object=LOAN).count() == 0
    admin.create("object_def", api_name=LOAN, label="借用", number_pattern="JY{seq:3}")
    assert admin.ids(LOAN) == []
    names = [field["name"] for field in admin.get(f"/meta/objects/{LOAN}").body["fields"]]
    assert "x_account" not in names
    assert admin.create(LOAN, name="又一台")["number"] == "JY001"


def rule(admin: Caller, object_name: str, condition: dict[str, Any], **more: Any) -> dict[str, Any]:
    return admin.create("validation_rule", object=object_name, filter=condition, message="不可以", **more)


@pytest.mark.req("CO-07")
def test_a_field_that_a_rule_reads_over_a_reference_stays(admin: Caller, company: Company) -> None:
    level = define(admin, "x_level", "text")
    rule(admin, "contact", {"field": "account.x_level", "op": "eq", "value": "黑"}, name="黑名单")
    answer = admin.patch(f"/records/field_def/{level}", is_active=False)
    assert (answer.status, answer.body["code"]) == (409, "definition.needed")
    assert "黑名单" in answer.body["detail"]


@pytest.mark.req("CO-07")
def test_a_rule_that_fits_no_more_says_so_until_it_is_mended(admin: Caller, company: Company) -> None:
    level = define(admin, "x_level", "text")
    condition = {"field": "x_level", "op": "eq", "value": "黑"}
    made = rule(admin, "account", condition, is_active=False)
    assert made["validity"] == "valid"
    drop(admin, "field_def", level, days=0)
    refused = admin.patch(f"/records/validation_rule/{made['id']}", is_active=True)
    assert (refused.status, refused.codes) == (422, {"filter.field": "unknown_field"})

    ValidationRule.objects.system(reason=WHY).filter(pk=made["id"]).update(is_active=True)
    assert mark_rules() == 1
    assert mark_rules() == 0
    shown = admin.get(f"/records/validation_rule/{made['id']}").body
    assert (shown["is_active"], shown["validity"]) == (True, "invalid")
    assert admin.ids("validation_rule", filter={"field": "validity", "op": "eq", "value": "invalid"}) == [
        made["id"]
    ]
    assert admin.post("/records/account", name="照常保存").status == 201
    assert admin.patch(f"/records/validation_rule/{made['id']}", validity="valid").status == 422

    mended = admin.patch(
        f"/records/validation_rule/{made['id']}",
        filter={"field": "name", "op": "eq", "value": "黑"},
    )
    assert (mended.status, mended.body["validity"]) == (200, "valid")
    assert admin.post("/records/account", name="黑").codes == {"name": "rule.refused"}


def test_deleting_a_field_looks_at_the_rules_again(admin: Caller, company: Company) -> None:
    level = define(admin, "x_level", "text")
    made = rule(admin, "account", {"field": "x_level", "op": "eq", "value": "黑"}, is_active=False)
    drop(admin, "field_def", level, days=0)
    ValidationRule.objects.system(reason=WHY).filter(pk=made["id"]).update(is_active=True)
    assert run_jobs() >= 1
    assert admin.get(f"/records/validation_rule/{made['id']}").body["validity"] == "invalid"


@pytest.mark.req("CO-06")
def test_a_type_of_record_is_only_for_records_that_meet_its_condition(
    admin: Caller, company: Company
) -> None:
    define(admin, "x_size", "integer")
    condition = {"field": "x_size", "op": "gte", "value": 100}
    big = admin.create("record_type", object="account", name="大客户", filter=condition, is_default=True)[
        "id"
    ]
    plain = admin.create("record_type", object="account", name="普通客户")["id"]
    assert admin.create("account", name="甲", x_size=200)["record_type"]["id"] == big
    assert admin.create("account", name="乙", x_size=20)["record_type"] is None
    refused = admin.post("/records/account", name="丙", x_size=20, record_type=big)
    assert (refused.status, refused.codes) == (422, {"record_type": "record_type.not_fitting"})
    assert "大客户" in refused.body["errors"][0]["message"]
    small = admin.create("account", name="丁", x_size=20, record_type=plain)
    refused = admin.patch(f"/records/account/{small['id']}", record_type=big)
    assert refused.codes == {"record_type": "record_type.not_fitting"}
    both = admin.patch(f"/records/account/{small['id']}", record_type=big, x_size=150)
    assert (both.status, both.body["record_type"]["id"]) == (200, big)
    kept = admin.patch(f"/records/account/{small['id']}", x_size=1)
    assert (kept.status, kept.body["record_type"]["id"]) == (200, big)
    types = {t["name"]: t["filter"] for t in admin.get("/meta/objects/account").body["record_types"]}
    assert types == {"大客户": condition, "普通客户": None}
