"""Custom fields of every type, and what they rest on."""

from __future__ import annotations

from typing import Any

import pytest

from guike.platform.directory.standard import seed_definitions
from guike.platform.directory.tests.conftest import Caller, Company, make, run_jobs
from guike.platform.metadata import models
from guike.platform.records.models import UniqueValue
from guike.platform.records.upkeep.reshaping import index_name

WHY = "the tests' own rows"


def define(admin: Caller, type_: str, api_name: str, **more: Any) -> dict[str, Any]:
    """A custom field of accounts unless said otherwise."""
    return admin.create(
        "field_def", **{"object": "account", "label": api_name, "api_name": api_name, "type": type_, **more}
    )


def read(admin: Caller, object_name: str, record_id: int) -> dict[str, Any]:
    found: dict[str, Any] = admin.get(f"/records/{object_name}/{record_id}").body
    return found


def refused(admin: Caller, type_: str, **more: Any) -> dict[str, str]:
    answer = admin.post(
        "/records/field_def",
        **{"object": "account", "api_name": "x_new", "label": "新", "type": type_, **more},
    )
    assert answer.status == 422, answer.body
    return answer.codes


@pytest.mark.req("CO-01", "CO-07")
def test_every_type_of_field_holds_its_values(admin: Caller, company: Company) -> None:
    account = make("account", name="远山打印", owner=company.sales)
    lead = make("lead", name="孙七", source="phone", owner=company.sales)
    samples: dict[str, tuple[dict[str, Any], Any, Any]] = {
        "text": ({}, " 彩色 ", "彩色"),
        "long_text": ({}, "第一行\n第二行", "第一行\n第二行"),
        "integer": ({}, 3, 3),
        "decimal": ({"scale": 3}, "1.250", "1.250"),
        "money": ({}, "1280", "1280.00"),
        "percent": ({}, "0.1", "0.1"),
        "boolean": ({}, True, True),
        "date": ({}, "2026-11-21", "2026-11-21"),
        "instant": ({}, "2026-11-21T09:30:00+08:00", "2026-11-21T01:30:00Z"),
        "choice": ({"choices": ["a", "b"]}, "a", "a"),
        "multi_choice": ({"choices": ["a", "b"]}, ["b", "a"], ["b", "a"]),
        "reference": ({"target": "lead"}, lead, {"id": lead, "name": "孙七"}),
        "references": ({"target": "account"}, [account], [{"id": account, "name": "远山打印"}]),
        "any_reference": ({}, {"object": "lead", "id": lead}, {"object": "lead", "id": lead, "name": "孙七"}),
        "any_references": (
            {},
            [{"object": "account", "id": account}],
            [{"object": "account", "id": account, "name": "远山打印"}],
        ),
        "user": ({}, company.sales, {"id": company.sales, "name": "张三"}),
        "department": ({}, company.north, {"id": company.north, "name": "华北"}),
        "phone": ({}, "138 0013 8000", "13800138000"),
        "email": ({}, "who@example.com", "who@example.com"),
        "url": ({}, "https://example.com/a", "https://example.com/a"),
        "region": ({}, "330106", {"code": "330106", "name": "浙江省杭州市西湖区"}),
        "geo": ({}, {"lat": 30.25, "lng": 120.16}, {"lat": 30.25, "lng": 120.16}),
    }
    for type_, (options, _value, _shown) in samples.items():
        define(admin, type_, f"x_{type_}", **options)
    define(admin, "auto_number", "x_serial", default="B{yyyy}-{seq:3}")
    made = admin.create(
        "account", name="新客户", **{f"x_{name}": value for name, (_o, value, _s) in samples.items()}
    )
    assert {name: made[f"x_{name}"] for name in samples} == {
        name: shown for name, (_o, _v, shown) in samples.items()
    }
    assert made["x_serial"].endswith("-001")
    assert admin.create("account", name="再一家")["x_serial"].endswith("-002")
    filters = {
        "text": ("contains", "彩"), "integer": ("gte", 3), "decimal": ("eq", "1.25"), "money": ("gt", "1000"),
        "boolean": ("eq", True), "date": ("between", ["2026-11-01", "2026-11-30"]), "choice": ("in", ["a"]),
        "instant": ("lt", "2027-01-01"), "multi_choice": ("has_all", ["a", "b"]), "reference": ("eq", lead),
        "references": ("has_any", [account]), "user": ("in", [company.sales]), "department": ("under", company.head_office),
        "phone": ("contains", "0013"), "email": ("starts_with", "WHO"), "region": ("under", "330000"),
        "geo": ("near", {"lat": 30.2, "lng": 120.1, "km": 20}), "percent": ("lte", "0.1"),
        "any_reference": ("eq", {"object": "lead", "id": lead}),
    }  # fmt: skip
    for name, (op, value) in filters.items():
        found = admin.ids("account", filter={"field": f"x_{name}", "op": op, "value": value})
        assert found == [made["id"]], name
    related = admin.get(f"/records/lead/{lead}/related/accounts_by_x_reference").body
    assert [row["id"] for row in related["items"]] == [made["id"]]
    cleared = admin.patch(f"/records/account/{made['id']}", **dict.fromkeys(f"x_{name}" for name in samples))
    assert cleared.status == 200, cleared.body
    lists = {"multi_choice", "references", "any_references"}
    assert {name: cleared.body[f"x_{name}"] for name in samples} == {
        name: [] if name in lists else None for name in samples
    }


@pytest.mark.req("CO-01")
def test_formulas_and_rollups_follow_what_they_read(admin: Caller, company: Company, db: None) -> None:
    account = admin.create("account", name="远山打印")
    limit = admin.create("credit_limit", account=account["id"], limit_amount="100")
    for number in range(3):
        make("contact", name=f"联系人{number}", account=account["id"], is_primary=number == 0)
    define(admin, "formula", "x_double", formula="credit_limit_amount * 2")
    define(admin, "rollup", "x_contacts", rollup={"object": "contact", "via": "account", "agg": "count"})
    primary = {"field": "is_primary", "op": "eq", "value": True}
    define(
        admin,
        "rollup",
        "x_primary",
        rollup={"object": "contact", "via": "account", "agg": "count", "filter": primary},
    )
    define(admin, "formula", "x_both", formula="x_contacts + x_double")
    run_jobs()
    record = admin.get(f"/records/account/{account['id']}").body
    assert (record["x_double"], record["x_contacts"], record["x_primary"], record["x_both"]) == (
        "200",
        "3",
        "1",
        "203",
    )
    admin.create("contact", name="新人", account=account["id"])
    admin.patch(f"/records/credit_limit/{limit['id']}", limit_amount="150")
    record = admin.get(f"/records/account/{account['id']}").body
    assert (record["x_double"], record["x_contacts"], record["x_both"]) == ("300", "4", "304")
    assert admin.ids("account", filter={"field": "x_both", "op": "gt", "value": 300}) == [account["id"]]
    answer = admin.post("/records/account", name="写不进", x_double="9")
    assert answer.codes == {"x_double": "read_only"}


def test_yes_or_no_starts_with_no_and_figures_with_nothing(admin: Caller, company: Company, db: None) -> None:
    define(admin, "boolean", "x_visited")
    define(admin, "boolean", "x_welcome", default=True)
    children = {"object": "opportunity", "via": "account"}
    define(admin, "rollup", "x_count", rollup={**children, "agg": "count"})
    define(admin, "rollup", "x_sum", rollup={**children, "agg": "sum", "field": "amount"})
    define(admin, "rollup", "x_max", rollup={**children, "agg": "max", "field": "amount"})
    define(admin, "formula", "x_more", formula="x_count + x_sum + 1")
    expected = {
        "x_visited": False,
        "x_welcome": True,
        "x_count": "0",
        "x_sum": "0",
        "x_max": None,
        "x_more": "1",
    }
    one = admin.create("account", name="远山打印")
    assert {name: one[name] for name in expected} == expected
    two = admin.create("account", name="近水打印", x_visited=True, x_welcome=False)
    assert (two["x_visited"], two["x_welcome"]) == (True, False)
    visited = {"field": "x_visited", "op": "eq", "value": False}
    assert admin.ids("account", filter=visited) == [one["id"]]
    none = {"field": "x_count", "op": "eq", "value": 0}
    assert sorted(admin.ids("account", filter=none)) == sorted([one["id"], two["id"]])


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("o'brien@example.com", "o'brien@example.com"),
        ("mailto:a@example.com", "a@example.com"),
        ("MAILTO:a@example.com?subject=你好", "a@example.com"),
        ("a+b@shop.example.com", "a+b@shop.example.com"),
        ("a@例子.example.com", "a@例子.example.com"),
        ("ａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "a@example.com"),
        ("\u200ba@example.com\xa0", "a@example.com"),
        ("a@b..com", None),
        ("a..b@example.com", None),
        (".a@example.com", None),
        ("a@-example.com", None),
        ("a@example", None),
        ("a@example.com;b@example.com", None),
        ("张三 a@example.com", None),
        ("mailto:", None),
    ],
)
def test_addresses_of_mail(admin: Caller, written: str, kept: str | None) -> None:
    lead = {"name": "孙七", "source": "phone", "email": written}
    answer = admin.post("/records/lead", **lead)
    if kept is None and written != "mailto:":
        assert answer.codes == {"email": "type.email"}
    else:
        assert answer.body["email"] == kept


def test_texts_come_in_clean_wherever_they_come_in(admin: Caller) -> None:
    pasted = "云\u200b帆\n印务\ufeff"
    define(admin, "text", "x_note")
    define(admin, "long_text", "x_story")
    made = admin.create("account", name=pasted, x_note=pasted, x_story="一\r\n二\u202e")
    assert (made["name"], made["x_note"], made["x_story"]) == ("云帆 印务", "云帆 印务", "一\n二")
    lead = admin.create("lead", name="孙七", source="phone", tags=[pasted, "云帆 印务"])
    assert lead["tags"] == ["云帆 印务"]
    assert admin.create("department", name=pasted)["name"] == "云帆 印务"
    field = define(admin, "choice", "x_kind", choices=[{"code": "a", "label": pasted}], label=pasted)
    assert (field["label"], field["choices"][0]["label"]) == ("云帆 印务", "云帆 印务")


def test_what_a_type_needs_and_may_not_have(admin: Caller) -> None:
    assert refused(admin, "choice") == {"choices": "field.needs"}
    assert refused(admin, "choice", choices=["a"], choice_set="industry") == {"choices": "not_both"}
    assert refused(admin, "choice", choice_set="nowhere") == {"choice_set": "choice_set.unknown"}
    assert refused(admin, "choice", choices=["a", "a"]) == {"choices": "duplicate_item"}
    assert refused(admin, "choice", choices=["含空格 "]) == {"choices": "choices.code"}
    assert refused(admin, "reference") == {"target": "field.needs"}
    assert refused(admin, "reference", target="nowhere") == {"target": "type.choice"}
    assert refused(admin, "lines", target="contact") == {"target": "field.lines_target"}
    assert refused(admin, "formula") == {"formula": "field.needs"}
    assert refused(admin, "formula", formula="nothing + 1") == {"formula": "formula.unknown_field"}
    assert refused(admin, "text", formula="1") == {"formula": "field.not_for_type"}
    assert refused(admin, "text", default=5) == {"default": "field.default"}
    untyped = admin.post("/records/field_def", default="P&G")
    assert (untyped.status, untyped.codes["type"]) == (422, "required")
    assert refused(admin, "date", default="$me") == {"default": "field.default"}
    assert refused(admin, "geo", is_unique=True) == {"is_unique": "field.not_for_type"}
    assert refused(admin, "formula", formula="1+1", is_required=True) == {"is_required": "field.not_for_type"}
    assert refused(admin, "auto_number", default="{seq") == {"default": "number.pattern"}
    assert refused(admin, "tags") == {"type": "type.choice"}
    assert refused(admin, "rollup") == {"rollup": "field.needs"}
    assert refused(admin, "rollup", rollup={"object": "contact"}) == {"rollup": "rollup.shape"}
    rule: dict[str, Any] = {"object": "contact", "via": "name", "agg": "middle"}
    assert refused(admin, "rollup", rollup=rule) == {
        "rollup.via": "rollup.via",
        "rollup.agg": "rollup.aggregate",
    }
    rule = {
        "object": "contact",
        "via": "account",
        "agg": "sum",
        "field": "name",
        "filter": {"field": "no", "op": "eq", "value": 1},
    }
    assert refused(admin, "rollup", rollup=rule) == {
        "rollup.field": "rollup.field",
        "rollup.filter.field": "unknown_field",
    }
    assert admin.ids("field_def", filter={"field": "is_custom", "op": "eq", "value": True}) == []


@pytest.mark.req("CO-01")
def test_unique_fields_hold_each_value_once(admin: Caller) -> None:
    first = admin.create("account", name="甲")["id"]
    second = admin.create("account", name="乙")["id"]
    made = define(admin, "text", "x_code")
    for account in (first, second):
        assert admin.patch(f"/records/account/{account}", x_code="Ａ1").status == 200
    answer = admin.patch(f"/records/field_def/{made['id']}", is_unique=True)
    assert answer.codes == {"is_unique": "field.not_unique"}
    assert not UniqueValue.objects.filter(field="x_code").exists()
    assert admin.patch(f"/records/account/{second}", x_code="B2").status == 200
    assert admin.patch(f"/records/field_def/{made['id']}", is_unique=True).status == 200
    answer = admin.post("/records/account", name="丙", x_code="a1")
    assert (answer.status, answer.codes) == (422, {"x_code": "unique.taken"})
    assert admin.patch(f"/records/field_def/{made['id']}", is_unique=False).status == 200
    assert admin.post("/records/account", name="丙", x_code="a1").status == 201


def test_limits_of_fields_and_indexes(admin: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guike.platform.directory.fields.CUSTOM_FIELDS_PER_OBJECT", 3)
    monkeypatch.setattr("guike.platform.directory.fields.INDEXED_CUSTOM_FIELDS", 1)
    define(admin, "text", "x_a", is_indexed=True)
    second = define(admin, "text", "x_b")
    assert refused(admin, "text", is_indexed=True) == {"is_indexed": "definition.limit"}
    answer = admin.patch(f"/records/field_def/{second['id']}", is_indexed=True)
    assert answer.codes == {"is_indexed": "definition.limit"}
    define(admin, "text", "x_c")
    assert refused(admin, "text") == {"api_name": "definition.limit"}


def test_fields_in_use_are_not_deleted(admin: Caller) -> None:
    read = define(admin, "integer", "x_n")
    formula = define(admin, "formula", "x_f", formula="x_n + 1")
    account = admin.create("account", name="甲", x_n=1)["id"]
    path = f"/records/field_def/{read['id']}"
    answer = admin.delete(path)
    assert (answer.status, answer.body["code"]) == (409, "definition.has_records")
    answer = admin.patch(path, is_active=False)
    assert (answer.status, answer.body["code"]) == (409, "definition.needed")
    assert admin.get(f"/records/account/{account}").body["x_n"] == 1
    assert admin.patch(f"/records/field_def/{formula['id']}", is_active=False).status == 200
    assert admin.patch(path, is_active=False).status == 200
    assert "x_n" not in admin.get(f"/records/account/{account}").body
    assert admin.post("/records/account", name="乙", x_n=2).codes == {"x_n": "unknown_field"}
    assert admin.delete(f"/records/field_def/{formula['id']}").status == 204
    assert admin.delete(path).status == 204
    assert refused(admin, "date", api_name="x_n") == {"api_name": "unique.taken"}
    assert admin.post(f"{path}/actions/restore").status == 200
    assert admin.patch(path, is_active=True).status == 200
    assert admin.get(f"/records/account/{account}").body["x_n"] == 1


def standard(admin: Caller, object_name: str, api_name: str) -> dict[str, Any]:
    both = [
        {"field": "object", "op": "eq", "value": object_name},
        {"field": "api_name", "op": "eq", "value": api_name},
    ]
    (found,) = admin.post("/records/field_def/query", filter={"all": both}).body["items"]
    record: dict[str, Any] = found
    return record


@pytest.mark.req("CO-04", "CO-09")
def test_the_object_manager_lists_every_object_and_field(admin: Caller) -> None:
    objects = {
        row["api_name"]: row for row in admin.post("/records/object_def/query", limit=500).body["items"]
    }
    shown = {item["name"] for item in admin.get("/meta/objects").body["items"]}
    assert shown == set(objects)
    assert (objects["lead"]["label"], objects["lead"]["is_custom"], objects["lead"]["module"]) == (
        "线索",
        False,
        "marketing",
    )
    of_lead = {"field": "object", "op": "eq", "value": "lead"}
    rows = admin.post("/records/field_def/query", filter=of_lead, limit=500).body["items"]
    fields = {field["name"]: field for field in admin.get("/meta/objects/lead").body["fields"]}
    assert {row["api_name"] for row in rows} == set(fields)
    for row in rows:
        described = fields[row["api_name"]]
        assert (row["label"], row["type"], row["is_required"], row["is_active"], row["is_unique"]) == (
            described["label"],
            described["type"],
            described["required"],
            True,
            described["is_unique"],
        )


@pytest.mark.req("CO-04", "CO-08", "CO-09")
def test_standard_fields_change_as_far_as_they_may(admin: Caller) -> None:
    path = f"/records/field_def/{standard(admin, 'lead', 'wechat')['id']}"
    assert admin.patch(path, label="微信号", help="客户的微信", is_required=True).status == 200
    field = next(f for f in admin.get("/meta/objects/lead").body["fields"] if f["name"] == "wechat")
    assert (field["label"], field["help"], field["required"]) == ("微信号", "客户的微信", True)
    assert admin.post("/records/lead", name="孙七", source="phone").codes == {"wechat": "required"}
    assert admin.patch(path, is_required=False, is_active=False).status == 200
    assert "wechat" not in [f["name"] for f in admin.get("/meta/objects/lead").body["fields"]]
    for values, code in (
        ({"is_unique": True}, "field.standard"),
        ({"type": "url"}, "immutable"),
        ({"max_length": 5}, "field.standard"),
    ):
        assert admin.patch(path, **values).codes == {next(iter(values)): code}
    assert admin.delete(path).body["code"] == "definition.standard"
    source = f"/records/field_def/{standard(admin, 'lead', 'source')['id']}"
    assert admin.patch(source, is_required=False).codes == {"is_required": "field.stricter_only"}
    assert admin.patch(source, is_active=False).codes == {"is_active": "field.keep_active"}
    name = f"/records/field_def/{standard(admin, 'lead', 'name')['id']}"
    assert admin.patch(name, is_active=False).codes == {"is_active": "field.keep_active"}
    status = standard(admin, "lead", "status")
    more = [*status["choices"], {"code": "lost", "label": "丢失"}]
    assert admin.patch(f"/records/field_def/{status['id']}", choices=more).codes == {
        "choices": "choices.fixed"
    }
    renamed = [{**c, "label": "待处理"} if c["code"] == "pending" else c for c in status["choices"]]
    assert admin.patch(f"/records/field_def/{status['id']}", choices=renamed).status == 200
    states = admin.get("/meta/objects/lead").body["states"]["items"]
    assert {s["code"]: (s["label"], s["closed"]) for s in states}["pending"] == ("待处理", False)
    assert {s["code"]: s["closed"] for s in states}["converted"] is True


@pytest.mark.req("CO-08")
def test_a_field_of_a_choice_set_may_get_choices_of_its_own(admin: Caller) -> None:
    source = standard(admin, "lead", "source")
    assert source["choice_set"] == "lead_source"
    old = admin.create("lead", name="旧", source="leaflet")["id"]
    own = [{"code": "phone", "label": "电话"}, {"code": "friend", "label": "朋友推荐"}]
    assert admin.patch(f"/records/field_def/{source['id']}", choices=own).status == 200
    assert admin.post("/records/lead", name="新", source="friend").status == 201
    assert admin.get(f"/records/lead/{old}").body["source"] == "leaflet"
    field = next(f for f in admin.get("/meta/objects/lead").body["fields"] if f["name"] == "source")
    assert {c["code"]: c["is_active"] for c in field["choices"]}["friend"] is True


def test_labels_are_read_in_the_callers_language(admin: Caller) -> None:
    made = define(admin, "text", "x_grade", label={"zh-CN": "彩虹级", "en": "Grade"})
    english = Caller("admin", "en")
    assert english.get(f"/records/field_def/{made['id']}").body["label"] == "Grade"
    whole = {"zh-CN": "彩虹级", "zh-TW": "彩虹级", "en": "Grade"}
    assert admin.get(f"/records/field_def/{made['id']}", labels="all").body["label"] == whole
    assert english.patch(f"/records/field_def/{made['id']}", label="Class").status == 200
    assert admin.get(f"/records/field_def/{made['id']}").body["label"] == "彩虹级"
    assert english.get("/meta/objects/account", labels="all").status == 200
    assert english.ids("field_def", q="彩虹级") == [made["id"]]
    assert english.ids("field_def", filter={"field": "label", "op": "contains", "value": "彩虹级"}) == [
        made["id"]
    ]
    assert admin.patch(f"/records/field_def/{made['id']}", label={"fr": "Niveau"}).codes == {
        "label": "type.locale_map"
    }
    assert admin.patch(f"/records/field_def/{made['id']}", label="").codes == {"label": "required"}


def test_standard_rows_follow_the_code_where_nobody_changed_them(admin: Caller) -> None:
    row = standard(admin, "lead", "wechat")
    assert admin.patch(f"/records/field_def/{row['id']}", label="微信号").status == 200
    table = models.FieldDef.objects.system(reason=WHY).filter(pk=row["id"])
    kept = table.get()
    table.update(max_length=7, standard={**kept.standard, "max_length": 7, "help": "was"})
    gone = models.FieldDef(object="lead", api_name="bygone", is_custom=False, standard={"type": "text"})
    models.FieldDef.objects.system(reason=WHY).bulk_create([gone])
    seed_definitions()
    after = table.get()
    assert (after.max_length, after.labels["zh-CN"]) == (100, "微信号")
    assert models.FieldDef.objects.system(reason=WHY).get(pk=gone.pk).deleted_at is not None
    count = models.FieldDef.objects.system(reason=WHY).count()
    seed_definitions()
    assert models.FieldDef.objects.system(reason=WHY).count() == count
    assert index_name("sample_loan__c", "x_status") == index_name("sample_loan__c", "x_status")


@pytest.mark.parametrize(
    "label",
    [
        "电话",
        " 电话 ",
        "Phone",
        "phone",
        {"zh-CN": "备用电话", "en": "Phone"},
        {"zh-CN": "电话", "en": "Spare"},
    ],
)
def test_two_fields_of_one_label_are_refused(admin: Caller, company: Company, label: Any) -> None:
    assert refused(admin, "text", label=label) == {"label": "field.label_taken"}


def test_labels_are_free_in_other_objects_and_of_what_is_switched_off(
    admin: Caller, company: Company
) -> None:
    first = define(admin, "text", "x_grade", label="评级")
    define(admin, "text", "x_grade", object="lead", label="评级")
    assert refused(admin, "text", label="评级") == {"label": "field.label_taken"}
    assert admin.patch(f"/records/field_def/{first['id']}", label="评级", help="再说一次").status == 200
    assert admin.patch(f"/records/field_def/{first['id']}", is_active=False).status == 200
    second = define(admin, "text", "x_rating", label="评级")
    answer = admin.patch(f"/records/field_def/{first['id']}", is_active=True)
    assert answer.codes == {"label": "field.label_taken"}
    answer = admin.patch(f"/records/field_def/{second['id']}", label="电话")
    assert answer.codes == {"label": "field.label_taken"}


def test_labels_that_were_equal_before_are_told_apart(admin: Caller, company: Company) -> None:
    field = define(admin, "text", "x_tel", label="备用")
    models.FieldDef.objects.system(reason=WHY).filter(pk=field["id"]).update(labels={"zh-CN": "电话"})
    admin.patch(f"/records/field_def/{field['id']}", help="立刻生效")
    labels = {f["name"]: f["label"] for f in admin.get("/meta/objects/account").body["fields"]}
    assert (labels["phone"], labels["x_tel"]) == ("电话", "电话（x_tel）")
