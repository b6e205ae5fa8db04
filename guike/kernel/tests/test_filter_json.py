"""The filter's JSON form: what is read, what is refused and where, and its words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from guike.kernel.errors import Invalid
from guike.kernel.filters import (
    EVERYTHING,
    FIELD_TYPES,
    NEGATIVE_OF,
    NOTHING,
    OPERATORS,
    All,
    Any_,
    Area,
    Every,
    Leaf,
    Node,
    None_,
    Not,
    Some,
    Target,
    all_of,
    dump,
    fields_of,
    normalize,
    operators_for,
    operators_meta,
    parse,
    relations_of,
    to_text,
)
from guike.kernel.limits import FILTER_CONDITIONS, FILTER_DEPTH, FILTER_VALUES
from guike.kernel.tests.filter_cases import nodes

EXAMPLE = {
    "all": [
        {"field": "status", "op": "in", "value": ["open", "won"]},
        {
            "any": [
                {"field": "account.level", "op": "eq", "value": "A"},
                {"field": "x_intent", "op": "gte", "value": 3},
            ]
        },
        {"not": {"field": "created_at", "op": "within", "value": "last_30_days"}},
        {"some": "account.contacts", "where": {"field": "decision_role", "op": "eq", "value": "decider"}},
    ]
}
CALL = {"field": "a", "op": "eq", "value": 1}


def faults(raw: object, *, on_change: bool = False) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        parse(raw, on_change=on_change)
    return [(error.field, error.code) for error in refused.value.errors]


def nested(depth: int) -> dict[str, Any]:
    node: dict[str, Any] = CALL
    for _ in range(depth):
        node = {"not": node}
    return node


def test_the_documented_example() -> None:
    node = parse(EXAMPLE)
    assert node == All(
        (
            Leaf("status", "in", ("open", "won")),
            Any_((Leaf("account.level", "eq", "A"), Leaf("x_intent", "gte", 3))),
            Not(Leaf("created_at", "within", "last_30_days")),
            Some("account.contacts", Leaf("decision_role", "eq", "decider")),
        )
    )
    assert dump(node) == EXAMPLE
    assert fields_of(node) == {
        "status",
        "account.level",
        "x_intent",
        "created_at",
        "account.contacts.decision_role",
    }
    assert relations_of(node) == {"account.contacts"}


@given(nodes)
def test_parse_reads_what_dump_wrote(node: Node) -> None:
    assert parse(dump(node), on_change=True) == node
    assert dump(parse(dump(node), on_change=True)) == dump(node)


@given(nodes)
def test_normalizing_leaves_only_positive_operators(node: Node) -> None:
    plain = normalize(node)
    assert normalize(plain) == plain
    assert fields_of(plain) == fields_of(node)
    assert not any(f"op='{negative}'" in repr(plain) for negative in NEGATIVE_OF)


@pytest.mark.parametrize("raw", [None, {}, {"all": []}])
def test_nothing_said_is_everything(raw: object) -> None:
    assert parse(raw) == EVERYTHING


def test_values_of_every_shape() -> None:
    shapes = [
        {"field": "a", "op": "eq", "value": None},
        {"field": "a", "op": "between", "value": ["2026-01-01", "2026-12-31"]},
        {"field": "a", "op": "in", "value": []},
        {"field": "a", "op": "under", "value": 3},
        {"field": "a", "op": "under", "value": [3, 4]},
        {"field": "a", "op": "is_empty"},
        {"field": "a", "op": "near", "value": {"lat": 31.23, "lng": 121.47, "km": 5.0}},
        {"field": "a", "op": "eq", "value": {"object": "lead", "id": 3}},
        {"field": "a", "op": "gt", "other": "b.c"},
        {"every": "lines", "where": {"all": []}},
        {"none": "lines", "where": CALL},
    ]
    assert [dump(parse(shape)) for shape in shapes] == shapes
    assert parse(shapes[6]) == Leaf("a", "near", Area(31.23, 121.47, 5))
    assert parse(shapes[7]) == Leaf("a", "eq", Target("lead", 3))
    assert parse({"field": "a", "op": "is_empty", "value": True}) == Leaf("a", "is_empty")
    assert parse({"some": "lines"}) == Some("lines", EVERYTHING)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ([], [("filter", "filter.shape")]),
        ("status", [("filter", "filter.shape")]),
        ({"all": [], "any": []}, [("filter", "filter.shape")]),
        ({"status": "open"}, [("filter", "filter.shape")]),
        ({"all": CALL}, [("filter.all", "filter.list")]),
        ({"not": None}, [("filter.not", "filter.shape")]),
        (
            {"all": [CALL, {"field": "a", "op": "like", "value": 1}]},
            [("filter.all[1].op", "filter.operator")],
        ),
        ({"field": "a"}, [("filter.op", "filter.operator")]),
        ({"field": "a", "op": ["eq"]}, [("filter.op", "filter.operator")]),
        ({"field": "A b", "op": "is_empty"}, [("filter.field", "filter.path")]),
        ({"field": "a..b", "op": "is_empty"}, [("filter.field", "filter.path")]),
        ({"field": 3, "op": "is_empty"}, [("filter.field", "filter.path")]),
        ({"field": "a.b.c.d.e.f", "op": "is_empty"}, [("filter.field", "filter.path_too_long")]),
        ({**CALL, "case": "no"}, [("filter.case", "filter.unknown_key")]),
        ({"all": [], "where": CALL}, [("filter.where", "filter.unknown_key")]),
        ({"field": "a", "op": "eq"}, [("filter.value", "filter.value_required")]),
        ({"field": "a", "op": "gt", "value": None}, [("filter.value", "filter.value_required")]),
        ({"field": "a", "op": "eq", "value": [1]}, [("filter.value", "filter.value_scalar")]),
        ({"field": "a", "op": "eq", "value": {"id": 1}}, [("filter.value", "filter.value_scalar")]),
        ({"field": "a", "op": "eq", "value": float("nan")}, [("filter.value", "filter.value_scalar")]),
        ({"field": "a", "op": "contains", "value": ""}, [("filter.value", "filter.value_text")]),
        ({"field": "a", "op": "contains", "value": 3}, [("filter.value", "filter.value_text")]),
        ({"field": "a", "op": "in", "value": "open"}, [("filter.value", "filter.value_list")]),
        ({"field": "a", "op": "in", "value": [1, [2]]}, [("filter.value[1]", "filter.value_scalar")]),
        ({"field": "a", "op": "has_all", "value": []}, [("filter.value", "filter.value_list_empty")]),
        ({"field": "a", "op": "has_any", "value": [None]}, [("filter.value[0]", "filter.value_required")]),
        ({"field": "a", "op": "between", "value": [1]}, [("filter.value", "filter.value_range")]),
        ({"field": "a", "op": "between", "value": 1}, [("filter.value", "filter.value_range")]),
        ({"field": "a", "op": "between", "value": [1, None]}, [("filter.value[1]", "filter.value_required")]),
        ({"field": "a", "op": "is_empty", "value": False}, [("filter.value", "filter.value_unwanted")]),
        ({"field": "a", "op": "within", "value": "soon"}, [("filter.value", "period.unknown")]),
        ({"field": "a", "op": "within", "value": 7}, [("filter.value", "period.unknown")]),
        ({"field": "a", "op": "within", "value": "last_9999_days"}, [("filter.value", "period.too_long")]),
        (
            {"field": "a", "op": "near", "value": {"lat": 1, "lng": 2}},
            [("filter.value", "filter.value_area")],
        ),
        (
            {"field": "a", "op": "near", "value": {"lat": 91, "lng": 2, "km": 1}},
            [("filter.value", "filter.value_area")],
        ),
        (
            {"field": "a", "op": "near", "value": {"lat": "1", "lng": True, "km": 1}},
            [("filter.value", "filter.value_area")],
        ),
        ({"field": "a", "op": "contains", "other": "b"}, [("filter.other", "filter.other_unwanted")]),
        ({**CALL, "other": "b"}, [("filter.other", "filter.value_and_other")]),
        ({"field": "a", "op": "eq", "other": "B"}, [("filter.other", "filter.path")]),
        ({"field": "a", "op": "changed"}, [("filter.op", "filter.on_change_only")]),
        ({"some": "A", "where": CALL}, [("filter.some", "filter.path")]),
        ({"some": "a", "where": []}, [("filter.where", "filter.shape")]),
    ],
)
def test_a_fault_is_named_with_its_place(raw: object, expected: list[tuple[str, str]]) -> None:
    assert faults(raw) == expected


def test_all_faults_come_at_once() -> None:
    raw = {
        "all": [{"field": "A", "op": "like"}, {"any": [{"x": 1}, CALL]}, {"not": {**CALL, "op": "within"}}]
    }
    assert faults(raw) == [
        ("filter.all[0].field", "filter.path"),
        ("filter.all[0].op", "filter.operator"),
        ("filter.all[1].any[0]", "filter.shape"),
        ("filter.all[2].not.value", "period.unknown"),
    ]


def test_the_root_has_the_caller_s_name() -> None:
    with pytest.raises(Invalid) as refused:
        parse({"all": [{}]}, root="measures[1].filter")
    assert refused.value.errors[0].field == "measures[1].filter.all[0]"


def test_depth_is_limited_and_cannot_exhaust_the_stack() -> None:
    assert dump(parse(nested(FILTER_DEPTH))) == nested(FILTER_DEPTH)
    assert faults(nested(FILTER_DEPTH + 1)) == [("filter" + ".not" * FILTER_DEPTH, "filter.too_deep")]
    assert faults(nested(900)) == [("filter" + ".not" * FILTER_DEPTH, "filter.too_deep")]


def test_conditions_and_values_are_limited() -> None:
    assert (
        len(fields_of(parse({"any": [{**CALL, "field": f"f{n}"} for n in range(FILTER_CONDITIONS)]}))) == 50
    )
    assert faults({"any": [CALL] * (FILTER_CONDITIONS + 1)}) == [("filter", "filter.too_many")]
    assert faults({"any": [CALL] * 10_000}) == [("filter", "filter.too_many")]
    long = {"field": "a", "op": "in", "value": list(range(FILTER_VALUES + 1))}
    assert faults(long) == [("filter.value", "filter.too_many_values")]


def test_change_operators_need_a_change_of_the_record_itself() -> None:
    won = parse({"field": "status", "op": "changed_to", "value": "won"}, on_change=True)
    assert won == Leaf("status", "changed_to", "won")
    assert faults({"field": "account.level", "op": "changed"}, on_change=True) == [
        ("filter.op", "filter.on_change_only")
    ]
    inside = {"some": "lines", "where": {"field": "quantity", "op": "changed"}}
    assert faults(inside, on_change=True) == [("filter.where.op", "filter.on_change_only")]


def test_fields_include_the_other_side() -> None:
    node = parse({"some": "orders.lines", "where": {"field": "price.net", "op": "lt", "other": "list_price"}})
    assert fields_of(node) == {"orders.lines.price.net", "orders.lines.list_price"}
    deep = Some("a", None_("b", Every("c", Leaf("d", "is_empty"))))
    assert relations_of(deep) == {"a", "a.b", "a.b.c"}
    assert fields_of(deep) == {"a.b.c.d"}


def test_conjunctions_flatten() -> None:
    one, two, three = (Leaf(name, "is_empty") for name in "abc")
    assert all_of() == EVERYTHING
    assert all_of(one) == one
    assert all_of(one, All((two, three))) == All((one, two, three))
    assert all_of(EVERYTHING, one) == one


def test_operators_for_every_field_type() -> None:
    for field_type in FIELD_TYPES:
        offered = operators_for(field_type)
        assert set(offered) <= set(OPERATORS)
        assert len(set(offered)) == len(offered)
        assert bool(offered) == (field_type != "lines")
    assert operators_for("boolean") == ("eq", "ne", "is_empty", "is_not_empty")
    assert "is_me" in operators_for("user")
    assert "under" in operators_for("region")
    assert operators_for("geo", on_change=True)[-3:] == ("changed", "changed_from", "changed_to")
    with pytest.raises(KeyError):
        operators_for("colour")
    everything = {op for field_type in FIELD_TYPES for op in operators_for(field_type, on_change=True)}
    assert everything == set(OPERATORS)
    assert operators_meta("zh-CN")[0] == {"name": "eq", "label": "等于", "takes": "value"}


LABELS = {
    ("status", None): "状态",
    ("status", "following"): "跟进中",
    ("status", "pending"): "待处理",
    ("amount", None): "金额",
    ("created_at", None): "创建时间",
    ("account.contacts", None): "客户联系人",
    ("account.contacts.decision_role", None): "决策角色",
    ("account.contacts.decision_role", "decider"): "决策者",
}


def labels(path: str, value: object | None) -> str:
    return LABELS.get((path, value), "" if value is not None else path)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("raw", "zh", "en"),
    [
        (None, "全部记录", "all records"),
        ({"any": []}, "没有记录", "no records"),
        (
            {
                "all": [
                    {"field": "status", "op": "in", "value": ["following", "pending"]},
                    {
                        "any": [
                            {"field": "amount", "op": "gt", "value": 1000},
                            {"field": "amount", "op": "is_empty"},
                        ]
                    },
                ]
            },
            "状态 属于 跟进中、待处理 且 （金额 大于 1000 或 金额 为空）",
            "状态 is one of 跟进中, 待处理 and (金额 is greater than 1000 or 金额 is empty)",
        ),
        (
            {"not": {"field": "created_at", "op": "within", "value": "last_30_days"}},
            "不满足（创建时间 在 最近 30 天内）",
            "not (创建时间 is within the last 30 days)",
        ),
        (
            {
                "some": "account.contacts",
                "where": {"field": "decision_role", "op": "eq", "value": "decider"},
            },
            "客户联系人 中至少一条满足（决策角色 等于 决策者）",
            "some of 客户联系人 has (决策角色 is 决策者)",
        ),
        (
            {"field": "amount", "op": "between", "value": [1, "2.50"]},
            "金额 介于 1 到 2.50",
            "金额 is between 1 and 2.50",
        ),
        ({"field": "amount", "op": "lt", "other": "budget"}, "金额 小于 budget", "金额 is less than budget"),
        ({"field": "status", "op": "eq", "value": None}, "状态 等于 空", "状态 is empty"),
        (
            {"field": "location", "op": "near", "value": {"lat": 31.2, "lng": 121.5, "km": 5}},
            "location 附近 （31.2, 121.5）5 公里以内",
            "location is near (31.2, 121.5), 5 km",
        ),
        (
            {"field": "target", "op": "eq", "value": {"object": "lead", "id": 3}},
            "target 等于 lead 3",
            "target is lead 3",
        ),
    ],
)
def test_a_filter_in_words(raw: object, zh: str, en: str) -> None:
    assert to_text(parse(raw), "zh-CN", labels) == zh
    assert to_text(parse(raw), "en", labels) == en


@given(nodes)
def test_every_filter_has_words(node: Node) -> None:
    for locale in ("zh-CN", "zh-TW", "en"):
        words = to_text(node, locale, lambda path, value: path if value is None else "")
        assert words
        assert "{" not in words


def test_nothing_is_not_everything() -> None:
    assert dump(NOTHING) == {"any": []}
