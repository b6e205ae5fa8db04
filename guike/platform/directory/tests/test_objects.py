"""Custom objects: names, numbers, access, lines, going away; and what other processes learn of them."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from guike.kernel.errors import Refusal
from guike.platform.access.context import system_context
from guike.platform.directory.seed import seed_roles
from guike.platform.directory.standard import seed_definitions
from guike.platform.directory.tests.conftest import Caller, Company, make, person, run_jobs
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.models import ObjectDef
from guike.platform.org.queries import begin_versions, versions
from guike.platform.records.shapes import single
from guike.platform.records.upkeep.reshaping import index_field, index_name
from guike.platform.records.writing import record_create, record_delete, record_update

WHY = "the tests' own rows"


def define(admin: Caller, api_name: str, label: str = "试验", **more: Any) -> int:
    made: int = admin.create("object_def", api_name=api_name, label=label, **more)["id"]
    return made


def field(admin: Caller, object_name: str, api_name: str, type_: str, **more: Any) -> int:
    made: int = admin.create(
        "field_def", object=object_name, api_name=api_name, type=type_, label=api_name, **more
    )["id"]
    return made


@pytest.mark.req("CO-01")
def test_an_object_with_records_goes_only_when_deactivated(admin: Caller) -> None:
    definition = define(admin, "loan__c")
    record = admin.create("loan__c", name="样机")["id"]
    path = f"/records/object_def/{definition}"
    answer = admin.delete(path)
    assert (answer.status, answer.body["code"]) == (409, "definition.has_records")
    assert admin.ids("loan__c") == [record]
    assert admin.patch(path, is_active=False).status == 200
    assert admin.get("/records/loan__c").status == 404
    assert admin.patch(path, is_active=True).status == 200
    assert admin.ids("loan__c") == [record]
    assert admin.patch(path, is_active=False).status == 200
    assert admin.delete(path).status == 204
    assert admin.post("/records/object_def", api_name="loan__c", label="又").codes == {
        "api_name": "unique.taken"
    }
    assert admin.post(f"{path}/actions/restore").status == 200


@pytest.mark.req("CO-01")
def test_an_object_that_fields_point_at_stays(admin: Caller) -> None:
    definition = define(admin, "brand__c")
    field(admin, "account", "x_brand", "reference", target="brand__c")
    answer = admin.delete(f"/records/object_def/{definition}")
    assert (answer.status, answer.body["code"]) == (409, "definition.needed")


def test_standard_objects_keep_what_the_code_says(admin: Caller) -> None:
    (lead,) = admin.post(
        "/records/object_def/query", filter={"field": "api_name", "op": "eq", "value": "lead"}
    ).body["items"]
    path = f"/records/object_def/{lead['id']}"
    assert admin.delete(path).body["code"] == "definition.standard"
    assert admin.patch(path, is_active=False).codes == {"is_active": "field.standard"}
    assert admin.patch(path, api_name="lead__c").codes == {"api_name": "immutable"}
    assert admin.patch(path, number_pattern="X{seq}{yyyy}").codes == {"number_pattern": "number.pattern"}
    answer = admin.patch(path, label="销售线索", number_pattern="LD{yy}-{seq:3}")
    assert (answer.status, answer.body["label"]) == (200, "销售线索")
    assert admin.get("/meta/objects/lead").body["label"] == "销售线索"
    assert Caller("admin", "en").get("/meta/objects/lead").body["label"] == "Lead"
    made = admin.create("lead", name="孙七", source="phone")
    assert made["number"].startswith("LD")
    assert made["number"].endswith("-001")


@pytest.mark.req("CO-01")
def test_default_access_opens_an_object_to_everybody_with_the_function(
    admin: Caller, sales: Caller, company: Company
) -> None:
    definition = define(admin, "notice__c", default_access="read")
    notice = admin.create("notice__c", name="通知")["id"]
    role = admin.create("role", name="看通知", permissions={"notice__c": ["view", "edit"]})["id"]
    roles = [*[r["id"] for r in admin.get(f"/records/user/{company.sales}").body["roles"]], role]
    assert admin.patch(f"/records/user/{company.sales}", roles=roles).status == 200
    assert sales.ids("notice__c") == [notice]
    assert sales.patch(f"/records/notice__c/{notice}", name="改").status == 403
    assert admin.patch(f"/records/object_def/{definition}", default_access="edit").status == 200
    assert sales.patch(f"/records/notice__c/{notice}", name="改").status == 200
    assert admin.patch(f"/records/object_def/{definition}", default_access="private").status == 200
    assert sales.ids("notice__c") == []


@pytest.mark.req("CO-01")
def test_another_field_may_be_the_name(admin: Caller) -> None:
    definition = define(admin, "ticket__c")
    field(admin, "ticket__c", "x_title", "text", is_searchable=True)
    field(admin, "ticket__c", "x_size", "integer")
    ticket = admin.create("ticket__c", name="旧名", x_title="打印机卡纸")["id"]
    path = f"/records/object_def/{definition}"
    assert admin.patch(path, name_field="x_nothing").codes == {"name_field": "unknown_field"}
    assert admin.patch(path, name_field="x_size").codes == {"name_field": "field.not_for_type"}
    assert admin.patch(path, name_field="x_title").status == 200
    run_jobs()
    field(admin, "account", "x_ticket", "reference", target="ticket__c")
    account = admin.create("account", name="远山打印", x_ticket=ticket)
    assert account["x_ticket"] == {"id": ticket, "name": "打印机卡纸"}
    assert admin.ids("ticket__c", q="dyjkz") == [ticket]
    assert "name" not in [f["name"] for f in admin.get("/meta/objects/ticket__c").body["fields"]]
    title = admin.ids("field_def", filter={"field": "api_name", "op": "eq", "value": "x_title"})[0]
    assert admin.patch(f"/records/field_def/{title}", is_active=False).body["code"] == "definition.needed"


@pytest.mark.req("CO-01")
def test_lines_belong_to_one_parent_and_to_it_alone(admin: Caller, company: Company) -> None:
    define(admin, "loan__c")
    define(admin, "item__c")
    define(admin, "other__c")
    field(admin, "loan__c", "x_items", "lines", target="item__c")
    for object_name, target in (
        ("other__c", "item__c"),
        ("loan__c", "loan__c"),
        ("item__c", "other__c"),
        ("other__c", "loan__c"),
    ):
        answer = admin.post(
            "/records/field_def",
            object=object_name,
            api_name="x_more",
            type="lines",
            label="明细",
            target=target,
        )
        assert answer.codes == {"target": "field.lines_target"}, (object_name, target)
    field(admin, "item__c", "x_qty", "decimal")
    field(admin, "item__c", "x_name", "text")
    rollup = {"object": "item__c", "via": "loan__c", "agg": "sum", "field": "x_qty"}
    field(admin, "loan__c", "x_total", "rollup", rollup=rollup)
    loan = admin.create(
        "loan__c", name="样机", x_items=[{"x_name": "甲", "x_qty": "1.5"}, {"x_name": "乙", "x_qty": "2"}]
    )
    assert loan["x_total"] == "3.5"
    path = f"/records/loan__c/{loan['id']}"
    assert admin.patch(path, x_items=[]).body["code"] == "version.required"
    answer = admin.patch(
        path, _version=loan["_version"], x_items=[{"id": loan["x_items"][1]["id"], "x_qty": "x"}]
    )
    assert answer.codes == {"x_items[0].x_qty": "type.decimal"}
    answer = admin.patch(
        path, _version=loan["_version"], x_items=[{"id": loan["x_items"][1]["id"], "x_qty": "4"}]
    )
    assert (answer.status, answer.body["x_total"]) == (200, "4")
    assert len(answer.body["x_items"]) == 1
    assert admin.post("/records/item__c", x_name="散件").body["code"] == "line.use_parent"
    assert len(admin.ids("item__c")) == 1


@pytest.mark.req("CO-05")
def test_many_to_many_is_browsed_from_both_sides(admin: Caller) -> None:
    define(admin, "course__c")
    field(admin, "course__c", "x_contacts", "references", target="contact")
    account = admin.create("account", name="远山打印")["id"]
    people = [admin.create("contact", name=name, account=account)["id"] for name in ("周八", "吴九")]
    courses = [
        admin.create("course__c", name=name, x_contacts=people[: n + 1])["id"]
        for n, name in enumerate(("甲", "乙"))
    ]
    first = admin.get(f"/records/contact/{people[0]}/related/course__c").body["items"]
    second = admin.get(f"/records/contact/{people[1]}/related/course__c").body["items"]
    assert ({r["id"] for r in first}, {r["id"] for r in second}) == (set(courses), {courses[1]})
    shown = admin.get(f"/records/course__c/{courses[1]}").body["x_contacts"]
    assert [(p["id"], p["name"]) for p in shown] == list(zip(people, ("周八", "吴九"), strict=True))
    named = {"some": "course__c", "where": {"field": "name", "op": "eq", "value": "甲"}}
    assert admin.ids("contact", filter=named) == [people[0]]


def test_the_number_of_objects_is_bounded(admin: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guike.platform.directory.objects.CUSTOM_OBJECTS", 1)
    define(admin, "one__c")
    answer = admin.post("/records/object_def", api_name="two__c", label="二")
    assert (answer.status, answer.codes) == (422, {"api_name": "definition.limit"})


@pytest.mark.django_db
def test_what_was_rolled_back_is_not_remembered(company: Company) -> None:
    """Every number of a version is used once: a cache filled in a transaction that failed never counts."""
    ctx = system_context()
    seen = []
    for label in ("先", "后"):
        with transaction.atomic():
            single(record_create(ctx, "object_def", [{"api_name": "ghost__c", "label": label}]))
            assert catalogue().get("ghost__c").label.zh == label
            seen.append(versions().metadata)
            transaction.set_rollback(True)
        begin_versions()
    assert "ghost__c" not in catalogue().objects
    assert len(set(seen)) == 2


def test_two_makers_of_one_name_make_one_object(fresh_db: str) -> None:
    """Over two connections at once."""
    together = threading.Barrier(2)
    codes: list[str] = []

    def work() -> None:
        try:
            begin_versions()
            together.wait(10)
            single(record_create(system_context(), "object_def", [{"api_name": "race__c", "label": "竞赛"}]))
            codes.append("made")
        except Refusal as refused:
            codes.append(refused.field_errors()[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(codes) == ["made", "unique.taken"]
    assert ObjectDef.objects.system(reason=WHY).filter(api_name="race__c").count() == 1


def test_an_indexed_field_gets_its_index_while_others_work(fresh_db: str) -> None:
    begin_versions()
    ctx = system_context()
    single(record_create(ctx, "object_def", [{"api_name": "hot__c", "label": "热"}]))
    values = {
        "object": "hot__c",
        "api_name": "x_grade",
        "type": "choice",
        "label": "级",
        "choices": ["a", "b"],
        "is_indexed": True,
    }
    definition = single(record_create(ctx, "field_def", [values])).id
    make("hot__c", name="一", x_grade="a")
    begin_versions()
    run_jobs()
    name = index_name("hot__c", "x_grade")
    assert _index(name) == "btree (((custom -> 'x_grade'::text)))"
    assert index_field("hot__c", "x_grade") is True
    assert definition is not None
    single(record_update(ctx, "field_def", [{"id": definition, "is_indexed": False}]))
    begin_versions()
    run_jobs()
    assert _index(name) is None


def _index(name: str) -> str | None:
    """Method and expression of a valid index of this name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT substring(pg_get_indexdef(indexrelid) FROM 'USING (.*) WHERE') FROM pg_index"
            " WHERE indisvalid AND indexrelid = to_regclass(%s)",
            [name],
        )
        found = cursor.fetchone()
    return str(found[0]) if found else None


def test_seeding_again_changes_nothing(company: Company) -> None:
    before = begin_versions()
    seed_roles()
    seed_definitions()
    assert begin_versions() == before
    assert person("later", "sales") > 0


def test_bulk_definitions_stand_or_fall_by_themselves(admin: Caller) -> None:
    define(admin, "loan__c")
    rows = [
        {"object": "loan__c", "api_name": "x_a", "type": "text", "label": "甲"},
        {"object": "loan__c", "api_name": "x_a", "type": "date", "label": "重名"},
        {"object": "loan__c", "api_name": "y", "type": "text", "label": "错名"},
        {"object": "loan__c", "api_name": "x_b", "type": "text", "label": "乙"},
    ]
    results = admin.post("/records/field_def/bulk", create=rows).body["results"]
    assert [r["ok"] for r in results] == [True, False, False, True]
    ctx = system_context()
    single(record_delete(ctx, "field_def", [results[0]["id"]]))
    names = [f["name"] for f in admin.get("/meta/objects/loan__c").body["fields"]]
    assert "x_b" in names
    assert "x_a" not in names
