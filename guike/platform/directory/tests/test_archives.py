"""Currencies, rates, the working calendar, roles."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from guike.platform.audit.queries import audit_entries
from guike.platform.calendar.queries import is_workday
from guike.platform.currency.errors import CurrencyRefused
from guike.platform.currency.queries import rate_on
from guike.platform.directory.presets import role_columns
from guike.platform.directory.seed import seed_roles
from guike.platform.directory.tests.conftest import Caller, Company, make, person, role_id
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.org.models import Role

WHY = "the tests' own rows"


def currency_id(admin: Caller, code: str) -> int:
    (found,) = admin.ids("currency", filter={"field": "code", "op": "eq", "value": code})
    return found


@pytest.mark.req("BA-20")
def test_rates_of_a_currency(admin: Caller, sales: Caller) -> None:
    dollar = currency_id(admin, "USD")
    assert admin.patch(f"/records/currency/{dollar}", rate_to_base="7.1").status == 200
    first = admin.create("exchange_rate", currency="USD", on="2026-11-01", rate="7.2")
    assert first["rate"] == "7.2"
    assert rate_on("USD", date(2026, 10, 31)) == Decimal("7.1")
    assert rate_on("USD", date(2026, 11, 21)) == Decimal("7.2")
    answer = admin.post("/records/exchange_rate", currency="USD", on="2026-11-01", rate="7.3")
    assert (answer.status, answer.codes) == (422, {"on": "unique.taken"})
    answer = admin.post("/records/exchange_rate", currency="XXX", on="2026-11-02", rate="0")
    assert answer.codes == {"currency": "currency.unknown", "rate": "too_small"}
    assert admin.post("/records/exchange_rate", currency="CNY", on="2026-11-02", rate="1").codes == {
        "currency": "currency.base_rate"
    }
    assert sales.post("/records/exchange_rate", currency="USD", on="2026-11-02", rate="7.3").status == 403
    assert admin.ids("exchange_rate") == [first["id"]]
    answer = admin.delete(f"/records/currency/{dollar}")
    assert (answer.status, answer.body["code"]) == (409, "currency.in_use")


@pytest.mark.req("BA-20")
def test_the_base_currency_stands_once_amounts_are_counted_in_it(admin: Caller, company: Company) -> None:
    customer = admin.create("account", name="甲", owner=company.sales)["id"]
    opportunity = admin.create(
        "opportunity", name="甲", account=customer, owner=company.sales, source="other"
    )

    def change(code: str | None) -> Any:
        return admin.patch("/settings", **{"company.base_currency": code})

    def base() -> str:
        items = admin.get("/settings").body["items"]
        return next(str(i["value"]) for i in items if i["key"] == "company.base_currency")

    assert change("XXX").codes == {"company.base_currency": "currency.unknown"}
    path = f"/records/opportunity/{opportunity['id']}"
    assert admin.patch(path, amount="1000.00").status == 200
    answer = change("USD")
    assert (answer.status, answer.codes) == (422, {"company.base_currency": "currency.base_in_use"})
    assert "商机" in answer.body["errors"][0]["message"]
    assert (base(), admin.get(path).body["amount"]) == ("CNY", "1000.00")
    assert change("CNY").status == 200
    assert admin.delete(path).status == 204
    assert change("USD").codes == {"company.base_currency": "currency.base_in_use"}


@pytest.mark.req("BA-20")
def test_a_new_base_currency_is_worth_one_and_the_other_rates_are_asked_anew(admin: Caller) -> None:
    euro, dollar, yuan = (currency_id(admin, code) for code in ("EUR", "USD", "CNY"))
    assert admin.patch(f"/records/currency/{euro}", rate_to_base="7.8").status == 200
    rate = admin.create("exchange_rate", currency="USD", on="2026-11-01", rate="7.2")["id"]
    answer = admin.patch("/settings", **{"company.base_currency": "USD"})
    assert answer.codes == {"company.base_currency": "currency.base_rates"}
    assert admin.delete(f"/records/exchange_rate/{rate}").status == 204
    assert admin.patch("/settings", **{"company.base_currency": "USD"}).status == 200
    rates = {i: admin.get(f"/records/currency/{i}").body["rate_to_base"] for i in (euro, dollar, yuan)}
    assert rates == {euro: None, dollar: "1", yuan: None}
    assert rate_on("USD", date(2026, 11, 21)) == Decimal(1)
    with pytest.raises(CurrencyRefused):
        rate_on("CNY", date(2026, 11, 21))
    assert admin.patch("/settings", **{"company.base_currency": None}).status == 200
    assert (
        rate_on("CNY", date(2026, 11, 21)),
        admin.get(f"/records/currency/{dollar}").body["rate_to_base"],
    ) == (
        Decimal(1),
        None,
    )


def test_currencies_are_checked(admin: Caller) -> None:
    assert admin.post("/records/currency", code="usd", name="小写").codes == {"code": "currency.code"}
    assert admin.post("/records/currency", code="USD", name="又一个").codes == {"code": "unique.taken"}
    assert admin.post("/records/currency", code="GBP", name="英镑", minor_units=5).codes == {
        "minor_units": "too_large"
    }
    base = currency_id(admin, "CNY")
    assert admin.patch(f"/records/currency/{base}", rate_to_base="2").codes == {
        "rate_to_base": "currency.base_rate"
    }
    assert admin.patch(f"/records/currency/{base}", code="RMB").codes == {"code": "immutable"}
    assert admin.delete(f"/records/currency/{base}").body["code"] == "currency.in_use"
    pound = admin.create("currency", code="GBP", name="英镑", rate_to_base="9.1")
    assert admin.delete(f"/records/currency/{pound['id']}").status == 204


def test_the_working_calendar_is_edited(admin: Caller, sales: Caller) -> None:
    day = date(2031, 3, 5)
    assert is_workday(day) is True
    made = admin.create("calendar_day", on="2031-03-05", kind="holiday", name="厂庆")
    assert is_workday(day) is False
    assert admin.post("/records/calendar_day", on="2031-03-05", kind="workday").codes == {
        "on": "unique.taken"
    }
    assert admin.post("/records/calendar_day", on="2031-03-06", kind="half").codes == {"kind": "type.choice"}
    assert sales.delete(f"/records/calendar_day/{made['id']}").status == 403
    assert is_workday(day) is False
    assert admin.delete(f"/records/calendar_day/{made['id']}").status == 204
    assert is_workday(day) is True


@pytest.mark.req("BA-16")
def test_a_fresh_company_has_the_job_roles(admin: Caller, company: Company) -> None:
    rows = {r["code"]: r["name"] for r in admin.get("/records/role").body["items"]}
    wanted = {
        "销售负责", "部门经理", "总监", "跟单", "市场专员", "普通客服", "常务经理", "销售助理", "市场管理者", "销售管理者",
        "销售代表", "线索池管理员", "企业管理人员", "销售/渠道负责人", "市场部门负责人", "中层销售经理", "发货人员", "财务",
        "订单管理员", "仓库管理员", "系统管理员", "物流",
    }  # fmt: skip
    assert wanted <= set(rows.values())
    assert len(rows) >= 20
    for code, role in registry.roles.items():
        person(f"one_{code}", code)
        caller = Caller(f"one_{code}")
        offered = {item["name"] for item in caller.get("/meta/objects").body["items"]}
        granted = role_columns(role)["permissions"]
        here = catalogue().objects
        readable = {name for name, operations in granted.items() if "view" in operations and name in here}
        lines = {name for name, spec in here.items() if spec.parent in readable}
        assert offered == (set(here) if role.is_administrator else readable | lines), code


def test_preset_roles_are_such_as_an_administrator_could_save(admin: Caller) -> None:
    for code, role in registry.roles.items():
        columns = role_columns(role)
        copy = admin.post(
            "/records/role",
            name=f"{role.label.zh}（副本）",
            permissions=columns["permissions"],
            scopes=columns["scopes"],
            fields=columns["fields"],
        )
        assert copy.status == 201, (code, copy.body)


def test_unchanged_preset_roles_follow_the_product(admin: Caller) -> None:
    changed, unchanged = role_id("sales"), role_id("finance")
    assert admin.patch(f"/records/role/{changed}", permissions={"lead": ["view"]}).status == 200
    rows = Role.objects.system(reason=WHY)
    rows.filter(pk=unchanged).update(permissions={})
    gone = role_id("logistics")
    assert admin.delete(f"/records/role/{gone}").status == 204
    seed_roles()
    assert rows.get(pk=changed).permissions == {"lead": ["view"]}
    assert "payment" in rows.get(pk=unchanged).permissions
    assert rows.get(pk=gone).deleted_at is not None
    assert rows.filter(code="logistics").count() == 1


@pytest.mark.req("PM-11")
def test_roles_are_checked_word_by_word(admin: Caller) -> None:
    answer = admin.post(
        "/records/role",
        name="乱写",
        permissions={"lead": ["view", "fly"], "nothing": ["view"], "account": "view", "*": ["view"]},
        fields={"lead.nothing": "hidden", "lead.mobile": "blurred", "nowhere.x": "read"},
        scopes={
            "lead": {"view": "galaxy", "touch": "all"},
            "account": "all",
            "opportunity": {"view": "departments"},
        },
    )
    assert answer.status == 422
    assert answer.codes == {
        "permissions.lead[1]": "role.operation",
        "permissions.nothing": "unknown_object",
        "permissions.account": "type.list",
        "fields.lead.nothing": "unknown_field",
        "fields.lead.mobile": "role.level",
        "fields.nowhere.x": "unknown_object",
        "scopes.lead.view": "role.scope",
        "scopes.lead.touch": "role.access",
        "scopes.account": "type.map",
    }
    assert not Role.objects.system(reason=WHY).filter(name="乱写").exists()


@pytest.mark.req("PM-37", "PM-01")
def test_a_changed_role_is_in_force_at_the_next_call(admin: Caller, sales: Caller, company: Company) -> None:
    lead = make("lead", name="孙七", source="phone", owner=company.sales, mobile="13800138000")
    assert sales.get(f"/records/lead/{lead}").body["mobile"] == "13800138000"
    role = role_id("sales")
    before = admin.get(f"/records/role/{role}").body["fields"]
    assert admin.patch(f"/records/role/{role}", fields={"lead.mobile": "masked"}).status == 200
    assert sales.get(f"/records/lead/{lead}").body["mobile"] == "138****8000"
    (entry, *_rest) = audit_entries(object_name="role", record_id=role)
    assert entry.detail["changes"]["fields"] == [before, {"lead.mobile": "masked"}]
    kept = admin.get(f"/records/role/{role}").body["permissions"]
    answer = admin.patch(f"/records/role/{role}", permissions={k: v for k, v in kept.items() if k != "lead"})
    assert answer.status == 200
    assert sales.get(f"/records/lead/{lead}").status == 403


def test_a_role_in_use_is_not_deleted(admin: Caller, company: Company) -> None:
    answer = admin.delete(f"/records/role/{role_id('sales')}")
    assert (answer.status, answer.body["code"]) == (409, "role.in_use")
    made = admin.create("role", name="临时", code="interim")
    assert admin.patch(f"/records/role/{made['id']}", code="other").codes == {"code": "immutable"}
    assert admin.delete(f"/records/role/{made['id']}").status == 204


@pytest.mark.req("PM-37")
def test_administration_is_for_administrators(sales: Caller, company: Company) -> None:
    offered = {item["name"] for item in sales.get("/meta/objects").body["items"]}
    admin_only = {
        "role",
        "object_def",
        "field_def",
        "choice_set",
        "layout",
        "validation_rule",
        "duplicate_rule",
    }
    assert not admin_only & offered
    for name in sorted(admin_only):
        assert sales.get(f"/records/{name}").status == 403
    assert sales.patch(f"/records/role/{role_id('sales')}", permissions={"*": ["*"]}).status == 403
    assert sales.patch(f"/records/user/{company.sales}", roles=[role_id("administrator")]).status == 403
    assert "*" not in Role.objects.system(reason=WHY).get(code="sales").permissions


def test_every_currency_and_time_zone_is_chosen_from_its_list(admin: Any) -> None:
    told = {
        (name, item["name"]): item["holds"]
        for name in catalogue().objects
        if not catalogue().get(name).is_line
        for item in admin.get(f"/meta/objects/{name}").body["fields"]
        if item["type"] == "text" and item["name"] in ("currency", "timezone")
    }
    assert told["user", "timezone"] == "timezone"
    assert told["exchange_rate", "currency"] == told["sales_order", "currency"] == "currency"
    assert {(field, word) for (_object, field), word in told.items()} == {
        ("currency", "currency"),
        ("timezone", "timezone"),
    }
    words = {one["key"]: one["holds"] for one in admin.get("/settings").body["items"]}
    assert {key: word for key, word in words.items() if word} == {
        "company.timezone": "timezone",
        "company.base_currency": "currency",
    }
