"""An object defined at run time, from definition to history, through the API alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from guike.platform.currency.models import Currency
from guike.platform.directory.tests.conftest import Caller, Company, person, role_id
from guike.platform.org.models import Role
from guike.platform.org.queries import bump

LOAN = "sample_loan__c"
LINE = "sample_loan_item__c"


def define(
    admin: Caller, object_name: str, api_name: str, type_: str, label: str, **more: Any
) -> dict[str, Any]:
    return admin.create("field_def", object=object_name, api_name=api_name, type=type_, label=label, **more)


def grant(role: str, object_name: str, *operations: str) -> None:
    """As an administrator would, without the round trip."""
    row = Role.objects.system(reason="the tests' own rows").get(pk=role_id(role))
    row.permissions[object_name] = list(operations)
    Role.objects.system(reason="the tests' own rows").filter(pk=row.pk).update(permissions=row.permissions)


def sample_loan(admin: Caller) -> None:
    """样品借用, with ten typed fields and lines."""
    admin.create(
        "object_def",
        api_name=LOAN,
        label={"zh-CN": "样品借用", "en": "Sample loan"},
        plural_label={"zh-CN": "样品借用", "en": "Sample loans"},
        module="sales",
        number_pattern="SL{yyyy}-{seq:4}",
    )
    admin.create("object_def", api_name=LINE, label="借用明细")
    define(admin, LOAN, "x_account", "reference", "客户", target="account", is_required=True)
    define(admin, LOAN, "x_borrowed_on", "date", "借出日期", default="$today")
    define(admin, LOAN, "x_due_at", "instant", "应还时间")
    define(admin, LOAN, "x_status", "choice", "借用状态", choices=[
        {"code": "out", "label": {"zh-CN": "借出", "en": "Out"}, "color": "blue"}, {"code": "back", "label": "已归还"}])  # fmt: skip
    define(admin, LOAN, "x_deposit", "money", "押金")
    define(admin, LOAN, "x_keeper", "user", "经手人")
    define(admin, LOAN, "x_phone", "phone", "联系电话")
    define(admin, LOAN, "x_purpose", "long_text", "用途", is_searchable=True)
    define(admin, LOAN, "x_urgent", "boolean", "加急")
    define(admin, LOAN, "x_tags", "multi_choice", "样品类别", choices=["toner", "paper", "drum"])
    define(admin, LINE, "x_item", "text", "样品", is_required=True)
    define(admin, LINE, "x_qty", "integer", "数量")
    define(admin, LOAN, "x_items", "lines", "明细", target=LINE)


def first_loan(admin: Caller, company: Company) -> dict[str, Any]:
    """One record with every field and two lines, for a new account."""
    account = admin.create("account", name="远山打印", owner=company.sales)["id"]
    return admin.create(
        LOAN,
        name="展会样机",
        x_account=account,
        x_due_at="2026-12-01T18:00:00+08:00",
        x_status="out",
        x_deposit="500",
        x_keeper=company.sales,
        x_phone="138 0013 8000",
        x_purpose="给客户试用彩色墨粉",
        x_urgent=True,
        x_tags=["toner", "drum"],
        x_items=[{"x_item": "黑色墨粉", "x_qty": 2}, {"x_item": "硒鼓", "x_qty": 1}],
    )


@pytest.mark.req("CO-01", "CO-05", "CO-07")
def test_an_object_works_as_soon_as_it_is_defined(admin: Caller, company: Company) -> None:
    sample_loan(admin)
    objects = {item["name"]: item for item in admin.get("/meta/objects").body["items"]}
    assert (objects[LOAN]["label"], objects[LOAN]["area"], objects[LOAN]["is_custom"]) == (
        "样品借用",
        "custom_sales",
        True,
    )
    assert objects[LINE]["is_line"] is True
    meta = admin.get(f"/meta/objects/{LOAN}").body
    fields = {field["name"]: field for field in meta["fields"]}
    assert fields["x_account"]["required"] is True
    assert fields["x_account"]["target"] == "account"
    assert [c["label"] for c in fields["x_status"]["choices"]] == ["借出", "已归还"]
    assert [f["name"] for f in fields["x_items"]["lines"]["fields"] if f["custom"]] == ["x_item", "x_qty"]
    assert "x_deposit" in str(meta["layouts"]["form"]["sections"])

    loan = first_loan(admin, company)
    account = loan["x_account"]["id"]
    assert loan["number"].startswith("SL2")
    assert loan["x_account"] == {"id": account, "name": "远山打印"}
    assert loan["x_due_at"] == "2026-12-01T10:00:00Z"
    assert (loan["x_deposit"], loan["x_phone"], loan["x_tags"]) == (
        "500.00",
        "13800138000",
        ["toner", "drum"],
    )
    assert [(line["x_item"], line["x_qty"]) for line in loan["x_items"]] == [("黑色墨粉", 2), ("硒鼓", 1)]
    assert loan["x_borrowed_on"] is not None
    assert loan["owner"]["id"] == company.admin


@pytest.mark.req("CO-01")
def test_lines_that_are_filled_are_not_dropped_with_their_field(admin: Caller, company: Company) -> None:
    sample_loan(admin)
    first_loan(admin, company)
    only = {
        "all": [
            {"field": "object", "op": "eq", "value": LOAN},
            {"field": "api_name", "op": "eq", "value": "x_items"},
        ]
    }
    (field,) = admin.ids("field_def", filter=only)
    refused = admin.delete(f"/records/field_def/{field}")
    assert (refused.status, refused.body["code"]) == (409, "definition.has_records")
    assert "2" in refused.body["detail"]
    assert admin.ids("field_def", filter=only) == [field]


@pytest.mark.req("CO-03")
def test_the_module_says_in_which_groups_of_the_menu_an_object_stands(admin: Caller) -> None:
    groups = {
        "marketing": ["marketing"],
        "sales": ["sales"],
        "service": ["service"],
        "marketing_service": ["marketing", "service"],
    }
    for module in groups:
        admin.create("object_def", api_name=f"x{module}__c", label=module, module=module)
    answer = admin.get("/meta/objects").body
    areas = {o["name"]: o["area"] for o in answer["items"] if o["is_custom"]}
    assert areas == {f"x{module}__c": f"custom_{module}" for module in groups}
    for module, expected in groups.items():
        found = [a["group"] for a in answer["areas"] if a["name"] == f"custom_{module}"]
        assert found == expected


@pytest.mark.req("CO-01", "CO-05")
def test_its_records_are_found_and_added_up(admin: Caller, company: Company) -> None:
    sample_loan(admin)
    loan = first_loan(admin, company)
    account = loan["x_account"]["id"]
    other = admin.create(LOAN, name="备用机", x_account=account, x_status="back", x_deposit="80.5")
    assert admin.ids(LOAN, q="彩色墨") == [loan["id"]]
    assert admin.ids(LOAN, q="zhyj") == [loan["id"]]
    assert admin.ids(LOAN, filter={"field": "x_status", "op": "eq", "value": "out"}) == [loan["id"]]
    assert admin.ids(
        LOAN, filter={"field": "x_account.name", "op": "contains", "value": "远山"}, sort=["x_deposit"]
    ) == [
        other["id"],
        loan["id"],
    ]
    some = {"some": "x_items", "where": {"field": "x_qty", "op": "gte", "value": 2}}
    assert admin.ids(LOAN, filter=some) == [loan["id"]]
    sums = admin.post(
        f"/records/{LOAN}/aggregate",
        groups=["x_status"],
        measures=[{"as": "n", "agg": "count"}, {"as": "sum", "agg": "sum", "field": "x_deposit"}],
    ).body
    assert {row["keys"]["x_status"]: row["values"] for row in sums["rows"]} == {
        "out": {"n": 1, "sum": "500.00"},
        "back": {"n": 1, "sum": "80.50"},
    }
    related = admin.get(f"/records/account/{account}/related/{LOAN}").body
    assert {item["id"] for item in related["items"]} == {loan["id"], other["id"]}
    assert LOAN in [relation["name"] for relation in admin.get("/meta/objects/account").body["relations"]]


@pytest.mark.req("CO-01")
def test_its_records_change_with_their_lines_and_remember(admin: Caller, company: Company) -> None:
    sample_loan(admin)
    loan = first_loan(admin, company)
    changed = admin.patch(
        f"/records/{LOAN}/{loan['id']}",
        _version=loan["_version"],
        x_status="back",
        x_items=[{"id": loan["x_items"][0]["id"], "x_qty": 3}],
    )
    assert changed.status == 200, changed.body
    assert [(line["x_item"], line["x_qty"]) for line in changed.body["x_items"]] == [("黑色墨粉", 3)]
    history = admin.get(f"/records/{LOAN}/{loan['id']}/history").body["items"]
    assert [
        (item["field"], item["label"], item["old"], item["new"])
        for item in history
        if item["field"] == "x_status"
    ] == [("x_status", "借用状态", "借出", "已归还")]
    blocked = admin.delete(f"/records/account/{loan['x_account']['id']}")
    assert (blocked.status, blocked.body["code"]) == (409, "delete.children")


@pytest.mark.req("CO-01")
def test_roles_open_a_custom_object(admin: Caller, company: Company) -> None:
    sample_loan(admin)
    account = admin.create("account", name="远山打印", owner=company.sales)["id"]
    loan = admin.create(LOAN, name="展会样机", x_account=account)["id"]
    mine = admin.create(LOAN, name="试用机", x_account=account, owner=company.sales)["id"]
    caller = Caller("sales")
    for answer in (
        caller.get(f"/meta/objects/{LOAN}"),
        caller.get(f"/records/{LOAN}"),
        caller.get(f"/records/{LOAN}/{mine}"),
        caller.post(f"/records/{LOAN}", name="私借", x_account=account),
        caller.patch(f"/records/{LOAN}/{mine}", name="改名"),
        caller.delete(f"/records/{LOAN}/{mine}"),
    ):
        assert answer.status == 403
    assert sorted(admin.ids(LOAN)) == [loan, mine]
    sales_role = admin.get(f"/records/role/{role_id('sales')}").body
    answer = admin.patch(
        f"/records/role/{role_id('sales')}",
        permissions={**sales_role["permissions"], LOAN: ["view", "create"]},
    )
    assert answer.status == 200, answer.body
    assert caller.ids(LOAN) == [mine]
    assert caller.get(f"/records/{LOAN}/{loan}").status == 404
    assert caller.patch(f"/records/{LOAN}/{mine}", name="改名").status == 403
    assert caller.post(f"/records/{LOAN}", name="新借", x_account=account).status == 201
    answer = admin.patch(f"/records/role/{role_id('sales')}", fields={f"{LOAN}.x_deposit": "hidden"})
    assert answer.status == 200, answer.body
    assert "x_deposit" not in caller.get(f"/records/{LOAN}/{mine}").body
    wrong = {"field": "x_deposit", "op": "gt", "value": 1}
    assert caller.post(f"/records/{LOAN}/query", filter=wrong).status == 422


@pytest.mark.req("PM-10")
def test_an_archive_that_a_role_may_not_see_is_closed_and_offers_nothing(
    admin: Caller, company: Company
) -> None:
    """Warehouses and suppliers as the company defines them: a role without the right chooses none and opens no page."""
    warehouse, sample = "x_warehouse__c", "x_sample__c"
    admin.create("object_def", api_name=warehouse, label="仓库")
    admin.create("object_def", api_name=sample, label="样品单")
    define(admin, sample, "x_from", "reference", "仓库", target=warehouse)
    place = admin.create(warehouse, name="一号仓", owner=company.sales)["id"]
    grant("sales", sample, "view", "create", "edit")
    caller = Caller("sales")
    chosen = admin.create(sample, name="有仓库", x_from=place, owner=company.sales)["id"]
    before = admin.get(f"/records/{sample}").body["total"]
    for answer in (
        caller.get(f"/records/{warehouse}", q="一号"),
        caller.get(f"/records/{warehouse}/{place}"),
        caller.get(f"/meta/objects/{warehouse}"),
    ):
        assert (answer.status, answer.body["code"]) == (403, "access.no_permission")
    refused = caller.post(f"/records/{sample}", name="私选", x_from=place)
    assert (refused.status, refused.codes) == (422, {"x_from": "reference.unknown"})
    assert admin.get(f"/records/{sample}").body["total"] == before
    assert (
        caller.patch(f"/records/{sample}/{chosen}", name="改名", x_from=place).status == 200
    )  # what stands may stay
    grant("sales", warehouse, "view")
    bump(permission=True)
    assert caller.ids(warehouse) == [place]
    assert caller.patch(f"/records/{sample}/{chosen}", x_from=place).status == 200
    assert caller.create(sample, name="可选", x_from=place)["x_from"]["id"] == place


@pytest.mark.req("CO-01")
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("sample_loan", "name.custom_object"),
        ("Sample__c", "name.shape"),
        ("x__c__c", "name.shape"),
        ("__c", "name.shape"),
        ("9a__c", "name.shape"),
        ("a" * 58 + "__c", "too_long"),
    ],
)
def test_names_of_objects_are_complete_and_well_formed(admin: Caller, name: str, code: str) -> None:
    before = len(admin.get("/meta/objects").body["items"])
    answer = admin.post("/records/object_def", api_name=name, label="试验")
    assert (answer.status, answer.codes) == (422, {"api_name": code})
    assert len(admin.get("/meta/objects").body["items"]) == before


@pytest.mark.req("CO-07")
def test_definitions_never_change_name_or_type(admin: Caller) -> None:
    made = define(admin, "lead", "x_intent", "integer", "意向程度")
    for values in ({"api_name": "x_other"}, {"type": "text"}, {"object": "account"}):
        answer = admin.patch(f"/records/field_def/{made['id']}", **values)
        assert (answer.status, answer.codes) == (422, {next(iter(values)): "immutable"})
    answer = admin.post("/records/field_def", object="lead", api_name="intent", type="text", label="没有前缀")
    assert (answer.status, answer.codes) == (422, {"api_name": "name.custom_field"})
    answer = admin.post("/records/field_def", object="lead", api_name="x_intent", type="text", label="重名")
    assert (answer.status, answer.codes) == (422, {"api_name": "unique.taken"})


@pytest.mark.req("CO-08", "CO-10")
def test_choices_grow_and_retire(admin: Caller, company: Company) -> None:
    made = define(admin, "account", "x_series", "multi_choice", "关心产品系列", choices=["toner", "paper"])
    account = admin.create("account", name="远山打印", x_series=["toner", "paper"])["id"]
    answer = admin.patch(
        f"/records/field_def/{made['id']}",
        choices=[{"code": "paper", "label": "纸张"}, {"code": "drum", "label": "硒鼓"}],
    )
    assert answer.status == 200
    assert [(c["code"], c["label"], c["is_active"]) for c in answer.body["choices"]] == [
        ("paper", "纸张", True),
        ("drum", "硒鼓", True),
        ("toner", "toner", False),
    ]
    assert admin.get(f"/records/account/{account}").body["x_series"] == ["toner", "paper"]
    assert admin.ids("account", filter={"field": "x_series", "op": "has_any", "value": ["toner"]}) == [
        account
    ]
    assert admin.post("/records/account", name="新客户", x_series=["toner"]).codes == {
        "x_series": "type.choice"
    }
    assert admin.post("/records/account", name="新客户", x_series=["drum"]).status == 201
    sets = {row["api_name"]: row for row in admin.get("/records/choice_set").body["items"]}
    source = sets["lead_source"]
    kept = [c for c in source["choices"] if c["code"] != "leaflet"]
    changed = admin.patch(
        f"/records/choice_set/{source['id']}", choices=[*kept, {"code": "roadshow", "label": "路演"}]
    )
    assert changed.status == 200, changed.body
    assert admin.post("/records/lead", name="孙七", source="roadshow").status == 201
    assert admin.post("/records/lead", name="孙七", source="leaflet").codes == {"source": "type.choice"}


def test_people_without_the_right_define_nothing(sales: Caller, company: Company, admin: Caller) -> None:
    count = len(admin.ids("field_def", limit=500))
    for object_name, values in (
        ("object_def", {"api_name": LOAN, "label": "样品借用"}),
        ("field_def", {"object": "lead", "api_name": "x_intent", "type": "text", "label": "意向"}),
        ("layout", {"object": "lead", "kind": "list", "spec": {"columns": ["name"]}}),
        ("validation_rule", {"object": "lead", "filter": {}, "message": "不"}),
    ):
        assert sales.post(f"/records/{object_name}", **values).status == 403
        assert sales.get(f"/records/{object_name}").status == 403
    assert len(admin.ids("field_def", limit=500)) == count
    assert person("later") > 0


@pytest.mark.req("CO-05")
def test_two_lists_of_one_object_say_by_which_field_they_come(admin: Caller) -> None:
    admin.create("object_def", api_name="deal__c", label="合作", module="sales")
    for name, label in (("x_buyer", "买方"), ("x_seller", "卖方")):
        admin.create(
            "field_def", object="deal__c", api_name=name, type="reference", target="account", label=label
        )
    relations = admin.get("/meta/objects/account").body["relations"]
    assert [(r["name"], r["label"]) for r in relations if r["object"] == "deal__c"] == [
        ("deal__c", "合作（买方）"),
        ("deal__c_by_x_seller", "合作（卖方）"),
    ]
    assert [r["label"] for r in relations if r["object"] == "contact"] == ["联系人"]


@pytest.mark.req("BA-20")
def test_figures_of_a_custom_amount_are_in_the_companys_currency(admin: Caller, company: Company) -> None:
    """100.00, and in dollars at 7.2 10.005, which is 72.04; of the object and of the account that adds them up."""
    Currency.objects.system(reason="test").filter(code="USD").update(rate_to_base=Decimal("7.2"))
    sample_loan(admin)
    parent = {"object": LOAN, "via": "x_account", "agg": "sum", "field": "x_deposit"}
    define(admin, "account", "x_deposits", "rollup", "押金合计", rollup=parent)
    account = admin.create("account", name="远山打印", owner=company.sales)["id"]
    admin.create(LOAN, name="样机", x_account=account, x_deposit="100")
    admin.create(LOAN, name="样机", x_account=account, x_deposit="10.005", currency="USD")
    found = admin.post(
        f"/records/{LOAN}/aggregate", measures=[{"as": "sum", "agg": "sum", "field": "x_deposit"}]
    )
    assert found.body["totals"] == {"sum": "172.04"}
    assert admin.get(f"/records/account/{account}").body["x_deposits"] == "172.04"
