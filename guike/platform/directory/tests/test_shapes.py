"""Saved views, layouts, record types, validation and duplicate rules."""

from __future__ import annotations

from typing import Any

import pytest

from guike.platform.directory.tests.conftest import Caller, Company, person, role_id
from guike.platform.metadata.models import Layout, ValidationRule
from guike.platform.views.models import SavedView

WHY = "the tests' own rows"
FOLLOWING = {"field": "status", "op": "eq", "value": "following"}


def views_of(caller: Caller) -> list[str]:
    """Labels of the saved views that the lead list offers."""
    return [v["label"] for v in caller.get("/meta/objects/lead").body["views"] if not v["is_preset"]]


def test_views_are_ones_own_until_shared(admin: Caller, sales: Caller, company: Company) -> None:
    view = sales.create(
        "saved_view",
        object="lead",
        name="我的跟进",
        filter=FOLLOWING,
        columns=["name", "owner.name"],
        sort=["-created_at"],
    )
    assert view["owner"] == {"id": company.sales, "name": "张三"}
    other = Caller("other")
    assert (views_of(sales), views_of(other)) == (["我的跟进"], [])
    assert other.ids("saved_view") == []
    assert other.get(f"/records/saved_view/{view['id']}").status == 404
    shared = [
        {"object": "department", "id": company.head_office},
        {"object": "role", "id": role_id("finance")},
    ]
    answer = sales.patch(f"/records/saved_view/{view['id']}", shared_with=shared)
    assert [target["name"] for target in answer.body["shared_with"]] == ["总部", "财务"]
    assert views_of(other) == ["我的跟进"]
    assert other.ids("saved_view") == [view["id"]]
    for answer in (
        other.patch(f"/records/saved_view/{view['id']}", name="改名"),
        other.delete(f"/records/saved_view/{view['id']}"),
    ):
        assert (answer.status, answer.body["code"]) == (403, "access.out_of_scope")
    assert SavedView.objects.system(reason=WHY).get(pk=view["id"]).name == "我的跟进"
    assert admin.patch(f"/records/saved_view/{view['id']}", name="团队跟进").status == 200
    assert sales.get("/records/lead", view=str(view["id"])).status == 200
    assert sales.delete(f"/records/saved_view/{view['id']}").status == 204
    assert views_of(other) == []


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"filter": {"field": "nothing", "op": "eq", "value": 1}}, {"filter.field": "unknown_field"}),
        (
            {"filter": {"all": [FOLLOWING, {"field": "name", "op": "near", "value": 1}]}},
            {"filter.all[1].value": "filter.area"},
        ),
        ({"columns": ["name", "owner.nothing"]}, {"columns[1]": "unknown_field"}),
        ({"columns": "name"}, {"columns": "type.map"}),
        ({"sort": ["-tags"]}, {"sort[0]": "sort.not_sortable"}),
        ({"group_by": "nothing"}, {"group_by": "unknown_field"}),
        ({"object": "nothing"}, {"object": "type.choice"}),
        ({"shared_with": [{"object": "lead", "id": 1}]}, {"shared_with": "type.any_reference"}),
    ],
)
def test_views_that_cannot_be_drawn_are_refused(
    sales: Caller, values: dict[str, Any], codes: dict[str, str]
) -> None:
    answer = sales.post("/records/saved_view", **{"object": "lead", "name": "视图", **values})
    assert answer.status == 422
    assert answer.codes.keys() == codes.keys(), answer.codes
    assert SavedView.objects.system(reason=WHY).count() == 0


def test_no_views_of_objects_that_one_may_not_see(sales: Caller) -> None:
    answer = sales.post("/records/saved_view", object="role", name="角色")
    assert (answer.status, answer.codes) == (422, {"object": "unknown_object"})


@pytest.mark.req("CO-06")
def test_a_new_field_joins_the_forms_that_were_laid_out_before_it(admin: Caller) -> None:
    two = {"sections": [{"label": "一", "fields": ["name"]}, {"label": "二", "fields": ["amount"]}]}
    form = admin.create("layout", object="opportunity", kind="form", spec=two)
    other = admin.create(
        "layout", object="lead", kind="form", spec={"sections": [{"label": "", "fields": ["name"]}]}
    )
    columns = admin.create("layout", object="opportunity", kind="list", spec={"columns": ["name"]})
    admin.create("field_def", object="opportunity", label="竞品价格", api_name="x_rival_price", type="money")
    after = {row["id"]: admin.get(f"/records/layout/{row['id']}").body for row in (form, other, columns)}
    assert after[form["id"]]["spec"]["sections"][1]["fields"] == ["amount", "x_rival_price"]
    assert after[form["id"]]["_version"] == form["_version"] + 1
    assert (after[other["id"]]["spec"], after[columns["id"]]["spec"]) == (other["spec"], columns["spec"])
    sections = admin.get("/meta/objects/opportunity").body["layouts"]["form"]["sections"]
    assert [section["fields"] for section in sections] == [["name"], ["amount", "x_rival_price"]]


@pytest.mark.req("CO-06")
def test_layouts_apply_to_roles_and_record_types(admin: Caller, sales: Caller, company: Company) -> None:
    project = admin.create("record_type", object="opportunity", name="项目型", is_default=True)
    simple = admin.create("record_type", object="opportunity", name="零售型")
    admin.create(
        "layout", object="opportunity", kind="list", spec={"columns": ["name", "amount", "account.name"]}
    )
    admin.create(
        "layout", object="opportunity", kind="form", roles=[role_id("sales")],
        spec={"sections": [{"label": {"zh-CN": "要点", "en": "Essentials"}, "fields": ["name", "account"]}]},
    )  # fmt: skip
    admin.create(
        "layout", object="opportunity", kind="form", record_types=[simple["id"]],
        spec={"sections": [{"label": "零售", "fields": ["name"]}]},
    )  # fmt: skip
    admin.create(
        "layout", object="opportunity", kind="detail",
        spec={"header": ["amount"], "sections": [{"label": "全部", "fields": ["name", "amount"]}], "related": ["activities"]},
    )  # fmt: skip
    for_admin = admin.get("/meta/objects/opportunity").body
    for_sales = sales.get("/meta/objects/opportunity").body
    assert for_sales["layouts"]["list"]["columns"] == ["name", "amount", "account.name"]
    assert for_sales["layouts"]["form"]["sections"] == [{"label": "要点", "fields": ["name", "account"]}]
    assert len(for_admin["layouts"]["form"]["sections"]) > 1
    assert for_sales["layouts"]["detail"]["header"] == ["amount"]
    assert for_sales["layouts"]["detail"]["related"] == ["activities"]
    types = {t["name"]: t for t in for_sales["record_types"]}
    assert [(t["id"], t["is_default"]) for t in types.values()] == [
        (project["id"], True),
        (simple["id"], False),
    ]
    assert types["零售型"]["layouts"]["form"]["sections"] == [{"label": "零售", "fields": ["name"]}]
    assert types["项目型"]["layouts"]["form"]["sections"] == [
        {"label": "要点", "fields": ["name", "account"]}
    ]
    english = Caller("sales", "en").get("/meta/objects/opportunity").body
    assert english["layouts"]["form"]["sections"][0]["label"] == "Essentials"


@pytest.mark.req("CO-06")
def test_pages_of_people_list_what_is_about_them_and_what_was_added(admin: Caller) -> None:
    def related(name: str) -> list[str]:
        found: list[str] = admin.get(f"/meta/objects/{name}").body["layouts"]["detail"]["related"]
        return found

    # not every record that somebody started or cancelled; what he owns where its package says so; nor what is not in effect yet
    listed = ["trainings", "credits", "subordinates", "headed_departments", "handovers", "takeovers"]
    listed += [
        "owned_activities",
        "owned_opportunities",
        "owned_expenses",
        "owned_sales_orders",
        "owned_payments",
    ]
    assert sorted(related("user")) == sorted(listed)
    assert related("department") == ["departments", "users"]  # who belongs to it, too
    made = admin.post("/records/field_def", object="account", api_name="x_judge", label="评审人", type="user")
    assert made.status == 201, made.body
    assert related("user")[:2] == ["trainings", "credits"]
    assert len(related("user")) == len(listed) + 1


def test_records_are_of_a_type_of_their_object(admin: Caller, company: Company) -> None:
    default = admin.create("record_type", object="account", name="企业客户", is_default=True)["id"]
    other = admin.create("record_type", object="account", name="个人客户")["id"]
    of_lead = admin.create("record_type", object="lead", name="线索类型")["id"]
    account = admin.create("account", name="远山打印")
    assert account["record_type"] == {"id": default, "name": "企业客户"}
    assert (
        admin.patch(f"/records/account/{account['id']}", record_type=other).body["record_type"]["name"]
        == "个人客户"
    )
    answer = admin.patch(f"/records/account/{account['id']}", record_type=of_lead)
    assert (answer.status, answer.codes) == (422, {"record_type": "reference.unknown"})
    assert admin.delete(f"/records/record_type/{other}").body["code"] == "delete.children"
    assert admin.post("/records/record_type", object="account", name="个人客户").codes == {
        "name": "unique.taken"
    }


@pytest.mark.parametrize(
    ("kind", "spec", "codes"),
    [
        ("list", {"columns": ["nothing"]}, {"spec.columns[0]": "unknown_field"}),
        ("list", {"sections": []}, {"spec": "layout.shape"}),
        ("form", {"sections": [{"label": 5, "fields": []}]}, {"spec.sections[0]": "layout.shape"}),
        (
            "form",
            {"sections": [{"label": "一", "fields": ["nothing"]}]},
            {"spec.sections[0].fields[0]": "unknown_field"},
        ),
        ("detail", {"related": ["nothing"]}, {"spec.related[0]": "unknown_field"}),
        ("detail", {}, {"spec": "layout.shape"}),
        ("board", {"columns": ["name"]}, {"kind": "type.choice"}),
    ],
)
def test_layouts_that_cannot_be_drawn_are_refused(
    admin: Caller, kind: str, spec: dict[str, Any], codes: dict[str, str]
) -> None:
    answer = admin.post("/records/layout", object="lead", kind=kind, spec=spec)
    assert answer.status == 422
    assert answer.codes.items() >= codes.items(), answer.codes
    assert Layout.objects.system(reason=WHY).count() == 0


def test_fields_that_one_may_not_see_are_not_in_any_layout(admin: Caller, company: Company) -> None:
    admin.create("layout", object="lead", kind="list", spec={"columns": ["name", "mobile", "company"]})
    role = admin.create(
        "role", name="看不到手机", permissions={"lead": ["view"]}, fields={"lead.mobile": "hidden"}
    )
    person("half", name="半")
    half = admin.ids("user", filter={"field": "username", "op": "eq", "value": "half"})[0]
    assert admin.patch(f"/records/user/{half}", roles=[role["id"]]).status == 200
    meta = Caller("half").get("/meta/objects/lead").body
    assert meta["layouts"]["list"]["columns"] == ["name", "company"]
    assert "mobile" not in str(meta["layouts"])


def test_validation_rules_refuse_with_their_message(admin: Caller, sales: Caller) -> None:
    rule = admin.create(
        "validation_rule", object="account", name="税号", message="A 级客户必须填写税号", field="tax_number",
        filter={"all": [{"field": "level", "op": "eq", "value": "A"}, {"field": "tax_number", "op": "is_empty"}]},
    )  # fmt: skip
    answer = sales.post("/records/account", name="远山打印", level="A")
    assert (answer.status, answer.codes) == (422, {"tax_number": "rule.refused"})
    assert answer.body["errors"][0]["message"] == "A 级客户必须填写税号"
    assert sales.ids("account") == []
    assert (
        sales.post("/records/account", name="远山打印", level="A", tax_number="91330106MA00000001").status
        == 201
    )
    assert admin.patch(f"/records/validation_rule/{rule['id']}", is_active=False).status == 200
    assert sales.post("/records/account", name="近水打印", level="A").status == 201
    wrong = admin.post(
        "/records/validation_rule",
        object="account",
        message="不",
        field="nothing",
        filter={"field": "x", "op": "eq", "value": 1},
    )
    assert wrong.codes == {"filter.field": "unknown_field", "field": "unknown_field"}


def test_a_field_that_a_rule_reads_stays_active(admin: Caller) -> None:
    made = admin.create("field_def", object="account", api_name="x_score", type="integer", label="评分")
    low = {
        "any": [
            {"field": "x_score", "op": "lt", "value": 3},
            {"field": "level", "op": "changed_to", "value": "D"},
        ]
    }
    rule = admin.create("validation_rule", object="account", name="评分过低", message="评分过低", filter=low)
    assert admin.post("/records/account", name="近水打印", x_score=2).codes == {"name": "rule.refused"}
    path = f"/records/field_def/{made['id']}"
    answer = admin.patch(path, is_active=False)
    assert (answer.status, answer.body["code"]) == (409, "definition.needed")
    assert admin.post("/records/validation_rule", object="account", message="全部", filter={}).codes == {
        "filter": "required"
    }
    assert admin.patch(f"/records/validation_rule/{rule['id']}", is_active=False).status == 200
    assert admin.patch(path, is_active=False).status == 200
    ValidationRule.objects.system(reason=WHY).filter(pk=rule["id"]).update(is_active=True)
    assert admin.patch("/records/validation_rule/" + str(rule["id"]), name="失效").status == 200
    assert admin.post("/records/account", name="近水打印").status == 201


@pytest.mark.parametrize(
    ("object_name", "values"),
    [
        ("duplicate_rule", {"match": [{"field": ["a"], "how": {}}]}),
        ("layout", {"kind": "form", "spec": {"sections": [{"label": "一", "fields": [{}]}]}}),
        ("layout", {"kind": "detail", "spec": {"related": [[]]}}),
        ("layout", {"kind": "list", "spec": {"columns": [1]}}),
        ("validation_rule", {"message": "不", "filter": []}),
        ("validation_rule", {"message": "不", "filter": {"field": ["x"], "op": {}}}),
        ("saved_view", {"name": "视图", "sort": [1], "columns": [None]}),
        ("record_type", {"name": "类型", "filter": "x"}),
    ],
)
def test_shapes_that_make_no_sense_are_refused(
    admin: Caller, object_name: str, values: dict[str, Any]
) -> None:
    answer = admin.post(f"/records/{object_name}", **{"object": "lead", **values})
    assert answer.status == 422, answer.body
    assert admin.ids(object_name) == []


def test_duplicate_rules_name_fields_that_exist(admin: Caller) -> None:
    good = [
        {"field": "mobile", "how": "phone", "object": "account", "other": "phone"},
        {"field": "company", "how": "company", "object": "account", "other": "name"},
    ]
    made = admin.create("duplicate_rule", object="lead", name="手机和公司", match=good, effect="block")
    assert made["match"] == good
    bad = [
        {"field": "nothing", "how": "guess"},
        {"how": "exact"},
        {"field": "name", "how": "text", "object": "nowhere"},
    ]
    answer = admin.post("/records/duplicate_rule", object="lead", match=bad)
    assert answer.codes == {
        "match[0].field": "unknown_field",
        "match[0].how": "duplicate_rule.how",
        "match[1]": "duplicate_rule.shape",
        "match[2].object": "unknown_object",
    }


def test_duplicate_rules_that_could_never_find_anything_are_refused(admin: Caller) -> None:
    def codes(*match: dict[str, str], of: str = "lead") -> dict[str, str]:
        answer = admin.post("/records/duplicate_rule", object=of, match=list(match))
        assert answer.status == 422, answer.body
        return answer.codes

    company = {"field": "company", "how": "company", "object": "account", "other": "name"}
    computed = {"field": "base_total_amount", "how": "exact"}
    assert codes(computed, of="sales_order") == {"match[0].field": "duplicate_rule.field"}
    assert codes(company, {"field": "mobile", "how": "phone"}) == {"match[1].other": "unknown_field"}
    assert codes(company | {"other": "nothing"}) == {"match[0].other": "unknown_field"}
    assert codes(company, {"field": "mobile", "how": "phone", "object": "contact"}) == {
        "match[1].object": "duplicate_rule.one_object"
    }
    assert codes({"field": "company", "how": "text", "other": "nothing"}) == {
        "match[0].other": "unknown_field"
    }
    assert admin.ids("duplicate_rule") == []
