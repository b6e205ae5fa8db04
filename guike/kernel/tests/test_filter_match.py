"""What a filter means on one record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.kernel import periods
from guike.kernel.filters import (
    NEGATIVE_OF,
    All,
    Any_,
    Every,
    Leaf,
    Node,
    None_,
    Not,
    Some,
    normalize,
    parse,
)
from guike.kernel.phone_search import phone_form, sought_phone
from guike.kernel.tests.filter_cases import (
    TODAY,
    Case,
    fold_text,
    leaves,
    match,
    numbers,
    pure_nodes,
    reader,
    records,
    rows_where,
)

Record = dict[str, Any]


def _below(_path: str, root: object, /) -> Collection[object]:
    """Department 1 has 2 and 3 below it."""
    return {1, 2, 3} if root == 1 else {root}


CONTEXT = Case(TODAY, user_id=2, department_ids={1, 3}, under=_below)


def holds(raw: object, record: Record, ctx: Case = CONTEXT) -> bool:
    return match(parse(raw, on_change=True), reader({"contacts": [], **record}), ctx)


def leaf_holds(op: str, stored: object, value: object) -> bool:
    return holds({"field": "a", "op": op, "value": value}, {"a": stored})


@given(pure_nodes, records)
def test_not_turns_every_filter_around(node: Node, record: Record) -> None:
    get = reader(record)
    assert match(Not(node), get, CONTEXT) is not match(node, get, CONTEXT)
    assert match(Not(Not(node)), get, CONTEXT) is match(node, get, CONTEXT)


@given(leaves, records)
def test_a_negative_operator_is_not_the_positive_one(leaf: Leaf, record: Record) -> None:
    get = reader(record)
    for negative, positive_op in NEGATIVE_OF.items():
        if leaf.op == positive_op:
            assert match(replace(leaf, op=negative), get, CONTEXT) is not match(leaf, get, CONTEXT)


@given(pure_nodes, records)
def test_the_normal_form_means_the_same(node: Node, record: Record) -> None:
    get = reader(record)
    assert match(normalize(node), get, CONTEXT) is match(node, get, CONTEXT)


@given(pure_nodes, pure_nodes, records)
def test_groups_obey_de_morgan(first: Node, second: Node, record: Record) -> None:
    get = reader(record)
    both = All((first, second))
    assert match(Not(both), get, CONTEXT) is match(Any_((Not(first), Not(second))), get, CONTEXT)


@given(rows_where, records)
def test_quantifiers_agree(where: Node, record: Record) -> None:
    get = reader(record)
    some = match(Some("contacts", where), get, CONTEXT)
    assert match(None_("contacts", where), get, CONTEXT) is not some
    assert match(Every("contacts", where), get, CONTEXT) is match(None_("contacts", Not(where)), get, CONTEXT)
    by_hand = [match(where, reader(row), CONTEXT) for row in record["contacts"]]
    assert some is any(by_hand)


@given(records, numbers)
def test_to_many_means_some_row_and_negative_means_no_row(record: Record, wanted: int) -> None:
    amounts = [row.get("amount") for row in record["contacts"]]
    field = "contacts.amount"
    get = reader(record)
    assert match(Leaf(field, "eq", wanted), get, CONTEXT) is (wanted in amounts)
    assert match(Leaf(field, "ne", wanted), get, CONTEXT) is (wanted not in amounts)
    present = [amount for amount in amounts if amount is not None]
    assert match(Leaf(field, "gt", wanted), get, CONTEXT) is any(amount > wanted for amount in present)
    assert match(Leaf(field, "is_empty"), get, CONTEXT) is (not present)


@given(st.integers(-50, 50), st.sampled_from(["last_7_days", "next_week", "this_month", "today", "today-5"]))
def test_within_is_the_period(offset: int, name: str) -> None:
    day = TODAY + timedelta(offset)
    start, end = periods.resolve(name, TODAY)
    assert leaf_holds("within", day, name) is (start <= day < end)


@pytest.mark.parametrize("empty", [None, "", []])
def test_empty_in_all_its_forms(empty: object) -> None:
    assert leaf_holds("is_empty", empty, None)
    assert not leaf_holds("is_not_empty", empty, None)
    assert leaf_holds("ne", empty, "x")
    assert leaf_holds("not_in", empty, ["x"])
    assert leaf_holds("not_contains", empty, "x")
    assert leaf_holds("eq", empty, None)
    assert leaf_holds("eq", empty, "")
    assert not leaf_holds("ne", empty, None)
    assert leaf_holds("in", empty, ["x", None])
    assert not leaf_holds("not_in", empty, ["x", None])
    for op, value in (("eq", "x"), ("lt", "x"), ("contains", "x"), ("in", ["x"]), ("between", ["a", "z"])):
        assert not leaf_holds(op, empty, value)


def test_an_absent_field_and_an_absent_way_are_empty() -> None:
    assert holds({"field": "account.level", "op": "is_empty"}, {})
    assert holds({"field": "account.level", "op": "ne", "value": "A"}, {"account": None})
    assert not holds({"field": "account.level", "op": "eq", "value": "A"}, {"account": None})


def test_false_and_zero_are_values() -> None:
    assert leaf_holds("is_not_empty", False, None)
    assert leaf_holds("is_not_empty", 0, None)
    assert leaf_holds("eq", False, False)
    assert not leaf_holds("eq", None, False)


@pytest.mark.parametrize(
    ("op", "stored", "value", "expected"),
    [
        ("eq", "Ａbc", "aBC", True),
        ("contains", "云帆Soft", "SOFT", True),
        ("starts_with", "云帆Soft", "云帆s", True),
        ("starts_with", "云帆Soft", "soft", False),
        ("gt", 3, 3, False),
        ("gte", 3, 3, True),
        ("lt", 2, 3, True),
        ("lte", 4, 3, False),
        ("between", 3, [3, 4], True),
        ("between", 4, [3, 4], True),
        ("between", 5, [3, 4], False),
        ("between", 3, [4, 3], False),
        ("in", "open", ["OPEN"], True),
        ("in", "open", [], False),
        ("not_in", "open", [], True),
        ("has_any", ["hot", "vip"], ["vip", "new"], True),
        ("has_any", ["hot"], ["vip", "new"], False),
        ("has_all", ["hot", "vip"], ["vip", "hot"], True),
        ("has_all", ["hot"], ["vip", "hot"], False),
        ("has_all", [], ["vip"], False),
        ("under", 3, 1, True),
        ("under", 4, 1, False),
        ("under", 4, [1, 4], True),
        ("is_me", 2, None, True),
        ("is_me", [1, 2], None, True),
        ("is_me", None, None, False),
        ("in_my_departments", 3, None, True),
        ("in_my_departments", 2, None, False),
    ],
)
def test_operators(op: str, stored: object, value: object, expected: bool) -> None:
    assert leaf_holds(op, stored, value) is expected


def test_nobody_is_not_me() -> None:
    assert not holds({"field": "a", "op": "is_me"}, {"a": None}, replace(CONTEXT, user_id=None))


def test_an_instant_falls_on_the_company_s_day() -> None:
    late = datetime.fromisoformat("2026-11-20T16:30:00+00:00")
    assert leaf_holds("within", late, "today")
    new_york = replace(CONTEXT, timezone="America/New_York")
    assert not holds({"field": "a", "op": "within", "value": "today"}, {"a": late}, new_york)


def test_several_conditions_on_one_row() -> None:
    record = {"contacts": [{"role": "decider", "city": "A"}, {"role": "user", "city": "B"}]}
    wanted = [{"field": "role", "op": "eq", "value": "decider"}, {"field": "city", "op": "eq", "value": "B"}]
    assert not holds({"some": "contacts", "where": {"all": wanted}}, record)
    assert holds({"all": [{**leaf, "field": f"contacts.{leaf['field']}"} for leaf in wanted]}, record)
    assert holds({"none": "contacts", "where": {"all": wanted}}, record)
    assert holds({"every": "contacts", "where": {"field": "city", "op": "in", "value": ["A", "B"]}}, record)
    assert holds({"every": "contacts", "where": wanted[0]}, {})
    assert not holds({"some": "contacts"}, {})
    assert holds({"some": "contacts"}, record)


def test_has_all_on_a_to_many_path_is_about_one_row() -> None:
    record = {"contacts": [{"tags": ["hot"]}, {"tags": ["vip"]}]}
    both = {"field": "contacts.tags", "op": "has_all", "value": ["hot", "vip"]}
    assert not holds(both, record)
    assert holds(both, {"contacts": [{"tags": ["vip", "hot"]}]})


def test_another_field_instead_of_a_value() -> None:
    below = {"field": "amount", "op": "lt", "other": "account.limit"}
    assert holds(below, {"amount": 1, "account": {"limit": 2}})
    assert not holds(below, {"amount": 2, "account": {"limit": 2}})
    assert not holds(below, {"amount": 2, "account": None})
    same = {"field": "amount", "op": "eq", "other": "limit"}
    assert holds(same, {"amount": None})
    assert not holds(same, {"amount": 1})
    assert not holds(same, {"limit": 1})
    assert holds({**same, "op": "ne"}, {"limit": 1})
    row = {"some": "contacts", "where": {"field": "amount", "op": "gt", "other": "limit"}}
    assert holds(row, {"contacts": [{"amount": 2, "limit": 1}], "limit": 9})


def test_near() -> None:
    centre = {"lat": 31.2304, "lng": 121.4737, "km": 5}
    near = {"field": "a", "op": "near", "value": centre}
    assert holds(near, {"a": {"lat": 31.2404, "lng": 121.4837}})
    assert holds(near, {"a": (Decimal("31.2404"), Decimal("121.4837"))})
    assert not holds(near, {"a": {"lat": 31.3304, "lng": 121.4737}})
    assert not holds(near, {"a": None})


def test_a_change() -> None:
    def after(op: str, old: Record, new: Record, **value: object) -> bool:
        ctx = replace(CONTEXT, old=reader(old))
        return holds({"field": "status", "op": op, **value}, new, ctx)

    won, opened = {"status": "won"}, {"status": "open"}
    assert after("changed", opened, won)
    assert not after("changed", won, won)
    assert not after("changed", {"status": "Won"}, won)
    assert after("changed", {}, won)
    assert not after("changed", {}, {"status": ""})
    assert after("changed_to", opened, won, value="won")
    assert not after("changed_to", won, won, value="won")
    assert not after("changed_to", opened, won, value="open")
    assert after("changed_from", opened, won, value="open")
    assert after("changed_from", {}, won, value=None)
    assert after("changed_to", won, {"status": None}, value=None)
    assert not after("changed", {"status": ["a", "b"]}, {"status": ["b", "a"]})
    assert after("changed", {"status": ["a", "b"]}, {"status": ["b"]})


def test_without_a_change_nothing_changed() -> None:
    assert not holds({"field": "status", "op": "changed"}, {"status": "won"})
    assert not holds({"field": "status", "op": "changed_to", "value": "won"}, {"status": "won"})
    assert not holds({"field": "status", "op": "changed_from", "value": None}, {"status": "won"})


def test_coercion_sees_full_paths_and_types_both_sides() -> None:
    seen: set[str] = set()

    def coerce(path: str, value: object, /) -> object:
        seen.add(path)
        if path.endswith("amount"):
            return Decimal(str(value))
        if path.endswith("due_on"):
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        return fold_text(path, value)

    ctx = replace(CONTEXT, coerce=coerce)
    assert holds({"field": "amount", "op": "eq", "value": "1280.00"}, {"amount": 1280}, ctx)
    assert holds({"field": "due_on", "op": "lt", "value": "2026-12-01"}, {"due_on": TODAY}, ctx)
    inside = {"some": "contacts", "where": {"field": "amount", "op": "gt", "value": "9"}}
    assert holds(inside, {"contacts": [{"amount": "10"}]}, ctx)
    assert seen == {"amount", "due_on", "contacts.amount"}


def test_text_search_sees_a_phone_as_its_digits() -> None:
    ctx = replace(
        CONTEXT,
        sought=lambda _path, value: sought_phone(str(value)),
        as_text=lambda _path, value, sought: phone_form(str(value), sought),
    )
    part = {"field": "mobile", "op": "contains", "value": "138 0013"}
    assert holds(part, {"mobile": "+8613800138000"}, ctx)
    assert not holds(part, {"mobile": "+8613900139000"}, ctx)
