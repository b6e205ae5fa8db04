"""Each operator on each type, on columns and on keys of `custom`, against real PostgreSQL."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q

from guike.platform.filters.tests import world
from guike.platform.filters.tests.world import add_deal, found
from guike.platform.metadata.types import store_instant
from guike.platform.org import queries as org

pytestmark = pytest.mark.usefixtures("tables")


def leaf(field: str, op: str, value: Any = None) -> dict[str, Any]:
    if value is None and op in ("is_empty", "is_not_empty", "is_me", "in_my_departments"):
        return {"field": field, "op": op}
    return {"field": field, "op": op, "value": value}


@pytest.mark.parametrize("field", ["name", "email", "number", "note", "x_text"])
def test_text_is_compared_folded(field: str) -> None:
    name = {"name": "云帆 ＡＢＣ_50%"} if field == "name" else {field: "云帆 ＡＢＣ_50%"}
    add_deal(**{"name": "full", **name})
    add_deal(**{"name": "other", **({"name": "other"} if field == "name" else {field: "abcX50 off"})})
    add_deal(name="")
    full, other = ("云帆 ＡＢＣ_50%" if field == "name" else "full"), "other"
    assert found(leaf(field, "contains", "abc_50")) == [full]
    assert found(leaf(field, "contains", "0%")) == [full]
    assert found(leaf(field, "starts_with", "云帆 ａ")) == [full]
    assert found(leaf(field, "contains", "\\")) == []
    assert found(leaf(field, "not_contains", "AbC_")) == ["", other]
    assert found(leaf(field, "is_empty")) == [""]
    if field != "note":
        assert found(leaf(field, "eq", "云帆 abc_50%")) == [full]
        assert found(leaf(field, "ne", "云帆 abc_50%")) == ["", other]
        assert found(leaf(field, "in", ["云帆 ABC_50%", "zzz"])) == [full]
        assert found(leaf(field, "in", ["云帆 ABC_50%", None])) == ["", full]
        assert found(leaf(field, "eq", None)) == [""]


@pytest.mark.parametrize("field", ["mobile", "x_phone"])
def test_phones_are_found_in_any_spelling(field: str) -> None:
    add_deal(name="a", **{field: "+8613800138000"})
    add_deal(name="b", **{field: "+861062345678;ext=801"})
    add_deal(name="none")
    assert found(leaf(field, "eq", "138 0013 8000")) == ["a"]
    assert found(leaf(field, "in", ["+86 138-0013-8000", "010-62345678 转 801"])) == ["a", "b"]
    assert found(leaf(field, "contains", "0013-8")) == ["a"]
    assert found(leaf(field, "contains", "801")) == ["b"]
    assert found(leaf(field, "starts_with", "+86 138")) == ["a"]
    assert found(leaf(field, "starts_with", "86")) == []
    assert found(leaf(field, "is_empty")) == ["none"]


@pytest.mark.parametrize("field", ["mobile", "x_phone"])
@pytest.mark.parametrize(
    ("op", "typed", "names"),
    [
        ("starts_with", "010", ["beijing"]),
        ("starts_with", "10", []),
        ("starts_with", "0755-8888", ["shenzhen"]),
        ("contains", "0755-8888", ["shenzhen"]),
        ("contains", "755 88886666", ["shenzhen"]),
        ("contains", "88886666-801", ["shenzhen"]),
        ("contains", "转801", ["shenzhen"]),
        ("contains", "ext. 801", ["shenzhen"]),
        ("contains", "666转8", ["shenzhen"]),
        ("not_contains", "8", ["service"]),
        ("starts_with", "+1", ["new york"]),
        ("starts_with", "1", ["mobile"]),
        ("contains", "+1", ["new york"]),
        ("contains", "+1 (212) 555", ["new york"]),
        ("contains", "1 212", ["new york"]),
        ("starts_with", "+852", ["hong kong"]),
        ("starts_with", "+86", ["beijing", "mobile", "shenzhen", "toll-free"]),
        ("starts_with", "+86 10", ["beijing"]),
        ("starts_with", "0086 138 0013 8000", ["mobile"]),
        ("starts_with", "8610-62345678", ["beijing"]),
        ("contains", "8613", []),
        ("starts_with", "400-810", ["toll-free"]),
        ("contains", "0086", []),
        ("starts_with", "955", ["service"]),
    ],
)
def test_a_part_of_a_number_is_found_where_the_screen_shows_it(
    field: str, op: str, typed: str, names: list[str]
) -> None:
    numbers = {
        "beijing": "+861062345678",
        "shenzhen": "+8675588886666;ext=801",
        "mobile": "+8613800138000",
        "new york": "+12125550188",
        "hong kong": "+85223456789",
        "toll-free": "+864008105678",
        "service": "95577",
    }
    for name, number in numbers.items():
        add_deal(name=name, **{field: number})
    assert found(leaf(field, op, typed)) == names


@pytest.mark.parametrize(
    ("field", "store"), [("quantity", int), ("price", Decimal), ("x_int", int), ("x_dec", str)]
)
def test_numbers_come_as_numbers_or_text(field: str, store: Any) -> None:
    add_deal(name="two", **{field: store("2")})
    add_deal(name="ten", **{field: store("10")})
    add_deal(name="zero", **{field: store("0")})
    add_deal(name="none")
    assert found(leaf(field, "gt", "2")) == ["ten"]
    assert found(leaf(field, "gte", 2.0)) == ["ten", "two"]
    assert found(leaf(field, "lt", "2.5")) == ["two", "zero"]
    assert found(leaf(field, "lte", 0)) == ["zero"]
    assert found(leaf(field, "between", ["1", 10])) == ["ten", "two"]
    assert found(leaf(field, "eq", "10.00")) == ["ten"]
    assert found(leaf(field, "eq", 2.5)) == []
    assert found(leaf(field, "ne", 10)) == ["none", "two", "zero"]
    assert found(leaf(field, "in", [2, "0.0"])) == ["two", "zero"]
    assert found(leaf(field, "in", [2, None])) == ["none", "two"]
    assert found(leaf(field, "in", [])) == []
    assert found(leaf(field, "not_in", [])) == ["none", "ten", "two", "zero"]
    assert found(leaf(field, "is_not_empty")) == ["ten", "two", "zero"]
    assert found(leaf(field, "lt", "99999999999999999999999")) == ["ten", "two", "zero"]


def test_money_compares_the_amount_of_the_document() -> None:
    add_deal(name="dollars", amount=Decimal(100), currency="USD", exchange_rate=Decimal("7.1"))
    add_deal(name="yuan", amount=Decimal(500))
    assert found(leaf("amount", "gt", "400")) == ["yuan"]


@pytest.mark.parametrize("field", ["is_hot", "x_bool"])
def test_booleans_know_three_cases(field: str) -> None:
    add_deal(name="yes", **{field: True})
    add_deal(name="no", **{field: False})
    add_deal(name="none")
    assert found(leaf(field, "eq", True)) == ["yes"]
    assert found(leaf(field, "eq", False)) == ["no"]
    assert found(leaf(field, "ne", True)) == ["no", "none"]
    assert found(leaf(field, "is_empty")) == ["none"]


@pytest.mark.parametrize("field", ["due_on", "x_date"])
def test_dates(field: str) -> None:
    for day in ("2026-11-15", "2026-11-16", "2026-11-18", "2026-11-22", "2026-11-23"):
        add_deal(name=day[-2:], **{field: date.fromisoformat(day) if field == "due_on" else day})
    add_deal(name="none")
    assert found(leaf(field, "within", "this_week")) == ["16", "18", "22"]
    assert found(leaf(field, "within", "today")) == ["18"]
    assert found(leaf(field, "within", "last_3_days")) == ["16", "18"]
    assert found(leaf(field, "within", "next_5_days")) == ["22", "23"]
    assert found(leaf(field, "within", "today-2")) == ["16"]
    assert found({"not": leaf(field, "within", "this_week")}) == ["15", "23", "none"]
    assert found(leaf(field, "gt", "2026-11-18")) == ["22", "23"]
    assert found(leaf(field, "between", ["2026-11-16", "2026-11-18"])) == ["16", "18"]
    assert found(leaf(field, "eq", "2026-11-22")) == ["22"]
    assert found(leaf(field, "ne", "2026-11-22")) == ["15", "16", "18", "23", "none"]


@pytest.mark.parametrize("field", ["seen_at", "x_at"])
def test_instants_belong_to_days_of_the_company(field: str) -> None:
    moments = {
        "17 late": datetime(2026, 11, 17, 15, 59, 59, 999999, tzinfo=UTC),  # 23:59:59 in Shanghai
        "18 first": datetime(2026, 11, 17, 16, tzinfo=UTC),  # midnight
        "18 last": datetime(2026, 11, 18, 15, 59, 59, 999999, tzinfo=UTC),
        "19 first": datetime(2026, 11, 18, 16, tzinfo=UTC),
    }
    for name, moment in moments.items():
        stored = moment if field == "seen_at" else store_instant(moment)
        add_deal(name=name, **{field: stored})
    add_deal(name="none")
    assert found(leaf(field, "within", "today")) == ["18 first", "18 last"]
    assert found(leaf(field, "eq", "2026-11-18")) == ["18 first", "18 last"]
    assert found(leaf(field, "ne", "2026-11-18")) == ["17 late", "19 first", "none"]
    assert found(leaf(field, "gt", "2026-11-18")) == ["19 first"]
    assert found(leaf(field, "gte", "2026-11-18")) == ["18 first", "18 last", "19 first"]
    assert found(leaf(field, "lt", "2026-11-18")) == ["17 late"]
    assert found(leaf(field, "lte", "2026-11-18")) == ["17 late", "18 first", "18 last"]
    assert found(leaf(field, "between", ["2026-11-17", "2026-11-18"])) == ["17 late", "18 first", "18 last"]
    assert found(leaf(field, "eq", "2026-11-18T00:00:00+08:00")) == ["18 first"]
    assert found(leaf(field, "gt", "2026-11-18T00:00:00+08:00")) == ["18 last", "19 first"]


@pytest.mark.parametrize("field", ["level", "x_choice"])
def test_choices(field: str) -> None:
    add_deal(name="a", **{field: "A"})
    add_deal(name="b", **{field: "B"})
    add_deal(name="none")
    assert found(leaf(field, "eq", "A")) == ["a"]
    assert found(leaf(field, "in", ["A", "B"])) == ["a", "b"]
    assert found(leaf(field, "in", ["A", None])) == ["a", "none"]
    assert found(leaf(field, "not_in", ["A"])) == ["b", "none"]
    assert found(leaf(field, "ne", "B")) == ["a", "none"]
    assert found(leaf(field, "is_empty")) == ["none"]


@pytest.mark.parametrize("field", ["kinds", "x_multi"])
@pytest.mark.req("CO-10")
def test_several_choices(field: str) -> None:
    add_deal(name="both", **{field: ["new", "old"]})
    add_deal(name="old", **{field: ["old"]})
    add_deal(name="none")
    assert found(leaf(field, "has_any", ["new", "odd"])) == ["both"]
    assert found(leaf(field, "has_any", ["new", "old"])) == ["both", "old"]
    assert found(leaf(field, "has_all", ["old", "new"])) == ["both"]
    assert found({"not": leaf(field, "has_any", ["new"])}) == ["none", "old"]
    assert found(leaf(field, "is_empty")) == ["none"]


@pytest.mark.parametrize("field", ["tags", "x_tags"])
def test_tags_are_compared_exactly(field: str) -> None:
    add_deal(name="a", **{field: ["重点", 'It\'s "x"']})
    add_deal(name="b", **{field: ["vip"]})
    assert found(leaf(field, "has_any", ["重点", "VIP"])) == ["a"]
    assert found(leaf(field, "has_all", ["重点", 'It\'s "x"'])) == ["a"]


@pytest.mark.parametrize("field", ["firm", "x_firm"])
def test_a_reference_compares_its_id(field: str) -> None:
    one, two = (world.add(world.Firm, name=name) for name in ("one", "two"))
    key = "firm_id" if field == "firm" else field
    add_deal(name="a", **{key: one.pk})
    add_deal(name="b", **{key: two.pk})
    add_deal(name="none")
    nobody = world.Somebody(scopes={"firm": Q(pk__in=[])})
    assert found(leaf(field, "eq", one.pk)) == ["a"]
    assert found(leaf(field, "eq", one.pk), nobody) == ["a"]
    assert found(leaf(field, "in", [one.pk, two.pk])) == ["a", "b"]
    assert found(leaf(field, "not_in", [one.pk])) == ["b", "none"]
    assert found(leaf(field, "is_empty")) == ["none"]


@pytest.mark.parametrize("field", ["watchers", "x_firms"])
def test_several_references(field: str) -> None:
    add_deal(name="both", **{field: [3, 4]})
    add_deal(name="four", **{field: [4]})
    add_deal(name="none")
    assert found(leaf(field, "has_any", [3, 9])) == ["both"]
    assert found(leaf(field, "has_all", [4, 3])) == ["both"]
    assert found({"not": leaf(field, "has_any", [3])}) == ["four", "none"]
    assert found(leaf(field, "is_empty")) == ["none"]


def test_references_to_any_object() -> None:
    firm, person = {"object": "firm", "id": 7}, {"object": "user", "id": 7}
    add_deal(name="firm", source=firm, x_any=firm, related=[firm, person])
    add_deal(name="user", source=person, x_any=person, related=[person])
    add_deal(name="none")
    for field in ("source", "x_any"):
        assert found(leaf(field, "eq", firm)) == ["firm"]
        assert found(leaf(field, "ne", firm)) == ["none", "user"]
        assert found(leaf(field, "in", [firm, person])) == ["firm", "user"]
        assert found(leaf(field, "is_empty")) == ["none"]
    assert found(leaf("related", "has_any", [firm])) == ["firm"]
    assert found(leaf("related", "has_all", [person, firm])) == ["firm"]
    assert found(leaf("related", "is_empty")) == ["none"]


@pytest.mark.parametrize("field", ["region", "x_region"])
def test_a_region_and_all_below_it(field: str) -> None:
    for code in ("330000", "330106", "310000"):
        add_deal(name=code, **{field: code})
    add_deal(name="none")
    assert found(leaf(field, "under", "330000")) == ["330000", "330106"]
    assert found(leaf(field, "under", ["330100", "310000"])) == ["310000", "330106"]
    assert found(leaf(field, "eq", "330106")) == ["330106"]
    assert found({"not": leaf(field, "under", "330000")}) == ["310000", "none"]


@pytest.mark.parametrize("field", ["location", "x_geo"])
@pytest.mark.req("CU-25")
def test_near(field: str) -> None:
    add_deal(name="bund", **{field: {"lat": 31.2397, "lng": 121.4900}})
    add_deal(name="hangzhou", **{field: {"lat": 30.2741, "lng": 120.1551}})
    add_deal(name="none")
    center = {"lat": 31.2304, "lng": 121.4737}
    assert found(leaf(field, "near", {**center, "km": 3})) == ["bund"]
    assert found(leaf(field, "near", {**center, "km": 1})) == []
    assert found(leaf(field, "near", {**center, "km": 200})) == ["bund", "hangzhou"]
    assert found(leaf(field, "near", {"lat": 89.9, "lng": -179, "km": 20000})) == ["bund", "hangzhou"]
    assert found(leaf(field, "is_empty")) == ["none"]


def test_me_and_my_departments(monkeypatch: pytest.MonkeyPatch) -> None:
    people = {
        1: org.Person(1, "a", "甲", 10, None, "active", "internal", True),
        2: org.Person(2, "b", "乙", 11, None, "active", "internal", True),
        3: org.Person(3, "c", "丙", 20, None, "active", "internal", True),
    }
    units = {n: org.Unit(n, str(n), (n,), None, True, False) for n in (10, 11, 20)}
    known = org.Directory(people, units, {10: frozenset({10, 11}), 11: frozenset({11}), 20: frozenset({20})})
    monkeypatch.setattr(org, "_directory", lambda _version: known)
    for user, unit in ((1, 10), (2, 11), (3, 20)):
        add_deal(name=str(user), owner_id=user, unit_id=unit, x_user=user)
    add_deal(name="none")
    me = world.Somebody(user_id=2, department_ids=frozenset({10, 11}))
    assert found(leaf("owner", "is_me"), me) == ["2"]
    assert found(leaf("x_user", "is_me"), me) == ["2"]
    assert found({"not": leaf("owner", "is_me")}, me) == ["1", "3", "none"]
    assert found(leaf("owner", "is_me"), world.Somebody(user_id=None)) == []
    assert found(leaf("unit", "in_my_departments"), me) == ["1", "2"]
    assert found(leaf("owner", "in_my_departments"), me) == ["1", "2"]
    assert found(leaf("unit", "in_my_departments"), world.Somebody()) == []
    assert found(leaf("unit", "under", 10)) == ["1", "2"]
    assert found(leaf("unit", "under", [11, 20])) == ["2", "3"]


def test_under_in_a_tree_of_records_sees_only_visible_branches() -> None:
    root = world.add(world.Firm, name="root")
    child = world.add(world.Firm, name="child", parent_id=root.pk)
    leaf_ = world.add(world.Firm, name="leaf", parent_id=child.pk)
    for firm in (root, child, leaf_):
        add_deal(name=firm.name, firm_id=firm.pk)
    assert found(leaf("firm", "under", root.pk)) == ["child", "leaf", "root"]
    assert found(leaf("firm", "under", child.pk)) == ["child", "leaf"]
    partly = world.Somebody(scopes={"firm": ~Q(name="child")})
    assert found(leaf("firm", "under", root.pk), partly) == ["root"]


def test_one_field_against_another() -> None:
    add_deal(
        name="more", paid=Decimal(5), amount=Decimal(3), due_on=date(2026, 1, 1), start_on=date(2026, 1, 1)
    )
    add_deal(
        name="less", paid=Decimal(1), amount=Decimal(3), due_on=date(2026, 1, 1), start_on=date(2026, 1, 2)
    )
    add_deal(name="half", paid=Decimal(1))
    add_deal(name="none")
    assert found({"field": "paid", "op": "gt", "other": "amount"}) == ["more"]
    assert found({"field": "due_on", "op": "lt", "other": "start_on"}) == ["less"]
    assert found({"field": "due_on", "op": "eq", "other": "start_on"}) == ["half", "more", "none"]
    assert found({"field": "paid", "op": "ne", "other": "amount"}) == ["half", "less", "more"]


def test_one_field_against_another_along_paths() -> None:
    me, other = (world.add(world.Person, name=name) for name in ("me", "other"))
    firm = world.add(world.Firm, name="f", owner_id=me.pk, x_keeper=other.pk, score=3)
    add_deal(name="mine", firm_id=firm.pk, owner_id=me.pk, quantity=4)
    add_deal(name="his", firm_id=firm.pk, owner_id=other.pk, quantity=2)
    add_deal(name="custom", x_firm=firm.pk, x_user=me.pk)
    assert found({"field": "owner", "op": "eq", "other": "firm.owner"}) == ["custom", "mine"]
    assert found({"field": "firm.x_keeper", "op": "eq", "other": "owner"}) == ["custom", "his"]
    assert found({"field": "quantity", "op": "gt", "other": "firm.score"}) == ["mine"]
    assert found({"field": "x_firm.owner", "op": "eq", "other": "x_user"}) == ["custom", "his", "mine"]
    blind = world.Somebody(scopes={"firm": Q(pk__in=[])})
    assert found({"field": "quantity", "op": "gt", "other": "firm.score"}, blind) == []


def test_a_computed_field_is_filtered_like_any_other() -> None:
    add_deal(name="late", due_on=date(2026, 11, 17))
    add_deal(name="today", due_on=date(2026, 11, 18))
    add_deal(name="none")
    assert found(leaf("is_overdue", "eq", True)) == ["late"]
    assert found(leaf("is_overdue", "ne", True)) == ["none", "today"]
    assert found(leaf("is_overdue", "is_empty")) == ["none"]


def test_a_formula_is_filtered_as_what_it_results_in() -> None:
    add_deal(name="a", x_ratio="0.5", x_word="ＡＢ", x_day="2026-11-18", x_flag=True, x_sum="3")
    add_deal(name="none")
    assert found(leaf("x_ratio", "lt", 1)) == found(leaf("x_sum", "gt", 2)) == ["a"]
    assert found(leaf("x_word", "starts_with", "ab")) == found(leaf("x_word", "eq", "ab")) == ["a"]
    assert found(leaf("x_day", "within", "today")) == found(leaf("x_flag", "eq", True)) == ["a"]
    assert found(leaf("x_flag", "ne", True)) == ["none"]


def test_groups_without_conditions() -> None:
    add_deal(name="a")
    assert found({"all": []}) == ["a"]
    assert found({"any": []}) == []
    assert found({"any": [{"all": []}, leaf("name", "eq", "zzz")]}) == ["a"]
    assert found({"not": {"any": []}}) == ["a"]
    assert found({"not": {"all": []}}) == []
    assert found({"all": [{"any": []}, {"all": []}]}) == []
    assert found(None) == ["a"]
